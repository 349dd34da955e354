package bench_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/views"
)

// The demo's support, by whom Link status is asked for.
const (
	support         = "sue@workbooks.example"
	supportPassword = "workbooks-demo"
)

// sizes are the numbers of accounts, BENCH_SIZES or a thousand, a hundred thousand
// and a million.
func sizes(b *testing.B) []int {
	b.Helper()
	text := os.Getenv("BENCH_SIZES")
	if text == "" {
		text = "1000,100000,1000000"
	}
	var list []int
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			b.Fatalf("BENCH_SIZES: %v", err)
		}
		list = append(list, n)
	}
	return list
}

// manyAccounts is a database with so many accounts beside the demo's. With BENCH_DIR
// it is made once and kept there.
func manyAccounts(b *testing.B, n int) string {
	b.Helper()
	dir := os.Getenv("BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	dir = filepath.Join(dir, fmt.Sprintf("accounts-%d", n))
	done := filepath.Join(dir, "done")
	if _, err := os.Stat(done); err == nil {
		return filepath.Join(dir, "workbooks.db")
	}
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	console, simulator := freeAddress(b), freeAddress(b)
	cmd := exec.Command(path, "demo", "--data", dir, "--accounts", strconv.Itoa(n), "--listen", console, "--simulator-listen", simulator)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	p := &process{b: b, cmd: cmd, URL: "http://" + console}
	b.Cleanup(p.stop)
	for deadline := time.Now().Add(30 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if res, err := http.Get(p.URL + "/healthz"); err == nil {
			_ = res.Body.Close()
			break
		}
		if time.Now().After(deadline) {
			b.Fatalf("%d accounts are not there after half an hour", n)
		}
	}
	p.stop()
	db := filepath.Join(dir, "workbooks.db")
	for i := range searchers {
		add := exec.Command(path, "user", "add", "--email", searcher(i), "--name", "Searcher", "--support")
		add.Env, add.Stdin = append(os.Environ(), "DATABASE_URL=sqlite:"+db), strings.NewReader(password+"\n")
		if out, err := add.CombinedOutput(); err != nil {
			b.Fatalf("user add: %v\n%s", err, out)
		}
	}
	if err := os.WriteFile(done, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	return db
}

// searchers is how many people of support the searches are shared by: one may only
// search so fast.
const searchers = 12

func searcher(i int) string { return fmt.Sprintf("searcher%d@workbooks.example", i) }

// BenchmarkLinkStatus is Link status for support, with session and headers, at several
// sizes: the server's CPU for the first, a filtered, a deep page and a search.
func BenchmarkLinkStatus(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			p := pair(b, manyAccounts(b, n))
			client := loggedInAs(b, p, support, supportPassword)
			deep := deepPage(b, client, p.URL)
			figures := map[string]float64{
				"cpu-ms/first":    pageCost(b, p, client, views.PathStatus),
				"cpu-ms/filtered": pageCost(b, p, client, views.PathStatus+"?state=disabled"),
				"cpu-ms/health":   pageCost(b, p, client, views.PathStatus+"?health=working"),
				"cpu-ms/by-name":  pageCost(b, p, client, views.PathStatus+"?order=name"),
				"cpu-ms/deep":     pageCost(b, p, client, deep),
			}
			for name, needle := range map[string]string{"hit": "bright", "miss": "zzzzqq", "letter": "a", "tenant": "7a1c5e90"} {
				figures["cpu-ms/search-"+name] = searchCost(b, p, needle)
			}
			figures["MB-after"] = p.resident() / 1e6
			only(b, figures)
		})
	}
}

// BenchmarkLinkStatusLatency is the first page of 100,000 accounts at 500 requests a
// second, its bytes, and memory after the load.
func BenchmarkLinkStatusLatency(b *testing.B) {
	p := pair(b, manyAccounts(b, 100_000))
	client := loggedInAs(b, p, support, supportPassword)
	load(b, client, p.URL+views.PathStatus, 4, 1000)
	lat := openLoop(client, p.URL+views.PathStatus, 500, 10*time.Second)
	wire, html := fetch(b, client, p.URL+views.PathStatus)
	only(b, map[string]float64{
		"p50-ms-at-500/s": lat(0.50), "p99-ms-at-500/s": lat(0.99), "KB-html": float64(len(html)) / 1e3, "KB-gzip": float64(wire) / 1e3,
		"MB-after": p.resident() / 1e6,
	})
}

// pageCost is the CPU of one request in milliseconds, over enough of them.
func pageCost(b *testing.B, p *process, client *http.Client, path string) float64 {
	b.Helper()
	load(b, client, p.URL+path, 4, 200)
	const n = 4000
	before := p.cpu()
	load(b, client, p.URL+path, 4, n)
	return float64(p.cpu()-before) / n / 1e6
}

// searchCost is that of a search.
func searchCost(b *testing.B, p *process, needle string) float64 {
	b.Helper()
	const each = 34 // four needles: within what one person may search at once
	clients := make([]*http.Client, searchers)
	for i := range clients {
		clients[i] = loggedInAs(b, p, searcher(i), password)
	}
	before := p.cpu()
	for _, client := range clients {
		load(b, client, p.URL+views.PathStatus+"?"+url.Values{"q": {needle}}.Encode(), 2, each)
	}
	return float64(p.cpu()-before) / searchers / each / 1e6
}

// deepPage follows «older» a hundred times, or to the end.
func deepPage(b *testing.B, client *http.Client, base string) string {
	b.Helper()
	path := views.PathStatus
	for range 100 {
		_, html := fetch(b, client, base+path)
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
		if err != nil {
			b.Fatal(err)
		}
		older, ok := doc.Find("a[rel=next]").Attr("href")
		if !ok {
			break
		}
		path = older
	}
	return path
}

func loggedInAs(b *testing.B, p *process, email, password string) *http.Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	res, err := client.PostForm(p.URL+"/login", url.Values{"email": {email}, "password": {password}})
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("login: %v", err)
	}
	_ = res.Body.Close()
	return client
}
