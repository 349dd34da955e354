package simulator

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	markupPattern    = regexp.MustCompile(`<[^>]*>`)
	challengePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
)

// authorize answers GET and POST /{t}/oauth2/v2.0/authorize (microsoft.md §3.4).
// What is wrong with the client or the redirect URI is shown on a page; what is
// wrong later is answered to the redirect URI.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	e, ok := s.begin(w, r, EndpointAuthorize)
	if !ok {
		return
	}
	e, refused := authorizeParameters(e, r.Form)
	if refused != nil {
		s.answerError(w, r, e, refused)
		return
	}
	if s.breakAuthorize(w, r, e, s.take(EndpointAuthorize)) {
		return
	}
	s.proceed(w, r, s.keep(e))
}

// begin checks what must be right before the redirect URI may be used, and
// returns an errand with it. It reports false after showing an error page.
func (s *Server) begin(w http.ResponseWriter, r *http.Request, endpoint string) (errand, bool) {
	at, refused := parseAuthority(s.World(), r.PathValue("t"))
	if refused == nil {
		refused = s.checkClient(r.Form)
	}
	if refused != nil {
		s.errorPage(w, r, refused, "")
		return errand{}, false
	}
	browser, _ := s.browser(w, r)
	return errand{
		browser: browser, endpoint: endpoint, at: at, redirect: r.Form.Get("redirect_uri"),
		state: markupPattern.ReplaceAllString(r.Form.Get("state"), ""),
	}, true
}

// checkClient refuses doubled parameters, an unknown application, and a redirect
// URI that is not registered.
func (s *Server) checkClient(form url.Values) *refusal {
	if refused := doubled(form); refused != nil {
		return refused
	}
	switch redirect := form.Get("redirect_uri"); {
	case form.Get("client_id") == "":
		return missing("client_id")
	case !strings.EqualFold(form.Get("client_id"), s.options.ClientID):
		return refuse(700016)
	case redirect == "":
		return missing("redirect_uri")
	case !slices.Contains(s.options.RedirectURIs, redirect):
		return refuse(50011)
	}
	return nil
}

func doubled(form url.Values) *refusal {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if len(form[name]) > 1 {
			return refuse(9000411).about("'" + name + "'.")
		}
	}
	return nil
}

// authorizeParameters reads the rest of the request into the errand.
func authorizeParameters(e errand, form url.Values) (errand, *refusal) {
	switch {
	case form.Get("response_type") == "":
		return e, missing("response_type")
	case form.Get("response_type") != "code":
		return e, refuse(700054)
	case form.Get("response_mode") != "" && form.Get("response_mode") != "query":
		return e, refuse(70007)
	case form.Get("code_challenge") == "":
		return e, refuse(9002325)
	case form.Get("code_challenge_method") != "S256" || !challengePattern.MatchString(form.Get("code_challenge")):
		return e, refuse(501491)
	case !knownPrompt(form.Get("prompt"), form.Get("login_hint")):
		return e, refuse(90023)
	}
	scopes, refused := parseScopes(form.Get("scope"))
	if refused != nil {
		return e, refused
	}
	e.scopes, e.prompt, e.hint = scopes, form.Get("prompt"), form.Get("login_hint")
	e.nonce, e.pkce = form.Get("nonce"), form.Get("code_challenge")
	return e, nil
}

// knownPrompt reports whether prompt is a single known value, and not combined
// with a login_hint that it contradicts.
func knownPrompt(prompt, hint string) bool {
	switch prompt {
	case "", "login", "none", "consent":
		return true
	case "select_account":
		return hint == ""
	}
	return false
}

// answerError sends a refusal to the redirect URI. Adminconsent adds
// admin_consent=True even then (microsoft.md §1.3).
func (s *Server) answerError(w http.ResponseWriter, r *http.Request, e errand, f *refusal) {
	e.answer(w, r, s.errorParameters(r, e, f)...)
}

func (s *Server) errorParameters(r *http.Request, e errand, f *refusal) []parameter {
	failed := s.report(r, f)
	parameters := []parameter{
		{"error", failed.oauth}, {"error_description", failed.description()}, {"error_uri", failed.uri},
	}
	if e.endpoint == EndpointAdminConsent {
		return append([]parameter{{"admin_consent", "True"}}, parameters...)
	}
	return parameters
}

func (s *Server) errorURI(f refusal) string {
	return s.base + "/error?code=" + strings.TrimPrefix(f.name(), "AADSTS")
}
