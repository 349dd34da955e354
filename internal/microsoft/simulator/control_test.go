package simulator_test

import (
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestControl_QueuesEveryFault(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.get("/control").wantPage("control")
	for _, info := range p.Faults() {
		if page.doc().Find(`#fault option[value="`+string(info.Fault)+`"]`).Text() != info.Description {
			t.Errorf("%s cannot be chosen", info.Fault)
		}
	}
	after := b.press(page, `button[value=queue]`, "fault", string(simulator.FaultConsentDenied)).wantPage("control")
	if after.doc().Find(`#queue li[data-fault="consent-denied"]`).Length() != 1 {
		t.Fatal("the fault is not shown as waiting")
	}
	if got := b.get(consentPath("common")).back(consentURI).Get("error"); got != "access_denied" {
		t.Fatalf("error %q", got)
	}
	p.Fail(simulator.FaultTokenHTML)
	if b.press(b.get("/control"), `button[value=clear]`).doc().Find("#queue").Length() != 0 {
		t.Fatal("waiting faults are not dropped")
	}
	if a := b.press(page, `button[value=queue]`, "fault", "nonsense"); a.status != http.StatusUnprocessableEntity || a.doc().Find("[role=alert]").Length() != 1 {
		t.Fatalf("unknown fault: %d", a.status)
	}
}

func TestControl_KeysAndSecret(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.press(b.get("/control"), `button[value=roll]`).wantPage("control")
	if n := len(p.issuers()); n != 4 {
		t.Errorf("%d keys after rolling", n)
	}
	page = b.press(page, `button[value=withdraw]`)
	if n := len(p.issuers()); n != 3 {
		t.Errorf("%d keys after withdrawing", n)
	}
	b.press(page, `button[value=publish]`)
	if n := len(p.issuers()); n != 4 {
		t.Errorf("%d keys after publishing", n)
	}
	page = b.press(page, `button[value=expire]`)
	wantMachineError(t, p.redeem("common", "x"), 401, "invalid_client", "7000222")
	b.press(page, `button[value=restore]`)
	wantMachineError(t, p.redeem("common", "x"), 400, "invalid_grant", "70000")
}

func TestControl_ApplicationInATenant(t *testing.T) {
	p := start(t)
	b := p.browser()
	state := func() simulator.ServicePrincipal { return p.ServicePrincipal(simulator.HarbourID) }
	for _, step := range []struct {
		action string
		fits   func() bool
	}{
		{"grant", func() bool { return state().Enabled && len(state().Scopes) == 5 }},
		{"disable", func() bool { return state().Exists && !state().Enabled }},
		{"enable", func() bool { return state().Enabled }},
		{"revoke", func() bool { return state().Exists && len(state().Scopes) == 0 }},
		{"delete", func() bool { return !state().Exists }},
	} {
		b.press(b.get("/control"), `tr[data-tenant="`+simulator.HarbourID+`"] button[value=`+step.action+`]`).wantPage("control")
		if !step.fits() {
			t.Fatalf("after %s: %+v", step.action, state())
		}
	}
	if a := b.post("/control/tenants", nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("no tenant: %d", a.status)
	}
}

func TestControl_ForgesACallback(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.get("/control")
	got := b.press(page, `form[action="/control/forge"] button`, "tenant", simulator.HarbourID, "redirect_uri", consentURI, "state", " stolen ").back(consentURI)
	if got.Get("admin_consent") != "True" || got.Get("tenant") != simulator.HarbourID || got.Get("state") != "stolen" || got.Has("error") {
		t.Fatalf("callback %v", got)
	}
	elsewhere := b.press(page, `form[action="/control/forge"] button`, "tenant", simulator.HarbourID, "redirect_uri", "https://elsewhere.invalid/")
	if elsewhere.status != http.StatusUnprocessableEntity || elsewhere.header.Get("Location") != "" {
		t.Fatalf("to elsewhere: %d", elsewhere.status)
	}
}

func TestControl_ResetForgetsEverything(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	b.signIn(simulator.BrightwaterID, simulator.Ben)
	p.ExpireSecret()
	p.Fail(simulator.FaultConsentDenied)
	b.press(b.get("/control"), `form[action="/control/reset"] button`).wantPage("control")
	if p.ServicePrincipal(simulator.BrightwaterID).Exists || len(p.Queued()) != 0 || len(p.Requests()) != 0 || p.Count("authorize") != 0 {
		t.Error("something is remembered")
	}
	wantMachineError(t, p.redeem("common", "x"), 400, "invalid_grant", "70000")
	b.get(authorizePath(simulator.BrightwaterID)).wantPage("pick")
}

func TestControl_ShowsRequestsWithoutSecrets(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	p.redeem(simulator.BrightwaterID, code)
	text := p.browser().get("/control").doc().Find("main").Text()
	for _, shown := range []string{"POST token", "GET authorize", "code_challenge_method", "S256", callbackURI} {
		if !strings.Contains(text, shown) {
			t.Errorf("%s is not shown", shown)
		}
	}
	for _, secret := range []string{code, clientSecret, verifier, challenge(), "state-2", "nonce-2"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is shown", secret)
		}
	}
}
