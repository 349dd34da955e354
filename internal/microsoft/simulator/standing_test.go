package simulator_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestStanding_SignInsThatEndOnAPage(t *testing.T) {
	for _, row := range []struct {
		name, person string
		change       func(*platform)
		page, code   string
		another      bool // another account may go on
	}{
		{"disabled", simulator.Dan, nil, "error", "50057", true},
		{"second factor", simulator.Mia, nil, "factor", "50076", false},
		{"Conditional Access", simulator.Cora, nil, "error", "53003", false},
		{"disabled later", simulator.Ben, func(p *platform) { p.DisablePerson(simulator.Ben, true) }, "error", "50057", true},
		{"deleted", simulator.Ben, func(p *platform) { p.DeletePerson(simulator.Ben) }, "error", "50034", true},
		{"not assigned", simulator.Uma, func(p *platform) { p.RequireAssignment(simulator.BrightwaterID, true) }, "error", "50105", true},
		{"stopped at another number", simulator.Ben, func(p *platform) { p.StopSignIn(simulator.Ben, 53000) }, "error", "53000", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := start(t)
			p.Grant(simulator.BrightwaterID)
			if row.change != nil {
				row.change(p)
			}
			b := p.browser()
			page := b.pick(b.get(authorizePath(simulator.BrightwaterID)), row.person).wantPage(row.page).wantCode(row.code)
			if another := page.doc().Find("#use-another").Length() == 1; another != row.another {
				t.Errorf("another account is offered: %v", another)
			}
			if !row.another && page.doc().Find("main a, main form").Length() != 0 || strings.Contains(page.body, callbackURI) {
				t.Error("a way leads on")
			}
			if row.another {
				b.pick(b.get(b.link(page, "#use-another")), simulator.Grace).back(callbackURI)
			}
		})
	}
}

func TestStanding_OfWhoIsSignedInAlready(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*platform)
		page   string
		code   string
	}{
		{"disabled", func(p *platform) { p.DisablePerson(simulator.Ben, true) }, "error", "50057"},
		{"second factor", func(p *platform) { p.StopSignIn(simulator.Ben, simulator.StopFactor) }, "factor", "50076"},
		{"blocked", func(p *platform) { p.StopSignIn(simulator.Ben, simulator.StopConditionalAccess) }, "error", "53003"},
		{"unassigned", func(p *platform) {
			p.RequireAssignment(simulator.BrightwaterID, true)
			p.Assign(simulator.Ben, false)
		}, "error", "50105"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := start(t)
			p.Grant(simulator.BrightwaterID)
			b := p.browser()
			b.signIn(simulator.BrightwaterID, simulator.Ben)
			row.change(p)
			b.get(authorizePath(simulator.BrightwaterID)).wantPage(row.page).wantCode(row.code)
			silent := b.get(authorizePath(simulator.BrightwaterID, "prompt=none")).back(callbackURI)
			if !strings.HasPrefix(silent.Get("error_description"), "AADSTS"+row.code+":") || silent.Has("code") {
				t.Errorf("silently %v", silent)
			}
		})
	}
}

func TestStanding_ChangesBetweenCodeAndToken(t *testing.T) {
	for _, row := range []struct {
		name        string
		change      func(*platform)
		oauth, code string
	}{
		{"disabled", func(p *platform) { p.DisablePerson(simulator.Ben, true) }, "invalid_grant", "50057"},
		{"deleted", func(p *platform) { p.DeletePerson(simulator.Ben) }, "invalid_grant", "50034"},
		{"recreated", func(p *platform) { p.RecreatePerson(simulator.Ben) }, "invalid_grant", "50034"},
		{"unassigned", func(p *platform) {
			p.RequireAssignment(simulator.BrightwaterID, true)
			p.Assign(simulator.Ben, false)
		}, "invalid_grant", "50105"},
		{"second factor", func(p *platform) { p.StopSignIn(simulator.Ben, simulator.StopFactor) }, "invalid_grant", "50076"},
		{"blocked", func(p *platform) { p.StopSignIn(simulator.Ben, simulator.StopConditionalAccess) }, "interaction_required", "53003"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := start(t)
			p.Grant(simulator.BrightwaterID)
			code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			row.change(p)
			wantMachineError(t, p.redeem(simulator.BrightwaterID, code), http.StatusBadRequest, row.oauth, row.code)
		})
	}
}

func TestStanding_AssignmentMattersOnlyWhereItIsRequired(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	p.browser().signIn(simulator.BrightwaterID, simulator.Uma)
	p.RequireAssignment(simulator.BrightwaterID, true)
	p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	p.Assign(simulator.Uma, true)
	p.browser().signIn(simulator.BrightwaterID, simulator.Uma)
}

// TestStanding_RequiredAssignmentAsksForAnAdministrator is microsoft.md §1.7.
func TestStanding_RequiredAssignmentAsksForAnAdministrator(t *testing.T) {
	p := start(t)
	b := p.browser()
	b.pick(b.get(authorizePath(simulator.HarbourID)), simulator.Pat).wantPage("consent")
	p.RequireAssignment(simulator.HarbourID, true)
	b.get(authorizePath(simulator.HarbourID)).wantPage("need-approval").wantCode("90094")
}

func TestStanding_AdministratorsAreStoppedToo(t *testing.T) {
	p := start(t)
	p.DisablePerson(simulator.Ada, true)
	b := p.browser()
	b.pick(b.get(consentPath(simulator.BrightwaterID)), simulator.Ada).wantPage("error").wantCode("50057")
}

func TestStanding_DisabledWhileTheConsentPageIsOpen(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.pick(b.get(consentPath(simulator.BrightwaterID)), simulator.Ada).wantPage("consent")
	p.DisablePerson(simulator.Ada, true)
	b.accept(page).wantPage("error").wantCode("50057")
	if p.ServicePrincipal(simulator.BrightwaterID).Exists {
		t.Error("a disabled account consented")
	}
}

func TestPrompt_LoginAsksAgainAndRenewsTheTime(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	read := func(code string) map[string]any {
		return claims(t, p.redeem(simulator.BrightwaterID, code).json()["id_token"])
	}
	first := read(b.signIn(simulator.BrightwaterID, simulator.Ben))
	p.advance(time.Hour)
	silent := read(b.get(authorizePath(simulator.BrightwaterID)).back(callbackURI).Get("code"))
	again := read(b.signIn(simulator.BrightwaterID, simulator.Ben, "prompt=login", "login_hint="+simulator.Ben))
	if silent["auth_time"] != first["auth_time"] || again["auth_time"] != float64(p.clock().Unix()) {
		t.Errorf("times %v, silently %v, again %v", first["auth_time"], silent["auth_time"], again["auth_time"])
	}
	if first["sid"] != again["sid"] || first["sid"] != silent["sid"] {
		t.Error("the session has another sid")
	}
}

func TestPrompt_HintOfASignedInAccountIsFollowed(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	hint, _ := claims(t, p.redeem(simulator.BrightwaterID, b.signIn(simulator.BrightwaterID, simulator.Ben)).json()["id_token"])["login_hint"].(string)
	b.signIn(simulator.BrightwaterID, simulator.Una, "prompt=login")
	for _, given := range []string{simulator.Ben, strings.ToUpper(simulator.Ben), hint} {
		code := b.get(authorizePath(simulator.BrightwaterID, "login_hint="+given)).back(callbackURI).Get("code")
		if got := claims(t, p.redeem(simulator.BrightwaterID, code).json()["id_token"]); got["preferred_username"] != simulator.Ben {
			t.Errorf("hint %s leads to %v", given, got["preferred_username"])
		}
	}
	b.get(authorizePath(simulator.BrightwaterID, "login_hint="+simulator.Ivy)).wantPage("pick")
	b.get(authorizePath(simulator.BrightwaterID)).wantPage("pick")
}
