package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// loginMicrosoft handles POST /login/microsoft: the browser goes to Microsoft. An
// e-mail address, if one was typed, leads straight to its organisation. Only its
// domain is looked at, so that nobody learns who has a login (S107); that a domain's
// organisation has an ID is public at Microsoft.
func (c *Console) loginMicrosoft(ctx echo.Context) error {
	ctx.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	form := readForm(ctx)
	typed, back := form.text("email", 320), policy.LocalPath(form.text("return_to", 4096))
	account := form.text("account", 10)
	other := account == "other"
	if form.err != nil {
		return form.err
	}
	if !c.limits.login.allow(ctx.RealIP()) {
		return errTooMany
	}
	f, err := newFlow(flowLogin, c.Now())
	if err != nil {
		return err
	}
	f.Typed, f.ReturnTo, f.Choose = typedEmail(typed), back, account == "choose"
	hint, err := c.whereTo(ctx, &f, other)
	if err != nil {
		return err
	}
	if other {
		return c.toMicrosoft(ctx, f, "select_account", "")
	}
	return c.toMicrosoft(ctx, f, "", hint)
}

// whereTo fills in the tenant to ask, and returns whom to suggest to Microsoft: who
// was typed, else who logged in here last.
func (c *Console) whereTo(ctx echo.Context, f *flow, other bool) (hint string, err error) {
	rc := ctx.Request().Context()
	f.Tenant = microsoft.Organizations
	last, known, err := c.lastLogin(ctx)
	if err != nil {
		return "", err
	}
	if f.Typed != "" {
		if known && strings.EqualFold(f.Typed, last.Username) {
			f.UserID = last.UserID
		}
		f.Tenant, err = c.tenantOf(rc, f.Typed)
		return f.Typed, err
	}
	if !known || other {
		return "", nil
	}
	f.Tenant, f.UserID = last.TenantID, last.UserID
	return last.Username, nil
}

// tenantOf is the linked tenant that has proven the address's domain, else any.
func (c *Console) tenantOf(ctx context.Context, email string) (string, error) {
	_, domain, _ := strings.Cut(email, "@")
	tenant, err := c.Store.TenantOfDomain(ctx, domain)
	if errors.Is(err, store.ErrNotFound) {
		return microsoft.Organizations, nil
	}
	return tenant, err
}

// typedEmail is an address as far as it looks like one: it is only a hint.
func typedEmail(s string) string {
	local, domain, ok := strings.Cut(strings.ToLower(s), "@")
	if !ok || local == "" || len(s) > maxTyped || !microsoft.ValidDomain(domain) || strings.ContainsFunc(s, notPrintable) {
		return ""
	}
	return strings.ToLower(s)
}

func notPrintable(r rune) bool { return r <= ' ' || r > '~' }

// unreachableWords says why the button does not work now.
func unreachableWords(cause guidance.Cause) string {
	g := cause.For(guidance.ForUser)
	return g.Title + ". " + g.Meaning + " You can try again in a moment, or log in with your password if you have one."
}

// statusOf502 is the status of a page that could not do its work because of Microsoft.
func statusOf502(cause guidance.Cause) int {
	if cause == guidance.MicrosoftSlow {
		return http.StatusGatewayTimeout
	}
	return http.StatusBadGateway
}
