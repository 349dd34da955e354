package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const cookieTheme = "theme"

// frame is what every page needs around its window.
func (c *Console) frame(ctx echo.Context, title string, crumbs ...views.Crumb) views.Frame {
	f := views.Frame{Title: title, Crumbs: crumbs, Theme: theme(ctx.Request()), Now: c.Now(), Here: views.PathDesktop}
	if ctx.Request().Method == http.MethodGet {
		f.Here = policy.LocalPath(ctx.Request().URL.RequestURI())
	}
	if v, ok := visitor(ctx); ok {
		f.Visitor = &views.Visitor{Name: v.User.Name, Email: v.User.Email, Role: v.User.Role, Account: accountName(v)}
		f.Notice = c.notice(ctx, v)
	}
	return f
}

func accountName(v store.Visitor) string {
	if v.Account.ID == "" {
		return "Workbooks support"
	}
	return v.Account.Name
}

// notice is the sentence that the last change left for this session; showing it
// takes it away. A partial, and a HEAD, leave it for the next page.
func (c *Console) notice(ctx echo.Context, v store.Visitor) string {
	if v.Session.Notice == "" || wantsPartial(ctx) || ctx.Request().Method == http.MethodHead {
		return ""
	}
	text, err := c.Store.TakeNotice(ctx.Request().Context(), v.Session.IDHash)
	if err != nil {
		c.Log.Warn("notice not taken", "reference", reference(ctx), "error", err)
	}
	return text
}

// saved leaves a sentence for the next page and sends the browser there.
func (c *Console) saved(ctx echo.Context, words, path string) error {
	v, _ := visitor(ctx)
	if err := c.Store.SetNotice(ctx.Request().Context(), v.Session.IDHash, words); err != nil {
		c.Log.Warn("notice not left", "reference", reference(ctx), "error", err)
	}
	return redirect(ctx, path)
}

func crumbs(more ...views.Crumb) []views.Crumb {
	return append([]views.Crumb{
		{Label: "Configuration", Path: views.PathConfiguration},
		{Label: "Account Settings", Path: views.PathConfiguration},
	}, more...)
}

func authenticationCrumbs(more ...views.Crumb) []views.Crumb {
	return crumbs(append([]views.Crumb{{Label: "Authentication", Path: views.PathAuthentication}}, more...)...)
}

func microsoftCrumbs(last string) []views.Crumb {
	return authenticationCrumbs(views.Crumb{Label: "Microsoft", Path: views.PathMicrosoft}, views.Crumb{Label: last})
}

func theme(r *http.Request) string {
	cookie, err := r.Cookie(cookieTheme)
	if err != nil || (cookie.Value != "light" && cookie.Value != "dark") {
		return ""
	}
	return cookie.Value
}

// appearance handles POST /appearance: light, dark, or as the system says.
func (c *Console) appearance(ctx echo.Context) error {
	f := readForm(ctx)
	value, back := f.text("theme", 10), f.text("back", 2048)
	if f.err != nil {
		return f.err
	}
	cookie := &http.Cookie{Name: cookieTheme, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: c.secure(), SameSite: http.SameSiteLaxMode}
	if value != "light" && value != "dark" {
		cookie.Value, cookie.MaxAge = "", -1
	}
	ctx.SetCookie(cookie)
	return redirect(ctx, policy.LocalPath(back))
}
