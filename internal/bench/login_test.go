package bench_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"workbooks.com/authconsole/views"
)

const (
	crowd   = 300 // people, each with a browser of their own
	workers = 8   // as in performance.md
	rounds  = 4
)

// BenchmarkLogin is complete log-ins with Microsoft through the console, with SQLite at
// synchronous=FULL on a disk, beside those of a bare relying party that stores nothing,
// in turns and by the same browsers: each from the button to the session's cookie. First
// comes everybody's first log-in, which makes them a user by User Provisioning.
func BenchmarkLogin(b *testing.B) {
	r := newLoginRig(b, filepath.Join(diskDir(b), "workbooks.db"))
	browsers := r.browsers(crowd)
	at(b, r.bare, browsers[:50]) // warm
	first, firstTook := at(b, r.console, browsers[50:])
	at(b, r.console, browsers[:50])
	at(b, r.console, browsers)
	var console, bare, took time.Duration
	for range rounds {
		cpu, length := at(b, r.console, browsers)
		console, took = console+cpu, took+length
		cpu, _ = at(b, r.bare, browsers)
		bare += cpu
	}
	ms := func(d time.Duration, logins int) float64 { return float64(d) / float64(logins) / 1e6 }
	console, bare = console/rounds, bare/rounds
	latency, floor := steady(b, r.console, browsers), steady(b, r.bare, browsers)
	only(b, map[string]float64{
		"cpu-ms/login": ms(console, crowd), "cpu-ms/bare": ms(bare, crowd), "ratio-bare": float64(console) / float64(bare),
		"logins/s": rounds * crowd / took.Seconds(), "logins/cpu-s": 1e3 / ms(console, crowd),
		"p50-ms-at-100/s": latency(0.50), "p99-ms-at-100/s": latency(0.99),
		"p50-ms-bare": floor(0.50), "p99-ms-bare": floor(0.99),
		"cpu-ms/first": ms(first, crowd-50), "ratio-first": ms(first, crowd-50) / ms(console, crowd), "firsts/s": (crowd - 100) / firstTook.Seconds(),
		"MB-after": r.console.process.resident() / 1e6,
	})
}

// party is what is logged in to.
type party struct {
	process *process
	address *url.URL
	begin   func(party, *browser) (*http.Response, error)
	back    string // the path of its redirect URI
}

// at lets every browser log in once, eight at a time, and returns what the party used
// for it.
func at(b *testing.B, p party, browsers []*browser) (cpu, took time.Duration) {
	b.Helper()
	before, began := p.process.cpu(), time.Now()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(browsers); i = next.Add(1) - 1 {
				if err := browsers[i].login(p); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if b.Failed() {
		b.FailNow()
	}
	return p.process.cpu() - before, time.Since(began)
}

// steady lets a hundred a second log in, however long each takes, and returns the
// quantiles of that in milliseconds.
func steady(b *testing.B, p party, browsers []*browser) func(float64) float64 {
	b.Helper()
	took := make([]float64, 3*len(browsers))
	began := time.Now()
	var wg sync.WaitGroup
	for i := range took {
		due := began.Add(time.Duration(i) * 10 * time.Millisecond)
		time.Sleep(time.Until(due))
		wg.Go(func() {
			if err := browsers[i%len(browsers)].login(p); err != nil {
				b.Error(err)
			}
			took[i] = float64(time.Since(due)) / 1e6
		})
	}
	wg.Wait()
	slices.Sort(took)
	return func(q float64) float64 { return took[int(q*float64(len(took)-1))] }
}

func beginAtConsole(p party, w *browser) (*http.Response, error) {
	return w.post(p.process.URL+views.PathLoginMicrosoft, url.Values{"email": {""}, "return_to": {"/"}})
}

func beginAtBare(p party, w *browser) (*http.Response, error) { return w.get(p.process.URL + "/login") }
