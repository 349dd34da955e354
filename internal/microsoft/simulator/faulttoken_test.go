package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func tokenRefusals() map[simulator.Fault][3]string {
	return map[simulator.Fault][3]string{
		simulator.FaultTokenWrongSecret:   {"401", "invalid_client", "7000215"},
		simulator.FaultTokenExpiredSecret: {"401", "invalid_client", "7000222"},
		simulator.FaultTokenCodeRedeemed:  {"400", "invalid_grant", "54005"},
		simulator.FaultTokenCodeExpired:   {"400", "invalid_grant", "70008"},
		simulator.FaultTokenNoConsent:     {"400", "invalid_grant", "65001"},
		simulator.FaultTokenBlocked:       {"400", "interaction_required", "53003"},
		simulator.FaultTokenAppNotFound:   {"400", "unauthorized_client", "700016"},
		simulator.FaultTokenNoPrincipal:   {"401", "invalid_client", "7000229"},
		simulator.FaultTokenUnavailable:   {"503", "temporarily_unavailable", "90033"},
		simulator.FaultTokenThrottled:     {"429", "temporarily_unavailable", "50196"},
		simulator.FaultTokenDisabled:      {"400", "invalid_grant", "50057"},
		simulator.FaultTokenNotAssigned:   {"400", "invalid_grant", "50105"},
		simulator.FaultTokenFactor:        {"400", "invalid_grant", "50076"},
		simulator.FaultTokenGone:          {"400", "invalid_grant", "50034"},
		simulator.FaultTokenOKError:       {"200", "invalid_grant", "70000"},
	}
}

func TestF22_FaultTokenRefusals(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	for fault, want := range tokenRefusals() {
		t.Run(string(fault), func(t *testing.T) {
			code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			p.Fail(fault)
			a := p.redeem(simulator.BrightwaterID, code)
			wantMachineError(t, a, a.status, want[1], want[2])
			if got := fmt.Sprint(a.status); got != want[0] {
				t.Errorf("status %s, want %s", got, want[0])
			}
			if later := a.header.Get("Retry-After"); (want[0] == "429" || want[0] == "503") != (later == "17") {
				t.Errorf("Retry-After %q with %s", later, want[0])
			}
			if a := p.redeem(simulator.BrightwaterID, code); a.status != http.StatusOK {
				t.Errorf("the fault spent the code: %s", a.body)
			}
		})
	}
}

func tokenNonsense() map[simulator.Fault]func(answer) bool {
	return map[simulator.Fault]func(answer) bool{
		simulator.FaultTokenServerError: func(a answer) bool { return a.status == http.StatusInternalServerError },
		simulator.FaultTokenHTML: func(a answer) bool {
			return a.status == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html")
		},
		simulator.FaultTokenNoIDToken: func(a answer) bool { return a.json()["id_token"] == nil && a.json()["access_token"] != nil },
		simulator.FaultTokenTypeMAC:   func(a answer) bool { return a.json()["token_type"] == "mac" && a.json()["id_token"] != nil },
	}
}

func TestS23_FaultTokenNonsense(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	for fault, fits := range tokenNonsense() {
		t.Run(string(fault), func(t *testing.T) {
			code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			p.Fail(fault)
			if a := p.redeem(simulator.BrightwaterID, code); !fits(a) {
				t.Fatalf("status %d %v: %.300s", a.status, a.header, a.body)
			}
		})
	}
}

func idTokenFaults() map[simulator.Fault]func(p *platform, claims map[string]any) bool {
	return map[simulator.Fault]func(*platform, map[string]any) bool{
		simulator.FaultIDTokenUnknownKey: func(_ *platform, c map[string]any) bool { return c["nonce"] == "nonce-2" },
		simulator.FaultIDTokenExpired: func(p *platform, c map[string]any) bool {
			return c["exp"] == float64(p.clock().Add(-6*time.Minute).Unix())
		},
		simulator.FaultIDTokenWrongNonce:    func(_ *platform, c map[string]any) bool { return c["nonce"] != "nonce-2" && c["nonce"] != nil },
		simulator.FaultIDTokenWrongAudience: func(_ *platform, c map[string]any) bool { return c["aud"] != clientID && c["aud"] != nil },
		simulator.FaultIDTokenNoRoles:       func(_ *platform, c map[string]any) bool { _, present := c["wids"]; return !present },
		simulator.FaultIDTokenOtherTenant: func(p *platform, c map[string]any) bool {
			return c["tid"] == simulator.HarbourID && c["iss"] == p.url+"/"+simulator.HarbourID+"/v2.0"
		},
	}
}

func TestS26_FaultIDTokens(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	for fault, fits := range idTokenFaults() {
		t.Run(string(fault), func(t *testing.T) {
			code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			p.Fail(fault)
			token := p.redeem(simulator.BrightwaterID, code).json()["id_token"]
			if got := claims(t, token); !fits(p, got) {
				t.Fatalf("claims %v", got)
			}
			if signed := p.verify(token) == nil; signed == (fault == simulator.FaultIDTokenUnknownKey) {
				t.Errorf("signature verifies: %v", signed)
			}
		})
	}
}
