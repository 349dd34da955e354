package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

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
	ask   func(a affected) views.ConfirmModel
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

// affected is whom a change of the link concerns.
type affected struct {
	link     views.Link
	account  string
	only     int // people who have no password, and so only Microsoft
	sessions int // sessions that came through the link
}

// whoseLogin says who can no longer log in.
func (a affected) whoseLogin() string {
	switch a.only {
	case 0:
		return "Everybody has a password and can go on logging in with it."
	case 1:
		return "People can log in with their passwords. One person has none, and cannot log in until then."
	}
	return "People can log in with their passwords. " + strconv.Itoa(a.only) + " people have none, and cannot log in until then."
}

func (a affected) whoseSessions() string {
	switch a.sessions {
	case 0:
		return "Nobody is logged in with Microsoft now."
	case 1:
		return "One session that began with Microsoft ends at once, unless it is the one in which you do this."
	}
	return strconv.Itoa(a.sessions) + " sessions that began with Microsoft end at once, but for the one in which you do this."
}

func askDisable(a affected) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Disable Microsoft authentication", Question: "Stop using the link to the organisation " + a.link.Name() + "?",
		Affected: []string{
			"Nobody in " + a.account + " can log in with Microsoft until you enable it again.",
			a.whoseLogin(),
			"Nobody who is logged in now is logged out.",
			"The link itself is kept: enabling it again needs no Azure administrator.",
		},
		Button: "Disable",
	}
}

func askEnable(a affected) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Enable Microsoft authentication", Question: "Use the link to the organisation " + a.link.Name() + " again?",
		Affected: []string{
			"People in " + a.account + " can log in with Microsoft again, with the approval that was given before.",
			"Passwords go on working as they do now.",
		},
		Button: "Enable",
	}
}

func askUnlink(a affected) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Unlink from Microsoft Azure", Question: "Remove the link to the organisation " + a.link.Name() + " in Microsoft Azure?",
		Affected: []string{
			"Nobody in " + a.account + " can log in with Microsoft any more.",
			a.whoseLogin(),
			a.whoseSessions(),
			"User Provisioning is switched off. The templates are kept.",
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

// whomAffects counts whom a change of the link concerns.
func (c *Console) whomAffects(ctx context.Context, v store.Visitor, l store.Link) (affected, error) {
	people, withPassword, err := c.Store.CountUsers(ctx, v.Account.ID)
	if err != nil {
		return affected{}, err
	}
	sessions, err := c.Store.CountLinkSessions(ctx, l.ID)
	return affected{link: linkView(l), account: v.Account.Name, only: people - withPassword, sessions: sessions}, err
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
		a, err := c.whomAffects(ctx.Request().Context(), v, current)
		if err != nil {
			return err
		}
		return c.showConfirm(ctx, m.path, m.ask(a))
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
