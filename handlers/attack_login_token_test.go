package handlers_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// forgery changes an honest ID token before, or instead of, its signature.
type forgery func(simulator.IDToken) string

func claim(name string, value any) forgery {
	return func(t simulator.IDToken) string { t.Claims[name] = value; return t.Sign() }
}

func without(name string) forgery {
	return func(t simulator.IDToken) string { delete(t.Claims, name); return t.Sign() }
}

func signedBy(alg string, key any) forgery {
	return func(t simulator.IDToken) string { return t.SignWith(alg, key) }
}

func inHeader(name string, value any, key *rsa.PrivateKey) forgery {
	return func(t simulator.IDToken) string {
		if t.Header[name] = value; key != nil {
			return t.SignWith("RS256", key)
		}
		return t.Sign()
	}
}

// ofTenant is consistent in itself: issuer and tenant agree.
func ofTenant(app *apptest.App, tenant string) forgery {
	return func(t simulator.IDToken) string {
		t.Claims["tid"], t.Claims["iss"] = tenant, app.Authority+"/"+tenant+"/v2.0"
		return t.Sign()
	}
}

func shifted(app *apptest.App, at map[string]time.Duration) forgery {
	return func(t simulator.IDToken) string {
		for name, offset := range at {
			t.Claims[name] = app.Clock.Now().Add(offset).Unix()
		}
		return t.Sign()
	}
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// forgeries are tokens that must log nobody in, by the number of the attack.
func forgeries(t *testing.T, app *apptest.App) map[string]forgery {
	t.Helper()
	attacker := newKey(t)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public := func(alg string) forgery {
		return func(token simulator.IDToken) string {
			der, err := x509.MarshalPKIXPublicKey(&token.Key.PublicKey)
			if err != nil {
				t.Error(err)
			}
			return token.SignWith(alg, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		}
	}
	signature := func(edit func(s []byte) []byte) forgery {
		return func(token simulator.IDToken) string {
			parts := strings.Split(token.Sign(), ".")
			s, err := base64.RawURLEncoding.DecodeString(parts[2])
			if err != nil {
				t.Error(err)
			}
			return parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(edit(s))
		}
	}
	jwk := map[string]any{"kty": "RSA", "kid": "attacker", "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(attacker.N.Bytes())}
	all := map[string]forgery{
		"S25 issuer of another tenant":     claim("iss", app.Authority+"/"+simulator.HarbourID+"/v2.0"),
		"S25 issuer elsewhere":             claim("iss", "https://evil.example/"+simulator.BrightwaterID+"/v2.0"),
		"S25 issuer missing":               without("iss"),
		"S26 audience of another":          claim("aud", simulator.HarbourID),
		"S26 audience missing":             without("aud"),
		"S28 two audiences":                claim("aud", []string{apptest.ClientID, "other"}),
		"S28 party of another":             claim("azp", "other"),
		"S29 subject missing":              without("sub"),
		"S29 time of issue missing":        without("iat"),
		"S29 object missing":               without("oid"),
		"S30 bit flipped":                  signature(func(s []byte) []byte { s[9] ^= 1; return s }),
		"S30 signature cut":                signature(func(s []byte) []byte { return s[:len(s)-1] }),
		"S30 key of a stranger":            signedBy("RS256", attacker),
		"S31 none":                         signedBy("none", nil),
		"S31 None with a signature":        inHeader("alg", "None", nil),
		"S31 HS256 with the public key":    public("HS256"),
		"S31 HS256 with the client secret": signedBy("HS256", []byte(apptest.ClientSecret)),
		"S31 ES256":                        signedBy("ES256", curve),
		"S31 PS256":                        func(token simulator.IDToken) string { return token.SignWith("PS256", token.Key) },
		"S31 RS512":                        func(token simulator.IDToken) string { return token.SignWith("RS512", token.Key) },
		"S32 jwk":                          inHeader("jwk", jwk, attacker),
		"S32 jku":                          inHeader("jku", app.Authority+"/canary-keys", attacker),
		"S32 x5u":                          inHeader("x5u", app.Authority+"/canary-keys", attacker),
		"S33 unknown crit":                 inHeader("crit", []string{"canary"}, nil),
		"S34 exp missing":                  without("exp"),
		"S34 expired six minutes ago":      shifted(app, map[string]time.Duration{"iat": -time.Hour, "exp": -6 * time.Minute}),
		"S34 not valid for ten minutes":    shifted(app, map[string]time.Duration{"nbf": 10 * time.Minute}),
		"S34 a week old":                   shifted(app, map[string]time.Duration{"iat": -7 * 24 * time.Hour, "nbf": -7 * 24 * time.Hour}),
		"S34 issued in ten minutes":        shifted(app, map[string]time.Duration{"iat": 10 * time.Minute}),
		"S34 exp as text":                  claim("exp", "9999999999"),
		"S34 exp without end":              claim("exp", json.RawMessage("1e300")),
		"S34 exp negative":                 claim("exp", -1),
		"S35 nonce missing":                without("nonce"),
		"S35 nonce empty":                  claim("nonce", ""),
		"S35 nonce wrong":                  claim("nonce", strings.Repeat("a", 43)),
		"S37 access token of Graph":        claim("aud", "00000003-0000-0000-c000-000000000000"),
		"S37 log-out token": func(token simulator.IDToken) string {
			delete(token.Claims, "nonce")
			return inHeader("typ", "logout+jwt", nil)(token)
		},
		"S38 another tenant's":              ofTenant(app, simulator.HarbourID),
		"S41 depth of ten thousand":         claim("x", json.RawMessage(strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000))),
		"S41 hundred thousand dots":         func(simulator.IDToken) string { return strings.Repeat(".", 100_000) },
		"S48 issuer and tenant disagree":    claim("tid", simulator.HarbourID),
		"S48 tenant missing":                without("tid"),
		"S48 tenant no GUID":                ofTenant(app, "evil.example"),
		"S48 tenant in capitals":            ofTenant(app, strings.ToUpper(simulator.BrightwaterID)),
		"S48 tenant in braces":              ofTenant(app, "{"+simulator.BrightwaterID+"}"),
		"S48 tenant with a path":            ofTenant(app, simulator.HarbourID+"/../"+simulator.BrightwaterID),
		"S49 first version":                 claim("iss", "https://sts.windows.net/"+simulator.BrightwaterID+"/"),
		"S49 ver 1.0":                       claim("ver", "1.0"),
		"S49 another cloud":                 claim("iss", "https://login.microsoftonline.us/"+simulator.BrightwaterID+"/v2.0"),
		"S49 slash at the end":              claim("iss", app.Authority+"/"+simulator.BrightwaterID+"/v2.0/"),
		"S53 the template itself as issuer": claim("iss", app.Authority+"/{tenantid}/v2.0"),
		"S51 a personal account":            ofTenant(app, microsoft.PersonalTenant),
	}
	return all
}

// Each token of Una is forged in one way. Una is known, so that nothing but the token
// stands in the way.
func TestS25_S38_S48_S53_AForgedTokenLogsNobodyIn(t *testing.T) {
	t.Parallel()
	wire := &apptest.Wire{}
	app := linkedApp(t, apptest.WithTransport(&http.Client{Transport: wire}))
	app.Browser().LoginMicrosoft("", simulator.Una)
	db := database(t, app)
	for name, forge := range forgeries(t, app) {
		for _, email := range []string{"", apptest.Una} { // any organisation, and hers
			b := app.Browser()
			address := toLoginCallback(b, email, simulator.Una)
			traces := count(t, db, "traces where kind = 'login'")
			refusals := recordedAnywhere(t, app, "sign_in.refused")
			app.Simulator.OnIDToken(forge)
			b.Get(address)
			if b.Page.URL.Path != "/login/problem" || b.Page.Status < 400 || b.Page.Status >= 500 && b.Page.Status != http.StatusBadGateway || !b.Page.Has("#guidance-title") {
				t.Errorf("%s (%q): %d at %s: %s", name, email, b.Page.Status, b.Page.URL, b.Page.Text("main"))
			}
			if loggedIn(b) {
				t.Errorf("%s (%q) is logged in", name, email)
			}
			if n := count(t, db, "traces where kind = 'login'") - traces; n != 1 {
				t.Errorf("%s (%q) left %d traces", name, email, n)
			}
			// Of whom nothing is proven there is a trace and no entry, lest anybody fill the trail.
			if n := recordedAnywhere(t, app, "sign_in.refused") - refusals; n > 1 || n == 1 && name != "S38 another tenant's" {
				t.Errorf("S108: %s (%q) left %d entries", name, email, n)
			}
		}
		app.Clock.Advance(time.Second)
	}
	for _, e := range wire.Exchanges() {
		if strings.Contains(e.Path, "canary") {
			t.Errorf("S32: asked %s", e.Path)
		}
	}
	if n := count(t, db, "identities"); n != 1 {
		t.Errorf("%d identities", n)
	}
	wantSoundTrail(t, app)
}

// recordedAnywhere counts the entries of an action in all trails.
func recordedAnywhere(t *testing.T, app *apptest.App, action string) int {
	t.Helper()
	return count(t, database(t, app), "audit_entries where action = '"+action+"'")
}

func TestS24_S27_S34_WhatATokenMayLackLogsIn(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for name, change := range map[string]forgery{
		"S27 audience in a list of one": claim("aud", []string{apptest.ClientID}),
		"S28 party is us":               claim("azp", apptest.ClientID),
		"S34 four minutes ahead":        shifted(app, map[string]time.Duration{"iat": 4 * time.Minute, "nbf": 4 * time.Minute}),
		"no e-mail address":             without("email"),
		"no sid":                        without("sid"),
		"no name":                       without("name"),
		"no hint":                       without("login_hint"),
	} {
		b := app.Browser()
		address := toLoginCallback(b, apptest.Una, simulator.Una)
		app.Simulator.OnIDToken(change)
		if b.Get(address); !loggedIn(b) {
			t.Errorf("%s: %s", name, b.Page.Text("main"))
		}
	}
}

// A token that another flow of the same browser brought is not one of this flow.
func TestS36_AReplayedTokenIsRefusedByItsNonce(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	var used string
	first := toLoginCallback(b, apptest.Una, simulator.Una)
	second := toLoginCallback(b, apptest.Una, simulator.Una)
	app.Simulator.OnIDToken(func(token simulator.IDToken) string { used = token.Sign(); return used })
	stay(b, first)
	other := app.Clone(b)
	other.SetCookie(&http.Cookie{Name: sessionCookie, Value: "", Path: "/", MaxAge: -1})
	app.Simulator.OnIDToken(func(simulator.IDToken) string { return used })
	other.Get(second)
	wantOutcome(t, other.Page, http.StatusBadRequest, "")
	if loggedIn(other) {
		t.Error("logged in by a replay")
	}
}

func TestS50_AKeyOfAnotherTenantSignsNothing(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	kid, key, err := app.Simulator.ConsumersKey()
	if err != nil {
		t.Fatal(err)
	}
	app.Clock.Advance(48 * time.Hour) // so that the new key is known
	for _, email := range []string{"", apptest.Una} {
		b := app.Browser()
		address := toLoginCallback(b, email, simulator.Una)
		app.Simulator.OnIDToken(func(token simulator.IDToken) string {
			token.Header["kid"], token.Key = kid, key
			return token.Sign()
		})
		b.Get(address)
		wantOutcome(t, b.Page, http.StatusBadRequest, "")
		if loggedIn(b) {
			t.Error("logged in")
		}
	}
}

func TestS39_F20_AKeyRolledInMidLoginIsFetchedOnceAndAWithdrawnOneNot(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	if err := app.Simulator.RollKeys(); err != nil {
		t.Fatal(err)
	}
	before := app.Simulator.Count(simulator.EndpointKeys)
	b.Get(address)
	if !loggedIn(b) || app.Simulator.Count(simulator.EndpointKeys)-before != 1 {
		t.Errorf("%d fetches, at %s: %s", app.Simulator.Count(simulator.EndpointKeys)-before, b.Page.URL, b.Page.Text("main"))
	}
	app.Simulator.WithdrawKey()
	app.Clock.Advance(48 * time.Hour)
	late := app.Browser()
	late.LoginMicrosoft(apptest.Una, simulator.Una)
	if late.Page.URL.Path != "/login/problem" || loggedIn(late) {
		t.Errorf("a withdrawn key logs in: at %s", late.Page.URL)
	}
}

func TestS102_AFloodOfUnknownKeysKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	app.Browser().LoginMicrosoft("", simulator.Ada)
	known := app.Simulator.Count(simulator.EndpointKeys)
	for range 10 {
		b := app.Browser()
		address := toLoginCallback(b, apptest.Una, simulator.Una)
		app.Simulator.Fail(simulator.FaultIDTokenUnknownKey)
		b.Get(address)
		if loggedIn(b) {
			t.Fatal("logged in")
		}
	}
	if n := app.Simulator.Count(simulator.EndpointKeys) - known; n > 1 {
		t.Errorf("keys fetched %d times", n)
	}
	b := app.Browser()
	if b.LoginMicrosoft(apptest.Una, simulator.Una); !loggedIn(b) {
		t.Errorf("others are out: %s", b.Page.Text("main"))
	}
}

func TestS99_S100_NoAnswerOfALoginLeadsElsewhere(t *testing.T) {
	t.Parallel()
	wire := &apptest.Wire{}
	app := linkedApp(t, apptest.WithTransport(&http.Client{Transport: wire}))
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	app.Simulator.OnIDToken(func(token simulator.IDToken) string {
		for _, name := range []string{"picture", "profile", "website", "jwks_uri"} {
			token.Claims[name] = app.Authority + "/canary-fetch"
		}
		token.Claims["_claim_names"] = map[string]string{"groups": "src1"}
		token.Claims["_claim_sources"] = map[string]any{"src1": map[string]string{"endpoint": app.Authority + "/canary-fetch"}}
		return token.Sign()
	})
	b.Get(address)
	if !loggedIn(b) {
		t.Errorf("at %s: %s", b.Page.URL, b.Page.Text("main"))
	}
	for _, typed := range []string{"x@169.254.169.254", "x@localhost", "x@[::1]", "x@evil.example/..", "x@evil.example#", "x@brightwater.example@evil.example"} {
		p := app.Browser().Stay(app.Browser().Request(http.MethodPost, "/login/microsoft", url.Values{"email": {typed}}))
		if to := p.Header.Get("Location"); !strings.HasPrefix(to, app.Authority+"/organizations/") {
			t.Errorf("%q leads to %q", typed, to)
		}
	}
	authority, _ := url.Parse(app.Authority)
	for _, e := range wire.Exchanges() {
		if e.Host != authority.Host || strings.Contains(e.Path, "canary") {
			t.Errorf("asked %s%s", e.Host, e.Path)
		}
		if strings.Contains(e.Path, apptest.ClientSecret) {
			t.Error("S104: the secret is in an address")
		}
		if strings.Contains(e.Form, apptest.ClientSecret) && !strings.HasSuffix(e.Path, "/oauth2/v2.0/token") {
			t.Errorf("S104: the secret goes to %s", e.Path)
		}
	}
}
