package simulator_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestStory_AdministratorLinksTheOrganisation(t *testing.T) {
	p := start(t)
	b := p.browser()

	consent := b.pick(b.get(consentPath("organizations")), simulator.Ada)
	if text := consent.doc().Find("main").Text(); !strings.Contains(text, "Accept for your organisation") || !strings.Contains(text, simulator.Ada) {
		t.Fatalf("consent page says %q", text)
	}
	accepted := b.accept(consent)
	if diff := cmp.Diff(map[string][]string{
		"admin_consent": {"True"}, "tenant": {simulator.BrightwaterID}, "state": {"state-1"},
		"scope": {"https://graph.microsoft.com/User.Read https://graph.microsoft.com/email https://graph.microsoft.com/openid https://graph.microsoft.com/profile"},
	}, map[string][]string(accepted.back(consentURI))); diff != "" {
		t.Fatalf("consent callback (-want +got):\n%s", diff)
	}

	silent := b.get(authorizePath(simulator.BrightwaterID)).back(callbackURI)
	if silent.Get("state") != "state-2" || silent.Get("session_state") == "" {
		t.Fatalf("sign-in callback %v", silent)
	}
	tokens := p.redeem(simulator.BrightwaterID, silent.Get("code")).json()
	got := claims(t, tokens["id_token"])
	for name, want := range map[string]any{
		"aud": clientID, "iss": p.url + "/" + simulator.BrightwaterID + "/v2.0", "tid": simulator.BrightwaterID,
		"nonce": "nonce-2", "ver": "2.0", "name": "Ada Lovelace", "preferred_username": simulator.Ada, "email": simulator.Ada,
		"oid": "0b6a1c52-9d3e-4f10-8a27-c1e5d7f93b11", "acct": float64(0),
		"wids": []any{simulator.ApplicationAdministrator, simulator.DefaultMemberRole},
	} {
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("claim %s (-want +got):\n%s", name, diff)
		}
	}

	access, _ := tokens["access_token"].(string)
	body := p.graph("/v1.0/organization?$select=id,displayName,verifiedDomains", access).json()
	organisation := body["value"].([]any)[0].(map[string]any)
	if organisation["id"] != simulator.BrightwaterID || organisation["displayName"] != "Brightwater Ltd" || len(organisation) != 3 {
		t.Fatalf("organisation %v", organisation)
	}
}
