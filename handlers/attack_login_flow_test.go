package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// started starts a log-in and returns the address at Microsoft.
func started(t *testing.T, b *apptest.Browser, email string) *url.URL {
	t.Helper()
	p := b.Stay(b.Request(http.MethodPost, views.PathLoginMicrosoft, url.Values{"email": {email}}))
	u, err := url.Parse(p.Header.Get("Location"))
	if err != nil || p.Status != http.StatusSeeOther {
		t.Fatalf("not started: %d to %q", p.Status, p.Header.Get("Location"))
	}
	return u
}

func TestS01_TenThousandStartsShareNothing(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	seen := make(map[string]bool, 30_000)
	b := app.Browser()
	for i := range 10_000 {
		if i%10 == 0 {
			app.Clock.Advance(60 * 1e9) // past the limit by address
		}
		q := started(t, b, "").Query()
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			value := q.Get(name)
			if len(value) < 43 || seen[value] {
				t.Fatalf("start %d: %s %q is short or was there before", i, name, value)
			}
			seen[value] = true
		}
	}
}

func TestS08_S89_S104_TheStartIsBoundToItsVerifierAndOneAddress(t *testing.T) {
	t.Parallel()
	wire := &apptest.Wire{}
	app := linkedApp(t, apptest.WithTransport(&http.Client{Transport: wire}))
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	q := mustParse(t, b.Asked(app.Authority+"/"+simulator.BrightwaterID+"/oauth2/v2.0/authorize")).Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("redirect_uri") != app.URL+loginCallback || q.Get("response_type") != "code" || q.Get("response_mode") != "" && q.Get("response_mode") != "query" {
		t.Errorf("asked %v", q)
	}
	if q.Get("scope") != "openid profile email User.Read" || strings.Contains(q.Encode(), "canary") {
		t.Errorf("scope %q", q.Get("scope"))
	}
	stay(b, address)
	var last apptest.Exchange
	for _, e := range wire.Exchanges() {
		if strings.HasSuffix(e.Path, "/token") {
			last = e
		}
	}
	form, err := url.ParseQuery(last.Form)
	if err != nil || challengeOf(form.Get("code_verifier")) != q.Get("code_challenge") || form.Get("redirect_uri") != app.URL+loginCallback {
		t.Errorf("the token request does not fit the start (%v)", err)
	}
	if form.Get("state") != "" || form.Get("nonce") != "" {
		t.Error("the token request holds more than it must")
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestS04_AFlowCookieThatLacksAnythingBindsNothing(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	before := app.Simulator.Count(simulator.EndpointToken)
	for name, change := range map[string]func(b *apptest.Browser, cookie, value string){
		"empty": func(b *apptest.Browser, c, _ string) { b.SetCookie(&http.Cookie{Name: c, Value: "", Path: "/"}) },
		"cut": func(b *apptest.Browser, c, v string) {
			b.SetCookie(&http.Cookie{Name: c, Value: v[:len(v)-8], Path: "/"})
		},
		"of others": func(b *apptest.Browser, c, _ string) {
			b.SetCookie(&http.Cookie{Name: c, Value: otherFlow(t, app), Path: "/"})
		},
		"gone": func(b *apptest.Browser, c, _ string) { b.SetCookie(&http.Cookie{Name: c, Path: "/", MaxAge: -1}) },
	} {
		b := app.Browser()
		address := toLoginCallback(b, apptest.Una, simulator.Una)
		cookie := "login-" + parameter(t, address, "state")[:8]
		change(b, cookie, b.Cookies()[cookie])
		wantStatus(t, stay(b, address), http.StatusBadRequest)
		if loggedIn(b) {
			t.Errorf("%s: logged in", name)
		}
	}
	if n := app.Simulator.Count(simulator.EndpointToken); n != before {
		t.Errorf("%d token requests", n-before)
	}
}

func otherFlow(t *testing.T, app *apptest.App) string {
	t.Helper()
	b := app.Browser()
	state := started(t, b, "").Query().Get("state")
	return b.Cookies()["login-"+state[:8]]
}

func TestS06_S107_AStateOrAReferenceAloneRevealsNothing(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	state := parameter(t, address, "state")
	foreign := strings.Repeat("a", 43)
	stranger := app.Browser()
	known := stay(stranger, loginCallback+"?state="+state+"&error=access_denied")
	unknown := stay(stranger, loginCallback+"?state="+foreign+"&error=access_denied")
	if known.Status != unknown.Status || guided(known) != guided(unknown) {
		t.Errorf("%d %q and %d %q", known.Status, guided(known), unknown.Status, guided(unknown))
	}
	for _, path := range []string{views.PathLoginProblem, views.PathLoginAccount, views.PathLoginProblem + "?state=" + state} {
		if p := stay(stranger, path); p.Header.Get("Location") != views.PathLogin {
			t.Errorf("%s: %d to %q", path, p.Status, p.Header.Get("Location"))
		}
	}
	wantStatus(t, stay(b, address), http.StatusSeeOther) // S20: it still works
	if !loggedIn(b) {
		t.Error("a stranger spent the state")
	}
}

func TestS107_TheStartTellsNothingOfPeople(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	shape := func(email string) string {
		u := started(t, app.Browser(), email)
		q := u.Query()
		for _, name := range []string{"state", "nonce", "code_challenge", "login_hint"} {
			q.Del(name)
		}
		return u.Path + "?" + q.Encode()
	}
	if shape(apptest.Una) != shape("nobody.at.all@brightwater.example") {
		t.Error("a known and an unknown address start differently")
	}
	if shape("") != shape("x@unknown.example") {
		t.Error("an unknown domain starts differently from none")
	}
}

func TestS12_AnIssuerThatIsNotTheFlowsStopsBeforeTheToken(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for _, email := range []string{"", apptest.Una} {
		for _, issuer := range []string{
			app.Authority + "/" + simulator.HarbourID + "/v2.0/", app.Authority + "/{tenantid}/v2.0", "https://evil.example/" + simulator.BrightwaterID + "/v2.0", app.Authority,
		} {
			b := app.Browser()
			address := toLoginCallback(b, email, simulator.Una)
			before := app.Simulator.Count(simulator.EndpointToken)
			b.Get(with(t, address, "iss", issuer))
			wantOutcome(t, b.Page, http.StatusBadRequest, "")
			if app.Simulator.Count(simulator.EndpointToken) != before || loggedIn(b) {
				t.Errorf("%s: the code was sent", issuer)
			}
		}
	}
}

func TestS16_TokensInTheAddressAreIgnoredAndNotLogged(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	b.Get(with(t, address, "code", "", "id_token", "canary-id.token.x", "access_token", "canary-access"))
	wantOutcome(t, b.Page, http.StatusBadRequest, "")
	if loggedIn(b) || strings.Contains(app.Log.String(), "canary-id") || strings.Contains(app.Log.String(), "canary-access") {
		t.Error("a token of the address was used or logged")
	}
}

func TestS19_S108_DecliningSpendsTheFlowAndIsRecordedOfAKnownPerson(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una) // now the browser knows who it was
	b.SetCookie(&http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1})
	b.Get(views.PathLogin)
	address := b.Until(loginCallback, func() { b.Post(views.PathLoginMicrosoft, url.Values{}) })
	refusals := recorded(t, app, apptest.Brightwater, store.ActionSignInRefused)
	declined := with(t, address, "code", "", "error", "access_denied", "error_subcode", "cancel")
	again := app.Clone(b) // has the flow's cookie still
	b.Get(declined)
	wantOutcome(t, b.Page, http.StatusBadRequest, "")
	before := app.Simulator.Count(simulator.EndpointToken)
	if again.Get(address); loggedIn(again) || app.Simulator.Count(simulator.EndpointToken) != before {
		t.Error("the code of a declined flow was used")
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionSignInRefused) - refusals; n != 1 {
		t.Errorf("%d entries", n)
	}
	if e := trail(t, app, apptest.Brightwater)[0]; detail(e, "reason") == "" || e.Actor.Email == apptest.Una {
		t.Errorf("entry %+v", e)
	}
}

func TestS108_ALoginIsOneEntryAndOneTrace(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	app.Browser().LoginMicrosoft("", simulator.Una)
	db := database(t, app)
	entries, traces := count(t, db, "audit_entries"), count(t, db, "traces")
	app.Browser().LoginMicrosoft("", simulator.Una)
	if n, m := count(t, db, "audit_entries")-entries, count(t, db, "traces")-traces; n != 1 || m != 1 {
		t.Errorf("%d entries and %d traces", n, m)
	}
	e := trail(t, app, apptest.Brightwater)[0]
	if e.Action != store.ActionSignedIn || e.Actor.Email != apptest.Una || e.Actor.RequestID == "" || e.Actor.IP == "" || detail(e, "with") != "Microsoft" {
		t.Errorf("entry %+v", e)
	}
}

func TestS84_AWayBackOfALoginStaysHere(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for _, to := range elsewhere() {
		if len(to) > 4000 {
			continue
		}
		b := app.Browser()
		p := b.Stay(b.Request(http.MethodPost, views.PathLoginMicrosoft, url.Values{"email": {apptest.Una}, "return_to": {to}}))
		if p.Status != http.StatusSeeOther {
			continue // refused before it began
		}
		b.Get(p.Header.Get("Location"))
		address := b.Until(loginCallback, func() {
			if b.Page.Has(`button[name="account"]`) {
				b.PickAccount(simulator.Una)
			}
		})
		if got := stay(b, address).Header.Get("Location"); got != "/" {
			t.Errorf("%q leads to %q", to, got)
		}
	}
	ada := app.As(apptest.Ada)
	for _, to := range elsewhere() {
		if len(to) > 4000 {
			continue
		}
		p := ada.Stay(ada.Request(http.MethodPost, views.PathConfirmIdentity, url.Values{"password": {apptest.Password}, "return_to": {to}}))
		if got := p.Header.Get("Location"); p.Status == http.StatusSeeOther && got != "/" {
			t.Errorf("confirmed: %q leads to %q", to, got)
		}
		q := stay(ada, views.PathConfirmIdentity+"?return_to="+url.QueryEscape(to))
		if got := q.Doc.Find(`input[name="return_to"]`).AttrOr("value", "/"); q.Status == http.StatusOK && got != "/" {
			t.Errorf("the form keeps %q of %q", got, to)
		}
	}
}

func TestS86_S87_ClaimedHostsChangeNoLogin(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	for name, value := range map[string]string{"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"} {
		b := app.Browser()
		r := b.Request(http.MethodPost, views.PathLoginMicrosoft, url.Values{"email": {apptest.Una}})
		if r.Header.Set(name, value); name == "Host" {
			r.Host = value
		}
		p := b.Stay(r)
		if to := p.Header.Get("Location"); p.Status == http.StatusSeeOther && parameter(t, to, "redirect_uri") != app.URL+loginCallback {
			t.Errorf("%s leads to %s", name, to)
		}
		if strings.Contains(p.Body+fmt.Sprint(p.Header), "evil.example") || strings.Contains(strings.Join(p.Header.Values("Set-Cookie"), ""), "Secure") {
			t.Errorf("%s reaches the answer", name)
		}
	}
}

// The log-in form is a state-changing form too: a log-in that another site starts would
// be one that the person does not expect.
func TestS54_S91_NoOtherSiteStartsOrEndsALogin(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	for _, path := range []string{
		views.PathLoginMicrosoft, views.PathLoginAccount, views.PathLogoutMicrosoft, views.PathLogout, views.PathConfirmMicrosoft,
		views.PathConfirmIdentity, views.PathEndOthers, views.PathOtherAccount,
	} {
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "null"}, {"Origin", "https://evil.example"}} {
			r := b.Request(http.MethodPost, path, url.Values{})
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set(header[0], header[1])
			r.Header.Set("HX-Request", "true")
			if p := b.Stay(r); p.Status != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, header, p.Status)
			}
		}
		if p := stay(b, path); path != views.PathLoginAccount && path != views.PathConfirmIdentity && p.Status != http.StatusMethodNotAllowed {
			t.Errorf("GET %s = %d", path, p.Status)
		}
	}
	if !loggedIn(b) {
		t.Error("logged out")
	}
}

func TestS110_StrangeTextsOfALoginAreOneBoundedEntry(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	app.Simulator.OnIDToken(func(token simulator.IDToken) string {
		token.Claims["name"] = "Una\r\nlevel=ERROR msg=canary-line\x1b[31m\x00" + strings.Repeat("n", 9000)
		return token.Sign()
	})
	r := b.Request(http.MethodGet, address, nil)
	r.Header.Set("User-Agent", strings.Repeat("u", 8000)+"\tcanary")
	b.Stay(r)
	for _, e := range trail(t, app, apptest.Brightwater) {
		if text := fmt.Sprintf("%+v", e); len(text) > 8<<10 || strings.ContainsAny(text, "\r\n\x00\x1b") {
			t.Errorf("entry of %d bytes", len(text))
		}
	}
	if strings.Contains(app.Log.String(), "\nlevel=ERROR msg=canary-line") {
		t.Error("a name made a log line")
	}
}

// TestS20_AnErrorWithAForeignStateLeavesTheLoginAlone brings refusals that belong to
// others, or to nobody, while a log-in is under way.
func TestS20_AnErrorWithAForeignStateLeavesTheLoginAlone(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	db := database(t, app)
	b, stranger := app.Browser(), app.Browser()
	foreign := started(t, stranger, "").Query().Get("state")
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	mine := parameter(t, address, "state")
	before := count(t, db, "traces where kind = 'login'")
	for name, state := range map[string]string{"of another browser": foreign, "with my beginning": mine[:8] + foreign[8:], "of nobody": strings.Repeat("x", 43), "none": ""} {
		p := stay(b, app.URL+loginCallback+"?"+url.Values{"state": {state}, "error": {"access_denied"}}.Encode())
		if p.Status != http.StatusBadRequest || len(p.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: %d, cookies %v", name, p.Status, p.Header.Values("Set-Cookie"))
		}
	}
	if n := count(t, db, "traces where kind = 'login'"); n != before {
		t.Errorf("%d traces were written", n-before)
	}
	b.Get(address)
	if !loggedIn(b) {
		t.Error("the log-in did not go on")
	}
	p := stay(stranger, app.URL+loginCallback+"?"+url.Values{"state": {foreign}, "error": {"access_denied"}}.Encode())
	if p.Status != http.StatusSeeOther {
		t.Errorf("the error was not taken where it belongs: %d", p.Status)
	}
}
