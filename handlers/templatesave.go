package handlers

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// readTemplate reads the form and finds what the catalogue does not have.
func readTemplate(ctx echo.Context, m *views.TemplateForm) (useName string, err error) {
	f := readForm(ctx)
	m.Check.Name, m.Check.GroupID = f.raw("group_name", 4096), f.text("group_id", 64)
	m.Position, m.Version, m.Timezone = f.text("position", 10), f.text("version", 20), f.text("timezone", 80)
	m.Placed, m.Order = f.text("placed", 10), f.text("order", 20)
	m.Edition, m.Enabled = policy.Edition(f.text("edition", 40)), f.text("enabled", 10) != ""
	m.Extensions, m.UserGroups = policy.SortedExtensions(f.several("extension")), policy.SortedUserGroups(f.several("user_group"))
	useName = f.raw("use_name", 4096)
	if f.err != nil {
		return "", f.err
	}
	if m.Check.Name == "" || len([]rune(m.Check.Name)) > 256 {
		m.Errors.GroupName = "Please enter the name of the Azure group, exactly as Azure shows it: at most 256 characters."
	}
	if !m.Edition.Valid() || m.Edition == policy.NoEdition {
		m.Errors.Edition = "Please choose an Edition: without one nobody can log in."
	}
	if !policy.ValidTimezone(m.Timezone) {
		m.Errors.Timezone = "Please choose one of these."
	}
	if n, err := strconv.Atoi(m.Position); m.Position != "" && (err != nil || n < 1 || n > 500) {
		m.Errors.Position = "Please enter a place in the order, counted from 1."
	}
	return useName, nil
}

// saveTemplate handles POST …/templates and POST …/templates/:template.
func (c *Console) saveTemplate(ctx echo.Context) error {
	m := views.TemplateForm{ID: ctx.Param("template")}
	if m.ID != "" {
		if _, err := c.templateOfAddress(ctx); err != nil {
			return err
		}
	}
	useName, err := readTemplate(ctx, &m)
	switch {
	case err != nil:
		return err
	case useName != "":
		m.Check = views.GroupCheck{Name: useName}
		m.Errors = views.TemplateErrors{}
		return c.showTemplateForm(ctx, http.StatusOK, m)
	case m.Errors != (views.TemplateErrors{}):
		return c.showTemplateForm(ctx, http.StatusUnprocessableEntity, m)
	case policy.RoleOf(m.UserGroups).MayAdminister() && c.confirmAt(ctx, views.PathTemplates) != "":
		m.Error = "Nothing is saved yet: this template makes administrators. Please confirm first that it is you, by the link beside «System Administration», then come back here and save."
		return c.showTemplateForm(ctx, http.StatusForbidden, m)
	}
	n := store.NewTemplate{
		GroupName: m.Check.Name, GroupID: m.Check.GroupID, Enabled: m.Enabled, Timezone: m.Timezone, Edition: m.Edition,
		Extensions: m.Extensions, UserGroups: m.UserGroups,
	}
	saved, err := c.writeTemplate(ctx, m, n)
	if status := templateFault(&m, err); status != 0 {
		return c.showTemplateForm(ctx, status, m)
	} else if err != nil {
		return err
	}
	words := "The template for «" + saved.GroupName + "» is saved."
	err = c.placeTemplate(ctx, m, saved)
	if errors.Is(err, store.ErrOutdated) {
		words += " It was not moved: somebody else has changed the order meanwhile. Please move it in the order as it is now."
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return c.saved(ctx, words, views.PathTemplates)
}

// writeTemplate adds the template of the form, or changes it.
func (c *Console) writeTemplate(ctx echo.Context, m views.TemplateForm, n store.NewTemplate) (store.UserTemplate, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	if m.ID == "" {
		return c.Store.CreateTemplate(rc, c.actor(ctx), v.Account.ID, n)
	}
	version, err := strconv.ParseInt(m.Version, 10, 64)
	if err != nil {
		return store.UserTemplate{}, errBadRequest
	}
	if err := c.Store.UpdateTemplate(rc, c.actor(ctx), v.Account.ID, m.ID, n, version); err != nil {
		return store.UserTemplate{}, err
	}
	return c.Store.Template(rc, v.Account.ID, m.ID)
}

// placeTemplate moves a template whose position was changed in the form, in the order
// that was seen then: a template that is only saved stays where another administrator
// may have put it meanwhile.
func (c *Console) placeTemplate(ctx echo.Context, m views.TemplateForm, saved store.UserTemplate) error {
	if m.Position == "" || m.Position == m.Placed {
		return nil
	}
	place, placeErr := strconv.Atoi(m.Position)
	order, orderErr := strconv.ParseInt(m.Order, 10, 64)
	if placeErr != nil || orderErr != nil {
		return errBadRequest
	}
	if m.ID == "" {
		order++ // by the template itself
	}
	return c.Store.MoveTemplate(ctx.Request().Context(), c.actor(ctx), saved.AccountID, saved.ID, place, order)
}

// templateFault puts an error of the store where it belongs, and returns the status of
// the form; 0 when the error is none of the form's.
func templateFault(m *views.TemplateForm, err error) int {
	switch {
	case errors.Is(err, store.ErrOutdated):
		m.Error = "Somebody else has changed this template meanwhile. Please open it again; what you typed is still here."
		return http.StatusConflict
	case errors.Is(err, store.ErrTaken):
		m.Errors.GroupName = "Another template has this group already."
	case errors.Is(err, store.ErrTooManyTemplates):
		m.Error = "There are 500 templates already, which is the most there can be."
	case errors.Is(err, store.ErrInvalid):
		m.Errors.GroupName = "Workbooks cannot use this name. Please check it for line ends and other characters that cannot be seen."
	default:
		return 0
	}
	return http.StatusUnprocessableEntity
}
