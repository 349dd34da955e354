package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

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
	u, extensions, err := c.userWithExtensions(ctx)
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

// userWithExtensions is the user of the address, and which Extensions they have.
func (c *Console) userWithExtensions(ctx echo.Context) (store.User, []string, error) {
	u, err := c.userOfAddress(ctx)
	if err != nil {
		return u, nil, err
	}
	extensions, err := c.Store.Extensions(ctx.Request().Context(), u.ID)
	return u, extensions, err
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
