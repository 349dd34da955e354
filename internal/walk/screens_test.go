package walk_test

import (
	"context"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

// TestScreens_EverySideDoor looks at the screens that the story does not pass.
func TestScreens_EverySideDoor(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "screens", v)
			lookAtLogin(e, c)
			lookAtPlainUser(e, c)
			lookAtNoAdvancedSecurity(e, c)
			lookAtSupport(e, c)
			lookAtEmptyActivity(e, app, c)
			lookAtLongName(e, app, c)
			lookAtLinkOfOwn(e, app, c)
			lookAtFullActivity(e, app, c)
		})
	}
}

// TestScreens_Dark looks at the states that have colours of their own, in dark.
func TestScreens_Dark(t *testing.T) {
	app, c, e := watch(t, "screens", apptest.Phone().In(true))
	lookAtLogin(e, c)
	lookAtLinkOfOwn(e, app, c)
}

func lookAtLogin(e *eye, c *apptest.Chromium) {
	e.t.Helper()
	w := c.Person()
	wrong := func() {
		w.Type("#email", apptest.Bob)
		w.Type("#password", "not the password")
		w.Keys("\r")
		w.Until("the complaint", `document.readyState === "complete" && !!document.querySelector("[role=alert]")`)
	}
	w.Go(views.PathLogin)
	wrong()
	c.Expect("status of 422")
	e.look(w, "login-wrong")
	for range policy.MaxWrongPasswords {
		w.Go(views.PathLogin)
		wrong()
	}
	c.Expect("status of 422")
	e.look(w, "login-locked")
}

func lookAtPlainUser(e *eye, c *apptest.Chromium) {
	e.t.Helper()
	w := c.Person()
	w.Login(apptest.Una)
	e.look(w, "user-desktop")
	w.Go(views.PathAuthentication)
	c.Expect("status of 403")
	e.look(w, "user-not-for-you")
	w.Go("/no/such/page")
	c.Expect("status of 404")
	e.look(w, "not-found")
	logOut(w)
	e.look(w, "logged-out")
	w.Go("/no/such/page")
	e.look(w, "not-found-nobody")
}

func lookAtNoAdvancedSecurity(e *eye, c *apptest.Chromium) {
	e.t.Helper()
	w := c.Person()
	w.Login(apptest.Henry)
	w.Go(views.PathAuthentication)
	w.See("come with Advanced Security")
	e.look(w, "no-advanced-security")
	w.Go(views.PathPassword)
	e.look(w, "password")
	w.Go(views.PathMicrosoft)
	c.Expect("status of 403")
	e.look(w, "no-advanced-security-microsoft")
}

func lookAtSupport(e *eye, c *apptest.Chromium) {
	e.t.Helper()
	w := c.Person()
	w.Login(apptest.Sue)
	e.look(w, "support-desktop")
	w.Go(views.PathAuthentication)
	c.Expect("status of 403")
	e.look(w, "support-authentication")
}

func lookAtEmptyActivity(e *eye, app *apptest.App, c *apptest.Chromium) {
	e.t.Helper()
	w := c.Person()
	w.Wear(app.As(apptest.Rita))
	w.Go(views.PathActivity)
	e.look(w, "activity-young")
}

func lookAtLongName(e *eye, app *apptest.App, c *apptest.Chromium) {
	e.t.Helper()
	b := app.As(apptest.Eve)
	confirmation := b.Link(simulator.Lone).URL.Path
	w := c.Person()
	w.Wear(b)
	w.Go(confirmation)
	e.look(w, "long-confirmation")
	w.Go(views.PathAuthentication)
	e.look(w, "long-authentication")
	w.Go(views.PathMicrosoft)
	e.look(w, "long-enabled")
	w.Go(views.PathActivity)
	e.look(w, "long-activity")
	w.Go(views.PathUnlink)
	e.look(w, "long-unlink")
	w.Go(confirmation)
	w.Click(`form[action$="/undo"] button`)
	w.See("Add Workbooks to Azure")
	e.look(w, "long-undone")
}

// lookAtLinkOfOwn walks a link through its life: disabled, enabled, replaced,
// unlinked, with what the helpdesk sees of it.
func lookAtLinkOfOwn(e *eye, app *apptest.App, c *apptest.Chromium) {
	e.t.Helper()
	b := app.As(apptest.Ada)
	b.Link(simulator.Ada)
	w, desk := c.Person(), c.Person()
	w.Wear(b)
	desk.Wear(app.As(apptest.Hal))
	desk.Go(views.PathAuthentication)
	e.look(desk, "helpdesk-authentication")
	desk.Go(views.PathMicrosoft)
	e.look(desk, "helpdesk-enabled")
	w.Go(views.PathMicrosoft)
	w.Click(row(views.PathConsents + "/replace"))
	w.Until("the question", `location.pathname.endsWith("/replace")`)
	e.look(w, "replace-question")
	w.Go(views.PathMicrosoft)
	w.Click(row(views.PathDisable))
	w.At(views.PathDisable)
	e.look(w, "disable-question")
	w.Click("main form button")
	w.See("Microsoft authentication is disabled")
	e.look(w, "disabled")
	w.Go(views.PathAuthentication)
	e.look(w, "disabled-authentication")
	w.Go(views.PathEnable)
	e.look(w, "enable-question")
	w.Click("main form button")
	w.See("Microsoft authentication is enabled")
	e.look(w, "enabled-again")
	w.Go(views.PathUnlink)
	e.look(w, "unlink-question")
	w.Click("main form button")
	w.See("Add Workbooks to Azure")
	e.look(w, "unlinked")
	desk.Go(views.PathMicrosoft)
	e.look(desk, "helpdesk-unlinked")
}

func lookAtFullActivity(e *eye, app *apptest.App, c *apptest.Chromium) {
	e.t.Helper()
	b := app.As(apptest.Rita)
	b.Link(simulator.Rita)
	account := app.Account(apptest.Quarry).ID
	l, err := app.Store.CurrentLink(context.Background(), account)
	for i := 0; err == nil && i < 60; i++ {
		_, err = app.Store.MoveLink(context.Background(), apptest.Operator(), account, l.ID, []link.Event{link.Disable, link.Enable}[i%2])
	}
	if err != nil {
		e.t.Fatal(err)
	}
	w := c.Person()
	w.Wear(b)
	w.Go(views.PathActivity)
	e.look(w, "activity-full")
	w.Click(".pager a[rel=next]")
	w.Until("older entries", `location.search !== "" && document.readyState === "complete"`)
	e.look(w, "activity-older")
}

// TestScreens_Zoom200 has half the room: everything stays within the width.
func TestScreens_Zoom200(t *testing.T) {
	app, c, e := watch(t, "zoom", apptest.Zoomed())
	b := app.As(apptest.Ada)
	w := c.Person()
	w.Wear(b)
	for _, screen := range [][2]string{
		{"desktop", views.PathDesktop}, {"authentication", views.PathAuthentication}, {"not-linked", views.PathMicrosoft},
		{"invite", views.PathInvite}, {"confirmation", ""}, {"enabled", views.PathMicrosoft},
		{"activity", views.PathActivity}, {"unlink", views.PathUnlink},
	} {
		to := screen[1]
		if to == "" {
			to = b.Link(simulator.Ada).URL.Path
		}
		w.Go(to)
		e.look(w, screen[0])
	}
}

// TestScreens_AppearanceStays switches to dark by hand: the page that was open
// comes back in dark, and so do the others.
func TestScreens_AppearanceStays(t *testing.T) {
	app, c, e := watch(t, "appearance", apptest.Desktop())
	w := c.Person()
	w.Wear(app.As(apptest.Ada))
	w.Go(views.PathMicrosoft)
	w.Click(startButton)
	w.Click(`.appearance button[value="dark"]`)
	w.Until("the dark page", `document.readyState === "complete" && document.documentElement.dataset.theme === "dark"`)
	w.At(views.PathMicrosoft)
	e.look(w, "not-linked-dark")
	w.Go(views.PathActivity)
	if !w.Is(`document.documentElement.dataset.theme === "dark"`) {
		t.Error("the next page is not dark")
	}
}

// TestScreens_CopyOneClick copies the block for the IT team and says so.
func TestScreens_CopyOneClick(t *testing.T) {
	app, c, _ := watch(t, "copy", apptest.Desktop())
	b := app.As(apptest.Ada)
	app.Simulator.Fail(simulator.FaultConsentDeclined)
	b.StartConsent()
	w := c.Person()
	w.Wear(b)
	w.Go(views.PathMicrosoft)
	w.Eval("navigator.clipboard.writeText = (text) => { window.walkCopied = text; return Promise.resolve(); }")
	w.Click(".guidance [data-copy-from]")
	w.See("Copied")
	if !w.Is(`/^Reference: WB-.+\nAccount: Brightwater Ltd\nTime: 2026-03-03 10:32:00 UTC\n/.test(window.walkCopied)`) {
		t.Errorf("copied: %s", w.Ask("window.walkCopied"))
	}
}
