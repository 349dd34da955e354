package bench_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

const (
	clientID     = "5d3f8a10-77c2-4b6e-9a41-0c8e2f6b1a00"
	clientSecret = "simulated-secret-for-the-demo-only"
)

// loginRig is a console with User Provisioning on, a bare relying party, and the
// simulated Microsoft of both, which is part of this process.
type loginRig struct {
	b             *testing.B
	console, bare party
	simulator     string
	transport     *http.Transport
}

// bareBinary builds the bare relying party once, as the program is built.
var bareBinary = sync.OnceValues(func() (string, error) {
	dir, err := folder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "bare")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "workbooks.com/authconsole/internal/bench/bare")
	build.Stderr = os.Stderr
	return path, build.Run()
})

func newLoginRig(b *testing.B, db string) *loginRig {
	b.Helper()
	people(b, db)
	console, bare := freeAddress(b), freeAddress(b)
	sim := httptest.NewUnstartedServer(nil)
	authority := sim.Listener.Addr().String()
	public := &url.URL{Scheme: "http", Host: console}
	handler, err := simulator.New(simulator.Options{
		Authority: "http://" + authority, ClientID: clientID, ClientSecret: clientSecret, ExtraPeople: crowd,
		RedirectURIs: append(handlers.RedirectURIs(public), "http://"+bare+"/callback"),
	})
	if err != nil {
		b.Fatal(err)
	}
	sim.Config.Handler = handler
	sim.Start()
	b.Cleanup(sim.Close)
	// Behind a proxy that tells the browsers' addresses: one address may log in only so fast.
	env := append(serveEnv(console, authority, db), "TRUSTED_PROXIES=127.0.0.1/32")
	r := &loginRig{b: b, simulator: sim.URL, transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	r.console = party{start(b, console, env, "serve"), public, beginAtConsole, "/microsoft/login"}
	r.provisioning()
	path, err := bareBinary()
	if err != nil {
		b.Fatal(err)
	}
	process := startAt(b, path, bare, nil, bare, sim.URL+"/"+simulator.BrightwaterID+"/v2.0", clientID, clientSecret)
	r.bare = party{process, &url.URL{Scheme: "http", Host: bare}, beginAtBare, "/callback"}
	return r
}

// provisioning links the account, and makes users of everybody in «All Users».
func (r *loginRig) provisioning() {
	admin := apptest.Attach(r.b, r.console.process.URL).Browser()
	admin.Login(organisations()[0]+"@bench.example", password)
	admin.Link(simulator.Ada)
	admin.Get(views.PathTemplates)
	admin.Press(`form[action="` + views.PathProvisioningOn + `"] button`)
	admin.Press(`button[name="answer"][value="accept"]`)
	p := admin.Post(views.PathTemplates, url.Values{"group_name": {"All Users"}, "edition": {"CRM"}, "enabled": {"1"}, "user_group": {"Everyone"}})
	if !strings.Contains(p.Text("main"), "User Provisioning is on") || !strings.Contains(p.Text("main"), "All Users") {
		r.b.Fatalf("User Provisioning is not on: %s", p.Text("main"))
	}
}

// browsers are n browsers in which as many people are logged in at Microsoft.
func (r *loginRig) browsers(n int) []*browser {
	list := make([]*browser, n)
	for i := range list {
		jar, err := cookiejar.New(nil)
		if err != nil {
			r.b.Fatal(err)
		}
		stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		list[i] = &browser{
			client: &http.Client{Jar: jar, Transport: r.transport, CheckRedirect: stay}, address: fmt.Sprintf("10.0.%d.%d", i/250, i%250+1), who: simulator.InCrowd(i + 1),
		}
		if err := list[i].pick(r); err != nil {
			r.b.Fatal(err)
		}
	}
	return list
}

// browser is one person's, with cookies.
type browser struct {
	client       *http.Client
	address, who string
}

var errand = regexp.MustCompile(`name="continue" value="([^"]+)"`)

// pick logs the person in at Microsoft, by a journey that goes no further.
func (w *browser) pick(r *loginRig) error {
	query := url.Values{
		"client_id": {clientID}, "response_type": {"code"}, "redirect_uri": {r.bare.process.URL + r.bare.back}, "scope": {"openid"},
		"state": {"x"}, "nonce": {"x"}, "code_challenge": {strings.Repeat("x", 43)}, "code_challenge_method": {"S256"},
	}
	res, err := w.client.Get(r.simulator + "/" + simulator.BrightwaterID + "/oauth2/v2.0/authorize?" + query.Encode())
	if err != nil {
		return err
	}
	page, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	found := errand.FindSubmatch(page)
	if err != nil || found == nil {
		return fmt.Errorf("nobody is asked who it is: %d %w", res.StatusCode, err)
	}
	_, err = w.post(r.simulator+"/login", url.Values{"continue": {string(found[1])}, "account": {w.who}})
	return err
}

// login goes from the button by way of Microsoft to the session. An earlier session is
// over by then, as on the next morning.
func (w *browser) login(p party) error {
	w.client.Jar.SetCookies(p.address, []*http.Cookie{{Name: "session", Path: "/", MaxAge: -1}})
	res, err := p.begin(p, w)
	for range 2 { // to Microsoft, and back
		if err != nil {
			return err
		}
		if res, err = w.get(res.Header.Get("Location")); err != nil {
			return err
		}
	}
	if at := res.Request.URL; at.Path != p.back || res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
		return fmt.Errorf("%s ended at %s with %d to %q", w.who, at.Path, res.StatusCode, res.Header.Get("Location"))
	}
	return nil
}

func (w *browser) get(address string) (*http.Response, error) {
	return w.send(http.MethodGet, address, "")
}

func (w *browser) post(address string, form url.Values) (*http.Response, error) {
	return w.send(http.MethodPost, address, form.Encode())
}

func (w *browser) send(method, address, body string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("X-Forwarded-For", w.address)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := w.client.Do(r)
	if err != nil {
		return nil, err
	}
	_, _ = io.Copy(io.Discard, res.Body)
	return res, res.Body.Close()
}

// diskDir is a folder on the disk of the source tree: the system's temporary folder may
// be memory, where it costs nothing to make writes durable.
func diskDir(b *testing.B) string {
	b.Helper()
	parent, err := filepath.Abs("../../.cache")
	if err == nil {
		err = os.MkdirAll(parent, 0o700)
	}
	if err != nil {
		b.Fatal(err)
	}
	dir, err := os.MkdirTemp(parent, "bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
