package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// newTemplateForm handles GET …/templates/new.
func (c *Console) newTemplateForm(ctx echo.Context) error {
	return c.showTemplateForm(ctx, http.StatusOK, views.TemplateForm{Enabled: true, UserGroups: policy.GroupsOf(policy.PlainUser)})
}

// templateForm handles GET …/templates/:template.
func (c *Console) templateForm(ctx echo.Context) error {
	t, err := c.templateOfAddress(ctx)
	if err != nil {
		return err
	}
	return c.showTemplateForm(ctx, http.StatusOK, views.TemplateForm{
		ID: t.ID, Version: strconv.FormatInt(t.Version, 10), Check: views.GroupCheck{Name: t.GroupName, GroupID: t.GroupID}, Position: strconv.Itoa(t.Position),
		Enabled: t.Enabled, Timezone: t.Timezone, Edition: t.Edition, Extensions: t.Extensions, UserGroups: t.UserGroups,
	})
}

func (c *Console) templateOfAddress(ctx echo.Context) (store.UserTemplate, error) {
	v, _ := visitor(ctx)
	t, err := c.Store.Template(ctx.Request().Context(), v.Account.ID, ctx.Param("template"))
	if err != nil {
		return t, c.notMine(ctx, "template", err)
	}
	return t, nil
}

// showTemplateForm fills in what can be chosen and what is known of the group's name.
func (c *Console) showTemplateForm(ctx echo.Context, status int, m views.TemplateForm) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	stock, err := c.Store.Stock(rc, v.Account.ID)
	if err != nil {
		return err
	}
	offer := func(name string) views.LicenceOffer { return views.LicenceOffer{Name: name, Left: stock[name].Left()} }
	for _, e := range policy.Editions() {
		m.Editions = append(m.Editions, offer(string(e)))
	}
	for _, name := range policy.Extensions() {
		m.Extras = append(m.Extras, offer(name))
	}
	m.Account, m.Groups, m.Timezones = v.Account.Name, policy.UserGroups(), policy.Timezones()
	m.Confirm = c.confirmAt(ctx, views.PathTemplates)
	list, order, err := c.Store.Templates(rc, v.Account.ID)
	if err != nil {
		return err
	}
	m.Count = len(list)
	if m.ID == "" {
		m.Count++
	}
	if m.Position == "" {
		m.Position = strconv.Itoa(m.Count)
	}
	if m.Placed == "" {
		m.Placed, m.Order = m.Position, strconv.FormatInt(order, 10)
	}
	known, err := c.Store.DirectoryGroups(rc, v.Account.ID, "", maxKnownGroups)
	if err != nil {
		return err
	}
	for _, g := range known {
		if g.Name != "" && !slices.Contains(m.Known, g.Name) && len(m.Known) < 200 {
			m.Known = append(m.Known, g.Name)
		}
	}
	m.Check = c.groupCheck(m.Check.Name, m.Check.GroupID, m.ID, known, list)
	title := "New User Template"
	if m.ID != "" {
		title = "User Template"
	}
	f := c.frame(ctx, title, authenticationCrumbs(views.Crumb{Label: "Microsoft", Path: views.PathMicrosoft},
		views.Crumb{Label: "User Templates", Path: views.PathTemplates}, views.Crumb{Label: title})...)
	return c.respond(ctx, status, views.TemplateFormPage(f, m), views.TemplateFormPanel(m))
}

// groupCheck says what is known of a name. Nothing is remarked before one is typed.
func (c *Console) groupCheck(name, groupID, templateID string, known []store.DirectoryGroup, list []store.UserTemplate) views.GroupCheck {
	m := views.GroupCheck{Name: name, GroupID: groupID, Now: c.Now()}
	if name == "" {
		return m
	}
	groups := make([]signin.Group, 0, len(known))
	for _, g := range known {
		groups = append(groups, signin.Group{ID: g.ID, Name: g.Name})
		if g.Name == name {
			m.Choices = append(m.Choices, views.GroupChoice{ID: g.ID, SeenAt: g.SeenAt})
		}
	}
	m.Known = len(m.Choices) == 1
	if len(m.Choices) == 1 {
		m.Choices = nil
	}
	var own []signin.Template
	for _, t := range list {
		if t.ID != templateID {
			own = append(own, t.Template)
		}
	}
	m.Hints = hintViews(signin.NearMisses(name, groups, own), list)
	return m
}

// checkGroup handles GET …/templates/check: remarks on a name while it is typed.
func (c *Console) checkGroup(ctx echo.Context) error {
	q, err := query(ctx, 4096, "group_name", "group_id", "template")
	if err != nil {
		return err
	}
	v, _ := visitor(ctx)
	if !c.limits.search.allow(v.User.ID) {
		return errTooMany
	}
	rc := ctx.Request().Context()
	known, err := c.Store.DirectoryGroups(rc, v.Account.ID, "", maxKnownGroups)
	if err != nil {
		return err
	}
	list, _, err := c.Store.Templates(rc, v.Account.ID)
	if err != nil {
		return err
	}
	m := c.groupCheck(q["group_name"], q["group_id"], q["template"], known, list)
	return c.render(ctx, http.StatusOK, views.GroupHints(m))
}

// confirmDeleteTemplate handles GET …/templates/:template/delete.
func (c *Console) confirmDeleteTemplate(ctx echo.Context) error {
	t, err := c.templateOfAddress(ctx)
	if err != nil {
		return err
	}
	m := views.ConfirmModel{
		Title: "Delete the template", Question: "Delete the template for «" + t.GroupName + "»?",
		Affected: []string{
			"New people of this group get what the next template in the order says, or are not added.",
			"Users who got something by it keep it.",
		},
		Action: views.PathTemplateDo(t.ID, views.TemplateDelete), Cancel: views.PathTemplate(t.ID), Button: "Delete", Stop: true,
	}
	return c.render(ctx, http.StatusOK, views.ConfirmPage(c.frame(ctx, m.Title, microsoftCrumbs("User Templates")...), m))
}

// deleteTemplate handles POST …/templates/:template/delete.
func (c *Console) deleteTemplate(ctx echo.Context) error {
	t, err := c.templateOfAddress(ctx)
	if err != nil {
		return err
	}
	err = c.Store.DeleteTemplate(ctx.Request().Context(), c.actor(ctx), t.AccountID, t.ID)
	switch {
	case errors.Is(err, store.ErrInUse):
		return c.saved(ctx, "That was not done: guests get this template. Choose another one for them first.", views.PathTemplates)
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return err
	}
	return c.saved(ctx, "The template for «"+t.GroupName+"» is deleted.", views.PathTemplates)
}
