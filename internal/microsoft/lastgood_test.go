package microsoft_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestF18_ClientStartsWhileMicrosoftIsDownAndRecovers(t *testing.T) {
	now, n := newClock(), serve(t, newStage())
	down := true
	c := connect(t, n, func(cfg *microsoft.Config) {
		cfg.Now, cfg.HTTP = now.Now, &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if down {
				return nil, errors.New("connection refused")
			}
			return n.client().Transport.RoundTrip(r)
		})}
	})
	wantKind(t, authorize(t, c, brightwater), microsoft.Unreachable)
	down = false
	wantKind(t, authorize(t, c, brightwater), microsoft.Unreachable) // remembered for 3 s
	now.Add(4 * time.Second)
	if err := authorize(t, c, brightwater); err != nil {
		t.Errorf("still failing after Microsoft came back: %v", err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestF19_BadDiscoveryIsBoundedAndLastGoodIsKept(t *testing.T) {
	rows := []struct {
		name string
		h    http.HandlerFunc
		kind microsoft.Kind
	}{
		{"status 500", func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, 500, `{}`) }, microsoft.Trouble},
		{"HTML", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, microsoft.Nonsense},
		{"HTML that says JSON", func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, 200, "<html>") }, microsoft.Nonsense},
		{"10 MB", func(w http.ResponseWriter, _ *http.Request) {
			sendJSON(w, 200, `{"x":"`+strings.Repeat("a", 10<<20)+`"}`)
		}, microsoft.Nonsense},
		{"never ends", hang, microsoft.Slow},
		{"drips", drip, microsoft.Slow},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusFound)
		}, microsoft.Nonsense},
		{"cut short", cutShort, microsoft.Nonsense},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { badDiscovery(t, row.h, row.kind) }) })
	}
}

func badDiscovery(t *testing.T, bad http.HandlerFunc, kind microsoft.Kind) {
	s := newStage()
	good := s.discovery
	logged := &lines{}
	c := connect(t, serve(t, s), func(cfg *microsoft.Config) { cfg.Log = logged.logger() })
	s.set(&s.discovery, bad)
	before := time.Now()
	wantKind(t, authorize(t, c, brightwater), kind)
	if took := time.Since(before); took > 5*time.Second {
		t.Errorf("took %v, want at most 5 s", took)
	}
	time.Sleep(4 * time.Second)
	s.set(&s.discovery, good)
	if err := authorize(t, c, brightwater); err != nil {
		t.Fatal(err)
	}
	s.set(&s.discovery, bad)
	time.Sleep(25 * time.Hour)
	if err := authorize(t, c, brightwater); err != nil {
		t.Errorf("last good document not kept: %v", err)
	}
	time.Sleep(time.Second)
	if err := authorize(t, c, brightwater); err != nil {
		t.Errorf("last good document not kept: %v", err)
	}
	if got := logged.count(); got != 1 {
		t.Errorf("%d log lines, want 1", got)
	}
}

func TestDiscovery_IsFetchedOnceAndRefreshedOnUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		c := connect(t, serve(t, s))
		uses := func(n int) {
			for range n {
				if err := authorize(t, c, brightwater); err != nil {
					t.Error(err)
				}
			}
			synctest.Wait()
		}
		for _, step := range []struct {
			after time.Duration
			want  int
		}{{0, 1}, {59 * time.Minute, 1}, {2 * time.Minute, 2}, {2 * time.Minute, 2}, {72 * time.Hour, 3}} {
			time.Sleep(step.after)
			uses(20)
			if got := s.count("discovery"); got != step.want {
				t.Errorf("after %v more: %d fetches, want %d", step.after, got, step.want)
			}
		}
	})
}

func TestDiscovery_ParallelUsersShareOneFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		good := s.discovery
		s.discovery = func(w http.ResponseWriter, r *http.Request) { time.Sleep(time.Second); good(w, r) }
		c := connect(t, serve(t, s))
		for range 100 {
			go func() {
				if err := authorize(t, c, brightwater); err != nil {
					t.Error(err)
				}
			}()
		}
		impatient, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := c.AuthorizeURL(impatient, brightwater, request(t))
		wantKind(t, err, microsoft.Slow)
		time.Sleep(2 * time.Second)
		if got := s.count("discovery"); got != 1 {
			t.Errorf("%d fetches, want 1", got)
		}
	})
}

func TestDiscovery_InventedTenantsDoNotEvictRealOnes(t *testing.T) {
	s := newStage()
	good := s.discovery
	s.discovery = func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(tenantIn(r), "00000000") {
			sendJSON(w, 400, `{"error":"invalid_tenant"}`)
			return
		}
		good(w, r)
	}
	c := local(t, s)
	if err := authorize(t, c, brightwater); err != nil {
		t.Fatal(err)
	}
	for i := range 1100 {
		wantKind(t, authorize(t, c, fmt.Sprintf("00000000-0000-4000-8000-%012d", i)), microsoft.UnknownTenant)
	}
	before := s.count("discovery")
	if err := authorize(t, c, brightwater); err != nil || s.count("discovery") != before {
		t.Errorf("the real tenant was evicted (%v)", err)
	}
}

func TestDiscovery_RemembersAThousandTenants(t *testing.T) {
	s := newStage()
	c := local(t, s)
	tenant := func(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", i) }
	ask := func(i, want int) {
		t.Helper()
		if err := authorize(t, c, tenant(i)); err != nil || s.count("discovery") != want {
			t.Errorf("tenant %d: %d fetches (%v), want %d", i, s.count("discovery"), err, want)
		}
	}
	for i := range 1000 {
		ask(i, i+1)
	}
	ask(0, 1000)    // remembered, and now used last
	ask(1000, 1001) // takes the place of tenant 1
	ask(0, 1001)
	ask(1, 1002)
}
