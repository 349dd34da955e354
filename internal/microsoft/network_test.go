package microsoft_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
)

const (
	authority = "http://127.0.0.1:8081"
	clientID  = "6f0d9c1e-5a37-4b82-9e64-1c2d3e4f5a6b"
	secret    = "canary-client-secret"
	callback  = "http://127.0.0.1:8080/microsoft/callback"
)

// network is HTTP in memory: real client and server code over net.Pipe, so that
// it also runs under the false clock of testing/synctest. It has one host; an
// attempt to reach another fails the test.
type network struct {
	t     *testing.T
	conns chan net.Conn
	shut  chan struct{}
	once  sync.Once
}

func serve(t *testing.T, h http.Handler) *network {
	t.Helper()
	n := &network{t: t, conns: make(chan net.Conn), shut: make(chan struct{})}
	server := &http.Server{Handler: h, ErrorLog: nil}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(n) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return n
}

func (n *network) dial(ctx context.Context, _, address string) (net.Conn, error) {
	if address != "127.0.0.1:8081" {
		n.t.Errorf("reached for another host: %s", address)
		return nil, net.ErrClosed
	}
	near, far := net.Pipe()
	select {
	case n.conns <- far:
		return near, nil
	case <-n.shut:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case conn := <-n.conns:
		return conn, nil
	case <-n.shut:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error   { n.once.Do(func() { close(n.shut) }); return nil }
func (n *network) Addr() net.Addr { return &net.TCPAddr{} }

func (n *network) client() *http.Client {
	transport := &http.Transport{DialContext: n.dial, MaxIdleConnsPerHost: 64}
	n.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// connect makes a client for the network's host. Changes are for single tests.
func connect(t *testing.T, n *network, changes ...func(*microsoft.Config)) *microsoft.Client {
	t.Helper()
	cfg := microsoft.Config{
		Authority: authority, Graph: authority + "/graph", ClientID: clientID, ClientSecret: secret, HTTP: n.client(),
	}
	for _, change := range changes {
		change(&cfg)
	}
	c, err := microsoft.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// clock is a settable time for client and simulator alike.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newSecret(t testing.TB) string {
	t.Helper()
	s, err := microsoft.Secret()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func read(t testing.TB, r io.ReadCloser) string {
	t.Helper()
	defer func() { _ = r.Close() }()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
