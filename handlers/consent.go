package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// pathReplace asks before a linked account is linked again.
const pathReplace = views.PathConsents + "/replace"

// consentScopes is what we ask Microsoft for: the least that logging in needs.
func consentScopes() []string {
	return []string{"openid", "profile", "email", "User.Read"}
}

// permissionWords says granted scopes in plain words, in the order of asking.
func permissionWords(scopes []string) []string {
	words := map[string]string{"openid": "sign in", "profile": "basic profile", "email": "e-mail", "user.read": "read own profile"}
	granted := map[string]bool{}
	for _, s := range scopes {
		granted[strings.ToLower(s[strings.LastIndexByte(s, '/')+1:])] = true
	}
	var out []string
	for _, s := range consentScopes() {
		if granted[strings.ToLower(s)] {
			out = append(out, words[strings.ToLower(s)])
		}
	}
	return out
}

// attempt holds the secrets of one consent request. All but State come from one
// 256-bit secret that only the browser's cookie keeps, so that the database alone
// can neither finish a request nor redeem a code.
type attempt struct {
	Browser     string // the cookie's value
	State       string // of the admin consent request
	SignInState string // of the proving sign-in
	Nonce       string
	Verifier    string // PKCE
}

func newAttempt() (attempt, error) {
	browser, err := microsoft.Secret()
	if err != nil {
		return attempt{}, fmt.Errorf("consent: %w", err)
	}
	state, err := microsoft.Secret()
	if err != nil {
		return attempt{}, fmt.Errorf("consent: %w", err)
	}
	a := attemptOf(browser)
	a.State = state
	return a, nil
}

// attemptOf recalls what belongs to a browser's cookie.
func attemptOf(browser string) attempt {
	derive := func(purpose string) string {
		mac := hmac.New(sha256.New, []byte(browser))
		mac.Write([]byte(purpose))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	return attempt{Browser: browser, SignInState: derive("sign-in state"), Nonce: derive("nonce"), Verifier: derive("verifier")}
}

// startConsent handles POST …/microsoft/consent: a new consent request, and the
// browser goes to Microsoft. A linked account is asked first.
func (c *Console) startConsent(ctx echo.Context) error {
	q, err := query(ctx, maxURL, "replace")
	if err != nil {
		return err
	}
	v, _ := visitor(ctx)
	rc := ctx.Request().Context()
	if _, err := c.Store.CurrentLink(rc, v.Account.ID); err == nil && q["replace"] != "yes" {
		return ctx.Redirect(http.StatusSeeOther, pathReplace)
	} else if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if !c.starts.allow(v.Account.ID) {
		return errTooMany
	}
	a, err := newAttempt()
	if err != nil {
		return err
	}
	r, err := c.Store.StartConsent(rc, c.actor(ctx), store.NewConsent{
		AccountID: v.Account.ID, UserID: v.User.ID, Reference: newReference(),
		StateHash: hash([]byte(a.State)), SignInStateHash: hash([]byte(a.SignInState)), BrowserHash: hash([]byte(a.Browser)),
	})
	if errors.Is(err, store.ErrNotEntitled) {
		return errNotEntitled
	}
	if err != nil {
		return err
	}
	c.keepAttempt(ctx, r, a)
	return ctx.Redirect(http.StatusSeeOther,
		c.Microsoft.AdminConsentURL("organizations", ConsentRedirectURI(c.PublicURL), a.State, consentScopes()))
}

func (c *Console) attemptCookie(requestID string) string {
	return hostPrefix(c.secure()) + "consent-" + requestID
}

// keepAttempt binds a request to this browser: one cookie for each request, so
// that tabs do not disturb each other, and never more than a handful of them
// (lessons.md, 12, 14 and 17).
func (c *Console) keepAttempt(ctx echo.Context, r store.ConsentRequest, a attempt) {
	var mine []string
	for _, cookie := range ctx.Request().Cookies() {
		if strings.HasPrefix(cookie.Name, c.attemptCookie("")) {
			mine = append(mine, strings.TrimPrefix(cookie.Name, c.attemptCookie("")))
		}
	}
	for i := 0; i < len(mine)-(link.MaxOpenRequests-1); i++ {
		c.setAttemptCookie(ctx, mine[i], "", -1)
	}
	c.setAttemptCookie(ctx, r.ID, a.Browser, int(link.RequestLife/time.Second))
}

func (c *Console) setAttemptCookie(ctx echo.Context, requestID, value string, maxAge int) {
	ctx.SetCookie(&http.Cookie{
		Name: c.attemptCookie(requestID), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// cancelConsent handles POST …/microsoft/consent/cancel.
func (c *Console) cancelConsent(ctx echo.Context) error {
	v, _ := visitor(ctx)
	n, err := c.Store.CancelConsents(ctx.Request().Context(), c.actor(ctx), v.Account.ID)
	if err != nil {
		return err
	}
	words := "Cancelled. Nothing has changed in Workbooks."
	if n == 0 {
		words = "There was nothing left to cancel."
	}
	return c.saved(ctx, words, views.PathMicrosoft)
}

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
		return err
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
		return m, "Linked", c.showMade(ctx, &m, made, now)
	}
	if r.State == link.Failed || r.State == link.Expired {
		g := guidanceOf(r, v)
		m.Failed = &g
		return m, "Not linked", nil
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
		return err
	}
	words := "Undone. " + v.Account.Name + " is no longer linked to " + linkView(undone).Name() + "."
	if restored != nil {
		words += " It is linked to " + linkView(*restored).Name() + " again."
	}
	return c.saved(ctx, words, views.PathMicrosoft)
}
