package handlers

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const usersPage = 50

// usersList handles GET …/users: whole, or as the table.
func (c *Console) usersList(ctx echo.Context) error {
	q, err := query(ctx, 400, "q", "state", "after")
	if err != nil {
		return err
	}
	v, _ := visitor(ctx)
	m := views.UsersModel{
		Account: v.Account.Name, Now: c.Now(), ReadOnly: !v.User.Role.MayAdminister(), Query: strings.TrimSpace(q["q"]), State: views.UserState(q["state"]),
	}
	if !slices.Contains(views.UserStates(), m.State) {
		return errBadRequest
	}
	if m.Query != "" && !c.limits.search.allow(v.User.ID) {
		return errTooMany
	}
	after, err := usersKey(q["after"])
	if err != nil {
		return err
	}
	rows, err := c.Store.Users(ctx.Request().Context(), store.UserFilter{
		AccountID: v.Account.ID, Query: m.Query, State: store.UserState(m.State), After: after, Limit: usersPage + 1,
	})
	if err != nil {
		return err
	}
	if len(rows) > usersPage {
		rows = rows[:usersPage]
		m.Older = usersPath(m, rows[usersPage-1].Key())
	}
	if q["after"] != "" {
		m.Newest = usersPath(m, store.UserKey{})
	}
	for _, r := range rows {
		m.Rows = append(m.Rows, userRow(r))
	}
	f := c.frame(ctx, "Users", usersCrumbs(views.Crumb{Label: "Users"})...)
	return c.respond(ctx, http.StatusOK, views.UsersPage(f, m), views.UsersTable(m))
}

func usersCrumbs(more ...views.Crumb) []views.Crumb {
	return append([]views.Crumb{
		{Label: "Configuration", Path: views.PathConfiguration}, {Label: "Users & Security", Path: views.PathConfiguration},
	}, more...)
}

// usersPath is the list's address with what it is filtered by, from a place on.
func usersPath(m views.UsersModel, after store.UserKey) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": m.Query, "state": string(m.State)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if after.ID != "" {
		q.Set("after", base64.RawURLEncoding.EncodeToString([]byte(after.ID+after.NameKey)))
	}
	if len(q) == 0 {
		return views.PathUsers
	}
	return views.PathUsers + "?" + q.Encode()
}

const idLength = 36

func usersKey(text string) (store.UserKey, error) {
	if text == "" {
		return store.UserKey{}, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < idLength {
		return store.UserKey{}, errBadRequest
	}
	return store.UserKey{ID: string(raw[:idLength]), NameKey: string(raw[idLength:])}, nil
}

func userRow(r store.UserRow) views.UserRow {
	u := r.User
	return views.UserRow{
		ID: u.ID, Name: u.Name, LoginName: u.Email, Edition: u.Edition, Extensions: r.Extensions, Role: u.Role, HasPassword: u.PasswordHash != "",
		Microsoft: r.Identity.Username, LastLoginAt: u.LastLoginAt, LastByMicrosoft: u.LastMethod == store.MethodMicrosoft,
		Disabled: !u.LoginEnabled, Relink: r.Relink, NoMailbox: r.Identity.Mailbox == store.MailboxMissing,
	}
}

// licencesPage handles GET …/licences.
func (c *Console) licencesPage(ctx echo.Context) error {
	v, _ := visitor(ctx)
	list, err := c.Store.Licences(ctx.Request().Context(), v.Account.ID)
	if err != nil {
		return err
	}
	m := views.LicencesModel{Account: v.Account.Name, AccountManager: v.Account.AccountManager, ReadOnly: !v.User.Role.MayAdminister()}
	for _, l := range list {
		row := views.LicenceRow{Name: l.Name, Owned: l.Owned, Used: l.Used}
		if l.Extension {
			m.Extensions = append(m.Extensions, row)
		} else {
			m.Editions = append(m.Editions, row)
		}
	}
	return c.render(ctx, http.StatusOK, views.LicencesPage(c.frame(ctx, "Licences", usersCrumbs(views.Crumb{Label: "Licences"})...), m))
}
