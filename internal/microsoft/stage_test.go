package microsoft_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"

	"workbooks.com/authconsole/internal/microsoft"
)

const brightwater = "7a1c5e90-3b42-4f7d-9c68-2e0f5a9b1d01"

// stage is a bare authority for faults that a well-behaved one cannot have: each
// endpoint is a function that a test replaces, and each request is counted.
type stage struct {
	mu                            sync.Mutex
	discovery, keys, token, graph http.HandlerFunc
	counts                        map[string]int
}

func newStage() *stage {
	return &stage{
		counts:    map[string]int{},
		discovery: func(w http.ResponseWriter, r *http.Request) { sendJSON(w, 200, discoveryOf(tenantIn(r))) },
		keys: func(w http.ResponseWriter, _ *http.Request) {
			sendJSON(w, 200, keysOf(publishedKey("k1", &stageKey().PublicKey)))
		},
		token: func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, 500, `{}`) },
		graph: func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, 500, `{}`) },
	}
}

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A server notices that its client is gone only once the body is read.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.pick(r.URL.Path)(w, r)
}

func (s *stage) pick(path string) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	for suffix, endpoint := range map[string]struct {
		name string
		h    http.HandlerFunc
	}{
		"/openid-configuration": {"discovery", s.discovery}, "/keys": {"keys", s.keys},
		"/token": {"token", s.token}, "/organization": {"organization", s.graph},
		"/microsoft.graph.group": {"groups", s.graph}, "/licenseDetails": {"licences", s.graph},
	} {
		if strings.HasSuffix(path, suffix) {
			s.counts[endpoint.name]++
			return endpoint.h
		}
	}
	return http.NotFound
}

func (s *stage) set(endpoint *http.HandlerFunc, h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*endpoint = h
}

func (s *stage) count(endpoint string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[endpoint]
}

// stageKey is made once, since making an RSA key is slow.
var stageKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

func discoveryOf(tenant string) string {
	issuer := tenant
	if tenant == microsoft.Organizations {
		issuer = "{tenantid}"
	}
	return fmt.Sprintf(`{"issuer":"%[1]s/%[3]s/v2.0","authorization_endpoint":"%[1]s/%[2]s/oauth2/v2.0/authorize",`+
		`"token_endpoint":"%[1]s/%[2]s/oauth2/v2.0/token","jwks_uri":"%[1]s/%[2]s/discovery/v2.0/keys",`+
		`"end_session_endpoint":"%[1]s/%[2]s/oauth2/v2.0/signout"}`, authority, tenant, issuer)
}

func keysOf(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }

func publishedKey(kid string, key *rsa.PublicKey) string {
	return publishedFor(kid, key, authority+"/{tenantid}/v2.0")
}

func publishedFor(kid string, key *rsa.PublicKey, issuer string) string {
	n := base64.RawURLEncoding.EncodeToString(key.N.Bytes())
	e := base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes())
	return fmt.Sprintf(`{"kty":"RSA","use":"sig","kid":%q,"n":%q,"e":%q,"issuer":%q}`, kid, n, e, issuer)
}

func tenantIn(r *http.Request) string { return strings.Split(r.URL.Path, "/")[1] }

func sendJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func request(t testing.TB) microsoft.AuthorizeRequest {
	t.Helper()
	return microsoft.AuthorizeRequest{
		RedirectURI: callback, State: newSecret(t), Nonce: newSecret(t), Verifier: newSecret(t),
		Scopes: []string{"openid", "profile", "email", "User.Read"},
	}
}

func redemption(t testing.TB) microsoft.RedeemRequest {
	t.Helper()
	return microsoft.RedeemRequest{RedirectURI: callback, Code: "canary-code", Verifier: newSecret(t), Nonce: newSecret(t)}
}

// wantKind fails unless err is an *Error of that kind, and returns it.
func wantKind(t testing.TB, err error, kind microsoft.Kind) *microsoft.Error {
	t.Helper()
	var e *microsoft.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Fatalf("error %v, want kind %q", err, kind)
	}
	return e
}
