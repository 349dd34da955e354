package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// frameTime is how many seconds the application has to end its sessions before the
// browser goes on.
const frameTime = 2

// farewell is the body of the page after sign-out.
type farewell struct {
	Frames []string // addresses that end the application's sessions
	Return string   // where the browser goes on to, empty for nowhere
}

// logout answers GET and POST /{t}/oauth2/v2.0/logout: it ends the browser's
// session here, of one account if logout_hint names it, and tells the application
// through the browser. Only a registered redirect URI is returned to (microsoft.md §3.10).
func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	if _, refused := parseAuthority(s.World(), r.PathValue("t")); refused != nil {
		s.errorPage(w, r, refused, "")
		return
	}
	browser, known := s.browser(w, r)
	username := s.hinted(known, r.Form.Get("logout_hint"))
	s.signOut(browser, username)
	body := farewell{Frames: s.frames(known, username)}
	back := errand{redirect: r.Form.Get("post_logout_redirect_uri"), state: r.Form.Get("state")}
	registered := slices.Contains(s.options.RedirectURIs, back.redirect)
	switch {
	case registered && len(body.Frames) == 0:
		back.answer(w, r)
		return
	case registered:
		body.Return = back.address()
		w.Header().Set("Refresh", strconv.Itoa(frameTime)+"; url="+body.Return)
	}
	if len(body.Frames) > 0 {
		w.Header().Set("Content-Security-Policy", policy+"; frame-src "+origin(s.options.LogoutURL))
	}
	s.render(w, http.StatusOK, view{Page: "signed-out", Title: "Signed out", Body: body})
}

// frames are the addresses of front-channel logout for the ended accounts that the
// application has a code of, all of them if none is named. Only sid is sent, as at
// Microsoft.
func (s *Server) frames(ended session, username string) []string {
	if s.options.LogoutURL == "" {
		return nil
	}
	separator := "?"
	if strings.Contains(s.options.LogoutURL, "?") {
		separator = "&"
	}
	var addresses []string
	for _, a := range ended.accounts {
		if a.used && (username == "" || a.username == username) {
			addresses = append(addresses, s.options.LogoutURL+separator+"sid="+url.QueryEscape(a.sid))
		}
	}
	return addresses
}

// origin is scheme and host of an address that was registered.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "'none'"
	}
	return u.Scheme + "://" + u.Host
}

// hinted is the signed-in account that a logout_hint names, empty for all.
func (s *Server) hinted(known session, hint string) string {
	for _, a := range known.accounts {
		person, _, _ := s.World().Person(a.username)
		if strings.EqualFold(hint, a.username) || hint == (identity{person: person}).hint() {
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
