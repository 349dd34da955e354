package simulator_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

const licencesPath = "/v1.0/me/licenseDetails"

// plans returns the names of a person's service plans, with their state.
func (p *platform) plans(tenant, person string) []string {
	p.t.Helper()
	all := []string{}
	for _, licence := range p.graph(licencesPath, p.access(tenant, person)).list() {
		plans, _ := licence["servicePlans"].([]any)
		for _, plan := range plans {
			fields, _ := plan.(map[string]any)
			all = append(all, fields["servicePlanName"].(string)+" "+fields["provisioningStatus"].(string)+" "+fields["appliesTo"].(string))
		}
	}
	return all
}

func TestLicences_OfThePeople(t *testing.T) {
	p := start(t)
	mailbox := []string{"EXCHANGE_S_STANDARD Success User", "SHAREPOINTSTANDARD Success User"}
	for _, row := range []struct {
		name, tenant, person string
		want                 []string
	}{
		{"mailbox", simulator.BrightwaterID, simulator.Una, mailbox},
		{"mailbox without a mail address", simulator.BrightwaterID, simulator.Otto, mailbox},
		{"foundation only", simulator.BrightwaterID, simulator.Nora, []string{"EXCHANGE_S_FOUNDATION Success Company", "BI_AZURE_P0 Success User"}},
		{"none", simulator.QuarryID, simulator.Quinn, []string{}},
		{"guest", simulator.BrightwaterID, simulator.Pat, []string{}},
		{"guest at home", simulator.HarbourID, simulator.Pat, mailbox},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, p.plans(row.tenant, row.person)); diff != "" {
				t.Errorf("plans (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLicences_CanBeReplaced(t *testing.T) {
	p := start(t)
	p.SetLicences(simulator.Ben, simulator.Licence{SKU: "EXCHANGESTANDARD", Plans: []simulator.Plan{{Name: "EXCHANGE_S_STANDARD", Status: "Disabled"}}})
	if diff := cmp.Diff([]string{"EXCHANGE_S_STANDARD Disabled User"}, p.plans(simulator.BrightwaterID, simulator.Ben)); diff != "" {
		t.Errorf("plans (-want +got):\n%s", diff)
	}
	p.SetLicences(simulator.Ben)
	if got := p.plans(simulator.BrightwaterID, simulator.Ben); len(got) != 0 {
		t.Errorf("plans %v", got)
	}
}
