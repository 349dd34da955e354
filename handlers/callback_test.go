package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// walks are the two ways back from Microsoft.
func walks() map[string]func(*apptest.Browser, string) string {
	return map[string]func(*apptest.Browser, string) string{
		"consent": toConsentCallback, "sign-in": toSignInCallback,
	}
}

func TestS02_AnotherBrowserCannotFinishAndBurnsNothing(t *testing.T) {
	t.Parallel()
	for name, walk := range walks() {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			a := app.As(apptest.Ada)
			callback := walk(a, simulator.Ada)
			planted := app.As(apptest.Ada)
			planted.SetCookie(&http.Cookie{Name: "consent-" + requestOf(t, a), Value: "made-up", Path: "/"})
			for who, b := range map[string]*apptest.Browser{
				"nobody": app.Browser(), "the same person elsewhere": app.As(apptest.Ada), "a stranger": app.As(apptest.Eve),
				"the same person with a made-up cookie": planted,
			} {
				p := b.Get(callback)
				wantStatus(t, p, http.StatusForbidden)
				if got := guided(p); got != "The answer came back in another browser" {
					t.Errorf("%s reads %q", who, got)
				}
			}
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Brightwater, apptest.Eaves)
			if p := a.Get(callback); !p.Has("#confirmation") {
				t.Errorf("the right browser was disturbed: %s", p.Text("main"))
			}
		})
	}
}

func TestS03_CodeAndStateOfAnAttackerLinkNothingForTheVictim(t *testing.T) {
	t.Parallel()
	app := start(t)
	eve, ada := app.As(apptest.Eve), app.As(apptest.Ada)
	callback := toSignInCallback(eve, simulator.Henry)
	before := ada.Cookies()["session"]
	wantStatus(t, ada.Get(callback), http.StatusForbidden)
	wantNoLink(t, app, apptest.Brightwater, apptest.Eaves)
	if ada.Cookies()["session"] != before || ada.Get(views.PathMicrosoft).Status != http.StatusOK {
		t.Error("the victim's session was switched")
	}
}

func TestS04_EmptyNeverEqualsEmpty(t *testing.T) {
	t.Parallel()
	for name, walk := range walks() {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			callback := walk(b, simulator.Ada)
			wantStatus(t, b.Get(with(t, callback, "state", "")), http.StatusBadRequest)
			wantStatus(t, b.Get(with(t, callback, "state", "")+"&state="), http.StatusBadRequest)
			b.SetCookie(&http.Cookie{Name: "consent-" + requestOf(t, b), Value: "", Path: "/"})
			wantStatus(t, b.Get(callback), http.StatusForbidden)
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Brightwater)
		})
	}
}

func TestS06_AStateOrARequestIDAloneRevealsNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada := app.As(apptest.Ada)
	callback := toConsentCallback(ada, simulator.Ada)
	request := requestOf(t, ada)
	stranger := app.As(apptest.Eve)
	known := stay(stranger, callback)
	for _, secret := range []string{"Brightwater", "Ada Lovelace", simulator.BrightwaterID, request} {
		if strings.Contains(known.Body, secret) {
			t.Errorf("a stranger with the state reads %q", secret)
		}
	}
	wantStatus(t, stranger.Get(views.PathConsent(request)), http.StatusNotFound)
	if p := app.Browser().Get(views.PathConsent(request)); p.URL.Path != views.PathLogin {
		t.Errorf("nobody with the request's ID is at %s", p.URL)
	}
}

func TestS07_AFlowLivesFifteenMinutes(t *testing.T) {
	t.Parallel()
	for name, walk := range walks() {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			callback := walk(b, simulator.Ada)
			app.Clock.Advance(link.RequestLife)
			p := b.Get(callback)
			if got := guided(p); got != "The request was open for too long" {
				t.Errorf("guidance = %q: %s", got, p.Text("main"))
			}
			if strings.Contains(p.URL.RawQuery, "state") || attempts(b) != 0 {
				t.Errorf("state or cookie is left: %s, %d cookies", p.URL, attempts(b))
			}
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Brightwater)
		})
	}
}

func TestS07_JustBeforeItsEndAFlowStillWorks(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toConsentCallback(b, simulator.Ada)
	app.Clock.Advance(link.RequestLife - time.Second)
	if p := b.Get(callback); !p.Has("#confirmation") {
		t.Errorf("a second before the end: %s", p.Text("main"))
	}
}

func TestS11_UnsolicitedCallbacksAskNothingOfMicrosoft(t *testing.T) {
	t.Parallel()
	app := start(t)
	for who, b := range map[string]*apptest.Browser{"nobody": app.Browser(), "an administrator": app.As(apptest.Ada)} {
		for _, to := range []string{
			consentCallback, signInCallback,
			consentCallback + "?admin_consent=True&tenant=" + simulator.BrightwaterID + "&state=made-up",
			signInCallback + "?code=made-up&state=made-up",
			signInCallback + "?error=access_denied&state=made-up", consentCallback + "?error=access_denied",
		} {
			p := b.Get(to)
			wantStatus(t, p, http.StatusBadRequest)
			if got := guided(p); got != "Workbooks did not expect this answer" {
				t.Errorf("%s at %s reads %q", who, to, got)
			}
		}
	}
	if n := len(app.Simulator.Requests()); n != 0 {
		t.Errorf("%d requests went out", n)
	}
}

func TestS12_AnIssuerThatIsNotTheFlowsStopsItBeforeTheTokenRequest(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		issuer string
		linked bool
	}{
		"the flow's own":      {simulator.BrightwaterID + "/v2.0", true},
		"another tenant's":    {simulator.HarbourID + "/v2.0", false},
		"no tenant's":         {"common/v2.0", false},
		"with another ending": {simulator.BrightwaterID + "/v2.0/", false},
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			p := b.Get(with(t, toSignInCallback(b, simulator.Ada), "iss", app.Authority+"/"+row.issuer))
			if p.Has("#confirmation") != row.linked {
				t.Errorf("ended in %s", p.Text("main"))
			}
			if !row.linked {
				wantNoToken(t, app)
			}
		})
	}
}

func TestS13_AStateWorksForItsOwnPurposeOnly(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toSignInCallback(b, simulator.Ada)
	first := b.Asked(app.URL + consentCallback)
	consent := consentCallback + "?admin_consent=True&tenant=" + simulator.BrightwaterID + "&state=" + parameter(t, callback, "state")
	wantStatus(t, b.Get(consent), http.StatusBadRequest)
	wantStatus(t, b.Get(with(t, callback, "state", parameter(t, first, "state"))), http.StatusBadRequest)
	wantNoToken(t, app)
	if p := b.Get(callback); !p.Has("#confirmation") {
		t.Errorf("the flow was disturbed: %s", p.Text("main"))
	}
}

func TestS14_S15_ContradictoryAnswersAreRefused(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		walk  func(*apptest.Browser, string) string
		spoil func(t *testing.T, callback string) string
	}{
		"consent, state twice":       {toConsentCallback, func(_ *testing.T, u string) string { return u + "&state=b" }},
		"consent, tenant twice":      {toConsentCallback, func(_ *testing.T, u string) string { return u + "&tenant=" + simulator.HarbourID }},
		"consent, same tenant twice": {toConsentCallback, func(_ *testing.T, u string) string { return u + "&tenant=" + simulator.BrightwaterID }},
		"consent, success and error": {toConsentCallback, func(_ *testing.T, u string) string { return u + "&error=access_denied" }},
		"sign-in, state twice":       {toSignInCallback, func(t *testing.T, u string) string { return u + "&state=" + parameter(t, u, "state") }},
		"sign-in, code twice":        {toSignInCallback, func(_ *testing.T, u string) string { return u + "&code=b" }},
		"sign-in, code and error":    {toSignInCallback, func(_ *testing.T, u string) string { return u + "&error=server_error" }},
		"sign-in, neither":           {toSignInCallback, func(t *testing.T, u string) string { return with(t, u, "code", "") }},
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			p := b.Get(row.spoil(t, row.walk(b, simulator.Ada)))
			if !p.Has("#error-guidance") || p.Status >= 500 {
				t.Errorf("answered %d %s", p.Status, p.Text("main"))
			}
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Brightwater)
		})
	}
}

func TestS16_TokensInTheQueryAreIgnoredAndNotLogged(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	p := b.Get(with(t, toSignInCallback(b, simulator.Ada), "id_token", "canary-id-token", "access_token", "canary-access-token"))
	if !p.Has("#confirmation") {
		t.Errorf("ended in %s", p.Text("main"))
	}
	if strings.Contains(app.Log.String(), "canary-id-token") || strings.Contains(app.Log.String(), "canary-access-token") {
		t.Error("a token of the query was logged")
	}
}
