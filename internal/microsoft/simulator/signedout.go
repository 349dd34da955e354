package simulator

import (
	"net/http"
	"slices"
	"strconv"
)

// logout answers GET and POST /{t}/oauth2/v2.0/logout: it ends the browser's
// session here, of one account if logout_hint names it. Only a registered
// redirect URI is returned to (microsoft.md §3.10).
func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	if _, refused := parseAuthority(s.world, r.PathValue("t")); refused != nil {
		s.errorPage(w, r, refused, "")
		return
	}
	browser, known := s.browser(w, r)
	s.signOut(browser, s.hinted(known, r.Form.Get("logout_hint")))
	back := r.Form.Get("post_logout_redirect_uri")
	if slices.Contains(s.options.RedirectURIs, back) {
		errand{redirect: back, state: r.Form.Get("state")}.answer(w, r)
		return
	}
	s.render(w, http.StatusOK, view{Page: "signed-out", Title: "Signed out"})
}

// hinted is the signed-in account that a logout_hint names, empty for all.
func (s *Server) hinted(known session, hint string) string {
	for _, a := range known.accounts {
		person, _, _ := s.world.Person(a.username)
		if hint == a.username || hint == (identity{person: person}).hint() {
			return a.username
		}
	}
	return ""
}

// explain answers GET /error?code=: what a number means, in our own words.
func (s *Server) explain(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.URL.Query().Get("code"))
	if err != nil || code < 0 {
		code = 0
	}
	s.render(w, http.StatusOK, view{Page: "explained", Title: "What a code means", Body: notice{Report: report{refusal: *refuse(code)}}})
}
