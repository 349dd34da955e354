package walk_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// Places of User Templates.
const (
	switchOn   = "details.switch-on > summary"
	onButton   = `form[action="` + views.PathProvisioningOn + `"] button`
	rows       = "#templates-table tbody > tr"
	groupNames = `[...document.querySelectorAll("` + rows + ` td:nth-child(2) strong")].map((s) => s.innerText.trim()).join("|")`
)

// provision switches User Provisioning on and adds templates, without a window.
func provision(t *testing.T, app *apptest.App, ada *apptest.Browser) {
	t.Helper()
	own(t, app, map[string]int{"CRM": 10, "Business": 2, "Mapping": 1})
	ada.Get(views.PathTemplates)
	ada.Press(onButton)
	if ada.Page.Has(person(simulator.Ada)) {
		ada.PickAccount(simulator.Ada)
	}
	ada.Press(acceptButton)
	for _, one := range [][2]string{{"Finance – London", "Business"}, {"Sales Team", "CRM"}, {"All Users", "CRM"}} {
		ada.Post(views.PathTemplates, url.Values{"group_name": {one[0]}, "edition": {one[1]}, "enabled": {"1"}, "user_group": {"Everyone"}})
	}
	if n := ada.Get(views.PathTemplates).Doc.Find(rows).Length(); n != 3 {
		t.Fatalf("%d templates: %s", n, ada.Page.Text("main"))
	}
}

// TestTemplates_FromOffToANewPerson is the work of an administrator: switch on, refused
// at first, add templates with near misses, put them in order, try them; then
// somebody new comes in.
func TestTemplates_FromOffToANewPerson(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e, ada := watchLinked(t, "templates", v)
			own(t, app, map[string]int{"CRM": 10, "Business": 2, "Mapping": 1})
			w := c.Person()
			w.Wear(ada)
			w.Go(views.PathMicrosoft)
			w.Click(`.tabs a[href="` + views.PathTemplates + `"]`)
			w.See("User Provisioning is off")
			e.look(w, "off")
			refuseGroups(e, w)
			acceptGroups(e, w)
			ivy(e, app, c, "refused-without-template")
			addTemplates(e, w)
			w.See("Finance – London")
			e.look(w, "three")
			ivy(e, app, c, "provisioned")
			tryThem(e, w)
			w.Go(views.PathTemplates)
			e.look(w, "after")
			settings(e, w)
		})
	}
}

// refuseGroups declines the further permission at Microsoft.
func refuseGroups(e *eye, w *apptest.Tab) {
	e.t.Helper()
	mark(w)
	w.Click(switchOn)
	w.See("One more permission is needed")
	e.look(w, "asks")
	tab := w.Opening(func() { w.Click(onButton) })
	w.Front()
	w.See("Waiting for Microsoft")
	e.look(w, "waiting")
	toConsent(tab)
	e.look(tab, "microsoft-groups")
	tab.Click(cancelButton)
	tab.Until("the guidance", `!!document.getElementById("error-guidance")`)
	e.look(tab, "refused-tab")
	w.Front()
	w.Until("the guidance", `!!document.getElementById("error-guidance")`)
	unmoved(e, w)
	e.look(w, "refused")
}

func toConsent(tab *apptest.Tab) {
	tab.Front()
	tab.Until("Microsoft's page", `document.readyState === "complete" && ["pick", "consent"].includes(document.body.dataset.page)`)
	if tab.Is(`document.body.dataset.page === "pick"`) {
		tab.Click(person(simulator.Ada))
	}
	tab.Until("the permissions", atMicrosoft("consent"))
}

// acceptGroups accepts; the window changes by itself.
func acceptGroups(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathTemplates)
	mark(w)
	if !w.Is(`document.querySelector("details.switch-on").open`) {
		w.Click(switchOn)
	}
	tab := w.Opening(func() { w.Click(onButton) })
	toConsent(tab)
	tab.Click(acceptButton)
	tab.Until("the confirmation", `location.origin === `+quote(w.Ask("location.origin"))+` && document.readyState === "complete"`)
	e.look(tab, "granted-tab")
	w.Front()
	w.See("User Provisioning is on")
	unmoved(e, w)
	e.look(w, "on")
}

// ivy logs in: she has no user yet.
func ivy(e *eye, app *apptest.App, c *apptest.Chromium, name string) {
	e.t.Helper()
	w := c.Person()
	w.Front()
	toPick(w, "")
	w.Click(person(simulator.Ivy))
	w.Until("an end", `document.readyState === "complete" && ["/", "`+views.PathLoginProblem+`"].includes(location.pathname)`)
	e.c.Expect("status of 4")
	e.look(w, name)
	if name == "provisioned" {
		w.See("Ivy Chen")
		w.See("Business")
	}
}

// addTemplates adds three, two of them with names that are nearly right.
func addTemplates(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Front()
	w.Go(views.PathTemplateNew)
	e.look(w, "new")
	w.Type("#template-group", "Finance - London ")
	w.Until("the remark", `!!document.querySelector("#group-hints .hint-line")`)
	e.look(w, "near-miss")
	if !w.Is(`!!document.querySelector('#group-hints button[value="Finance – London"]')`) {
		e.t.Errorf("the right name is not offered: %s", w.Text("#group-hints"))
	} else {
		w.Click(`#group-hints button[value="Finance – London"]`)
		w.Until("the right name", `document.querySelector("#template-group").value === "Finance – London"`)
	}
	w.Click(`input[name="edition"][value="Business"]`)
	w.Click(`input[name="extension"][value="Mapping"]`)
	w.Click("#template-form .actions button.primary")
	w.See("The template for «Finance – London» is saved.")
	for _, name := range []string{"Sales Team", "All Users "} {
		w.Go(views.PathTemplateNew)
		w.Type("#template-group", name)
		w.Click(`input[name="edition"][value="CRM"]`)
		w.Click("#template-form .actions button.primary")
		w.Until("the list or the form", `document.readyState === "complete" && (location.pathname === "`+views.PathTemplates+`")`)
	}
}

// tryThem asks what would become of somebody known and of groups that are typed.
func tryThem(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Front()
	w.Go(views.PathTemplates)
	w.Click(`main a[href="` + views.PathTemplatesTry + `"]`)
	w.At(views.PathTemplatesTry)
	w.Type("#try-user", simulator.Ivy)
	w.Click("#try-panel button.primary")
	w.Until("the answer", `document.querySelector("#try-answer").innerText.trim() !== ""`)
	e.look(w, "try-person")
	w.Go(views.PathTemplatesTry)
	w.Type("#try-groups", "All users\rSales Team")
	w.Click("#try-panel button.primary")
	w.Until("the answer", `document.querySelector("#try-answer").innerText.trim() !== ""`)
	e.look(w, "try-groups")
}

func settings(e *eye, w *apptest.Tab) {
	e.t.Helper()
	mark(w)
	w.Click(`input[name="when_none_left"][value="over_allocate"], #template-settings fieldset:first-of-type label:nth-of-type(2) input`)
	w.Click("#template-settings button")
	w.Until("the settings saved", `document.readyState === "complete" && document.querySelector("#toasts").innerText.includes("Saved") || !window.walkMark`)
	e.look(w, "settings")
	w.Go(views.PathLeavers)
	e.look(w, "leavers")
}

// TestTemplates_Order moves templates by mouse, by keyboard and by number, and switches
// one off in its place.
func TestTemplates_Order(t *testing.T) {
	app, c, e, ada := watchLinked(t, "template-order", apptest.Desktop())
	provision(t, app, ada)
	k := keyboard{t, c.Person()}
	k.Wear(ada)
	k.Go(views.PathTemplates)
	mark(k.Tab)
	wantOrder := func(how, want string) {
		t.Helper()
		k.Until("the order after "+how, groupNames+" === "+quote(want)+` && !document.querySelector("[aria-busy=true]")`)
	}
	wantOrder("adding", "Finance – London|Sales Team|All Users")
	k.Drag(rows+":nth-child(3) [data-drag]", rows+":nth-child(1)")
	wantOrder("dragging", "All Users|Finance – London|Sales Team")
	e.look(k.Tab, "dragged")
	k.press(rows+`:nth-child(1) button[id^="down-"]`, kb.Enter)
	wantOrder("down", "Finance – London|All Users|Sales Team")
	if !k.focused(rows + ` button[id^="down-"]`) {
		t.Errorf("down left the focus on %s", k.Ask("document.activeElement.outerHTML.slice(0, 200)"))
	}
	k.Eval(`document.querySelector("` + rows + `:nth-child(3) [name=position]").select()`)
	k.Type(rows+":nth-child(3) [name=position]", "1"+kb.Enter)
	wantOrder("a number", "Sales Team|Finance – London|All Users")
	k.Click(rows + `:nth-child(2) button[role="switch"]`)
	k.Until("the template off", `!!document.querySelector("`+rows+`:nth-child(2).off")`)
	unmoved(e, k.Tab)
	e.look(k.Tab, "one-off")
	k.Go(views.PathTemplates)
	wantOrder("a reload", "Sales Team|Finance – London|All Users")
}

// TestTemplates_NoScript does the same by numbers and buttons, on a phone.
func TestTemplates_NoScript(t *testing.T) {
	v := apptest.Phone()
	v.NoScript = true
	app, c, e, ada := watchLinked(t, "template-noscript", v)
	provision(t, app, ada)
	w := c.Person()
	w.Wear(ada)
	w.Go(views.PathTemplates)
	e.look(w, "list")
	w.Click(rows + `:nth-child(3) button[id^="up-"]`)
	w.Until("the new order", groupNames+` === "Finance – London|All Users|Sales Team" && document.readyState === "complete"`)
	w.Click(rows + `:nth-child(1) button[role="switch"]`)
	w.Until("the template off", `!!document.querySelector("`+rows+`:nth-child(1).off") && document.readyState === "complete"`)
	w.Go(views.PathTemplateNew)
	w.Type("#template-group", "All Users ")
	w.Click(`input[name="edition"][value="CRM"]`)
	w.Click("#template-form .actions button.primary")
	w.At(views.PathTemplates)
	w.See("Azure counts each of them")
	e.look(w, "near-miss")
}

// TestTemplates_Zoom200 has half the room.
func TestTemplates_Zoom200(t *testing.T) {
	app, c, e, ada := watchLinked(t, "template-zoom", apptest.Zoomed())
	provision(t, app, ada)
	w := c.Person()
	w.Wear(ada)
	for _, screen := range [][2]string{{"templates", views.PathTemplates}, {"users", views.PathUsers}} {
		w.Go(screen[1])
		e.look(w, screen[0])
	}
}

// TestLeavers_RefusedByMicrosoft has somebody disabled in Azure who tries once more.
func TestLeavers_RefusedByMicrosoft(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e, _ := watchLinked(t, "leavers", v)
			una := app.Browser()
			una.LoginMicrosoft(apptest.Una, simulator.Una)
			app.Clock.Advance(13 * time.Hour)
			callback := una.Until("/microsoft/login", func() { una.LoginMicrosoft(apptest.Una, simulator.Una) })
			app.Simulator.DisablePerson(simulator.Una, true)
			una.Get(callback)
			w := c.Person()
			w.Front()
			w.Wear(app.As(apptest.Ada))
			w.Go(views.PathLeavers)
			w.See("Una Moss")
			e.look(w, "list")
		})
	}
}
