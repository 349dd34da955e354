package microsoft_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestSignIn_ToldWhoItIsAndForWhichOrganisation(t *testing.T) {
	r := newRig(t)
	got, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, r.start(simulator.BrightwaterID, simulator.Ada))
	if err != nil {
		t.Fatal(err)
	}
	want := microsoft.Identity{
		TenantID: simulator.BrightwaterID, Name: "Ada Lovelace", Username: simulator.Ada, Email: simulator.Ada,
		Wids: []string{simulator.ApplicationAdministrator, simulator.DefaultMemberRole}, AuthTime: r.now.Now(),
	}
	if diff := cmp.Diff(want, got.Identity, cmpopts.IgnoreFields(microsoft.Identity{}, "ObjectID", "Subject", "SessionID", "LoginHint")); diff != "" {
		t.Error(diff)
	}
	if !microsoft.ValidTenantID(got.Identity.ObjectID) || got.Identity.Subject == "" || got.Identity.SessionID == "" || got.Identity.LoginHint == "" {
		t.Errorf("object ID %q, subject %q, session %q, login hint %q",
			got.Identity.ObjectID, got.Identity.Subject, got.Identity.SessionID, got.Identity.LoginHint)
	}
	if len(got.Scopes) == 0 {
		t.Error("granted scopes are not told")
	}
	organization, err := r.client.Organization(t.Context(), got.GraphToken)
	if err != nil || organization.ID != simulator.BrightwaterID || !slices.Contains(organization.Domains, "brightwater.example") {
		t.Errorf("organisation %+v (%v)", organization, err)
	}
}

func TestSignIn_GuestIsTold(t *testing.T) {
	r := newRig(t)
	got, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, r.start(simulator.BrightwaterID, simulator.Pat))
	if err != nil {
		t.Fatal(err)
	}
	home, err := r.client.Redeem(t.Context(), simulator.HarbourID, r.start(simulator.HarbourID, simulator.Pat))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Identity.Guest || home.Identity.Guest || !strings.Contains(got.Identity.HomeIDP, simulator.HarbourID) {
		t.Errorf("guest %v from %q, at home %v", got.Identity.Guest, got.Identity.HomeIDP, home.Identity.Guest)
	}
	if got.Identity.ObjectID == home.Identity.ObjectID || got.Identity.TenantID != simulator.BrightwaterID {
		t.Error("the guest was taken for the person at home")
	}
}

func TestSignIn_GuestByEachSign(t *testing.T) {
	for name, row := range map[string]struct {
		forge func(simulator.IDToken) string
		guest bool
	}{
		"acct 1":               {claim("acct", 1), true},
		"home elsewhere":       {claim("idp", "live.com"), true},
		"home is the tenant":   {claim("idp", "https://sts.windows.net/"+simulator.BrightwaterID+"/"), false},
		"home is the issuer":   {claim("idp", authority+"/"+simulator.BrightwaterID+"/v2.0"), false},
		"mark in the username": {claim("preferred_username", "pat_harbour.example#ext#@brightwater.example"), true},
		"ordinary member":      {simulator.IDToken.Sign, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newRig(t).redeem(row.forge)
			if err != nil || got.Identity.Guest != row.guest {
				t.Errorf("guest %v (%v), want %v", got.Identity.Guest, err, row.guest)
			}
		})
	}
}

func TestSignIn_OptionalClaims(t *testing.T) {
	newRig(t).check(t, []row{
		{"name is a number", claim("name", 1), microsoft.ReasonClaims},
		{"wids is text", claim("wids", simulator.GlobalAdministrator), microsoft.ReasonClaims},
		{"wids holds a number", claim("wids", []any{1}), microsoft.ReasonClaims},
		{"wids without end", claim("wids", strings.Split(strings.Repeat("x,", 501), ",")), microsoft.ReasonClaims},
		{"wids missing", without("wids"), ""},
		{"email missing", without("email"), ""},
		{"login_hint is a number", claim("login_hint", 1), microsoft.ReasonClaims},
		{"login_hint missing", without("login_hint"), ""},
		{"spaces around the claims", raw(func(payload string) string { return " \n" + payload + "\t\r\n" }), ""},
		{"groups overage", func(token simulator.IDToken) string {
			token.Claims["_claim_names"] = map[string]string{"groups": "src1"}
			token.Claims["_claim_sources"] = map[string]any{"src1": map[string]string{"endpoint": "https://graph.windows.net/x"}}
			return token.Sign()
		}, ""},
	})
}

func TestSignIn_EmailVerifiedNeedsTheClaim(t *testing.T) {
	r := newRig(t)
	for value, want := range map[any]bool{true: true, 1: true, "1": true, "true": true, false: false, 0: false, "yes": false, 2: false} {
		got, err := r.redeem(claim("xms_edov", value))
		if err != nil || got.Identity.EmailVerified != want {
			t.Errorf("xms_edov %#v: verified %v (%v), want %v", value, got.Identity.EmailVerified, err, want)
		}
	}
	if got, err := r.redeem(claim("email_verified", true)); err != nil || got.Identity.EmailVerified {
		t.Errorf("email_verified was believed (%v)", err)
	}
}

func TestS08_TokenRequestCarriesTheMatchingVerifier(t *testing.T) {
	r := newRig(t)
	started := r.start(simulator.BrightwaterID, simulator.Ada)
	asked, _ := r.sim.LastRequest(simulator.EndpointAuthorize)
	if asked.Parameters.Get("code_challenge_method") != "S256" {
		t.Errorf("code_challenge_method %q", asked.Parameters.Get("code_challenge_method"))
	}
	wrong := started
	wrong.Verifier = newSecret(t)
	_, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, wrong)
	if e := wantKind(t, err, microsoft.Refused); e.Code != "invalid_grant" {
		t.Errorf("code %q", e.Code)
	}
	if _, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, r.start(simulator.BrightwaterID, simulator.Ada)); err != nil {
		t.Errorf("the matching verifier was refused: %v", err)
	}
}

func TestF22_CodeUsedTwiceIsRefused(t *testing.T) {
	r := newRig(t)
	started := r.start(simulator.BrightwaterID, simulator.Ada)
	if _, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, started); err != nil {
		t.Fatal(err)
	}
	_, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, started)
	e := wantKind(t, err, microsoft.Refused)
	if e.Code != "invalid_grant" || e.AADSTS != "54005" || e.CorrelationID == "" || e.TraceID == "" || !e.At.Equal(r.now.Now()) {
		t.Errorf("%#v", e)
	}
}

func TestS24_LenientTokenAnswerIsAccepted(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	started := redemption(t)
	id := signed(stageKey(), stageHeader, text(stageClaims(started.Nonce)))
	s.token = tokenJSON(200, `{"token_type":"BEARER","access_token":"a","id_token":"`+id+`"}`)
	got, err := c.Redeem(t.Context(), brightwater, started)
	if err != nil || got.Scopes != nil || got.GraphToken.Zero() {
		t.Errorf("scopes %v (%v)", got.Scopes, err)
	}
}

func TestS98_SignInDoesNotPrintItsToken(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	started := redemption(t)
	id := signed(stageKey(), stageHeader, text(stageClaims(started.Nonce)))
	s.token = tokenJSON(200, `{"token_type":"Bearer","access_token":"canary-access","id_token":"`+id+`"}`)
	got, err := c.Redeem(t.Context(), brightwater, started)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []any{got, &got, got.GraphToken, &got.GraphToken, struct{ hidden microsoft.GraphToken }{got.GraphToken}} {
		if strings.Contains(shows(t, value), "canary") {
			t.Errorf("%T shows the token", value)
		}
	}
	if !strings.Contains(fmt.Sprintf("%d", got.GraphToken), "REDACTED") {
		t.Error("not REDACTED")
	}
}

func TestS42_RefusedTokenLeavesNothing(t *testing.T) {
	r := newRig(t)
	claims := func(token simulator.IDToken) simulator.IDToken {
		token.Claims["wids"] = []string{simulator.GlobalAdministrator}
		return token
	}
	for name, forge := range map[string]func(simulator.IDToken) string{
		"signature": func(token simulator.IDToken) string { return claims(token).SignWith("RS256", strangerKey(t)) },
		"expired":   func(token simulator.IDToken) string { return claim("exp", 1)(claims(token)) },
		"nonce":     func(token simulator.IDToken) string { return without("nonce")(claims(token)) },
		"oid":       func(token simulator.IDToken) string { return without("oid")(claims(token)) },
		"wids":      func(token simulator.IDToken) string { return claim("auth_time", "x")(claims(token)) },
	} {
		got, err := r.redeem(forge)
		var e *microsoft.Error
		if !errors.As(err, &e) || !cmp.Equal(got.Identity, microsoft.Identity{}) || !got.GraphToken.Zero() || got.Scopes != nil {
			t.Errorf("%s: error %v, identity %+v", name, err, got.Identity)
		}
	}
}

func TestS100_AddressesInClaimsAreNotFetched(t *testing.T) {
	r := newRig(t)
	before := r.sim.Counts()
	if _, err := r.redeem(func(token simulator.IDToken) string {
		for _, name := range []string{"picture", "profile", "website", "jku", "claims_endpoint"} {
			token.Claims[name] = "https://evil.example/" + name // dialling it fails the test
			token.Header[name] = authority + "/" + name
		}
		return token.Sign()
	}); err != nil {
		t.Fatal(err)
	}
	after := r.sim.Counts()
	for _, asked := range []string{simulator.EndpointMe, simulator.EndpointUserInfo, simulator.EndpointOrganization} {
		if before[asked] != after[asked] {
			t.Errorf("%s was asked", asked)
		}
	}
}
