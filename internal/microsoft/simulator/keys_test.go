package simulator_test

import (
	"crypto/rsa"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// issuers returns the issuer of every published key by its ID.
func (p *platform) issuers() map[string]string {
	p.t.Helper()
	keys, _ := p.browser().get("/common/discovery/v2.0/keys").json()["keys"].([]any)
	byID := map[string]string{}
	for _, raw := range keys {
		key, _ := raw.(map[string]any)
		id, _ := key["kid"].(string)
		byID[id], _ = key["issuer"].(string)
	}
	return byID
}

func TestS50_KeysBelongToIssuers(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	template, fixed := p.url+"/{tenantid}/v2.0", p.url+"/"+simulator.ConsumersID+"/v2.0"
	var got []string
	for _, issuer := range p.issuers() {
		got = append(got, issuer)
	}
	slices.Sort(got)
	want := []string{fixed, template, template}
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Fatalf("issuers %v, want %v", got, want)
	}
	for _, key := range p.published().Keys {
		if len(key.Certificates) != 1 || key.Algorithm != "" || key.Use != "sig" {
			t.Errorf("key %s: %d certificates, alg %q, use %q", key.KeyID, len(key.Certificates), key.Algorithm, key.Use)
		}
		if certified, ok := key.Certificates[0].PublicKey.(*rsa.PublicKey); !ok || !certified.Equal(key.Key) {
			t.Errorf("key %s is not the one its certificate names", key.KeyID)
		}
	}
}

func TestS50_ConsumersKeySignsButIsBound(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	id, pair, err := p.ConsumersKey()
	if err != nil {
		t.Fatal(err)
	}
	if again, _, err := p.ConsumersKey(); err != nil || again != id {
		t.Fatalf("second time %q %v, want %q", again, err, id)
	}
	if got := p.issuers()[id]; got != p.url+"/"+simulator.ConsumersID+"/v2.0" {
		t.Fatalf("issuer %q", got)
	}
	p.OnIDToken(func(token simulator.IDToken) string {
		token.Header["kid"], token.Key = id, pair
		return token.Sign()
	})
	if err := p.verify(p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"]); err != nil {
		t.Fatalf("signature: %v", err)
	}
}

func TestKeys_OrderMeansNothing(t *testing.T) {
	p := start(t)
	orders := map[string]bool{}
	for range 40 {
		var order []string
		for _, key := range p.published().Keys {
			order = append(order, key.KeyID)
		}
		orders[strings.Join(order, " ")] = true
	}
	if len(orders) < 2 {
		t.Fatal("keys always come in the same order")
	}
}

func TestS39_KeysRoll(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	sign := func() (string, string) {
		t.Helper()
		token, _ := p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"].(string)
		signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
		if err != nil {
			t.Fatal(err)
		}
		return token, signed.Signatures[0].Header.KeyID
	}
	oldToken, oldID := sign()
	if err := p.RollKeys(); err != nil {
		t.Fatal(err)
	}
	newToken, newID := sign()
	if newID == oldID || p.verify(newToken) != nil || p.verify(oldToken) != nil {
		t.Fatal("after rolling both keys must be published and the new one used")
	}
	p.WithdrawKey()
	if token, id := sign(); id != newID || p.verify(token) == nil || p.verify(oldToken) != nil {
		t.Fatal("the withdrawn key must still sign and be missing from the document, alone")
	}
	p.PublishKey()
	if p.verify(newToken) != nil {
		t.Fatal("the key is not published again")
	}
}

func TestKeys_ManyRollsStayBounded(t *testing.T) {
	p := start(t)
	for range 12 {
		if err := p.RollKeys(); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(p.issuers()); n < 3 || n > 8 {
		t.Fatalf("%d keys are published", n)
	}
}
