package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// checkConsent handles POST …/consent/:request/check: a reviewer in Azure may have
// approved meanwhile, of which nobody tells us (microsoft.md §1.6). The browser logs
// in at Microsoft, and the same proof is asked for as after every consent.
func (c *Console) checkConsent(ctx echo.Context) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	waiting, err := c.Store.Consent(rc, v.Account.ID, ctx.Param("request"))
	if err != nil {
		return c.notMine(ctx, "request", err)
	}
	if !mayBeChecked(waiting) {
		return redirect(ctx, views.PathConsent(waiting.ID))
	}
	if _, err := c.Store.CurrentLink(rc, v.Account.ID); !errors.Is(err, store.ErrNotFound) {
		return errors.Join(err, redirect(ctx, views.PathMicrosoft))
	}
	if !c.limits.start.allow(v.Account.ID) {
		return errTooMany
	}
	r, a, err := c.startAttempt(ctx, store.NewConsent{AccountID: v.Account.ID, UserID: v.User.ID, Check: true})
	if err != nil {
		return err
	}
	to, err := c.Microsoft.AuthorizeURL(rc, microsoft.Organizations, microsoft.AuthorizeRequest{
		RedirectURI: SignInRedirectURI(c.PublicURL), State: a.SignInState, Nonce: a.Nonce, Verifier: a.Verifier,
		Scopes: consentScopes(), Prompt: "select_account",
	})
	if err != nil {
		return c.fail(ctx, r, microsoftFailure(err))
	}
	return ctx.Redirect(http.StatusSeeOther, to)
}

// startAttempt stores a new request and binds it to this browser.
func (c *Console) startAttempt(ctx echo.Context, n store.NewConsent) (store.ConsentRequest, attempt, error) {
	a, err := newAttempt()
	if err != nil {
		return store.ConsentRequest{}, a, err
	}
	n.Reference = newReference()
	n.StateHash, n.SignInStateHash, n.BrowserHash = hash([]byte(a.State)), hash([]byte(a.SignInState)), hash([]byte(a.Browser))
	actor := c.actor(ctx)
	if n.InvitationID != "" {
		actor, a.Token = c.invitedActor(ctx, ""), ctx.Param("token")
	}
	r, err := c.Store.StartConsent(ctx.Request().Context(), actor, n)
	if err == nil {
		c.keepAttempt(ctx, r, a)
	}
	return r, a, err
}
