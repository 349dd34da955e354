package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// desktop handles GET /.
func (c *Console) desktop(ctx echo.Context) error {
	return c.render(ctx, http.StatusOK, views.DesktopPage(c.frame(ctx, "Desktop"), views.DesktopModel{Now: c.Now()}))
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
