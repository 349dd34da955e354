package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// failuresOfUser is how many of a user's last log-ins are looked through for failures.
const failuresOfUser = 20

// userPage handles GET …/users/:user.
func (c *Console) userPage(ctx echo.Context) error {
	u, err := c.userOfAddress(ctx)
	if err != nil {
		return err
	}
	m, err := c.userModel(ctx, u)
	if err != nil {
		return err
	}
	f := c.frame(ctx, u.Name, usersCrumbs(views.Crumb{Label: "Users", Path: views.PathUsers}, views.Crumb{Label: u.Name})...)
	return c.respond(ctx, http.StatusOK, views.UserPage(f, m), views.UserPanel(m))
}

// userOfAddress is the user of the address, of the visitor's own account.
func (c *Console) userOfAddress(ctx echo.Context) (store.User, error) {
	v, _ := visitor(ctx)
	u, err := c.Store.UserOf(ctx.Request().Context(), v.Account.ID, ctx.Param("user"))
	if err != nil {
		return u, c.notMine(ctx, "user", err)
	}
	return u, nil
}

func (c *Console) userModel(ctx echo.Context, u store.User) (views.UserModel, error) {
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	extensions, err := c.Store.Extensions(rc, u.ID)
	if err != nil {
		return views.UserModel{}, err
	}
	m := views.UserModel{
		Account: v.Account.Name, Now: c.Now(), ReadOnly: !v.User.Role.MayAdminister(), User: userRow(store.UserRow{User: u, Extensions: extensions}),
		UserGroups: u.UserGroups, Timezone: u.Timezone, Origin: originWords(u.Origin), CreatedAt: u.CreatedAt, Managed: u.Managed,
		Yourself: u.ID == v.User.ID, Mails: c.Mail != nil,
	}
	if m.LastKeeper, err = c.Store.LastAdministrator(rc, u); err != nil {
		return m, err
	}
	if m.Sessions, err = c.sessionRows(rc, u.ID, v.Session.IDHash); err != nil {
		return m, err
	}
	for _, show := range []func(echo.Context, store.User, *views.UserModel) error{c.showIdentity, c.showRelink, c.showUserTemplate, c.showFailures, c.showWelcome} {
		if err := show(ctx, u, &m); err != nil {
			return m, err
		}
	}
	left := m.Identity != nil && (m.Identity.Check.Tone == views.Warn || m.Identity.Check.Tone == views.Stop)
	m.CanFree = (u.Edition != policy.NoEdition || len(extensions) > 0) && (!u.LoginEnabled || left)
	return m, nil
}

func originWords(origin string) string {
	if origin == store.OriginProvisioned {
		return "made by User Provisioning"
	}
	return "added by hand"
}

func (c *Console) showIdentity(ctx echo.Context, u store.User, m *views.UserModel) error {
	i, err := c.Store.IdentityOf(ctx.Request().Context(), u.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	current, err := c.lastLink(ctx, u.AccountID)
	if err != nil {
		return err
	}
	m.User.Microsoft, m.User.NoMailbox = i.Username, i.Mailbox == store.MailboxMissing
	m.Identity = &views.UserIdentity{
		Username: i.Username, Name: i.Name, Email: i.Email, TenantID: i.TenantID, ObjectID: i.ObjectID, Guest: i.Guest, Home: i.Home,
		LinkedAt: i.LinkedAt, LinkedHow: linkedHowWords(i.LinkedHow), Check: checkStatus(i.Check), CheckedAt: i.CheckedAt,
		Mailbox: mailboxStatus(i.Mailbox), MailboxAt: i.MailboxAt, Elsewhere: !current.State.Current() || current.TenantID != i.TenantID,
	}
	if current.TenantID == i.TenantID {
		m.Identity.Organisation = current.Organisation
	}
	if i.Check == store.CheckedIn && u.LastMethod == store.MethodMicrosoft {
		m.Identity.CheckedAt = u.LastLoginAt
	}
	return nil
}

func linkedHowWords(how string) string {
	switch how {
	case store.MetByName:
		return "by the log-in name, at the first log-in with Microsoft"
	case store.MadeByTemplate:
		return "when User Provisioning made the user"
	}
	return "by an administrator"
}

// checkStatus says what Microsoft last said of a person.
func checkStatus(check string) views.Status {
	switch check {
	case store.CheckedIn:
		return views.Status{Tone: views.OK, Word: "let in"}
	case "disabled":
		return views.Status{Tone: views.Warn, Word: "disabled in Azure"}
	case "gone":
		return views.Status{Tone: views.Warn, Word: "not found in Azure"}
	case "unassigned":
		return views.Status{Tone: views.Warn, Word: "not assigned to Workbooks in Azure"}
	}
	return views.Status{}
}

func mailboxStatus(m store.Mailbox) views.Status {
	switch m {
	case store.MailboxFound:
		return views.Status{Tone: views.OK, Word: "found"}
	case store.MailboxMissing:
		return views.Status{Tone: views.Warn, Word: "none"}
	case store.MailboxUnknown:
	}
	return views.Status{}
}

func (c *Console) showRelink(ctx echo.Context, u store.User, m *views.UserModel) error {
	r, err := c.Store.RelinkOf(ctx.Request().Context(), u.AccountID, u.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m.User.Relink = true
	m.Relink = &views.RelinkModel{
		Key: r.ObjectID, Username: r.Username, Name: r.Name, Email: r.Email, TenantID: r.TenantID, ObjectID: r.ObjectID, Guest: r.Guest, Home: r.Home,
		Reason: r.Reason.For(guidance.ForHelpdesk).Meaning, Reference: r.Reference, At: r.At, Tries: int(r.Tries), Replaces: m.Identity != nil,
	}
	return nil
}

func (c *Console) showUserTemplate(ctx echo.Context, u store.User, m *views.UserModel) error {
	if u.TemplateID == "" {
		return nil
	}
	v, _ := visitor(ctx)
	t, err := c.Store.Template(ctx.Request().Context(), u.AccountID, u.TemplateID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	m.Template = views.Way{Label: t.GroupName, Path: templatePath(v.User.Role, t.ID)}
	return err
}

func (c *Console) showFailures(ctx echo.Context, u store.User, m *views.UserModel) error {
	traces, err := c.Store.TracesOfUser(ctx.Request().Context(), u.ID, failuresOfUser)
	for _, t := range traces {
		if t.Outcome == link.Failed && len(m.Failures) < failuresShown {
			m.Failures = append(m.Failures, c.attemptView(ctx, t, m.Account))
		}
	}
	return err
}

// showWelcome fills in the invitation by which the user may choose a password.
func (c *Console) showWelcome(ctx echo.Context, u store.User, m *views.UserModel) error {
	w, err := c.Store.LatestWelcome(ctx.Request().Context(), u.AccountID, u.ID)
	m.CanInvite = u.PasswordHash == "" && u.MayLogIn()
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	shown := welcomeView(w)
	shown.URL = c.welcomeURL(ctx, w)
	m.Invitation = &shown
	m.User.Invited = w.State == store.WelcomeOpen && u.LastLoginAt.IsZero()
	return nil
}
