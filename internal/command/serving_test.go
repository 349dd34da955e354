package command_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/command"
)

// running is a command that serves until the test ends it.
type running struct {
	t    *testing.T
	out  output
	errs output
	stop context.CancelFunc
	code chan int
}

func background(t *testing.T, args ...string) *running {
	t.Helper()
	return backgroundTo(t, nil, args...)
}

// backgroundTo is background with another place for the log, or nil.
func backgroundTo(t *testing.T, errs io.Writer, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{t: t, stop: cancel, code: make(chan int, 1)}
	if errs == nil {
		errs = &r.errs
	}
	go func() {
		r.code <- command.Run(ctx, args, command.Streams{In: strings.NewReader(""), Out: &r.out, Err: errs})
	}()
	t.Cleanup(cancel)
	return r
}

// address waits until the command has printed an address after these words.
func (r *running) address(words string) string {
	r.t.Helper()
	pattern := regexp.MustCompile(regexp.QuoteMeta(words) + `\S*\s+(http://\S+)`)
	for range 1000 {
		if m := pattern.FindStringSubmatch(r.out.String()); m != nil {
			return m[1]
		}
		select {
		case code := <-r.code:
			r.t.Fatalf("ended with %d: %s", code, r.errs.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
	r.t.Fatalf("%q was never printed; errors: %s", words, r.errs.String())
	return ""
}

// end stops the command as Ctrl-C does and returns its exit code.
func (r *running) end() int {
	r.t.Helper()
	r.stop()
	select {
	case code := <-r.code:
		return code
	case <-time.After(15 * time.Second):
		r.t.Fatal("did not stop")
		return -1
	}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func login(t *testing.T, console string) *http.Response {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Jar: jar}).PostForm(console+"/login", url.Values{"email": {"ada@brightwater.example"}, "password": {"workbooks-demo"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

func TestDemo_StartsServesStopsAndLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d := background(t, "demo", "--listen", "127.0.0.1:0", "--simulator-listen", "127.0.0.1:0", "--accounts", "25")
	console, simulated := d.address("Workbooks console"), d.address("Simulated Microsoft")
	if status, body := get(t, simulated); status != http.StatusOK || !strings.Contains(body, "not Microsoft") {
		t.Errorf("the simulated Microsoft must say what it is (%d)", status)
	}
	if res := login(t, console); res.Request.URL.Path != "/" {
		t.Errorf("login ended at %s", res.Request.URL)
	}
	if code := d.end(); code != command.ExitDone {
		t.Errorf("exit code %d: %s", code, d.errs.String())
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestDemo_KeepsItsDataWhenAsked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for round := range 2 {
		d := background(t, "demo", "--listen", "127.0.0.1:0", "--simulator-listen", "127.0.0.1:0", "--data", dir)
		if res := login(t, d.address("Workbooks console")); res.Request.URL.Path != "/" {
			t.Errorf("round %d: login ended at %s", round, res.Request.URL)
		}
		if code := d.end(); code != command.ExitDone {
			t.Fatalf("round %d: exit code %d: %s", round, code, d.errs.String())
		}
	}
	code, out, errs := run(t, "", "account", "list", "--database-url", "sqlite:"+filepath.Join(dir, "workbooks.db"))
	if code != 0 || strings.Count(out, "Brightwater Ltd") != 1 {
		t.Errorf("after two starts: %s%s", out, errs)
	}
}

func TestServe_AgainstTheSimulatorAndCheck(t *testing.T) {
	freshDatabase(t)
	run(t, "", "account", "add", "Brightwater Ltd")
	console := freePort(t)
	sim := background(t, "simulator", "--listen", "127.0.0.1:0", "--console", "http://"+console)
	authority := sim.address("Simulated Microsoft (not the real one):")
	for name, value := range map[string]string{
		"LISTEN": console, "PUBLIC_URL": "http://" + console, "SESSION_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
		"MICROSOFT_AUTHORITY": authority, "MICROSOFT_GRAPH_URL": authority + "/graph", "METRICS_LISTEN": freePort(t),
		"MICROSOFT_CLIENT_ID": "5d3f8a10-77c2-4b6e-9a41-0c8e2f6b1a00", "MICROSOFT_CLIENT_SECRET": "canary-secret",
	} {
		t.Setenv(name, value)
	}
	code, out, errs := run(t, "", "check")
	if code != 0 {
		t.Fatalf("check: exit %d\n%s%s", code, out, errs)
	}
	for _, want := range []string{"http://" + console + "/microsoft/consent", "http://" + console + "/microsoft/callback", "REDACTED", "audit trail verified", "signing keys"} {
		if !strings.Contains(out, want) {
			t.Errorf("check does not print %q:\n%s", want, out)
		}
	}
	s := background(t, "serve")
	waitFor(t, "http://"+console+"/readyz")
	if status, body := get(t, "http://"+os.Getenv("METRICS_LISTEN")+"/metrics"); status != http.StatusOK || !strings.Contains(body, "console_request_seconds") {
		t.Errorf("metrics: %d", status)
	}
	if code := s.end(); code != command.ExitDone {
		t.Errorf("serve: exit %d: %s", code, s.errs.String())
	}
	if all := out + errs + s.errs.String() + s.out.String(); strings.Contains(all, "canary-secret") {
		t.Error("the client secret was printed")
	}
	sim.end()
	if code, out, _ := run(t, "", "check"); code != command.ExitFailed || !strings.Contains(out, "WRONG") {
		t.Errorf("check without Microsoft: exit %d\n%s", code, out)
	}
}

// TestF18_ServesWithoutMicrosoft starts against an authority where nobody listens.
func TestF18_ServesWithoutMicrosoft(t *testing.T) {
	freshDatabase(t)
	console := freePort(t)
	for name, value := range map[string]string{
		"LISTEN": console, "PUBLIC_URL": "http://" + console, "SESSION_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
		"MICROSOFT_AUTHORITY": "http://" + freePort(t), "MICROSOFT_CLIENT_ID": "5d3f8a10-77c2-4b6e-9a41-0c8e2f6b1a00", "MICROSOFT_CLIENT_SECRET": "y",
	} {
		t.Setenv(name, value)
	}
	s := background(t, "serve")
	waitFor(t, "http://"+console+"/readyz")
	if status, _ := get(t, "http://"+console+"/login"); status != http.StatusOK {
		t.Errorf("login page: %d", status)
	}
	if code := s.end(); code != command.ExitDone {
		t.Errorf("exit %d: %s", code, s.errs.String())
	}
}

func waitFor(t *testing.T, address string) {
	t.Helper()
	for range 500 {
		if res, err := http.Get(address); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s never answered", address)
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}
