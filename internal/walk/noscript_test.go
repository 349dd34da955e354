package walk_test

import (
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

func TestStory_NoScript(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			v.NoScript = true
			_, c, e := watch(t, "noscript", v)
			first := c.Person()
			walkToMicrosoft(e, first)
			tab := first.Opening(func() { first.Click(addButton) })
			first.Front()
			checkAgain(first)
			first.See("Waiting for Microsoft")
			e.look(first, "waiting")
			acceptAtMicrosoft(e, tab)
			first.Front()
			checkAgain(first)
			first.See("Microsoft authentication is enabled")
			e.look(first, "enabled")
			tab.Front()
			tab.Click(closeButton) // no script closes the tab: the link leads on
			tab.At(views.PathMicrosoft)
			first.Front()
			seeActivity(e, first)
			disable(e, first)
			logOut(first)
		})
	}
}

// checkAgain follows the link that takes the place of the script's asking.
func checkAgain(w *apptest.Tab) { w.Click("main .no-script a, main a.no-script") }

func disable(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathMicrosoft)
	w.Click(row(views.PathDisable))
	w.At(views.PathDisable)
	w.Click("main form button")
	w.See("Microsoft authentication is disabled")
	e.look(w, "disabled")
}

func logOut(w *apptest.Tab) {
	w.Click(startButton)
	w.Click(".menu-foot button")
	w.At(views.PathLoggedOut)
}

// TestStory_NoScriptRefused has the guidance on both sides without a script.
func TestStory_NoScriptRefused(t *testing.T) {
	v := apptest.Desktop()
	v.NoScript = true
	_, c, e := watch(t, "noscript-refused", v)
	first := c.Person()
	first.Login(apptest.Ada)
	first.Go(views.PathMicrosoft)
	tab := first.Opening(func() { first.Click(addButton) })
	refuse(e, tab, simulator.Ben)
	first.Front()
	checkAgain(first)
	first.See("may not approve for the whole organisation")
	e.look(first, "refused-first-window")
}
