package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// sharedApp is a console whose Brightwater and Eavesdropper are linked to one
// organisation, and Una is a user of both.
func sharedApp(t *testing.T) *apptest.App {
	t.Helper()
	app := linkedApp(t)
	share(t, app, apptest.Eaves)
	_, err := app.Store.CreateUser(t.Context(), apptest.Operator(), store.NewUser{
		AccountID: app.Account(apptest.Eaves).ID, Email: apptest.Una, Name: "Una Elsewhere", Role: policy.PlainUser,
	})
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// pick chooses an account on /login/account.
func pick(t *testing.T, app *apptest.App, b *apptest.Browser, account string) *apptest.Page {
	t.Helper()
	if b.Page.URL.Path != views.PathLoginAccount {
		t.Fatalf("not asked: at %s: %s", b.Page.URL, b.Page.Text("main"))
	}
	return b.Post(views.PathLoginAccount, url.Values{"account": {app.Account(account).ID}})
}

func TestSeveralAccounts_ThePersonChoosesOnceAndMayChooseAgain(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	b := app.Browser()
	p := b.LoginMicrosoft("", simulator.Una)
	for _, want := range []string{apptest.Brightwater, apptest.Eaves} {
		if !strings.Contains(p.Text("main"), want) {
			t.Errorf("%s is not offered: %s", want, p.Text("main"))
		}
	}
	if loggedIn(b) {
		t.Error("logged in before the choice")
	}
	b.Get(views.PathLoginAccount)
	if p := pick(t, app, b, apptest.Eaves); !strings.Contains(p.Text("main"), "Una Elsewhere") {
		t.Fatalf("at %s: %s", p.URL, p.Text("main"))
	}
	again := app.Browser()
	if p := again.LoginMicrosoft("", simulator.Una); !strings.Contains(p.Text("main"), "Una Elsewhere") {
		t.Errorf("not remembered: at %s: %s", p.URL, p.Text("main"))
	}
	somewhereElse(again)
	if p := pick(t, app, again, apptest.Brightwater); !strings.Contains(p.Text("main"), "Una Moss") {
		t.Errorf("at %s: %s", p.URL, p.Text("main"))
	}
	third := app.Browser()
	if p := third.LoginMicrosoft("", simulator.Una); p.URL.Path != views.PathDesktop || !strings.Contains(p.Text("main"), "Una Moss") {
		t.Errorf("the new choice is not remembered: at %s: %s", p.URL, p.Text("main"))
	}
	wantSoundTrail(t, app)
}

// somewhereElse leads from the sessions to the choice among several accounts.
func somewhereElse(b *apptest.Browser) {
	b.Get(views.PathSessions)
	b.Press(`form[action="` + views.PathOtherAccount + `"] button`)
	if b.Page.Has(`button[name="account"][value="` + simulator.Una + `"]`) {
		b.PickAccount(simulator.Una)
	}
}

func TestSeveralAccounts_OneThatRefusesShutsNobodyOutOfTheOther(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	first := app.Browser()
	first.LoginMicrosoft("", simulator.Una)
	pick(t, app, first, apptest.Eaves)
	elsewhere := app.Account(apptest.Eaves).ID
	execute(t, database(t, app), "update users set login_enabled = 0 where account_id = '"+elsewhere+"' and name = 'Una Elsewhere'")
	b := app.Browser()
	if p := b.LoginMicrosoft("", simulator.Una); !strings.Contains(p.Text("main"), "Una Moss") {
		t.Fatalf("the remembered account keeps out of the other one: at %s: %s", p.URL, p.Text("main"))
	}
	somewhereElse(b)
	pick(t, app, b, apptest.Eaves)
	wantOutcome(t, b.Page, http.StatusForbidden, "switched off")
	b.Press(`#login-problem button[value="choose"]`)
	if p := pick(t, app, b, apptest.Brightwater); !strings.Contains(p.Text("main"), "Una Moss") {
		t.Errorf("at %s: %s", p.URL, p.Text("main"))
	}
	wantSoundTrail(t, app)
}

func TestSeveralAccounts_AChoiceThatWasRefusedIsNotRemembered(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	disable := "update users set login_enabled = 0 where name = 'Una Elsewhere'"
	execute(t, database(t, app), disable)
	pick(t, app, b, apptest.Eaves)
	wantOutcome(t, b.Page, http.StatusForbidden, "switched off")
	if n := count(t, database(t, app), "account_choices"); n != 0 {
		t.Error("remembered")
	}
}

func TestOneAccount_OffersNoOtherWhenItRefuses(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	execute(t, database(t, app), "update users set login_enabled = 0 where email = '"+apptest.Una+"'")
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	wantOutcome(t, b.Page, http.StatusForbidden, "switched off")
	if b.Page.Has(`button[value="choose"]`) {
		t.Error("there is nothing to choose from")
	}
}

func TestS62_AChoiceOfAccountIsAsFreshAsTheLogin(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	began := app.Clock.Now()
	app.Clock.Advance(10 * time.Minute)
	pick(t, app, b, apptest.Brightwater)
	sessions, err := app.Store.SessionsOf(t.Context(), userOf(t, app, apptest.Una).ID)
	if err != nil || len(sessions) != 1 || !sessions[0].AuthenticatedAt.Equal(began) {
		t.Errorf("sessions are %+v (%v), want one of %s", sessions, err, began)
	}
}

func TestS105_AnAccountThatIsNotOfferedCannotBePosted(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	for _, account := range []string{app.Account(apptest.Quarry).ID, app.Account(apptest.Harbour).ID, "", "nothing", strings.Repeat("a", 64)} {
		p := b.Stay(b.Request(http.MethodPost, views.PathLoginAccount, url.Values{"account": {account}}))
		if p.Status != http.StatusSeeOther || p.Header.Get("Location") != views.PathLoginAccount || loggedIn(b) {
			t.Errorf("%q: %d to %q", account, p.Status, p.Header.Get("Location"))
		}
	}
	b.Get(views.PathLoginAccount)
	pick(t, app, b, apptest.Brightwater)
	if !loggedIn(b) {
		t.Error("the right one is not accepted any more")
	}
}

func TestS02_S05_AChoiceBelongsToItsBrowserAndIsMadeOnce(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	form := url.Values{"account": {app.Account(apptest.Brightwater).ID}}
	stranger := app.Browser()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if p := stranger.Stay(stranger.Request(method, views.PathLoginAccount, form)); p.Header.Get("Location") != views.PathLogin {
			t.Errorf("a stranger gets %d", p.Status)
		}
	}
	copied := app.Clone(b)
	b.Stay(b.Request(http.MethodPost, views.PathLoginAccount, form))
	p := copied.Stay(copied.Request(http.MethodPost, views.PathLoginAccount, form))
	wantStatus(t, p, http.StatusBadRequest)
	if n := count(t, database(t, app), "sessions where method = 'microsoft'"); n != 1 || !loggedIn(b) || loggedIn(copied) {
		t.Errorf("%d sessions", n)
	}
}

func TestS07_AChoiceEndsAfterFifteenMinutes(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	app.Clock.Advance(15*time.Minute + time.Second)
	p := b.Stay(b.Request(http.MethodPost, views.PathLoginAccount, url.Values{"account": {app.Account(apptest.Brightwater).ID}}))
	wantStatus(t, p, http.StatusBadRequest)
	if loggedIn(b) {
		t.Error("logged in")
	}
	if p := b.Get(views.PathLoginAccount); p.URL.Path != views.PathLogin {
		t.Errorf("at %s", p.URL)
	}
}

// What an account allows is read again when it is chosen.
func TestS63_S78_AChoiceIsJudgedWhenItIsMade(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		statement, title string
	}{
		"link disabled meanwhile":     {"update links set state = 'disabled'", "switched off"},
		"user disabled meanwhile":     {"update users set login_enabled = 0 where email = '" + apptest.Una + "'", "switched off"},
		"Advanced Security withdrawn": {"update accounts set advanced_security = 0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			app := sharedApp(t)
			b := app.Browser()
			b.LoginMicrosoft("", simulator.Una)
			execute(t, database(t, app), row.statement)
			pick(t, app, b, apptest.Brightwater)
			wantOutcome(t, b.Page, http.StatusForbidden, row.title)
			if loggedIn(b) {
				t.Error("logged in")
			}
		})
	}
}

func TestS106_TheChoiceNamesOnlyAccountsOfThePerson(t *testing.T) {
	t.Parallel()
	app := sharedApp(t)
	b := app.Browser()
	p := b.LoginMicrosoft("", simulator.Hal) // a user of Brightwater alone
	if p.URL.Path != views.PathDesktop || strings.Contains(p.Body, apptest.Eaves) {
		t.Errorf("at %s: %s", p.URL, p.Text("main"))
	}
	if p := b.Get(views.PathSessions); p.Has(`form[action="`+views.PathOtherAccount+`"]`) || strings.Contains(p.Body, apptest.Eaves) {
		t.Error("another account is offered to whom it does not know")
	}
}
