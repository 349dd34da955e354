package simulator

import "net/http"

// routes is every address of the simulator.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	s.machineRoutes(mux)
	s.browserRoutes(mux)
	s.pageRoutes(mux)
	return guard(mux)
}

func (s *Server) machineRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{t}/v2.0/.well-known/openid-configuration", s.protocol(EndpointDiscovery, s.discovery))
	mux.HandleFunc("GET /{t}/discovery/v2.0/keys", s.protocol(EndpointKeys, s.jwks))
	mux.HandleFunc("POST /{t}/oauth2/v2.0/token", s.protocol(EndpointToken, s.token))
	mux.HandleFunc("GET /graph/v1.0/me", s.protocol(EndpointMe, s.me))
	mux.HandleFunc("GET /graph/v1.0/me/licenseDetails", s.protocol(EndpointLicences, s.licenceDetails))
	mux.HandleFunc("GET /graph/v1.0/me/transitiveMemberOf/microsoft.graph.group", s.protocol(EndpointGroups, s.allGroups))
	mux.HandleFunc("GET /graph/v1.0/me/memberOf", s.protocol(EndpointDirectGroups, s.directGroups))
	mux.HandleFunc("POST /graph/v1.0/me/getMemberObjects", s.protocol(EndpointMemberObjects, s.memberObjects))
	mux.HandleFunc("GET /graph/v1.0/groups/{id}", s.protocol(EndpointGroup, s.group))
	mux.HandleFunc("GET /graph/v1.0/organization", s.protocol(EndpointOrganization, s.organization))
	mux.HandleFunc("GET /graph/oidc/userinfo", s.protocol(EndpointUserInfo, s.userinfo))
	mux.HandleFunc("POST /graph/oidc/userinfo", s.protocol(EndpointUserInfo, s.userinfo))
}

func (s *Server) browserRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{t}/oauth2/v2.0/authorize", s.protocol(EndpointAuthorize, s.authorize))
	mux.HandleFunc("POST /{t}/oauth2/v2.0/authorize", s.protocol(EndpointAuthorize, s.authorize))
	mux.HandleFunc("GET /{t}/oauth2/v2.0/logout", s.protocol(EndpointLogout, s.logout))
	mux.HandleFunc("POST /{t}/oauth2/v2.0/logout", s.protocol(EndpointLogout, s.logout))
	mux.HandleFunc("GET /{t}/v2.0/adminconsent", s.protocol(EndpointAdminConsent, s.adminConsent))
	mux.HandleFunc("GET /{t}/adminconsent", s.protocol(EndpointAdminConsent, s.adminConsentV1))
}

// pageRoutes are the simulator's own pages. Their forms are accepted from the
// simulator only.
func (s *Server) pageRoutes(mux *http.ServeMux) {
	own := http.NewCrossOriginProtection()
	post := func(pattern string, h http.HandlerFunc) { mux.Handle("POST "+pattern, own.Handler(h)) }
	mux.HandleFunc("GET /{$}", s.index)
	mux.HandleFunc("GET /simulator.css", asset(css, "text/css; charset=utf-8"))
	mux.HandleFunc("GET /simulator.svg", asset(icon, "image/svg+xml"))
	mux.HandleFunc("GET /error", s.explain)
	mux.HandleFunc("GET /pick", s.pick)
	mux.HandleFunc("GET /resume", s.resume)
	post("/login", s.login)
	post("/consent", s.answerConsent)
	post("/approval", s.requestApproval)
	mux.HandleFunc("GET /requests", s.reviews)
	post("/requests", s.decideRequests)
	mux.HandleFunc("GET /control", s.control)
	post("/control/faults", s.controlFaults)
	post("/control/keys", s.controlKeys)
	post("/control/secret", s.controlSecret)
	post("/control/tenants", s.controlTenants)
	post("/control/people", s.controlPeople)
	post("/control/groups", s.controlGroups)
	post("/control/claims", s.controlClaims)
	post("/control/propagation", s.controlPropagation)
	post("/control/forge", s.controlForge)
	post("/control/reset", s.controlReset)
}

// policy lets a page load nothing but what the simulator serves.
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"

// guard sets the headers that every answer carries, and bounds every address and body.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store, no-cache")
		h.Set("Pragma", "no-cache")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Content-Security-Policy", policy)
		if len(r.RequestURI) > addressLimit {
			http.Error(w, "address too long", http.StatusRequestURITooLong)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, formLimit)
		next.ServeHTTP(w, r)
	})
}

// protocol parses, counts and records a request before it is answered.
func (s *Server) protocol(endpoint string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.record(endpoint, r, parseForm(r))
		next(w, r)
	}
}

// parseForm fills r.Form and r.PostForm. A body that cannot be read leaves no
// parameter behind, so that the request is refused for what is then missing.
func parseForm(r *http.Request) bool {
	if err := r.ParseForm(); err != nil {
		r.Form, r.PostForm = nil, nil
		return false
	}
	return true
}
