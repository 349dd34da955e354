package simulator_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestErrand_AnswersAreCheckedAgain(t *testing.T) {
	p := start(t)
	b := p.browser()
	consent := b.pick(b.get(consentPath(simulator.BrightwaterID)), simulator.Ada).wantPage("consent")
	b.press(consent, `button[value=accept]`, "answer", "perhaps").wantPage("error").wantCode("9002313")

	b.pick(b.get(b.link(consent, "a#use-another")), simulator.Henry).wantPage("error").wantCode("50020")
	b.accept(consent).wantPage("error").wantCode("50020")

	b.get("/common/oauth2/v2.0/logout").wantPage("signed-out")
	b.accept(consent).wantPage("pick")
	if p.ServicePrincipal(simulator.BrightwaterID).Exists {
		t.Fatal("somebody consented")
	}
}

func TestErrand_AcceptingTwiceAnswersTwice(t *testing.T) {
	b := start(t).browser()
	consent := b.pick(b.get(consentPath("organizations")), simulator.Ada)
	first, second := b.accept(consent).back(consentURI), b.accept(consent).back(consentURI)
	if first.Encode() != second.Encode() {
		t.Fatalf("%v and then %v", first, second)
	}
}

func TestErrand_OldestIsForgotten(t *testing.T) {
	p := start(t)
	b := p.browser()
	oldest := b.get(consentPath("organizations")).wantPage("pick")
	for range 1000 {
		b.get(consentPath("organizations"))
	}
	b.press(oldest, `button[value="`+simulator.Ada+`"]`).wantPage("error")
}

func TestErrand_RedirectURIKeepsItsQuery(t *testing.T) {
	const redirect = "https://workbooks.example/microsoft/consent?region=eu"
	p := startWith(t, func(o *simulator.Options) { o.RedirectURIs = []string{redirect} })
	b := p.browser()
	b.pick(b.get(consentPath("organizations", "redirect_uri="+redirect)), simulator.Ada).wantPage("consent")
	a := b.press(b.get(consentPath("organizations", "redirect_uri="+redirect)), `button[value=cancel]`)
	if location := a.header.Get("Location"); !strings.HasPrefix(location, redirect+"&admin_consent=True&error=") {
		t.Fatalf("location %q", location)
	}
}

func TestErrand_EmptyStateIsLeftOut(t *testing.T) {
	b := start(t).browser()
	if got := b.accept(b.pick(b.get(consentPath("organizations", "-state")), simulator.Ada)).back(consentURI); got.Has("state") {
		t.Fatalf("callback %v", got)
	}
}

func TestAuthorize_SilentWithDisabledApplication(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	b.signIn(simulator.BrightwaterID, simulator.Ben)
	p.EnablePrincipal(simulator.BrightwaterID, false)
	if got := b.get(authorizePath(simulator.BrightwaterID, "prompt=none")).back(callbackURI); got.Get("error") != "unauthorized_client" {
		t.Fatalf("callback %v", got)
	}
}

func TestAuthorize_PromptConsentAsksAgain(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	b.pick(b.get(authorizePath(simulator.BrightwaterID, "prompt=consent")), simulator.Ada).wantPage("consent")
}

func TestAuthorize_OpaqueHintChoosesTheAccount(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	hint, _ := claims(t, p.redeem(simulator.BrightwaterID, b.signIn(simulator.BrightwaterID, simulator.Ben)).json()["id_token"])["login_hint"].(string)
	b.signIn(simulator.BrightwaterID, simulator.Ada, "prompt=login")
	code := b.get(authorizePath(simulator.BrightwaterID, "login_hint="+hint)).back(callbackURI).Get("code")
	if got := claims(t, p.redeem(simulator.BrightwaterID, code).json()["id_token"])["preferred_username"]; got != simulator.Ben {
		t.Fatalf("signed in as %v", got)
	}
	if filled := p.browser().get(authorizePath(simulator.BrightwaterID, "login_hint="+hint)).doc().Find("#account").AttrOr("value", ""); filled != "" {
		t.Fatalf("%q is filled in for a person to read", filled)
	}
}

func TestNew_UsesTheGivenSigningKey(t *testing.T) {
	pair, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := startWith(t, func(o *simulator.Options) { o.SigningKey = pair })
	p.Grant(simulator.BrightwaterID)
	var used *rsa.PrivateKey
	p.OnIDToken(func(token simulator.IDToken) string { used = token.Key; return token.Sign() })
	if err := p.verify(p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"]); err != nil || used != pair {
		t.Fatalf("another key signs, or it is not published: %v", err)
	}
	bad := good()
	bad.SigningKey = &rsa.PrivateKey{}
	if _, err := simulator.New(bad); !errors.Is(err, simulator.ErrOptions) {
		t.Fatalf("an empty key: %v", err)
	}
}
