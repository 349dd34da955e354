package handlers

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/password"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Options are what the console is made of. All but Metrics, TrustedProxies, Mail
// and Outbox are required.
type Options struct {
	Store            *store.Store
	Microsoft        *microsoft.Client
	PublicURL        *url.URL // scheme and host; every link and redirect URI starts with it
	Authority        string   // Microsoft's sign-in host, for the Content-Security-Policy
	SessionKeys      [][]byte // 32 bytes each; the first signs, all are accepted
	RequireAdminRole bool
	// MicrosoftSessionLife is when a session that began with Microsoft ends, however
	// busy it is; zero is policy.MicrosoftSessionLife.
	MicrosoftSessionLife time.Duration
	TrustedProxies       []*net.IPNet
	Now                  func() time.Time
	Log                  *slog.Logger
	Metrics              *Metrics // nil: nothing is counted
	Mail                 Mail     // nil: invitations are links to copy
	Outbox               Outbox   // nil outside of the demo
}

// Console answers every request of the authentication console.
type Console struct {
	Options
	echo      *echo.Echo
	sessions  *sessionStore
	sealed    *sealed
	inflight  *inflight
	passwords *password.Checker
	limits    limits
	exports   chan struct{} // exports that run now
	pool      *respondPool
	crossSite *http.CrossOriginProtection
	fatal     []byte // the 500 page, rendered once
}

// New returns the console as an http.Handler.
func New(o Options) (*Console, error) {
	c := &Console{
		Options:   o,
		echo:      echo.New(),
		passwords: password.NewChecker(),
		inflight:  newInflight(o.Now),
		limits:    newLimits(o.Now),
		exports:   make(chan struct{}, exportsAtOnce),
		pool:      newRespondPool(),
		crossSite: http.NewCrossOriginProtection(),
	}
	if err := c.crossSite.AddTrustedOrigin(o.PublicURL.String()); err != nil {
		return nil, fmt.Errorf("handlers: public URL: %w", err)
	}
	if c.MicrosoftSessionLife == 0 {
		c.MicrosoftSessionLife = policy.MicrosoftSessionLife
	}
	c.sessions = newSessionStore(o.Store, o.SessionKeys, c.secure())
	c.sealed = newSealed(o.SessionKeys, c.secure())
	if err := c.renderFatal(); err != nil {
		return nil, err
	}
	c.echo.HTTPErrorHandler = c.handleError
	c.echo.IPExtractor = ipExtractor(o.TrustedProxies)
	c.routes()
	return c, nil
}

// ServeHTTP answers one request.
func (c *Console) ServeHTTP(w http.ResponseWriter, r *http.Request) { c.echo.ServeHTTP(w, r) }

// Routes lists every route, for tests that walk them.
func (c *Console) Routes() []*echo.Route { return c.echo.Routes() }

// RedirectURIs are those to register at Microsoft, one for each purpose. They come
// from PUBLIC_URL and never from a request (lessons.md, 20; attacks.md, S89).
func RedirectURIs(public *url.URL) []string {
	return []string{ConsentRedirectURI(public), SignInRedirectURI(public), LoginRedirectURI(public), public.String() + views.PathLoggedOut}
}

// FrontChannelLogoutURL is the logout URL to register at Microsoft.
func FrontChannelLogoutURL(public *url.URL) string { return public.String() + pathFrontChannel }

// LoginRedirectURI is where log-ins come back.
func LoginRedirectURI(public *url.URL) string { return public.String() + pathLoginCallback }

// ConsentRedirectURI is where an admin consent comes back.
func ConsentRedirectURI(public *url.URL) string { return public.String() + pathConsentCallback }

// SignInRedirectURI is where the proving sign-in comes back.
func SignInRedirectURI(public *url.URL) string { return public.String() + pathSignInCallback }

func (c *Console) secure() bool { return c.PublicURL.Scheme == "https" }

// renderFatal keeps the page for the case that rendering itself is broken.
func (c *Console) renderFatal() error {
	var b bytes.Buffer
	page := views.ProblemPage(views.Frame{Title: "Something went wrong"}, views.ProblemModel{
		Status: http.StatusInternalServerError,
		Title:  "Something went wrong on our side",
		Words:  "Nothing was changed. Please try again in a moment; if it happens again, tell Workbooks support when it happened.",
		Ways:   []views.Way{{Label: "Start again", Path: views.PathDesktop}},
	})
	if err := page.Render(context.Background(), &b); err != nil {
		return fmt.Errorf("handlers: render the 500 page: %w", err)
	}
	c.fatal = b.Bytes()
	return nil
}

// ipExtractor believes X-Forwarded-For from the trusted proxies only (S87).
func ipExtractor(trusted []*net.IPNet) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, n := range trusted {
		options = append(options, echo.TrustIPRange(n))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
