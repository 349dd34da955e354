package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// templates handles GET …/microsoft/templates, whole or as the panel that a waiting
// window polls.
func (c *Console) templates(ctx echo.Context) error {
	return c.showTemplates(ctx, http.StatusOK, func(*views.TemplatesModel) {})
}

// showTemplates shows the tab, with what a form that was not saved has to say.
func (c *Console) showTemplates(ctx echo.Context, status int, say func(*views.TemplatesModel)) error {
	m, err := c.templatesModel(ctx)
	if err != nil {
		return err
	}
	say(&m)
	f := c.frame(ctx, "Microsoft authentication", microsoftCrumbs("User Templates")...)
	return c.respond(ctx, status, views.TemplatesPage(f, m), views.TemplatesPanel(m))
}

func (c *Console) templatesModel(ctx echo.Context) (views.TemplatesModel, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	m := views.TemplatesModel{Account: v.Account.Name, Now: c.Now(), ReadOnly: !v.User.Role.MayAdminister()}
	p, err := c.Store.Provisioning(rc, v.Account.ID)
	if err != nil {
		return m, err
	}
	if m.Provisioning, err = c.provisioningModel(ctx, p); err != nil {
		return m, err
	}
	if m.Table, err = c.templateTable(ctx, p); err != nil {
		return m, err
	}
	m.Settings = settingsForm(p, m.ReadOnly, m.Table.Rows)
	return m, nil
}

func settingsForm(p store.Provisioning, readOnly bool, rows []views.TemplateRowModel) views.SettingsForm {
	m := views.SettingsForm{
		ReadOnly: readOnly, Version: strconv.FormatInt(p.Version, 10), Guests: p.Guests, GuestTemplateID: p.GuestTemplateID,
		WhenNoneLeft: p.WhenNoneLeft, ApplyAt: p.ApplyAt,
	}
	for _, r := range rows {
		m.Templates = append(m.Templates, views.TemplateOption{ID: r.ID, GroupName: r.GroupName, Off: !r.Enabled})
	}
	return m
}

// provisioningModel is the switch and what is under way with it.
func (c *Console) provisioningModel(ctx echo.Context, p store.Provisioning) (m views.ProvisioningModel, err error) {
	v, _ := visitor(ctx)
	rc, now := ctx.Request().Context(), c.Now()
	m = views.ProvisioningModel{
		Account: v.Account.Name, Now: now, ReadOnly: !v.User.Role.MayAdminister(), NotEntitled: !v.Account.AdvancedSecurity, Enabled: p.Enabled,
	}
	if p.Enabled {
		if m.Since, m.By, err = c.Store.ProvisioningSince(rc, v.Account.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return m, err
		}
	}
	current, err := c.Store.CurrentLink(rc, v.Account.ID)
	if errors.Is(err, store.ErrNotFound) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	m.Linked = current.State == link.Enabled
	m.Granted = link.Grants(current.Scopes, link.GroupsScope)
	open, ended, err := c.Store.LatestGroupsConsents(rc, v.Account.ID)
	if err != nil {
		return m, err
	}
	if open != nil {
		r := requestView(*open, v, now)
		m.Request = &r
	}
	failed := ended != nil && (ended.State == link.Failed || ended.State == link.Expired)
	if failed && !p.Enabled && now.Sub(ended.EndedAt) < failureShown {
		g := guidanceOf(*ended, v)
		g.RetryPath, g.Check = views.PathProvisioningOn, ""
		m.Failed = &g
	}
	return m, c.showGroupsInvitations(ctx, &m)
}

func (c *Console) showGroupsInvitations(ctx echo.Context, m *views.ProvisioningModel) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	may, err := c.mayInvite(rc, v.Account.ID)
	if err != nil {
		return err
	}
	m.CanInvite = may && !m.ReadOnly && !m.NotEntitled
	list, err := c.Store.Invitations(rc, v.Account.ID, invitationsListed)
	for _, i := range list {
		if err != nil || i.Purpose != link.ForGroups || i.State != link.InvitationOpen {
			continue
		}
		var shown views.Invitation
		if shown, err = c.invitationView(rc, i); err == nil {
			m.Invitations = append(m.Invitations, shown)
		}
	}
	return err
}

// templateTable is the list of templates, with the licences left beside each.
func (c *Console) templateTable(ctx echo.Context, p store.Provisioning) (views.TemplateTableModel, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	list, version, err := c.Store.Templates(rc, v.Account.ID)
	if err != nil {
		return views.TemplateTableModel{}, err
	}
	stock, err := c.Store.Stock(rc, v.Account.ID)
	if err != nil {
		return views.TemplateTableModel{}, err
	}
	known, err := c.knownGroups(rc, v.Account.ID)
	if err != nil {
		return views.TemplateTableModel{}, err
	}
	m := views.TemplateTableModel{Now: c.Now(), ReadOnly: !v.User.Role.MayAdminister(), Version: strconv.FormatInt(version, 10)}
	for i, t := range list {
		row := templateRow(t, stock, m)
		row.Position, row.Count = i+1, len(list)
		row.Guests = p.Guests == signin.TemplateGuests && p.GuestTemplateID == t.ID
		if t.GroupID == "" {
			row.Hints = hintViews(signin.NearMisses(t.GroupName, known, nil), list)
		}
		m.Rows = append(m.Rows, row)
	}
	return m, nil
}

func templateRow(t store.UserTemplate, stock signin.Stock, m views.TemplateTableModel) views.TemplateRowModel {
	offer := func(name string) views.LicenceOffer { return views.LicenceOffer{Name: name, Left: stock[name].Left()} }
	row := views.TemplateRowModel{
		ID: t.ID, Version: m.Version, ReadOnly: m.ReadOnly, Now: m.Now, GroupName: t.GroupName, GroupID: t.GroupID,
		Ambiguous: t.Ambiguous, Enabled: t.Enabled, Timezone: t.Timezone, Edition: offer(string(t.Edition)), UserGroups: t.UserGroups,
	}
	if t.GroupWas != "" {
		row.GroupName, row.PreviousName, row.RenamedAt = t.GroupNow, t.GroupWas, t.RenamedAt
	}
	for _, name := range t.Extensions {
		row.Extensions = append(row.Extensions, offer(name))
	}
	return row
}

// maxKnownGroups bounds how many groups are looked at for near misses and suggested.
const maxKnownGroups = 5000

func (c *Console) knownGroups(ctx context.Context, accountID string) ([]signin.Group, error) {
	list, err := c.Store.DirectoryGroups(ctx, accountID, "", maxKnownGroups)
	groups := make([]signin.Group, 0, len(list))
	for _, g := range list {
		groups = append(groups, signin.Group{ID: g.ID, Name: g.Name})
	}
	return groups, err
}

func hintViews(hints []signin.Hint, templates []store.UserTemplate) (out []views.GroupHint) {
	for _, h := range hints {
		shown := views.GroupHint{Kind: h.Kind, Name: h.Group.Name}
		if h.Kind == signin.HintOwn {
			i := slices.IndexFunc(templates, func(t store.UserTemplate) bool { return t.GroupName == h.Group.Name })
			if i >= 0 {
				shown.Path = views.PathTemplate(templates[i].ID)
			}
		}
		out = append(out, shown)
	}
	return out
}

// saveSettings handles POST …/templates/settings.
func (c *Console) saveSettings(ctx echo.Context) error {
	f := readForm(ctx)
	change := store.ProvisioningChange{
		Guests: signin.GuestPolicy(f.text("guests", 40)), GuestTemplateID: f.text("guest_template", 64),
		WhenNoneLeft: signin.WhenNoneLeft(f.text("when_none_left", 40)), ApplyAt: signin.ApplyAt(f.text("apply_at", 40)),
	}
	version := f.text("version", 20)
	if f.err != nil {
		return f.err
	}
	var err error
	if change.Version, err = strconv.ParseInt(version, 10, 64); err != nil {
		return errBadRequest
	}
	v, _ := visitor(ctx)
	if change.Guests != signin.TemplateGuests {
		change.GuestTemplateID = ""
	}
	err = c.Store.SetProvisioning(ctx.Request().Context(), c.actor(ctx), v.Account.ID, change)
	fault, status := "", http.StatusUnprocessableEntity
	var errs views.SettingsErrors
	switch {
	case err == nil:
		return c.saved(ctx, "Saved.", views.PathTemplates)
	case errors.Is(err, store.ErrOutdated):
		fault, status = "Somebody else has changed these settings meanwhile. These are theirs; please look at them and save again if you want something else.", http.StatusConflict
	case errors.Is(err, store.ErrNotFound) && change.Guests == signin.TemplateGuests:
		errs.GuestTemplate = "Somebody has deleted this template meanwhile. Please choose another one for guests."
		change.GuestTemplateID = ""
	case errors.Is(err, store.ErrInvalid) && change.Guests == signin.TemplateGuests:
		errs.GuestTemplate = "Please choose the template that guests get."
	case errors.Is(err, store.ErrInvalid):
		return errBadRequest
	default:
		return err
	}
	return c.showTemplates(ctx, status, func(m *views.TemplatesModel) {
		m.Settings.Error, m.Settings.Errors = fault, errs
		if fault == "" {
			m.Settings.Guests, m.Settings.WhenNoneLeft, m.Settings.ApplyAt = change.Guests, change.WhenNoneLeft, change.ApplyAt
			m.Settings.GuestTemplateID = change.GuestTemplateID
		}
	})
}
