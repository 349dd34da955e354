package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// maxAnswer bounds each value that Microsoft sends back, in bytes.
const maxAnswer = 4096

// consentCallback handles GET /microsoft/consent, the admin consent redirect URI
// (microsoft.md §1.2, §1.3). What it says is a claim; a good claim sends the same
// browser through a sign-in in the claimed tenant.
func (c *Console) consentCallback(ctx echo.Context) error {
	q, err := query(ctx, maxAnswer, "state", "tenant", "admin_consent", "error", "error_subcode", "error_description", "scope")
	if err != nil {
		return c.stray(ctx, http.StatusBadRequest, guidance.BadAnswer)
	}
	r, a, err := c.awaited(ctx, q["state"], c.Store.ConsentByState)
	if err != nil {
		return c.answerStray(ctx, r, err)
	}
	if r.State != link.AtMicrosoft {
		return c.toConsent(ctx, r)
	}
	answer := link.Answer{
		AdminConsent: q["admin_consent"], Tenant: q["tenant"], Error: q["error"],
		Subcode: q["error_subcode"], Description: q["error_description"],
	}
	tenant, failure, ok := answer.Judge()
	if !ok {
		return c.fail(ctx, r, store.ConsentFailure{Failure: failure})
	}
	approved, err := c.Store.ApproveConsent(context.WithoutCancel(ctx.Request().Context()), c.actorOf(ctx, r, ""), r.ID, tenant)
	if err != nil {
		return c.overtaken(ctx, r, err)
	}
	return c.toSignIn(ctx, approved, a)
}

// toSignIn sends an approved request on to the sign-in that proves it. A browser that
// goes away meanwhile is no fault of Microsoft's, and ends nothing.
func (c *Console) toSignIn(ctx echo.Context, r store.ConsentRequest, a attempt) error {
	scopes, err := c.scopesFor(ctx.Request().Context(), r.AccountID, r.Purpose)
	if err != nil {
		return err
	}
	to, err := c.Microsoft.AuthorizeURL(context.WithoutCancel(ctx.Request().Context()), r.ClaimedTenant, microsoft.AuthorizeRequest{
		RedirectURI: SignInRedirectURI(c.PublicURL), State: a.SignInState, Nonce: a.Nonce, Verifier: a.Verifier, Scopes: scopes,
	})
	if err != nil {
		return c.fail(ctx, r, microsoftFailure(err))
	}
	return ctx.Redirect(http.StatusSeeOther, to)
}

// signInCallback handles GET /microsoft/callback, where the proving sign-in comes
// back (microsoft.md §3.4).
func (c *Console) signInCallback(ctx echo.Context) error {
	q, err := query(ctx, maxAnswer, "state", "code", "iss", "error", "error_subcode", "error_description")
	if err != nil {
		return c.stray(ctx, http.StatusBadRequest, guidance.BadAnswer)
	}
	r, a, err := c.awaited(ctx, q["state"], c.Store.ConsentBySignInState)
	if err != nil {
		return c.answerStray(ctx, r, err)
	}
	if r.State != link.Approved && r.State != link.Checking {
		return c.toConsent(ctx, r)
	}
	proving, err := c.Store.RedeemConsent(ctx.Request().Context(), r.ID)
	if err != nil {
		return c.overtaken(ctx, r, err)
	}
	if failure, failed := c.refusedSignIn(proving, q); failed {
		return c.fail(ctx, proving, store.ConsentFailure{Failure: failure})
	}
	return c.prove(ctx, proving, a, q["code"], q["iss"])
}

// refusedSignIn judges the answer's form before anything is sent to Microsoft:
// exactly one of code and error, and an issuer that is the tenant's (RFC 9207).
func (c *Console) refusedSignIn(r store.ConsentRequest, q map[string]string) (guidance.Failure, bool) {
	issuer := c.Authority + "/" + r.ClaimedTenant + "/v2.0"
	if r.ClaimedTenant == "" { // «Check again»: the token will say which tenant's it must be
		issuer = q["iss"]
	}
	switch {
	case q["error"] != "" && q["code"] == "":
		aadsts, correlation, trace, at := guidance.ParseDescription(q["error_description"])
		cause := guidance.FromCallback(q["error"], q["error_subcode"], aadsts)
		if cause == guidance.NoAuthority && r.ClaimedTenant == "" {
			cause = guidance.ApprovalRequested // «Check again» came too early: the request still waits
		}
		return guidance.Failure{
			Cause:      cause,
			OAuthError: guidance.ValidOAuthError(q["error"]), AADSTS: aadsts, CorrelationID: correlation, TraceID: trace, At: at,
		}, true
	case (q["error"] == "") == (q["code"] == ""), q["iss"] != "" && q["iss"] != issuer:
		return guidance.Failure{Cause: guidance.BadAnswer}, true
	}
	return guidance.Failure{}, false
}

// fail ends a request with a cause and shows its page.
func (c *Console) fail(ctx echo.Context, r store.ConsentRequest, f store.ConsentFailure) error {
	f.Cause = knownCause(f.Cause)
	if _, err := c.Store.FailConsent(context.WithoutCancel(ctx.Request().Context()), c.actorOf(ctx, r, f.AccountUsed), r.ID, f); err != nil {
		return c.overtaken(ctx, r, err)
	}
	c.Metrics.consent(string(f.Cause))
	level := slog.LevelInfo
	if guidance.Explain(f.Cause).OurSide {
		level = slog.LevelError // ours to mend: the customer can do nothing
	}
	c.Log.Log(ctx.Request().Context(), level, "consent failed", "reference", r.Reference, "cause", string(f.Cause), "oauth", f.OAuthError,
		"aadsts", f.AADSTS, "correlation", f.CorrelationID, "trace", f.TraceID)
	return c.endAt(ctx, r)
}

func knownCause(cause guidance.Cause) guidance.Cause {
	if slices.Contains(guidance.Causes(), cause) {
		return cause
	}
	return guidance.Unknown
}

// overtaken handles a move that came too late: a double delivery, another tab
// that won, a cancel. The request's page says what became of it.
func (c *Console) overtaken(ctx echo.Context, r store.ConsentRequest, err error) error {
	var refused *link.RefusedError
	if errors.As(err, &refused) && r.ID != "" {
		return c.toConsent(ctx, r)
	}
	return err
}

// toConsent leaves Microsoft's answer behind: 303 to the request's own page
// (RFC 9700 4.3.1). An open request keeps its binding to this browser, for a
// second delivery of an answer must not disturb the first.
func (c *Console) toConsent(ctx echo.Context, r store.ConsentRequest) error {
	r = c.overdue(r)
	switch {
	case r.InvitationID != "":
		return c.toWorkspace(ctx)
	case r.State == link.Expired:
		c.setAttemptCookie(ctx, r.ID, "", -1)
		return ctx.Redirect(http.StatusSeeOther, views.PathConsent(r.ID)+"?late=yes")
	case !r.State.Open():
		return c.endAt(ctx, r)
	}
	return ctx.Redirect(http.StatusSeeOther, views.PathConsent(r.ID))
}

// overdue shows a request whose time is over as expired, also in the minute
// before the store's sweep has said so.
func (c *Console) overdue(r store.ConsentRequest) store.ConsentRequest {
	if r.State.Open() && !c.Now().Before(r.ExpiresAt) {
		r.State, r.EndedAt = link.Expired, r.ExpiresAt
	}
	return r
}

// endAt is toConsent for a request that has ended: the binding goes.
func (c *Console) endAt(ctx echo.Context, r store.ConsentRequest) error {
	if r.InvitationID != "" {
		return c.toWorkspace(ctx)
	}
	c.setAttemptCookie(ctx, r.ID, "", -1)
	return ctx.Redirect(http.StatusSeeOther, views.PathConsent(r.ID))
}

// toWorkspace leads back to where an Azure administrator began. The binding stays for
// its time: there is no session by which a second delivery could be told from a
// stranger's.
func (c *Console) toWorkspace(ctx echo.Context) error {
	a, ok := ctx.Get(keyAttempt).(attempt)
	if !ok || a.Token == "" {
		return c.stray(ctx, http.StatusForbidden, guidance.OtherBrowser)
	}
	return ctx.Redirect(http.StatusSeeOther, views.PathWorkspace(a.Token))
}
