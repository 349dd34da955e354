package walk_test

import (
	"context"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func TestTabs_FirstToFinishWins(t *testing.T) {
	_, c, e := watch(t, "two-tabs", apptest.Desktop())
	first, one := begin(c, apptest.Ada)
	second := first.Beside()
	second.Go(views.PathMicrosoft)
	second.See("Waiting for Microsoft")
	two := second.Opening(func() { second.Click(addButton) })

	acceptIn(one)
	acceptIn(two)
	e.look(two, "second-confirmation")
	for _, w := range []*apptest.Tab{first, second} {
		w.Front()
		w.See("Microsoft authentication is enabled")
	}
}

func acceptIn(tab *apptest.Tab) {
	tab.Front()
	tab.Until("Microsoft's page", `document.readyState === "complete" && ["pick", "consent"].includes(document.body.dataset.page)`)
	if tab.Is(`document.body.dataset.page === "pick"`) {
		tab.Click(person(simulator.Ada))
	}
	tab.Until("the permissions", `document.readyState === "complete" && document.body.dataset.page === "consent"`)
	tab.Click(acceptButton)
	tab.See("Workbooks is linked to Brightwater Ltd")
}

func TestTabs_BackAndReloadAfterConfirmation(t *testing.T) {
	app, c, e := watch(t, "back", apptest.Desktop())
	_, tab := begin(c, apptest.Ada)
	acceptIn(tab)
	confirmation := tab.Ask("location.href")
	mark(tab)
	tab.Eval("location.reload()")
	tab.Until("the reloaded page", `!window.walkMark && document.readyState === "complete"`)
	tab.See("Workbooks is linked to Brightwater Ltd")

	tab.Eval("history.back()")
	tab.Until("Microsoft's page", `document.readyState === "complete" && document.body.dataset.page === "consent"`)
	tab.Click(acceptButton)
	tab.Until("an end", `location.href === `+quote(confirmation)+` && document.readyState === "complete"`)
	tab.See("Workbooks is linked to Brightwater Ltd")
	e.look(tab, "accepted-twice")
	if n := entries(t, app, store.ActionLinkMade); n != 1 {
		t.Errorf("the account was linked %d times", n)
	}
}

func TestTabs_DoubleClickAddsOnce(t *testing.T) {
	app, c, e := watch(t, "double-add", apptest.Desktop())
	first := c.Person()
	first.Login(apptest.Ada)
	first.Go(views.PathMicrosoft)
	mark(first)
	before := first.Tabs()
	first.Opening(func() { first.DoubleClick(addButton) })
	first.Front()
	first.See("Waiting for Microsoft")
	e.c.Clean("after the double click")
	if opened := first.Tabs() - before; opened != 1 {
		t.Errorf("a double click opened %d tabs", opened)
	}
	if n := entries(t, app, store.ActionConsentStarted); n != 1 {
		t.Errorf("a double click started %d requests", n)
	}
}

func TestTabs_DoubleClickDisablesOnce(t *testing.T) {
	app, c, e := watch(t, "double-disable", apptest.Desktop())
	b := app.As(apptest.Ada)
	b.Link(simulator.Ada)
	w := c.Person()
	w.Wear(b)
	w.Go(views.PathDisable)
	w.DoubleClick("main form button")
	w.See("Microsoft authentication is disabled")
	e.look(w, "disabled")
	if n := entries(t, app, store.ActionLinkDisabled); n != 1 {
		t.Errorf("a double click disabled %d times", n)
	}
}

// TestTabs_AnotherOrganisationTakesOver links a linked account again: the window
// goes on to show the progress, with the old link in use until the new one is proven.
func TestTabs_AnotherOrganisationTakesOver(t *testing.T) {
	app, c, e := watch(t, "replace", apptest.Desktop())
	b := app.As(apptest.Ada)
	b.Link(simulator.Ada)
	first := c.Person()
	first.Wear(b)
	first.Go(views.PathConsents + "/replace")
	tab := first.Opening(func() { first.Click(addButton) })
	first.Front()
	first.At(views.PathMicrosoft)
	first.See("Waiting for Microsoft")
	first.See("Microsoft authentication is enabled")
	e.look(first, "waiting-while-linked")

	tab.Front()
	tab.Click("#use-another")
	tab.Click(person(simulator.Henry))
	tab.Until("the permissions", `document.readyState === "complete" && document.body.dataset.page === "consent"`)
	tab.Click(acceptButton)
	tab.See("Workbooks is linked to Harbour & Sons")
	e.look(tab, "replaced")
	first.Front()
	first.See("harbour.example")
	e.look(first, "enabled")
}

// entries counts the account's audit entries of one kind.
func entries(t *testing.T, app *apptest.App, action string) int {
	t.Helper()
	all, err := app.Store.AuditEntries(context.Background(), app.Account(apptest.Brightwater).ID, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, entry := range all {
		if entry.Action == action {
			n++
		}
	}
	return n
}

// TestS96_SessionEndedWhilePolling has the session ended on the server: the next
// question leads to the log-in page, and never puts one into the panel.
func TestS96_SessionEndedWhilePolling(t *testing.T) {
	app, c, e := watch(t, "session-ended", apptest.Desktop())
	b := app.As(apptest.Ada)
	w := c.Person()
	w.Wear(b)
	w.Go(views.PathMicrosoft)
	w.Opening(func() { w.Click(addButton) })
	w.Front()
	w.See("Waiting for Microsoft")
	c.Expect("status of 401")
	b.Post(views.PathLogout, nil)
	w.At(views.PathLogin)
	if w.Is(`!!document.getElementById("microsoft-panel")`) {
		t.Error("the log-in page stands inside the panel")
	}
	e.look(w, "login")
}
