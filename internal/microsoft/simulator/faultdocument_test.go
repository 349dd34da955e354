package simulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func documentFaults() map[simulator.Fault]func(answer) bool {
	return map[simulator.Fault]func(answer) bool{
		simulator.FaultDiscoveryServerError: func(a answer) bool { return a.status == http.StatusInternalServerError },
		simulator.FaultDiscoveryHTML:        func(a answer) bool { return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") },
		simulator.FaultDiscoveryWrongIssuer: func(a answer) bool {
			return a.json()["issuer"] == "http://elsewhere.invalid/"+simulator.HarbourID+"/v2.0"
		},
		simulator.FaultDiscoveryOtherHost: func(a answer) bool {
			issuer, _ := a.json()["issuer"].(string)
			endpoint, _ := a.json()["token_endpoint"].(string)
			return strings.HasPrefix(issuer, "http://127.0.0.1:") && strings.HasPrefix(endpoint, "http://elsewhere.invalid/")
		},
		simulator.FaultDiscoveryRedirects: func(a answer) bool {
			return a.status == http.StatusFound && strings.HasPrefix(a.header.Get("Location"), "http://elsewhere.invalid/")
		},
		simulator.FaultKeysServerError: func(a answer) bool { return a.status == http.StatusInternalServerError },
		simulator.FaultKeysGarbage: func(a answer) bool {
			return a.status == http.StatusOK && strings.HasPrefix(a.body, `{"keys":`) && !json.Valid([]byte(a.body))
		},
	}
}

func TestF19_FaultDocuments(t *testing.T) {
	p := start(t)
	for fault, fits := range documentFaults() {
		t.Run(string(fault), func(t *testing.T) {
			path := "/common/v2.0/.well-known/openid-configuration"
			if strings.HasPrefix(string(fault), "keys") {
				path = "/common/discovery/v2.0/keys"
			}
			p.Fail(fault)
			if a := p.browser().get(path); !fits(a) {
				t.Fatalf("status %d %v: %.300s", a.status, a.header, a.body)
			}
			if a := p.browser().get(path); a.status != http.StatusOK || fits(a) {
				t.Fatalf("the next request is not answered as it should be: %d", a.status)
			}
		})
	}
}

func TestF20_FaultKeysUnpublished(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	token := p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"]
	p.Fail(simulator.FaultKeysUnpublished)
	if p.verify(token) == nil {
		t.Fatal("the key in use is published")
	}
	if err := p.verify(token); err != nil {
		t.Fatalf("the fault lasts: %v", err)
	}
}

func organizationFaults() map[simulator.Fault]func(answer) bool {
	return map[simulator.Fault]func(answer) bool{
		simulator.FaultOrganizationForbidden: func(a answer) bool { return a.status == http.StatusForbidden && strings.Contains(a.body, "innerError") },
		simulator.FaultOrganizationThrottled: func(a answer) bool {
			return a.status == http.StatusTooManyRequests && a.header.Get("Retry-After") == "17"
		},
		simulator.FaultOrganizationUnavailable: func(a answer) bool { return a.status == http.StatusServiceUnavailable },
		simulator.FaultOrganizationEmpty: func(a answer) bool {
			value, ok := a.json()["value"].([]any)
			return ok && len(value) == 0
		},
		simulator.FaultOrganizationMarkup: func(a answer) bool {
			value, _ := a.json()["value"].([]any)
			entity, _ := value[0].(map[string]any)
			name, _ := entity["displayName"].(string)
			return strings.Contains(name, "<script>")
		},
	}
}

func TestFault_Organization(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	token, _ := p.tokens(simulator.BrightwaterID, simulator.Ben)["access_token"].(string)
	for fault, fits := range organizationFaults() {
		t.Run(string(fault), func(t *testing.T) {
			p.Fail(fault)
			if a := p.graph("/v1.0/organization", token); !fits(a) {
				t.Fatalf("status %d: %s", a.status, a.body)
			}
			if a := p.graph("/v1.0/me", token); a.status != http.StatusOK {
				t.Fatalf("/me = %d", a.status)
			}
		})
	}
}
