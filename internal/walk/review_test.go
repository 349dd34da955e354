package walk_test

import (
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

const checkButton = `form[action$="/check"] button`

// TestReview_CheckAgainFinishes asks Azure's reviewers for approval, tells Workbooks
// what Microsoft's page showed, and finishes once a reviewer has approved.
func TestReview_CheckAgainFinishes(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "review", v)
			first := c.Person()
			first.Wear(app.As(apptest.Rita))
			shown := askReviewers(e, first)
			tellWhatItShowed(e, first, shown)
			approveAsReviewer(e, app, c)
			first.Front()
			tab := first.Opening(func() { first.Click(checkButton) })
			tab.Front()
			tab.Until("Microsoft's page", atMicrosoft("pick"))
			tab.Click(person(simulator.Rita))
			tab.See("Workbooks is linked to Quarry Tools GmbH")
			e.look(tab, "confirmation")
			first.Front()
			first.See("Microsoft authentication is enabled")
			e.look(first, "enabled")
		})
	}
}

// askReviewers goes to Microsoft as Quinn, who has no role, and asks for approval;
// the tab is closed there. It returns what Microsoft's page said.
func askReviewers(e *eye, first *apptest.Tab) string {
	e.t.Helper()
	first.Go(views.PathMicrosoft)
	tab := first.Opening(func() { first.Click(addButton) })
	tab.Front()
	tab.Click(person(simulator.Quinn))
	tab.Until("the page that offers to ask", atMicrosoft("approval-required"))
	shown := tab.Text("main")
	tab.Type("#justification", "So that we can log in")
	tab.Click(`form[action="/approval"] button`)
	tab.Until("the page that says so", atMicrosoft("approval-sent"))
	return shown
}

func tellWhatItShowed(e *eye, first *apptest.Tab, shown string) {
	e.t.Helper()
	first.Front()
	first.See("Waiting for Microsoft")
	first.Click("#explain summary")
	first.Eval(`document.querySelector("#explain-text").value = ` + quote(shown))
	first.Click("#explain form button")
	first.See("Check again")
	e.look(first, "told")
	first.Go(views.PathMicrosoft)
	first.See("wants a reviewer to approve Workbooks")
	e.look(first, "waiting-for-reviewer")
}

// approveAsReviewer opens the simulator's list of requests and approves.
func approveAsReviewer(e *eye, app *apptest.App, c *apptest.Chromium) {
	e.t.Helper()
	reviewer := c.Person()
	reviewer.Front()
	reviewer.Go(app.Authority + "/requests")
	reviewer.See("So that we can log in")
	e.look(reviewer, "requests")
	reviewer.Click(`button[name="action"][value="approve"]`)
	reviewer.See("approved by " + simulator.Rita)
}
