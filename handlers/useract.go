package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// userAct is something that an administrator does with a user; those with ask are asked
// about first, on a page that works without JavaScript.
type userAct struct {
	act   views.UserAct
	ask   func(u store.User) views.ConfirmModel
	do    func(c *Console, ctx echo.Context, u store.User) error
	saved string
}

func userActs() []userAct {
	return []userAct{
		{act: views.ActDisable, ask: askDisableUser, saved: "The log-in is switched off, and all sessions of this user have ended.",
			do: func(c *Console, ctx echo.Context, u store.User) error {
				return c.Store.SetLoginEnabled(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID, false)
			}},
		{act: views.ActEnable, ask: askEnableUser, saved: "This user can log in again.",
			do: func(c *Console, ctx echo.Context, u store.User) error {
				return c.Store.SetLoginEnabled(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID, true)
			}},
		{act: views.ActForget, ask: askForget, saved: "The Microsoft identity is forgotten.",
			do: func(c *Console, ctx echo.Context, u store.User) error {
				return c.Store.ForgetIdentity(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID)
			}},
		{act: views.ActRelink, saved: "Relinked. The person can log in with this Microsoft account now.", do: relinkUser},
		{act: views.ActRelinkDismiss, saved: "Nothing was changed. You are asked again if somebody tries again.", do: dismissRelink},
		{act: views.ActFree, ask: askFree, saved: "The licences are free again.",
			do: func(c *Console, ctx echo.Context, u store.User) error {
				return c.Store.FreeLicences(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID)
			}},
		{act: views.ActEndSessions, saved: "All sessions of this user have ended.",
			do: func(c *Console, ctx echo.Context, u store.User) error {
				v, _ := visitor(ctx)
				_, err := c.Store.EndSessions(ctx.Request().Context(), c.actor(ctx), u.ID, v.Session.IDHash)
				return err
			}},
		{act: views.ActInvite, do: (*Console).inviteUser},
		{act: views.ActRevoke, saved: "The invitation is revoked. Its link no longer works.",
			do: func(c *Console, ctx echo.Context, u store.User) error {
				return c.Store.RevokeWelcome(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID)
			}},
	}
}

// seenAccount is the Microsoft account that the administrator has looked at: the form
// names it, so that nothing is said of another one that came meanwhile unseen.
func seenAccount(ctx echo.Context) (objectID string, err error) {
	f := readForm(ctx)
	objectID = f.text("key", 64)
	return objectID, f.err
}

func relinkUser(c *Console, ctx echo.Context, u store.User) error {
	objectID, err := seenAccount(ctx)
	if err != nil {
		return err
	}
	return c.Store.Relink(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID, objectID)
}

func dismissRelink(c *Console, ctx echo.Context, u store.User) error {
	objectID, err := seenAccount(ctx)
	if err != nil {
		return err
	}
	return c.Store.DismissRelink(ctx.Request().Context(), c.actor(ctx), u.AccountID, u.ID, objectID)
}

func askDisableUser(u store.User) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Switch off the log-in", Question: "Shall " + u.Name + " no longer be able to log in to Workbooks?",
		Affected: []string{
			"All sessions of " + u.Name + " end at once, with a password and with Microsoft.",
			"The licences stay with this user until you free them.",
			"You can switch the log-in on again at any time.",
		},
		Button: "Switch off", Stop: true,
	}
}

func askEnableUser(u store.User) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Switch on the log-in", Question: "Shall " + u.Name + " be able to log in to Workbooks again?",
		Affected: []string{
			"It works at once, in the ways that worked before.",
			"What " + u.Name + " had, licences and User Groups, is as it was.",
		},
		Button: "Switch on",
	}
}

func askForget(u store.User) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Forget the Microsoft identity", Question: "Shall Workbooks forget which Microsoft account belongs to " + u.Name + "?",
		Affected: []string{
			"All sessions of " + u.Name + " end at once.",
			"At the next log-in with Microsoft, Workbooks looks for the user by the log-in name " + u.Email + " again.",
		},
		Button: "Forget", Stop: true,
	}
}

func askFree(u store.User) views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Free the licences", Question: "Shall " + u.Name + " give back Edition and Extensions?",
		Affected: []string{
			"Somebody else can have these licences at once.",
			"Without an Edition " + u.Name + " can no longer log in, and all sessions end.",
			"The user and what belongs to them are kept.",
		},
		Button: "Free licences", Stop: true,
	}
}

// confirmUserAct handles GET …/users/:user/ACT.
func (c *Console) confirmUserAct(a userAct) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		u, err := c.userOfAddress(ctx)
		if err != nil {
			return err
		}
		m := a.ask(u)
		m.Action, m.Cancel = views.PathUserDo(u.ID, a.act), views.PathUser(u.ID)
		f := c.frame(ctx, m.Title, usersCrumbs(views.Crumb{Label: "Users", Path: views.PathUsers}, views.Crumb{Label: u.Name, Path: m.Cancel}, views.Crumb{Label: m.Title})...)
		return c.render(ctx, http.StatusOK, views.ConfirmPage(f, m))
	}
}

// doUserAct handles POST …/users/:user/ACT.
func (c *Console) doUserAct(a userAct) echo.HandlerFunc {
	return func(ctx echo.Context) error {
		u, err := c.userOfAddress(ctx)
		if err != nil {
			return err
		}
		switch err := a.do(c, ctx, u); {
		case errors.Is(err, store.ErrLastAdministrator):
			return c.saved(ctx, "That was not done: "+u.Name+" is the last administrator who can log in.", views.PathUser(u.ID))
		case errors.Is(err, store.ErrYourself):
			return c.saved(ctx, "That was not done: nobody can do this to themselves. Ask another administrator.", views.PathUser(u.ID))
		case errors.Is(err, store.ErrTaken):
			return c.saved(ctx, "That was not done: this Microsoft account belongs to another user already.", views.PathUser(u.ID))
		case errors.Is(err, store.ErrOutdated):
			return c.saved(ctx, "That was not done: somebody else asks to be "+u.Name+" now, or another organisation is linked. Please look again.", views.PathUser(u.ID))
		case errors.Is(err, store.ErrNotFound):
			return c.saved(ctx, "There was nothing left to do: somebody else was quicker.", views.PathUser(u.ID))
		case err != nil:
			return err
		}
		if a.saved == "" {
			return nil // it has answered itself
		}
		return c.saved(ctx, a.saved, views.PathUser(u.ID))
	}
}

// endUserSession handles POST …/users/:user/sessions/:session/end.
func (c *Console) endUserSession(ctx echo.Context) error {
	u, err := c.userOfAddress(ctx)
	if err != nil {
		return err
	}
	id, err := sessionID(ctx)
	if err == nil {
		err = c.Store.EndSession(ctx.Request().Context(), c.actor(ctx), u.ID, id)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return c.saved(ctx, "That session has ended.", views.PathUser(u.ID))
}

// dismissAlert handles POST /alerts/dismiss.
func (c *Console) dismissAlert(ctx echo.Context) error {
	f := readForm(ctx)
	kind, subject := f.text("kind", 64), f.text("subject", 200)
	if f.err != nil {
		return f.err
	}
	v, _ := visitor(ctx)
	err := c.Store.DismissAlert(ctx.Request().Context(), c.actor(ctx), v.Account.ID, store.AlertKind(kind), subject)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return redirect(ctx, views.PathDesktop)
}

// alertsOf are what the account's administrators are told.
func (c *Console) alertsOf(ctx context.Context, v store.Visitor) ([]views.AlertModel, error) {
	if !v.User.Role.MayAdminister() {
		return nil, nil
	}
	list, err := c.Store.Alerts(ctx, v.Account.ID)
	var out []views.AlertModel
	for _, a := range list {
		m := views.AlertModel{
			Kind: string(a.Kind), Subject: a.Subject, Tone: views.Warn, FirstAt: a.FirstAt, LastAt: a.LastAt, Count: a.Times, Reference: a.Reference,
			Ways: []views.Way{{Label: "Licences", Path: views.PathLicences}, {Label: "Leavers", Path: views.PathLeavers}},
		}
		switch a.Kind {
		case store.AlertNoLicenceLeft:
			m.Title, m.Words = "No licence «"+a.Subject+"» is left", "Somebody who should get one could not be given it. Users who are in Workbooks already are not affected."
		case store.AlertOverAllocated:
			m.Title, m.Words = "More licences «"+a.Subject+"» are used than you own", "Everybody goes on working. Free licences of users who have left, or ask your account manager for more."
		}
		out = append(out, m)
	}
	return out, err
}

// backToUser is where a form about a user is found again.
func backToUser(ctx echo.Context) string { return views.PathUser(url.PathEscape(ctx.Param("user"))) }
