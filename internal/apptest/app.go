package apptest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/delivery"
	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
)

// The registration that console and simulator share.
const (
	ClientID     = "5d3f8a10-77c2-4b6e-9a41-0c8e2f6b1a00"
	ClientSecret = "canary-client-secret-9f27"
)

// App is a running console with a simulated Microsoft.
type App struct {
	Store     *store.Store
	Simulator *simulator.Server
	Microsoft *microsoft.Client
	Console   *handlers.Console
	URL       string // of the console
	Authority string // of the simulated Microsoft
	Database  string // path of the database file
	Clock     *Clock
	Log       *Log
	Outbox    *mail.Outbox

	t     testing.TB
	mails chan mail.Message
}

// Option changes how the console is started.
type Option func(*settings)

type settings struct {
	handlers.Options
	busyTimeout time.Duration
	transport   *http.Client
	https       bool
	database    string
	mute        bool
	sender      delivery.Sender
}

// WithBusyTimeout sets how long a write waits for the database.
func WithBusyTimeout(d time.Duration) Option { return func(s *settings) { s.busyTimeout = d } }

// WithoutAdminRole accepts a link from any member, as MICROSOFT_REQUIRE_ADMIN_ROLE=false.
func WithoutAdminRole() Option { return func(s *settings) { s.RequireAdminRole = false } }

// WithTrustedProxies believes X-Forwarded-For from these networks.
func WithTrustedProxies(nets ...*net.IPNet) Option {
	return func(s *settings) { s.TrustedProxies = nets }
}

// WithHTTPS serves over TLS, so that cookies are as in production.
func WithHTTPS() Option { return func(s *settings) { s.https = true } }

// WithTransport makes the console reach Microsoft through this client.
func WithTransport(c *http.Client) Option { return func(s *settings) { s.transport = c } }

// WithDatabase uses this database file instead of a fresh one.
func WithDatabase(path string) Option { return func(s *settings) { s.database = path } }

// WithMetrics counts into m.
func WithMetrics(m *handlers.Metrics) Option { return func(s *settings) { s.Metrics = m } }

// WithoutMail leaves the console without a way to send mails.
func WithoutMail() Option { return func(s *settings) { s.mute = true } }

// WithSender sends mails by this sender instead of keeping them in the outbox.
func WithSender(sender delivery.Sender) Option { return func(s *settings) { s.sender = sender } }

// signingKey is made once for all tests: it takes longer than most of them.
var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// Start starts everything and ends it with the test.
func Start(t testing.TB, options ...Option) *App {
	t.Helper()
	s := settings{busyTimeout: 5 * time.Second, database: filepath.Join(t.TempDir(), "workbooks.db")}
	s.RequireAdminRole = true
	for _, o := range options {
		o(&s)
	}
	a := &App{Clock: NewClock(), Log: &Log{}, Database: s.database, t: t}
	server, sim := httptest.NewUnstartedServer(nil), httptest.NewUnstartedServer(nil)
	scheme := "http"
	if s.https {
		scheme = "https"
	}
	public := &url.URL{Scheme: scheme, Host: server.Listener.Addr().String()}
	a.URL, a.Authority = public.String(), "http://"+sim.Listener.Addr().String()
	a.startSimulator(sim, public)
	a.openStore(s)
	a.startConsole(server, s, public)
	return a
}

func (a *App) startSimulator(server *httptest.Server, public *url.URL) {
	a.t.Helper()
	key, err := signingKey()
	a.must(err)
	a.Simulator, err = simulator.New(simulator.Options{
		Authority: a.Authority, ClientID: ClientID, ClientSecret: ClientSecret, AppName: "Workbooks", Now: a.Clock.Now, SigningKey: key,
		RedirectURIs: handlers.RedirectURIs(public), LogoutURL: handlers.FrontChannelLogoutURL(public),
	})
	a.must(err)
	server.Config.Handler = a.Simulator
	server.Start()
	a.t.Cleanup(server.Close)
}

// emptyDatabase is the file of a migrated database, made once for all tests: most of
// them take less time than the migrations.
var emptyDatabase = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "apptest-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "empty.db")
	s, err := store.Open(context.Background(), store.Options{URL: "sqlite:" + path})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func (a *App) openStore(s settings) {
	a.t.Helper()
	if _, err := os.Stat(s.database); errors.Is(err, fs.ErrNotExist) {
		empty, err := emptyDatabase()
		a.must(err)
		a.must(os.WriteFile(s.database, empty, 0o600))
	}
	var err error
	a.Store, err = store.Open(context.Background(), store.Options{
		URL: "sqlite:" + s.database, Now: a.Clock.Now, BusyTimeout: s.busyTimeout, Log: a.Log.Logger(),
	})
	a.must(err)
	a.t.Cleanup(func() { _ = a.Store.Close() }) // a test may have closed it already
}

func (a *App) startConsole(server *httptest.Server, s settings, public *url.URL) {
	a.t.Helper()
	var err error
	a.Microsoft, err = microsoft.New(microsoft.Config{
		Authority: a.Authority, Graph: a.Authority + "/graph", ClientID: ClientID, ClientSecret: ClientSecret,
		Now: a.Clock.Now, HTTP: s.transport, Log: a.Log.Logger(),
	})
	a.must(err)
	o := s.Options
	o.Store, o.Microsoft, o.PublicURL, o.Authority = a.Store, a.Microsoft, public, a.Authority
	o.SessionKeys, o.Now, o.Log = [][]byte{[]byte("01234567890123456789012345678901")}, a.Clock.Now, a.Log.Logger()
	if !s.mute {
		o.Mail, o.Outbox = a.startMail(s, o.SessionKeys, public), a.Outbox
	}
	a.Console, err = handlers.New(o)
	a.must(err)
	server.Config.Handler = a.Console
	if s.https {
		server.StartTLS()
	} else {
		server.Start()
	}
	a.t.Cleanup(func() {
		server.Close()
		a.Microsoft.Close()
	})
}

func (a *App) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// Clock is a clock that tests turn. It starts at a fixed time and stands still.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at 10:32 UTC on 3 March 2026.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 3, 3, 10, 32, 0, 0, time.UTC)} }

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance turns the clock on, or back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Log keeps everything that was logged.
type Log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write appends one record.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String returns everything logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// Logger returns a logger that writes here, everything from debug on.
func (l *Log) Logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Attach returns an App for a console that runs in a process of its own: only its
// browsers can be used.
func Attach(t testing.TB, consoleURL string) *App { return &App{URL: consoleURL, t: t} }
