package simulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// me answers GET /graph/v1.0/me (microsoft.md §7). Whether the account is enabled
// and its type are shown only to who asks for them by $select.
func (s *Server) me(w http.ResponseWriter, r *http.Request) {
	token, ok := s.bearerFor(w, r, "User.Read")
	if !ok {
		return
	}
	person := token.id.person
	var mail any
	if person.Mail != "" {
		mail = person.Mail
	}
	entity := map[string]any{
		"businessPhones": []string{}, "displayName": person.Name, "givenName": person.GivenName, "surname": person.Surname,
		"id": token.id.objectID, "mail": mail, "userPrincipalName": token.id.principal,
		"jobTitle": nil, "mobilePhone": nil, "officeLocation": nil, "preferredLanguage": "en-GB",
	}
	if r.Form.Get("$select") != "" {
		entity["accountEnabled"], entity["userType"] = !person.Disabled, "Member"
		if token.id.guest {
			entity["userType"] = "Guest"
		}
	}
	s.writeSelected(w, r, "users/$entity", entity)
}

// organization answers GET /graph/v1.0/organization: a list with the one
// organisation of the token.
func (s *Server) organization(w http.ResponseWriter, r *http.Request) {
	fault := s.take(EndpointOrganization)
	if s.breakAnswer(w, r, fault) {
		return
	}
	token, ok := s.bearerFor(w, r, "User.Read")
	if !ok {
		return
	}
	entity := organizationEntity(token.id.tenant)
	switch fault {
	case FaultOrganizationEmpty:
		writeJSON(w, http.StatusOK, map[string]any{"value": []any{}})
		return
	case FaultOrganizationMarkup:
		entity["displayName"] = `<script>alert("organisation")</script><b>Bold & "Sons"</b>`
	default: // the answer is honest
	}
	selected, ok := s.selected(w, r, entity)
	if ok {
		writeJSON(w, http.StatusOK, map[string]any{"@odata.context": s.context("organization"), "value": []any{selected}})
	}
}

func organizationEntity(tenant Tenant) map[string]any {
	domains := make([]map[string]any, 0, len(tenant.Domains))
	for i, domain := range tenant.Domains {
		domains = append(domains, map[string]any{
			"name": domain, "isDefault": i == 0, "isInitial": i == len(tenant.Domains)-1,
			"type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline",
		})
	}
	return map[string]any{
		"id": tenant.ID, "displayName": tenant.Name, "verifiedDomains": domains,
		"tenantType": "AAD", "countryLetterCode": "GB", "createdDateTime": "2019-03-01T09:00:00Z",
	}
}

// userinfo answers GET and POST /graph/oidc/userinfo (microsoft.md §3.9).
func (s *Server) userinfo(w http.ResponseWriter, r *http.Request) {
	token, ok := s.bearerFor(w, r, "openid")
	if !ok {
		return
	}
	person := token.id.person
	claims := map[string]any{
		"sub": token.id.subject(s.options.ClientID), "name": person.Name,
		"given_name": person.GivenName, "family_name": person.Surname,
	}
	if person.Mail != "" && slices.Contains(token.scopes, "email") {
		claims["email"] = person.Mail
	}
	writeJSON(w, http.StatusOK, claims)
}

// bearerFor returns the access token of the request if it carries the scope, with
// the person as they are now. Else it answers 401, 403 or 404 in Graph's shape.
func (s *Server) bearerFor(w http.ResponseWriter, r *http.Request, scope string) (accessToken, bool) {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	s.mu.Lock()
	token, known := s.tokens.get(value)
	s.mu.Unlock()
	switch {
	case !strings.EqualFold(scheme, "Bearer") || !known || !s.now().Before(token.expires):
		w.Header().Set("WWW-Authenticate", "Bearer")
		s.graphError(w, r, http.StatusUnauthorized, "InvalidAuthenticationToken", "The access token is missing, unknown or expired.")
		return accessToken{}, false
	case token.id.objectID == "" || !slices.Contains(token.scopes, scope):
		s.graphError(w, r, http.StatusForbidden, "Authorization_RequestDenied", "The token has not the permission for this.")
		return accessToken{}, false
	}
	if token.id, known = s.World().again(token.id); !known {
		s.graphError(w, r, http.StatusNotFound, "Request_ResourceNotFound", "The account of the token does not exist any more.")
		return accessToken{}, false
	}
	return token, true
}

func (s *Server) writeSelected(w http.ResponseWriter, r *http.Request, kind string, entity map[string]any) {
	selected, ok := s.selected(w, r, entity)
	if ok {
		selected["@odata.context"] = s.context(kind)
		writeJSON(w, http.StatusOK, selected)
	}
}

// selected keeps what $select names; an unknown name is 400.
func (s *Server) selected(w http.ResponseWriter, r *http.Request, entity map[string]any) (map[string]any, bool) {
	names := r.Form.Get("$select")
	if names == "" {
		return entity, true
	}
	kept := map[string]any{}
	for name := range strings.SplitSeq(names, ",") {
		value, known := entity[name]
		if !known {
			s.graphError(w, r, http.StatusBadRequest, "BadRequest", "A property in $select does not exist.")
			return nil, false
		}
		kept[name] = value
	}
	return kept, true
}

func (s *Server) context(kind string) string { return s.base + "/graph/v1.0/$metadata#" + kind }

// graphError writes an error in Graph's shape (microsoft.md §7).
func (s *Server) graphError(w http.ResponseWriter, r *http.Request, status int, name, message string) {
	id := uuid.NewString()
	w.Header().Set("request-id", id)
	writeJSON(w, status, map[string]any{"error": map[string]any{
		"code": name, "message": message,
		"innerError": map[string]any{
			"date": s.now().UTC().Format("2006-01-02T15:04:05"), "request-id": id, "client-request-id": correlation(r),
		},
	}})
}
