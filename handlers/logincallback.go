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
// very browser started the flow, in time, and its state is not known to be spent.
func (c *Console) loginCallback(ctx echo.Context) (err error) {
	q, err := query(ctx, maxAnswer, "state", "code", "iss", "error", "error_subcode", "error_description")
	if err != nil {
		return c.loginStray(ctx, guidance.BadAnswer)
	}
	f, ok := c.flowOf(ctx.Request(), q["state"])
	if !ok {
		return c.loginStray(ctx, guidance.StateUnknown)
	}
	w, first := c.inflight.claim(q["state"])
	if !first {
		return c.afterOther(ctx, f, w)
	}
	defer func() { c.inflight.end(q["state"], w, answerOf(ctx), err == nil) }()
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

// afterOther waits for the same answer delivered a moment before, and leads this browser
// to where that has led. A browser shows the last answer alone: what the first was told
// of its failure is told here too.
func (c *Console) afterOther(ctx echo.Context, f flow, w *working) error {
	select {
	case <-w.done:
		switch {
		case w.answer.to == "":
			return c.spentFlow(ctx, f)
		case w.answer.problem != nil:
			return c.showLater(ctx, *w.answer.problem)
		}
		return ctx.Redirect(http.StatusSeeOther, w.answer.to)
	case <-ctx.Request().Context().Done():
		return ctx.Request().Context().Err()
	}
}

// answerOf is what a request has answered with.
func answerOf(ctx echo.Context) answer {
	a := answer{to: ctx.Response().Header().Get(echo.HeaderLocation)}
	if p, ok := ctx.Get(keyProblem).(loginProblem); ok {
		a.problem = &p
	}
	return a
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
