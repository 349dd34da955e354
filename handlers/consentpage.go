package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// consent handles GET …/microsoft/consent/:request: progress, confirmation or
// guidance of one consent request. «late» says that Microsoft's answer did come,
// but after the request's time.
func (c *Console) consent(ctx echo.Context) error {
	q, err := query(ctx, maxURL, "late")
	if err != nil {
		return err
	}
	v, _ := visitor(ctx)
	r, err := c.Store.Consent(ctx.Request().Context(), v.Account.ID, ctx.Param("request"))
	if err != nil {
		return c.notMine(ctx, "request", err)
	}
	if r = c.overdue(r); r.State == link.Expired && q["late"] != "" {
		r.Failure.Cause = guidance.StateExpired
	}
	m, title, err := c.consentModel(ctx, v, r)
	if err != nil {
		return err
	}
	f := c.frame(ctx, title, microsoftCrumbs(title)...)
	return c.respond(ctx, http.StatusOK, views.ConsentPage(f, m), views.ConsentPanel(m))
}

func (c *Console) consentModel(ctx echo.Context, v store.Visitor, r store.ConsentRequest) (views.ConsentModel, string, error) {
	rc, now := ctx.Request().Context(), c.Now()
	m := views.ConsentModel{Account: v.Account.Name, Now: now, Request: requestView(r, v, now), ReadOnly: !v.User.Role.MayAdminister()}
	made := r
	if r.State == link.Superseded && r.SupersededBy != "" {
		// The first tab to finish wins; the others end on its confirmation.
		winner, err := c.Store.Consent(rc, v.Account.ID, r.SupersededBy)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return m, "", err
		}
		made = winner
	}
	if made.LinkID != "" {
		title := "Linked"
		if m.Request.ForGroups {
			title = "User Provisioning"
			p, err := c.Store.Provisioning(rc, v.Account.ID)
			if m.ProvisioningOff = !p.Enabled; err != nil {
				return m, "", err
			}
		}
		return m, title, c.showMade(ctx, &m, made, now)
	}
	if r.State == link.Failed || r.State == link.Expired {
		g := guidanceOf(r, v)
		if m.Request.ForGroups {
			g.RetryPath, g.Check = views.PathProvisioningOn, ""
		}
		m.Failed = &g
		current, err := c.Store.CurrentLink(rc, v.Account.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return m, "", err
		}
		if err == nil {
			g.Changed += " The link to the organisation " + linkView(current).Name() + " is as it was."
		}
		return m, "Request not finished", nil
	}
	if !r.State.Open() {
		return m, "Request ended", nil
	}
	return m, "Waiting for Microsoft", nil
}

// showMade fills in the link that a request made, as it is now.
func (c *Console) showMade(ctx echo.Context, m *views.ConsentModel, made store.ConsentRequest, now time.Time) error {
	l, err := c.Store.Link(ctx.Request().Context(), made.AccountID, made.LinkID)
	if err != nil {
		return err
	}
	shown := linkView(l)
	m.Link = &shown
	m.Request.ID = made.ID
	m.CanUndo = !m.ReadOnly && l.State.Current() && l.RequestID == made.ID && now.Sub(made.EndedAt) < link.UndoWindow
	if l.Replaces == "" {
		return nil
	}
	before, err := c.Store.Link(ctx.Request().Context(), made.AccountID, l.Replaces)
	if err != nil {
		return err
	}
	m.Replaced = linkView(before).Name()
	return nil
}

// undo handles POST …/consent/:request/undo: «Not your organisation? Undo».
func (c *Console) undo(ctx echo.Context) error {
	v, _ := visitor(ctx)
	undone, restored, err := c.Store.UndoLink(ctx.Request().Context(), c.actor(ctx), v.Account.ID, ctx.Param("request"))
	if err != nil {
		return c.notMine(ctx, "request", err)
	}
	words := "Undone. Your account is no longer linked to the organisation " + linkView(undone).Name() + ". " +
		"The approval given there still stands in Azure until somebody deletes Workbooks under Enterprise applications."
	if restored != nil {
		words += " The link to " + linkView(*restored).Name() + " serves again."
	}
	return c.saved(ctx, words, views.PathMicrosoft)
}

// notMine leaves an entry in the trail when what was not found belongs to another
// account (S105). The parameter names what was asked for. The answer is the same
// either way.
func (c *Console) notMine(ctx echo.Context, parameter string, err error) error {
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	v, _ := visitor(ctx)
	noted, noteErr := c.Store.NoteForeign(ctx.Request().Context(), c.actor(ctx), v.Account.ID, ctx.Param(parameter))
	if noted || noteErr != nil {
		c.Log.Warn("request of another account refused", "reference", reference(ctx), "error", noteErr)
	}
	return err
}
