package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// inviteUser invites a user to choose a password; an earlier invitation ends. Whose link
// may be handed over to anybody is an administrator's: that asks for a fresh log-in (S62).
func (c *Console) inviteUser(ctx echo.Context, u store.User) error {
	v, _ := visitor(ctx)
	f := readForm(ctx)
	how := f.text("how", 10)
	if f.err != nil {
		return f.err
	}
	if u.Role.MayAdminister() && !c.fresh(v) {
		return confirmFirst(ctx, views.PathUser(u.ID))
	}
	if !c.limits.invite.allow(v.Account.ID) {
		return errTooMany
	}
	return c.sendWelcome(ctx, u, how)
}

// sendWelcome makes the invitation, by mail where that is set up and no link to copy is
// asked for.
func (c *Console) sendWelcome(ctx echo.Context, u store.User, how string) error {
	v, _ := visitor(ctx)
	token, err := microsoft.Secret()
	if err != nil {
		return err
	}
	n := store.NewWelcome{
		AccountID: u.AccountID, UserID: u.ID, SenderID: v.User.ID, Reference: newReference(), TokenHash: hash([]byte(token)), Life: policy.WelcomeLife,
	}
	if c.Mail != nil && how != "link" {
		n.Sealed = c.Mail.Seal(n.Reference, token)
	}
	w, err := c.Store.CreateWelcome(ctx.Request().Context(), c.actor(ctx), n)
	if errors.Is(err, store.ErrInvalid) {
		return c.saved(ctx, "That was not done: this user has a password already, or may not log in.", views.PathUser(u.ID))
	}
	if err != nil {
		return err
	}
	c.setInvitationCookie(ctx, w.ID, token, int(urlShown/time.Second))
	words := "The invitation is ready. Copy its link from here."
	if n.Sealed != nil {
		c.Mail.Wake()
		words = "The invitation is on its way to " + u.Email + "."
	}
	return c.saved(ctx, words, views.PathUser(u.ID))
}

// WelcomeURL is the address that an invited user opens.
func WelcomeURL(public *url.URL, token string) string {
	return public.String() + views.PathWelcome(token)
}

func welcomeView(w store.Welcome) views.UserInvitation {
	return views.UserInvitation{
		State: views.WelcomeState(w.State), Sender: w.SenderName, CreatedAt: w.CreatedAt, ExpiresAt: w.ExpiresAt, EndedAt: w.EndedAt,
		Mail: views.MailState(w.Mail.State), MailWords: mailWords(w.Mail), Reference: w.Reference,
	}
}

// welcomeURL is the address to hand over, in the browser that made it; else empty.
func (c *Console) welcomeURL(ctx echo.Context, w store.Welcome) string {
	cookies := ctx.Request().CookiesNamed(c.invitationCookie(w.ID))
	if len(cookies) != 1 || w.State != store.WelcomeOpen {
		return ""
	}
	known, err := c.Store.WelcomeByToken(ctx.Request().Context(), hash([]byte(cookies[0].Value)))
	if err != nil || known.ID != w.ID {
		return ""
	}
	return WelcomeURL(c.PublicURL, cookies[0].Value)
}

// welcomePage handles GET /welcome/:token. Nothing is spent by it, whoever asks.
func (c *Console) welcomePage(ctx echo.Context) error {
	w, err := c.welcomed(ctx)
	if err != nil {
		return c.noWelcome(ctx, err)
	}
	return c.showWelcomePage(ctx, http.StatusOK, w, views.WelcomeModel{})
}

func (c *Console) welcomed(ctx echo.Context) (store.Welcome, error) {
	if !c.limits.open.allow(ctx.RealIP()) {
		return store.Welcome{}, errTooMany
	}
	return c.Store.WelcomeByToken(ctx.Request().Context(), hash([]byte(ctx.Param("token"))))
}

func (c *Console) noWelcome(ctx echo.Context, err error) error {
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return c.render(ctx, http.StatusNotFound, views.WelcomeUnknownPage(c.frame(ctx, "Link not known")))
}

// showWelcomePage shows the invitation; m holds what was wrong with what was sent.
func (c *Console) showWelcomePage(ctx echo.Context, status int, w store.Welcome, m views.WelcomeModel) error {
	m.Token, m.State, m.Account, m.Reference = ctx.Param("token"), views.WelcomeState(w.State), w.AccountName, w.Reference
	m.Sender, m.SenderEmail, m.ExpiresAt, m.Now = w.SenderName, w.SenderEmail, w.ExpiresAt, c.Now()
	if w.State != store.WelcomeOpen {
		status = http.StatusGone
	} else {
		m.Name, m.Email = w.User.Name, w.User.Email
		_, linked, err := c.microsoftMethod(ctx, w.AccountID)
		if err != nil {
			return err
		}
		m.Microsoft = linked
	}
	return c.respond(ctx, status, views.WelcomePage(c.frame(ctx, "Welcome to Workbooks"), m), views.WelcomePanel(m))
}

// useWelcome handles POST /welcome/:token: the person chooses a password, and then logs
// in with it. The invitation is spent by it.
func (c *Console) useWelcome(ctx echo.Context) error {
	f := readForm(ctx)
	chosen, again := f.raw("password", 1024), f.raw("again", 1024)
	if f.err != nil {
		return f.err
	}
	w, err := c.welcomed(ctx)
	if err != nil {
		return c.noWelcome(ctx, err)
	}
	if w.State != store.WelcomeOpen {
		return c.showWelcomePage(ctx, http.StatusGone, w, views.WelcomeModel{})
	}
	if err := policy.CheckNewPassword(chosen, w.User.Email, w.User.Name); err != nil {
		return c.showWelcomePage(ctx, http.StatusUnprocessableEntity, w, views.WelcomeModel{Error: err.Error()})
	}
	if chosen != again {
		return c.showWelcomePage(ctx, http.StatusUnprocessableEntity, w, views.WelcomeModel{Mismatch: "The two passwords differ. Please type the same one twice."})
	}
	hashed, err := c.passwords.Hash(ctx.Request().Context(), chosen)
	if err != nil {
		return err
	}
	rc := context.WithoutCancel(ctx.Request().Context())
	err = c.Store.UseWelcome(rc, c.stranger(ctx), hash([]byte(ctx.Param("token"))), hashed)
	switch {
	case errors.Is(err, store.ErrEmailTaken):
		// Why is told to nobody: an administrator of any account can invite any address.
		return c.showWelcomePage(ctx, http.StatusConflict, w, views.WelcomeModel{Taken: true})
	case errors.Is(err, store.ErrNotFound):
		return c.welcomePage(ctx)
	case err != nil:
		return err
	}
	if err := c.signIn(ctx, w.User); err != nil {
		return ctx.Redirect(http.StatusSeeOther, views.PathLogin)
	}
	return ctx.Redirect(http.StatusSeeOther, views.PathDesktop)
}
