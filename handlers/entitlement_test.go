package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// TestEntitlement_ALinkCanBeGivenUpWithoutAdvancedSecurity: nobody is left with a
// link that they can neither see nor remove.
func TestEntitlement_ALinkCanBeGivenUpWithoutAdvancedSecurity(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	if err := app.Store.SetAdvancedSecurity(t.Context(), apptest.Operator(), app.Account(apptest.Brightwater).ID, false); err != nil {
		t.Fatal(err)
	}
	b := app.As(apptest.Ada)
	if p := b.Get(views.PathAuthentication); !strings.Contains(p.Text("main"), "Enabled") || !strings.Contains(p.Text("main"), "come with Advanced Security") {
		t.Errorf("list: %s", p.Text("main"))
	}
	p := b.Get(views.PathMicrosoft)
	if !strings.Contains(p.Text("main"), "no longer has Advanced Security") || p.Has("form[data-consent]") || p.Has(`a[href$="/replace"]`) || p.Has(`a[href="`+views.PathEnable+`"]`) {
		t.Errorf("window: %s", p.Text("main"))
	}
	wantStatus(t, b.Get(views.PathActivity), http.StatusOK)
	wantStatus(t, b.Post(views.PathConsents, url.Values{}), http.StatusForbidden)
	b.Post(views.PathDisable, url.Values{})
	wantStatus(t, b.Post(views.PathEnable, url.Values{}), http.StatusForbidden)
	b.Post(views.PathUnlink, url.Values{})
	wantNoLink(t, app, apptest.Brightwater)
	p = b.Get(views.PathMicrosoft)
	wantStatus(t, p, http.StatusOK)
	if p.Has("form[data-consent]") {
		t.Error("a new link can be started")
	}
}

func TestEntitlement_TheRefusalNamesTheAccountManager(t *testing.T) {
	t.Parallel()
	p := start(t).As(apptest.Henry).Get(views.PathMicrosoft)
	wantStatus(t, p, http.StatusForbidden)
	if !strings.Contains(p.Text("main"), "your account manager (Priya Shah)") {
		t.Errorf("says %s", p.Text("main"))
	}
}

// TestStray_NeverAsksAgain: a page about no request of this browser must not poll,
// for that would lead to the log-in page.
func TestStray_NeverAsksAgain(t *testing.T) {
	t.Parallel()
	p := start(t).Browser().Get("/microsoft/consent?error=access_denied&state=unknown")
	wantStatus(t, p, http.StatusBadRequest)
	if p.Has("[hx-get], [hx-trigger], [data-poll]") {
		t.Errorf("it asks again: %s", p.Body)
	}
}

func TestFailure_IsNotHiddenByAnOlderTab(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	b.StartConsent() // left alone
	app.Clock.Advance(link.SilentAfter / 2)
	b.StartConsent()
	b.PickAccount(simulator.Ada)
	b.Press(decline)
	p := b.Get(views.PathMicrosoft)
	if !p.Has("#error-guidance") || strings.Contains(p.Text("main"), "Waiting for Microsoft") {
		t.Errorf("window: %s", p.Text("main"))
	}
}

func TestFailure_OfAReplacementSaysThatTheLinkServes(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	b.Get(views.PathConsents + "/replace")
	b.Press("form[data-consent] button")
	b.PickAccount(simulator.Henry)
	p := b.Press(decline)
	if strings.Contains(p.Text("title"), "Not linked") || !strings.Contains(p.Text("#error-guidance"), "The link to the organisation Brightwater Ltd is as it was.") {
		t.Errorf("%s: %s", p.Text("title"), p.Text("#error-guidance"))
	}
}

func TestConfirmation_OfAnEndedLinkIsARecord(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	request := approve(b, simulator.Ada).URL.Path
	b.Post(views.PathUnlink, url.Values{})
	p := b.Get(request)
	if !strings.Contains(p.Text("#confirmation h2"), "was linked") || strings.Contains(p.Text("#confirmation"), "What happens next") || p.Has(".is-ok") {
		t.Errorf("says %s", p.Text("#confirmation"))
	}
}

func TestFailure_OfOurOwnIsAnErrorInTheLog(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	app.Simulator.ExpireSecret()
	p := approve(b, simulator.Ada)
	if !p.Has("#error-guidance") || !strings.Contains(app.Log.String(), "level=ERROR msg=\"consent failed\"") {
		t.Errorf("log:\n%s", app.Log)
	}
}

func TestWrongMethod_KeepsTheTaskBar(t *testing.T) {
	t.Parallel()
	p := start(t).As(apptest.Ada).Get(views.PathConsents)
	wantStatus(t, p, http.StatusMethodNotAllowed)
	if !strings.Contains(p.Text("body"), "Ada Lovelace") {
		t.Errorf("a stranger's page: %s", p.Text("body"))
	}
}
