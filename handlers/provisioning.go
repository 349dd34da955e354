package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// provisioningOn handles POST …/templates/provisioning/on: the organisation is asked
// for one permission more, by the same consent and the same proof as the link. Where it
// has been given already nobody needs to go to Microsoft.
func (c *Console) provisioningOn(ctx echo.Context) error {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	current, err := c.Store.CurrentLink(rc, v.Account.ID)
	if errors.Is(err, store.ErrNotFound) || err == nil && current.State != link.Enabled {
		return c.saved(ctx, wordsLinkFirst, views.PathTemplates)
	}
	if err != nil {
		return err
	}
	if link.Grants(current.Scopes, link.GroupsScope) {
		if err := c.Store.SwitchProvisioningOn(rc, c.actor(ctx), v.Account.ID); err != nil {
			return err
		}
		return c.saved(ctx, "User Provisioning is on.", views.PathTemplates)
	}
	if !c.limits.start.allow(v.Account.ID) {
		return errTooMany
	}
	_, a, err := c.startAttempt(ctx, store.NewConsent{AccountID: v.Account.ID, UserID: v.User.ID, Purpose: link.ForGroups})
	if errors.Is(err, store.ErrNotEntitled) {
		return errNotEntitled
	}
	if err != nil {
		return err
	}
	return ctx.Redirect(http.StatusSeeOther,
		c.Microsoft.AdminConsentURL(current.TenantID, ConsentRedirectURI(c.PublicURL), a.State, link.Scopes(true)))
}

// confirmProvisioningOff handles GET …/templates/provisioning/off.
func (c *Console) confirmProvisioningOff(ctx echo.Context) error {
	m := views.ConfirmModel{
		Title: "Switch off User Provisioning", Question: "Shall people whom Workbooks does not know be turned away again?",
		Affected: []string{
			"Nobody new is added by a User Template. Everybody who is in Workbooks already goes on logging in.",
			"The templates are kept, and so is the permission in Azure. You can switch it on again at any time.",
		},
		Action: views.PathProvisioningOff, Button: "Switch off", Cancel: views.PathTemplates, Stop: true,
	}
	return c.render(ctx, http.StatusOK, views.ConfirmPage(c.frame(ctx, m.Title, microsoftCrumbs("User Templates")...), m))
}

// provisioningOff handles POST …/templates/provisioning/off.
func (c *Console) provisioningOff(ctx echo.Context) error {
	v, _ := visitor(ctx)
	if err := c.Store.SwitchProvisioningOff(ctx.Request().Context(), c.actor(ctx), v.Account.ID); err != nil {
		return err
	}
	return c.saved(ctx, "User Provisioning is off.", views.PathTemplates)
}
