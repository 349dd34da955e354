package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// newUserForm handles GET …/users/new.
func (c *Console) newUserForm(ctx echo.Context) error {
	m := views.UserForm{Confirm: c.confirmAt(ctx, views.PathUserNew), Invite: c.Mail != nil}
	m.UserFields = views.UserFields{Edition: policy.CRM, UserGroups: policy.GroupsOf(policy.PlainUser)}
	return c.showUserForm(ctx, http.StatusOK, m, nil)
}

// editUserForm handles GET …/users/:user/edit.
func (c *Console) editUserForm(ctx echo.Context) error {
	u, err := c.userOfAddress(ctx)
	if err != nil {
		return err
	}
	extensions, err := c.Store.Extensions(ctx.Request().Context(), u.ID)
	if err != nil {
		return err
	}
	m, err := c.userFormOf(ctx, u)
	if err != nil {
		return err
	}
	m.UserFields = fieldsOf(u, extensions)
	return c.showUserForm(ctx, http.StatusOK, m, held(u, extensions))
}

// userFormOf is what the form of an existing user says beside the fields.
func (c *Console) userFormOf(ctx echo.Context, u store.User) (m views.UserForm, err error) {
	m = views.UserForm{ID: u.ID, LoginName: u.Email, Version: versionOf(u), Managed: u.Managed}
	if !u.Role.MayAdminister() {
		m.Confirm = c.confirmAt(ctx, views.PathUserEdit(u.ID))
	}
	if m.LastKeeper, err = c.Store.LastAdministrator(ctx.Request().Context(), u); err != nil {
		return m, err
	}
	var shown views.UserModel
	err = c.showUserTemplate(ctx, u, &shown)
	m.Template = shown.Template.Label
	return m, err
}

// versionOf is what a form is made from.
func versionOf(u store.User) string { return strconv.FormatInt(u.UpdatedAt.UnixMicro(), 10) }

func fieldsOf(u store.User, extensions []string) views.UserFields {
	return views.UserFields{Name: u.Name, Edition: u.Edition, Extensions: extensions, UserGroups: u.UserGroups, Timezone: u.Timezone}
}

// confirmAt is where people show who they are before they make somebody an administrator
// (S62), and then come back to the form; empty when they have done so lately.
func (c *Console) confirmAt(ctx echo.Context, form string) string {
	if v, _ := visitor(ctx); c.fresh(v) {
		return ""
	}
	return confirmPath(form)
}

// mustConfirm reports whether the form gives System Administration to somebody without a
// fresh log-in. What was typed stays: the confirmation opens in a tab of its own.
func mustConfirm(m *views.UserForm) bool {
	if m.Confirm == "" || !policy.RoleOf(m.UserGroups).MayAdminister() {
		return false
	}
	m.Errors.UserGroups = "Nothing is saved yet. Please confirm first that it is you, then come back here and save."
	return true
}

func held(u store.User, extensions []string) []string {
	return signin.Profile{Edition: u.Edition, Extensions: extensions}.Wants()
}

// showUserForm fills in what can be chosen, with what is left of each licence.
func (c *Console) showUserForm(ctx echo.Context, status int, m views.UserForm, holds []string) error {
	v, _ := visitor(ctx)
	stock, err := c.Store.Stock(ctx.Request().Context(), v.Account.ID)
	if err != nil {
		return err
	}
	offer := func(name string) views.LicenceOffer {
		return views.LicenceOffer{Name: name, Left: stock[name].Left(), Held: slices.Contains(holds, name)}
	}
	for _, e := range policy.Editions() {
		m.Editions = append(m.Editions, offer(string(e)))
	}
	for _, name := range policy.Extensions() {
		m.Extras = append(m.Extras, offer(name))
	}
	m.Account, m.Groups, m.Timezones, m.Mails = v.Account.Name, policy.UserGroups(), policy.Timezones(), c.Mail != nil
	title := "Add a user"
	if m.ID != "" {
		title = "Change " + m.Name
	}
	f := c.frame(ctx, title, usersCrumbs(views.Crumb{Label: "Users", Path: views.PathUsers}, views.Crumb{Label: title})...)
	return c.respond(ctx, status, views.UserFormPage(f, m), views.UserFormPanel(m))
}

// readUserForm reads the fields and finds what the catalogue does not have.
func readUserForm(ctx echo.Context, m *views.UserForm) error {
	f := readForm(ctx)
	m.Name, m.LoginName = f.text("name", 1000), f.text("login_name", 1000)
	m.Edition, m.Timezone, m.Version = policy.Edition(f.text("edition", 40)), f.text("timezone", 80), f.text("version", 40)
	m.Extensions, m.UserGroups = policy.SortedExtensions(f.several("extension")), policy.SortedUserGroups(f.several("group"))
	m.Invite = f.text("invite", 10) != ""
	if f.err != nil {
		return f.err
	}
	if strings.TrimSpace(m.Name) == "" || len([]rune(m.Name)) > 200 {
		m.Errors.Name = "Please enter a name of at most 200 characters."
	}
	if !m.Edition.Valid() {
		m.Errors.Edition = "Please choose one of these."
	}
	if !policy.ValidTimezone(m.Timezone) {
		m.Errors.Timezone = "Please choose one of these."
	}
	return nil
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
	u, err := c.userOfAddress(ctx)
	if err != nil {
		return err
	}
	extensions, err := c.Store.Extensions(ctx.Request().Context(), u.ID)
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
	u, err := c.userOfAddress(ctx)
	if err != nil {
		return err
	}
	extensions, err := c.Store.Extensions(ctx.Request().Context(), u.ID)
	if err != nil {
		return err
	}
	m, err := c.userFormOf(ctx, u)
	if err != nil {
		return err
	}
	if err := readUserForm(ctx, &m); err != nil {
		return err
	}
	m.LoginName = u.Email
	micros, versionErr := strconv.ParseInt(m.Version, 10, 64)
	if versionErr != nil {
		return errBadRequest
	}
	if m.Errors != (views.UserFormErrors{}) {
		return c.showUserForm(ctx, http.StatusUnprocessableEntity, m, held(u, extensions))
	}
	if mustConfirm(&m) {
		return c.showUserForm(ctx, http.StatusForbidden, m, held(u, extensions))
	}
	err = c.Store.UpdateUser(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID, store.UserChange{
		Name: m.Name, Edition: m.Edition, Extensions: m.Extensions, UserGroups: m.UserGroups, Timezone: m.Timezone, Version: time.UnixMicro(micros).UTC(),
	})
	switch {
	case errors.Is(err, store.ErrOutdated):
		return c.showOverwrites(ctx, m)
	case errors.Is(err, store.ErrLastAdministrator):
		m.Error = u.Name + " is the last administrator who can log in, so Edition and «System Administration» have to stay."
		return c.showUserForm(ctx, http.StatusUnprocessableEntity, m, held(u, extensions))
	}
	if faulty, other := userFault(&m, err); faulty {
		return c.showUserForm(ctx, http.StatusUnprocessableEntity, m, held(u, extensions))
	} else if other != nil {
		return other
	}
	return c.saved(ctx, "Saved.", views.PathUser(u.ID))
}
