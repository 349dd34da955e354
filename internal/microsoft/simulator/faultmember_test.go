package simulator_test

import (
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func groupFaults() map[simulator.Fault]func(answer) bool {
	every := func(a answer, property, value string) bool {
		for _, item := range a.list() {
			if text, _ := item[property].(string); !strings.HasPrefix(text, value) || value == "" && text != "" {
				return false
			}
		}
		return len(a.list()) > 0
	}
	return map[simulator.Fault]func(answer) bool{
		simulator.FaultGroupsForbidden:   refusedWith(http.StatusForbidden, ""),
		simulator.FaultGroupsThrottled:   refusedWith(http.StatusTooManyRequests, "1"),
		simulator.FaultGroupsUnavailable: refusedWith(http.StatusServiceUnavailable, ""),
		simulator.FaultGroupsHTML:        func(a answer) bool { return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") },
		simulator.FaultGroupsForeignLink: func(a answer) bool {
			next, _ := a.json()["@odata.nextLink"].(string)
			return strings.HasPrefix(next, "http://elsewhere.invalid/")
		},
		simulator.FaultGroupsEmptyNames: func(a answer) bool { return every(a, "displayName", "") },
		simulator.FaultGroupsBadIDs:     func(a answer) bool { return every(a, "id", "../no-guid-") },
	}
}

func licenceFaults() map[simulator.Fault]func(answer) bool {
	return map[simulator.Fault]func(answer) bool{
		simulator.FaultLicencesForbidden:   refusedWith(http.StatusForbidden, ""),
		simulator.FaultLicencesThrottled:   refusedWith(http.StatusTooManyRequests, "1"),
		simulator.FaultLicencesUnavailable: refusedWith(http.StatusServiceUnavailable, ""),
	}
}

// refusedWith fits an error in Graph's shape.
func refusedWith(status int, later string) func(answer) bool {
	return func(a answer) bool {
		return a.status == status && a.header.Get("Retry-After") == later && strings.Contains(a.body, "innerError")
	}
}

func TestFault_GroupsAndLicences(t *testing.T) {
	p := start(t)
	for _, list := range []struct {
		path   string
		faults map[simulator.Fault]func(answer) bool
	}{{groupsPath, groupFaults()}, {licencesPath, licenceFaults()}} {
		for fault, fits := range list.faults {
			for _, person := range []string{simulator.Una, simulator.Nora} {
				t.Run(string(fault)+" "+person, func(t *testing.T) {
					token := p.access(simulator.BrightwaterID, person, "GroupMember.Read.All")
					p.Fail(fault)
					if a := p.graph("/v1.0/me", token); a.status != http.StatusOK || len(p.Queued()) != 1 {
						t.Fatal("another endpoint took the fault")
					}
					if a := p.graph(list.path, token); !fits(a) {
						t.Fatalf("status %d: %s", a.status, a.body)
					}
					if a := p.graph(list.path, token); a.status != http.StatusOK || a.list() == nil || fits(a) {
						t.Fatalf("the fault lasts: %d %s", a.status, a.body)
					}
				})
			}
		}
	}
	if p.Count(simulator.EndpointGroups) == 0 || p.Count(simulator.EndpointLicences) == 0 {
		t.Error("requests are not counted")
	}
}
