package simulator

import (
	"net/http"
)

// appOnly answers client credentials, which need the service principal in one
// tenant and .default as scope (microsoft.md §8.1).
func (s *Server) appOnly(w http.ResponseWriter, r *http.Request, at authority) {
	principal := s.ServicePrincipal(at.tenant.ID)
	scope := r.PostForm.Get("scope")
	switch {
	case scope == "":
		s.machineError(w, r, missing("scope"))
	case scope != graphScope+defaultScope:
		s.machineError(w, r, refuse(70011))
	case !at.single():
		s.machineError(w, r, refuse(90002))
	case !principal.Exists || s.arriving(at.tenant.ID):
		s.machineError(w, r, refuse(7000229))
	case !principal.Enabled:
		s.machineError(w, r, refuse(7000112))
	default:
		writeJSON(w, http.StatusOK, s.bearer(accessToken{id: identity{tenant: at.tenant}}))
	}
}

// machineError writes a refusal as the token endpoint does: 401 for
// invalid_client, 400 for most others (microsoft.md §3.5).
func (s *Server) machineError(w http.ResponseWriter, r *http.Request, f *refusal) {
	failed := s.report(r, f)
	w.Header().Set("x-ms-request-id", failed.trace)
	writeJSON(w, failed.status, failed.body())
}
