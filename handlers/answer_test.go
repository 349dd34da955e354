package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func TestS19_DecliningSpendsTheFlow(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := b.Until(consentCallback, func() {
		begin(b)
		choose(b, simulator.Ada)
		b.Press(decline)
	})
	if got := guided(b.Get(callback)); got != "Cancel was pressed on Microsoft’s permissions page" {
		t.Errorf("guidance = %q", got)
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionConsentDeclined); n != 1 {
		t.Errorf("declined entries = %d", n)
	}
	state := parameter(t, callback, "state")
	b.Get(consentCallback + "?admin_consent=True&tenant=" + simulator.BrightwaterID + "&state=" + state)
	wantNoToken(t, app)
	wantNoLink(t, app, apptest.Brightwater)
}

func TestS20_AnErrorWithAForeignStateChangesNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	b, eve := app.As(apptest.Ada), app.As(apptest.Eve)
	callback := toConsentCallback(b, simulator.Ada)
	foreign := toConsentCallback(eve, simulator.Henry)
	for _, state := range []string{parameter(t, foreign, "state"), "made-up"} {
		if p := b.Get(consentCallback + "?error=access_denied&state=" + state); p.Status < 400 {
			t.Errorf("status = %d", p.Status)
		}
	}
	for _, tab := range []struct {
		b        *apptest.Browser
		callback string
	}{{b, callback}, {eve, foreign}} {
		if p := tab.b.Get(tab.callback); !p.Has("#confirmation") {
			t.Errorf("a flow was disturbed: %s", p.Text("main"))
		}
	}
}

func TestS21_OnlyAGetIsAnAnswer(t *testing.T) {
	t.Parallel()
	for name, walk := range walks() {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			callback := walk(b, simulator.Ada)
			for _, method := range []string{http.MethodHead, http.MethodPost, http.MethodPut, http.MethodOptions} {
				r := b.Request(method, callback, nil)
				r.Header.Set("Sec-Fetch-Site", "same-origin")
				wantStatus(t, b.Stay(r), http.StatusMethodNotAllowed)
			}
			wantNoToken(t, app)
			if p := b.Get(callback); !p.Has("#confirmation") {
				t.Errorf("the state was spent: %s", p.Text("main"))
			}
		})
	}
}

func TestS22_TheAnswerLeavesNoTraceInTheAddressBar(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toSignInCallback(b, simulator.Ada)
	p := stay(b, callback)
	wantStatus(t, p, http.StatusSeeOther)
	to := p.Header.Get("Location")
	if !strings.HasPrefix(to, views.PathConsents+"/") || strings.ContainsAny(to, "?#") {
		t.Errorf("goes on to %q", to)
	}
	if p.Header.Get("Referrer-Policy") != "no-referrer" || p.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers = %v", p.Header)
	}
	for _, address := range []string{callback, b.Asked(app.URL + consentCallback)} { // Back, reload, a retry
		if p := b.Get(address); !p.Has("#confirmation") || p.URL.RawQuery != "" {
			t.Errorf("delivered again: %s %s", p.URL.Path, p.Text("main"))
		}
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionLinkMade); n != 1 {
		t.Errorf("links made = %d", n)
	}
}
