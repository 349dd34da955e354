package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const unseenShown = 100

// leavers handles GET …/microsoft/leavers: who may have left, and holds licences.
func (c *Console) leavers(ctx echo.Context) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	m := views.LeaversModel{Account: v.Account.Name, Now: c.Now(), ReadOnly: !v.User.Role.MayAdminister(), Days: policy.UnseenDays}
	left, err := c.Store.Leavers(rc, v.Account.ID)
	if err != nil {
		return err
	}
	for _, l := range left {
		row, err := c.leaverRow(ctx, l)
		if err != nil {
			return err
		}
		row.Check, row.CheckedAt = checkStatus(l.Status), l.CheckedAt
		row.How = "Microsoft said so when they last tried to log in."
		m.Left = append(m.Left, row)
	}
	unseen, err := c.Store.Dormant(rc, v.Account.ID, c.Now().AddDate(0, 0, -policy.UnseenDays), unseenShown)
	if err != nil {
		return err
	}
	for _, u := range unseen {
		row, err := c.leaverRow(ctx, store.Leaver{User: u.User, Extensions: u.Extensions})
		if err != nil {
			return err
		}
		m.Unseen = append(m.Unseen, row)
	}
	return c.render(ctx, http.StatusOK, views.LeaversPage(c.frame(ctx, "Microsoft authentication", microsoftCrumbs("Leavers")...), m))
}

func (c *Console) leaverRow(ctx echo.Context, l store.Leaver) (views.LeaverRow, error) {
	v, _ := visitor(ctx)
	u := l.User
	row := views.LeaverRow{
		ID: u.ID, Name: u.Name, LoginName: u.Email, Licences: held(u, l.Extensions), LastLoginAt: u.LastLoginAt, Disabled: !u.LoginEnabled, Yourself: u.ID == v.User.ID,
	}
	var err error
	row.Keeper, err = c.Store.LastAdministrator(ctx.Request().Context(), u)
	return row, err
}
