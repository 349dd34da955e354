package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// loginCallback handles GET /microsoft/login, where log-ins and confirmations of who
// somebody is come back (microsoft.md §3.4). Nothing leaves for Microsoft unless this
// very browser started the flow, in time, and its state is unspent.
func (c *Console) loginCallback(ctx echo.Context) (err error) {
	q, err := query(ctx, maxAnswer, "state", "code", "iss", "error", "error_subcode", "error_description")
	if err != nil {
		return c.loginStray(ctx, guidance.BadAnswer)
	}
	f, ok := c.flowOf(ctx.Request(), q["state"])
	if !ok {
		return c.loginStray(ctx, guidance.StateUnknown)
	}
	end, done, first := c.inflight.claim(q["state"])
	if !first {
		return c.afterOther(ctx, f, done)
	}
	defer func() { end(err == nil) }()
	switch {
	case c.inflight.isSpent(q["state"]):
		return c.spentFlow(ctx, f)
	case f.over(c.Now()):
		return c.failLogin(ctx, f, store.FailedSignIn{Failure: guidance.Failure{Cause: guidance.StateExpired}})
	}
	if failure, failed := c.refusedLogin(f, q); failed {
		return c.failLogin(ctx, f, store.FailedSignIn{Failure: failure})
	}
	return c.redeemLogin(ctx, f, q["code"], q["iss"])
}

// refusedLogin judges the answer's form before anything is sent to Microsoft: exactly
// one of code and error (S15), and an issuer that is the tenant's (S12).
func (c *Console) refusedLogin(f flow, q map[string]string) (guidance.Failure, bool) {
	switch {
	case q["error"] != "" && q["code"] == "":
		aadsts, correlation, trace, at := guidance.ParseDescription(q["error_description"])
		return guidance.Failure{
			Cause: guidance.FromLogin(q["error"], q["error_subcode"], aadsts), OAuthError: guidance.ValidOAuthError(q["error"]),
			AADSTS: aadsts, CorrelationID: correlation, TraceID: trace, At: at,
		}, true
	case (q["error"] == "") == (q["code"] == ""):
		return guidance.Failure{Cause: guidance.BadAnswer}, true
	case q["iss"] != "" && f.Tenant != microsoft.Organizations && q["iss"] != c.Authority+"/"+f.Tenant+"/v2.0":
		return guidance.Failure{Cause: guidance.BadAnswer}, true
	}
	return guidance.Failure{}, false
}

// redeemLogin proves who it is. From here on a browser that goes away stops nothing.
func (c *Console) redeemLogin(ctx echo.Context, f flow, code, issuer string) error {
	rc := context.WithoutCancel(ctx.Request().Context())
	in, err := c.Microsoft.Redeem(rc, f.Tenant, microsoft.RedeemRequest{
		RedirectURI: LoginRedirectURI(c.PublicURL), Code: code, Verifier: f.verifier(), Nonce: f.nonce(), Issuer: issuer,
	})
	if err != nil {
		return c.failLogin(ctx, f, notRedeemed(err))
	}
	if f.Purpose == flowReauth {
		return c.reauthenticated(ctx, f, in.Identity)
	}
	return c.tryLogin(ctx, f, in)
}

// tryLogin ends the log-in at once where nothing more is to be asked, of the person or
// of Microsoft. Else it goes on with the accounts that the organisation serves.
func (c *Console) tryLogin(ctx echo.Context, f flow, in microsoft.SignIn) error {
	rc := context.WithoutCancel(ctx.Request().Context())
	person := personOf(in.Identity)
	e, err := c.newEntry(ctx, f, in.Identity, store.SignIn{Tenant: person.TenantID, Person: person})
	if err != nil {
		return err
	}
	done, candidates, err := c.Store.TrySignIn(rc, c.stranger(ctx), e.in, func(a signin.Candidate) bool { return !c.needs(person, a).Any() })
	if !errors.Is(err, store.ErrUndecided) {
		return c.loginDone(ctx, e, done, err)
	}
	chosen, err := c.chooseAccount(rc, f, person, candidates)
	if err != nil {
		return err
	}
	if chosen < 0 {
		return c.askAccount(ctx, f, in, candidates)
	}
	e.in.AccountID = candidates[chosen].AccountID
	c.learn(rc, in, c.needs(person, candidates[chosen])).tell(&e.in)
	return c.completeLogin(ctx, e)
}

// notRedeemed keeps what Microsoft told us directly apart from what a browser brought.
func notRedeemed(err error) store.FailedSignIn {
	failed := microsoftFailure(err)
	var me *microsoft.Error
	direct := errors.As(err, &me) && me.Kind == microsoft.Refused
	return store.FailedSignIn{Failure: failed.Failure, TenantID: failed.ProvenTenant, Direct: direct}
}

func personOf(i microsoft.Identity) signin.Person {
	return signin.Person{
		TenantID: i.TenantID, ObjectID: i.ObjectID, Name: i.Name, Username: i.Username,
		Email: i.Email, EmailVerified: i.EmailVerified, Guest: i.Guest, Home: i.HomeIDP,
	}
}

// chooseAccount finds the account that the person means, -1 where they have to say so.
func (c *Console) chooseAccount(ctx context.Context, f flow, p signin.Person, candidates []signin.Candidate) (int, error) {
	if f.Choose && len(signin.Choices(p, candidates)) > 1 {
		return -1, nil
	}
	remembered := ""
	if len(candidates) > 1 {
		var err error
		remembered, err = c.Store.RememberedAccount(ctx, p.TenantID, p.ObjectID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return -1, err
		}
	}
	chosen, _ := signin.Choose(p, candidates, f.Typed, remembered)
	return chosen, nil
}

// failLogin records why a log-in came to nothing, and shows its page at an address
// that holds nothing of Microsoft's answer (S22).
//
// Anybody can bring an error or a made-up code to a flow of their own, so that such
// failures are kept only so many times for each client (S09); a token that Microsoft has
// given out, and what concerns a person whom our own cookie names, always is.
func (c *Console) failLogin(ctx echo.Context, f flow, failed store.FailedSignIn) error {
	failed.Cause = knownCause(failed.Cause)
	if failed.Cause != guidance.BadToken && f.UserID == "" && !c.limits.failed.allow(ctx.RealIP()) {
		c.dropFlow(ctx, f)
		return c.untraced(ctx, f, failed.Cause)
	}
	failed.StateHash, failed.Reference, failed.StartedAt = hash([]byte(f.state())), newReference(), f.StartedAt
	failed.KnownUserID, failed.Reauth = f.UserID, f.Purpose == flowReauth
	if failed.TenantID == "" && f.Tenant != microsoft.Organizations {
		failed.TenantID = f.Tenant
	}
	t, err := c.Store.FailSignIn(context.WithoutCancel(ctx.Request().Context()), c.stranger(ctx), failed)
	if errors.Is(err, store.ErrSpent) {
		return c.spentFlow(ctx, f)
	}
	if err != nil {
		return err
	}
	c.dropFlow(ctx, f)
	c.loginEnded(ctx, t.Reference, failed.Failure)
	return c.toProblem(ctx, f, t.ID)
}

// loginEnded counts and logs a log-in that failed: ours to mend is an error.
func (c *Console) loginEnded(ctx echo.Context, ref string, f guidance.Failure) {
	c.Metrics.login(string(f.Cause))
	if !f.Cause.For(guidance.ForUser).OurSide {
		c.Log.Info("log-in failed", "reference", ref, "cause", string(f.Cause), "oauth", f.OAuthError, "aadsts", f.AADSTS,
			"correlation", f.CorrelationID, "trace", f.TraceID)
		return
	}
	c.Log.Error("log-in failed on our side", "reference", ref, "cause", string(f.Cause), "oauth", f.OAuthError, "aadsts", f.AADSTS,
		"correlation", f.CorrelationID, "trace", f.TraceID, "request", reference(ctx))
}

// afterOther waits for the same answer delivered a moment before: when that has
// logged in, so is this browser.
func (c *Console) afterOther(ctx echo.Context, f flow, done <-chan struct{}) error {
	select {
	case <-done:
		return ctx.Redirect(http.StatusSeeOther, f.ReturnTo)
	case <-ctx.Request().Context().Done():
		return ctx.Request().Context().Err()
	}
}

// spentFlow is an answer that comes once more, by Back or reload: whoever is logged in
// goes on, everybody else begins anew (lessons.md, 15).
func (c *Console) spentFlow(ctx echo.Context, f flow) error {
	c.dropFlow(ctx, f)
	_, ok, err := c.knowVisitor(ctx)
	switch {
	case err != nil:
		return err
	case ok:
		return ctx.Redirect(http.StatusSeeOther, f.ReturnTo)
	}
	return c.loginStray(ctx, guidance.CodeSpent)
}

// loginStray answers what belongs to no flow of this browser. It reveals nothing of
// any flow (S06), and never switches who is logged in (S03).
func (c *Console) loginStray(ctx echo.Context, cause guidance.Cause) error {
	if !c.limits.callback.allow(ctx.RealIP()) {
		return errTooMany
	}
	if _, ok, err := c.knowVisitor(ctx); err != nil {
		return err
	} else if ok && cause != guidance.BadAnswer {
		return ctx.Redirect(http.StatusSeeOther, views.PathDesktop)
	}
	c.Log.Info("stray log-in", "cause", string(cause), "reference", reference(ctx))
	return c.showProblem(ctx, loginStatus(cause), views.LoginProblemModel{
		Failed: views.GuidanceView{
			Guidance: cause.For(guidance.ForUser), Failure: guidance.Failure{Cause: cause}, Reference: reference(ctx), At: c.Now(),
		},
		ReturnTo: views.PathDesktop, Now: c.Now(),
	})
}
