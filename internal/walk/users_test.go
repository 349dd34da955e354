package walk_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// newcomer is whom an administrator adds by hand.
const (
	newcomer     = "wilhelmina.featherstonehaugh@brightwater.example"
	newcomerName = "Wilhelmina Featherstonehaugh-Cholmondeley"
)

var welcomePattern = regexp.MustCompile(`https?://[^\s/]+(/welcome/[\w-]+)`)

func act(a views.UserAct) string { return `form[action$="/` + string(a) + `"] button` }

func actLink(a views.UserAct) string { return `main a[href$="/` + string(a) + `"]` }

// own gives Brightwater licences, fewer than it uses of one.
func own(t *testing.T, app *apptest.App, licences map[string]int) {
	t.Helper()
	if err := app.Store.SetLicences(context.Background(), apptest.Operator(), app.Account(apptest.Brightwater).ID, licences); err != nil {
		t.Fatal(err)
	}
}

func userOf(t *testing.T, app *apptest.App, email string) store.User {
	t.Helper()
	u, err := app.Store.UserByEmail(context.Background(), email)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestUsers_AddedInvitedAndLookedAfter adds somebody, who chooses a password and comes
// in; then the administrator changes, disables and enables them.
func TestUsers_AddedInvitedAndLookedAfter(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e, ada := watchLinked(t, "users", v)
			own(t, app, map[string]int{"CRM": 10, "Business": 2})
			w := c.Person()
			w.Wear(ada)
			w.Go(views.PathUsers)
			w.See("Una Moss")
			e.look(w, "list")
			addNewcomer(e, w)
			chooseAPassword(e, c.Person(), welcomePattern.FindStringSubmatch(app.AwaitMail().Text)[1])
			w.Front()
			w.Go(views.PathUser(userOf(t, app, newcomer).ID))
			w.See("Where they are logged in")
			e.look(w, "user")
			editAndDisable(e, w)
		})
	}
}

func addNewcomer(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Click(`main a[href="` + views.PathUserNew + `"]`)
	w.At(views.PathUserNew)
	e.look(w, "new")
	w.Type("#user-name", newcomerName)
	w.Type("#user-login_name", apptest.Una) // somebody has it
	w.Click("#user-form button.primary")
	w.Until("the complaint", `document.readyState === "complete" && !!document.querySelector(".field-error")`)
	e.c.Expect("status of 4")
	e.look(w, "new-wrong")
	w.Eval(`document.querySelector("#user-login_name").select()`)
	w.Type("#user-login_name", newcomer)
	w.Click(`input[name="edition"][value="Business"]`)
	w.Click("#user-form button.primary")
	w.See("The invitation is on its way to " + newcomer)
	e.look(w, "added")
}

// chooseAPassword opens the link of the mail, where the two passwords differ at first,
// and ends on the desktop.
func chooseAPassword(e *eye, w *apptest.Tab, path string) {
	e.t.Helper()
	w.Front()
	w.Go(path)
	w.See("Choose a password")
	e.look(w, "welcome")
	typed := func(again string) {
		w.Type(`#welcome-panel input[autocomplete="new-password"]`, "a quite long sentence 42")
		w.Eval(`[...document.querySelectorAll('#welcome-panel input[autocomplete="new-password"]')].at(-1).focus()`)
		w.Keys(again + "\r")
	}
	typed("another sentence")
	w.Until("the complaint", `document.readyState === "complete" && !!document.querySelector("[role=alert], .field-error")`)
	e.c.Expect("status of 4")
	e.look(w, "welcome-wrong")
	typed("a quite long sentence 42")
	w.Until("the desktop or the log-in page", `document.readyState === "complete" && ["/", "`+views.PathLogin+`"].includes(location.pathname)`)
	e.look(w, "welcome-done")
	if w.Is(`location.pathname !== "/"`) {
		w.Type("#email", newcomer)
		w.Type("#password", "a quite long sentence 42")
		w.Keys("\r")
	}
	w.See("You are logged in as " + newcomerName)
	e.look(w, "welcome-desktop")
	w.Go(path)
	e.c.Expect("status of 4")
	e.look(w, "welcome-used")
}

func editAndDisable(e *eye, w *apptest.Tab) {
	e.t.Helper()
	page := w.Ask("location.pathname")
	w.Click(`main a[href$="/edit"]`)
	w.See("Extensions")
	e.look(w, "edit")
	w.Click(`input[name="group"][value="Helpdesk"]`)
	w.Click("#user-form button.primary")
	w.At(page)
	w.See("Saved.")
	w.Click(actLink(views.ActDisable))
	w.At(page + "/" + string(views.ActDisable))
	e.look(w, "disable")
	w.Click("main form button")
	w.At(page)
	w.See("cannot log in")
	e.look(w, "disabled")
	w.Click(actLink(views.ActEnable))
	w.At(page + "/" + string(views.ActEnable))
	e.look(w, "enable")
	w.Click("main form button")
	w.At(page)
	w.See("can log in again")
}

// TestUsers_WhoTheyAreAtMicrosoft decides on somebody who came back under a new
// identity, forgets it again, and finds people in the list.
func TestUsers_WhoTheyAreAtMicrosoft(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e, ada := watchLinked(t, "relink", v)
			app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
			app.Simulator.RecreatePerson(simulator.Una)
			app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
			w := c.Person()
			w.Wear(ada)
			w.Go(views.PathDesktop)
			e.look(w, "desktop")
			w.Go(views.PathUsers + "?state=" + string(views.RelinkUsers))
			e.look(w, "list")
			w.Click(`main a[href="` + views.PathUser(userOf(t, app, apptest.Una).ID) + `"]`)
			w.See("Is this Una Moss?")
			e.look(w, "question")
			w.Click(act(views.ActRelink))
			w.See("Relinked.")
			e.look(w, "relinked")
			w.Click(actLink(views.ActForget))
			w.Until("the question", `location.pathname.endsWith("/forget") && document.readyState === "complete"`)
			e.look(w, "forget")
			w.Click("main form button")
			w.See("None yet.")
			searchUsers(e, w)
		})
	}
}

// searchUsers types half a name; what was typed and the focus stay.
func searchUsers(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathUsers)
	mark(w)
	w.Type("#users-q", "lovel")
	w.Until("one row", `document.querySelectorAll("#users-table tbody > tr").length === 1`)
	w.Keys("zzz")
	w.Until("no row", `!document.querySelector("#users-table tbody")`)
	unmoved(e, w)
	if !w.Is(`document.activeElement.id === "users-q" && document.activeElement.value === "lovelzzz" && location.search.includes("lovelzzz")`) {
		e.t.Errorf("the field, its focus or the address is lost: %s", w.Ask("location.search"))
	}
	e.look(w, "search-nothing")
}

// TestUsers_LicencesUsedUp shows more used than owned, and who looks on.
func TestUsers_LicencesUsedUp(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone(), apptest.Zoomed()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "licences", v)
			own(t, app, map[string]int{"CRM": 2, "Business": 5, "Mapping": 12000})
			w := c.Person()
			w.Wear(app.As(apptest.Ada))
			w.Go(views.PathLicences)
			w.See("More licences are used than owned.")
			e.look(w, "licences")
			if v.Name != "1440" {
				return
			}
			w.Go(views.PathUser(userOf(t, app, apptest.Ada).ID))
			e.look(w, "oneself")
		})
	}
}

// TestUsers_HelpdeskReadsOnly shows the helpdesk the same screens, with nothing to press.
func TestUsers_HelpdeskReadsOnly(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e, ada := watchLinked(t, "helpdesk-users", v)
			provision(t, app, ada)
			app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
			w := c.Person()
			w.Wear(app.As(apptest.Hal))
			for _, screen := range [][2]string{
				{"users", views.PathUsers}, {"user", views.PathUser(userOf(t, app, apptest.Una).ID)}, {"licences", views.PathLicences},
				{"templates", views.PathTemplates}, {"try", views.PathTemplatesTry}, {"leavers", views.PathLeavers},
			} {
				w.Go(screen[1])
				w.At(screen[1])
				e.look(w, screen[0])
				buttons := w.Ask(`[...document.querySelectorAll("main form[method=post] button")].filter((b) => b.checkVisibility()).map((b) => b.innerText).join("|")`)
				if strings.Trim(buttons, "Try it") != "" {
					t.Errorf("%s has buttons: %s", screen[0], buttons)
				}
			}
		})
	}
}
