package bench_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/views"
)

func BenchmarkBinary(b *testing.B) {
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	only(b, map[string]float64{"MB": float64(info.Size()) / 1e6})
}

// BenchmarkStart is from exec to the first log-in page, with an existing
// database: the median of five.
func BenchmarkStart(b *testing.B) {
	db := database(b)
	took := make([]float64, 5)
	for i := range took {
		console := freeAddress(b)
		began := time.Now()
		p := start(b, console, serveEnv(console, freeAddress(b), db), "serve")
		p.await("/login")
		took[i] = float64(time.Since(began)) / 1e6
		p.stop()
	}
	slices.Sort(took)
	only(b, map[string]float64{"ms/start": took[2], "ms/slowest": took[4]})
}

// BenchmarkMemory is resident memory after start, and after 10,000 pages.
func BenchmarkMemory(b *testing.B) {
	p := pair(b, database(b))
	idle := p.resident()
	client := loggedIn(b, p)
	load(b, client, p.URL+views.PathAuthentication, 8, 10_000)
	only(b, map[string]float64{"MB-idle": idle / 1e6, "MB-after-10000": p.resident() / 1e6})
}

// BenchmarkAuthenticationPage is the signed-in Authentication window: CPU for a
// request at full speed, and latency at 500 requests a second.
func BenchmarkAuthenticationPage(b *testing.B) {
	p := pair(b, database(b))
	client := loggedIn(b, p)
	address := p.URL + views.PathAuthentication
	load(b, client, address, 4, 1000)
	const n = 10_000
	before := p.cpu()
	began := time.Now()
	load(b, client, address, 4, n)
	took, cpu := time.Since(began), p.cpu()-before
	lat := openLoop(client, address, 500, 5*time.Second)
	only(b, map[string]float64{
		"cpu-ms/request": float64(cpu) / n / 1e6, "requests/s": n / took.Seconds(),
		"p50-ms-at-500/s": lat(0.50), "p99-ms-at-500/s": lat(0.99),
	})
}

// BenchmarkBytes is what a browser fetches: the first page with all assets, and
// a later page, compressed.
func BenchmarkBytes(b *testing.B) {
	p := pair(b, database(b))
	client := loggedIn(b, p)
	page, html := fetch(b, client, p.URL+views.PathAuthentication)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		b.Fatal(err)
	}
	assets := 0
	doc.Find("link[href], script[src]").Each(func(_ int, s *goquery.Selection) {
		n, _ := fetch(b, client, p.URL+s.AttrOr("href", s.AttrOr("src", "")))
		assets += n
	})
	only(b, map[string]float64{"KB-first-load": float64(page+assets) / 1e3, "KB-later": float64(page) / 1e3})
}

// BenchmarkConsent is the console's CPU for one completed link, from the button
// to the confirmation page: start, both callbacks, token and Graph calls.
func BenchmarkConsent(b *testing.B) {
	p := pair(b, database(b))
	people := map[string]string{
		"brightwater": "ada@brightwater.example", "harbour": "henry@harbour.example",
		"quarry": "rita@quarry.example", "longname": "lone@longname.example",
	}
	const each = 29 // an account may start 30 requests in a burst
	var browsers []*apptest.Browser
	for _, name := range organisations() {
		browser := apptest.Attach(b, p.URL).Browser()
		browser.Login(name+"@bench.example", password)
		browser.Link(people[name])
		browsers = append(browsers, browser)
	}
	before, links := p.cpu(), 0
	for range each {
		for _, browser := range browsers {
			browser.Get(views.PathConsents + "/replace")
			browser.Press("form[data-consent] button")
			// The browser is still logged in at Microsoft as the one who may approve.
			if page := browser.Press(`button[name="answer"][value="accept"]`); !page.Has("#confirmation") {
				b.Fatalf("not linked: %s", page.Text("main"))
			}
			links++
		}
	}
	only(b, map[string]float64{"cpu-ms/link": float64(p.cpu()-before) / float64(links) / 1e6, "links": float64(links)})
}

// only reports figures instead of time per operation.
func only(b *testing.B, figures map[string]float64) {
	b.ReportMetric(0, "ns/op")
	for unit, value := range figures {
		b.ReportMetric(value, unit)
	}
}

func loggedIn(b *testing.B, p *process) *http.Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	res, err := client.PostForm(p.URL+"/login", url.Values{"email": {"brightwater@bench.example"}, "password": {password}})
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("login: %v", err)
	}
	_ = res.Body.Close()
	return client
}

func get(client *http.Client, address string) (*http.Response, error) {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	return client.Do(r)
}

// load sends n requests from several workers.
func load(b *testing.B, client *http.Client, address string, workers, n int) {
	b.Helper()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range n / workers {
				res, err := get(client, address)
				if err != nil || res.StatusCode != http.StatusOK {
					b.Errorf("GET: %v", err)
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
		})
	}
	wg.Wait()
}

// openLoop asks at a steady rate whatever the answers take, and returns the
// quantiles of the latency in milliseconds.
func openLoop(client *http.Client, address string, perSecond int, length time.Duration) func(float64) float64 {
	n := int(length.Seconds() * float64(perSecond))
	took := make([]float64, n)
	began := time.Now()
	var wg sync.WaitGroup
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(due))
		wg.Go(func() {
			if res, err := get(client, address); err == nil {
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
			took[i] = float64(time.Since(due)) / 1e6
		})
	}
	wg.Wait()
	slices.Sort(took)
	return func(q float64) float64 { return took[int(q*float64(n-1))] }
}

// fetch returns the bytes on the wire of one answer, and its text where it is
// not compressed.
func fetch(b *testing.B, client *http.Client, address string) (int, string) {
	b.Helper()
	res, err := get(client, address)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("GET %s: %v", address, err)
	}
	defer func() { _ = res.Body.Close() }()
	wire, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	plain, err := client.Get(address)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = plain.Body.Close() }()
	text, err := io.ReadAll(plain.Body)
	if err != nil {
		b.Fatal(err)
	}
	return len(wire), string(text)
}
