package simulator_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// query builds a path with parameters; "-name" removes one, "name=value" sets it.
func query(path string, defaults map[string]string, changes ...string) string {
	values := url.Values{}
	for name, value := range defaults {
		values.Set(name, value)
	}
	for _, change := range changes {
		if name, removed := strings.CutPrefix(change, "-"); removed {
			values.Del(name)
			continue
		}
		name, value, _ := strings.Cut(change, "=")
		values.Set(name, value)
	}
	return path + "?" + values.Encode()
}

func consentPath(tenant string, changes ...string) string {
	return query("/"+tenant+"/v2.0/adminconsent", map[string]string{
		"client_id": clientID, "redirect_uri": consentURI, "scope": allScopes, "state": "state-1",
	}, changes...)
}

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func authorizePath(tenant string, changes ...string) string {
	return query("/"+tenant+"/oauth2/v2.0/authorize", map[string]string{
		"client_id": clientID, "redirect_uri": callbackURI, "scope": allScopes, "state": "state-2", "nonce": "nonce-2",
		"response_type": "code", "response_mode": "query", "code_challenge": challenge(), "code_challenge_method": "S256",
	}, changes...)
}

// signIn returns a code for the person in the tenant, whose consent must stand.
func (b *browser) signIn(tenant, person string, changes ...string) string {
	b.t.Helper()
	code := b.pick(b.get(authorizePath(tenant, changes...)), person).back(callbackURI).Get("code")
	if code == "" {
		b.t.Fatal("no code")
	}
	return code
}

// redeem posts a code to the token endpoint.
func (p *platform) redeem(tenant, code string, changes ...string) answer {
	p.t.Helper()
	_, encoded, _ := strings.Cut(query("", map[string]string{
		"grant_type": "authorization_code", "client_id": clientID, "client_secret": clientSecret,
		"code": code, "redirect_uri": callbackURI, "code_verifier": verifier,
	}, changes...), "?")
	form, err := url.ParseQuery(encoded)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.browser().post("/"+tenant+"/oauth2/v2.0/token", form)
}

func (p *platform) graph(path, token string) answer {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.url+"/graph"+path, nil)
	if err == nil && token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return p.browser().do(r, err)
}

// claims reads the payload of a token without checking anything.
func claims(t *testing.T, token any) map[string]any {
	t.Helper()
	compact, _ := token.(string)
	parts := strings.Split(compact, ".")
	if len(parts) != 3 {
		t.Fatalf("token has %d parts", len(parts))
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := json.Unmarshal(payload, &values); err != nil {
		t.Fatal(err)
	}
	return values
}
