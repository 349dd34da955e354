package walk_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

func TestRefused_NoAuthority(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop().In(true), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			_, c, e := watch(t, "no-authority", v)
			first, tab := begin(c, apptest.Ada)
			refuse(e, tab, simulator.Ben)
			first.Front()
			first.See("may not approve for the whole organisation")
			unmoved(e, first)
			e.look(first, "first-window")
			first.Click(row(views.PathInvite))
			first.See("Who can approve")
			e.look(first, "invite")
		})
	}
}

// begin logs in, opens the Microsoft window and starts a request: the window, and
// the tab in which Microsoft asks.
func begin(c *apptest.Chromium, email string) (first, tab *apptest.Tab) {
	first = c.Person()
	first.Login(email)
	first.Go(views.PathMicrosoft)
	mark(first)
	return first, first.Opening(func() { first.Click(addButton) })
}

// refuse logs in at Microsoft as somebody who may not approve and goes back.
func refuse(e *eye, tab *apptest.Tab, username string) {
	e.t.Helper()
	tab.Front()
	tab.Click(person(username))
	tab.Until("the page that asks for approval", `document.readyState === "complete" && !!document.getElementById("return")`)
	e.look(tab, "microsoft-need-approval")
	tab.Click("#return")
	tab.See("may not approve for the whole organisation")
	e.look(tab, "guidance")
}

func TestRefused_Declined(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			_, c, e := watch(t, "declined", v)
			first, tab := begin(c, apptest.Ada)
			tab.Front()
			tab.Click(person(simulator.Ada))
			tab.Click(cancelButton)
			tab.Until("the guidance", `!!document.getElementById("error-guidance")`)
			e.look(tab, "guidance")
			first.Front()
			first.Until("the guidance", `!!document.getElementById("error-guidance")`)
			unmoved(e, first)
			e.look(first, "first-window")
		})
	}
}

func TestWaiting_ExplainAndCancel(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop().In(true), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "waiting", v)
			first, _ := begin(c, apptest.Ada)
			first.Front()
			first.See("Waiting for Microsoft")
			explainIt(e, first)
			app.Clock.Advance(6 * time.Minute)
			first.See("6 minutes ago")
			e.look(first, "silent")
			first.Click(`form[action="` + views.PathCancel + `"] button`)
			first.See("What Workbooks asks Microsoft for")
			e.look(first, "cancelled")
		})
	}
}

// explainIt asks what Microsoft's page meant: with words that say nothing, then
// with a code.
func explainIt(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Click("#explain summary")
	w.Type("#explain-text", "no code in here")
	e.c.Expect("status of 422")
	w.Click("#explain form button")
	w.See("We found no code in this text.")
	e.look(w, "explain-no-code")
	w.Eval(`document.querySelector("#explain-text").select()`)
	w.Keys("AADSTS50105")
	w.Click("#explain form button")
	w.See("50105")
	e.look(w, "explained")
}
