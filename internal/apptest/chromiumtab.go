package apptest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// patience is how long a window may take to show what is waited for. Only a test
// that fails waits that long.
const patience = 20 * time.Second

// longest is how long one answer of the browser may take, such as axe-core's of a
// long page on a busy machine.
const longest = time.Minute

// dragSteps is in how many steps the mouse goes from one place to another.
const dragSteps = 6

// Tab is one tab of a browser. All its methods fail the test when they cannot do
// what they say.
type Tab struct {
	c   *Chromium
	ctx context.Context
}

func (c *Chromium) open(parent context.Context, o ...chromedp.ContextOption) *Tab {
	c.t.Helper()
	ctx, end := chromedp.NewContext(parent, append(o, chromedp.WithListener(c.listen))...)
	c.t.Cleanup(end)
	tab := &Tab{c: c, ctx: ctx}
	tab.do("open a tab")
	tab.emulate()
	return tab
}

func (w *Tab) emulate() {
	w.c.t.Helper()
	v := w.c.Viewport
	scheme := "light"
	if v.Dark {
		scheme = "dark"
	}
	w.size(v.Width, v.Height)
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	w.Scripts(!v.NoScript)
}

// Scripts lets pages run JavaScript, or not.
func (w *Tab) Scripts(on bool) {
	w.c.t.Helper()
	call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// Beside opens one more tab of the same person.
func (w *Tab) Beside() *Tab {
	w.c.t.Helper()
	return w.c.open(w.ctx)
}

// Opening does something that opens a new tab, and returns the tab.
func (w *Tab) Opening(do func()) *Tab {
	w.c.t.Helper()
	opened := chromedp.WaitNewTarget(w.ctx, func(*target.Info) bool { return true })
	do()
	select {
	case id := <-opened:
		return w.c.open(w.ctx, chromedp.WithTargetID(id))
	case <-time.After(patience):
		w.fail("no new tab was opened")
		return nil
	}
}

// Go opens a path of the console, or an absolute URL.
func (w *Tab) Go(to string) {
	w.c.t.Helper()
	if strings.HasPrefix(to, "/") {
		to = w.c.app.URL + to
	}
	w.do("go to "+to, chromedp.Navigate(to))
}

// Login logs in with the login page, by keyboard.
func (w *Tab) Login(email string) {
	w.c.t.Helper()
	w.Go("/login")
	w.Type("#email", email)
	w.Type("#password", Password)
	w.Keys("\r")
	w.At("/")
}

// Wear gives this tab the cookies of a browser that logged in already.
func (w *Tab) Wear(b *Browser) {
	w.c.t.Helper()
	for name, value := range b.Cookies() {
		call(w, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: w.c.app.URL, HTTPOnly: new(true)})
	}
}

// Front makes this the tab that the person looks at; the others become hidden.
func (w *Tab) Front() {
	w.c.t.Helper()
	call(w, page.BringToFront, cdp.Empty{})
}

// Type puts text into a field that has the keyboard's focus from now on.
func (w *Tab) Type(field, text string) {
	w.c.t.Helper()
	w.Until("the field "+field, "!!document.querySelector("+quote(field)+")")
	w.Eval("document.querySelector(" + quote(field) + ").focus()")
	w.Keys(text)
}

// Keys presses keys one after the other, as named in chromedp/kb.
func (w *Tab) Keys(keys string) {
	w.c.t.Helper()
	w.do("press keys", chromedp.KeyEvent(keys))
}

// Click clicks the first element that is shown, in its middle. It fails when
// something else covers that point.
func (w *Tab) Click(selector string) {
	w.c.t.Helper()
	x, y := w.point(selector)
	w.do("click "+selector, chromedp.MouseClickXY(x, y))
}

// DoubleClick clicks twice as fast as a person in a hurry.
func (w *Tab) DoubleClick(selector string) {
	w.c.t.Helper()
	x, y := w.point(selector)
	w.do("double click "+selector, chromedp.MouseClickXY(x, y), chromedp.MouseClickXY(x, y, chromedp.ClickCount(2)))
}

// Drag takes hold of the middle of one element and lets go in the middle of another,
// on the way of a hand: in steps, with the button held.
func (w *Tab) Drag(selector, to string) {
	w.c.t.Helper()
	x, y := w.point(selector)
	var end [2]float64
	w.Await(`(({x, y, width, height}) => [x + width / 2, y + height / 2])(document.querySelector(`+quote(to)+`).getBoundingClientRect())`, &end)
	held := func(p *input.DispatchMouseEventParams) {
		p.Button, p.Buttons, p.ClickCount = input.MouseButtonLeft, 1, 1
	}
	steps := []chromedp.Action[chromedp.Void]{chromedp.MouseEvent(chromedp.MouseMoved, x, y), chromedp.MouseEvent(chromedp.MousePressed, x, y, held)}
	for i := range dragSteps {
		part := float64(i+1) / dragSteps
		steps = append(steps, chromedp.MouseEvent(chromedp.MouseMoved, x+(end[0]-x)*part, y+(end[1]-y)*part, held))
	}
	w.do("drag "+selector, append(steps, chromedp.MouseEvent(chromedp.MouseReleased, end[0], end[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))...)
}

// point brings an element into view and returns its middle.
func (w *Tab) point(selector string) (x, y float64) {
	w.c.t.Helper()
	w.Until("something to click: "+selector, `(() => {
		const el = [...document.querySelectorAll(`+quote(selector)+`)].find((e) => e.checkVisibility());
		if (!el || document.readyState !== "complete" || el.disabled) return false;
		el.scrollIntoView({block: "center", behavior: "instant"});
		const r = el.getClientRects()[0];
		const at = [r.x + r.width / 2, r.y + r.height / 2];
		const hit = document.elementFromPoint(...at);
		window.walkPoint = at;
		return !!hit && (el.contains(hit) || hit.contains(el) && hit.matches("label"));
	})()`)
	var at [2]float64
	w.Await("window.walkPoint", &at)
	return at[0], at[1]
}

// At waits until the tab has loaded this path.
func (w *Tab) At(path string) {
	w.c.t.Helper()
	w.Until("the page "+path, `location.pathname === `+quote(path)+` && document.readyState === "complete"`)
}

// See waits until the page shows these words.
func (w *Tab) See(words string) {
	w.c.t.Helper()
	w.Until("«"+words+"»", `document.readyState === "complete" && document.body.innerText.replace(/\s+/g, " ").includes(`+quote(words)+`)`)
}

// Until waits until an expression is true, over reloads too.
func (w *Tab) Until(what, expression string) {
	w.c.t.Helper()
	limit, tick := time.After(patience), time.NewTicker(30*time.Millisecond)
	defer tick.Stop()
	for {
		if done, err := ask(w, patience/4, chromedp.Evaluate[bool]("!!("+expression+")")); err == nil && done {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			w.fail("waited in vain for " + what)
		}
	}
}

// Text returns the text that an element shows, with white space folded.
func (w *Tab) Text(selector string) string {
	w.c.t.Helper()
	return strings.Join(strings.Fields(w.Ask("document.querySelector("+quote(selector)+")?.innerText ?? ''")), " ")
}

// Is reports whether an expression is true now.
func (w *Tab) Is(expression string) bool {
	w.c.t.Helper()
	var is bool
	w.Await("!!("+expression+")", &is)
	return is
}

// Ask returns the text that an expression gives.
func (w *Tab) Ask(expression string) string {
	w.c.t.Helper()
	var text string
	w.Await("String("+expression+")", &text)
	return text
}

// Eval runs a script for what it does and waits for it.
func (w *Tab) Eval(script string) {
	w.c.t.Helper()
	w.do("run a script", chromedp.Evaluate[chromedp.Void](script, chromedp.EvalAwaitPromise))
}

// Await decodes what an expression's promise gives.
func (w *Tab) Await(expression string, into any) {
	w.c.t.Helper()
	raw, err := ask(w, longest, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	w.must("run a script", err)
}

// Picture returns the whole page as PNG, as if the window were as high as it is.
func (w *Tab) Picture() []byte {
	w.c.t.Helper()
	v := w.c.Viewport
	var height int64
	w.Await("document.documentElement.scrollHeight", &height)
	w.size(v.Width, max(v.Height, height))
	png, err := ask(w, longest, chromedp.CaptureScreenshot())
	w.must("take a screenshot", err)
	w.size(v.Width, v.Height)
	return png
}

func (w *Tab) size(width, height int64) {
	w.c.t.Helper()
	v := w.c.Viewport
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(v.Scale)}
	if v.Touch {
		options = append(options, chromedp.EmulateTouch, chromedp.EmulateMobile)
	}
	w.do("size the window", chromedp.EmulateViewport(width, height, options...))
}

// Tabs returns how many tabs this person has open.
func (w *Tab) Tabs() int {
	w.c.t.Helper()
	all, err := chromedp.Targets(w.ctx)
	w.must("count the tabs", err)
	mine, n := chromedp.FromContext(w.ctx).BrowserContextID, 0
	for _, one := range all {
		if one.Type == "page" && one.BrowserContextID == mine {
			n++
		}
	}
	return n
}

// Gone waits until the tab is closed.
func (w *Tab) Gone() {
	w.c.t.Helper()
	lost, err := chromedp.Detached(w.ctx)
	w.must("watch the tab", err)
	select {
	case <-lost:
	case <-time.After(patience):
		w.fail("the tab is still open")
	}
}

// ask does one thing and gives up after a while: a page on its way to another, or
// one that is not in front, may leave the browser without an answer for ever.
func ask[T any](w *Tab, limit time.Duration, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(w.ctx, limit)
	defer cancel()
	return chromedp.Run(ctx, action)
}

func call[P, R any](w *Tab, command cdp.Command[P, R], params P) {
	w.c.t.Helper()
	_, err := chromedp.Call(w.ctx, command, params)
	w.must(command.Method, err)
}

func (w *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	w.c.t.Helper()
	ctx, cancel := w.ctx, func() {}
	if len(steps) > 0 {
		ctx, cancel = context.WithTimeout(w.ctx, patience)
	}
	defer cancel()
	// What was pressed may close the tab before the key is up again; Gone tells.
	if err := chromedp.Do(ctx, steps...); !errors.Is(err, chromedp.ErrTargetDetached) {
		w.must(what, err)
	}
}

func (w *Tab) must(what string, err error) {
	w.c.t.Helper()
	if err != nil {
		w.fail(what + ": " + err.Error())
	}
}

// fail ends the test with what the tab shows.
func (w *Tab) fail(what string) {
	w.c.t.Helper()
	shown, _ := chromedp.Run(w.ctx, chromedp.Evaluate[string](`location.href.split("?")[0] + "\n" + document.body.innerText`))
	w.c.t.Fatalf("%s. The tab shows: %s", what, shown)
}

func quote(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return string(text)
}
