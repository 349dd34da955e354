package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// authentication handles GET …/authentication: the methods and their states.
func (c *Console) authentication(ctx echo.Context) error {
	v, _ := visitor(ctx)
	m := views.AuthenticationModel{
		Account: v.Account.Name, AdvancedSecurity: v.Account.AdvancedSecurity,
		AccountManager: v.Account.AccountManager, ReadOnly: !v.User.Role.MayAdminister(),
	}
	_, people, err := c.Store.CountUsers(ctx.Request().Context(), v.Account.ID)
	if err != nil {
		return err
	}
	m.Methods = append(m.Methods, passwordMethod(people))
	method, linked, err := c.microsoftMethod(ctx, v.Account.ID)
	if err != nil {
		return err
	}
	if m.AdvancedSecurity || linked {
		m.Methods = append(m.Methods, method)
	}
	f := c.frame(ctx, "Authentication", crumbs(views.Crumb{Label: "Authentication"})...)
	return c.render(ctx, http.StatusOK, views.AuthenticationPage(f, m))
}

func passwordMethod(people int) views.Method {
	detail := strconv.Itoa(people) + " people use it"
	if people == 1 {
		detail = "1 person uses it"
	}
	return views.Method{Name: "Password", Path: views.PathPassword, Status: views.Status{Tone: views.OK, Word: "Allowed"}, Detail: detail}
}

// microsoftMethod is the Microsoft row, and whether there is a link.
func (c *Console) microsoftMethod(ctx echo.Context, accountID string) (m views.Method, linked bool, err error) {
	m = views.Method{Name: "Microsoft", Path: views.PathMicrosoft}
	current, err := c.Store.CurrentLink(ctx.Request().Context(), accountID)
	switch {
	case err == nil && current.State == link.Enabled:
		m.Status, m.Detail = views.Status{Tone: views.OK, Word: "Enabled"}, organisation(current)
		return m, true, nil
	case err == nil:
		m.Status, m.Detail = views.Status{Tone: views.Idle, Word: "Disabled"}, organisation(current)
		return m, true, nil
	case !errors.Is(err, store.ErrNotFound):
		return m, false, err
	}
	open, _, err := c.Store.LatestConsents(ctx.Request().Context(), accountID)
	if err != nil {
		return m, false, err
	}
	if open != nil {
		m.Status, m.Detail = views.Status{Tone: views.Wait, Word: "Waiting for Microsoft"}, "Started by "+open.UserName
		return m, false, nil
	}
	m.Status, m.Detail = views.Status{Tone: views.Idle, Word: "Not linked"}, "Link your account to Microsoft Azure"
	return m, false, nil
}

// organisation names a link's organisation in one line.
func organisation(l store.Link) string {
	name := l.Organisation
	if name == "" {
		name = l.TenantID
	}
	if len(l.Domains) == 0 {
		return name
	}
	return name + " · " + strings.Join(l.Domains[:1], "")
}
