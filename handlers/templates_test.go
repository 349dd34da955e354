package handlers_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// templateList is the account's templates as stored, and the version of their order.
func templateList(t *testing.T, app *apptest.App) ([]store.UserTemplate, string) {
	t.Helper()
	list, _, err := app.Store.Templates(context.Background(), app.Account(apptest.Brightwater).ID)
	if err != nil {
		t.Fatal(err)
	}
	p := app.As(apptest.Ada).Get(views.PathTemplates)
	return list, p.Doc.Find(`form[action="`+views.PathTemplatesOrder+`"] input[name="version"]`).AttrOr("value", "")
}

func groupOrder(t *testing.T, app *apptest.App) string {
	t.Helper()
	list, _ := templateList(t, app)
	var names []string
	for _, u := range list {
		names = append(names, u.GroupName)
	}
	return strings.Join(names, "")
}

func TestTemplates_ATypedNumberIsThePlace(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	for _, name := range strings.Split("ABCDE", "") {
		addTemplate(t, ada, name, "CRM")
	}
	for _, row := range []struct{ numbers, want string }{
		{"1 5 3 4 5", "ACDEB"}, {"1 2 3 4 1", "BACDE"}, {"1 2 3 2 5", "BDACE"}, {"3 2 3 4 5", "DABCE"}, {"1 2 3 4 99", "DABCE"}, {"1 2 3 4 5", "DABCE"},
	} {
		list, version := templateList(t, app)
		form := url.Values{"version": {version}, "position": strings.Fields(row.numbers)}
		for _, u := range list {
			form.Add("id", u.ID)
		}
		if p := ada.Post(views.PathTemplatesOrder, form); p.Status != http.StatusOK {
			t.Fatalf("%d %s", p.Status, p.Text("main"))
		}
		if got := groupOrder(t, app); got != row.want {
			t.Fatalf("%s gives %s, want %s", row.numbers, got, row.want)
		}
	}
}

// openForm is what a browser sends of a template's form that is open.
func openForm(p *apptest.Page) url.Values {
	form := url.Values{}
	for _, name := range []string{"version", "template", "placed", "order", "group_name", "position"} {
		form.Set(name, p.Doc.Find(`#template-form [name="`+name+`"]`).AttrOr("value", ""))
	}
	form.Set("edition", "CRM")
	form.Set("enabled", "1")
	return form
}

func TestTemplates_SavingOneMovesItOnlyWhenItsPlaceWasChanged(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	for _, name := range strings.Split("ABC", "") {
		addTemplate(t, ada, name, "CRM")
	}
	list, version := templateList(t, app)
	c := list[2]
	stale := openForm(ada.Get(views.PathTemplate(c.ID)))
	fresh := openForm(ada.Get(views.PathTemplateNew))
	bob := app.As(apptest.Bob)
	bob.Post(views.PathTemplateDo(c.ID, views.TemplateMove), url.Values{"version": {version}, "to": {"1"}})
	if got := groupOrder(t, app); got != "CAB" {
		t.Fatalf("order is %s", got)
	}
	stale.Set("edition", "Business")
	if p := ada.Post(views.PathTemplate(c.ID), stale); p.Status != http.StatusOK || groupOrder(t, app) != "CAB" || strings.Contains(p.Text("body"), "was not moved") {
		t.Errorf("saving moved it back, or tried to: %s, %s", groupOrder(t, app), p.Text("body"))
	}
	stale.Set("version", "2")
	stale.Set("position", "2")
	p := ada.Post(views.PathTemplate(c.ID), stale)
	if !strings.Contains(p.Text("body"), "was not moved") || groupOrder(t, app) != "CAB" {
		t.Errorf("moved by an order that is gone: %s, %s", groupOrder(t, app), p.Text("body"))
	}
	fresh.Set("group_name", "D")
	fresh.Set("position", "1")
	if ada.Post(views.PathTemplates, fresh); groupOrder(t, app) != "CABD" {
		t.Errorf("a new one: %s", groupOrder(t, app))
	}
	again := openForm(ada.Get(views.PathTemplateNew))
	again.Set("group_name", "E")
	again.Set("position", "2")
	if ada.Post(views.PathTemplates, again); groupOrder(t, app) != "CEABD" {
		t.Errorf("a new one at its place: %s", groupOrder(t, app))
	}
	moving := openForm(ada.Get(views.PathTemplate(c.ID)))
	moving.Set("position", "5")
	if ada.Post(views.PathTemplate(c.ID), moving); groupOrder(t, app) != "EABDC" {
		t.Errorf("moved to the end: %s", groupOrder(t, app))
	}
}

func TestSettings_AGuestsTemplateThatWasDeletedMeanwhileIsSaidSo(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Guests", "CRM")
	addTemplate(t, ada, "Others", "CRM")
	list, _ := templateList(t, app)
	p := ada.Get(views.PathTemplates)
	form := url.Values{
		"guests": {"template"}, "guest_template": {list[0].ID}, "when_none_left": {"overallocate"}, "apply_at": {"each"},
		"version": {p.Doc.Find(`form[action="`+views.PathTemplateSettings+`"] input[name="version"]`).AttrOr("value", "")},
	}
	app.As(apptest.Bob).Post(views.PathTemplateDo(list[0].ID, views.TemplateDelete), nil)
	q := ada.Post(views.PathTemplateSettings, form)
	wantStatus(t, q, http.StatusUnprocessableEntity)
	if !strings.Contains(q.Text("#guest-template-error"), "deleted this template meanwhile") {
		t.Errorf("says %s", q.Text("#template-settings"))
	}
	for name, value := range map[string]string{"guests": "template", "when_none_left": "overallocate", "apply_at": "each"} {
		if !q.Has(`#template-settings input[name="` + name + `"][value="` + value + `"][checked]`) {
			t.Errorf("%s is lost", name)
		}
	}
}

func TestTryIt_KnowsTheGroupsOfWhoeverWasAddedByHand(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "IT Administrators", "CRM")
	una := app.Browser()
	una.LoginMicrosoft("", simulator.Una)
	if !loggedIn(una) {
		t.Fatalf("una is at %s", una.Page.URL)
	}
	p := ada.Post(views.PathTemplatesTry, url.Values{"user": {apptest.Una}})
	if text := p.Text("#try-answer"); p.Status != http.StatusOK || !strings.Contains(text, "from Microsoft Graph") {
		t.Errorf("%d %s", p.Status, p.Text("main"))
	}
	groupsAsked := func() int {
		return len(slices.DeleteFunc(app.Simulator.Requests(), func(r simulator.Request) bool { return r.Endpoint != simulator.EndpointGroups }))
	}
	asked := groupsAsked()
	app.Browser().LoginMicrosoft("", simulator.Una)
	if n := groupsAsked(); n != asked {
		t.Errorf("asked again at once: %d, before %d", n, asked)
	}
	app.Clock.Advance(25 * time.Hour)
	app.Browser().LoginMicrosoft("", simulator.Una)
	if n := groupsAsked(); n == asked {
		t.Error("not asked again after a day")
	}
}

func TestTryIt_GoesByThePolicyForGuests(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Guests", "CRM")
	addTemplate(t, ada, "All Users", "Business")
	list, _ := templateList(t, app)
	p := ada.Get(views.PathTemplates)
	version := p.Doc.Find(`form[action="`+views.PathTemplateSettings+`"] input[name="version"]`).AttrOr("value", "")
	ada.Post(views.PathTemplateSettings, url.Values{
		"guests": {"template"}, "guest_template": {list[0].ID}, "when_none_left": {"refuse"}, "apply_at": {"each"}, "version": {version},
	})
	verified := true
	app.Simulator.SetEdov(simulator.Pat, &verified)
	pat := app.Browser()
	if p := pat.LoginMicrosoft("ada@brightwater.example", simulator.Pat); p.URL.Path != views.PathDesktop {
		t.Fatalf("pat is at %s: %s", p.URL, p.Text("main"))
	}
	user := userOf(t, app, simulator.Pat)
	try := func() string {
		return ada.Post(views.PathTemplatesTry, url.Values{"user": {user.Email}}).Text("#try-answer")
	}
	if text := try(); !strings.Contains(text, "«Guests» applies") {
		t.Errorf("says %s", text)
	}
	ada.Post(views.PathTemplateDo(list[0].ID, views.TemplateDisable), nil)
	if text := try(); !strings.Contains(text, "Guests get nothing at present") {
		t.Errorf("says %s", text)
	}
	settings(t, ada, "guests", "refuse")
	if text := try(); !strings.Contains(text, "Guests are turned away") {
		t.Errorf("says %s", text)
	}
}

func TestAttempt_AFailedLoginShowsWhatWouldHaveBeenCreated(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "All Users", "Business", "extension", "Mapping", "timezone", "Europe/London")
	own(t, app, apptest.Brightwater, map[string]int{"Business": 5, "Mapping": 0})
	ivy := app.Browser()
	wantStatus(t, ivy.LoginMicrosoft("", simulator.Ivy), http.StatusForbidden)
	account := app.Account(apptest.Brightwater).ID
	traces, err := app.Store.Traces(context.Background(), account, store.TraceKey{}, 1)
	if err != nil || len(traces) != 1 {
		t.Fatalf("%d traces, %v", len(traces), err)
	}
	words := ada.Get(views.PathAttempt(account, traces[0].Reference)).Text("#attempt-login")
	for _, want := range []string{
		"What would have been created, by «All Users»", "Europe/London", "Business: 5 left, and none is taken", "Mapping: none left, and none is taken", "Office 365 mailbox", "from Microsoft Graph",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is missing: %s", want, words)
		}
	}
}

// TestS62_ATemplateThatMakesAdministratorsWantsAFreshLogin has an old session, which
// somebody may have left open, try to make everybody of a group an administrator.
func TestS62_ATemplateThatMakesAdministratorsWantsAFreshLogin(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	form := url.Values{"group_name": {"Finance – London"}, "edition": {"CRM"}, "enabled": {"1"}, "user_group": {"System Administration"}}
	app.Clock.Advance(31 * time.Minute)
	p := posted(ada, views.PathTemplates, form)
	wantStatus(t, p, http.StatusForbidden)
	if !p.Has(`#confirm-giving a[href^="`+views.PathConfirmIdentity+`"]`) || p.Doc.Find(`[name="group_name"]`).AttrOr("value", "") != "Finance – London" {
		t.Errorf("what was typed is gone, or nothing leads on: %s", p.Text("main"))
	}
	if list, _ := templateList(t, app); len(list) != 0 {
		t.Errorf("%d templates", len(list))
	}
	form.Set("user_group", "Everyone")
	wantStatus(t, posted(ada, views.PathTemplates, form), http.StatusSeeOther)
	ada.Post(views.PathConfirmIdentity, url.Values{"password": {apptest.Password}, "return_to": {views.PathTemplates}})
	form.Set("group_name", "Board")
	form.Set("user_group", "System Administration")
	wantStatus(t, posted(ada, views.PathTemplates, form), http.StatusSeeOther)
}

func TestS62_EnablingATemplateThatMakesAdministratorsWantsAFreshLogin(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Board", "CRM", "user_group", "System Administration")
	addTemplate(t, ada, "All Users", "CRM")
	list, _ := templateList(t, app)
	board, everybody := list[0].ID, list[1].ID
	app.Clock.Advance(31 * time.Minute)
	for _, row := range []struct {
		id   string
		act  views.TemplateAct
		asks bool
	}{{board, views.TemplateDisable, false}, {everybody, views.TemplateDisable, false}, {everybody, views.TemplateEnable, false}, {board, views.TemplateEnable, true}} {
		to := posted(ada, views.PathTemplateDo(row.id, row.act), nil).Header.Get("Location")
		if strings.HasPrefix(to, views.PathConfirmIdentity) != row.asks {
			t.Errorf("%s leads to %q", row.act, to)
		}
	}
	if list, _ = templateList(t, app); list[0].Enabled || !list[1].Enabled {
		t.Error("enabled by an old session, or what makes nobody an administrator was not")
	}
	ada.Post(views.PathConfirmIdentity, url.Values{"password": {apptest.Password}, "return_to": {views.PathTemplates}})
	posted(ada, views.PathTemplateDo(board, views.TemplateEnable), nil)
	if list, _ = templateList(t, app); !list[0].Enabled {
		t.Error("not enabled after the confirmation")
	}
}
