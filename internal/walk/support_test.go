package walk_test

import (
	"context"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// manyAccounts is how many made-up accounts support has to find its way in.
const manyAccounts = 300

func seedMany(t *testing.T, app *apptest.App) {
	t.Helper()
	if err := app.Store.Seed(context.Background(), manyAccounts, "none"); err != nil {
		t.Fatal(err)
	}
}

// TestSupport_FindsAnAccount searches, filters, orders and pages the list, and reads
// an account.
func TestSupport_FindsAnAccount(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop().In(true), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "support", v)
			seedMany(t, app)
			app.As(apptest.Ada).Link(simulator.Ada)
			w := c.Person()
			w.Wear(app.As(apptest.Sue))
			w.Go(views.PathStatus)
			w.See("304 accounts")
			e.look(w, "list")
			searchWhileTyping(e, w)
			filterAndPage(e, w)
			readAccount(e, app, w)
		})
	}
}

// searchWhileTyping types half a name, finds it, types on and finds nothing; what
// was typed, the focus and the caret stay.
func searchWhileTyping(e *eye, w *apptest.Tab) {
	e.t.Helper()
	mark(w)
	w.Type("#status-q", "brightw")
	w.Until("one row", oneRow)
	e.look(w, "search")
	w.Eval(`document.querySelector("#status-q").setSelectionRange(3, 3)`)
	w.Keys("zz")
	w.See("No account matches «brizzghtw»")
	wantCaret(e, w, "brizzghtw", 5)
	if q := w.Ask(`new URLSearchParams(location.search).get("q")`); q != "brizzghtw" {
		e.t.Errorf("the address says %q", q)
	}
	e.look(w, "search-nothing")
	unmoved(e, w)
	reload(w)
	w.See("No account matches «brizzghtw»")
}

// allowSummary unfolds support's one form.
const allowSummary = "details:has(#allow-tenant) > summary"

const oneRow = `document.querySelectorAll("#status-rows > tr").length === 1`

func wantCaret(e *eye, w *apptest.Tab, value string, at int) {
	e.t.Helper()
	var found struct {
		ID, Value string
		At        int
	}
	w.Await(`(({id, value, selectionStart}) => ({ID: id, Value: value, At: selectionStart}))(document.activeElement)`, &found)
	if found.ID != "status-q" || found.Value != value || found.At != at {
		e.t.Errorf("the field has %+v, want %q with the caret at %d", found, value, at)
	}
}

// filterAndPage uses the board, the order and the pager; Back and a reload show what
// the address says.
func filterAndPage(e *eye, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathStatus)
	w.Click(`#status-board a[href*="state=not_linked"], #status-board li:nth-child(6) a`)
	w.Until("the filtered list", `!!document.querySelector('#status-board a[aria-current]') && document.readyState === "complete"`)
	e.look(w, "filtered")
	w.Eval(`(() => { const s = document.querySelector("#status-order"); s.value = "name"; s.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	w.Until("the order in the address", `location.search.includes("order=name")`)
	first := w.Text("#status-rows tr")
	w.Click(`.pager a[rel="next"]`)
	w.Until("older accounts", `location.search.includes("after=") && document.readyState === "complete"`)
	e.look(w, "older")
	older := w.Text("#status-rows tr")
	reload(w)
	if now := w.Text("#status-rows tr"); now != older || now == first {
		e.t.Errorf("after a reload the older page begins with %q, not %q", now, older)
	}
	w.Eval("history.back()")
	w.Until("the page before", `!location.search.includes("after=") && document.readyState === "complete"`)
	if now := w.Text("#status-rows tr"); now != first {
		e.t.Errorf("Back shows %q, not %q", now, first)
	}
	w.Eval("history.forward()")
	w.Until("older accounts again", `location.search.includes("after=") && document.readyState === "complete"`)
	w.Click(`.pager a:not([rel])`)
	w.Until("the first page", `!location.search.includes("after=") && document.readyState === "complete"`)
	if order := w.Ask(`document.querySelector("#status-order").value + location.search`); order != "name?order=name&state=not_linked" && !w.Is(`location.search.includes("order=name") && location.search.includes("state=")`) {
		e.t.Errorf("the first page forgot the view: %s", order)
	}
}

// readAccount opens an account, where support can do one thing.
func readAccount(e *eye, app *apptest.App, w *apptest.Tab) {
	e.t.Helper()
	w.Go(views.PathStatus + "?q=brightwater")
	w.Click("#status-rows a")
	w.At(views.PathStatusOf(app.Account(apptest.Brightwater).ID))
	w.See("Timeline")
	e.look(w, "account")
	w.Go(views.PathStatusOf(app.Account(apptest.Eaves).ID))
	w.Click(allowSummary)
	w.Type("#allow-tenant", "brightwater.example")
	w.Type("#allow-reason", "Two divisions of one company, ticket 4711")
	w.Click(`form[action$="/second-account"] button`)
	w.Until("the complaint", `!!document.querySelector(".field-error")`)
	e.c.Expect("status of 422")
	e.look(w, "allow-wrong")
	w.Eval(`document.querySelector("#allow-tenant").select()`)
	w.Type("#allow-tenant", simulator.BrightwaterID)
	w.Click(`form[action$="/second-account"] button`)
	w.See("Not used yet")
	e.look(w, "allowed")
}

// TestSupport_RowChangesInPlace keeps the place and the focus while a row changes.
func TestSupport_RowChangesInPlace(t *testing.T) {
	app, c, e := watch(t, "support-live", apptest.Desktop())
	seedMany(t, app)
	ada := app.As(apptest.Ada)
	w := c.Person()
	w.Wear(app.As(apptest.Sue))
	w.Go(views.PathStatus + "?order=name")
	brightwater := "#account-" + app.Account(apptest.Brightwater).ID
	for !w.Is(`!!document.querySelector(` + quote(brightwater) + `)`) {
		w.Click(`.pager a[rel="next"]`)
		w.Until("older accounts", `document.readyState === "complete"`)
	}
	w.Eval(`(() => { const a = document.querySelector(` + quote(brightwater+" a") + `); a.focus(); a.scrollIntoView({block: "center"}); window.walkY = scrollY; })()`)
	mark(w)
	ada.Link(simulator.Ada)
	w.Until("the row's news", `document.querySelector(`+quote(brightwater)+`).innerText.includes("Working")`)
	unmoved(e, w)
	if !w.Is(`document.activeElement === document.querySelector(` + quote(brightwater+" a") + `) && scrollY === window.walkY`) {
		t.Errorf("the place or the focus is lost: %s at %s", w.Ask("document.activeElement.outerHTML.slice(0, 120)"), w.Ask("scrollY"))
	}
	e.look(w, "changed")
	l, err := app.Store.CurrentLink(context.Background(), app.Account(apptest.Brightwater).ID)
	if err == nil {
		_, err = app.Store.MoveLink(context.Background(), apptest.Operator(), l.AccountID, l.ID, link.Disable)
	}
	if err != nil {
		t.Fatal(err)
	}
	w.Until("the row's next news", `document.querySelector(`+quote(brightwater)+`).innerText.includes("Disabled")`)
	wantExport(t, w)
}

// wantExport follows the export link as a download does.
func wantExport(t *testing.T, w *apptest.Tab) {
	t.Helper()
	var got struct {
		Kind, As, Text string
	}
	w.Await(`fetch(document.querySelector("a[download]").href).then(async (r) => ({
		Kind: r.headers.get("Content-Type"), As: r.headers.get("Content-Disposition"), Text: (await r.text()).slice(0, 400)}))`, &got)
	if !strings.HasPrefix(got.Kind, "text/csv") || !strings.HasPrefix(got.As, "attachment") || len(got.Text) < 100 {
		t.Errorf("the export is %+v", got)
	}
}

func TestSupport_NoScript(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone()} {
		t.Run(v.Name, func(t *testing.T) {
			v.NoScript = true
			app, c, e := watch(t, "support-noscript", v)
			seedMany(t, app)
			w := c.Person()
			w.Wear(app.As(apptest.Sue))
			w.Go(views.PathStatus)
			e.look(w, "list")
			w.Type("#status-q", "brightw")
			w.Click("#status-search button")
			w.Until("one row", oneRow+` && document.readyState === "complete"`)
			e.look(w, "search")
			w.Click("#status-rows a")
			w.See("Timeline")
		})
	}
}

func TestSupport_KeyboardOnly(t *testing.T) {
	app, c, e := watch(t, "support-keyboard", apptest.Desktop())
	seedMany(t, app)
	k := keyboard{t, c.Person()}
	k.Wear(app.As(apptest.Sue))
	k.Go(views.PathStatus)
	k.reach("#status-q")
	k.Keys("brightw")
	k.Until("one row", oneRow)
	e.look(k.Tab, "search")
	k.press("#status-rows a", "\r")
	k.At(views.PathStatusOf(app.Account(apptest.Brightwater).ID))
	k.reach(allowSummary)
	k.Keys(" ")
	k.reach("#allow-tenant")
	k.Keys(simulator.HarbourID)
	k.reach("#allow-reason")
	k.Keys("Two divisions of one company, ticket 4711")
	k.press(`form[action$="/second-account"] button`, "\r")
	k.See("Not used yet")
}
