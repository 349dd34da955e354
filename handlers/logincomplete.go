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
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

// maxLoginHint bounds what is kept to log out of Microsoft without a question.
const maxLoginHint = 1024

// enterAccount decides for one account, with what Microsoft Graph tells in time.
func (c *Console) enterAccount(ctx echo.Context, f flow, in microsoft.SignIn, candidate signin.Candidate) error {
	person := personOf(in.Identity)
	learned := c.learn(context.WithoutCancel(ctx.Request().Context()), in, person, candidate)
	return c.completeLogin(ctx, f, in.Identity, store.SignIn{
		AccountID: candidate.AccountID, Tenant: person.TenantID, Person: person,
		Membership: learned.membership, GroupsFrom: learned.source, Mailbox: learned.mailbox, Domains: learned.domains,
	})
}

// completeLogin writes the log-in, or its refusal, in one transaction, and gives the
// browser its session. The state of the flow is spent by it, whatever comes of it.
func (c *Console) completeLogin(ctx echo.Context, f flow, id microsoft.Identity, s store.SignIn) error {
	session, err := c.sessions.Get(ctx.Request(), c.sessions.name())
	if err != nil {
		return err
	}
	secret, in := c.sessions.prepare(session)
	in.IP, in.UserAgent, in.LoginHint = ctx.RealIP(), ctx.Request().UserAgent(), bounded(id.LoginHint, maxLoginHint)
	in.ExpiresAt = c.Now().Add(c.MicrosoftSessionLife)
	if id.SessionID != "" {
		in.SIDHash = hash([]byte(id.SessionID))
	}
	s.Session, s.StateHash, s.StartedAt, s.KnownUserID = in, hash([]byte(f.state())), f.StartedAt, f.UserID
	s.Reference = newReference()
	done, err := c.Store.CompleteSignIn(context.WithoutCancel(ctx.Request().Context()), c.stranger(ctx), s)
	if errors.Is(err, store.ErrSpent) {
		return c.spentFlow(ctx, f)
	}
	if err != nil {
		return err
	}
	c.dropFlow(ctx, f)
	if done.Cause != guidance.None {
		c.loginEnded(ctx, s.Reference, guidance.Failure{Cause: done.Cause})
		return c.toProblem(ctx, f, done.TraceID)
	}
	return c.loggedIn(ctx, f, session, secret, done)
}

func (c *Console) loggedIn(ctx echo.Context, f flow, session *sessions.Session, secret []byte, done store.SignedIn) error {
	outcome := "signed_in"
	if done.Provisioned {
		outcome = "provisioned"
	}
	c.Metrics.login(outcome)
	c.rememberLogin(ctx, done.User.ID)
	if err := c.sessions.issue(ctx.Response(), session, secret); err != nil {
		return err
	}
	return ctx.Redirect(http.StatusSeeOther, f.ReturnTo)
}

// bounded is a text, or nothing when it is too long to be kept.
func bounded(s string, limit int) string {
	if len(s) > limit || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) {
		return ""
	}
	return s
}
