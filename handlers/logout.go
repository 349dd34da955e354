package handlers

import (
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	pathLoginCallback  = "/microsoft/login"
	pathFrontChannel   = "/microsoft/logout"
	outCookie          = "logged-out"
	outLife            = 10 * time.Minute
	maxMicrosoftSID    = 128
	frontChannelAnswer = "Logged out."
)

// loggedOut remembers for a few minutes which Microsoft log-in has just ended, so that
// it can be ended there too without a question.
type loggedOut struct {
	Tenant string    `json:"t"`
	Hint   string    `json:"h"`
	Both   bool      `json:"b,omitempty"` // Microsoft was asked to end it there too
	At     time.Time `json:"a"`
}

// logout handles POST /logout: the session's row goes, so that a copied cookie is
// worthless too (S76). It ends on a page of its own and never logs straight back in
// (lessons.md, 26).
func (c *Console) logout(ctx echo.Context) error {
	v, _ := visitor(ctx)
	if err := c.Store.DeleteSession(ctx.Request().Context(), c.actor(ctx), v.Session.IDHash); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	options := c.sessions.options()
	options.MaxAge = -1
	ctx.SetCookie(sessions.NewCookie(c.sessions.name(), "", options))
	ctx.Response().Header().Set("Clear-Site-Data", `"cache"`)
	c.sealed.drop(ctx, lastCookie)
	if v.Session.Method != store.MethodMicrosoft {
		c.sealed.drop(ctx, outCookie)
	} else {
		out := loggedOut{Tenant: v.Session.TenantID, Hint: v.Session.LoginHint, At: c.Now().UTC().Truncate(time.Second)}
		c.sealed.put(ctx, outCookie, out, outLife)
	}
	return redirect(ctx, views.PathLoggedOut)
}

// justLoggedOut is the Microsoft log-in that ended in this browser a moment ago.
func (c *Console) justLoggedOut(r *http.Request) (loggedOut, bool) {
	var out loggedOut
	ok := c.sealed.get(r, outCookie, &out) && c.Now().Sub(out.At).Abs() <= outLife && microsoft.ValidTenantID(out.Tenant)
	return out, ok
}

// loggedOutPage handles GET /logged-out.
func (c *Console) loggedOutPage(ctx echo.Context) error {
	out, ok := c.justLoggedOut(ctx.Request())
	m := views.LoggedOutModel{Microsoft: ok && !out.Both, Both: ok && out.Both}
	return c.render(ctx, http.StatusOK, views.LoggedOutPage(c.frame(ctx, "Logged out"), m))
}

// logoutMicrosoft handles POST /logged-out/microsoft: the browser goes to Microsoft to
// end the log-in there, and comes back to /logged-out (microsoft.md §3.10).
func (c *Console) logoutMicrosoft(ctx echo.Context) error {
	out, ok := c.justLoggedOut(ctx.Request())
	if !ok || out.Both { // once: Microsoft is asked by whoever logged out, not by every press
		return ctx.Redirect(http.StatusSeeOther, views.PathLoggedOut)
	}
	to, err := c.Microsoft.LogoutURL(ctx.Request().Context(), out.Tenant, out.Hint, c.PublicURL.String()+views.PathLoggedOut)
	if err != nil {
		return err
	}
	out.Both = true
	c.sealed.put(ctx, outCookie, out, outLife)
	return ctx.Redirect(http.StatusSeeOther, to)
}

// frontChannelLogout handles GET /microsoft/logout, which Microsoft loads in a frame
// when somebody logs out there: the session is found by sid alone, since browsers send
// no cookie into a stranger's frame (microsoft.md §3.10). A sid is a GUID that nobody
// can guess; an unknown one gets the same answer.
func (c *Console) frontChannelLogout(ctx echo.Context) error {
	h := ctx.Response().Header()
	h.Del("X-Frame-Options")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors "+origin(c.Authority))
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	q, err := query(ctx, maxMicrosoftSID, "sid")
	if err != nil {
		return err
	}
	if !c.limits.callback.allow(ctx.RealIP()) {
		return errTooMany
	}
	if q["sid"] != "" {
		if _, err := c.Store.EndSessionsBySID(ctx.Request().Context(), c.fromMicrosoft(ctx), hash([]byte(q["sid"]))); err != nil {
			return err
		}
	}
	return ctx.String(http.StatusOK, frontChannelAnswer)
}

// fromMicrosoft is the actor of what Microsoft asks for through a browser.
func (c *Console) fromMicrosoft(ctx echo.Context) store.Actor {
	a := store.System()
	a.Name, a.IP, a.RequestID = "Microsoft", ctx.RealIP(), reference(ctx)
	return a
}
