package simulator

import (
	"net/http"
	"slices"
	"strings"
)

// adminConsent answers GET /{t}/v2.0/adminconsent (microsoft.md §1).
func (s *Server) adminConsent(w http.ResponseWriter, r *http.Request) {
	e, ok := s.begin(w, r, EndpointAdminConsent)
	if !ok {
		return
	}
	scopes, refused := parseScopes(r.Form.Get("scope"))
	if refused != nil {
		s.answerError(w, r, e, refused)
		return
	}
	e.scopes = scopes
	s.startConsent(w, r, e)
}

// adminConsentV1 answers GET /{t}/adminconsent, which always asks for the whole
// registration (microsoft.md §1.4).
func (s *Server) adminConsentV1(w http.ResponseWriter, r *http.Request) {
	e, ok := s.begin(w, r, EndpointAdminConsent)
	if !ok {
		return
	}
	e.first, e.scopes = true, registered()
	s.startConsent(w, r, e)
}

func (s *Server) startConsent(w http.ResponseWriter, r *http.Request, e errand) {
	if s.breakConsent(w, r, e, s.take(EndpointAdminConsent)) {
		return
	}
	s.proceed(w, r, s.keep(e))
}

// proceedAdminConsent shows the permissions, or why this account cannot consent.
func (s *Server) proceedAdminConsent(w http.ResponseWriter, r *http.Request, e errand, id identity) {
	if _, disabled := s.allowed(id, nil); disabled {
		s.errorPage(w, r, refuse(7000112), e.id)
		return
	}
	s.askConsent(w, r, e, id)
}

// answerConsent handles POST /consent: Accept or Cancel on the consent page.
func (s *Server) answerConsent(w http.ResponseWriter, r *http.Request) {
	e, ok := s.errand(w, r)
	if !ok {
		return
	}
	id, ok := s.answering(w, r, e)
	if !ok {
		return
	}
	switch {
	case r.PostForm.Get("answer") == "cancel":
		s.declined(w, r, e)
	case r.PostForm.Get("answer") != "accept":
		s.errorPage(w, r, refuse(9002313), e.id)
	case !s.mayAccept(e, id):
		s.askConsent(w, r, e, id)
	default:
		s.accepted(w, r, e, id)
	}
}

// answering returns who answers a page of an errand. It shows the sign-in page or
// an error page and reports false if that is nobody who may go on.
func (s *Server) answering(w http.ResponseWriter, r *http.Request, e errand) (identity, bool) {
	_, known := s.browser(w, r)
	username, refused := s.account(e, known)
	if refused != nil || username == "" {
		s.pickPage(w, r, e, known)
		return identity{}, false
	}
	id, refused := s.identity(e.at, username)
	if refused == nil {
		refused = standing(id.person)
	}
	if refused != nil {
		s.stop(w, r, e, username, refused)
		return identity{}, false
	}
	return id, true
}

// accepted records the consent and answers: with a code after authorize, with
// the tenant after adminconsent (microsoft.md §1.2).
func (s *Server) accepted(w http.ResponseWriter, r *http.Request, e errand, id identity) {
	if e.endpoint == EndpointAuthorize {
		s.GrantOwn(id.tenant.ID, id.objectID, slices.Concat(s.granted(id), e.scopes)...)
		s.issueCode(w, r, e, id)
		return
	}
	s.Grant(id.tenant.ID, e.scopes...)
	s.answerTenant(w, r, e, id.tenant.ID)
}

// answerTenant is the success callback of adminconsent. Nothing in it is signed.
func (s *Server) answerTenant(w http.ResponseWriter, r *http.Request, e errand, tenant string) {
	parameters := []parameter{{"admin_consent", "True"}, {"tenant", tenant}}
	if !e.first {
		parameters = append(parameters, parameter{"scope", fullScopes(e.scopes)})
	}
	e.answer(w, r, parameters...)
}

func fullScopes(scopes []string) string {
	full := make([]string, 0, len(scopes))
	for _, scope := range scopes {
		full = append(full, graphScope+scope)
	}
	return strings.Join(full, " ")
}

// declined answers Cancel: each endpoint has its own shape.
func (s *Server) declined(w http.ResponseWriter, r *http.Request, e errand) {
	if e.first {
		e.answer(w, r, permissionDenied()...)
		return
	}
	no := refuse(65004)
	if e.endpoint == EndpointAdminConsent {
		no.oauth = "consent_required"
	}
	s.answerError(w, r, e, no)
}

// permissionDenied is the documented decline of the v1 endpoint.
func permissionDenied() []parameter {
	return []parameter{{"error", "permission_denied"}, {"error_description", "The admin canceled the request"}}
}

// returned is the answer of the link back to the application: no description,
// no code (microsoft.md §1.3).
func returned() []parameter {
	return []parameter{{"error", "access_denied"}, {"error_subcode", "cancel"}}
}
