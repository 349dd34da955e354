package microsoft_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
)

// local is a client whose requests go straight into a stage, without a network.
func local(t testing.TB, s *stage) *microsoft.Client {
	t.Helper()
	c, err := microsoft.New(microsoft.Config{
		Authority: authority, Graph: authority, ClientID: clientID, ClientSecret: secret,
		HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Body == nil {
				r.Body = http.NoBody
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w.Result(), nil
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// answerWith makes the stage hand out that ID token.
func answerWith(s *stage, id string) {
	body, err := json.Marshal(map[string]string{"token_type": "Bearer", "access_token": "a", "id_token": id})
	if err != nil {
		panic(err)
	}
	s.set(&s.token, tokenJSON(200, string(body)))
}

// hostile are tokens that try to wear out or confuse a parser. Those that can
// be are signed well, so that only the strictness stands in their way.
func hostile(nonce string) map[string]string {
	claims := text(stageClaims(nonce))
	sign := func(header, payload string) string { return signed(stageKey(), header, payload) }
	within := func(part string) string { return strings.Replace(claims, "{", "{"+part+",", 1) }
	nested := func(n int) string { return `"x":` + strings.Repeat("[", n) + strings.Repeat("]", n) }
	honest := strings.Split(sign(stageHeader, claims), ".")
	return map[string]string{
		"just too long":                sign(stageHeader, within(`"x":"`+strings.Repeat("a", 49_152)+`"`)),
		"100k dots":                    strings.Repeat(".", 100_000),
		"60k dots":                     strings.Repeat(".", 60_000),
		"depth 10k":                    sign(stageHeader, within(nested(10_000))),
		"depth 20":                     sign(stageHeader, within(nested(20))),
		"depth 10k in the header":      sign("{"+nested(10_000)+"}", claims),
		"doubled claim":                sign(stageHeader, within(`"tid":"`+brightwater+`"`)),
		"doubled claim in an object":   sign(stageHeader, within(`"x":{"a":1,"a":2}`)),
		"doubled claim in capitals":    sign(stageHeader, within(`"NONCE":"`+nonce+`"`)),
		"doubled claim with a long s":  sign(stageHeader, within("\"i\u017fs\":\"x\"")),
		"doubled claim with an escape": sign(stageHeader, within(`"\u0073ub":"x"`)),
		"doubled header":               sign(strings.Replace(stageHeader, "{", `{"alg":"none",`, 1), claims),
		"two objects":                  sign(stageHeader, claims+claims),
		"payload null":                 sign(stageHeader, "null"),
		"payload list":                 sign(stageHeader, "["+claims+"]"),
		"payload text":                 sign(stageHeader, `"x"`),
		"header list":                  sign("[]", claims),
		"encrypted":                    sign(strings.Replace(stageHeader, "{", `{"enc":"A256GCM",`, 1), claims),
		"encrypted, five parts":        "e30.e30.e30.e30.e30",
		"zipped":                       sign(strings.Replace(stageHeader, "{", `{"zip":"DEF",`, 1), claims),
		"JSON serialisation":           `{"protected":"` + honest[0] + `","payload":"` + honest[1] + `","signature":"` + honest[2] + `"}`,
		"signature in a second part":   strings.Join(append(slices.Clone(honest), honest[2]), "."),
		"detached payload":             honest[0] + ".." + honest[2],
		"line break":                   honest[0] + "." + honest[1] + ".\n" + honest[2],
		"padding":                      honest[0] + "=." + honest[1] + "." + honest[2],
		"standard base64":              base64.StdEncoding.EncodeToString([]byte(stageHeader)) + "+/." + honest[1] + "." + honest[2],
		"NUL":                          "\x00",
		"empty parts":                  "..",
		"no kid":                       sign(`{"alg":"RS256"}`, claims),
		"kid is a number":              sign(`{"alg":"RS256","kid":1}`, claims),
	}
}

func TestS41_HostileTokensAreRejectedQuickly(t *testing.T) {
	s := newStage()
	c := local(t, s)
	started := redemption(t)
	for path, tenant := range paths() {
		for name, token := range hostile(started.Nonce) {
			t.Run(path+"/"+name, func(t *testing.T) {
				answerWith(s, token)
				if took := refusedAfter(t, c, tenant, started); took > 50*time.Millisecond {
					t.Errorf("took %v", took)
				}
			})
		}
	}
}

// refusedAfter demands that the token is refused and returns the fastest of five
// times, since the machine may be busy with other things.
func refusedAfter(t *testing.T, c *microsoft.Client, tenant string, started microsoft.RedeemRequest) time.Duration {
	t.Helper()
	fastest := time.Hour
	for range 5 {
		before := time.Now()
		got, err := c.Redeem(t.Context(), tenant, started)
		fastest = min(fastest, time.Since(before))
		wantKind(t, err, microsoft.InvalidToken)
		if !cmp.Equal(got.Identity, microsoft.Identity{}) {
			t.Error("a hostile token left something behind")
		}
	}
	return fastest
}

func TestS41_TokenOfOneMegabyteIsNotEvenParsed(t *testing.T) {
	s := newStage()
	answerWith(s, strings.Repeat("a", 1<<20))
	_, err := local(t, s).Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Nonsense)
}

func TestS41_LargestTokenAllowedIsAccepted(t *testing.T) {
	s := newStage()
	started := redemption(t)
	claims := strings.Replace(text(stageClaims(started.Nonce)), "{", `{"x":"`+strings.Repeat("a", 48_000)+`",`, 1)
	answerWith(s, signed(stageKey(), stageHeader, claims))
	if _, err := local(t, s).Redeem(t.Context(), brightwater, started); err != nil {
		t.Error(err)
	}
}

func TestS41_ZipBombIsBounded(t *testing.T) {
	s := newStage()
	sent := 0
	c, err := microsoft.New(microsoft.Config{
		Authority: authority, Graph: authority, ClientID: clientID, ClientSecret: secret,
		HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(r.URL.Path, "/token") {
				w := httptest.NewRecorder()
				r.Body = http.NoBody
				s.ServeHTTP(w, r)
				return w.Result(), nil
			}
			endless := io.NopCloser(readerFunc(func(p []byte) (int, error) { sent += len(p); return copy(p, bytes.Repeat([]byte(" "), len(p))), nil }))
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: endless, Request: r}, nil
		})},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Nonsense)
	if sent > 4<<20 {
		t.Errorf("read %d bytes of an endless body", sent)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func FuzzVerify(f *testing.F) {
	s := newStage()
	c := local(f, s)
	started := redemption(f)
	honest := signed(stageKey(), stageHeader, text(stageClaims(started.Nonce)))
	f.Add(honest)
	for _, token := range hostile(started.Nonce) {
		if len(token) < 4<<10 {
			f.Add(token)
		}
	}
	f.Fuzz(func(t *testing.T, token string) {
		answerWith(s, token)
		got, err := c.Redeem(t.Context(), brightwater, started)
		if token == honest {
			return
		}
		var e *microsoft.Error
		if !errors.As(err, &e) || !cmp.Equal(got.Identity, microsoft.Identity{}) {
			t.Errorf("accepted %q (%v)", token, err)
		}
	})
}

// FuzzVerifySigned varies payloads that Microsoft's own key has signed.
func FuzzVerifySigned(f *testing.F) {
	s := newStage()
	c := local(f, s)
	started := redemption(f)
	claims := text(stageClaims(started.Nonce))
	f.Add(stageHeader, claims)
	f.Add(stageHeader, strings.Replace(claims, "{", `{"wids":null,"acct":1,"idp":"live.com",`, 1))
	f.Add(`{"alg":"RS256","kid":"k1","jwk":{}}`, claims)
	f.Fuzz(func(t *testing.T, header, payload string) {
		answerWith(s, signed(stageKey(), header, payload))
		got, err := c.Redeem(t.Context(), brightwater, started)
		if err != nil && !cmp.Equal(got.Identity, microsoft.Identity{}) {
			t.Errorf("left something behind with %v", err)
		}
		if err == nil && (got.Identity.TenantID != brightwater || !microsoft.ValidTenantID(got.Identity.ObjectID) || got.Identity.Subject == "") {
			t.Errorf("accepted %+v", got.Identity)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	s := newStage()
	c := local(b, s)
	started := redemption(b)
	answerWith(s, signed(stageKey(), stageHeader, text(stageClaims(started.Nonce))))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Redeem(b.Context(), brightwater, started); err != nil {
			b.Fatal(err)
		}
	}
}
