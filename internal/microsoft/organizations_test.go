package microsoft_test

import (
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// TestS38_OrganizationsTellsTheTenantOfTheTokenAlone signs people of two tenants
// in at the same address: the proven tenant is each one's own, and the Graph
// token speaks for no other.
func TestS38_OrganizationsTellsTheTenantOfTheTokenAlone(t *testing.T) {
	r := newRig(t)
	for person, tenant := range map[string]string{
		simulator.Ada: simulator.BrightwaterID, simulator.Henry: simulator.HarbourID, simulator.Quinn: simulator.QuarryID,
		simulator.Pat: simulator.HarbourID, // a guest elsewhere, at home here
	} {
		got, err := r.client.Redeem(t.Context(), microsoft.Organizations, r.start(microsoft.Organizations, person))
		if err != nil {
			t.Fatal(err)
		}
		if got.Identity.TenantID != tenant || got.Identity.Guest {
			t.Errorf("%s: tenant %s, guest %v", person, got.Identity.TenantID, got.Identity.Guest)
		}
		organization, err := r.client.Organization(t.Context(), got.GraphToken)
		if err != nil || organization.ID != tenant {
			t.Errorf("%s: organisation %q (%v)", person, organization.ID, err)
		}
	}
}

func TestS38_OrganizationsTokenSignedByTheKeyOfAnotherTenantIsRejected(t *testing.T) {
	key := stageKey()
	honest := publishedKey("other", &key.PublicKey)
	fixed := publishedFor("k1", &key.PublicKey, authority+"/"+simulator.HarbourID+"/v2.0")
	got, err := redeemSigned(t, microsoft.Organizations, keysOf(honest, fixed), key)
	wantReason(t, got, err, microsoft.ReasonKey)
}

// TestS12_IssuerOfTheCallbackMustBeTheTokens has a callback name a tenant that may
// issue, but is not the one that did.
func TestS12_IssuerOfTheCallbackMustBeTheTokens(t *testing.T) {
	r := newRig(t)
	for issuer, ok := range map[string]bool{simulator.BrightwaterID: true, simulator.HarbourID: false} {
		started := r.start(microsoft.Organizations, simulator.Ada)
		started.Issuer = authority + "/" + issuer + "/v2.0"
		got, err := r.client.Redeem(t.Context(), microsoft.Organizations, started)
		if !ok {
			wantReason(t, got, err, microsoft.ReasonIssuer)
		} else if err != nil {
			t.Error(err)
		}
	}
}

func TestF22_CodeOfOneAddressIsNotGoodAtTheOther(t *testing.T) {
	r := newRig(t)
	for asked, redeemed := range map[string]string{
		microsoft.Organizations: simulator.BrightwaterID, simulator.BrightwaterID: microsoft.Organizations,
	} {
		_, err := r.client.Redeem(t.Context(), redeemed, r.start(asked, simulator.Ada))
		if e := wantKind(t, err, microsoft.Refused); e.Code != "invalid_grant" {
			t.Errorf("asked at %s: %v", asked, err)
		}
	}
}

func TestS51_PersonalAccountStopsAtMicrosoft(t *testing.T) {
	r := newRig(t)
	address, err := r.client.AuthorizeURL(t.Context(), microsoft.Organizations, request(t))
	if err != nil {
		t.Fatal(err)
	}
	r.stopsAt(t, address, simulator.Sam, "500200")
}

func TestAdminConsentURL_PinKeepsStrangersOut(t *testing.T) {
	r := newRig(t)
	for _, tenant := range []string{simulator.BrightwaterID, "brightwater.example"} {
		address := r.client.AdminConsentURL(tenant, callback, newSecret(t), []string{"openid"})
		r.stopsAt(t, address, simulator.Henry, "50020")
		r.stopsAt(t, address, simulator.Rita, "50020")
	}
}

// stopsAt demands that the person, once picked, ends on a page with that code from
// which no way leads back to us.
func (r *rig) stopsAt(t *testing.T, address, person, code string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := r.net.client()
	browser.Jar = jar
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	action, form := r.pickForm(page)
	form.Set("account", person)
	answer, err := browser.PostForm(action, form)
	if err != nil {
		t.Fatal(err)
	}
	body := read(t, answer.Body)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.Find("pre.report").Text(), "AADSTS"+code+":") || strings.Contains(body, callback) ||
		answer.StatusCode != http.StatusBadRequest {
		t.Errorf("%s: status %d, page says %q", person, answer.StatusCode, doc.Find("main").Text())
	}
}
