package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func wantGraphError(t *testing.T, a answer, status int, code string) {
	t.Helper()
	failure, _ := a.json()["error"].(map[string]any)
	inner, _ := failure["innerError"].(map[string]any)
	if a.status != status || failure["code"] != code || failure["message"] == "" || inner["request-id"] == nil || inner["date"] == nil || inner["client-request-id"] == nil {
		t.Fatalf("status %d, %v; want %d %s", a.status, failure, status, code)
	}
}

func TestGraph_NeedsALivingToken(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	body := p.tokens(simulator.BrightwaterID, simulator.Ben)
	token, _ := body["access_token"].(string)
	identity, _ := body["id_token"].(string)
	for _, path := range []string{"/v1.0/me", "/v1.0/organization", "/oidc/userinfo"} {
		wantGraphError(t, p.graph(path, ""), http.StatusUnauthorized, "InvalidAuthenticationToken")
		wantGraphError(t, p.graph(path, "guess"), http.StatusUnauthorized, "InvalidAuthenticationToken")
		wantGraphError(t, p.graph(path, identity), http.StatusUnauthorized, "InvalidAuthenticationToken")
		if a := p.graph(path, token); a.status != http.StatusOK {
			t.Errorf("%s = %d: %s", path, a.status, a.body)
		}
	}
	p.advance(91 * time.Minute)
	wantGraphError(t, p.graph("/v1.0/me", token), http.StatusUnauthorized, "InvalidAuthenticationToken")
}

func TestGraph_NeedsThePermission(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID, "openid")
	token, _ := p.tokens(simulator.BrightwaterID, simulator.Ben, "scope=openid")["access_token"].(string)
	wantGraphError(t, p.graph("/v1.0/me", token), http.StatusForbidden, "Authorization_RequestDenied")
	wantGraphError(t, p.graph("/v1.0/organization", token), http.StatusForbidden, "Authorization_RequestDenied")
	if got := p.graph("/oidc/userinfo", token).json(); got["name"] != "Ben Okafor" || got["email"] != nil {
		t.Fatalf("userinfo %v", got)
	}
}

func TestGraph_Select(t *testing.T) {
	p := start(t)
	p.Grant(simulator.QuarryID)
	token, _ := p.tokens(simulator.QuarryID, simulator.Quinn)["access_token"].(string)
	got := p.graph("/v1.0/me?$select=id,mail", token).json()
	delete(got, "@odata.context")
	if diff := cmp.Diff(map[string]any{"id": "72d183c9-04a5-4687-b19e-38fc4e06a242", "mail": nil}, got); diff != "" {
		t.Fatalf("me (-want +got):\n%s", diff)
	}
	wantGraphError(t, p.graph("/v1.0/me?$select=shoeSize", token), http.StatusBadRequest, "BadRequest")
	wantGraphError(t, p.graph("/v1.0/organization?$select=id,shoeSize", token), http.StatusBadRequest, "BadRequest")
}

func TestGraph_OrganizationOfTheTokensTenant(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	token, _ := p.tokens(simulator.BrightwaterID, simulator.Pat)["access_token"].(string)
	value, _ := p.graph("/v1.0/organization", token).json()["value"].([]any)
	if len(value) != 1 {
		t.Fatalf("%d organisations", len(value))
	}
	entity, _ := value[0].(map[string]any)
	want := []any{
		map[string]any{"name": "brightwater.example", "isDefault": true, "isInitial": false, "type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline"},
		map[string]any{"name": "brightwater.onmicrosoft.example", "isDefault": false, "isInitial": true, "type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline"},
	}
	if diff := cmp.Diff(want, entity["verifiedDomains"]); diff != "" || entity["id"] != simulator.BrightwaterID {
		t.Fatalf("id %v, domains (-want +got):\n%s", entity["id"], diff)
	}
}
