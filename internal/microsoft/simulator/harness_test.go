package simulator_test

import (
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

const (
	clientID     = "5d2f7a10-0c3e-4b6d-9a81-7e4c5b2d1f60"
	clientSecret = "a secret & its = signs"
	consentURI   = "http://127.0.0.1:8080/microsoft/consent"
	callbackURI  = "http://127.0.0.1:8080/microsoft/callback"
	verifier     = "verifier-verifier-verifier-verifier-verifier-1"
	allScopes    = "openid profile email User.Read"
)

// platform is a simulator under test behind a real listener, with a settable clock.
type platform struct {
	*simulator.Server
	t   *testing.T
	url string

	mu  sync.Mutex
	now time.Time
}

func start(t *testing.T) *platform {
	t.Helper()
	return startWith(t, func(*simulator.Options) {})
}

func startWith(t *testing.T, change func(*simulator.Options)) *platform {
	t.Helper()
	listener := httptest.NewUnstartedServer(nil)
	p := &platform{t: t, url: "http://" + listener.Listener.Addr().String(), now: time.Date(2026, 3, 3, 10, 30, 0, 0, time.UTC)}
	options := simulator.Options{
		Authority: p.url, ClientID: clientID, ClientSecret: clientSecret, AppName: "Workbooks",
		RedirectURIs: []string{consentURI, callbackURI}, Console: "http://127.0.0.1:8080", Now: p.clock,
	}
	change(&options)
	server, err := simulator.New(options)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	p.Server = server
	listener.Config.Handler = server
	listener.Start()
	t.Cleanup(listener.Close)
	return p
}

func (p *platform) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *platform) advance(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}
