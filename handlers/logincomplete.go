package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
)

// maxLoginHint bounds what is kept to log out of Microsoft without a question.
const maxLoginHint = 1024

// entry is a log-in that is about to be written, with the session that it would give.
type entry struct {
	flow    flow
	session *sessions.Session
	secret  []byte
	in      store.SignIn
}

func (c *Console) newEntry(ctx echo.Context, f flow, id microsoft.Identity, s store.SignIn) (entry, error) {
	session, err := c.sessions.Get(ctx.Request(), c.sessions.name())
	if err != nil {
		return entry{}, err
	}
	secret, in := c.sessions.prepare(session)
	in.IP, in.UserAgent, in.LoginHint = ctx.RealIP(), ctx.Request().UserAgent(), bounded(id.LoginHint, maxLoginHint)
	in.ExpiresAt, in.AuthTime = c.Now().Add(c.MicrosoftSessionLife), id.AuthTime
	if id.SessionID != "" {
		in.SIDHash = hash([]byte(id.SessionID))
	}
	s.Session, s.StateHash, s.StartedAt = in, hash([]byte(f.state())), f.StartedAt
	s.Reference = newReference()
	return entry{f, session, secret, s}, nil
}

// completeLogin writes the log-in, or its refusal, in one transaction.
func (c *Console) completeLogin(ctx echo.Context, e entry) error {
	done, err := c.Store.CompleteSignIn(context.WithoutCancel(ctx.Request().Context()), c.stranger(ctx), e.in)
	return c.loginDone(ctx, e, done, err)
}

// loginDone gives the browser its session, or says why not. The state of the flow is
// spent by now, whatever came of it.
func (c *Console) loginDone(ctx echo.Context, e entry, done store.SignedIn, err error) error {
	if errors.Is(err, store.ErrSpent) {
		return c.spentFlow(ctx, e.flow)
	}
	if err != nil {
		return err
	}
	c.dropFlow(ctx, e.flow)
	if done.Cause != guidance.None {
		c.loginEnded(ctx, e.in.Reference, guidance.Failure{Cause: done.Cause})
		several, err := c.fitsSeveral(ctx, e.in.Person)
		if err != nil {
			return err
		}
		return c.toProblem(ctx, e.flow, done.TraceID, several)
	}
	return c.loggedIn(ctx, e, done)
}

func (c *Console) loggedIn(ctx echo.Context, e entry, done store.SignedIn) error {
	outcome := store.OutcomeSignedIn
	if done.Provisioned {
		outcome = store.OutcomeProvisioned
	}
	c.Metrics.login(outcome)
	c.rememberLogin(ctx, done.User.ID)
	if err := c.sessions.issue(ctx.Response(), e.session, e.secret); err != nil {
		return err
	}
	return ctx.Redirect(http.StatusSeeOther, e.flow.ReturnTo)
}

// bounded is a text, or nothing when it is too long to be kept.
func bounded(s string, limit int) string {
	if len(s) > limit || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) {
		return ""
	}
	return s
}
