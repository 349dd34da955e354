package walk_test

import (
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// TestHandOver_OtherEnds looks at every other way that an invitation can end.
func TestHandOver_OtherEnds(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "ends", v)
			sender, azure := c.Person(), c.Person()
			sender.Wear(app.As(apptest.Ada))
			rejectIt(e, app, sender, azure)
			revokeIt(e, app, sender, azure)
			supersedeIt(e, app, sender, azure)
			expireIt(e, app, c, azure)
		})
	}
}

// invite sends an invitation by mail; the window ends on its page.
func invite(app *apptest.App, w *apptest.Tab, pairs ...string) (link string) {
	w.Front()
	w.Go(views.PathInvite)
	w.Type("#recipient", simulator.Ada)
	for i := 0; i+1 < len(pairs); i += 2 {
		w.Type(pairs[i], pairs[i+1])
	}
	w.Click(sendButton)
	w.Until("the invitation", `location.pathname.startsWith(`+quote(views.PathInvitations+"/")+`) && location.pathname !== `+quote(views.PathInvite)+` && document.readyState === "complete"`)
	return workspacePattern.FindString(app.AwaitMail().Text)
}

// rejectIt has the link approved for another organisation and turns it down.
func rejectIt(e *eye, app *apptest.App, sender, azure *apptest.Tab) {
	e.t.Helper()
	link := invite(app, sender)
	mark(sender)
	azure.Front()
	azure.Go(link)
	approveAs(azure, simulator.Henry)
	see(e, sender, "Please look twice", "foreign-awaiting")
	sender.Click(".awaiting details.ask summary")
	sender.Type(`textarea[name="why"]`, "Harbour & Sons is a customer of ours, not us.")
	e.look(sender, "reject-question")
	sender.Click(rejectButton)
	sender.See("Rejected. Your account is not linked")
	e.look(sender, "rejected")
	azure.Front()
	reload(azure)
	azure.See("did not accept it")
	e.look(azure, "record-rejected")
}

// revokeIt takes a link back while it is open in front of somebody.
func revokeIt(e *eye, app *apptest.App, sender, azure *apptest.Tab) {
	e.t.Helper()
	link := invite(app, sender)
	azure.Front()
	azure.Go(link)
	azure.See("asks you to approve Workbooks")
	sender.Front()
	sender.Click("#revoke summary")
	e.look(sender, "revoke-question")
	sender.Click("#revoke form button")
	sender.See("This link was revoked")
	e.look(sender, "revoked")
	azure.Front()
	e.c.Expect("status of 410")
	azure.Click(approveButton)
	azure.See("This link was taken back")
	e.look(azure, "closed-revoked")
}

func supersedeIt(e *eye, app *apptest.App, sender, azure *apptest.Tab) {
	e.t.Helper()
	old := invite(app, sender)
	before := sender.Ask("location.pathname")
	sender.Click(`form[action$="/again"] button`)
	sender.Until("the new invitation", `location.pathname !== `+quote(before)+` && document.readyState === "complete"`)
	app.AwaitMail()
	e.look(sender, "sent-again")
	sender.Go(before)
	e.look(sender, "superseded")
	azure.Front()
	azure.Go(old)
	azure.See("There is a newer link")
	e.c.Expect("status of 410")
	e.look(azure, "closed-superseded")
	azure.Go("/consent/" + strings.Repeat("A", 43))
	azure.See("This link leads nowhere")
	e.c.Expect("status of 404")
	e.look(azure, "unknown")
}

func expireIt(e *eye, app *apptest.App, c *apptest.Chromium, azure *apptest.Tab) {
	e.t.Helper()
	sender := c.Person()
	sender.Wear(app.As(apptest.Bob))
	link := invite(app, sender)
	page := sender.Ask("location.pathname")
	app.Clock.Advance(8 * 24 * time.Hour)
	azure.Front()
	azure.Go(link)
	azure.See("This link has expired")
	c.Expect("status of 410")
	e.look(azure, "closed-expired")
	sender.Wear(app.As(apptest.Bob))
	sender.Front()
	sender.Go(page)
	sender.See("This link has expired")
	e.look(sender, "sender-expired")
	sender.Go(views.PathInvitations)
	e.look(sender, "all")
}

// TestHandOver_BackAndReload reloads and goes back at every step of the workspace.
func TestHandOver_BackAndReload(t *testing.T) {
	app, c, e := watch(t, "handover-back", apptest.Desktop())
	sender, azure := c.Person(), c.Person()
	sender.Wear(app.As(apptest.Ada))
	link := invite(app, sender)
	azure.Front()
	azure.Go(link)
	reload(azure)
	azure.See("asks you to approve Workbooks")
	azure.Click(approveButton)
	azure.Until("the account picker", atMicrosoft("pick"))
	azure.Eval("history.back()")
	azure.Until("the workspace", `location.href === `+quote(link)+` && document.readyState === "complete"`)
	azure.Click(`#workspace form[action="` + strings.TrimPrefix(link, app.URL) + `"] button`) // Back must not leave the button dead
	azure.Click(person(simulator.Ada))
	azure.Until("the permissions", atMicrosoft("consent"))
	azure.Click(cancelButton)
	azure.Until("the guidance", `!!document.getElementById("error-guidance")`)
	reload(azure)
	azure.Until("the guidance after a reload", `!!document.getElementById("error-guidance")`)
	e.look(azure, "declined")
	approveAs(azure, simulator.Ada)
	reload(azure)
	azure.See("nothing is switched on before")
	azure.Eval("history.back()")
	azure.Until("a page", `document.readyState === "complete"`)
	azure.Go(link)
	azure.See("nothing is switched on before")
	e.look(azure, "record-again")
	if n := entries(t, app, store.ActionLinkProposed); n != 1 {
		t.Errorf("proposed %d times", n)
	}
}

func reload(w *apptest.Tab) {
	mark(w)
	w.Eval("location.reload()")
	w.Until("the reloaded page", `!window.walkMark && document.readyState === "complete"`)
}

// TestHandOver_DoubleClicks presses every button of the hand-over twice.
func TestHandOver_DoubleClicks(t *testing.T) {
	app, c, e := watch(t, "handover-double", apptest.Desktop())
	sender, azure := c.Person(), c.Person()
	sender.Wear(app.As(apptest.Ada))
	sender.Go(views.PathInvite)
	sender.Type("#recipient", simulator.Ada)
	sender.DoubleClick(sendButton)
	sender.See("The mail is sent")
	link := linkIn(t, app)
	azure.Go(link)
	azure.DoubleClick(approveButton)
	azure.Click(person(simulator.Ada))
	azure.Until("the permissions", atMicrosoft("consent"))
	azure.Click(acceptButton)
	azure.See("nothing is switched on before")
	e.look(azure, "record")
	sender.Front()
	sender.See("Is this your organisation?")
	sender.DoubleClick(yesButton)
	sender.See(confirmed)
	e.look(sender, "enabled")
	for action, what := range map[string]string{
		store.ActionInvitationCreated: "sent", store.ActionConsentStarted: "started", store.ActionLinkProposed: "proposed", store.ActionLinkConfirmed: "confirmed",
	} {
		if n := entries(t, app, action); n != 1 {
			t.Errorf("double clicks: %s %d times", what, n)
		}
	}
}

// TestF24_AcceptPressedTwiceAtMicrosoft has the browser give up the first answer of
// Microsoft while the console is at work on it, and deliver it once more.
func TestF24_AcceptPressedTwiceAtMicrosoft(t *testing.T) {
	app, c, e := watch(t, "handover-accept-twice", apptest.Desktop())
	sender, azure := c.Person(), c.Person()
	sender.Wear(app.As(apptest.Ada))
	link := invite(app, sender)
	azure.Front()
	azure.Go(link)
	azure.Click(approveButton)
	azure.Click(person(simulator.Ada))
	azure.Until("the permissions", atMicrosoft("consent"))
	azure.DoubleClick(acceptButton)
	// The second press can take the browser away from the way that the first sent it on:
	// then the page waits, and the button is there to go on with.
	const record = `document.body.innerText.includes("nothing is switched on before")`
	azure.Until("the record, or the way on", record+` || document.body.innerText.includes("has not come back yet") && performance.now() > 6000`)
	if !azure.Is(record) {
		azure.Click(approveButton)
		azure.Until("the permissions again", atMicrosoft("consent"))
		azure.Click(acceptButton)
	}
	azure.See("nothing is switched on before")
	e.look(azure, "record")
	if n := entries(t, app, store.ActionLinkProposed); n != 1 {
		t.Errorf("proposed %d times", n)
	}
}

// TestHandOver_TwoTabsOfOneLink approves in one tab; the other, at Microsoft or on
// the workspace, ends at the same record.
func TestHandOver_TwoTabsOfOneLink(t *testing.T) {
	app, c, e := watch(t, "handover-tabs", apptest.Desktop())
	sender, one := c.Person(), c.Person()
	sender.Wear(app.As(apptest.Ada))
	link := invite(app, sender)
	one.Front()
	one.Go(link)
	two, three := one.Beside(), one.Beside()
	two.Go(link)
	three.Go(link)
	two.Click(approveButton)
	two.Until("Microsoft's page", atMicrosoft("pick"))
	three.Front()
	reload(three)
	three.See("Somebody went to Microsoft with this link")
	e.look(three, "in-progress")
	approveAs(one, simulator.Ada)
	three.Front()
	three.See("nothing is switched on before")
	two.Front()
	two.Click(person(simulator.Ada))
	two.Until("an end", `document.readyState === "complete" && (document.body.dataset.page === "consent" || location.href.startsWith(`+quote(link)+`))`)
	if two.Is(`document.body.dataset.page === "consent"`) {
		two.Click(acceptButton)
	}
	two.See("nothing is switched on before")
	e.look(two, "second-tab")
	if n := entries(t, app, store.ActionLinkProposed); n != 1 {
		t.Errorf("proposed %d times", n)
	}
}
