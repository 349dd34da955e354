package handlers_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// atOnce sends every address in a tab of its own, all together.
func atOnce(b *apptest.Browser, addresses []string) []*apptest.Page {
	pages := make([]*apptest.Page, len(addresses))
	var all sync.WaitGroup
	for i, address := range addresses {
		tab := b.Tab()
		all.Go(func() { pages[i] = tab.Stay(tab.Request(http.MethodGet, address, nil)) })
	}
	all.Wait()
	return pages
}

func repeated(address string, n int) []string {
	addresses := make([]string, n)
	for i := range addresses {
		addresses[i] = address
	}
	return addresses
}

func TestS05_AUsedStateWithAFreshCode(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toSignInCallback(b, simulator.Ada)
	authorize := b.Asked(app.Authority + "/" + simulator.BrightwaterID + "/oauth2")
	fresh := []string{callback}
	for range 49 {
		fresh = append(fresh, b.Until(signInCallback, func() { b.Get(authorize) }))
	}
	for _, p := range atOnce(b, fresh) {
		wantStatus(t, p, http.StatusSeeOther)
	}
	if n := app.Simulator.Count(simulator.EndpointToken); n != 1 {
		t.Errorf("token requests = %d, want 1", n)
	}
	wantOneLink(t, app)
	late := b.Until(signInCallback, func() { b.Get(authorize) })
	b.Get(late)
	if n := app.Simulator.Count(simulator.EndpointToken); n != 1 {
		t.Errorf("token requests after a late replay = %d, want 1", n)
	}
}

func wantOneLink(t *testing.T, app *apptest.App) {
	t.Helper()
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if n := recorded(t, app, apptest.Brightwater, store.ActionLinkMade); n != 1 {
		t.Errorf("link entries = %d, want 1", n)
	}
	if n := count(t, database(t, app), "links"); n != 1 {
		t.Errorf("links = %d, want 1", n)
	}
	wantSoundTrail(t, app)
}

func TestS05_F24_TheSameAnswerFiftyTimesAtOnce(t *testing.T) {
	t.Parallel()
	for name, walk := range walks() {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			callback := walk(b, simulator.Ada)
			proving := ""
			for _, p := range atOnce(b, repeated(callback, 50)) {
				wantStatus(t, p, http.StatusSeeOther)
				if to := p.Header.Get("Location"); strings.HasPrefix(to, app.Authority) {
					if proving != "" {
						t.Error("two of them went on to Microsoft")
					}
					proving = to
				} else if !strings.HasPrefix(to, views.PathConsents+"/") {
					t.Errorf("goes on to %q", to)
				}
			}
			if proving != "" {
				b.Get(proving)
			}
			if n := recorded(t, app, apptest.Brightwater, store.ActionConsentApproved); n != 1 {
				t.Errorf("approvals = %d, want 1", n)
			}
			wantOneLink(t, app)
		})
	}
}

func TestS59_AConsentAnswerWorksOnce(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	approve(b, simulator.Ada)
	consent, signIn := b.Asked(app.URL+consentCallback), b.Asked(app.URL+signInCallback)
	tokens := app.Simulator.Count(simulator.EndpointToken)
	for _, again := range []string{consent, with(t, consent, "tenant", simulator.HarbourID), signIn} {
		if p := b.Get(again); !p.Has("#confirmation") {
			t.Errorf("again: %s", p.Text("main"))
		}
	}
	if n := app.Simulator.Count(simulator.EndpointToken); n != tokens {
		t.Errorf("%d more token requests", n-tokens)
	}
	wantOneLink(t, app)
}

func TestS59_AnAnswerThatIsTakenBackChangesNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toSignInCallback(b, simulator.Ada)
	state := parameter(t, b.Asked(app.URL+consentCallback), "state")
	p := b.Get(consentCallback + "?error=access_denied&error_subcode=cancel&state=" + state)
	if p.Has("#error-guidance") || !p.Has("[data-poll]") {
		t.Errorf("the second answer counts: %s", p.Text("main"))
	}
	if p := b.Get(callback); !p.Has("#confirmation") {
		t.Errorf("ended in %s", p.Text("main"))
	}
}

func TestS59_WhatCountsAsConsent(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change []string
		linked bool
	}{
		"True":                      {nil, true},
		"true":                      {[]string{"admin_consent", "true"}, true},
		"TRUE, tenant upper case":   {[]string{"admin_consent", "TRUE", "tenant", strings.ToUpper(simulator.BrightwaterID)}, true},
		"1":                         {[]string{"admin_consent", "1"}, false},
		"False":                     {[]string{"admin_consent", "False"}, false},
		"missing":                   {[]string{"admin_consent", ""}, false},
		"True with an error":        {[]string{"error", "consent_required"}, false},
		"True with a subcode":       {[]string{"error_subcode", "cancel"}, false},
		"True with a description":   {[]string{"error_description", "AADSTS65004: no"}, false},
		"without a tenant":          {[]string{"tenant", ""}, false},
		"tenant with braces":        {[]string{"tenant", "{" + simulator.BrightwaterID + "}"}, false},
		"tenant is a domain":        {[]string{"tenant", "brightwater.example"}, false},
		"tenant is «organizations»": {[]string{"tenant", "organizations"}, false},
		"personal tenant":           {[]string{"tenant", simulator.ConsumersID}, false},
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			p := b.Get(with(t, toConsentCallback(b, simulator.Ada), row.change...))
			if p.Has("#confirmation") != row.linked {
				t.Errorf("ended in %s", p.Text("main"))
			}
			if !row.linked {
				wantNoToken(t, app)
				wantNoLink(t, app, apptest.Brightwater)
			}
		})
	}
}
