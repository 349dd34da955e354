package microsoft_test

import (
	"errors"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// TestF22_SimulatedTokenFaultsAreToldApart walks the faults that a trainer can
// choose; those that only take time are under F21.
func TestF22_SimulatedTokenFaultsAreToldApart(t *testing.T) {
	refused := func(code, aadsts string) microsoft.Error {
		return microsoft.Error{Kind: microsoft.Refused, Code: code, AADSTS: aadsts}
	}
	invalid := func(reason microsoft.Reason) microsoft.Error {
		return microsoft.Error{Kind: microsoft.InvalidToken, Reason: reason}
	}
	nonsense := microsoft.Error{Kind: microsoft.Nonsense}
	for fault, want := range map[simulator.Fault]microsoft.Error{
		simulator.FaultTokenWrongSecret:     refused("invalid_client", "7000215"),
		simulator.FaultTokenExpiredSecret:   refused("invalid_client", "7000222"),
		simulator.FaultTokenCodeRedeemed:    refused("invalid_grant", "54005"),
		simulator.FaultTokenCodeExpired:     refused("invalid_grant", "70008"),
		simulator.FaultTokenNoConsent:       refused("invalid_grant", "65001"),
		simulator.FaultTokenBlocked:         refused("interaction_required", "53003"),
		simulator.FaultTokenNoPrincipal:     refused("invalid_client", "7000229"),
		simulator.FaultTokenUnavailable:     {Kind: microsoft.Trouble, Code: "temporarily_unavailable"},
		simulator.FaultTokenThrottled:       {Kind: microsoft.Busy},
		simulator.FaultTokenServerError:     {Kind: microsoft.Trouble},
		simulator.FaultTokenTruncated:       nonsense,
		simulator.FaultTokenHTML:            nonsense,
		simulator.FaultTokenHuge:            nonsense,
		simulator.FaultTokenNoIDToken:       nonsense,
		simulator.FaultTokenTypeMAC:         nonsense,
		simulator.FaultTokenOKError:         {Kind: microsoft.Refused},
		simulator.FaultIDTokenUnknownKey:    invalid(microsoft.ReasonKey),
		simulator.FaultIDTokenExpired:       invalid(microsoft.ReasonExpired),
		simulator.FaultIDTokenWrongNonce:    invalid(microsoft.ReasonNonce),
		simulator.FaultIDTokenWrongAudience: invalid(microsoft.ReasonAudience),
		simulator.FaultIDTokenOtherTenant:   invalid(microsoft.ReasonTenant),
	} {
		for path, tenant := range paths() {
			if fault == simulator.FaultIDTokenOtherTenant && tenant == microsoft.Organizations {
				continue // any tenant is asked for there
			}
			t.Run(path+"/"+string(fault), func(t *testing.T) {
				r := newRig(t)
				started := r.start(tenant, simulator.Ada)
				r.sim.Fail(fault)
				_, err := r.client.Redeem(t.Context(), tenant, started)
				e := wantKind(t, err, want.Kind)
				if e.Reason != want.Reason || want.Code != "" && e.Code != want.Code || want.AADSTS != "" && e.AADSTS != want.AADSTS {
					t.Errorf("%#v", e)
				}
				if strings.Contains(err.Error(), started.Code) || strings.Contains(err.Error(), "AADSTS: ") {
					t.Errorf("error tells too much: %v", err)
				}
			})
		}
	}
}

func TestF19_SimulatedDiscoveryFaultsAreToldApart(t *testing.T) {
	for fault, kind := range map[simulator.Fault]microsoft.Kind{
		simulator.FaultDiscoveryServerError: microsoft.Trouble,
		simulator.FaultDiscoveryHTML:        microsoft.Nonsense,
		simulator.FaultDiscoveryHuge:        microsoft.Nonsense,
		simulator.FaultDiscoveryWrongIssuer: microsoft.Nonsense,
		simulator.FaultDiscoveryOtherHost:   microsoft.Nonsense,
		simulator.FaultDiscoveryRedirects:   microsoft.Nonsense,
	} {
		t.Run(string(fault), func(t *testing.T) {
			r := newRig(t)
			r.sim.Fail(fault)
			_, err := r.client.AuthorizeURL(t.Context(), simulator.BrightwaterID, request(t))
			wantKind(t, err, kind)
		})
	}
}

func TestDiscovery_TenantNobodyKnows(t *testing.T) {
	r := newRig(t)
	_, err := r.client.AuthorizeURL(t.Context(), "0f8fad5b-d9cb-469f-a165-70867728950e", request(t))
	if e := wantKind(t, err, microsoft.UnknownTenant); e.AADSTS != "90002" {
		t.Errorf("AADSTS %q", e.AADSTS)
	}
}

func TestAdminConsentURL_IsWhatMicrosoftAccepts(t *testing.T) {
	r := newRig(t)
	for _, tenant := range []string{microsoft.Organizations, simulator.BrightwaterID, "brightwater.example"} {
		state := newSecret(t)
		address := r.client.AdminConsentURL(tenant, callback, state, []string{"openid", "profile", "email", "User.Read"})
		if !strings.HasPrefix(address, authority+"/"+tenant+"/v2.0/adminconsent?") || strings.Contains(address, secret) {
			t.Errorf("address %s", address)
		}
		page, err := r.net.client().Get(address)
		if err != nil {
			t.Fatal(err)
		}
		r.pickForm(page)
		asked, _ := r.sim.LastRequest(simulator.EndpointAdminConsent)
		if got := asked.Parameters.Get("scope"); got != "openid profile email User.Read" || asked.Parameters.Get("redirect_uri") != callback {
			t.Errorf("scope %q, redirect %q", got, asked.Parameters.Get("redirect_uri"))
		}
	}
}

func TestF22_SecretsAreOurFaultNotTheCustomers(t *testing.T) {
	r := newRig(t)
	for want, spoil := range map[string]func(){
		"7000215": func() { r.sim.SetClientSecret("another") },
		"7000222": func() { r.sim.RestoreSecret(); r.sim.ExpireSecret() },
	} {
		spoil()
		_, err := r.redeem(nil)
		var e *microsoft.Error
		if !errors.As(err, &e) || e.Kind != microsoft.Refused || e.Code != "invalid_client" || e.AADSTS != want || e.Status != 401 {
			t.Errorf("error %v, want invalid_client AADSTS%s", err, want)
		}
	}
}
