package microsoft_test

import (
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// from makes a token of another tenant that is consistent in itself.
func from(tenant string) func(simulator.IDToken) string {
	return func(token simulator.IDToken) string {
		token.Claims["tid"], token.Claims["iss"] = tenant, authority+"/"+tenant+"/v2.0"
		return token.Sign()
	}
}

func TestS38_OtherTenantsTokenIsNeverOurs(t *testing.T) {
	r := newRig(t)
	got, err := r.redeem(from(simulator.HarbourID))
	wantReason(t, got, err, microsoft.ReasonTenant)
	if e := wantKind(t, err, microsoft.InvalidToken); e.Tenant != simulator.HarbourID {
		t.Errorf("proven tenant %q, want Harbour's for the audit trail", e.Tenant)
	}
	started := r.start(microsoft.Organizations, simulator.Henry)
	got, err = r.client.Redeem(t.Context(), microsoft.Organizations, started)
	if err != nil || got.Identity.TenantID != simulator.HarbourID {
		t.Errorf("signed in to tenant %q (%v), want Harbour's own", got.Identity.TenantID, err)
	}
}

func TestS38_UnprovenTenantIsNotTold(t *testing.T) {
	r := newRig(t)
	for name, forge := range map[string]func(simulator.IDToken) string{
		"signature": func(token simulator.IDToken) string {
			from(simulator.HarbourID)(token)
			return token.SignWith("RS256", strangerKey(t))
		},
		"nonce": func(token simulator.IDToken) string {
			delete(token.Claims, "nonce")
			return from(simulator.HarbourID)(token)
		},
		"no GUID": from("evil.example"),
	} {
		_, err := r.redeem(forge)
		if e := wantKind(t, err, microsoft.InvalidToken); e.Tenant != "" {
			t.Errorf("%s: told tenant %q", name, e.Tenant)
		}
	}
}

func TestS48_TenantAndIssuerMustAgree(t *testing.T) {
	tid := func(id any) func(simulator.IDToken) string { return claim("tid", id) }
	newRig(t).check(t, []row{
		{"issuer A, tid B", tid(simulator.HarbourID), microsoft.ReasonIssuer},
		{"missing", without("tid"), microsoft.ReasonTenant},
		{"null", tid(nil), microsoft.ReasonTenant},
		{"list", tid([]string{simulator.BrightwaterID}), microsoft.ReasonTenant},
		{"upper case in tid", tid(strings.ToUpper(simulator.BrightwaterID)), microsoft.ReasonTenant},
		{"upper case in both", from(strings.ToUpper(simulator.BrightwaterID)), microsoft.ReasonTenant},
		{"braces", from("{" + simulator.BrightwaterID + "}"), microsoft.ReasonTenant},
		{"path", from(simulator.HarbourID + "/../" + simulator.BrightwaterID), microsoft.ReasonTenant},
		{"template", from("{tenantid}"), microsoft.ReasonTenant},
		{"organizations", from("organizations"), microsoft.ReasonTenant},
		{"domain", from("brightwater.example"), microsoft.ReasonTenant},
		{"second tid in capitals", raw(func(payload string) string {
			return strings.Replace(payload, `{`, `{"TID":"`+simulator.HarbourID+`",`, 1)
		}), microsoft.ReasonMalformed},
	})
}

func TestS51_PersonalAccountIsRejected(t *testing.T) {
	r := newRig(t)
	got, err := r.redeem(from(microsoft.PersonalTenant))
	wantReason(t, got, err, microsoft.ReasonPersonal)
	started := r.start(microsoft.Organizations, simulator.Ada)
	r.sim.OnIDToken(from(microsoft.PersonalTenant))
	got, err = r.client.Redeem(t.Context(), microsoft.Organizations, started)
	wantReason(t, got, err, microsoft.ReasonPersonal)
	kid, key, err := r.sim.ConsumersKey()
	if err != nil {
		t.Fatal(err)
	}
	r.now.Add(48 * time.Hour) // so that the new key is known
	started = r.start(microsoft.Organizations, simulator.Ada)
	r.sim.OnIDToken(func(token simulator.IDToken) string {
		token.Header["kid"], token.Key = kid, key
		return from(microsoft.PersonalTenant)(token)
	})
	got, err = r.client.Redeem(t.Context(), microsoft.Organizations, started)
	wantReason(t, got, err, microsoft.ReasonPersonal)
}

func TestS12_ForeignIssuerInTheCallbackStopsBeforeTheTokenRequest(t *testing.T) {
	r := newRig(t)
	for name, row := range map[string]struct {
		tenant, issuer string
		ok             bool
	}{
		"none":                     {simulator.BrightwaterID, "", true},
		"ours":                     {simulator.BrightwaterID, authority + "/" + simulator.BrightwaterID + "/v2.0", true},
		"other tenant":             {simulator.BrightwaterID, authority + "/" + simulator.HarbourID + "/v2.0", false},
		"other host":               {simulator.BrightwaterID, "https://evil.example/" + simulator.BrightwaterID + "/v2.0", false},
		"slash at the end":         {simulator.BrightwaterID, authority + "/" + simulator.BrightwaterID + "/v2.0/", false},
		"organizations, a tenant":  {microsoft.Organizations, authority + "/" + simulator.BrightwaterID + "/v2.0", true},
		"organizations, template":  {microsoft.Organizations, authority + "/{tenantid}/v2.0", false},
		"organizations, elsewhere": {microsoft.Organizations, "https://evil.example/" + simulator.BrightwaterID + "/v2.0", false},
	} {
		t.Run(name, func(t *testing.T) {
			started := r.start(row.tenant, simulator.Ada)
			started.Issuer = row.issuer
			before := r.sim.Count(simulator.EndpointToken)
			got, err := r.client.Redeem(t.Context(), row.tenant, started)
			if row.ok {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantReason(t, got, err, microsoft.ReasonIssuer)
			if r.sim.Count(simulator.EndpointToken) != before {
				t.Error("the code was sent all the same")
			}
		})
	}
}
