package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Names that Microsoft tells stand on the list of users, their page, among leavers, on
// the desktop, in sessions, in Activity and in the log of attempts.
func TestS93_S68_MarkupOfMicrosoftStaysTextEverywhere(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	app.Simulator.RenameGroup(simulator.BrightwaterID, simulator.GroupAllUsers, hostile[:80])
	addTemplate(t, ada, hostile[:80], "CRM")
	addTemplate(t, ada, "All Users", "CRM")
	b := app.Browser()
	address := toLoginCallback(b, "", simulator.Ivy)
	app.Simulator.OnIDToken(claim("name", hostile))
	r := b.Request(http.MethodGet, address, nil)
	r.Header.Set("User-Agent", hostile)
	if p := b.Do(r); p.URL.Path != views.PathDesktop {
		t.Fatalf("ended at %s: %s", p.URL, p.Text("main"))
	}
	ivy := userOf(t, app, simulator.Ivy)
	if ivy.Name == "" || !strings.Contains(ivy.Name, "<script>") {
		t.Fatalf("the name is %q", ivy.Name)
	}
	for _, screen := range []string{views.PathDesktop, views.PathSessions, views.PathConfirmIdentity, views.PathMicrosoft} {
		wantNoMarkup(t, b.Get(screen))
	}
	app.Simulator.OnIDToken(claim("name", hostile))
	refused := app.Browser()
	asChanged(refused, app, simulator.Nora, func(token simulator.IDToken) string {
		token.Claims["name"], token.Claims["preferred_username"], token.Claims["email"] = hostile, hostile+"@brightwater.example", hostile
		return token.Sign()
	})
	wantNoMarkup(t, refused.Page)
	app.Simulator.Fail(simulator.FaultTokenDisabled)
	b.SetCookie(&http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1}) // the browser knows who it was
	b.LoginMicrosoft("", simulator.Ivy)
	account := app.Account(apptest.Brightwater).ID
	if leavers, err := app.Store.Leavers(t.Context(), account); err != nil || len(leavers) != 1 || leavers[0].ID != ivy.ID {
		t.Fatalf("leavers are %+v (%v)", leavers, err)
	}
	paths := append(screens(), views.PathUser(ivy.ID), views.PathUserEdit(ivy.ID), views.PathUserDo(ivy.ID, views.ActDisable), views.PathUserDo(ivy.ID, views.ActForget),
		views.PathUserDo(ivy.ID, views.ActFree), views.PathUsers+"?q="+url.QueryEscape(hostile), views.PathStatusOf(account), "/nothing",
		views.PathTemplatesCheck+"?group_name="+url.QueryEscape(hostile))
	templates, _, err := app.Store.Templates(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range templates {
		paths = append(paths, views.PathTemplate(u.ID), views.PathTemplateDo(u.ID, views.TemplateDelete))
	}
	traces, err := app.Store.Traces(t.Context(), account, store.TraceKey{}, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range traces {
		paths = append(paths, views.PathAttempt(account, trace.Reference))
	}
	for _, path := range paths {
		wantNoMarkup(t, ada.Get(path))
		wantNoMarkup(t, ada.Partial(http.MethodGet, path, nil))
	}
	for _, form := range []url.Values{{"user": {hostile}}, {"groups": {hostile}}, {"user": {simulator.Ivy}}} {
		wantNoMarkup(t, ada.Post(views.PathTemplatesTry, form))
	}
}

func TestS98_SecretsOfALoginStayOutOfPagesLogsMetricsAndTheTrail(t *testing.T) {
	t.Parallel()
	wire, registry := &apptest.Wire{}, prometheus.NewRegistry()
	app := linkedApp(t, apptest.WithTransport(&http.Client{Transport: wire}), apptest.WithMetrics(handlers.NewMetrics(registry)))
	b := app.Browser()
	d := &diary{b: b, secrets: map[string]string{apptest.ClientSecret: "client secret", apptest.Password: "password"}}
	keep := func() {
		d.note(t)
		for name, value := range b.Cookies() {
			if len(value) > 20 {
				d.secrets[value] = "cookie " + strings.SplitN(name, "-", 2)[0]
			}
		}
	}
	for _, fault := range []simulator.Fault{
		simulator.FaultAuthorizeDeclined, simulator.FaultTokenWrongSecret, simulator.FaultTokenHTML, simulator.FaultTokenNoIDToken, simulator.FaultTokenServerError,
		simulator.FaultIDTokenWrongNonce, simulator.FaultIDTokenUnknownKey, simulator.FaultTokenDisabled,
	} {
		app.Simulator.Fail(fault)
		b.LoginMicrosoft("", simulator.Una)
		keep()
	}
	address := toLoginCallback(b, "", simulator.Una)
	keep()
	app.Simulator.OnIDToken(func(token simulator.IDToken) string {
		token.Claims["sid"], token.Claims["login_hint"] = "canary-sid-0123456789", "canary-hint-0123456789"
		return token.Sign()
	})
	d.secrets["canary-sid-0123456789"], d.secrets["canary-hint-0123456789"] = "sid", "login_hint"
	d.pages = append(d.pages, app.Browser().Get(address))
	b.Get(address)
	keep()
	b.Get(address)
	if !loggedIn(b) {
		t.Fatal("not logged in")
	}
	ada := app.As(apptest.Ada)
	una := userOf(t, app, apptest.Una)
	for _, screen := range append(screens(), views.PathUser(una.ID)) {
		d.pages = append(d.pages, ada.Get(screen), b.Get(screen))
	}
	app.Browser().Get(frontChannel + "?sid=canary-sid-0123456789")
	if loggedIn(b) {
		t.Error("the front channel did not end the session")
	}
	d.wireSecrets(t, wire)
	var kinds []string
	for _, kind := range d.secrets {
		kinds = append(kinds, kind)
	}
	for _, kind := range []string{"state", "code", "nonce", "code_challenge", "code_verifier", "access token", "ID token", "claims", "cookie session", "cookie login"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("no secret of the kind %q was seen", kind)
		}
	}
	wantUnspoken(t, app, registry, d)
	if log := app.Log.String(); strings.Contains(log, loginCallback+"?") || strings.Contains(log, frontChannel+"?") {
		t.Error("a callback's address is in the log")
	}
	stored := dump(t, app)
	for secret, kind := range d.secrets {
		if kind != "login_hint" && kind != "password" && secret != "" && strings.Contains(stored, secret) {
			t.Errorf("%s is in the database", kind)
		}
	}
}

func TestS106_ListsOfPeopleHoldNobodyElses(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Sales Team", "CRM")
	own(t, app, apptest.Brightwater, map[string]int{"CRM": 0})
	addTemplate(t, ada, "All Users", "CRM")
	app.Browser().LoginMicrosoft("", simulator.Ivy) // an alert
	eve := app.As(apptest.Eve)
	approve(eve, simulator.Lone)
	for _, path := range append(screens(), views.PathUsers+"?q=una", views.PathUsers+"?q=brightwater", views.PathUsers+"?state=never", views.PathTemplatesCheck+"?group_name=Sales+Team") {
		p := eve.Get(path)
		for _, foreign := range []string{"Brightwater", "Una Moss", "una@", "Sales Team", "Finance – London", "No licence «CRM»", simulator.GroupSalesTeam} {
			if text := strings.ReplaceAll(p.Body, "q=una", ""); strings.Contains(text, foreign) && !strings.Contains(path, "?") {
				t.Errorf("%s shows %q", path, foreign)
			}
		}
		if strings.Contains(p.Body, "Una Moss") {
			t.Errorf("%s finds Una", path)
		}
	}
	for _, form := range []url.Values{{"user": {apptest.Una}}, {"user": {simulator.Ivy}}} {
		if p := eve.Post(views.PathTemplatesTry, form); strings.Contains(p.Body, "Una Moss") || strings.Contains(p.Body, "All Users") {
			t.Errorf("«try it» tells of %v: %s", form, p.Text("main"))
		}
	}
	alerts, err := app.Store.Alerts(t.Context(), app.Account(apptest.Brightwater).ID)
	if err != nil || len(alerts) == 0 {
		t.Fatalf("no alert: %v", err)
	}
	eve.Post(views.PathDismissAlert, url.Values{"kind": {string(alerts[0].Kind)}, "subject": {alerts[0].Subject}})
	if left, err := app.Store.Alerts(t.Context(), app.Account(apptest.Brightwater).ID); err != nil || len(left) != len(alerts) {
		t.Errorf("%d alerts are left of %d (%v)", len(left), len(alerts), err)
	}
	wantSoundTrail(t, app)
}

func TestS105_TheGuestTemplateIsOneOfTheAccountsOwn(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Sales Team", "CRM", "user_group", "System Administration")
	templates, _, err := app.Store.Templates(t.Context(), app.Account(apptest.Brightwater).ID)
	if err != nil {
		t.Fatal(err)
	}
	eve := app.As(apptest.Eve)
	approve(eve, simulator.Lone)
	p := eve.Get(views.PathTemplates)
	form := url.Values{"guests": {"template"}, "guest_template": {templates[0].ID}, "when_none_left": {"refuse"}, "apply_at": {"first"}}
	form.Set("version", p.Doc.Find(`form[action="`+views.PathTemplateSettings+`"] input[name="version"]`).AttrOr("value", "0"))
	p = eve.Post(views.PathTemplateSettings, form)
	if p.Status == http.StatusOK && count(t, database(t, app), "provisioning where guest_template_id = '"+templates[0].ID+"'") != 0 {
		t.Error("another account's template was taken")
	}
}

func TestS103_StartsOfOneClientAreBoundedAndKeepNobodyElseOut(t *testing.T) {
	t.Parallel()
	app := linkedApp(t, apptest.WithTrustedProxies(network(t, "127.0.0.0/8")))
	b := app.Browser()
	from := func(ip string) int {
		r := b.Request(http.MethodPost, views.PathLoginMicrosoft, url.Values{})
		r.Header.Set("X-Forwarded-For", ip)
		return b.Stay(r).Status
	}
	last := 0
	for range 2000 {
		if last = from("203.0.113.7"); last == http.StatusTooManyRequests {
			break
		}
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("two thousand starts: %d", last)
	}
	if got := from("203.0.113.8"); got != http.StatusSeeOther {
		t.Errorf("another client gets %d", got)
	}
	una := app.Browser()
	una.LoginMicrosoft("", simulator.Una)
	r := una.Request(http.MethodPost, views.PathOtherAccount, url.Values{})
	r.Header.Set("X-Forwarded-For", "203.0.113.7")
	if p := una.Stay(r); p.Status != http.StatusTooManyRequests {
		t.Errorf("who wants another account gets %d", p.Status)
	}
	wantStatus(t, app.Browser().Login(apptest.Ada, apptest.Password), http.StatusOK)
}

func TestS83_LoggingOutLeadsToOneAddressOnly(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	b.Post(views.PathLogout, url.Values{"return_to": {"https://evil.example"}, "post_logout_redirect_uri": {"https://evil.example"}})
	if b.Page.URL.Path != views.PathLoggedOut {
		t.Errorf("at %s", b.Page.URL)
	}
	p := b.Stay(b.Request(http.MethodPost, views.PathLogoutMicrosoft, url.Values{"post_logout_redirect_uri": {"https://evil.example"}}))
	to := p.Header.Get("Location")
	if parameter(t, to, "post_logout_redirect_uri") != app.URL+views.PathLoggedOut || !strings.HasPrefix(to, app.Authority) || strings.Contains(to, "id_token_hint") {
		t.Errorf("leads to %q", to)
	}
	if p := b.Stay(b.Request(http.MethodPost, views.PathLogoutMicrosoft, nil)); p.Header.Get("Location") != views.PathLoggedOut {
		t.Errorf("a second time leads to %q", p.Header.Get("Location"))
	}
}

func TestS95_PagesOfALoginAreKeptByNoCache(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	for _, p := range []*apptest.Page{
		stay(b, with(t, address, "code", "")), stay(b, views.PathLoginProblem), stay(b, views.PathLogin), stay(b, views.PathLoginAccount), stay(b, views.PathLoggedOut),
		b.Stay(b.Request(http.MethodPost, views.PathLoginMicrosoft, nil)), stay(b, frontChannel+"?sid=x"), stay(b, views.PathWelcome("x")), stay(b, loginCallback),
	} {
		if got := p.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s (%d): Cache-Control is %q", p.URL.Path, p.Status, got)
		}
	}
}
