package simulator

import (
	"encoding/json"
	"net/http"
	"net/url"
)

// discovery answers GET /{t}/v2.0/.well-known/openid-configuration.
func (s *Server) discovery(w http.ResponseWriter, r *http.Request) {
	at, refused := parseAuthority(s.World(), r.PathValue("t"))
	if refused != nil {
		s.machineError(w, r, refused)
		return
	}
	fault := s.take(EndpointDiscovery)
	if s.breakAnswer(w, r, fault) {
		return
	}
	document := s.metadata(s.base, at)
	switch fault {
	case FaultDiscoveryWrongIssuer:
		document["issuer"] = "http://elsewhere.invalid/" + HarbourID + "/v2.0"
	case FaultDiscoveryOtherHost:
		document = s.metadata("http://elsewhere.invalid", at)
		document["issuer"] = at.issuer(s.base)
	default: // the document is honest
	}
	writeJSON(w, http.StatusOK, document)
}

// metadata is the discovery document with endpoints under base (microsoft.md
// §3.2). Only issuer carries the {tenantid} template.
func (s *Server) metadata(base string, at authority) map[string]any {
	root := base + "/" + at.segment
	var region any
	if at.single() {
		region = "EU"
	}
	return map[string]any{
		"issuer":                                at.issuer(base),
		"authorization_endpoint":                root + "/oauth2/v2.0/authorize",
		"token_endpoint":                        root + "/oauth2/v2.0/token",
		"end_session_endpoint":                  root + "/oauth2/v2.0/logout",
		"jwks_uri":                              root + "/discovery/v2.0/keys",
		"userinfo_endpoint":                     base + "/graph/oidc/userinfo",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic"},
		"response_modes_supported":              []string{"query"},
		"subject_types_supported":               []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported":              []string{"code"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"request_uri_parameter_supported":       false,
		"http_logout_supported":                 true,
		"frontchannel_logout_supported":         true,
		"claims_supported": []string{"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username",
			"name", "tid", "ver", "email"},
		"tenant_region_scope": region,
		"cloud_instance_name": "simulation",
		"msgraph_host":        host(base),
	}
}

func host(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Host
}

// writeJSON writes a machine answer. A broken connection is nobody's fault here.
func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
