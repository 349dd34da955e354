package simulator

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// proceed takes an errand to its next page or its answer, with the account that
// was picked for it or the one that is signed in.
func (s *Server) proceed(w http.ResponseWriter, r *http.Request, e errand) {
	_, known := s.browser(w, r)
	username, refused := s.account(e, known)
	if refused != nil {
		s.answerError(w, r, e, refused)
		return
	}
	if username == "" {
		s.pickPage(w, r, e, known)
		return
	}
	id, refused := s.identity(e.at, username)
	if refused == nil {
		refused = standing(id.person)
	}
	if refused != nil {
		s.stop(w, r, e, username, refused)
		return
	}
	if e.endpoint == EndpointAdminConsent {
		s.proceedAdminConsent(w, r, e, id)
		return
	}
	s.proceedAuthorize(w, r, e, id)
}

// account returns who goes on with the errand, empty if that must be asked. With
// prompt=none asking is refused (microsoft.md §3.4).
func (s *Server) account(e errand, known session) (string, *refusal) {
	if e.chosen != "" && known.has(e.chosen) {
		return e.chosen, nil
	}
	if e.prompt == "login" || e.prompt == "select_account" {
		return "", nil
	}
	fitting := s.fitting(e, known)
	switch {
	case len(fitting) == 1:
		return fitting[0], nil
	case e.prompt == "none" && len(fitting) == 0:
		return "", refuse(50058)
	case e.prompt == "none":
		return "", refuse(16000)
	}
	return "", nil
}

// fitting returns the signed-in accounts that the authority accepts; with a
// login_hint only the one it names.
func (s *Server) fitting(e errand, known session) []string {
	var usernames []string
	for _, a := range known.accounts {
		id, refused := s.identity(e.at, a.username)
		if refused == nil && (e.hint == "" || strings.EqualFold(e.hint, a.username) || e.hint == id.hint()) {
			usernames = append(usernames, a.username)
		}
	}
	return usernames
}

// proceedAuthorize issues a code if consent stands, else asks for it.
func (s *Server) proceedAuthorize(w http.ResponseWriter, r *http.Request, e errand, id identity) {
	covered, disabled := s.allowed(id, e.scopes)
	switch {
	case disabled:
		s.stop(w, r, e, id.person.Username, refuse(7000112))
	case covered && e.prompt != "consent":
		s.issueCode(w, r, e, id)
	case e.prompt == "none":
		declined := refuse(65001)
		declined.oauth = "consent_required"
		s.answerError(w, r, e, declined)
	default:
		s.askConsent(w, r, e, id)
	}
}

// askConsent shows the page that fits what the identity may do about consent
// (microsoft.md §1.6).
func (s *Server) askConsent(w http.ResponseWriter, r *http.Request, e errand, id identity) {
	switch {
	case s.mayAccept(e, id):
		s.consentPage(w, r, e, id)
	case id.tenant.Workflow:
		s.approvalPage(w, r, e, id)
	default:
		s.needApprovalPage(w, r, e, id)
	}
}

// code is an authorization code on the server's side.
type code struct {
	id        identity
	redirect  string
	authority string // segment of the path that issued it
	scopes    []string
	nonce     string
	challenge string
	sid       string
	signedIn  time.Time
	issued    time.Time
	redeemed  bool
}

func (c code) has(scope string) bool { return slices.Contains(c.scopes, scope) }

// issueCode answers with a code that lives ten minutes, unless the identity is not
// assigned and has to be.
func (s *Server) issueCode(w http.ResponseWriter, r *http.Request, e errand, id identity) {
	if id.unassigned() {
		s.stop(w, r, e, id.person.Username, refuse(50105))
		return
	}
	browser, known := s.browser(w, r)
	c := code{
		id: id, redirect: e.redirect, authority: e.at.segment, scopes: e.scopes,
		nonce: e.nonce, challenge: e.pkce, issued: s.now(), signedIn: s.now(),
	}
	for _, a := range known.accounts {
		if a.username == id.person.Username {
			c.sid, c.signedIn = a.sid, a.at
		}
	}
	s.use(browser, id.person.Username)
	value := "1." + rand.Text() + rand.Text()
	s.mu.Lock()
	s.codes.put(value, c)
	s.mu.Unlock()
	e.answer(w, r, parameter{"code", value}, parameter{"session_state", uuid.NewString()})
}
