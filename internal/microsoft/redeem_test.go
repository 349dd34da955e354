package microsoft_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestRedeem_NeedsEveryProtectingValue(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	for name, spoil := range map[string]func(*microsoft.RedeemRequest){
		"code":     func(r *microsoft.RedeemRequest) { r.Code = "" },
		"nonce":    func(r *microsoft.RedeemRequest) { r.Nonce = "" },
		"verifier": func(r *microsoft.RedeemRequest) { r.Verifier = "" },
		"redirect": func(r *microsoft.RedeemRequest) { r.RedirectURI = "" },
	} {
		r := redemption(t)
		spoil(&r)
		if _, err := c.Redeem(t.Context(), brightwater, r); !errors.Is(err, microsoft.ErrIncomplete) {
			t.Errorf("without %s: error %v, want ErrIncomplete", name, err)
		}
	}
	if s.count("token") != 0 {
		t.Error("a code was sent although the request was incomplete")
	}
}

func tokenJSON(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, status, body) }
}

func TestRedeem_SendsSecretInTheBodyOnly(t *testing.T) {
	s := newStage()
	s.token = func(w http.ResponseWriter, r *http.Request) {
		body := read(t, r.Body)
		if strings.Contains(r.URL.String(), secret) || !strings.Contains(body, "client_secret="+secret) {
			t.Error("secret not where it belongs")
		}
		if r.URL.Path != "/"+brightwater+"/oauth2/v2.0/token" || r.Method != http.MethodPost {
			t.Errorf("%s %s", r.Method, r.URL.Path)
		}
		for _, name := range []string{"Origin", "Authorization", "Cookie", "Referer"} {
			if r.Header.Get(name) != "" {
				t.Errorf("sent header %s", name)
			}
		}
		sendJSON(w, 400, `{"error":"invalid_grant"}`)
	}
	_, err := connect(t, serve(t, s)).Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Refused)
}

func TestF22_BrokenConnectionIsNotRetried(t *testing.T) {
	s := newStage()
	s.token = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	c := connect(t, serve(t, s))
	for range 3 { // later ones go over reused connections, where the transport may retry
		_, err := c.Redeem(t.Context(), brightwater, redemption(t))
		e := wantKind(t, err, microsoft.Unreachable)
		if cause := errors.Unwrap(e); cause == nil || strings.Contains(cause.Error(), "http") {
			t.Errorf("cause %v, want one without the address", cause)
		}
		if err := authorize(t, c, brightwater); err != nil {
			t.Fatal(err)
		}
	}
	if s.count("token") != 3 {
		t.Errorf("%d requests for 3 codes", s.count("token"))
	}
}

func TestF22_TransportCannotSendTheCodeAgain(t *testing.T) {
	s := newStage()
	posts := 0
	n := serve(t, s)
	c := connect(t, n, func(cfg *microsoft.Config) {
		direct := cfg.HTTP.Transport
		cfg.HTTP.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				posts++
				if r.GetBody != nil {
					t.Error("the body can be sent again")
				}
			}
			return direct.RoundTrip(r)
		})
	})
	_, err := c.Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Trouble)
	if posts != 1 {
		t.Errorf("%d token requests", posts)
	}
}

func TestF22_TLSErrorIsUnreachable(t *testing.T) {
	n := serve(t, newStage()) // speaks plain HTTP where TLS is expected
	c := connect(t, n, func(cfg *microsoft.Config) { cfg.Authority = "https://127.0.0.1:8081" })
	wantKind(t, authorize(t, c, brightwater), microsoft.Unreachable)
}

func TestRedeem_OutageOfKeysDoesNotSpendTheCode(t *testing.T) {
	s := newStage()
	s.keys = tokenJSON(500, `{}`)
	_, err := connect(t, serve(t, s)).Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Trouble)
	if s.count("token") != 0 {
		t.Error("the code was spent although nothing could be verified")
	}
}

func TestF21_HangingTokenEndpointEndsAfterTenSeconds(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{"no answer": hang, "head only": headersThenHang, "drips": drip} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStage()
				s.token = h
				c := connect(t, serve(t, s))
				before := time.Now()
				_, err := c.Redeem(t.Context(), brightwater, redemption(t))
				wantKind(t, err, microsoft.Slow)
				if took := time.Since(before); took != 10*time.Second {
					t.Errorf("took %v, want 10 s", took)
				}
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Error("cause is not kept")
				}
			})
		})
	}
}

func TestF21_AtMost64TokenRequestsHangAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		var now, most atomic.Int64
		s.token = func(w http.ResponseWriter, r *http.Request) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			hang(w, r)
		}
		c := connect(t, serve(t, s))
		kinds := map[microsoft.Kind]int{}
		var mu sync.Mutex
		before := time.Now()
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() {
				_, err := c.Redeem(t.Context(), brightwater, redemption(t))
				var e *microsoft.Error
				if errors.As(err, &e) {
					mu.Lock()
					kinds[e.Kind]++
					mu.Unlock()
				}
				if e.Kind == microsoft.Busy && time.Since(before) != 2*time.Second {
					t.Errorf("waited %v for a slot, want 2 s", time.Since(before))
				}
			})
		}
		time.Sleep(time.Second)
		if err := authorize(t, c, brightwater); err != nil || time.Since(before) > time.Second {
			t.Errorf("others were held up: %v", err)
		}
		all.Wait()
		want := map[microsoft.Kind]int{microsoft.Slow: 64, microsoft.Busy: 136}
		if diff := cmp.Diff(want, kinds); diff != "" || most.Load() != 64 {
			t.Errorf("most at once %d\n%s", most.Load(), diff)
		}
		_, err := c.Redeem(t.Context(), brightwater, redemption(t))
		wantKind(t, err, microsoft.Slow) // slots are free again
	})
}

func TestClose_EndsWhatRunsInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		c := connect(t, serve(t, s))
		if err := authorize(t, c, brightwater); err != nil {
			t.Fatal(err)
		}
		ended := make(chan time.Time, 1)
		s.set(&s.discovery, func(w http.ResponseWriter, r *http.Request) { hang(w, r); ended <- time.Now() })
		time.Sleep(2 * time.Hour)
		if err := authorize(t, c, brightwater); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		closed := time.Now()
		c.Close()
		if at := <-ended; !at.Equal(closed) {
			t.Errorf("the refresh went on for %v", at.Sub(closed))
		}
	})
}
