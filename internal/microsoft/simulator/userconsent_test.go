package simulator_test

import (
	"net/http"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestUserConsent_WhatAPersonWithoutARoleMeets(t *testing.T) {
	for _, row := range []struct {
		name, path, person string
		allow              bool
		page, code         string
	}{
		{"sign-in, on", authorizePath(simulator.HarbourID), simulator.Pat, true, "consent", ""},
		{"sign-in, off, no workflow", authorizePath(simulator.HarbourID), simulator.Pat, false, "need-approval", "90094"},
		{"sign-in, on, workflow", authorizePath(simulator.QuarryID), simulator.Quinn, true, "consent", ""},
		{"sign-in, off, workflow", authorizePath(simulator.QuarryID), simulator.Quinn, false, "approval-required", "90095"},
		{"sign-in, on, admin's permission", authorizePath(simulator.HarbourID, "scope=openid GroupMember.Read.All"), simulator.Pat, true, "need-approval", "90094"},
		{"sign-in, on, admin's permission, workflow", authorizePath(simulator.QuarryID, "scope=openid GroupMember.Read.All"), simulator.Quinn, true, "approval-required", "90095"},
		{"sign-in, prompt=consent, off", authorizePath(simulator.HarbourID, "prompt=consent"), simulator.Pat, false, "need-approval", "90094"},
		{"guest, on", authorizePath(simulator.BrightwaterID), simulator.Pat, true, "consent", ""},
		{"adminconsent, on", consentPath(simulator.HarbourID), simulator.Pat, true, "need-approval", "90094"},
		{"adminconsent, on, workflow", consentPath(simulator.QuarryID), simulator.Quinn, true, "approval-required", "90095"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := start(t)
			for _, tenant := range []string{simulator.BrightwaterID, simulator.HarbourID, simulator.QuarryID} {
				p.AllowUserConsent(tenant, row.allow)
			}
			b := p.browser()
			page := b.pick(b.get(row.path), row.person).wantPage(row.page)
			if row.code != "" {
				page.wantCode(row.code)
			}
		})
	}
}

func TestUserConsent_StartsAsTheTenantSays(t *testing.T) {
	p := start(t)
	for _, tenant := range simulator.DefaultWorld().Tenants {
		if p.UserConsent(tenant.ID) != tenant.UserConsent {
			t.Errorf("%s: %v", tenant.Name, p.UserConsent(tenant.ID))
		}
	}
	if p.UserConsent(simulator.QuarryID) || p.UserConsent(simulator.BrightwaterID) || !p.UserConsent(simulator.HarbourID) {
		t.Error("the default world has lost a policy")
	}
	p.AllowUserConsent("nowhere", true)
	if p.UserConsent("nowhere") {
		t.Error("a tenant was made")
	}
}

func TestUserConsent_IsForThePersonAlone(t *testing.T) {
	p := start(t)
	b := p.browser()
	consent := b.pick(b.get(authorizePath(simulator.HarbourID)), simulator.Pat).wantPage("consent")
	code := b.accept(consent).back(callbackURI).Get("code")
	if a := p.redeem(simulator.HarbourID, code); a.status != http.StatusOK {
		t.Fatalf("redeemed: %d %s", a.status, a.body)
	}
	if scopes := p.ServicePrincipal(simulator.HarbourID).Scopes; len(scopes) != 0 {
		t.Errorf("the whole organisation was granted %v", scopes)
	}
	p.AllowUserConsent(simulator.HarbourID, false)
	if !b.get(authorizePath(simulator.HarbourID)).back(callbackURI).Has("code") {
		t.Error("an earlier consent does not stand")
	}
}

func TestUserConsent_IsAskedAgainWhenAccepting(t *testing.T) {
	p := start(t)
	b := p.browser()
	consent := b.pick(b.get(authorizePath(simulator.HarbourID)), simulator.Pat).wantPage("consent")
	p.AllowUserConsent(simulator.HarbourID, false)
	b.accept(consent).wantPage("need-approval")
	if p.ServicePrincipal(simulator.HarbourID).Exists {
		t.Error("a person consented against the policy")
	}
}

func TestUserConsent_OnTheControlPage(t *testing.T) {
	p := start(t)
	b := p.browser()
	row := `tr[data-tenant="` + simulator.QuarryID + `"] button[value=`
	b.press(b.get("/control"), row+`users-may]`).wantPage("control")
	if !p.UserConsent(simulator.QuarryID) {
		t.Error("not allowed")
	}
	b.press(b.get("/control"), row+`users-may-not]`).wantPage("control")
	if p.UserConsent(simulator.QuarryID) {
		t.Error("still allowed")
	}
	p.AllowUserConsent(simulator.QuarryID, true)
	p.Reset()
	if p.UserConsent(simulator.QuarryID) {
		t.Error("reset does not restore the policy")
	}
}
