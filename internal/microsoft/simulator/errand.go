package simulator

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
)

// errand is a browser request that waits for a person: what was asked, by which
// browser, and which account was chosen for it.
type errand struct {
	id       string
	browser  string // session that may go on with it
	endpoint string // EndpointAuthorize or EndpointAdminConsent
	first    bool   // v1 of adminconsent, whose answers differ (microsoft.md §1.4)
	at       authority
	redirect string
	state    string
	scopes   []string
	chosen   string // username picked for this errand, empty before
	prompt   string
	hint     string
	nonce    string
	pkce     string
}

// keep stores the errand under a new number.
func (s *Server) keep(e errand) errand {
	e.id = rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errands.put(e.id, e)
	return e
}

// choose notes which account the person picked for an errand; empty takes the
// choice back.
func (s *Server) choose(e errand, username string) {
	e.chosen = username
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errands.put(e.id, e)
}

// errand returns the errand that a page of the simulator goes on with. It shows
// an error page and reports false if it is unknown or belongs to another browser.
func (s *Server) errand(w http.ResponseWriter, r *http.Request) (errand, bool) {
	browser, _ := s.browser(w, r)
	s.mu.Lock()
	e, ok := s.errands.get(r.FormValue("continue"))
	s.mu.Unlock()
	if !ok || e.browser != browser {
		s.errorPage(w, r, refuse(9002313).about("This page is no longer good. Start again at the application."), "")
		return errand{}, false
	}
	return e, true
}

// parameter is one name and value of an answer, in the order of the wire.
type parameter struct{ name, value string }

// answer redirects the browser to the errand's redirect URI. Empty values are left out.
func (e errand) answer(w http.ResponseWriter, r *http.Request, parameters ...parameter) {
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	w.Header().Set("Location", e.address(parameters...))
	w.WriteHeader(status)
}

// address is the redirect URI with these parameters and the state.
func (e errand) address(parameters ...parameter) string {
	pairs := make([]string, 0, len(parameters)+1)
	for _, p := range append(parameters, parameter{"state", e.state}) {
		if p.value != "" {
			pairs = append(pairs, p.name+"="+escape(p.value))
		}
	}
	if len(pairs) == 0 {
		return e.redirect
	}
	separator := "?"
	if strings.Contains(e.redirect, "?") {
		separator = "&"
	}
	return e.redirect + separator + strings.Join(pairs, "&")
}

// escape encodes a value as Microsoft does on the wire: spaces as +, percent
// escapes in lower case (microsoft.md §1.3).
func escape(value string) string {
	escaped := []byte(url.QueryEscape(value))
	for i := 0; i+2 < len(escaped); i++ {
		if escaped[i] == '%' {
			copy(escaped[i+1:i+3], strings.ToLower(string(escaped[i+1:i+3])))
		}
	}
	return string(escaped)
}
