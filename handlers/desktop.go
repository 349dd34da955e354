package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// desktop handles GET /: who the visitor is, and what they have.
func (c *Console) desktop(ctx echo.Context) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	m := views.DesktopModel{Now: c.Now(), LoggedInBy: "with your password"}
	if v.Account.ID != "" {
		m.Edition, m.UserGroups, m.Timezone = string(v.User.Edition), v.User.UserGroups, v.User.Timezone
		var err error
		if m.Extensions, err = c.Store.Extensions(rc, v.User.ID); err != nil {
			return err
		}
		if m.Alerts, err = c.alertsOf(rc, v); err != nil {
			return err
		}
	}
	i, err := c.Store.IdentityOf(rc, v.User.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	m.NoMailbox = i.Mailbox == store.MailboxMissing
	if v.Session.Method == store.MethodMicrosoft {
		m.LoggedInBy = "with Microsoft as " + i.Username
	}
	return c.render(ctx, http.StatusOK, views.DesktopPage(c.frame(ctx, "Desktop"), m))
}

// configuration handles GET /configuration.
func (c *Console) configuration(ctx echo.Context) error {
	return c.render(ctx, http.StatusOK, views.ConfigurationPage(c.frame(ctx, "Configuration", views.Crumb{Label: "Configuration"})))
}

// password handles GET …/authentication/password.
func (c *Console) password(ctx echo.Context) error {
	v, _ := visitor(ctx)
	_, people, err := c.Store.CountUsers(ctx.Request().Context(), v.Account.ID)
	if err != nil {
		return err
	}
	f := c.frame(ctx, "Password authentication", authenticationCrumbs(views.Crumb{Label: "Password"})...)
	return c.render(ctx, http.StatusOK, views.PasswordPage(f, views.PasswordModel{
		Account: v.Account.Name, People: people, MaxWrong: policy.MaxWrongPasswords,
		LockMinutes: int(policy.LockFor.Minutes()), IdleHours: int(policy.SessionIdle.Hours()), MaximumHours: int(policy.SessionMax.Hours()),
	}))
}
