package simulator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// TestGroupClaims_ThreeStates is microsoft.md §6.2: present, overage, neither.
func TestGroupClaims_ThreeStates(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	p.Grant(simulator.HarbourID)
	most := make([]string, 0, 200)
	for n := range 200 {
		most = append(most, simulator.ProjectGroup(n+1))
	}
	if !p.SetGroups(simulator.Ben, most...) {
		t.Fatal("groups are not set")
	}
	for _, row := range []struct {
		name, tenant, person string
		mode                 simulator.GroupClaims
		groups               int
		overage              bool
	}{
		{"not configured", simulator.BrightwaterID, simulator.Una, simulator.GroupClaimsNone, 0, false},
		{"not configured, too many", simulator.BrightwaterID, simulator.Max, simulator.GroupClaimsNone, 0, false},
		{"none", simulator.BrightwaterID, simulator.Nora, simulator.GroupClaimsSecurity, 0, false},
		{"three", simulator.BrightwaterID, simulator.Una, simulator.GroupClaimsSecurity, 3, false},
		{"200", simulator.BrightwaterID, simulator.Ben, simulator.GroupClaimsSecurity, 200, false},
		{"more than 200", simulator.BrightwaterID, simulator.Max, simulator.GroupClaimsSecurity, 0, true},
		{"guest", simulator.BrightwaterID, simulator.Pat, simulator.GroupClaimsSecurity, 0, false},
		{"guest at home", simulator.HarbourID, simulator.Pat, simulator.GroupClaimsSecurity, 1, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			p.EmitGroups(row.mode)
			got := p.identified(row.tenant, row.person)
			groups, _ := got["groups"].([]any)
			_, present := got["groups"]
			if len(groups) != row.groups || present != (row.groups > 0) {
				t.Errorf("%d groups, claim present: %v", len(groups), present)
			}
			if overage := got["_claim_names"] != nil; overage != row.overage {
				t.Fatalf("overage %v", overage)
			}
			if !row.overage {
				return
			}
			endpoint := "https://graph.windows.net/" + simulator.BrightwaterID + "/users/" + got["oid"].(string) + "/getMemberObjects"
			want := []any{map[string]any{"groups": "src1"}, map[string]any{"src1": map[string]any{"endpoint": endpoint}}}
			if diff := cmp.Diff(want, []any{got["_claim_names"], got["_claim_sources"]}); diff != "" {
				t.Errorf("overage (-want +got):\n%s", diff)
			}
		})
	}
}
