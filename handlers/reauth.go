package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Why a confirmation by Microsoft was not accepted, as the page's address names it.
const (
	whyOther = "other"
	whyStale = "stale"

	wordsNotYou   = "That is another Microsoft account than the one that is logged in here. Please choose the right one."
	wordsNotFresh = "Microsoft did not ask for your password or another proof just now. Please try again and follow what Microsoft asks."
)

// requireFresh lets people through who have shown who they are not longer ago than
// policy.FreshFor, and asks everybody else to confirm it first (S62). A form that was posted is
// not carried over: its page is shown again, and the button pressed once more.
func (c *Console) requireFresh(back func(echo.Context) string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(ctx echo.Context) error {
			v, ok := visitor(ctx)
			if !ok {
				return errors.New("handlers: guard without a visitor")
			}
			if c.fresh(v) {
				return next(ctx)
			}
			to := back(ctx)
			if ctx.Request().Method != http.MethodPost {
				to = ctx.Request().URL.RequestURI()
			}
			return confirmFirst(ctx, to)
		}
	}
}

// fresh reports whether the visitor has shown who they are lately.
func (c *Console) fresh(v store.Visitor) bool {
	return policy.Fresh(v.Session.AuthenticatedAt, c.Now())
}

// confirmFirst sends people to show who they are, and from there to a path.
func confirmFirst(ctx echo.Context, to string) error { return redirect(ctx, confirmPath(to)) }

func confirmPath(to string) string {
	return views.PathConfirmIdentity + "?" + url.Values{"return_to": {policy.LocalPath(to)}}.Encode()
}

// confirmIdentityForm handles GET /confirm-identity.
func (c *Console) confirmIdentityForm(ctx echo.Context) error {
	q, err := query(ctx, maxURL, "return_to", "why")
	if err != nil {
		return err
	}
	words := map[string]string{whyOther: wordsNotYou, whyStale: wordsNotFresh}[q["why"]]
	return c.showConfirmIdentity(ctx, http.StatusOK, policy.LocalPath(q["return_to"]), words)
}

func (c *Console) showConfirmIdentity(ctx echo.Context, status int, back, fault string) error {
	v, _, err := c.knowVisitor(ctx)
	if err != nil {
		return err
	}
	m := views.ConfirmIdentityModel{Email: v.User.Email, ReturnTo: back, Error: fault, HasPassword: v.User.PasswordHash != ""}
	m.For, m.Cancel = confirming(back)
	if v.User.ID != "" {
		var known store.Identity
		known, err = c.Store.LinkedIdentity(ctx.Request().Context(), v.User.ID)
		m.HasMicrosoft, m.MicrosoftAccount = err == nil, known.Username
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return c.render(ctx, status, views.ConfirmIdentityPage(c.frame(ctx, "Please confirm that it is you"), m))
}

// confirmIdentity handles POST /confirm-identity: by password. It is guarded like a
// log-in, so that an open session is no place to guess.
func (c *Console) confirmIdentity(ctx echo.Context) error {
	form := readForm(ctx)
	secret, back := form.raw("password", 1024), policy.LocalPath(form.text("return_to", 4096))
	if form.err != nil {
		return form.err
	}
	v, _ := visitor(ctx)
	if secret == "" {
		return c.showConfirmIdentity(ctx, http.StatusUnprocessableEntity, back, "Please enter your password.")
	}
	user, outcome, err := c.checkPassword(ctx, v.User.Email, secret)
	switch {
	case err != nil:
		return err
	case outcome == loginLocked:
		return c.showConfirmIdentity(ctx, http.StatusTooManyRequests, back, wordsLocked)
	case outcome == loginWrong || user.ID != v.User.ID:
		return c.showConfirmIdentity(ctx, http.StatusUnprocessableEntity, back, "That is not your password. Please check it and try again.")
	}
	return c.renewSession(ctx, back)
}

// renewSession gives the session a new ID and a fresh time of authentication (S74).
func (c *Console) renewSession(ctx echo.Context, back string) error {
	session, err := c.sessions.Get(ctx.Request(), c.sessions.name())
	if err != nil {
		return err
	}
	v, _ := visitor(ctx)
	secret, in := c.sessions.prepare(session)
	in.IP, in.UserAgent, in.LoginNameHash = ctx.RealIP(), ctx.Request().UserAgent(), loginName(v.User.Email)
	if err := c.Store.Reauthenticate(context.WithoutCancel(ctx.Request().Context()), c.actor(ctx), in); err != nil {
		return err
	}
	if err := c.sessions.issue(ctx.Response(), session, secret); err != nil {
		return err
	}
	return ctx.Redirect(http.StatusSeeOther, back)
}

// confirmMicrosoft handles POST /confirm-identity/microsoft.
func (c *Console) confirmMicrosoft(ctx echo.Context) error {
	form := readForm(ctx)
	back := policy.LocalPath(form.text("return_to", 4096))
	if form.err != nil {
		return form.err
	}
	v, _ := visitor(ctx)
	i, err := c.Store.LinkedIdentity(ctx.Request().Context(), v.User.ID)
	if errors.Is(err, store.ErrNotFound) {
		return confirmFirst(ctx, back)
	}
	if err != nil {
		return err
	}
	if !c.limits.login.allow(ctx.RealIP()) {
		return errTooMany
	}
	f, err := newFlow(flowReauth, c.Now())
	if err != nil {
		return err
	}
	f.Tenant, f.ReturnTo, f.UserID = i.TenantID, back, v.User.ID
	return c.toMicrosoft(ctx, f, "login", i.Username)
}

// reauthenticated judges who came back: the same person, who has just shown it. The
// time is signed by Microsoft (auth_time); without it nothing is proven, since
// whoever sits at the browser can take «prompt=login» out of the address.
func (c *Console) reauthenticated(ctx echo.Context, f flow, id microsoft.Identity) error {
	v, ok, err := c.knowVisitor(ctx)
	if err != nil {
		return err
	}
	if !ok || v.User.ID != f.UserID {
		return c.failLogin(ctx, f, store.FailedSignIn{Failure: guidance.Failure{Cause: guidance.OtherUser}, AccountUsed: id.Username})
	}
	known, err := c.Store.LinkedIdentity(ctx.Request().Context(), v.User.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	fault, cause := "", guidance.None
	switch {
	case known.TenantID != id.TenantID || known.ObjectID != id.ObjectID:
		fault, cause = whyOther, guidance.WrongAccount
	case id.AuthTime.Before(f.StartedAt.Add(-microsoft.Leeway)):
		fault, cause = whyStale, guidance.NotFresh
	}
	if err := c.Store.SpendState(context.WithoutCancel(ctx.Request().Context()), c.actor(ctx), store.SpentState{
		StateHash: hash([]byte(f.state())), Reference: newReference(), StartedAt: f.StartedAt, TenantID: id.TenantID, AccountUsed: id.Username,
		UserID: v.User.ID, Cause: cause,
	}); err != nil {
		if errors.Is(err, store.ErrSpent) {
			return c.spentFlow(ctx, f)
		}
		return err
	}
	c.dropFlow(ctx, f)
	if fault != "" {
		return ctx.Redirect(http.StatusSeeOther, views.PathConfirmIdentity+"?"+url.Values{"return_to": {f.ReturnTo}, "why": {fault}}.Encode())
	}
	return c.renewSession(ctx, f.ReturnTo)
}
