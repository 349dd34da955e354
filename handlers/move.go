package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// linkMove is a change of the link that asks first: GET shows the consequences,
// POST carries it out.
type linkMove struct {
	path  string
	event link.Event
	done  link.State // doing it twice is no error
	ask   func(l views.Link, account string) views.ConfirmModel
	saved string
}

// linkMoves are disable, enable and unlink.
func linkMoves() []linkMove {
	return []linkMove{
		{path: views.PathDisable, event: link.Disable, done: link.Disabled, ask: askDisable, saved: "Microsoft authentication is disabled. The link is kept."},
		{path: views.PathEnable, event: link.Enable, done: link.Enabled, ask: askEnable, saved: "Microsoft authentication is enabled."},
		{path: views.PathUnlink, event: link.Unlink, done: link.Unlinked, ask: askUnlink, saved: "The link is removed. Remember to remove Workbooks in Microsoft Azure too."},
	}
}

func askDisable(l views.Link, account string) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Disable Microsoft authentication", Question: "Stop using the link to the organisation " + l.Name() + "?",
		Affected: []string{
			"Microsoft authentication is off for everybody in " + account + " until you enable it again.",
			"Everybody can go on logging in with their password. Nobody who is logged in now is logged out.",
			"The link itself is kept: enabling it again needs no Azure administrator.",
		},
		Button: "Disable",
	}
}

func askEnable(l views.Link, account string) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Enable Microsoft authentication", Question: "Use the link to the organisation " + l.Name() + " again?",
		Affected: []string{
			"Microsoft authentication is on again for " + account + ", with the approval that was given before.",
			"Passwords go on working as they do now.",
		},
		Button: "Enable",
	}
}

func askUnlink(l views.Link, account string) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Unlink from Microsoft Azure", Question: "Remove the link to the organisation " + l.Name() + " in Microsoft Azure?",
		Affected: []string{
			"Microsoft authentication is off for everybody in " + account + ". Passwords go on working.",
			"To link again, an Azure administrator must approve again.",
			"The history under Activity is kept.",
		},
		After: []string{
			"Sign in to the Microsoft Entra admin centre as Cloud Application Administrator or Application Administrator.",
			"Open Enterprise applications › Workbooks › Properties.",
			"Choose Delete. Until then the approval stands in Azure, although Workbooks no longer uses it.",
		},
		Button: "Unlink", Stop: true,
	}
}

// confirmMove handles GET …/disable, …/enable and …/unlink.
func (c *Console) confirmMove(m linkMove) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		v, _ := visitor(ctx)
		current, err := c.Store.CurrentLink(ctx.Request().Context(), v.Account.ID)
		if errors.Is(err, store.ErrNotFound) || current.State == m.done {
			return redirect(ctx, views.PathMicrosoft)
		}
		if err != nil {
			return err
		}
		return c.showConfirm(ctx, m.path, m.ask(linkView(current), v.Account.Name))
	}
}

// move handles POST …/disable, …/enable and …/unlink. A double click finds the
// work done and ends on the same page.
func (c *Console) move(m linkMove) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		v, _ := visitor(ctx)
		rc := ctx.Request().Context()
		current, err := c.Store.CurrentLink(rc, v.Account.ID)
		if errors.Is(err, store.ErrNotFound) || err == nil && current.State == m.done {
			return redirect(ctx, views.PathMicrosoft)
		}
		if err != nil {
			return err
		}
		var refused *link.RefusedError
		_, err = c.Store.MoveLink(rc, c.actor(ctx), v.Account.ID, current.ID, m.event)
		if errors.As(err, &refused) && refused.From == string(m.done) {
			return redirect(ctx, views.PathMicrosoft)
		}
		if err != nil {
			return err
		}
		return c.saved(ctx, m.saved, views.PathMicrosoft)
	}
}

// confirmReplace handles GET …/consent/replace: linking a linked account again.
func (c *Console) confirmReplace(ctx echo.Context) error {
	v, _ := visitor(ctx)
	current, err := c.Store.CurrentLink(ctx.Request().Context(), v.Account.ID)
	if errors.Is(err, store.ErrNotFound) {
		return redirect(ctx, views.PathMicrosoft)
	}
	if err != nil {
		return err
	}
	l := linkView(current)
	return c.showConfirm(ctx, views.PathConsents+"?replace=yes", views.ConfirmModel{
		Title: "Link again", Question: "Your account is linked to the organisation " + l.Name() + ". Link again, to this or another organisation?",
		Affected: []string{
			"The link to the organisation " + l.Name() + " goes on serving until another organisation has approved and is proven.",
			"From then on only Microsoft accounts of the new organisation belong to this Workbooks account.",
			"If the same organisation approves again, the link is renewed and nothing else changes.",
		},
		Button: "Add Workbooks to Azure…", NewTab: true,
	})
}

func (c *Console) showConfirm(ctx echo.Context, action string, m views.ConfirmModel) error {
	m.Action, m.Cancel = action, views.PathMicrosoft
	f := c.frame(ctx, m.Title, microsoftCrumbs(m.Title)...)
	return c.render(ctx, http.StatusOK, views.ConfirmPage(f, m))
}
