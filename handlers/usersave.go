package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// mustConfirm reports whether the form gives System Administration to somebody without a
// fresh log-in. What was typed stays: the confirmation opens in a tab of its own.
func mustConfirm(m *views.UserForm) bool {
	if m.Confirm == "" || !policy.RoleOf(m.UserGroups).MayAdminister() {
		return false
	}
	m.Errors.UserGroups = "Nothing is saved yet. Please confirm first that it is you, then come back here and save."
	return true
}

// createUser handles POST …/users.
func (c *Console) createUser(ctx echo.Context) error {
	m := views.UserForm{Confirm: c.confirmAt(ctx, views.PathUserNew)}
	if err := readUserForm(ctx, &m); err != nil {
		return err
	}
	v, _ := visitor(ctx)
	invites := m.Invite && m.Edition != policy.NoEdition
	switch {
	case m.Errors != (views.UserFormErrors{}):
		return c.showUserForm(ctx, http.StatusUnprocessableEntity, m, nil)
	case mustConfirm(&m):
		return c.showUserForm(ctx, http.StatusForbidden, m, nil)
	case invites && !c.limits.invite.allow(v.Account.ID):
		m.Error = "Too many invitations were sent just now, so " + m.Name + " is not added yet. Please wait a minute and try again."
		return c.showUserForm(ctx, http.StatusTooManyRequests, m, nil)
	}
	made, err := c.Store.AddUser(ctx.Request().Context(), c.actor(ctx), store.NewUser{
		AccountID: v.Account.ID, Email: m.LoginName, Name: m.Name, Edition: m.Edition, LoginDenied: m.Edition == policy.NoEdition,
		Extensions: m.Extensions, UserGroups: m.UserGroups, Timezone: m.Timezone,
	})
	if faulty, other := userFault(&m, err); faulty {
		return c.showUserForm(ctx, http.StatusUnprocessableEntity, m, nil)
	} else if other != nil {
		return other
	}
	if invites {
		return c.sendWelcome(ctx, made, "")
	}
	return c.saved(ctx, made.Name+" is added.", views.PathUser(made.ID))
}

// showOverwrites shows the form as it was sent, and beside each field what would be
// overwritten there: somebody else has changed the user meanwhile.
func (c *Console) showOverwrites(ctx echo.Context, m views.UserForm) error {
	u, extensions, err := c.userWithExtensions(ctx)
	if err != nil {
		return err
	}
	now := fieldsOf(u, extensions)
	m.Now, m.Version = &now, versionOf(u)
	m.Error = "Somebody else has changed this user meanwhile. What differs from your form is marked with what it is now: saving again overwrites that."
	return c.showUserForm(ctx, http.StatusConflict, m, held(u, extensions))
}

// userFault puts an error of the store beside the field that it is about.
func userFault(m *views.UserForm, err error) (faulty bool, other error) {
	var none *store.NoLicenceError
	switch {
	case err == nil:
		return false, nil
	case errors.Is(err, store.ErrEmailTaken):
		m.Errors.LoginName = "Somebody in your account has this address already."
	case errors.As(err, &none):
		m.Error = "No licence is left: " + strings.Join(none.Names, ", ") + ". Free one first, or ask your account manager for more."
	case errors.Is(err, store.ErrInvalid):
		m.Errors.LoginName = "This does not look like one e-mail address. Please check it."
	default:
		return false, err
	}
	return true, nil
}

// updateUser handles POST …/users/:user/edit.
func (c *Console) updateUser(ctx echo.Context) error {
	u, holds, m, err := c.sentUserForm(ctx)
	if err != nil {
		return err
	}
	again := func(status int) error { return c.showUserForm(ctx, status, m, holds) }
	micros, err := strconv.ParseInt(m.Version, 10, 64)
	switch {
	case err != nil:
		return errBadRequest
	case m.Errors != (views.UserFormErrors{}):
		return again(http.StatusUnprocessableEntity)
	case mustConfirm(&m):
		return again(http.StatusForbidden)
	}
	err = c.Store.UpdateUser(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID, store.UserChange{
		Name: m.Name, Edition: m.Edition, Extensions: m.Extensions, UserGroups: m.UserGroups, Timezone: m.Timezone, Version: time.UnixMicro(micros).UTC(),
	})
	switch {
	case errors.Is(err, store.ErrOutdated):
		return c.showOverwrites(ctx, m)
	case errors.Is(err, store.ErrLastAdministrator):
		m.Error = u.Name + " is the last administrator who can log in, so Edition and «System Administration» have to stay."
		return again(http.StatusUnprocessableEntity)
	}
	if faulty, other := userFault(&m, err); faulty {
		return again(http.StatusUnprocessableEntity)
	} else if other != nil {
		return other
	}
	return c.saved(ctx, "Saved.", views.PathUser(u.ID))
}

// sentUserForm is the form of an existing user as it was sent, and what the user holds.
func (c *Console) sentUserForm(ctx echo.Context) (u store.User, holds []string, m views.UserForm, err error) {
	u, extensions, err := c.userWithExtensions(ctx)
	if err != nil {
		return u, nil, m, err
	}
	if m, err = c.userFormOf(ctx, u); err != nil {
		return u, nil, m, err
	}
	err = readUserForm(ctx, &m)
	m.LoginName = u.Email
	return u, held(u, extensions), m, err
}
