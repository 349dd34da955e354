package walk_test

import (
	"context"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Places of the log-in that several walks use.
const (
	microsoftButton = `button[formaction="` + views.PathLoginMicrosoft + `"]`
	anotherButton   = `#login-problem button[name="account"]`
)

// watchLinked is watch with Brightwater linked to its organisation by Ada, whose
// browser comes back.
func watchLinked(t *testing.T, walk string, v apptest.Viewport) (*apptest.App, *apptest.Chromium, *eye, *apptest.Browser) {
	t.Helper()
	app, c, e := watch(t, walk, v)
	ada := app.As(apptest.Ada)
	ada.Link(simulator.Ada)
	return app, c, e, ada
}

// toPick goes from the login page to Microsoft's list of accounts.
func toPick(w *apptest.Tab, email string) {
	w.Go(views.PathLogin)
	w.Type("#email", email)
	w.Click(microsoftButton)
	w.Until("the account picker", atMicrosoft("pick"))
}

// TestLogin_WithMicrosoft is the day of a user: in with Microsoft, what they have,
// where they are logged in, and out of both.
func TestLogin_WithMicrosoft(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) { dayOfUser(t, "login", v) })
	}
}

func TestLogin_NoScript(t *testing.T) {
	v := apptest.Phone()
	v.NoScript = true
	dayOfUser(t, "login-noscript", v)
}

func dayOfUser(t *testing.T, walk string, v apptest.Viewport) {
	t.Helper()
	app, c, e, _ := watchLinked(t, walk, v)
	w := c.Person()
	toPick(w, apptest.Una)
	w.Click(person(simulator.Una))
	w.At(views.PathDesktop)
	w.See("with Microsoft as " + simulator.Una)
	e.look(w, "desktop")
	if first := w.Ask("location.href"); len(first) > 200 {
		t.Errorf("the address is %s", first)
	}
	app.As(apptest.Una)
	w.Click(startButton)
	w.Click(`details.start a[href="` + views.PathSessions + `"]`)
	w.At(views.PathSessions)
	w.See("This one")
	e.look(w, "sessions")
	w.Click(`form[action="` + views.PathEndOthers + `"] button`)
	w.See("You are logged in nowhere else")
	e.look(w, "sessions-one")
	logOut(w)
	w.See("Also log out of Microsoft")
	e.look(w, "logged-out")
	w.Click(`form[action="` + views.PathLogoutMicrosoft + `"] button`)
	w.See("logged out of Workbooks and of Microsoft")
	e.look(w, "logged-out-both")
	w.Click(`main a[href="` + views.PathLogin + `"]`)
	w.At(views.PathLogin)
	w.Click(microsoftButton)
	w.Until("the account picker, since nobody is signed in there", atMicrosoft("pick"))
}

// TestLogin_ComesToNothing looks at the pages of failed log-ins, and goes on from them.
func TestLogin_ComesToNothing(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e, _ := watchLinked(t, "login-problem", v)
			ctx := context.Background()
			una, err := app.Store.UserByEmail(ctx, apptest.Una)
			if err != nil {
				t.Fatal(err)
			}
			app.As(apptest.Hal)
			if p := app.Browser().LoginMicrosoft(apptest.Hal, simulator.Hal); p.URL.Path != views.PathDesktop {
				t.Fatalf("Hal ended at %s", p.URL)
			}
			app.Simulator.RecreatePerson(simulator.Hal)
			if err := app.Store.FreeLicences(ctx, apptest.Operator(), una.AccountID, una.ID); err != nil {
				t.Fatal(err)
			}
			for _, one := range []struct{ name, typed, person string }{
				{"not-linked", "", simulator.Henry},
				{"no-licence", apptest.Una, simulator.Una},
				{"guest", apptest.Ada, simulator.Pat},
				{"relink", apptest.Hal, simulator.Hal},
				{"nobody", "", simulator.Ivy},
			} {
				comeToNothing(e, c.Person(), one.name, one.typed, one.person)
			}
		})
	}
}

// comeToNothing fails to log in, reloads the page that says so, and logs in with
// another account from there.
func comeToNothing(e *eye, w *apptest.Tab, name, typed, username string) {
	e.t.Helper()
	w.Front()
	toPick(w, typed)
	w.Click(person(username))
	w.Until("consent or an end", `document.readyState === "complete" && (document.body.dataset.page === "consent" || location.pathname === "`+views.PathLoginProblem+`")`)
	if w.Is(`document.body.dataset.page === "consent"`) { // an organisation where people consent for themselves
		w.Click(acceptButton)
	}
	w.Until("the page of the problem", `location.pathname === "`+views.PathLoginProblem+`" && document.readyState === "complete"`)
	said := w.Text("#guidance-title")
	reload(w)
	if again := w.Text("#guidance-title"); again != said || said == "" {
		e.t.Errorf("%s: after a reload the page says %q, not %q", name, again, said)
	}
	e.c.Expect("status of 4")
	e.look(w, name)
	w.Click(anotherButton)
	pickAda(w)
}

// pickAda goes on as Ada, whom everything stands open to.
func pickAda(w *apptest.Tab) {
	w.Until("the account picker", atMicrosoft("pick"))
	w.Click(person(simulator.Ada))
	w.At(views.PathDesktop)
}

// TestLogin_BackTwiceAndBeside goes back after a log-in, presses twice, and logs in in
// two tabs at once.
func TestLogin_BackTwiceAndBeside(t *testing.T) {
	app, c, e, _ := watchLinked(t, "login-tabs", apptest.Desktop())
	w := c.Person()
	w.Go(views.PathLogin)
	second := w.Beside()
	toPick(second, apptest.Ada)
	w.Front()
	w.Type("#email", apptest.Ada)
	w.DoubleClick(microsoftButton)
	w.Until("the account picker", atMicrosoft("pick"))
	w.Click(person(simulator.Ada))
	w.At(views.PathDesktop)
	second.Front()
	second.Click(person(simulator.Ada))
	second.At(views.PathDesktop)
	e.look(second, "desktop")
	w.Front()
	mark(w)
	w.Eval("history.back()")
	w.Until("the page before, which is no error", `!window.walkMark && document.readyState === "complete" && !document.querySelector("#login-problem")`)
	e.look(w, "back")
	w.Go(views.PathDesktop)
	w.See("with Microsoft as " + simulator.Ada)
	if n := entries(t, app, store.ActionIdentityMet); n != 1 {
		t.Errorf("met %d times", n)
	}
}

// TestConfirmIdentity_BeforeALinkChanges asks who sits there when the log-in is old,
// by password and at Microsoft, and goes on where it was asked for.
func TestConfirmIdentity_BeforeALinkChanges(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e, _ := watchLinked(t, "confirm", v)
			w := c.Person()
			toPick(w, apptest.Ada)
			w.Click(person(simulator.Ada))
			w.At(views.PathDesktop)
			for _, by := range []string{"password", "microsoft"} {
				app.Clock.Advance(31 * time.Minute)
				w.Go(views.PathDisable)
				w.At(views.PathConfirmIdentity)
				e.look(w, by)
				if by == "microsoft" {
					w.Click(`form[action="` + views.PathConfirmMicrosoft + `"] button`)
					pickIfAsked(w, simulator.Ada)
				} else {
					confirmByPassword(e, w)
				}
				w.At(views.PathDisable)
			}
			e.look(w, "goes-on")
		})
	}
}

func confirmByPassword(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Type("#password", "not the password")
	w.Keys("\r")
	w.Until("the complaint", `document.readyState === "complete" && !!document.querySelector("[role=alert]")`)
	e.c.Expect("status of 422")
	e.look(w, "wrong")
	w.Type("#password", apptest.Password)
	w.Keys("\r")
}

// pickIfAsked chooses an account where Microsoft asks for one.
func pickIfAsked(w *apptest.Tab, username string) {
	w.Until("Microsoft or the console", `document.readyState === "complete" && (document.body.dataset.page === "pick" || location.pathname === "`+views.PathDisable+`")`)
	if w.Is(`document.body.dataset.page === "pick"`) {
		w.Click(person(username))
	}
}
