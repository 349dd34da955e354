package microsoft_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func licenceOf(sku string, plans ...string) string {
	return fmt.Sprintf(`{"id":"x","skuId":"f245ecc8-75af-4f8e-b61f-27d8114de5f3","skuPartNumber":%q,"servicePlans":[%s]}`, sku, strings.Join(plans, ","))
}

func planOf(id, status, appliesTo string) string {
	return fmt.Sprintf(`{"servicePlanId":%q,"servicePlanName":"x","provisioningStatus":%q,"appliesTo":%q}`, id, status, appliesTo)
}

func TestLicences_MailboxNeedsAnExchangePlanInForce(t *testing.T) {
	const standard, enterprise, deskless, foundation = "9aaf7827-d63c-4b61-89c3-182f06f82e5c", "efb87545-963c-4e0d-99df-69c6916d9eb0",
		"4a82b400-a79f-41a4-b4e2-e94f5787b113", "113feb6c-3fe4-4440-bddc-54d774bf0318"
	good := func(id string) string { return planOf(id, "Success", "User") }
	rows := []struct {
		name, items string
		want        microsoft.Licences
	}{
		{"no licence", ``, microsoft.Licences{}},
		{"standard", licenceOf("A", good(standard)), microsoft.Licences{Mailbox: true}},
		{"enterprise", licenceOf("A", good(enterprise)), microsoft.Licences{Mailbox: true}},
		{"deskless, after others", licenceOf("A", good(foundation), good(deskless)), microsoft.Licences{Mailbox: true}},
		{"ID in capitals", licenceOf("A", good(strings.ToUpper(standard))), microsoft.Licences{Mailbox: true}},
		{"foundation", licenceOf("A", planOf(foundation, "Success", "Company")), microsoft.Licences{}},
		{"foundation for the user", licenceOf("A", good(foundation)), microsoft.Licences{}},
		{"of the company", licenceOf("A", planOf(standard, "Success", "Company")), microsoft.Licences{}},
		{"pending", licenceOf("A", planOf(standard, "PendingProvisioning", "User")), microsoft.Licences{}},
		{"disabled", licenceOf("A", planOf(standard, "Disabled", "User")), microsoft.Licences{}},
		{"no plans", licenceOf("A"), microsoft.Licences{}},
		{"first licence has it", licenceOf("A", good(standard)) + "," + licenceOf("B"), microsoft.Licences{Mailbox: true}},
		{"second licence has it", licenceOf("A") + "," + licenceOf("B", good(standard)), microsoft.Licences{Mailbox: true}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, c, token := onStage(t, tokenJSON(200, graphPage("", row.items)))
			got, err := c.Licences(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLicences_PagesAreFollowed(t *testing.T) {
	page := 0
	s, c, token := onStage(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("ConsistencyLevel") != "" || r.URL.Path != "/graph/v1.0/me/licenseDetails" {
			t.Errorf("asked %s with %v", r.URL, r.Header)
		}
		if page++; page == 1 {
			items := strings.Repeat(licenceOf("A")+",", 120) + licenceOf("B")
			sendJSON(w, 200, graphPage(authority+r.URL.Path+"?$skiptoken=two", items))
			return
		}
		sendJSON(w, 200, graphPage("", licenceOf("C", planOf("9aaf7827-d63c-4b61-89c3-182f06f82e5c", "Success", "User"))))
	})
	got, err := c.Licences(t.Context(), token)
	if err != nil || !got.Mailbox || s.count("licences") != 2 {
		t.Errorf("mailbox %v after %d requests (%v)", got.Mailbox, s.count("licences"), err)
	}
}

func TestLicences_UnreadableIsNeverNone(t *testing.T) {
	for name, row := range map[string]struct {
		h    http.HandlerFunc
		kind microsoft.Kind
	}{
		"403":          {tokenJSON(403, `{"error":{"code":"Authorization_RequestDenied"}}`), microsoft.Refused},
		"no list":      {tokenJSON(200, `{}`), microsoft.Nonsense},
		"wrong types":  {tokenJSON(200, `{"value":[{"servicePlans":1}]}`), microsoft.Nonsense},
		"foreign page": {tokenJSON(200, graphPage("https://evil.example/", licenceOf("A"))), microsoft.Nonsense},
	} {
		_, c, token := onStage(t, row.h)
		got, err := c.Licences(t.Context(), token)
		wantKind(t, err, row.kind)
		if !cmp.Equal(got, microsoft.Licences{}) {
			t.Errorf("%s: left %+v", name, got)
		}
	}
	s := newStage()
	if _, err := connect(t, serve(t, s)).Licences(t.Context(), microsoft.GraphToken{}); !errors.Is(err, microsoft.ErrIncomplete) || s.count("licences") != 0 {
		t.Errorf("without a token: error %v, want ErrIncomplete", err)
	}
}

func TestGraph_OfTheSimulatedMicrosoft(t *testing.T) {
	r := newRig(t)
	got, err := r.redeem(simulator.IDToken.Sign)
	if err != nil {
		t.Fatal(err)
	}
	for _, scopes := range [][]string{{"User.Read"}, {"User.Read", "GroupMember.Read.All"}} {
		r.sim.Grant(simulator.BrightwaterID, append(scopes, "openid", "profile", "email")...)
		if got, err = r.redeem(simulator.IDToken.Sign); err != nil {
			t.Fatal(err)
		}
		groups, err := r.client.Groups(t.Context(), got.GraphToken)
		if err != nil || len(groups) != 2 || (groups[0].Name != "") != (len(scopes) == 2) {
			t.Errorf("with %v: %+v (%v)", scopes, groups, err)
		}
	}
	licences, err := r.client.Licences(t.Context(), got.GraphToken)
	if err != nil || !licences.Mailbox {
		t.Errorf("licences %+v (%v)", licences, err)
	}
}

func TestGraph_SimulatedFaultsAreToldApart(t *testing.T) {
	r := newRig(t)
	signedIn, err := r.redeem(simulator.IDToken.Sign)
	if err != nil {
		t.Fatal(err)
	}
	for fault, kind := range map[simulator.Fault]microsoft.Kind{
		simulator.FaultGroupsForbidden: microsoft.Refused, simulator.FaultGroupsUnavailable: microsoft.Trouble,
		simulator.FaultGroupsTruncated: microsoft.Nonsense, simulator.FaultGroupsHTML: microsoft.Nonsense,
		simulator.FaultGroupsForeignLink: microsoft.Nonsense, simulator.FaultGroupsBadIDs: microsoft.Nonsense,
	} {
		r.sim.Fail(fault)
		groups, err := r.client.Groups(t.Context(), signedIn.GraphToken)
		if wantKind(t, err, kind); groups != nil {
			t.Errorf("%s left %+v", fault, groups)
		}
	}
	for fault, kind := range map[simulator.Fault]microsoft.Kind{
		simulator.FaultLicencesForbidden: microsoft.Refused, simulator.FaultLicencesUnavailable: microsoft.Trouble,
		simulator.FaultLicencesTruncated: microsoft.Nonsense,
	} {
		r.sim.Fail(fault)
		_, err := r.client.Licences(t.Context(), signedIn.GraphToken)
		wantKind(t, err, kind)
	}
}
