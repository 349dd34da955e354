package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/views"
)

const (
	// flowLife is how long a log-in waits for Microsoft's answer.
	flowLife = 15 * time.Minute
	// maxFlows is how many log-ins of one browser may be under way; one more ends
	// the oldest (lessons.md, 12).
	maxFlows = 5
	// maxTyped bounds the e-mail address that a flow remembers, in bytes.
	maxTyped = 254

	flowCookie = "login-"
	flowTag    = 8 // characters of the state that name its cookie
)

// What a journey to Microsoft is for. It is part of what the browser brings back
// (attacks.md, S13).
const (
	flowLogin  = "login"
	flowReauth = "reauth"
)

// flow is one journey of a person who logs in. The database knows nothing of it
// before it ends: all of it is in a sealed cookie of the browser that started it, so
// that ten thousand unfinished ones cost nothing (S09). Its state is spent in the
// transaction that ends it.
type flow struct {
	Secret    string    `json:"s"` // 256 bits; state, nonce and verifier come from it
	Purpose   string    `json:"p"`
	Tenant    string    `json:"t"`           // a tenant's ID or microsoft.Organizations
	Typed     string    `json:"e,omitempty"` // e-mail address that was typed
	ReturnTo  string    `json:"r"`
	UserID    string    `json:"u,omitempty"` // who logged in here last, or who confirms who they are
	Choose    bool      `json:"c,omitempty"` // the person wants to choose among several accounts
	StartedAt time.Time `json:"a"`
}

func newFlow(purpose string, now time.Time) (flow, error) {
	secret, err := microsoft.Secret()
	return flow{Secret: secret, Purpose: purpose, StartedAt: now.UTC().Truncate(time.Second)}, err
}

func (f flow) derive(purpose string) string {
	mac := hmac.New(sha256.New, []byte(f.Secret))
	mac.Write([]byte(purpose))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (f flow) state() string    { return f.derive("state of a log-in") }
func (f flow) nonce() string    { return f.derive("nonce of a log-in") }
func (f flow) verifier() string { return f.derive("verifier of a log-in") }

// over reports whether the flow has lived too long. One from the future, by a clock
// that was set back, is over too.
func (f flow) over(now time.Time) bool {
	age := now.Sub(f.StartedAt)
	return age > flowLife || age < -microsoft.Leeway
}

// keepFlow binds a flow to this browser: one cookie for each, so that tabs do not
// disturb each other (lessons.md, 14).
func (c *Console) keepFlow(ctx echo.Context, f flow) {
	prefix := c.sealed.name(flowCookie)
	var mine []string
	for _, cookie := range ctx.Request().Cookies() {
		if name, ok := strings.CutPrefix(cookie.Name, prefix); ok && len(name) == flowTag {
			mine = append(mine, name)
		}
	}
	for i := 0; i < len(mine)-(maxFlows-1); i++ {
		c.sealed.drop(ctx, flowCookie+mine[i])
	}
	c.sealed.put(ctx, flowCookie+f.state()[:flowTag], f, flowLife)
}

func (c *Console) dropFlow(ctx echo.Context, f flow) {
	c.sealed.drop(ctx, flowCookie+f.state()[:flowTag])
}

// flowOf finds the flow that an answer belongs to, if this browser started one. An
// empty or short state never does (S04).
func (c *Console) flowOf(r *http.Request, state string) (flow, bool) {
	var f flow
	if len(state) <= flowTag || !c.sealed.get(r, flowCookie+state[:flowTag], &f) || len(f.Secret) < 43 {
		return flow{}, false
	}
	return f, subtle.ConstantTimeCompare([]byte(f.state()), []byte(state)) == 1
}

// toMicrosoft sends the browser to log in at Microsoft.
func (c *Console) toMicrosoft(ctx echo.Context, f flow, prompt, hint string) error {
	to, err := c.Microsoft.AuthorizeURL(ctx.Request().Context(), f.Tenant, microsoft.AuthorizeRequest{
		RedirectURI: LoginRedirectURI(c.PublicURL), State: f.state(), Nonce: f.nonce(), Verifier: f.verifier(),
		Scopes: consentScopes(), Prompt: prompt, LoginHint: hint,
	})
	if err != nil {
		return c.notReached(ctx, f, err)
	}
	c.keepFlow(ctx, f)
	return ctx.Redirect(http.StatusSeeOther, to)
}

// notReached says on the log-in page that Microsoft cannot be asked now (F18).
// Passwords go on working meanwhile.
func (c *Console) notReached(ctx echo.Context, f flow, err error) error {
	failure := microsoftFailure(err).Failure
	c.Log.Warn("log-in not started", "reference", reference(ctx), "cause", string(failure.Cause), "error", err)
	if f.Purpose == flowReauth {
		return c.showConfirmIdentity(ctx, statusOf502(failure.Cause), f.ReturnTo, unreachableWords(failure.Cause))
	}
	return c.showLogin(ctx, statusOf502(failure.Cause), views.LoginForm{
		Email: f.Typed, ReturnTo: f.ReturnTo, MicrosoftError: unreachableWords(failure.Cause),
	})
}
