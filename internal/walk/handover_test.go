package walk_test

import (
	"regexp"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// Places of the hand-over that several walks use.
const (
	sendButton    = `button[name="how"][value="mail"]`
	linkButton    = `button[name="how"][value="link"]`
	approveButton = `#workspace .ways-on button`
	yesButton     = `form[action$="/confirm"] button`
	rejectButton  = `form[action$="/reject"] button`

	confirmed = "Confirmed. Microsoft authentication is enabled"
)

var workspacePattern = regexp.MustCompile(`https?://[^\s/]+/consent/[\w-]{43}`)

func TestHandOver_MouseAndFinger(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "handover", v)
			sender := c.Person()
			sender.Wear(app.As(apptest.Ada))
			sendInvitation(e, sender)
			link := linkIn(t, app)
			mark(sender)

			azure := c.Person()
			app.Clock.Advance(time.Minute)
			azure.Go(link)
			azure.See("asks you to approve Workbooks")
			e.look(azure, "workspace")
			refuseInvitation(e, azure)
			see(e, sender, "Not approved", "sender-refused")
			app.Clock.Advance(time.Minute)
			approveAs(azure, simulator.Grace)
			e.look(azure, "record")

			see(e, sender, "Is this your organisation?", "sender-awaiting")
			sender.Click(yesButton)
			sender.See(confirmed)
			e.look(sender, "sender-enabled")
			azure.Front()
			reload(azure)
			azure.See("has confirmed it")
			e.look(azure, "record-in-use")
		})
	}
}

// sendInvitation fills the form as a person does and sends it by mail.
func sendInvitation(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathMicrosoft)
	w.Click(row(views.PathInvite))
	w.See("Who can approve")
	w.Type("#recipient", simulator.Grace)
	w.Type("#message", "Dear Grace, we would like to log in with Microsoft. It takes a minute.")
	w.Click(`input[name="days"][value="30"]`)
	e.look(w, "invite")
	w.Click(sendButton)
	w.See("The mail is sent")
	e.look(w, "sender-sent")
}

// linkIn returns the link that the next mail holds.
func linkIn(t *testing.T, app *apptest.App) string {
	t.Helper()
	link := workspacePattern.FindString(app.AwaitMail().Text)
	if link == "" {
		t.Fatal("the mail holds no link")
	}
	return link
}

// see waits for a window that was left alone to show these words by itself.
func see(e *eye, w *apptest.Tab, words, name string) {
	e.t.Helper()
	w.Front()
	w.See(words)
	unmoved(e, w)
	e.look(w, name)
}

// refuseInvitation goes to Microsoft as somebody without a role and comes back to
// guidance.
func refuseInvitation(e *eye, azure *apptest.Tab) {
	e.t.Helper()
	azure.Front()
	azure.Click(approveButton)
	azure.Click(person(simulator.Ben))
	azure.Until("the page that asks for approval", atMicrosoft("need-approval"))
	azure.Click("#return")
	azure.See("may not approve for the whole organisation")
	e.look(azure, "workspace-refused")
}

func atMicrosoft(page string) string {
	return `document.readyState === "complete" && document.body.dataset.page === ` + quote(page)
}

// approveAs presses the button of the workspace and approves at Microsoft, where
// somebody else may be signed in already.
func approveAs(azure *apptest.Tab, username string) {
	azure.Front()
	azure.Click(`#workspace form[action^="/consent/"] button.primary`)
	pick(azure, username)
	azure.Click(acceptButton)
	azure.Until("the workspace", `location.pathname.startsWith("/consent/") || document.body.dataset.page === "pick"`)
	if azure.Is(`document.body.dataset.page === "pick"`) {
		azure.Click(person(username))
	}
	azure.See("nothing is switched on before")
}

// pick signs in as this person and waits for the permissions.
func pick(tab *apptest.Tab, username string) {
	tab.Until("Microsoft's page", `document.readyState === "complete" && ["pick", "consent", "need-approval"].includes(document.body.dataset.page)`)
	if !tab.Is(`document.body.dataset.page === "pick"`) {
		tab.Click("#use-another, #use-admin")
	}
	tab.Click(person(username))
	tab.Until("the permissions", atMicrosoft("consent"))
}

func TestHandOver_NoScript(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			v.NoScript = true
			app, c, e := watch(t, "handover-noscript", v)
			sender := c.Person()
			sender.Wear(app.As(apptest.Ada))
			sendWithoutScript(e, sender)
			azure := c.Person()
			azure.Go(linkIn(t, app))
			azure.See("asks you to approve Workbooks")
			e.look(azure, "workspace")
			explainInWorkspace(e, azure)
			approveAs(azure, simulator.Grace)
			e.look(azure, "record")
			sender.Front()
			sender.Go(views.PathMicrosoft)
			sender.See("Is this your organisation?")
			e.look(sender, "awaiting")
			sender.Click(yesButton)
			sender.See(confirmed)
			azure.Front()
			azure.Go(azure.Ask("location.href"))
			azure.See("has confirmed it")
		})
	}
}

func sendWithoutScript(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathInvite)
	w.Click(sendButton) // without an address
	w.See("Please enter the e-mail address")
	e.c.Expect("status of 422")
	e.look(w, "invite-wrong")
	w.Type("#recipient", simulator.Grace)
	w.Click(sendButton)
	w.Until("the invitation", `location.pathname.startsWith(`+quote(views.PathInvitations)+`) && document.readyState === "complete"`)
	w.See("The link for your Azure administrator")
	e.look(w, "sent")
}

func explainInWorkspace(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Click("#explain summary")
	w.Type("#explain-text", "AADSTS50105")
	w.Click("#explain form button")
	w.See("50105")
	e.look(w, "explained")
}

func TestHandOver_KeyboardOnly(t *testing.T) {
	app, c, e := watch(t, "handover-keyboard", apptest.Desktop())
	k := keyboard{t, c.Person()}
	k.Wear(app.As(apptest.Ada))
	k.Go(views.PathMicrosoft)
	k.press(row(views.PathInvite), "\r")
	k.At(views.PathInvite)
	k.reach("#recipient")
	k.Keys(simulator.Grace)
	k.press(sendButton, "\r")
	k.See("The mail is sent")
	mark(k.Tab)

	azure := keyboard{t, c.Person()}
	azure.Go(linkIn(t, app))
	azure.press(approveButton, "\r")
	azure.Until("the account picker", atMicrosoft("pick"))
	azure.press(person(simulator.Grace), "\r")
	azure.Until("the permissions", atMicrosoft("consent"))
	azure.press(acceptButton, "\r")
	azure.See("nothing is switched on before")

	k.Front()
	k.See("Is this your organisation?")
	unmoved(e, k.Tab)
	k.press(yesButton, "\r")
	k.See(confirmed)
}
