package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// checking brings Rita's «Check again» up to where Microsoft sends the browser back.
func checking(t *testing.T, app *apptest.App, b *apptest.Browser) string {
	t.Helper()
	askForApproval(t, b)
	if !app.Simulator.Approve(simulator.QuarryID) {
		t.Fatal("no request waits for the reviewer")
	}
	b.Get(views.PathMicrosoft)
	return b.Until(signInCallback, func() {
		b.Press(`form[action$="/check"] button`)
		choose(b, simulator.Rita)
	})
}

func TestS12_CheckAgainRefusesAnIssuerThatIsNotTheTokens(t *testing.T) {
	t.Parallel()
	for fact, issuer := range map[string]string{
		"another host's":    "https://evil.example/" + simulator.QuarryID + "/v2.0",
		"another tenant's":  "{authority}/" + simulator.BrightwaterID + "/v2.0",
		"no tenant's":       "{authority}/organizations/v2.0",
		"personal accounts": "{authority}/" + simulator.ConsumersID + "/v2.0",
		"words":             "organizations",
	} {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			b := app.As(apptest.Rita)
			p := b.Get(with(t, checking(t, app, b), "iss", strings.Replace(issuer, "{authority}", app.Authority, 1)))
			if p.Has("#confirmation") || p.Status >= http.StatusInternalServerError {
				t.Errorf("%d: %s", p.Status, p.Text("main"))
			}
			wantNoLink(t, app, apptest.Quarry)
		})
	}
}

func TestS02_S55_S56_CheckAgainBelongsToWhoStartedIt(t *testing.T) {
	t.Parallel()
	for who, other := range map[string]func(app *apptest.App, b *apptest.Browser) *apptest.Browser{
		"another browser":         func(app *apptest.App, _ *apptest.Browser) *apptest.Browser { return app.Browser() },
		"the same person's other": func(app *apptest.App, _ *apptest.Browser) *apptest.Browser { return app.As(apptest.Rita) },
		"another account's":       func(app *apptest.App, _ *apptest.Browser) *apptest.Browser { return app.As(apptest.Eve) },
		"logged out":              func(_ *apptest.App, b *apptest.Browser) *apptest.Browser { b.Post(views.PathLogout, nil); return b },
		"somebody else logged in": func(_ *apptest.App, b *apptest.Browser) *apptest.Browser {
			b.Login(apptest.Ada, apptest.Password)
			return b
		},
	} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			b := app.As(apptest.Rita)
			address := checking(t, app, b)
			wantStatus(t, other(app, b).Get(address), http.StatusForbidden)
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Quarry, apptest.Eaves, apptest.Brightwater)
		})
	}
}

// Whoever may only look cannot end a try of somebody else by saying that it waits.
func TestExplainEndsNobodyElsesTry(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada, azure := app.As(apptest.Ada), app.Browser()
	begin(ada)
	_, token := invite(t, app.As(apptest.Bob))
	goToMicrosoft(azure, token)
	const text = "AADSTS90095"
	for _, b := range []*apptest.Browser{app.Browser(), app.As(apptest.Eve), app.As(apptest.Hal), ada} {
		wantStatus(t, b.Post(views.PathWorkspaceExplain(token), url.Values{"text": {text}}), http.StatusOK)
	}
	app.As(apptest.Hal).Post(views.PathExplain, url.Values{"text": {text}})
	for _, email := range []string{apptest.Hal, apptest.Sue, apptest.Ada} {
		app.As(email).Post(views.PathExplainAny, url.Values{"text": {text}})
	}
	if n := count(t, database(t, app), "consent_requests where ended_at is null"); n != 2 {
		t.Errorf("%d tries are open, want both", n)
	}
	azure.Post(views.PathWorkspaceExplain(token), url.Values{"text": {text}})
	if n := count(t, database(t, app), "consent_requests where ended_at is null"); n != 1 {
		t.Errorf("%d tries are open after the approver's own word, want one", n)
	}
}

func TestS75_CookiesOfTheHandOverAreAsStrictAsTheSchemeAllows(t *testing.T) {
	t.Parallel()
	app := start(t, apptest.WithHTTPS())
	ada := app.As(apptest.Ada)
	p := posted(ada, views.PathInvitations, url.Values{"recipient": {simulator.Ada}, "days": {"7"}, "how": {"link"}})
	id := strings.TrimPrefix(p.Header.Get("Location"), views.PathInvitations+"/")
	token := cookieOf(t, p, "__Host-invitation-"+id, http.SameSiteStrictMode, 900)
	azure := posted(app.Browser(), views.PathWorkspace(token), nil)
	for _, c := range (&http.Response{Header: azure.Header}).Cookies() {
		if value := cookieOf(t, azure, c.Name, http.SameSiteLaxMode, 900); !strings.HasPrefix(c.Name, "__Host-consent-") || !strings.HasSuffix(value, "."+token) {
			t.Errorf("cookie %s", c.Name)
		}
	}
	if len(azure.Header.Values("Set-Cookie")) != 1 {
		t.Errorf("%d cookies", len(azure.Header.Values("Set-Cookie")))
	}
}

// cookieOf checks a cookie of an answer and returns its value.
func cookieOf(t *testing.T, p *apptest.Page, name string, site http.SameSite, life int) string {
	t.Helper()
	for _, c := range (&http.Response{Header: p.Header}).Cookies() {
		if c.Name != name {
			continue
		}
		if !c.HttpOnly || !c.Secure || c.SameSite != site || c.Path != "/" || c.Domain != "" || c.MaxAge <= 0 || c.MaxAge > life {
			t.Errorf("cookie %s", c.Raw[strings.IndexByte(c.Raw, ';'):])
		}
		return c.Value
	}
	t.Fatalf("no cookie %s", name)
	return ""
}

// A cookie with another invitation's token does not make the console show that.
func TestS105_TheSendersPageShowsNoOtherInvitationsAddress(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada, eve := app.As(apptest.Ada), app.As(apptest.Eve)
	id, _ := invite(t, ada)
	_, foreign := invite(t, eve)
	_, own := invite(t, ada)
	for _, other := range []string{foreign, own} {
		b := app.As(apptest.Ada)
		b.SetCookie(&http.Cookie{Name: "invitation-" + id, Value: other, Path: "/"})
		if strings.Contains(b.Get(views.PathInvitation(id)).Body, other) {
			t.Error("the page shows the address of another invitation")
		}
	}
	if strings.Contains(app.As(apptest.Hal).Get(views.PathInvitation(id)).Body, "/consent/") {
		t.Error("helpdesk sees an address")
	}
}
