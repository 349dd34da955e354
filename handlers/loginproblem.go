package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// problemCookie tells the page of a failed log-in which one it is. Only this browser
// has it, so that a reference alone shows nobody anything (S06).
const problemCookie = "login-problem"

type loginProblem struct {
	TraceID  string    `json:"i,omitempty"`
	Cause    string    `json:"w,omitempty"` // where there is no trace
	ReturnTo string    `json:"r"`
	Typed    string    `json:"e,omitempty"`
	Reauth   bool      `json:"c,omitempty"`
	Several  bool      `json:"s,omitempty"` // more than one account fits the person
	At       time.Time `json:"a"`
}

// toProblem leaves Microsoft's answer behind: 303 to a page that may be reloaded.
func (c *Console) toProblem(ctx echo.Context, f flow, traceID string, several bool) error {
	p := loginProblem{TraceID: traceID, ReturnTo: f.ReturnTo, Typed: f.Typed, Reauth: f.Purpose == flowReauth, Several: several}
	return c.showLater(ctx, p)
}

// untraced is toProblem without a trace.
func (c *Console) untraced(ctx echo.Context, f flow, cause guidance.Cause) error {
	return c.showLater(ctx, loginProblem{Cause: string(cause), ReturnTo: f.ReturnTo, Typed: f.Typed, Reauth: f.Purpose == flowReauth})
}

// keyProblem is where a request leaves its problem for those that came beside it.
const keyProblem = "login problem"

func (c *Console) showLater(ctx echo.Context, p loginProblem) error {
	p.At = c.Now().UTC().Truncate(time.Second)
	ctx.Set(keyProblem, p)
	c.sealed.put(ctx, problemCookie, p, flowLife)
	return ctx.Redirect(http.StatusSeeOther, views.PathLoginProblem)
}

// loginProblemPage handles GET /login/problem: why a log-in came to nothing, and who
// can help. Without the cookie there is nothing to tell.
func (c *Console) loginProblemPage(ctx echo.Context) error {
	var p loginProblem
	if !c.sealed.get(ctx.Request(), problemCookie, &p) || c.Now().Sub(p.At).Abs() > flowLife {
		return ctx.Redirect(http.StatusSeeOther, views.PathLogin)
	}
	if p.TraceID == "" {
		return c.showUntraced(ctx, p)
	}
	t, err := c.Store.SignInTrace(ctx.Request().Context(), p.TraceID)
	if errors.Is(err, store.ErrNotFound) {
		return ctx.Redirect(http.StatusSeeOther, views.PathLogin)
	}
	if err != nil {
		return err
	}
	cause := t.Failure.Cause
	account, ask, err := c.whomToAsk(ctx, t)
	if err != nil {
		return err
	}
	m := views.LoginProblemModel{
		Account: account, Ask: ask,
		Failed: views.GuidanceView{
			Guidance: cause.For(guidance.ForUser), Failure: t.Failure, Reference: t.Reference, At: t.EndedAt, AccountUsed: t.AccountUsed,
		},
		Tenant: t.TenantID, Email: p.Typed, Reauth: p.Reauth, Several: p.Several, ReturnTo: p.ReturnTo, Now: c.Now(),
	}
	return c.showProblem(ctx, loginStatus(cause), m)
}

// whomToAsk names the account and who administers it (lessons.md, 24): to somebody whom
// its own organisation has vouched for, and not to guests.
func (c *Console) whomToAsk(ctx echo.Context, t store.Trace) (account, people string, err error) {
	if t.Kind != store.TraceLogin || t.AccountID == "" || t.AccountUsed == "" || t.Details != nil && t.Details.GuestOf != "" {
		return "", "", nil
	}
	a, err := c.Store.Account(ctx.Request().Context(), t.AccountID)
	if err != nil {
		return "", "", err
	}
	list, err := c.Store.Administrators(ctx.Request().Context(), t.AccountID, 3)
	return a.Name, nameList(list), err
}

// showUntraced is the page of a failure that was not kept, because too many came at
// once from one place: the person is told all the same.
func (c *Console) showUntraced(ctx echo.Context, p loginProblem) error {
	cause := knownCause(guidance.Cause(p.Cause))
	return c.showProblem(ctx, loginStatus(cause), views.LoginProblemModel{
		Failed: views.GuidanceView{
			Guidance: cause.For(guidance.ForUser), Failure: guidance.Failure{Cause: cause}, Reference: reference(ctx), At: p.At,
		},
		Email: p.Typed, Reauth: p.Reauth, ReturnTo: p.ReturnTo, Now: c.Now(),
	})
}

func (c *Console) showProblem(ctx echo.Context, status int, m views.LoginProblemModel) error {
	return c.render(ctx, status, views.LoginProblemPage(c.frame(ctx, "Not logged in"), m))
}

// loginStatus is the status code of the page for each outcome of a log-in.
func loginStatus(cause guidance.Cause) int {
	switch cause {
	case guidance.StateUnknown, guidance.StateExpired, guidance.OtherBrowser, guidance.BadAnswer, guidance.BadToken, guidance.CodeSpent,
		guidance.Cancelled, guidance.Declined, guidance.AccountChoiceEnded:
		return http.StatusBadRequest
	case guidance.GroupsUnreadable, guidance.MicrosoftUnreachable, guidance.MicrosoftNonsense, guidance.MicrosoftTrouble,
		guidance.OurCredential, guidance.OurSetup, guidance.SecretExpired, guidance.RedirectMismatch:
		return http.StatusBadGateway
	case guidance.MicrosoftSlow:
		return http.StatusGatewayTimeout
	case guidance.TooManyRequests:
		return http.StatusServiceUnavailable
	default:
		return http.StatusForbidden
	}
}
