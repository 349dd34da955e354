package microsoft_test

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

const stageHeader = `{"typ":"JWT","alg":"RS256","kid":"k1"}`

// stageClaims are those of an honest token, for tests that need their own keys.
func stageClaims(nonce string) map[string]any {
	now := time.Now().Unix()
	return map[string]any{
		"aud": clientID, "iss": authority + "/" + brightwater + "/v2.0", "tid": brightwater, "ver": "2.0", "nonce": nonce,
		"iat": now, "nbf": now, "exp": now + 3600, "sub": "subject", "oid": "0f8fad5b-d9cb-469f-a165-70867728950e",
	}
}

// redeemSigned redeems a code at path for Brightwater's honest token, signed with
// key under the ID k1.
func redeemSigned(t *testing.T, path, keys string, key *rsa.PrivateKey) (microsoft.SignIn, error) {
	t.Helper()
	s := newStage()
	started := redemption(t)
	id := signed(key, stageHeader, text(stageClaims(started.Nonce)))
	s.token = tokenJSON(200, `{"token_type":"Bearer","access_token":"a","id_token":"`+id+`"}`)
	s.keys = tokenJSON(200, keys)
	return connect(t, serve(t, s)).Redeem(t.Context(), path, started)
}

func TestS50_KeyOfAFixedIssuerSignsForThatIssuerOnly(t *testing.T) {
	key := stageKey()
	for name, row := range map[string]struct {
		issuer string
		ok     bool
	}{
		"template":                 {authority + "/{tenantid}/v2.0", true},
		"the tenant":               {authority + "/" + brightwater + "/v2.0", true},
		"consumers":                {authority + "/" + microsoft.PersonalTenant + "/v2.0", false},
		"another tenant":           {authority + "/" + simulator.HarbourID + "/v2.0", false},
		"template of another":      {"https://login.microsoftonline.com/{tenantid}/v2.0", false},
		"template, v1":             {"https://sts.windows.net/{tenantid}/", false},
		"template in capitals":     {authority + "/{TENANTID}/v2.0", false},
		"template with a slash":    {authority + "/{tenantid}/v2.0/", false},
		"nothing":                  {"", false},
		"template twice":           {authority + "/{tenantid}/{tenantid}/v2.0", false},
		"issuer with a tail":       {authority + "/" + brightwater + "/v2.0?", false},
		"prefix of the issuer":     {authority + "/" + brightwater, false},
		"issuer in another scheme": {"https" + strings.TrimPrefix(authority, "http") + "/{tenantid}/v2.0", false},
	} {
		t.Run(name, func(t *testing.T) {
			honest := publishedKey("other", &rsa.PublicKey{N: key.N, E: 3})
			for _, path := range paths() {
				got, err := redeemSigned(t, path, keysOf(honest, publishedFor("k1", &key.PublicKey, row.issuer)), key)
				if !row.ok {
					wantReason(t, got, err, microsoft.ReasonKey)
				} else if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestS40_SharedKeyIDIsToldApartByIssuer(t *testing.T) {
	ours, consumers := stageKey(), strangerKey(t)
	keys := keysOf(
		publishedFor("k1", &consumers.PublicKey, authority+"/"+microsoft.PersonalTenant+"/v2.0"),
		publishedKey("k1", &ours.PublicKey),
	)
	for _, path := range paths() {
		if _, err := redeemSigned(t, path, keys, ours); err != nil {
			t.Errorf("the templated key was not found: %v", err)
		}
		got, err := redeemSigned(t, path, keys, consumers)
		wantReason(t, got, err, microsoft.ReasonSignature)
	}
}

func TestKeys_UnfitOnesAreNotUsed(t *testing.T) {
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	key := stageKey()
	honest := publishedKey("k1", &key.PublicKey)
	other := publishedKey("other", &key.PublicKey)
	for name, row := range map[string]struct {
		key       *rsa.PrivateKey
		published string
	}{
		"1024 bits":          {short, publishedKey("k1", &short.PublicKey)},
		"for encryption":     {key, strings.Replace(honest, `"use":"sig"`, `"use":"enc"`, 1)},
		"no use":             {key, strings.Replace(honest, `"use":"sig",`, ``, 1)},
		"for another alg":    {key, strings.Replace(honest, `"use"`, `"alg":"PS256","use"`, 1)},
		"another kind":       {key, strings.Replace(honest, `"RSA"`, `"EC"`, 1)},
		"even exponent":      {key, strings.Replace(honest, `"AQAB"`, `"AQAA"`, 1)},
		"exponent one":       {key, strings.Replace(honest, `"AQAB"`, `"AQ"`, 1)},
		"modulus not base64": {key, strings.Replace(honest, `"n":"`, `"n":"!`, 1)},
		"a number":           {key, `7`},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range paths() {
				got, err := redeemSigned(t, path, keysOf(row.published, other), row.key)
				wantReason(t, got, err, microsoft.ReasonKey)
			}
		})
	}
}

func TestKeys_DocumentWithoutUsableKeysIsNonsense(t *testing.T) {
	for name, body := range map[string]string{
		"empty": `{"keys":[]}`, "none": `{}`, "null": `null`, "list": `[]`, "text": `{"keys":"x"}`,
		"too many": keysOf(strings.Split(strings.Repeat(publishedKey("k1", &stageKey().PublicKey)+"\n", 101), "\n")[:101]...),
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage()
			s.keys = tokenJSON(200, body)
			_, err := connect(t, serve(t, s)).Redeem(t.Context(), brightwater, redemption(t))
			wantKind(t, err, microsoft.Nonsense)
		})
	}
}

func TestS39_RolledKeyIsFetchedOnce(t *testing.T) {
	r := newRig(t)
	if _, err := r.redeem(simulator.IDToken.Sign); err != nil {
		t.Fatal(err)
	}
	before := r.sim.Count(simulator.EndpointKeys)
	if err := r.sim.RollKeys(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := r.redeem(simulator.IDToken.Sign); err != nil {
			t.Fatalf("after the roll: %v", err)
		}
	}
	if fetched := r.sim.Count(simulator.EndpointKeys) - before; fetched != 1 {
		t.Errorf("%d fetches, want 1", fetched)
	}
}

func TestS39_KeyRolledWhileManyLogInIsFetchedOnce(t *testing.T) {
	r := newRig(t)
	var started []microsoft.RedeemRequest
	for range 12 {
		started = append(started, r.start(simulator.BrightwaterID, simulator.Ada))
	}
	if _, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, started[0]); err != nil {
		t.Fatal(err)
	}
	before := r.sim.Count(simulator.EndpointKeys)
	if err := r.sim.RollKeys(); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for _, one := range started[1:] {
		all.Go(func() {
			if _, err := r.client.Redeem(t.Context(), simulator.BrightwaterID, one); err != nil {
				t.Errorf("a log-in begun before the roll: %v", err)
			}
		})
	}
	all.Wait()
	if fetched := r.sim.Count(simulator.EndpointKeys) - before; fetched != 1 {
		t.Errorf("%d fetches, want 1", fetched)
	}
}

func TestS39_WithdrawnKeyIsRejectedAfterTheRefresh(t *testing.T) {
	r := newRig(t)
	if _, err := r.redeem(simulator.IDToken.Sign); err != nil {
		t.Fatal(err)
	}
	r.sim.WithdrawKey()
	if _, err := r.redeem(simulator.IDToken.Sign); err != nil {
		t.Fatalf("before the refresh: %v", err)
	}
	r.now.Add(25 * time.Hour)
	got, err := r.redeem(simulator.IDToken.Sign)
	wantReason(t, got, err, microsoft.ReasonKey)
}

func TestS102_F20_FloodOfUnknownKeysFetchesOnce(t *testing.T) {
	s, now := newStage(), newClock()
	now.now = time.Now()
	c := connect(t, serve(t, s), func(cfg *microsoft.Config) { cfg.Now = now.Now })
	started := redemption(t)
	answer := func(kid string) http.HandlerFunc {
		id := signed(stageKey(), strings.Replace(stageHeader, "k1", kid, 1), text(stageClaims(started.Nonce)))
		return tokenJSON(200, `{"token_type":"Bearer","access_token":"a","id_token":"`+id+`"}`)
	}
	flood := func(wantFetches int) {
		t.Helper()
		var all sync.WaitGroup
		for range 25 {
			all.Go(func() {
				for range 4 {
					if _, err := c.Redeem(t.Context(), brightwater, started); err == nil {
						t.Error("a token of an unknown key was accepted")
					}
				}
			})
		}
		all.Wait()
		if got := s.count("keys"); got != wantFetches {
			t.Errorf("%d fetches, want %d", got, wantFetches)
		}
	}
	s.set(&s.token, answer("nobody"))
	flood(2) // the first use, and one for the unknown key
	now.Add(4 * time.Minute)
	flood(2)
	s.set(&s.token, answer("k1"))
	if _, err := c.Redeem(t.Context(), brightwater, started); err != nil {
		t.Errorf("others are affected: %v", err)
	}
	now.Add(2 * time.Minute)
	s.set(&s.token, answer("nobody"))
	flood(3)
}

func TestF20_FailedRefreshIsToldAndHeldOff(t *testing.T) {
	s, now := newStage(), newClock()
	now.now = time.Now()
	c := connect(t, serve(t, s), func(cfg *microsoft.Config) { cfg.Now = now.Now })
	if _, err := c.Redeem(t.Context(), brightwater, redemption(t)); err == nil {
		t.Fatal("no error")
	}
	started := redemption(t)
	id := signed(stageKey(), strings.Replace(stageHeader, "k1", "new", 1), text(stageClaims(started.Nonce)))
	s.set(&s.token, tokenJSON(200, `{"token_type":"Bearer","access_token":"a","id_token":"`+id+`"}`))
	s.set(&s.keys, tokenJSON(503, `{}`))
	for range 5 {
		_, err := c.Redeem(t.Context(), brightwater, started)
		wantKind(t, err, microsoft.Trouble)
	}
	if got := s.count("keys"); got != 2 {
		t.Errorf("%d fetches, want 2", got)
	}
	now.Add(61 * time.Second)
	s.set(&s.keys, tokenJSON(200, keysOf(publishedKey("new", &stageKey().PublicKey))))
	if _, err := c.Redeem(t.Context(), brightwater, started); err != nil {
		t.Errorf("after the outage: %v", err)
	}
}

func TestF19_BadKeysKeepTheLastGood(t *testing.T) {
	for _, fault := range []simulator.Fault{simulator.FaultKeysServerError, simulator.FaultKeysGarbage} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			r := newRig(t)
			if _, err := r.redeem(simulator.IDToken.Sign); err != nil {
				t.Fatal(err)
			}
			r.now.Add(25 * time.Hour)
			r.sim.Fail(fault)
			if _, err := r.redeem(simulator.IDToken.Sign); err != nil {
				t.Errorf("the last good keys were not kept: %v", err)
			}
		})
	}
}
