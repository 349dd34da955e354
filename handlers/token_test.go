package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestS23_UnusableTokenAnswersAreRefusedInBoundedTime(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.Fault{
		simulator.FaultTokenNoIDToken, simulator.FaultTokenTypeMAC, simulator.FaultTokenHTML,
		simulator.FaultTokenOKError, simulator.FaultTokenHuge, simulator.FaultTokenTruncated,
	} {
		t.Run(string(fault), func(t *testing.T) {
			app := start(t)
			app.Simulator.Fail(fault)
			began := time.Now()
			p := approve(app.As(apptest.Ada), simulator.Ada)
			if !p.Has("#error-guidance") || p.Status != http.StatusOK {
				t.Errorf("answered %d %s", p.Status, p.Text("main"))
			}
			if took := time.Since(began); took > 9*time.Second {
				t.Errorf("took %s", took)
			}
			wantNoLink(t, app, apptest.Brightwater)
		})
	}
}

func TestS24_WhatATokenAnswerNeedNotSay(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(answer map[string]any){
		"token type in capitals": func(a map[string]any) { a["token_type"] = "BEARER" },
		"no expires_in":          func(a map[string]any) { delete(a, "expires_in") },
		"no scope":               func(a map[string]any) { delete(a, "scope") },
	} {
		t.Run(name, func(t *testing.T) {
			wire := &apptest.Wire{Change: tokenAnswer(t, change)}
			app := start(t, apptest.WithTransport(&http.Client{Transport: wire}))
			if p := approve(app.As(apptest.Ada), simulator.Ada); !p.Has("#confirmation") {
				t.Errorf("ended in %s", p.Text("main"))
			}
			wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
		})
	}
}

// tokenAnswer changes the JSON of the token endpoint's answers.
func tokenAnswer(t *testing.T, change func(answer map[string]any)) func(path, body string) string {
	t.Helper()
	return func(path, body string) string {
		if !strings.HasSuffix(path, "/token") {
			return body
		}
		answer := map[string]any{}
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Error(err)
		}
		change(answer)
		changed, err := json.Marshal(answer)
		if err != nil {
			t.Error(err)
		}
		return string(changed)
	}
}

func TestS99_NoAnswerLeadsTheConsoleToAnotherHost(t *testing.T) {
	t.Parallel()
	wire := &apptest.Wire{}
	app := start(t, apptest.WithTransport(&http.Client{Transport: wire}))
	b := app.As(apptest.Ada)
	for _, tenant := range []string{
		"169.254.169.254", "localhost", "[::1]", "//evil.example", "evil.example", "file:///etc/passwd", "user@evil.example",
		"../" + simulator.BrightwaterID, simulator.BrightwaterID + "@evil.example", simulator.BrightwaterID + "/../..",
		simulator.BrightwaterID + "%2f..", simulator.BrightwaterID + "?a", simulator.BrightwaterID + "#a", "\x00", "common", "organizations",
	} {
		p := b.Get(forge(t, b, url.QueryEscape(tenant)))
		if !p.Has("#error-guidance") || strings.Contains(p.Body, "evil.example") {
			t.Errorf("tenant %q ended at %s: %s", tenant, p.URL, p.Text("main"))
		}
	}
	if n := len(wire.Exchanges()); n != 0 {
		t.Errorf("%d requests went out", n)
	}
	approve(b, simulator.Ada)
	authority, err := url.Parse(app.Authority)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range wire.Exchanges() {
		if e.Host != authority.Host {
			t.Errorf("asked %s%s", e.Host, e.Path)
		}
	}
}

func TestS100_AddressesInClaimsAreNeverFetched(t *testing.T) {
	t.Parallel()
	wire := &apptest.Wire{}
	app := start(t, apptest.WithTransport(&http.Client{Transport: wire}))
	app.Simulator.OnIDToken(func(token simulator.IDToken) string {
		for _, claim := range []string{"picture", "profile", "website", "jwks_uri", "jku"} {
			token.Claims[claim] = app.Authority + "/canary-fetch"
		}
		token.Claims["_claim_names"] = map[string]string{"groups": "elsewhere"}
		token.Claims["_claim_sources"] = map[string]any{"elsewhere": map[string]string{"endpoint": app.Authority + "/canary-fetch"}}
		return token.Sign()
	})
	if p := approve(app.As(apptest.Ada), simulator.Ada); !p.Has("#confirmation") {
		t.Errorf("ended in %s", p.Text("main"))
	}
	for _, e := range wire.Exchanges() {
		if strings.Contains(e.Path, "canary") {
			t.Errorf("asked %s", e.Path)
		}
	}
}

func TestS102_AFloodOfUnknownKeysFetchesTheKeysOnce(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	approve(b, simulator.Ada) // the keys are known now
	known := app.Simulator.Count(simulator.EndpointKeys)
	for range 10 {
		app.Simulator.Fail(simulator.FaultIDTokenUnknownKey)
		if p := approve(b, simulator.Ada); !p.Has("#error-guidance") {
			t.Fatalf("ended in %s", p.Text("main"))
		}
	}
	if n := app.Simulator.Count(simulator.EndpointKeys) - known; n > 1 {
		t.Errorf("keys fetched %d times for unknown keys, want at most once", n)
	}
	if p := approve(app.As(apptest.Eve), simulator.Henry); !p.Has("#confirmation") {
		t.Errorf("others cannot link: %s", p.Text("main"))
	}
}
