package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	wordsWrong  = "That e-mail address and password do not match. Please check both and try again."
	wordsLocked = "There were too many wrong passwords for this e-mail address, so logging in with it is locked for up to 15 minutes. Please wait and try again."
	// Only whoever knows the password is told these.
	wordsDisabled  = "Logging in to Workbooks is switched off for you. A Workbooks administrator of your company can switch it on again."
	wordsNoEdition = "You have no Workbooks licence at the moment, so you cannot log in. A Workbooks administrator of your company can give you one."
	wordsBlank     = "Please enter both your e-mail address and your password."
)

// loginForm handles GET /login.
func (c *Console) loginForm(ctx echo.Context) error {
	ctx.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	q, err := query(ctx, maxURL, "return_to")
	if err != nil {
		return err
	}
	form := views.LoginForm{ReturnTo: policy.LocalPath(q["return_to"])}
	if _, ok, err := c.knowVisitor(ctx); err != nil {
		return err
	} else if ok {
		return ctx.Redirect(http.StatusSeeOther, form.ReturnTo)
	}
	c.dropCookie(ctx)
	if form.ReturnTo != views.PathDesktop {
		form.Info = "Please log in to see that page."
	}
	if last, known, err := c.lastLogin(ctx); err != nil {
		return err
	} else if known {
		form.Known = masked(last.Username)
	}
	return c.showLogin(ctx, http.StatusOK, form)
}

// masked is an address that its owner recognises and nobody else can use.
func masked(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	first, size := utf8.DecodeRuneInString(local)
	if !ok || size == 0 || first == utf8.RuneError {
		return ""
	}
	return string(first) + "…@" + domain
}

func (c *Console) showLogin(ctx echo.Context, status int, form views.LoginForm) error {
	return c.render(ctx, status, views.LoginPage(c.frame(ctx, "Log in"), form))
}

// login handles POST /login. A known and an unknown e-mail address get the same
// answer after the same work: a guard row, a user look-up, one argon2id hash.
func (c *Console) login(ctx echo.Context) error {
	ctx.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	f := readForm(ctx)
	form := views.LoginForm{Email: f.text("email", 320), ReturnTo: policy.LocalPath(f.text("return_to", 4096))}
	secret := f.raw("password", 1024)
	if f.err != nil {
		return f.err
	}
	if form.Email == "" || secret == "" {
		form.Error = wordsBlank
		return c.showLogin(ctx, http.StatusUnprocessableEntity, form)
	}
	user, outcome, err := c.checkPassword(ctx, form.Email, secret)
	switch {
	case err != nil:
		return err
	case outcome == loginLocked:
		form.Error = wordsLocked
		return c.showLogin(ctx, http.StatusTooManyRequests, form)
	case outcome == loginWrong:
		form.Error = wordsWrong
		return c.showLogin(ctx, http.StatusUnprocessableEntity, form)
	}
	err = c.signIn(ctx, user)
	switch {
	case errors.Is(err, store.ErrLoginDisabled):
		form.Error = wordsDisabled
		return c.showLogin(ctx, http.StatusForbidden, form)
	case errors.Is(err, store.ErrNoEdition):
		form.Error = wordsNoEdition
		return c.showLogin(ctx, http.StatusForbidden, form)
	case err != nil:
		return err
	}
	return ctx.Redirect(http.StatusSeeOther, form.ReturnTo)
}

type loginOutcome int

const (
	loginWrong loginOutcome = iota
	loginLocked
	loginRight
)

// checkPassword counts the try before it looks at the password, so that many
// tries at once cannot slip past the lock.
func (c *Console) checkPassword(ctx echo.Context, email, secret string) (store.User, loginOutcome, error) {
	rc := ctx.Request().Context()
	guard, err := c.Store.ReserveLogin(rc, loginName(email), policy.MaxWrongPasswords, policy.LockFor)
	if err != nil {
		return store.User{}, loginWrong, fmt.Errorf("login: %w", err)
	}
	if guard.Locked {
		return store.User{}, loginLocked, nil
	}
	user, err := c.Store.UserByEmail(rc, strings.ToLower(email))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.User{}, loginWrong, fmt.Errorf("login: %w", err)
	}
	match, err := c.passwords.Matches(rc, secret, user.PasswordHash)
	if err != nil {
		return store.User{}, loginWrong, fmt.Errorf("login: %w", err)
	}
	if !match {
		return store.User{}, loginWrong, c.Store.RefuseLogin(rc, c.stranger(ctx), loginName(email), user.ID)
	}
	return user, loginRight, nil
}

// stranger is somebody who has not shown who they are.
func (c *Console) stranger(ctx echo.Context) store.Actor {
	return store.Actor{Kind: store.KindStranger, IP: ctx.RealIP(), UserAgent: ctx.Request().UserAgent(), RequestID: reference(ctx)}
}

func loginName(email string) []byte { return hash([]byte("login:" + strings.ToLower(email))) }

// signIn gives the browser a new session; the one it had before ends (S74).
func (c *Console) signIn(ctx echo.Context, user store.User) error {
	session, err := c.sessions.Get(ctx.Request(), c.sessions.name())
	if err != nil {
		return err
	}
	ctx.Set(keyVisitor, store.Visitor{User: user})
	session.Values[keyActor] = c.actor(ctx)
	session.Values[keySignIn] = store.NewSession{
		UserID: user.ID, LoginNameHash: loginName(user.Email), IP: ctx.RealIP(), UserAgent: ctx.Request().UserAgent(),
	}
	return session.Save(ctx.Request(), ctx.Response())
}
