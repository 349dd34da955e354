package simulator_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestRequests_NamesAndPublicValues(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	p.redeem(simulator.BrightwaterID, p.browser().signIn(simulator.BrightwaterID, simulator.Ben))

	authorize, ok := p.LastRequest(simulator.EndpointAuthorize)
	want := url.Values{
		"client_id": {clientID}, "redirect_uri": {callbackURI}, "response_type": {"code"}, "response_mode": {"query"}, "scope": {allScopes},
		"code_challenge_method": {"S256"}, "code_challenge": {simulator.Redacted}, "state": {simulator.Redacted}, "nonce": {simulator.Redacted},
	}
	if diff := cmp.Diff(want, authorize.Parameters); !ok || diff != "" || authorize.Tenant != simulator.BrightwaterID {
		t.Errorf("authorize at %q (-want +got):\n%s", authorize.Tenant, diff)
	}
	token, ok := p.LastRequest(simulator.EndpointToken)
	want = url.Values{
		"client_id": {clientID}, "redirect_uri": {callbackURI}, "grant_type": {"authorization_code"},
		"code": {simulator.Redacted}, "client_secret": {simulator.Redacted}, "code_verifier": {simulator.Redacted},
	}
	if diff := cmp.Diff(want, token.Parameters); !ok || diff != "" || token.Method != http.MethodPost {
		t.Errorf("token by %s (-want +got):\n%s", token.Method, diff)
	}
	if _, ok := p.LastRequest(simulator.EndpointMe); ok {
		t.Error("a request that was never made")
	}
}

func TestRequests_AreCountedByEndpoint(t *testing.T) {
	p := start(t)
	b := p.browser()
	b.get("/common/v2.0/.well-known/openid-configuration")
	b.get("/common/discovery/v2.0/keys")
	b.get("/organizations/discovery/v2.0/keys")
	b.get(consentPath("common"))
	b.get("/control")
	p.graph("/v1.0/me", "")
	p.graph("/v1.0/organization", "")
	want := map[string]int{"discovery": 1, "keys": 2, "adminconsent": 1, "me": 1, "organization": 1}
	if diff := cmp.Diff(want, p.Counts()); diff != "" || p.Count("keys") != 2 || p.Count("token") != 0 {
		t.Fatalf("counts (-want +got):\n%s", diff)
	}
}

func TestRequests_AreBounded(t *testing.T) {
	p := start(t)
	b := p.browser()
	long := url.Values{}
	for i := range 60 {
		long.Set(fmt.Sprintf("%s%d", strings.Repeat("n", 400), i), strings.Repeat("v", 300))
	}
	for range 105 {
		b.get(consentPath("x"))
	}
	b.post("/"+strings.Repeat("t", 1000)+"/oauth2/v2.0/token", long)
	if n := len(p.Requests()); n != 100 {
		t.Fatalf("%d requests are kept", n)
	}
	last, _ := p.LastRequest(simulator.EndpointToken)
	if len(last.Tenant) > 300 || len(last.Parameters) > 40 {
		t.Fatalf("tenant of %d characters, %d parameters", len(last.Tenant), len(last.Parameters))
	}
	if a := b.get(consentPath("common", "state="+strings.Repeat("s", 40<<10))); a.status != http.StatusRequestURITooLong {
		t.Errorf("an address of 40 KB = %d", a.status)
	}
	if p.Count("adminconsent") != 105 {
		t.Errorf("count %d", p.Count("adminconsent"))
	}
}

func TestRequests_UnreadableOnesAreMarked(t *testing.T) {
	p := start(t)
	p.browser().get("/common/v2.0/adminconsent?client_id=%zz").wantPage("error").wantCode("900144")
	if last, ok := p.LastRequest(simulator.EndpointAdminConsent); !ok || last.Readable {
		t.Fatal("the request counts as readable")
	}
}
