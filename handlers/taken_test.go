package handlers_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func TestS64_ATakenTenantIsRefusedAndBothSidesAreTold(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada, eve := app.As(apptest.Ada), app.As(apptest.Eve)
	approve(ada, simulator.Ada)
	p := approve(eve, simulator.Grace)
	if got := guided(p); got != titleTaken {
		t.Errorf("guidance = %q: %s", got, p.Text("main"))
	}
	wantNoLink(t, app, apptest.Eaves)
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	for _, screen := range []string{p.URL.Path, views.PathMicrosoft, views.PathActivity} {
		if body := eve.Get(screen).Body; strings.Contains(body, apptest.Brightwater) || strings.Contains(body, "Ada Lovelace") {
			t.Errorf("%s names the other account", screen)
		}
	}
	told := ada.Get(views.PathMicrosoft)
	if !strings.Contains(told.Text("main"), "tried to link your organisation to another Workbooks account") || !strings.Contains(told.Text("main"), simulator.Grace) {
		t.Errorf("the other side is not told: %s", told.Text("main"))
	}
	for _, screen := range []string{views.PathMicrosoft, views.PathActivity} {
		if body := ada.Get(screen).Body; strings.Contains(body, apptest.Eaves) || strings.Contains(body, "Eve Malin") {
			t.Errorf("%s names the account that tried", screen)
		}
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionLinkContested); n != 1 {
		t.Errorf("contested entries = %d", n)
	}
}

func TestS64_OfManyAccountsAtOnceOneGetsTheTenant(t *testing.T) {
	t.Parallel()
	app := start(t)
	const accounts = 20
	callbacks, browsers := make([]string, accounts), make([]*apptest.Browser, accounts)
	for i := range accounts {
		browsers[i] = app.As(newcomer(t, app, fmt.Sprintf("Newcomer %d", i)))
		callbacks[i] = toSignInCallback(browsers[i], simulator.Grace)
	}
	done := make(chan *apptest.Page)
	for i := range accounts {
		go func() { done <- browsers[i].Get(callbacks[i]) }()
	}
	linked, refused := 0, 0
	for range accounts {
		switch p := <-done; {
		case p.Has("#confirmation"):
			linked++
		case guided(p) == titleTaken:
			refused++
		}
	}
	if linked != 1 || refused != accounts-1 {
		t.Errorf("%d linked and %d refused", linked, refused)
	}
	if n := count(t, database(t, app), "links"); n != 1 {
		t.Errorf("links = %d", n)
	}
	wantSoundTrail(t, app)
}

// newcomer makes an account with one administrator and returns their log-in name.
func newcomer(t *testing.T, app *apptest.App, name string) string {
	t.Helper()
	ctx := context.Background()
	made, err := app.Store.CreateAccount(ctx, apptest.Operator(), store.NewAccount{Name: name, AdvancedSecurity: true})
	if err != nil {
		t.Fatal(err)
	}
	ada, err := app.Store.UserByEmail(ctx, apptest.Ada)
	if err != nil {
		t.Fatal(err)
	}
	email := strings.ReplaceAll(strings.ToLower(name), " ", "") + "@newcomer.example"
	_, err = app.Store.CreateUser(ctx, apptest.Operator(), store.NewUser{
		AccountID: made.ID, Email: email, Name: name, Role: policy.Administrator, PasswordHash: ada.PasswordHash,
	})
	if err != nil {
		t.Fatal(err)
	}
	return email
}
