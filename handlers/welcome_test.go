package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// welcomeOf invites a user who has no password, and returns the path of the link.
func welcomeOf(t *testing.T, b *apptest.Browser, u store.User) string {
	t.Helper()
	p := b.Post(views.PathUserDo(u.ID, views.ActInvite), url.Values{"how": {"link"}})
	address, err := url.Parse(p.Text("#welcome-url"))
	if err != nil || address.Path == "" {
		t.Fatalf("no link: %s", p.Text("main"))
	}
	return address.Path
}

func withoutPassword(t *testing.T, app *apptest.App, account, email string, denied bool) store.User {
	t.Helper()
	u, err := app.Store.CreateUser(t.Context(), apptest.Operator(), store.NewUser{
		AccountID: app.Account(account).ID, Email: email, Name: "Nell Newcomer", Role: policy.PlainUser, LoginDenied: denied,
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// An administrator of any account can invite any address, and open the link themselves.
func TestS107_AnInvitationDoesNotTellOfAPasswordInAnotherAccount(t *testing.T) {
	t.Parallel()
	app := start(t)
	eve := app.As(apptest.Eve)
	path := welcomeOf(t, eve, withoutPassword(t, app, apptest.Eaves, apptest.Una, false))
	chosen := url.Values{"password": {"seven green bottles stand"}, "again": {"seven green bottles stand"}}
	p := app.Browser().Post(path, chosen)
	wantStatus(t, p, http.StatusConflict)
	text := p.Text("main")
	if !strings.Contains(text, "cannot be set for this login name here") || strings.Contains(text, "another") && !strings.Contains(text, "another login name") {
		t.Errorf("says %s", text)
	}
	if strings.Contains(text, "Microsoft") || strings.Contains(text, "has a") || p.Has(`input[name="password"]`) {
		t.Errorf("sends on to where nothing is: %s", text)
	}
}

func TestWelcome_WhoMayNotLogInIsNotInvited(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada := app.As(apptest.Ada)
	u := withoutPassword(t, app, apptest.Brightwater, "nell@brightwater.example", true)
	if p := ada.Get(views.PathUser(u.ID)); p.Has(`form[action="` + views.PathUserDo(u.ID, views.ActInvite) + `"]`) {
		t.Error("an invitation is offered")
	}
	if p := ada.Post(views.PathUserDo(u.ID, views.ActInvite), url.Values{"how": {"link"}}); p.Has("#welcome-url") || !strings.Contains(p.Body, "may not log in") {
		t.Errorf("says %s", p.Text("body"))
	}
}

func TestRelink_SomebodyElseAsksMeanwhile(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
	app.Simulator.RecreatePerson(simulator.Una)
	app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
	una, ada := userOf(t, app, apptest.Una), app.As(apptest.Ada)
	ada.Get(views.PathUser(una.ID))
	app.Simulator.RecreatePerson(simulator.Una)
	app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
	p := ada.Press(`form[action="` + views.PathUserDo(una.ID, views.ActRelink) + `"] button`)
	if p.Status != http.StatusOK || !strings.Contains(p.Body, "Please look again") || !p.Has(`form[action="`+views.PathUserDo(una.ID, views.ActRelink)+`"]`) {
		t.Errorf("%d: %s", p.Status, p.Text("body"))
	}
	if strings.Contains(app.Log.String(), "request failed") {
		t.Errorf("it is told as our own failure: %s", app.Log)
	}
}
