package handlers_test

import (
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

func TestF18_WithoutMicrosoftTheLoginPageSaysSoAndPasswordsWork(t *testing.T) {
	t.Parallel()
	app := start(t, unplugged())
	b := app.Browser()
	p := b.Stay(b.Request(http.MethodPost, views.PathLoginMicrosoft, url.Values{"email": {apptest.Una}, "return_to": {views.PathSessions}}))
	wantStatus(t, p, http.StatusBadGateway)
	if !strings.Contains(p.Text("#microsoft-error"), "Microsoft") || !strings.Contains(p.Text("#microsoft-error"), "log in with your password") || p.Doc.Find(`input[name="email"]`).First().AttrOr("value", "") != apptest.Una {
		t.Errorf("says %s", p.Text("main"))
	}
	if p := b.Login(apptest.Una, apptest.Password); p.URL.Path != views.PathDesktop && p.URL.Path != views.PathSessions {
		t.Errorf("a password does not work: at %s", p.URL)
	}
}

func TestF19_F20_BrokenDocumentsEndALoginOnAPage(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.Fault{
		simulator.FaultDiscoveryHuge, simulator.FaultDiscoveryWrongIssuer, simulator.FaultDiscoveryOtherHost, simulator.FaultDiscoveryRedirects,
		simulator.FaultDiscoveryHangs, simulator.FaultDiscoveryHTML, simulator.FaultDiscoveryServerError, simulator.FaultKeysServerError, simulator.FaultKeysGarbage,
	} {
		t.Run(string(fault), func(t *testing.T) {
			app := start(t, impatient(3*time.Second))
			app.Simulator.Grant(simulator.BrightwaterID)
			app.Simulator.Fail(fault)
			b := app.Browser()
			p := b.LoginMicrosoft("", simulator.Una) // at the start, or at the end
			if p.Status < 400 || p.Status == http.StatusInternalServerError || p.URL.Path != views.PathLoginMicrosoft && p.URL.Path != views.PathLoginProblem || strings.Contains(p.Body, "evil") {
				t.Errorf("%d at %s: %s", p.Status, p.URL, p.Text("main"))
			}
			if loggedIn(b) {
				t.Error("logged in")
			}
			wantStatus(t, app.Browser().Login(apptest.Una, apptest.Password), http.StatusOK)
		})
	}
}

func TestF21_AHangingTokenRequestHindersNoOtherLogin(t *testing.T) {
	t.Parallel()
	app := linkedApp(t, impatient(4*time.Second))
	app.Browser().LoginMicrosoft("", simulator.Ada) // keys are known
	var addresses []string
	var waiting []*apptest.Browser
	for range 10 {
		b := app.Browser()
		addresses, waiting = append(addresses, toLoginCallback(b, "", simulator.Una)), append(waiting, b)
		app.Simulator.Fail(simulator.FaultTokenHangs)
	}
	ended := make(chan *apptest.Page, len(waiting))
	for i, b := range waiting {
		go func() { ended <- b.Get(addresses[i]) }()
	}
	for app.Simulator.Count(simulator.EndpointToken) < 2+len(waiting) { // of the link, and of Ada
		if runtime.Gosched(); len(ended) > 0 {
			t.Fatal("not all of them are sent to Microsoft at once")
		}
	}
	other := app.Browser()
	if other.LoginMicrosoft("", simulator.Hal); !loggedIn(other) {
		t.Errorf("another is out: %s", other.Page.Text("main"))
	}
	wantStatus(t, app.Browser().Login(apptest.Bob, apptest.Password), http.StatusOK)
	if n := len(ended); n != 0 {
		t.Errorf("others came in only after %d hanging requests had ended", n)
	}
	for range waiting {
		wantOutcome(t, <-ended, http.StatusGatewayTimeout, "")
	}
}

func TestS23_F22_UnusableTokenAnswersEndOnAPageAndNoCodeIsSentTwice(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for _, fault := range []simulator.Fault{
		simulator.FaultTokenNoIDToken, simulator.FaultTokenTypeMAC, simulator.FaultTokenHTML, simulator.FaultTokenOKError, simulator.FaultTokenHuge,
		simulator.FaultTokenTruncated, simulator.FaultTokenCodeRedeemed, simulator.FaultTokenCodeExpired, simulator.FaultTokenThrottled,
		simulator.FaultTokenServerError, simulator.FaultTokenUnavailable, simulator.FaultTokenWrongSecret, simulator.FaultTokenExpiredSecret,
		simulator.FaultTokenBlocked, simulator.FaultTokenNoConsent, simulator.FaultTokenAppNotFound, simulator.FaultTokenNoPrincipal,
		simulator.FaultTokenDisabled, simulator.FaultTokenNotAssigned, simulator.FaultTokenFactor, simulator.FaultTokenGone,
	} {
		b := app.Browser()
		address := toLoginCallback(b, "", simulator.Una)
		before := app.Simulator.Count(simulator.EndpointToken)
		app.Simulator.Fail(fault)
		copied := app.Clone(b)
		b.Get(address)
		if b.Page.URL.Path != views.PathLoginProblem || b.Page.Status < 400 || !b.Page.Has("#guidance-title") || loggedIn(b) {
			t.Errorf("%s: %d at %s: %s", fault, b.Page.Status, b.Page.URL, b.Page.Text("main"))
		}
		copied.Get(address)
		if n := app.Simulator.Count(simulator.EndpointToken) - before; n != 1 || loggedIn(copied) {
			t.Errorf("%s: %d token requests", fault, n)
		}
	}
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
}

func TestS24_WhatATokenAnswerOfALoginNeedNotSay(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(answer map[string]any){
		"token type in capitals": func(a map[string]any) { a["token_type"] = "BEARER" },
		"no expires_in":          func(a map[string]any) { delete(a, "expires_in") },
		"no scope":               func(a map[string]any) { delete(a, "scope") },
	} {
		t.Run(name, func(t *testing.T) {
			app := linkedApp(t, apptest.WithTransport(&http.Client{Transport: &apptest.Wire{Change: tokenAnswer(t, change)}}))
			b := app.Browser()
			if b.LoginMicrosoft("", simulator.Una); !loggedIn(b) {
				t.Errorf("at %s: %s", b.Page.URL, b.Page.Text("main"))
			}
		})
	}
}

func TestF23_GraphInAnyStateDelaysALoginByTwoSecondsAtMost(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "All Users", "CRM")
	settings(t, ada, "apply_at", "each")
	app.Browser().LoginMicrosoft("", simulator.Una)
	before := userOf(t, app, apptest.Una)
	for _, fault := range []simulator.Fault{
		simulator.FaultGroupsHangs, simulator.FaultGroupsThrottled, simulator.FaultGroupsUnavailable, simulator.FaultGroupsTruncated, simulator.FaultGroupsHTML,
		simulator.FaultGroupsForeignLink, simulator.FaultGroupsBadIDs, simulator.FaultGroupsForbidden, simulator.FaultLicencesHangs, simulator.FaultLicencesTruncated,
	} {
		app.Clock.Advance(25 * time.Hour) // licences are looked at once a day
		app.Simulator.Fail(fault)
		b := app.Browser()
		address := toLoginCallback(b, "", simulator.Una)
		began := time.Now()
		b.Get(address)
		if took := time.Since(began); took > 4*time.Second || !loggedIn(b) {
			t.Errorf("%s: took %s, at %s: %s", fault, took, b.Page.URL, b.Page.Text("main"))
		}
	}
	if after := userOf(t, app, apptest.Una); after.Edition != before.Edition || after.Role != before.Role {
		t.Errorf("Una is %+v", after)
	}
}

// F26: our clock against Microsoft's; its tokens are dated back by five minutes, which
// is taken away here.
func TestF26_ClocksMayDifferByFiveMinutesAtALogin(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		skew time.Duration
		in   bool
	}{"4 min behind": {4 * time.Minute, true}, "6 min behind": {6 * time.Minute, false}, "4 min ahead": {-4 * time.Minute, true}, "6 min ahead": {-6 * time.Minute, false}} {
		t.Run(name, func(t *testing.T) {
			app := linkedApp(t)
			b := app.Browser()
			address := toLoginCallback(b, "", simulator.Una)
			app.Simulator.OnIDToken(func(token simulator.IDToken) string {
				if row.skew > 0 { // issued this moment by Microsoft's clock
					return shifted(app, map[string]time.Duration{"iat": row.skew, "nbf": row.skew, "exp": time.Hour})(token)
				}
				return shifted(app, map[string]time.Duration{"iat": -time.Hour, "nbf": -time.Hour, "exp": row.skew})(token)
			})
			b.Get(address)
			if loggedIn(b) != row.in {
				t.Errorf("logged in %v: %s", !row.in, b.Page.Text("main"))
			}
		})
	}
}
