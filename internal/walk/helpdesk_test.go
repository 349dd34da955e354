package walk_test

import (
	"context"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// pastedToken is what no helpdesk should be sent: an address with a code and a token.
const pastedToken = "AADSTS50105 https://x.example/?code=canary-code-0815-abcdefghij&id_token=eyJhbGciOiJSUzI1NiJ9.eyJjYW5hcnkiOiJ0b2tlbiJ9.c2lnbmF0dXJl"

// TestHelpdesk_WhyAColleagueCannotGetIn sees the account's link, an attempt, and
// has everything explained that a colleague may read out.
func TestHelpdesk_WhyAColleagueCannotGetIn(t *testing.T) {
	for _, v := range []apptest.Viewport{apptest.Desktop(), apptest.Phone().In(true)} {
		t.Run(v.Name, func(t *testing.T) {
			app, c, e := watch(t, "helpdesk", v)
			trace := failedAttempt(t, app)
			desk := c.Person()
			desk.Wear(app.As(apptest.Hal))
			desk.Go(views.PathDesktop)
			e.look(desk, "desktop")
			desk.Go(views.PathStatus)
			desk.At(views.PathStatusOf(trace.AccountID))
			desk.See("Last failures")
			e.look(desk, "status")
			desk.Click(`#status-account .attempts a`)
			desk.At(views.PathAttempt(trace.AccountID, trace.Reference))
			desk.See(trace.Reference)
			e.look(desk, "attempt")
			explainAnything(e, desk, trace)
		})
	}
}

// failedAttempt is of somebody who may not approve.
func failedAttempt(t *testing.T, app *apptest.App) store.Trace {
	t.Helper()
	app.Simulator.Fail(simulator.EndpointAdminConsent, simulator.FaultConsentNeedsApproval)
	ada := app.As(apptest.Ada)
	ada.StartConsent()
	traces, err := app.Store.Traces(context.Background(), app.Account(apptest.Brightwater).ID, store.TraceKey{}, 1)
	if err != nil || len(traces) != 1 {
		t.Fatalf("no trace: %v", err)
	}
	return traces[0]
}

// explainAnything types into the box, which answers by itself: a code, a reference,
// a page in German, a text with secrets in it, and nothing of use.
func explainAnything(e *eye, w *apptest.Tab, trace store.Trace) {
	e.t.Helper()
	w.Go(views.PathExplainAny)
	e.look(w, "explain")
	mark(w)
	for _, one := range []struct{ name, typed, answer string }{
		{"code", "AADSTS50105", "50105"},
		{"reference", trace.Reference, "attempt found"},
		{"page", "AADSTS90094: Sie brauchen eine Genehmigung. Korrelations-ID: " + trace.Failure.CorrelationID, "attempt found"},
		{"nothing", "Guten Tag", "Nothing found"},
		{"secret", pastedToken, "We have not kept it"},
	} {
		w.Eval(`document.querySelector("#explain-any-text").select()`)
		w.Type("#explain-any-text", one.typed)
		w.See(one.answer)
		if !w.Is(`document.activeElement.id === "explain-any-text" && document.activeElement.value === ` + quote(one.typed)) {
			e.t.Errorf("%s: the focus or what was typed is lost: %s", one.name, w.Ask("document.activeElement.outerHTML.slice(0, 200)"))
		}
		unmoved(e, w)
		e.c.Expect("status of 422") // half a code is none
		e.look(w, "explain-"+one.name)
	}
}

func TestHelpdesk_NoScript(t *testing.T) {
	v := apptest.Desktop()
	v.NoScript = true
	app, c, e := watch(t, "helpdesk-noscript", v)
	trace := failedAttempt(t, app)
	w := c.Person()
	w.Wear(app.As(apptest.Hal))
	w.Go(views.PathExplainAny)
	w.Type("#explain-any-text", trace.Reference)
	w.Click("#explain-any button")
	w.See("1 attempt found")
	e.look(w, "explained")
	w.Type("#explain-any-text", pastedToken)
	w.Click("#explain-any button")
	w.See("We have not kept it")
	e.look(w, "secret")
}

func TestHelpdesk_KeyboardOnly(t *testing.T) {
	app, c, e := watch(t, "helpdesk-keyboard", apptest.Desktop())
	trace := failedAttempt(t, app)
	k := keyboard{t, c.Person()}
	k.Wear(app.As(apptest.Hal))
	k.Go(views.PathStatusOf(trace.AccountID))
	k.press(row(views.PathExplainAny), "\r")
	k.At(views.PathExplainAny)
	k.Until("the focus in the box", `document.activeElement.id === "explain-any-text"`)
	k.Keys(trace.Reference)
	k.See("1 attempt found")
	e.c.Expect("status of 422")
	k.press(row(views.PathAttempt(trace.AccountID, trace.Reference)), "\r")
	k.At(views.PathAttempt(trace.AccountID, trace.Reference))
	e.look(k.Tab, "attempt")
}
