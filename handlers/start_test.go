package handlers_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

func TestS01_SecretsOfAttemptsAreLongAndDistinct(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 10_000 {
		a, err := handlers.NewAttempt()
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{a.Browser, a.State, a.SignInState, a.Nonce, a.Verifier} {
			raw, err := base64.RawURLEncoding.DecodeString(secret)
			if err != nil || len(raw) < 32 {
				t.Fatalf("secret of %d bytes (%v), want at least 32", len(raw), err)
			}
			if seen[secret] {
				t.Fatal("a secret came twice")
			}
			seen[secret] = true
		}
	}
}

func TestS08_ChallengeOnTheWayOutAndVerifierInTheTokenRequest(t *testing.T) {
	t.Parallel()
	wire := &apptest.Wire{}
	app := start(t, apptest.WithTransport(&http.Client{Transport: wire}))
	b := app.As(apptest.Ada)
	b.Link(simulator.Ada)
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	authorize := b.Asked(app.Authority + "/" + simulator.BrightwaterID + "/oauth2/v2.0/authorize")
	if method := parameter(t, authorize, "code_challenge_method"); method != "S256" {
		t.Errorf("code_challenge_method = %q", method)
	}
	form := tokenForm(t, wire)
	if got := challengeOf(form.Get("code_verifier")); got != parameter(t, authorize, "code_challenge") {
		t.Errorf("the verifier of the token request gives the challenge %q", got)
	}
	if len(parameter(t, authorize, "nonce")) < 43 || len(form.Get("code_verifier")) < 43 {
		t.Error("nonce or verifier is too short")
	}
}

func tokenForm(t *testing.T, wire *apptest.Wire) url.Values {
	t.Helper()
	for _, e := range wire.Exchanges() {
		if strings.HasSuffix(e.Path, "/token") {
			form, err := url.ParseQuery(e.Form)
			if err != nil {
				t.Fatal(err)
			}
			return form
		}
	}
	t.Fatal("no token request")
	return nil
}

func TestS09_UnfinishedStartsAreBoundedAndHinderNobodyElse(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada, db := app.As(apptest.Ada), database(t, app)
	refused := 0
	for range 10_000 { // each beyond the limit does no more than the last one
		r := httptest.NewRequest(http.MethodPost, views.PathConsents, nil)
		for name, value := range ada.Cookies() {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		w := httptest.NewRecorder()
		app.Console.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusTooManyRequests:
			refused++
		case http.StatusSeeOther:
		default:
			t.Fatalf("status = %d", w.Code)
		}
	}
	if kept := count(t, db, "consent_requests"); kept > 30 || kept+refused != 10_000 {
		t.Errorf("kept %d requests and refused %d", kept, refused)
	}
	if open := count(t, db, "consent_requests where state = 'at_microsoft'"); open > link.MaxOpenRequests {
		t.Errorf("%d requests are open, want at most %d", open, link.MaxOpenRequests)
	}
	if p := app.As(apptest.Eve).Link(simulator.Henry); !p.Has("#confirmation") {
		t.Errorf("another account cannot link: %s", p.Text("main"))
	}
}

func TestS09_TheBrowserKeepsAHandfulOfAttempts(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for range link.MaxOpenRequests + 3 {
		b.StartConsent()
	}
	if kept := attempts(b); kept != link.MaxOpenRequests {
		t.Errorf("the browser keeps %d attempts, want %d", kept, link.MaxOpenRequests)
	}
}

func TestS10_OfTwoTabsTheFirstFinishesAndTheOtherSeesTheSame(t *testing.T) {
	t.Parallel()
	for name, secondStops := range map[string]string{"second at the consent": consentCallback, "second at the sign-in": signInCallback} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			first := app.As(apptest.Ada)
			second := first.Tab()
			callback := second.Until(secondStops, func() { approve(second, simulator.Ada) })
			if p := approve(first, simulator.Ada); !p.Has("#confirmation") {
				t.Fatalf("first tab: %s", p.Text("main"))
			}
			p := second.Get(callback)
			if !p.Has("#confirmation") || p.URL.RawQuery != "" {
				t.Errorf("second tab at %s: %s", p.URL.Path, p.Text("main"))
			}
			if n := recorded(t, app, apptest.Brightwater, "link.made"); n != 1 {
				t.Errorf("links made = %d, want 1", n)
			}
		})
	}
}

func TestS10_OneTabCannotUseTheCodeOfTheOther(t *testing.T) {
	t.Parallel()
	app := start(t)
	first := app.As(apptest.Ada)
	second := first.Tab()
	one, two := toSignInCallback(first, simulator.Ada), toSignInCallback(second, simulator.Ada)
	p := first.Get(with(t, one, "code", parameter(t, two, "code")))
	if !p.Has("#error-guidance") {
		t.Errorf("swapped codes ended in %s", p.Text("main"))
	}
	wantNoLink(t, app, apptest.Brightwater)
}

func TestS54_NoFlowStartsByGetOrFromAnotherSite(t *testing.T) {
	t.Parallel()
	app := start(t)
	b, db := app.As(apptest.Ada), database(t, app)
	for _, to := range []string{views.PathConsents, views.PathConsents + "?replace=yes"} {
		if p := stay(b, to); p.Status < 400 {
			t.Errorf("GET %s = %d", to, p.Status)
		}
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			r := b.Request(http.MethodPost, to, url.Values{})
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set(name, value)
			wantStatus(t, b.Stay(r), http.StatusForbidden)
		}
	}
	if n := count(t, db, "consent_requests"); n != 0 {
		t.Errorf("%d requests began", n)
	}
}

func TestS89_OneRedirectURIForEachPurpose(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	b.Link(simulator.Ada)
	consent := b.Asked(app.Authority + "/organizations/v2.0/adminconsent")
	if got := parameter(t, consent, "redirect_uri"); got != app.URL+consentCallback {
		t.Errorf("consent redirect URI = %q", got)
	}
	signIn := b.Asked(app.Authority + "/" + simulator.BrightwaterID + "/oauth2")
	if got := parameter(t, signIn, "redirect_uri"); got != app.URL+signInCallback {
		t.Errorf("sign-in redirect URI = %q", got)
	}
}

func TestSupersededRequestsSaySo(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	first := toConsentCallback(b, simulator.Ada)
	for range link.MaxOpenRequests {
		b.StartConsent()
	}
	open, _, err := app.Store.LatestConsents(context.Background(), app.Account(apptest.Brightwater).ID)
	if err != nil || open == nil {
		t.Fatalf("no open request: %v", err)
	}
	if p := b.Get(first); p.Has("#confirmation") || p.Status >= 500 {
		t.Errorf("the oldest request: %d %s", p.Status, p.Text("main"))
	}
	wantNoLink(t, app, apptest.Brightwater)
}
