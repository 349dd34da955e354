package handlers_test

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// route is one way into the console.
type route struct{ method, path string }

// routes lists every route from the router itself, so that a new one is tested
// before anybody thinks of it.
func routes(app *apptest.App) []route {
	var all []route
	for _, r := range app.Console.Routes() {
		if r.Method != echo.RouteNotFound {
			all = append(all, route{r.Method, r.Path})
		}
	}
	slices.SortFunc(all, func(a, b route) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return all
}

// public reports whether the route is open to everybody by decision.
func (r route) public() bool {
	return slices.Contains([]string{
		"/healthz", "/readyz", "/static/*", views.PathLogin, views.PathAppearance, consentCallback, signInCallback,
		views.PathWorkspace(":token"), views.PathWorkspaceExplain(":token"), views.PathOutbox, views.PathMail(":mail"),
		views.PathLoginMicrosoft, views.PathLoginProblem, views.PathLoginAccount, loginCallback,
		views.PathLoggedOut, views.PathLogoutMicrosoft, frontChannel, views.PathWelcome(":token"),
	}, r.path)
}

// belongings are one of everything that an account can have, by the name of the
// route's parameter.
type belongings map[string]string

// brightwaters makes them for Brightwater: a link, an invitation and a link that
// awaits confirmation.
func brightwaters(t *testing.T, app *apptest.App) belongings {
	t.Helper()
	own := belongings{"request": linkOnce(t, app), "account": app.Account(apptest.Brightwater).ID, "mail": "none"}
	_, approved := invite(t, app.As(apptest.Ada))
	approveAs(app.Browser(), approved, simulator.Henry)
	own["link"] = wantWaiting(t, app, apptest.Brightwater, simulator.HarbourID).ID
	own["invitation"], own["token"] = invite(t, app.As(apptest.Ada))
	traces, err := app.Store.Traces(t.Context(), own["account"], store.TraceKey{}, 1)
	if err != nil || len(traces) == 0 {
		t.Fatalf("no traces: %v", err)
	}
	own["reference"] = traces[0].Reference
	return own
}

// people adds one of what an account has by User Provisioning and Users: a template,
// a user, and a session of that user.
func people(t *testing.T, app *apptest.App, own belongings) belongings {
	t.Helper()
	app.As(apptest.Una)
	own["user"] = userOf(t, app, apptest.Una).ID
	sessions, err := app.Store.SessionsOf(t.Context(), own["user"])
	if err != nil || len(sessions) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	own["session"] = hex.EncodeToString(sessions[0].IDHash)
	addTemplate(t, app.As(apptest.Ada), "Sales Team", "CRM")
	templates, _, err := app.Store.Templates(t.Context(), own["account"])
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	own["template"] = templates[0].ID
	return own
}

// request fills the route's parameters in.
func (r route) request(b *apptest.Browser, own belongings) *http.Request {
	var form url.Values
	if r.method == http.MethodPost {
		form = url.Values{}
	}
	path := r.path
	for name, value := range own {
		path = strings.Replace(path, ":"+name, value, 1)
	}
	return b.Request(r.method, path, form)
}

func TestS80_WithoutASessionEveryRouteLeadsToTheLogin(t *testing.T) {
	t.Parallel()
	app := start(t)
	db := database(t, app)
	ended := app.As(apptest.Ada)
	own := people(t, app, brightwaters(t, app))
	app.Clock.Advance(9 * time.Hour)
	entries := count(t, db, "audit_entries")
	for who, b := range map[string]*apptest.Browser{"nobody": app.Browser(), "an ended session": ended} {
		for _, r := range routes(app) {
			if r.public() {
				continue
			}
			p := b.Stay(r.request(b, own))
			wantStatus(t, p, http.StatusSeeOther)
			if to := p.Header.Get("Location"); !strings.HasPrefix(to, views.PathLogin) {
				t.Errorf("%s: %s %s leads to %q", who, r.method, r.path, to)
			}
		}
	}
	if n := count(t, db, "audit_entries"); n != entries {
		t.Errorf("%d things were done", n-entries)
	}
}

// linkOnce links Brightwater and returns the ID of its consent request.
func linkOnce(t *testing.T, app *apptest.App) string {
	t.Helper()
	p := approve(app.As(apptest.Ada), simulator.Ada)
	if !p.Has("#confirmation") {
		t.Fatalf("not linked: %s", p.Text("main"))
	}
	return strings.TrimPrefix(p.URL.Path, views.PathConsents+"/")
}

// mayUse says which roles a route that needs a session serves. What is not
// listed is for administrators: a new route must be refused to all others until
// somebody decides differently here.
func (r route) mayUse(email string) bool {
	if r.path == views.PathDismissAlert || strings.HasPrefix(r.path, views.PathUsersSecurity) {
		return email == apptest.Henry || email == apptest.Hal && r.seesUsers()
	}
	switch r.path {
	case views.PathDesktop, views.PathLogout, views.PathConfirmIdentity, views.PathConfirmMicrosoft, views.PathSessions,
		views.PathEndOthers, views.PathOtherAccount, views.PathEndSession(":session"):
		return true
	case views.PathConfiguration, views.PathAuthentication, views.PathPassword:
		return email == apptest.Hal || email == apptest.Henry
	case views.PathMicrosoft, views.PathActivity, views.PathExplain, views.PathConsent(":request"),
		views.PathInvitations, views.PathInvitation(":invitation"), views.PathTemplates, views.PathTemplatesTry, views.PathLeavers:
		return email == apptest.Hal && (r.method != http.MethodPost || r.path == views.PathExplain || r.path == views.PathTemplatesTry)
	case views.PathStatus, views.PathStatusOf(":account"), views.PathAttempt(":account", ":reference"), views.PathExplainAny:
		return email != apptest.Una
	case views.PathStatusRows, views.PathStatusExport, views.PathAllow(":account"):
		return email == apptest.Sue
	}
	return false
}

// seesUsers reports whether the route of Users & Security only shows.
func (r route) seesUsers() bool {
	return r.method != http.MethodPost && slices.Contains([]string{views.PathUsers, views.PathLicences, views.PathUser(":user")}, r.path)
}

// endsOwn reports whether the route ends sessions of whoever asks, as everybody may.
func (r route) endsOwn() bool {
	return r.path == views.PathEndOthers || r.path == views.PathEndSession(":session")
}

func TestRoles_EveryRouteRefusesWhomItIsNotFor(t *testing.T) {
	t.Parallel()
	app := start(t)
	db, own := database(t, app), people(t, app, brightwaters(t, app))
	app.As(apptest.Sue).Get(views.PathStatusOf(own["account"])) // recorded, once an hour
	for _, email := range []string{apptest.Hal, apptest.Una, apptest.Sue, apptest.Henry} {
		b := app.As(email)
		for _, r := range routes(app) {
			if r.public() || r.path == views.PathLogout {
				continue
			}
			entries := count(t, db, "audit_entries")
			p := b.Stay(r.request(b, own))
			switch {
			case r.mayUse(email) && p.Status == http.StatusForbidden:
				t.Errorf("%s is refused %s %s", email, r.method, r.path)
			case !r.mayUse(email) && p.Status != http.StatusForbidden:
				t.Errorf("%s is not refused %s %s: %d", email, r.method, r.path, p.Status)
			}
			if n := count(t, db, "audit_entries"); n != entries && p.Status != http.StatusNotFound && !r.endsOwn() {
				t.Errorf("%s changed something by %s %s", email, r.method, r.path)
			}
		}
	}
}

func TestRoles_HelpdeskSeesAndHasNoButtonThatChanges(t *testing.T) {
	t.Parallel()
	app := start(t)
	request := linkOnce(t, app)
	b := app.As(apptest.Hal)
	for _, screen := range []string{views.PathAuthentication, views.PathMicrosoft, views.PathActivity, views.PathConsent(request)} {
		p := b.Get(screen)
		wantStatus(t, p, http.StatusOK)
		p.Doc.Find(`main form[method="post"]`).Each(func(_ int, form *goquery.Selection) {
			if action := form.AttrOr("action", ""); action != views.PathExplain && action != views.PathExplainAny && action != views.PathLogout && action != views.PathAppearance {
				t.Errorf("%s offers %s", screen, action)
			}
		})
		for _, path := range []string{views.PathDisable, views.PathEnable, views.PathUnlink, views.PathConsents + "/replace"} {
			if p.Has(`a[href="` + path + `"]`) {
				t.Errorf("%s offers %s", screen, path)
			}
		}
	}
	if p := b.Get(views.PathMicrosoft); !strings.Contains(p.Text("main"), "Brightwater Ltd") {
		t.Errorf("the link is not shown: %s", p.Text("main"))
	}
}

func TestRoles_ARefusalNamesWhomToAsk(t *testing.T) {
	t.Parallel()
	app := start(t)
	p := app.As(apptest.Una).Get(views.PathMicrosoft)
	wantStatus(t, p, http.StatusForbidden)
	if !strings.Contains(p.Text("main"), "Ada Lovelace") || strings.Contains(p.Body, "Rita Stein") {
		t.Errorf("says %s", p.Text("main"))
	}
	p = app.As(apptest.Henry).Get(views.PathMicrosoft)
	if !strings.Contains(p.Text("main"), "sales@workbooks.com") {
		t.Errorf("without Advanced Security: %s", p.Text("main"))
	}
}

func TestS105_IDsOfAnotherAccountAreNotFound(t *testing.T) {
	t.Parallel()
	app := start(t)
	theirs := people(t, app, brightwaters(t, app))
	una := app.As(apptest.Una)
	eve := app.As(apptest.Eve)
	own := strings.TrimPrefix(approve(eve, simulator.Lone).URL.Path, views.PathConsents+"/")
	walked := 0
	for _, r := range routes(app) {
		if !strings.Contains(r.path, ":") || r.public() {
			continue
		}
		walked++
		want := http.StatusNotFound
		if r.path == views.PathAllow(":account") {
			want = http.StatusForbidden // support's alone
		}
		if r.path == views.PathEndSession(":session") {
			want = http.StatusSeeOther // to one's own, as for one that has ended already
		}
		for _, query := range []string{"", "?request=" + own, "?account=" + theirs["account"]} {
			q := r.request(eve, theirs)
			q.URL.RawQuery = strings.TrimPrefix(query, "?")
			if r.path == views.PathReject(":link") {
				q = eve.Request(r.method, q.URL.Path, url.Values{"why": {"not ours"}})
			}
			if r.path == views.PathTemplateDo(":template", views.TemplateMove) {
				q = eve.Request(r.method, q.URL.Path, url.Values{"to": {"1"}, "version": {"1"}})
			}
			p := eve.Stay(q)
			wantStatus(t, p, want)
			if strings.Contains(p.Body, "Brightwater") {
				t.Errorf("%s %s names the other account", r.method, r.path)
			}
		}
	}
	if walked < 40 {
		t.Errorf("only %d routes with an ID were walked", walked)
	}
	if n := recorded(t, app, apptest.Eaves, store.ActionForeignRefused); n == 0 {
		t.Error("the trail of the account that asked says nothing")
	}
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if sessions, err := app.Store.SessionsOf(t.Context(), theirs["user"]); err != nil || len(sessions) != 2 || !loggedIn(una) {
		t.Errorf("%d sessions of Una are left, want 2 (%v)", len(sessions), err)
	}
	if u := userOf(t, app, apptest.Una); !u.LoginEnabled || u.Edition != "CRM" {
		t.Errorf("Una was changed: %+v", u)
	}
	for _, screen := range screens() {
		if strings.Contains(eve.Get(screen).Body, "Brightwater") {
			t.Errorf("%s shows the other account", screen)
		}
	}
}

func TestUnknownAddressesAreNotFoundForEverybodySignedIn(t *testing.T) {
	t.Parallel()
	app := start(t)
	for _, email := range []string{apptest.Ada, apptest.Hal, apptest.Una, apptest.Sue} {
		b := app.As(email)
		for _, to := range []string{"/nothing", views.PathMicrosoft + "/nothing", views.PathConsents + "/a/b", "/microsoft", "/configuration/"} {
			wantStatus(t, b.Get(to), http.StatusNotFound)
		}
	}
	if p := app.Browser().Get("/nothing"); p.URL.Path != views.PathLogin {
		t.Errorf("nobody at an unknown address is at %s", p.URL)
	}
}
