package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// Browsers refuse a cookie with the __Host- prefix that has another path than /, is not
// Secure or names a domain. The cookie jar of the tests does not, so each Set-Cookie of
// every kind of log-in is looked at here.
func TestS75_EveryCookieOfALoginIsOneThatBrowsersKeep(t *testing.T) {
	t.Parallel()
	app := start(t, apptest.WithHTTPS())
	linkOnce(t, app)
	share(t, app, apptest.Eaves)
	seen := map[string]bool{}
	look := func(p *apptest.Page) *apptest.Page {
		for _, line := range p.Header.Values("Set-Cookie") {
			c, err := http.ParseSetCookie(line)
			if err != nil {
				t.Fatal(err)
			}
			kind, _, _ := strings.Cut(strings.TrimPrefix(c.Name, "__Host-"), "-")
			if c.Name == "__Host-login-problem" || c.Name == "__Host-login-choice" {
				kind = c.Name
			}
			seen[kind] = true
			if !strings.HasPrefix(c.Name, "__Host-") || c.Path != "/" || !c.Secure || !c.HttpOnly || c.Domain != "" || c.SameSite != http.SameSiteLaxMode || len(line) > 4096 {
				t.Errorf("cookie %s: %s", c.Name, strings.Replace(line, c.Value, "…", 1))
			}
		}
		return p
	}
	for _, row := range []struct{ email, who string }{{"", simulator.Nora}, {apptest.Una, simulator.Una}} {
		b := app.Browser()
		b.Get(views.PathLogin)
		look(b.Stay(b.Request(http.MethodPost, views.PathLoginMicrosoft, map[string][]string{"email": {row.email}})))
		address := toLoginCallback(b, row.email, row.who)
		look(stay(b, address))
		if row.email != "" {
			look(b.Stay(b.Request(http.MethodPost, views.PathLogout, map[string][]string{})))
		}
	}
	refused := app.Browser()
	look(stay(refused, with(t, toLoginCallback(refused, "", simulator.Nora), "code", "", "error", "access_denied")))
	for _, kind := range []string{"login", "session", "last", "logged", "__Host-login-problem", "__Host-login-choice"} {
		if !seen[kind] {
			t.Errorf("no cookie of the kind %q was seen: %v", kind, seen)
		}
	}
}

// share links one more account to Brightwater's organisation, as support allows.
func share(t *testing.T, app *apptest.App, account string) {
	t.Helper()
	form := map[string][]string{"tenant": {simulator.BrightwaterID}, "reason": {"Two divisions of one company"}}
	posted(app.As(apptest.Sue), views.PathAllow(app.Account(account).ID), form)
	approve(app.As(apptest.Eve), simulator.Ada)
	wantLink(t, app, account, simulator.BrightwaterID)
}
