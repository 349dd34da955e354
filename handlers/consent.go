package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// pathReplace asks before a linked account is linked again.
const pathReplace = views.PathConsents + "/replace"

// consentScopes is what we ask Microsoft for: the least that logging in needs.
func consentScopes() []string { return link.Scopes(false) }

// scopesFor is what a request for the account asks for. While User Provisioning is on,
// linking again must not take its permission away: what is granted anew can replace what
// was granted before (microsoft.md §1.5).
func (c *Console) scopesFor(ctx context.Context, accountID string, purpose link.Purpose) ([]string, error) {
	if purpose == link.ForGroups {
		return link.Scopes(true), nil
	}
	p, err := c.Store.Provisioning(ctx, accountID)
	return link.Scopes(p.Enabled), err
}

// permissionWords says granted scopes in plain words, in the order of asking.
func permissionWords(scopes []string) []string {
	words := map[string]string{"openid": "sign in", "profile": "basic profile", "email": "e-mail", "user.read": "read own profile", "groupmember.read.all": "read group memberships"}
	granted := map[string]bool{}
	for _, s := range scopes {
		granted[strings.ToLower(s[strings.LastIndexByte(s, '/')+1:])] = true
	}
	var out []string
	for _, s := range link.Scopes(true) {
		if granted[strings.ToLower(s)] {
			out = append(out, words[strings.ToLower(s)])
		}
	}
	return out
}

// startConsent handles POST …/microsoft/consent: a new consent request, and the
// browser goes to Microsoft. A linked account is asked first.
func (c *Console) startConsent(ctx echo.Context) error {
	q, err := query(ctx, maxURL, "replace")
	if err != nil {
		return err
	}
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	if _, err := c.Store.CurrentLink(rc, v.Account.ID); err == nil && q["replace"] != "yes" {
		return ctx.Redirect(http.StatusSeeOther, pathReplace)
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if !c.limits.start.allow(v.Account.ID) {
		return errTooMany
	}
	_, a, err := c.startAttempt(ctx, store.NewConsent{AccountID: v.Account.ID, UserID: v.User.ID})
	if errors.Is(err, store.ErrNotEntitled) {
		return errNotEntitled
	}
	if err != nil {
		return err
	}
	scopes, err := c.scopesFor(rc, v.Account.ID, link.ForLink)
	if err != nil {
		return err
	}
	return ctx.Redirect(http.StatusSeeOther,
		c.Microsoft.AdminConsentURL("organizations", ConsentRedirectURI(c.PublicURL), a.State, scopes))
}

// cancelConsent handles POST …/microsoft/consent/cancel: the requests for the link, or
// those for the groups permission, each from its own tab.
func (c *Console) cancelConsent(ctx echo.Context) error {
	f := readForm(ctx)
	purpose, back := link.ForLink, views.PathMicrosoft
	if f.text("purpose", 20) == string(link.ForGroups) {
		purpose, back = link.ForGroups, views.PathTemplates
	}
	if f.err != nil {
		return f.err
	}
	v, _ := visitor(ctx)
	n, err := c.Store.CancelConsents(ctx.Request().Context(), c.actor(ctx), v.Account.ID, purpose)
	if err != nil {
		return err
	}
	words := "Cancelled. Nothing has changed in Workbooks."
	if n == 0 {
		words = "There was nothing left to cancel."
	}
	return c.saved(ctx, words, back)
}
