package walk_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// mostStops bounds how often Tab is pressed to come to a control.
const mostStops = 40

func TestStory_KeyboardOnly(t *testing.T) {
	_, c, e := watch(t, "keyboard", apptest.Desktop())
	k := keyboard{t, c.Person()}
	k.Go("/login")
	k.Until("the focus in the form", `document.activeElement.id === "email"`)
	k.Keys(apptest.Ada + kb.Tab + kb.Tab + apptest.Password + kb.Enter) // past «Log in with Microsoft»
	k.At(views.PathDesktop)

	k.startMenu(e)
	k.press(row(views.PathAuthentication), kb.Enter)
	k.At(views.PathAuthentication)
	k.press(row(views.PathMicrosoft), kb.Enter)
	k.At(views.PathMicrosoft)
	mark(k.Tab)

	tab := keyboard{t, k.Opening(func() { k.press(addButton, " ") })}
	seeProgress(e, k.Tab)
	tab.Front()
	tab.Until("the account picker", `document.readyState === "complete" && document.body.dataset.page === "pick"`)
	tab.press(person(simulator.Ada), kb.Enter)
	tab.Until("the permissions", `document.readyState === "complete" && document.body.dataset.page === "consent"`)
	tab.press(acceptButton, kb.Enter)
	tab.See("Workbooks is linked to Brightwater Ltd")
	tab.press(closeButton, kb.Enter)
	tab.Gone()

	seeEnabled(e, k.Tab)
	if k.focused("body") {
		t.Error("the focus was lost when the panel changed")
	}
	k.press(row(views.PathDisable), kb.Enter)
	k.At(views.PathDisable)
	k.press("main form button", kb.Enter)
	k.See("Microsoft authentication is disabled")
}

// keyboard is a tab that is only typed at.
type keyboard struct {
	t *testing.T
	*apptest.Tab
}

// startMenu opens the Start menu in each of its ways, leaves it with Escape, and
// goes to Configuration.
func (k keyboard) startMenu(e *eye) {
	k.t.Helper()
	k.reach(startButton)
	for _, opener := range []string{kb.Enter, " ", kb.ArrowDown} {
		k.Keys(opener)
		k.Until("the open menu", `document.querySelector("details.start").open`)
		k.Keys(kb.Escape)
		k.Until("the closed menu", `!document.querySelector("details.start").open`)
		if !k.focused(startButton) {
			k.t.Errorf("Escape left the focus on %s", k.Ask("document.activeElement.outerHTML"))
		}
	}
	k.Keys(kb.Enter)
	k.Until("the open menu", `document.querySelector("details.start").open`)
	k.Keys(kb.ArrowDown + kb.ArrowDown)
	k.visible()
	e.look(k.Tab, "start-menu")
	if target := `details.start a[href="` + views.PathConfiguration + `"]`; !k.focused(target) {
		k.t.Errorf("two arrows down lead to %s", k.Ask("document.activeElement.outerHTML"))
	}
	k.Keys(kb.Enter)
	k.At(views.PathConfiguration)
}

// press reaches a control by Tab and presses a key there.
func (k keyboard) press(selector, key string) {
	k.t.Helper()
	k.reach(selector)
	k.Keys(key)
}

// reach presses Tab until a control has the focus. Each stop on the way must show
// that it has it.
func (k keyboard) reach(selector string) {
	k.t.Helper()
	for range mostStops {
		k.Keys(kb.Tab)
		k.visible()
		if k.focused(selector) {
			return
		}
	}
	k.t.Fatalf("Tab does not come to %s on %s within %d stops", selector, k.Ask("location.pathname"), mostStops)
}

func (k keyboard) focused(selector string) bool {
	return k.Is("document.activeElement.matches(" + quote(selector) + ")")
}

// visible checks the control in focus: it is marked, it lies within the window,
// and nothing, such as the task bar, covers it.
func (k keyboard) visible() {
	k.t.Helper()
	fault := k.Ask(`(() => {
		const el = document.activeElement;
		if (el === document.body) return "";
		const style = getComputedStyle(el), r = el.getClientRects()[0];
		if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline";
		if (!r || r.bottom <= 0 || r.top >= innerHeight) return "outside the window";
		const hit = document.elementFromPoint(r.x + r.width / 2, Math.min(innerHeight - 1, Math.max(0, r.y + r.height / 2)));
		return el.contains(hit) ? "" : "covered by " + hit?.outerHTML.slice(0, 80);
	})()`)
	if fault != "" {
		k.t.Errorf("on %s the focus on %s: %s", k.Ask("location.pathname"), k.Ask("document.activeElement.outerHTML.slice(0, 120)"), fault)
	}
}
