package handlers_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	loginCallback = "/microsoft/login"
	frontChannel  = "/microsoft/logout"
	sessionCookie = "session"
)

// linkedApp is a console whose Brightwater is linked to its organisation.
func linkedApp(t *testing.T, options ...apptest.Option) *apptest.App {
	t.Helper()
	app := start(t, options...)
	linkOnce(t, app)
	return app
}

// toLoginCallback walks until Microsoft sends the browser back from a log-in.
func toLoginCallback(b *apptest.Browser, email, username string) string {
	return b.Until(loginCallback, func() { b.LoginMicrosoft(email, username) })
}

// wantOutcome checks that a log-in ended on the page of a cause with its status.
func wantOutcome(t *testing.T, p *apptest.Page, status int, title string) {
	t.Helper()
	if p.URL.Path != views.PathLoginProblem || p.Status != status || !strings.Contains(guided(p), title) {
		t.Errorf("ended at %s (%d) with %q, want %d %q", p.URL.Path, p.Status, guided(p), status, title)
	}
	if p.URL.RawQuery != "" {
		t.Errorf("the address keeps %q", p.URL.RawQuery)
	}
}

func loggedIn(b *apptest.Browser) bool { return b.Get(views.PathDesktop).URL.Path == views.PathDesktop }

func userOf(t *testing.T, app *apptest.App, email string) store.User {
	t.Helper()
	u, err := app.Store.UserByEmail(context.Background(), email)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestLoginMicrosoft_AnExistingUserIsMetOnceAndThenKnown(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	p := b.LoginMicrosoft(apptest.Una, simulator.Una)
	if p.URL.Path != views.PathDesktop || !strings.Contains(p.Text("main"), "Una Moss") {
		t.Fatalf("ended at %s: %s", p.URL, p.Text("main"))
	}
	for _, want := range []string{"CRM", "with Microsoft as una@brightwater.example"} {
		if !strings.Contains(p.Text("main"), want) {
			t.Errorf("the desktop does not say %q: %s", want, p.Text("main"))
		}
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionIdentityMet); n != 1 {
		t.Errorf("met %d times", n)
	}
	again := app.Browser()
	again.LoginMicrosoft("", simulator.Una)
	if !loggedIn(again) || recorded(t, app, apptest.Brightwater, store.ActionIdentityMet) != 1 {
		t.Error("the second log-in is not by identity")
	}
	wantSoundTrail(t, app)
}

func TestLoginMicrosoft_ComesBackToThePageThatWasAskedFor(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.Get(views.PathMicrosoft)
	b.Press(`button[formaction="`+views.PathLoginMicrosoft+`"]`, "email", apptest.Ada)
	if b.Page.Has(`button[name="account"]`) {
		b.PickAccount(simulator.Ada)
	}
	// The button's own address is not the form's: htmx and browsers send it there.
	b.Get(views.PathMicrosoft)
	p := b.LoginMicrosoft(apptest.Ada, simulator.Ada)
	if p.URL.Path != views.PathDesktop && p.URL.Path != views.PathMicrosoft {
		t.Errorf("ended at %s", p.URL)
	}
}

func TestS22_TheCallbackLeavesNothingInTheAddress(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	p := stay(b, address)
	wantStatus(t, p, http.StatusSeeOther)
	if to := p.Header.Get("Location"); to != views.PathDesktop {
		t.Errorf("leads to %q", to)
	}
	if !loggedIn(b) {
		t.Error("not logged in")
	}
}

func TestS02_S55_ALoginInAnotherBrowserIsRefusedBeforeTheToken(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	address := toLoginCallback(app.Browser(), apptest.Una, simulator.Una)
	before := app.Simulator.Count(simulator.EndpointToken)
	victim := app.Browser()
	p := stay(victim, address)
	wantStatus(t, p, http.StatusBadRequest)
	if loggedIn(victim) || app.Simulator.Count(simulator.EndpointToken) != before {
		t.Error("a code of another browser was used")
	}
}

func TestS03_ALoggedInVictimIsNotSwitched(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	address := toLoginCallback(app.Browser(), apptest.Una, simulator.Una)
	victim := app.As(apptest.Hal)
	wantStatus(t, stay(victim, address), http.StatusSeeOther)
	if p := victim.Get(views.PathDesktop); !strings.Contains(p.Text("main"), "Hal Jones") {
		t.Errorf("is now %s", p.Text("main"))
	}
}

func TestS05_F24_AStateLogsInOnce(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	db := database(t, app)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { app.Clone(b).Stay(app.Clone(b).Request(http.MethodGet, address, nil)) })
	}
	wg.Wait()
	if n := count(t, db, "sessions where method = 'microsoft'"); n != 1 {
		t.Errorf("%d sessions", n)
	}
	if n := count(t, db, "traces where kind = 'login'"); n != 1 {
		t.Errorf("%d traces", n)
	}
	if n := app.Simulator.Count(simulator.EndpointToken); n != 2 { // one of the link
		t.Errorf("%d token requests, want one for the log-in", n-1)
	}
}

// Of a double click the browser shows the second answer alone.
func TestF24_WhateverDeliveryIsShownTellsWhatHappened(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	execute(t, database(t, app), "update users set login_enabled = 0 where email = '"+apptest.Una+"'")
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	var wg sync.WaitGroup
	var told atomic.Int64
	for range 20 {
		wg.Go(func() {
			mine := app.Clone(b)
			switch p := mine.Stay(mine.Request(http.MethodGet, address, nil)); {
			case p.Status == http.StatusBadRequest && strings.Contains(guided(p), "used"): // came after the end
			case p.Header.Get("Location") != views.PathLoginProblem:
				t.Errorf("%d to %q: %s", p.Status, p.Header.Get("Location"), guided(p))
			case !strings.Contains(guided(mine.Get(views.PathLoginProblem)), "switched off"):
				t.Errorf("told %q", guided(mine.Page))
			default:
				told.Add(1)
			}
		})
	}
	wg.Wait()
	if told.Load() < 1 {
		t.Error("nobody was told why")
	}
}

func TestS05_AUsedStateWithAFreshCodeIsRefused(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	first := toLoginCallback(b, apptest.Una, simulator.Una)
	copied := app.Clone(b)
	wantStatus(t, stay(b, first), http.StatusSeeOther)
	before := app.Simulator.Count(simulator.EndpointToken)
	p := stay(copied, with(t, first, "code", "1.fresh"))
	wantStatus(t, p, http.StatusBadRequest)
	if app.Simulator.Count(simulator.EndpointToken) != before || loggedIn(copied) {
		t.Error("the state was used twice")
	}
}

func TestS07_AFlowEndsAfterFifteenMinutes(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	app.Clock.Advance(15*time.Minute + time.Second)
	b.Get(address)
	wantOutcome(t, b.Page, http.StatusBadRequest, "took too long")
	if loggedIn(b) {
		t.Error("logged in")
	}
}

func TestS09_UnfinishedLoginsStoreNothing(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	db := database(t, app)
	rows := func() int {
		return count(t, db, "traces") + count(t, db, "sessions") + count(t, db, "audit_entries") + count(t, db, "pending_sign_ins")
	}
	before := rows()
	b := app.Browser()
	for range 100 {
		b.Stay(b.Request(http.MethodPost, views.PathLoginMicrosoft, url.Values{"email": {apptest.Una}}))
	}
	if n := rows(); n != before {
		t.Errorf("%d rows more", n-before)
	}
	flows := 0
	for name := range b.Cookies() {
		if strings.Contains(name, "login-") {
			flows++
		}
	}
	if flows > 5 {
		t.Errorf("%d flow cookies", flows)
	}
}

func TestS10_TwoTabsCanBothFinish(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	first := toLoginCallback(b, apptest.Una, simulator.Una)
	second := toLoginCallback(b, apptest.Una, simulator.Una)
	wantStatus(t, stay(b, second), http.StatusSeeOther)
	if p := stay(b, first); p.Status != http.StatusSeeOther || !loggedIn(b) {
		t.Errorf("the other tab: %d", p.Status)
	}
	mixed := app.Browser()
	one, two := toLoginCallback(mixed, apptest.Una, simulator.Una), toLoginCallback(mixed, apptest.Una, simulator.Una)
	p := stay(mixed, with(t, one, "code", parameter(t, two, "code")))
	if p.Status != http.StatusSeeOther || loggedIn(mixed) {
		t.Errorf("a code of another flow: %d", p.Status)
	}
}

func TestS11_S13_AnswersThatWereNotAskedForAreRefused(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	before := app.Simulator.Count(simulator.EndpointToken)
	b := app.Browser()
	for _, query := range []string{"", "?code=1.x", "?state=", "?state=x&code=1.x", "?state=" + strings.Repeat("a", 43) + "&code=1.x", "?error=access_denied&state=" + strings.Repeat("b", 43)} {
		wantStatus(t, stay(b, loginCallback+query), http.StatusBadRequest)
	}
	consent := toSignInCallback(app.As(apptest.Rita), simulator.Rita)
	u, _ := url.Parse(consent)
	wantStatus(t, stay(b, loginCallback+"?"+u.RawQuery), http.StatusBadRequest)
	if n := app.Simulator.Count(simulator.EndpointToken); n != before {
		t.Errorf("%d token requests", n-before)
	}
}

func TestS14_S15_S12_MalformedAnswersGoNowhere(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for fact, change := range map[string]func(string) string{
		"code twice":     func(a string) string { return a + "&code=1.y" },
		"state twice":    func(a string) string { return a + "&state=y" },
		"code and error": func(a string) string { return a + "&error=access_denied" },
		"neither":        func(a string) string { return with(t, a, "code", "") },
		"issuer of another": func(a string) string {
			return a + "&iss=" + url.QueryEscape(app.Authority+"/"+simulator.HarbourID+"/v2.0")
		},
		"issuer elsewhere": func(a string) string { return a + "&iss=https%3A%2F%2Fevil.example" },
	} {
		b := app.Browser()
		address := toLoginCallback(b, apptest.Una, simulator.Una)
		before := app.Simulator.Count(simulator.EndpointToken)
		b.Get(change(address))
		if b.Page.Status < 400 || app.Simulator.Count(simulator.EndpointToken) != before || loggedIn(b) {
			t.Errorf("%s: %d at %s", fact, b.Page.Status, b.Page.URL.Path)
		}
	}
}

func TestS17_S18_NothingOfMicrosoftsTextIsShown(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	b.Get(with(t, address, "code", "", "error", "access_denied", "error_description", "AADSTS50105: <script>alert(1)</script> Call +1 555\r\nlevel=ERROR"))
	wantOutcome(t, b.Page, http.StatusForbidden, "")
	for _, bad := range []string{"<script>alert", "+1 555", "level=ERROR"} {
		if strings.Contains(b.Page.Body, bad) {
			t.Errorf("shows %q", bad)
		}
	}
	if !strings.Contains(b.Page.Text("main"), "50105") {
		t.Errorf("the number is missing: %s", b.Page.Text("main"))
	}
}

func TestS21_OnlyGETFinishesALogin(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	for _, method := range []string{http.MethodHead, http.MethodPost} {
		if p := b.Stay(b.Request(method, address, url.Values{})); p.Status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, p.Status)
		}
	}
	wantStatus(t, stay(b, address), http.StatusSeeOther)
	if !loggedIn(b) {
		t.Error("the code was consumed")
	}
}

func TestS74_TheSessionIDChangesAtEachLogin(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.As(apptest.Una)
	old := b.Cookies()[sessionCookie]
	b.LoginMicrosoft(apptest.Una, simulator.Una) // logged in already: the page leads home
	b.Post(views.PathLoginMicrosoft, url.Values{"email": {apptest.Una}})
	if b.Page.Has(`button[name="account"]`) {
		b.PickAccount(simulator.Una)
	}
	if now := b.Cookies()[sessionCookie]; now == old || now == "" {
		t.Error("the ID stayed")
	}
	thief := app.Browser()
	thief.SetCookie(&http.Cookie{Name: sessionCookie, Value: old, Path: "/"})
	if loggedIn(thief) {
		t.Error("the old session is alive")
	}
}

func TestS79_AFlowCookieIsNoSession(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.ToMicrosoft(apptest.Una)
	for name, value := range b.Cookies() {
		thief := app.Browser()
		thief.SetCookie(&http.Cookie{Name: sessionCookie, Value: value, Path: "/"})
		if loggedIn(thief) {
			t.Errorf("%s is a session", name)
		}
	}
}

func TestS77_MicrosoftSessionsEndAfterTwelveHours(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	for range 11 {
		app.Clock.Advance(time.Hour)
		if !loggedIn(b) {
			t.Fatal("ended early")
		}
	}
	app.Clock.Advance(time.Hour)
	if loggedIn(b) {
		t.Error("alive after twelve hours")
	}
}

func TestS78_ADisabledUserIsOutAtOnce(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	una := userOf(t, app, apptest.Una)
	ada := app.As(apptest.Ada)
	ada.Post(views.PathUserDo(una.ID, views.ActDisable), url.Values{})
	if loggedIn(b) {
		t.Error("still in")
	}
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	wantOutcome(t, b.Page, http.StatusForbidden, "switched off")
	p := app.Browser().Login(apptest.Una, apptest.Password)
	wantStatus(t, p, http.StatusForbidden)
	if !strings.Contains(p.Text("main"), "switched off") {
		t.Errorf("says %s", p.Text("main"))
	}
}

func TestS65_UnlinkingEndsWhatCameThroughTheLink(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	una, ada := app.Browser(), app.Browser()
	una.LoginMicrosoft(apptest.Una, simulator.Una)
	ada.LoginMicrosoft(apptest.Ada, simulator.Ada)
	byPassword := app.As(apptest.Hal)
	ada.Post(views.PathUnlink, url.Values{"link": {""}})
	ada.Get(views.PathUnlink)
	ada.Press(`main form button[type="submit"]`)
	wantNoLink(t, app, apptest.Brightwater)
	if loggedIn(una) || !loggedIn(ada) || !loggedIn(byPassword) {
		t.Errorf("una %v, ada %v, hal %v", loggedIn(una), loggedIn(ada), loggedIn(byPassword))
	}
	una.LoginMicrosoft(apptest.Una, simulator.Una)
	if loggedIn(una) {
		t.Error("logged in without a link")
	}
}

func TestS76_S83_LoggingOutIsAPageAndEndsTheSession(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	copied := b.Cookies()[sessionCookie]
	wantStatus(t, b.Stay(b.Request(http.MethodGet, views.PathLogout, nil)), http.StatusMethodNotAllowed)
	p := b.Post(views.PathLogout, url.Values{})
	if p.URL.Path != views.PathLoggedOut || !strings.Contains(p.Text("main"), "logged out") {
		t.Fatalf("at %s: %s", p.URL, p.Text("main"))
	}
	thief := app.Browser()
	thief.SetCookie(&http.Cookie{Name: sessionCookie, Value: copied, Path: "/"})
	if loggedIn(thief) || loggedIn(b) {
		t.Error("the session lives")
	}
	b.Get(views.PathLoggedOut)
	b.Press(`form[action="` + views.PathLogoutMicrosoft + `"] button`)
	if !strings.HasPrefix(b.Page.URL.String(), app.Authority) {
		t.Errorf("not at Microsoft: %s", b.Page.URL)
	}
}

func TestFrontChannelLogout_EndsTheSessionsOfItsSID(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b, other := app.Browser(), app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	other.LoginMicrosoft(apptest.Ada, simulator.Ada)
	b.Get(app.Authority + "/" + simulator.BrightwaterID + "/oauth2/v2.0/logout")
	frame := b.Page.Doc.Find("iframe[data-logout]").AttrOr("src", "")
	if frame == "" {
		t.Fatalf("no frame: %s", b.Page.Body)
	}
	p := app.Browser().Get(frame) // browsers send no cookie into it
	wantStatus(t, p, http.StatusOK)
	if csp := p.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors "+app.Authority) || p.Header.Get("X-Frame-Options") != "" {
		t.Errorf("cannot be framed by Microsoft: %s", csp)
	}
	if loggedIn(b) || !loggedIn(other) {
		t.Errorf("una %v, ada %v", loggedIn(b), loggedIn(other))
	}
	for _, sid := range []string{"", "?sid=", "?sid=nobody", "?sid=" + strings.Repeat("x", 300)} {
		if p := app.Browser().Get("/microsoft/logout" + sid); p.Status >= 500 {
			t.Errorf("%q: %d", sid, p.Status)
		}
	}
}

// TestLoginProblem_NamesTheAccountAndWhomToAsk is for a colleague without a user; a
// guest of the organisation, somebody of another one, and a browser that only brings a
// refusal are told no names.
func TestLoginProblem_NamesTheAccountAndWhomToAsk(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for who, row := range map[string]struct {
		typed string
		named bool
	}{simulator.Ivy: {"", true}, simulator.Pat: {"x@brightwater.example", false}, simulator.Henry: {"", false}} {
		b := app.Browser()
		b.LoginMicrosoft(row.typed, who)
		if b.Page.Has(`button[name="answer"][value="accept"]`) {
			b.Press(`button[name="answer"][value="accept"]`)
		}
		if b.Page.URL.Path != views.PathLoginProblem {
			t.Fatalf("%s ended at %s", who, b.Page.URL)
		}
		said := b.Page.Text("#login-problem")
		if got := strings.Contains(said, "Brightwater"); got != row.named || strings.Contains(said, "you can ask Ada Lovelace") != row.named {
			t.Errorf("%s is told: %s", who, said)
		}
	}
	b := app.Browser()
	b.Get(with(t, toLoginCallback(b, "x@brightwater.example", simulator.Ivy), "code", "", "error", "access_denied"))
	if said := b.Page.Text("#login-problem"); said == "" || strings.Contains(said, "Brightwater") || strings.Contains(said, "Ada Lovelace") {
		t.Errorf("whoever brings a refusal is told: %s", said)
	}
}
