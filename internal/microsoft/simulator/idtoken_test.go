package simulator_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// published fetches the keys document.
func (p *platform) published() jose.JSONWebKeySet {
	p.t.Helper()
	var set jose.JSONWebKeySet
	if err := json.Unmarshal([]byte(p.browser().get("/common/discovery/v2.0/keys").body), &set); err != nil {
		p.t.Fatalf("keys: %v", err)
	}
	return set
}

// tokens signs the person in and returns the token answer.
func (p *platform) tokens(tenant, person string, changes ...string) map[string]any {
	p.t.Helper()
	return p.redeem(tenant, p.browser().signIn(tenant, person, changes...)).json()
}

func (p *platform) verify(token any) error {
	p.t.Helper()
	compact, _ := token.(string)
	signed, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return err
	}
	_, err = signed.Verify(p.published())
	return err
}

func TestIDToken_SignatureAndTimes(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	token := p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"]
	if err := p.verify(token); err != nil {
		t.Fatalf("verify: %v", err)
	}
	got := claims(t, token)
	now := float64(p.clock().Unix())
	if got["iat"] != now-300 || got["nbf"] != now-300 || got["exp"] != now+3600 || got["auth_time"] != now {
		t.Errorf("iat %v nbf %v exp %v auth_time %v, now %v", got["iat"], got["nbf"], got["exp"], got["auth_time"], now)
	}
	for _, name := range []string{"sub", "sid", "login_hint", "aio", "rh", "uti"} {
		if value, _ := got[name].(string); value == "" {
			t.Errorf("claim %s is missing", name)
		}
	}
	if got["sub"] == got["oid"] {
		t.Error("sub is the object ID")
	}
}

func TestIDToken_ClaimsByPersonAndScope(t *testing.T) {
	p := start(t)
	for _, tenant := range simulator.DefaultWorld().Tenants {
		p.Grant(tenant.ID)
	}
	for _, row := range []struct {
		name, tenant, person, scope string
		want                        map[string]any // nil: absent
	}{
		{"ordinary member carries the default role", "common", simulator.Ben, allScopes,
			map[string]any{"wids": []any{simulator.DefaultMemberRole}, "idp": nil, "email": simulator.Ben, "tid": simulator.BrightwaterID}},
		{"S51 guest at home", "organizations", simulator.Pat, allScopes,
			map[string]any{"tid": simulator.HarbourID, "oid": "4fae5096-d172-4354-8e6b-05c91bd37f22", "acct": float64(0), "idp": nil}},
		{"guest in the host's tenant", simulator.BrightwaterID, simulator.Pat, "openid profile",
			map[string]any{"tid": simulator.BrightwaterID, "oid": "50bf61a7-e283-4465-9f7c-16da2ce48031", "acct": float64(1),
				"idp": "https://sts.windows.net/" + simulator.HarbourID + "/", "wids": nil, "email": simulator.Pat,
				"preferred_username": "pat_harbour.example#EXT#@brightwater.onmicrosoft.example"}},
		{"no mailbox, no email", "quarry.example", simulator.Quinn, allScopes, map[string]any{"email": nil, "tid": simulator.QuarryID}},
		{"email not asked for", simulator.BrightwaterID, simulator.Ben, "openid profile", map[string]any{"email": nil, "name": "Ben Okafor"}},
		{"profile not asked for", simulator.BrightwaterID, simulator.Ben, "openid", map[string]any{"oid": nil, "name": nil, "preferred_username": nil, "tid": simulator.BrightwaterID}},
		{"no nonce", simulator.BrightwaterID, simulator.Ben, "openid&nonce", map[string]any{"nonce": nil}},
	} {
		t.Run(row.name, func(t *testing.T) {
			changes := []string{"scope=" + row.scope}
			if scope, without := strings.CutSuffix(row.scope, "&nonce"); without {
				changes = []string{"scope=" + scope, "-nonce"}
			}
			got := claims(t, p.tokens(row.tenant, row.person, changes...)["id_token"])
			for name, want := range row.want {
				if diff := cmp.Diff(want, got[name]); diff != "" {
					t.Errorf("claim %s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestIDToken_OnlyForOpenID(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	if _, present := p.tokens(simulator.BrightwaterID, simulator.Ben, "scope=User.Read")["id_token"]; present {
		t.Fatal("an ID token without openid")
	}
}

func TestIDToken_SubjectIsPairwiseAndStable(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	p.Grant(simulator.HarbourID)
	sub := func(tenant, person string) any { return claims(t, p.tokens(tenant, person)["id_token"])["sub"] }
	if sub(simulator.BrightwaterID, simulator.Ben) != sub(simulator.BrightwaterID, simulator.Ben) {
		t.Error("sub changes from sign-in to sign-in")
	}
	if sub(simulator.BrightwaterID, simulator.Pat) == sub(simulator.HarbourID, simulator.Pat) {
		t.Error("a guest has the sub of home")
	}
}

func TestOnIDToken_IsUsedOnce(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	p.OnIDToken(func(token simulator.IDToken) string {
		token.Claims["tid"] = simulator.HarbourID
		return token.Sign()
	})
	first := p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"]
	if claims(t, first)["tid"] != simulator.HarbourID || p.verify(first) != nil {
		t.Fatal("the changed token is not sent, or not well signed")
	}
	if got := claims(t, p.tokens(simulator.BrightwaterID, simulator.Ben)["id_token"])["tid"]; got != simulator.BrightwaterID {
		t.Fatalf("second tid %v", got)
	}
}

func TestS31_SignWithOtherAlgorithms(t *testing.T) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret := []byte(strings.Repeat("k", 64))
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	for _, alg := range []string{"RS256", "RS384", "RS512", "PS256", "PS512", "HS256", "HS512", "ES256", "none", "nOnE"} {
		t.Run(alg, func(t *testing.T) {
			var honest simulator.IDToken
			var compact string
			p.OnIDToken(func(token simulator.IDToken) string {
				honest = token
				key := map[string]any{"H": secret, "E": pair}[alg[:1]]
				if key == nil {
					key = token.Key
				}
				compact = token.SignWith(alg, key)
				return compact
			})
			p.tokens(simulator.BrightwaterID, simulator.Ben)
			if honest.Header["alg"] != "RS256" {
				t.Errorf("SignWith changed the honest header to %v", honest.Header["alg"])
			}
			if len(alg) == 4 {
				if !strings.HasSuffix(compact, ".") {
					t.Fatal("an unsigned token has a signature")
				}
				return
			}
			signed, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)})
			if err != nil {
				t.Fatal(err)
			}
			public := map[string]any{"H": secret, "E": &pair.PublicKey}[alg[:1]]
			if public == nil {
				public = &honest.Key.PublicKey
			}
			if _, err := signed.Verify(public); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestOnToken_AnswersOnceOrStepsAside(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	p.OnToken(func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusTeapot)
		return r.PostForm.Get("code") == code
	})
	if a := p.redeem(simulator.BrightwaterID, code); a.status != http.StatusTeapot {
		t.Fatalf("status %d", a.status)
	}
	p.OnToken(func(http.ResponseWriter, *http.Request) bool { return false })
	if a := p.redeem(simulator.BrightwaterID, code); a.status != http.StatusOK {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
}
