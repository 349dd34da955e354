package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// as logs in as a person of the directory with the token changed.
func asChanged(b *apptest.Browser, app *apptest.App, username string, change forgery) *apptest.Page {
	address := toLoginCallback(b, "", username)
	app.Simulator.OnIDToken(change)
	return b.Get(address)
}

func TestS44_AnotherObjectUnderAKnownNameIsNeverTheOldUser(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	app.Browser().LoginMicrosoft("", simulator.Una)
	b := app.Browser()
	asChanged(b, app, simulator.Una, claim("oid", "7c9e6679-7425-40de-944b-e07fc1f90ae7"))
	wantOutcome(t, b.Page, http.StatusForbidden, "has to confirm who you are")
	if loggedIn(b) {
		t.Error("logged in")
	}
	if n := count(t, database(t, app), "identities"); n != 1 {
		t.Errorf("%d identities", n)
	}
	wantSoundTrail(t, app)
}

// An address that is not proven never leads to a user of that name. What Microsoft
// writes for true is in microsoft.md §3.7; nothing else is.
func TestS45_AnAddressThatIsNotProvenMeetsNobody(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for name, value := range map[string]any{
		"text false": "false", "text 0": "0", "two": 2, "text yes": "yes", "in capitals": "TRUE", "empty": "", "list": []any{}, "list of true": []any{true}, "null": nil, "false": false, "object": map[string]any{"true": true},
	} {
		b := app.Browser()
		asChanged(b, app, simulator.Nora, func(token simulator.IDToken) string {
			token.Claims["email"], token.Claims["email_verified"], token.Claims["verified_primary_email"] = apptest.Una, true, []string{apptest.Una}
			token.Claims["xms_edov"], token.Claims["upn"] = value, apptest.Una
			return token.Sign()
		})
		if loggedIn(b) {
			t.Errorf("%s let Nora in as %s", name, b.Page.Text("main"))
		}
	}
	if n := count(t, database(t, app), "identities"); n != 0 {
		t.Errorf("%d identities", n)
	}
}

// Two organisations may use the same object ID: the tenant is part of who it is.
func TestS43_S47_TheSameObjectInTwoTenantsIsTwoPeople(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	execute(t, database(t, app), "update accounts set advanced_security = 1")
	approve(app.As(apptest.Henry), simulator.Henry)
	wantLink(t, app, apptest.Harbour, simulator.HarbourID)
	app.Browser().LoginMicrosoft("", simulator.Una)
	var object, subject any
	asChanged(app.Browser(), app, simulator.Una, func(token simulator.IDToken) string {
		object, subject = token.Claims["oid"], token.Claims["sub"]
		return token.Sign()
	})
	b := app.Browser()
	asChanged(b, app, simulator.Henry, func(token simulator.IDToken) string {
		token.Claims["oid"], token.Claims["sub"] = object, subject
		return token.Sign()
	})
	if p := b.Get(views.PathDesktop); !strings.Contains(p.Text("main"), "Henry Harbour") || strings.Contains(p.Text("main"), "Una") {
		t.Errorf("is %s", p.Text("main"))
	}
	if n := count(t, database(t, app), "identities"); n != 2 {
		t.Errorf("%d identities", n)
	}
}

func TestS43_AForeignMembersNameOpensNothingInALinkedAccount(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	execute(t, database(t, app), "update accounts set advanced_security = 1")
	approve(app.As(apptest.Henry), simulator.Henry)
	for _, email := range []string{"", apptest.Una} {
		b := app.Browser()
		address := b.Until(loginCallback, func() {
			b.LoginMicrosoft("", simulator.Henry)
		})
		app.Simulator.OnIDToken(func(token simulator.IDToken) string {
			for _, name := range []string{"email", "preferred_username", "upn", "unique_name"} {
				token.Claims[name] = apptest.Una
			}
			token.Claims["xms_edov"] = true
			token.Claims["oid"] = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
			return token.Sign()
		})
		b.Get(address)
		if b.Page.URL.Path != views.PathLoginProblem || loggedIn(b) {
			t.Errorf("%q: at %s: %s", email, b.Page.URL, b.Page.Text("main"))
		}
	}
	if n := count(t, database(t, app), "identities"); n != 0 {
		t.Errorf("%d identities", n)
	}
}

func TestS52_GuestsAreWhatTheAccountDecides(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Guests of us", "CRM")
	yes := true
	app.Simulator.SetEdov(simulator.Pat, &yes)
	b := app.Browser()
	b.LoginMicrosoft("x@brightwater.example", simulator.Pat)
	wantOutcome(t, b.Page, http.StatusForbidden, "Guests of")
	settings(t, ada, "guests", "allow")
	b = app.Browser()
	b.LoginMicrosoft("x@brightwater.example", simulator.Pat)
	if loggedIn(b) { // in no group of a template, or of a domain that is not ours
		t.Error("a guest without a template got in")
	}
	// The personal account that is a guest is no member either.
	b = app.Browser()
	b.LoginMicrosoft("x@brightwater.example", simulator.Gus)
	if loggedIn(b) {
		t.Error("a personal guest got in")
	}
	// A guest never meets a user of Workbooks by the name of a member.
	app.Simulator.SetMail(simulator.Pat, apptest.Una)
	no := false
	app.Simulator.SetEdov(simulator.Pat, &no)
	b = app.Browser()
	b.LoginMicrosoft("x@brightwater.example", simulator.Pat)
	if loggedIn(b) || count(t, database(t, app), "identities where username like 'pat%'") != 0 {
		t.Errorf("met: %s", b.Page.Text("main"))
	}
	wantSoundTrail(t, app)
}

// A user whom an attacker made in an account of theirs under the victim's name is not
// the victim: only the organisation's own account is asked.
func TestS67_AUserMadeBeforehandIsNotTheVictim(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	_, err := app.Store.CreateUser(t.Context(), apptest.Operator(), store.NewUser{
		AccountID: app.Account(apptest.Eaves).ID, Email: simulator.Ben, Name: "Trap", Role: policy.PlainUser,
	})
	if err != nil {
		t.Fatal(err)
	}
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Ben)
	wantOutcome(t, b.Page, http.StatusForbidden, "")
	if loggedIn(b) || count(t, database(t, app), "identities") != 0 {
		t.Error("merged")
	}
}

func TestS67_WhoeverWasLoggedInAsAUserThatIsMetIsOut(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	before := app.As(apptest.Una)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	if loggedIn(before) || !loggedIn(b) {
		t.Errorf("before %v, now %v", loggedIn(before), loggedIn(b))
	}
}

func TestS68_S69_LookAlikesAreNobody(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for _, name := range []string{
		"una@brightwater.example.evil.example", "una@evil.example@brightwater.example", `"una@brightwater.example"@evil.example`, "una@brightwater.example.",
		"ün\u0430@brightwater.example", "un\u0430@brightwater.example", "una@bright\u200bwater.example", "una\x00@brightwater.example", " una@brightwater.example",
		"una@brightwater.example\r\n", "una@BRIGHTWATER.example.", "\u202euna@brightwater.example", "una@ｂrightwater.example", strings.Repeat("u", 10_000) + "@brightwater.example",
	} {
		b := app.Browser()
		asChanged(b, app, simulator.Nora, func(token simulator.IDToken) string {
			token.Claims["preferred_username"], token.Claims["email"], token.Claims["xms_edov"] = name, name, true
			return token.Sign()
		})
		if b.Page.Status >= 500 && b.Page.Status != http.StatusBadGateway || loggedIn(b) {
			t.Errorf("%.60q: %d at %s", name, b.Page.Status, b.Page.URL)
		}
	}
	if n := count(t, database(t, app), "identities"); n != 0 {
		t.Errorf("%d identities", n)
	}
}

func TestS70_ADisabledUserStaysDisabled(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "All Users", "CRM")
	settings(t, ada, "apply_at", "each")
	una := userOf(t, app, apptest.Una)
	app.Browser().LoginMicrosoft("", simulator.Una)
	ada.Post(views.PathUserDo(una.ID, views.ActDisable), url.Values{})
	for range 2 {
		b := app.Browser()
		b.LoginMicrosoft("", simulator.Una)
		wantOutcome(t, b.Page, http.StatusForbidden, "switched off")
		app.Simulator.RecreatePerson(simulator.Una) // then another account asks under her name
	}
	if u := userOf(t, app, apptest.Una); u.LoginEnabled || u.TemplateID != "" {
		t.Errorf("Una is %+v", u)
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionSignInRefused); n != 2 {
		t.Errorf("%d entries", n)
	}
	if n := count(t, database(t, app), "relink_requests"); n != 0 {
		t.Errorf("%d requests to put another in the place", n)
	}
}

func TestS71_S72_AUserMadeByMicrosoftHasNoPassword(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "All Users", "CRM")
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Ivy)
	if !loggedIn(b) {
		t.Fatalf("at %s: %s", b.Page.URL, b.Page.Text("main"))
	}
	for _, secret := range []string{"", " ", "password", apptest.Password, strings.Repeat("a", 1024)} {
		p := app.Browser().Stay(app.Browser().Request(http.MethodPost, views.PathLogin, url.Values{"email": {simulator.Ivy}, "password": {secret}}))
		wantStatus(t, p, http.StatusUnprocessableEntity)
		p = b.Stay(b.Request(http.MethodPost, views.PathConfirmIdentity, url.Values{"password": {secret}}))
		wantStatus(t, p, http.StatusUnprocessableEntity)
	}
}

// What the tenant may write into a token gives no power: groups do by a template of the
// account, and that goes by the object ID that Microsoft Graph or a signed claim tells.
func TestS73_ClaimsGiveNoPower(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "All Users", "CRM")
	addTemplate(t, ada, "IT Administrators", "CRM", "user_group", "System Administration")
	for _, who := range []string{simulator.Una, simulator.Ivy} {
		b := app.Browser()
		asChanged(b, app, who, func(token simulator.IDToken) string {
			token.Claims["roles"] = []string{"System Administration", "Administrator", "administrator", "support"}
			token.Claims["wids"] = []string{simulator.GlobalAdministrator}
			token.Claims["name"], token.Claims["role"], token.Claims["is_admin"] = "System Administration", "administrator", true
			token.Claims["user_groups"] = []string{"System Administration"}
			return token.Sign()
		})
		if u := userOf(t, app, who); u.Role != policy.PlainUser {
			t.Errorf("%s is %s", who, u.Role)
		}
		if p := b.Get(views.PathConfiguration); p.Status != http.StatusForbidden {
			t.Errorf("%s sees the configuration: %d", who, p.Status)
		}
	}
}

func TestS78_RoleAndAccountAreReadAtEachRequest(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	db := database(t, app)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Ada)
	wantStatus(t, b.Get(views.PathUsers), http.StatusOK)
	execute(t, db, "update users set role = 'user', user_groups = '[\"Everyone\"]' where email = '"+apptest.Ada+"'")
	wantStatus(t, b.Get(views.PathUsers), http.StatusForbidden)
	execute(t, db, "update users set login_enabled = 0 where email = '"+apptest.Ada+"'")
	if loggedIn(b) {
		t.Error("a disabled user is in")
	}
}

func TestS77_AnIdleMicrosoftSessionEndsAfterEightHours(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	app.Clock.Advance(policy.SessionIdle + time.Second)
	if loggedIn(b) {
		t.Error("alive after eight idle hours")
	}
}

// F25: whatever comes first, the end is one that the trail tells.
func TestF25_LinkingUnlinkingAndLoggingInAtOnce(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.As(apptest.Ada)
	var addresses []string
	var people []*apptest.Browser
	for _, who := range []string{simulator.Una, simulator.Hal, simulator.Una, simulator.Hal, simulator.Una, simulator.Hal} {
		b := app.Browser()
		addresses, people = append(addresses, toLoginCallback(b, "", who)), append(people, b)
	}
	again := ada.Tab()
	relink := toSignInCallback(again, simulator.Ada)
	var all sync.WaitGroup
	for i, b := range people[:2] { // are in before it begins
		b.Get(addresses[i])
	}
	for i, b := range people[2:] {
		all.Go(func() { b.Get(addresses[i+2]) })
	}
	all.Go(func() { posted(ada.Tab(), views.PathUnlink, nil) })
	all.Go(func() { again.Get(relink) })
	all.Wait()
	db := database(t, app)
	l, is := linked(t, app, apptest.Brightwater)
	if n := count(t, db, "sessions where method = 'microsoft' and link_id <> '"+l.ID+"'"); n != 0 {
		t.Errorf("linked (%v), and %d sessions are of a link that ended", is, n)
	}
	if n, m := recorded(t, app, apptest.Brightwater, store.ActionIdentityMet), count(t, db, "identities"); n < m {
		t.Errorf("%d identities, %d entries", m, n)
	}
	wantSoundTrail(t, app)
}
