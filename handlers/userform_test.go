package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// staffed is a console whose Brightwater has licences to give.
func staffed(t *testing.T, options ...apptest.Option) (*apptest.App, *apptest.Browser) {
	t.Helper()
	app := start(t, options...)
	own(t, app, apptest.Brightwater, map[string]int{"CRM": 100, "Business": 100})
	return app, app.As(apptest.Ada)
}

func newUserForm(email string, groups ...string) url.Values {
	return url.Values{"name": {"Nell Newcomer"}, "login_name": {email}, "edition": {"CRM"}, "group": append([]string{policy.Everyone}, groups...)}
}

// editing is the form of a user as the page sends it.
func editing(b *apptest.Browser, u store.User) url.Values {
	p := b.Get(views.PathUserEdit(u.ID))
	return url.Values{
		"name": {u.Name}, "edition": {string(u.Edition)}, "group": u.UserGroups,
		"version": {p.Doc.Find(`input[name="version"]`).AttrOr("value", "")},
	}
}

// An unattended browser must not become an administrator for good: somebody who can get
// in again by a password of their own.
func TestS62_MakingAnAdministratorAsksForAFreshLogin(t *testing.T) {
	t.Parallel()
	app, ada := staffed(t)
	una := userOf(t, app, apptest.Una)
	promote := editing(ada, una)
	promote.Add("group", policy.SystemAdministration)
	if _, err := app.Store.CreateUser(t.Context(), apptest.Operator(), store.NewUser{
		AccountID: app.Account(apptest.Brightwater).ID, Email: "second@brightwater.example", Name: "Second", Role: policy.Administrator,
	}); err != nil {
		t.Fatal(err)
	}
	second := userOf(t, app, "second@brightwater.example")
	app.Clock.Advance(31 * time.Minute)

	for name, p := range map[string]*apptest.Page{
		"adding":    posted(ada, views.PathUsers, newUserForm("nell@brightwater.example", policy.SystemAdministration)),
		"promoting": posted(ada, views.PathUserEdit(una.ID), promote),
	} {
		wantStatus(t, p, http.StatusForbidden)
		if !p.Has(`#confirm-giving a[href^="`+views.PathConfirmIdentity+`"]`) || !p.Has(`input[name="group"][value="`+policy.SystemAdministration+`"][checked]`) {
			t.Errorf("%s: what was typed is gone, or nothing leads on: %s", name, p.Text("main"))
		}
	}
	p := posted(ada, views.PathUserDo(second.ID, views.ActInvite), url.Values{"how": {"link"}})
	if to := p.Header.Get("Location"); !strings.HasPrefix(to, views.PathConfirmIdentity) {
		t.Errorf("inviting an administrator leads to %q", to)
	}
	if una = userOf(t, app, apptest.Una); una.Role != policy.PlainUser || recorded(t, app, apptest.Brightwater, store.ActionUserInvited) != 0 {
		t.Errorf("Una is %s", una.Role)
	}

	ada.Post(views.PathConfirmIdentity, url.Values{"password": {apptest.Password}, "return_to": {views.PathUserNew}})
	if ada.Page.URL.Path != views.PathUserNew || ada.Page.Has("#confirm-giving") {
		t.Errorf("confirmed, at %s", ada.Page.URL)
	}
	wantStatus(t, posted(ada, views.PathUserEdit(una.ID), promote), http.StatusSeeOther)
	wantStatus(t, posted(ada, views.PathUsers, newUserForm("nell@brightwater.example", policy.SystemAdministration)), http.StatusSeeOther)
	posted(ada, views.PathUserDo(second.ID, views.ActInvite), url.Values{"how": {"link"}})
	if una = userOf(t, app, apptest.Una); una.Role != policy.Administrator || recorded(t, app, apptest.Brightwater, store.ActionUserInvited) != 1 {
		t.Errorf("after the confirmation Una is %s", una.Role)
	}
}

func TestS62_WhatMakesNobodyAnAdministratorAsksForNothing(t *testing.T) {
	t.Parallel()
	app, ada := staffed(t)
	bob := userOf(t, app, apptest.Bob)
	rename := editing(ada, bob)
	rename.Set("name", "Robert Brown")
	app.Clock.Advance(31 * time.Minute)
	form := newUserForm("nell@brightwater.example", policy.HelpdeskGroup)
	form.Set("invite", "1")
	wantStatus(t, posted(ada, views.PathUsers, form), http.StatusSeeOther)
	wantStatus(t, posted(ada, views.PathUserEdit(bob.ID), rename), http.StatusSeeOther)
	posted(ada, views.PathUserDo(userOf(t, app, "nell@brightwater.example").ID, views.ActInvite), url.Values{"how": {"link"}})
	if bob = userOf(t, app, apptest.Bob); bob.Name != "Robert Brown" || bob.Role != policy.Administrator || recorded(t, app, apptest.Brightwater, store.ActionUserInvited) != 2 {
		t.Errorf("Bob is %s, %s", bob.Name, bob.Role)
	}
}

func TestUserForm_SomebodyElsesChangeIsSeenBeforeItIsOverwritten(t *testing.T) {
	t.Parallel()
	app, ada := staffed(t)
	una := userOf(t, app, apptest.Una)
	mine, theirs := editing(ada, una), editing(app.As(apptest.Bob), una)
	theirs.Set("edition", "Business")
	app.Clock.Advance(time.Second)
	wantStatus(t, posted(app.As(apptest.Bob), views.PathUserEdit(una.ID), theirs), http.StatusSeeOther)
	mine.Set("name", "Una Hill")
	p := posted(ada, views.PathUserEdit(una.ID), mine)
	wantStatus(t, p, http.StatusConflict)
	for _, want := range []string{"Now: Business", "Now: Una Moss"} {
		if !strings.Contains(p.Text("main"), want) {
			t.Errorf("does not say %q: %s", want, p.Text("main"))
		}
	}
	if n := strings.Count(p.Text("main"), "Now: "); n != 2 || p.Doc.Find(`input[name="name"]`).AttrOr("value", "") != "Una Hill" {
		t.Errorf("%d fields are marked", n)
	}
	mine.Set("version", p.Doc.Find(`input[name="version"]`).AttrOr("value", ""))
	wantStatus(t, posted(ada, views.PathUserEdit(una.ID), mine), http.StatusSeeOther)
	if una = userOf(t, app, apptest.Una); una.Name != "Una Hill" || una.Edition != policy.CRM {
		t.Errorf("Una is %s with %s", una.Name, una.Edition)
	}
}

func TestUserForm_BeyondTheLimitOfInvitationsNobodyIsAdded(t *testing.T) {
	t.Parallel()
	app, ada := staffed(t)
	added := 0
	for i := range 20 {
		email := string(rune('a'+i)) + "@brightwater.example"
		form := newUserForm(email)
		form.Set("invite", "1")
		switch p := posted(ada, views.PathUsers, form); p.Status {
		case http.StatusSeeOther:
			added++
		case http.StatusTooManyRequests:
			if p.Doc.Find(`input[name="login_name"]`).AttrOr("value", "") != email || !strings.Contains(p.Text("main"), "not added yet") {
				t.Fatalf("what was typed is gone: %s", p.Text("main"))
			}
		default:
			t.Fatalf("%d: %s", p.Status, p.Text("main"))
		}
	}
	made, invited := recorded(t, app, apptest.Brightwater, store.ActionUserCreated), recorded(t, app, apptest.Brightwater, store.ActionUserInvited)
	if added == 20 || invited != added || count(t, database(t, app), "users where name = 'Nell Newcomer'") != added {
		t.Errorf("%d were added, %d entries, %d invited", added, made, invited)
	}
}
