package walk_test

import (
	"context"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// longAdministrator works for an account with a name of 200 characters.
const longAdministrator = "administrator.with.quite.a.long.name@workbooks-customer.example"

// TestHandOver_LongNames has the longest names on every screen of the hand-over and
// of Link status, in every width.
func TestHandOver_LongNames(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone(), apptest.Zoomed()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "long-names", v)
			account := longAccount(t, app)
			sender, azure, support := c.Person(), c.Person(), c.Person()
			sender.Wear(app.As(longAdministrator))
			support.Wear(app.As(apptest.Sue))
			link := longInvitation(e, app, sender)
			azure.Front()
			azure.Go(link)
			e.look(azure, "workspace")
			approveAs(azure, simulator.Lone)
			e.look(azure, "record")
			see(e, sender, "Is this your organisation?", "awaiting")
			sender.Go(views.PathMicrosoft)
			e.look(sender, "microsoft-awaiting")
			lookAtLongStatus(e, support, account)
			sender.Click(`details[id^="confirm-"] > summary`) // unusual: asked twice
			e.look(sender, "look-twice")
			sender.Click(yesButton)
			sender.See(confirmed)
			e.look(sender, "enabled")
			sender.Go(views.PathInvitations)
			e.look(sender, "invitations")
		})
	}
}

func longAccount(t *testing.T, app *apptest.App) (id string) {
	t.Helper()
	name := strings.Repeat("Donaudampfschifffahrts ", 7) + strings.Repeat("gesellschaft", 3) + "ab"
	account, err := app.Store.CreateAccount(context.Background(), apptest.Operator(), store.NewAccount{Name: (name + strings.Repeat("m", 200))[:200], AdvancedSecurity: true})
	if err != nil {
		t.Fatal(err)
	}
	ada, err := app.Store.UserByEmail(context.Background(), apptest.Ada)
	if err == nil {
		_, err = app.Store.CreateUser(context.Background(), apptest.Operator(), store.NewUser{
			AccountID: account.ID, Email: longAdministrator, Name: "Maximiliane-Alexandra von Hohenlohe-Schillingsfürst", Role: policy.Administrator, PasswordHash: ada.PasswordHash,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return account.ID
}

func longInvitation(e *eye, app *apptest.App, w *apptest.Tab) string {
	e.t.Helper()
	w.Go(views.PathInvite)
	e.look(w, "invite")
	w.Type("#recipient", strings.Repeat("a", 60)+"@"+strings.Repeat("long-domain.", 12)+"example")
	w.Eval(`document.querySelector("#message").value = ` + quote(strings.Repeat("https://intranet.example/"+strings.Repeat("x", 90)+" please. ", 4)))
	w.Click(sendButton)
	w.See("The mail is sent")
	mark(w)
	e.look(w, "sent")
	return workspacePattern.FindString(app.AwaitMail().Text)
}

func lookAtLongStatus(e *eye, w *apptest.Tab, account string) {
	e.t.Helper()
	w.Front()
	w.Go(views.PathStatus)
	e.look(w, "list")
	w.Go(views.PathStatusOf(account))
	e.look(w, "account")
	w.Click(allowSummary)
	w.See("Your name and the reason are recorded")
	w.Click(`#status-account table a[href*="/attempt"], #status-account td[data-label="Reference"] a`)
	w.Until("the attempt", `!!document.querySelector("#attempt")`)
	e.look(w, "attempt")
	w.Go(views.PathStatus + "?q=" + strings.Repeat("nobody", 30))
	e.look(w, "nothing-found")
}

// TestOutbox_OfTheDemo shows the mails that the demonstration keeps.
func TestOutbox_OfTheDemo(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true), apptest.Zoomed()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "outbox", v)
			w := c.Person()
			w.Go(views.PathOutbox)
			w.See("No mail yet")
			e.look(w, "empty")
			sender := c.Person()
			sender.Wear(app.As(apptest.Ada))
			link := invite(app, sender, "#message", "Dear Ada,\nplease approve.")
			w.Front()
			w.Go(views.PathOutbox)
			e.look(w, "outbox")
			w.Click(`main a[href^="` + views.PathOutbox + `/"]`)
			w.See("Back to the outbox")
			e.look(w, "mail")
			w.Click(`.mail a[href="` + link + `"]`)
			w.See("asks you to approve Workbooks")
		})
	}
}

// TestHandOver_Zoom200 has half the room for every new screen.
func TestHandOver_Zoom200(t *testing.T) {
	app, c, e := watch(t, "handover-zoom", apptest.Zoomed())
	seedMany(t, app)
	trace := failedAttempt(t, app)
	w, azure, support := c.Person(), c.Person(), c.Person()
	w.Wear(app.As(apptest.Ada))
	w.Go(views.PathInvite)
	e.look(w, "invite")
	link := invite(app, w)
	e.look(w, "sent")
	w.Go(views.PathInvitations)
	e.look(w, "invitations")
	azure.Front()
	azure.Go(link)
	e.look(azure, "workspace")
	approveAs(azure, simulator.Ada)
	e.look(azure, "record")
	w.Front()
	w.Go(views.PathMicrosoft)
	e.look(w, "awaiting")
	support.Front()
	support.Wear(app.As(apptest.Sue))
	for _, screen := range [][2]string{
		{"list", views.PathStatus}, {"account", views.PathStatusOf(trace.AccountID)},
		{"attempt", views.PathAttempt(trace.AccountID, trace.Reference)}, {"explain", views.PathExplainAny},
	} {
		support.Go(screen[1])
		e.look(support, screen[0])
	}
}
