package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

func TestS52_GuestsComeInByThePolicyOnly(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Sales Team", "Business")
	guest := func() *apptest.Browser {
		b := app.Browser()
		b.LoginMicrosoft(apptest.Ada, simulator.Pat)
		return b
	}
	wantOutcome(t, guest().Page, http.StatusForbidden, "Guests of")

	// A guest's address is another organisation's word: without its proof nobody is made.
	settings(t, ada, "guests", "allow")
	if p := guest().Page; p.URL.Path != views.PathLoginProblem || strings.Contains(guided(p), "You are in no group") {
		t.Errorf("a guest without a proven address is judged by groups: %s", p.Text("main"))
	}
	yes := true
	app.Simulator.SetEdov(simulator.Pat, &yes)
	wantOutcome(t, guest().Page, http.StatusForbidden, "You are in no group")

	p := ada.Get(views.PathTemplates)
	id := p.Doc.Find(`form[action="`+views.PathTemplatesOrder+`"] input[name="id"], select[name="guest_template"] option[value!=""]`).AttrOr("value", "")
	form := map[string][]string{"guests": {"template"}, "guest_template": {id}, "when_none_left": {"refuse"}, "apply_at": {"first"}}
	form["version"] = []string{p.Doc.Find(`form[action="`+views.PathTemplateSettings+`"] input[name="version"]`).AttrOr("value", "")}
	if q := ada.Post(views.PathTemplateSettings, form); q.Status != http.StatusOK {
		t.Fatalf("settings: %d %s", q.Status, q.Text("main"))
	}
	b := guest()
	if !loggedIn(b) {
		t.Fatalf("the guest is not made: %s", b.Page.Text("main"))
	}
	if pat := userOf(t, app, "pat@harbour.example"); pat.Edition != "Business" {
		t.Errorf("the guest has %q", pat.Edition)
	}
	settings(t, ada, "guests", "refuse")
	wantOutcome(t, guest().Page, http.StatusForbidden, "Guests of")
}
