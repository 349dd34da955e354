package walk_test

import (
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// Places of the screens that several walks use.
const (
	startButton  = "details.start > summary"
	addButton    = "form[data-consent] button"
	acceptButton = `button[name="answer"][value="accept"]`
	cancelButton = `button[name="answer"][value="cancel"]`
	closeButton  = "[data-close]"
)

func person(username string) string { return `button[name="account"][value="` + username + `"]` }

func row(path string) string { return `main a[href="` + path + `"]` }

func TestStory_MouseAndFinger(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) {
			_, c, e := watch(t, "story", v)
			first := c.Person()
			walkToMicrosoft(e, first)
			mark(first)
			tab := first.Opening(func() { first.Click(addButton) })
			seeProgress(e, first)
			acceptAtMicrosoft(e, tab)
			seeEnabled(e, first)
			closeConfirmation(t, e, tab)
			seeActivity(e, first)
		})
	}
}

// walkToMicrosoft goes the way of the article: Start, Configuration, Account
// Settings, Authentication, Microsoft.
func walkToMicrosoft(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathConfiguration)
	w.At(views.PathLogin)
	e.look(w, "login")
	w.Login(apptest.Ada)
	e.look(w, "desktop")
	w.Click(startButton)
	w.See("Log out")
	e.look(w, "start-menu")
	w.Click(`details.start a[href="` + views.PathConfiguration + `"]`)
	w.At(views.PathConfiguration)
	e.look(w, "configuration")
	w.Click(row(views.PathAuthentication))
	w.See("Not linked")
	e.look(w, "authentication")
	w.Click(row(views.PathMicrosoft))
	w.See("What Workbooks asks Microsoft for")
	e.look(w, "not-linked")
}

// mark leaves a note in the window that a reload or a navigation would wipe out.
func mark(w *apptest.Tab) { w.Eval("window.walkMark = 'same document'") }

func unmoved(e *eye, w *apptest.Tab) {
	e.t.Helper()
	if !w.Is("window.walkMark === 'same document'") {
		e.t.Error("the first window was reloaded")
	}
}

func seeProgress(e *eye, first *apptest.Tab) {
	e.t.Helper()
	first.Front()
	first.See("Waiting for Microsoft")
	unmoved(e, first)
	e.look(first, "waiting")
}

func acceptAtMicrosoft(e *eye, tab *apptest.Tab) {
	e.t.Helper()
	tab.Front()
	tab.Until("the account picker", `document.readyState === "complete" && document.body.dataset.page === "pick"`)
	e.look(tab, "microsoft-pick")
	tab.Click(person(simulator.Ada))
	tab.Until("the permissions", `document.readyState === "complete" && document.body.dataset.page === "consent"`)
	e.look(tab, "microsoft-consent")
	tab.Click(acceptButton)
	tab.See("Workbooks is linked to Brightwater Ltd")
	e.look(tab, "confirmation")
}

func seeEnabled(e *eye, first *apptest.Tab) {
	e.t.Helper()
	first.Front()
	first.See("Microsoft authentication is enabled")
	unmoved(e, first)
	e.look(first, "enabled")
}

func closeConfirmation(t *testing.T, e *eye, tab *apptest.Tab) {
	t.Helper()
	tab.Front()
	tab.Click(closeButton)
	tab.Gone()
}

func seeActivity(e *eye, first *apptest.Tab) {
	e.t.Helper()
	first.Front()
	first.Click(`.tabs a[href="` + views.PathActivity + `"]`)
	first.See("Linked the account to an organisation")
	first.Click("#activity-table details summary")
	e.look(first, "activity")
}
