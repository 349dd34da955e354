package handlers_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// organisation is a wire on which Graph tells this name and these domains.
func organisation(name string, domains ...string) *apptest.Wire {
	return &apptest.Wire{Change: func(path, body string) string {
		var list struct {
			Value []map[string]any `json:"value"`
		}
		if path != "/graph/v1.0/organization" || json.Unmarshal([]byte(body), &list) != nil || len(list.Value) != 1 {
			return body
		}
		verified := []map[string]string{}
		for _, d := range domains {
			verified = append(verified, map[string]string{"name": d})
		}
		list.Value[0]["verifiedDomains"] = verified
		if name != "" {
			list.Value[0]["displayName"] = name
		}
		changed, err := json.Marshal(list)
		if err != nil {
			return body
		}
		return string(changed)
	}}
}

// overWire is the option for it.
func overWire(w *apptest.Wire) apptest.Option {
	return apptest.WithTransport(&http.Client{Transport: w})
}

// seeded adds made-up accounts.
func seeded(t *testing.T, app *apptest.App, n int) {
	t.Helper()
	if err := app.Store.Seed(t.Context(), n, "x"); err != nil {
		t.Fatal(err)
	}
}

// spoiled makes the status of the last account of the list unreadable, and returns
// what the export answers.
func spoiled(t *testing.T, app *apptest.App) (complete bool, lines int) {
	t.Helper()
	execute(t, database(t, app), "update account_status set proven_at = 'unreadable' where account_id = (select account_id from account_status order by name_key desc limit 1)")
	sue := app.As(apptest.Sue)
	r := sue.Request(http.MethodGet, views.PathStatusExport, nil)
	r.AddCookie(&http.Cookie{Name: "session", Value: sue.Cookies()["session"]})
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return err == nil, strings.Count(string(body), "\r\n")
}

func TestF10_AnExportThatFailsHalfWayLooksWhole(t *testing.T) {
	t.Parallel()
	app := start(t)
	seeded(t, app, 1200)
	complete, lines := spoiled(t, app)
	if lines < 500 {
		t.Fatalf("only %d lines came before the failure", lines)
	}
	if complete {
		t.Errorf("the file ends after %d of 1204 accounts as if it were whole", lines-1)
	}
}

func TestF10_AnExportLeavesOutWhatChangesMeanwhile(t *testing.T) {
	t.Parallel()
	app := start(t)
	seeded(t, app, 1200)
	last, exported := "", map[string]bool{}
	for page, err := range app.Store.ExportStatuses(t.Context(), store.StatusFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page {
			exported[s.AccountID] = true
		}
		if last != "" {
			continue
		}
		all, err := app.Store.Statuses(t.Context(), store.StatusFilter{State: link.Enabled, Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all.Rows {
			if !exported[s.AccountID] {
				last = s.AccountID
			}
		}
		l, err := app.Store.CurrentLink(t.Context(), last)
		if err != nil {
			t.Fatal(err)
		}
		app.Clock.Advance(time.Minute)
		if _, err := app.Store.MoveLink(t.Context(), apptest.Operator(), last, l.ID, link.Disable); err != nil {
			t.Fatal(err)
		}
	}
	if !exported[last] {
		t.Errorf("an account that changed meanwhile is missing: %d of 1204 exported", len(exported))
	}
}

// inOtherBrowsers fails an invitation as somebody and returns what another holder of
// the link sees.
func inOtherBrowsers(t *testing.T, app *apptest.App, required, approver string) *apptest.Page {
	t.Helper()
	_, token := invite(t, app.As(apptest.Ada), "required", required)
	azure := app.Browser()
	to := azure.Stay(azure.Request(http.MethodPost, views.PathWorkspace(token), url.Values{})).Header.Get("Location")
	if required != "" {
		to = strings.Replace(to, "/"+required+"/", "/organizations/", 1)
	}
	azure.Get(to)
	choose(azure, approver)
	if azure.Page.Has(accept) {
		azure.Press(accept)
	}
	if !azure.Page.Has("#error-guidance") {
		t.Fatalf("no failure: %s", azure.Page.Text("main"))
	}
	return app.Browser().Get(views.PathWorkspace(token))
}

func TestS107_AnotherHolderOfTheLinkReadsInTheLetterWhoTried(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		required, approver, tenant string
		fault                      simulator.Fault
	}{
		"another organisation":      {"brightwater.example", simulator.Henry, simulator.HarbourID, ""},
		"without a role":            {"", simulator.Grace, simulator.BrightwaterID, simulator.FaultIDTokenNoRoles},
		"a token of another tenant": {"", simulator.Grace, "", simulator.FaultIDTokenOtherTenant},
		"an organisation untold":    {"brightwater.example", simulator.Grace, simulator.BrightwaterID, simulator.FaultOrganizationForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			if row.fault != "" {
				app.Simulator.Fail(row.fault)
			}
			p := inOtherBrowsers(t, app, row.required, row.approver)
			for _, private := range []string{row.approver, row.tenant} {
				if private != "" && strings.Contains(p.Body, private) {
					t.Errorf("another browser reads %s", private)
				}
			}
		})
	}
}

func TestSupportSeesAnAccountUnrecordedByARefusedForm(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	p := app.As(apptest.Sue).Post(views.PathAllow(app.Account(apptest.Brightwater).ID), url.Values{"tenant": {"x"}, "reason": {"x"}})
	wantStatus(t, p, http.StatusUnprocessableEntity)
	shown := strings.Contains(p.Body, simulator.BrightwaterID)
	if n := recorded(t, app, apptest.Brightwater, store.ActionSupportViewed); shown && n != 1 {
		t.Errorf("support saw the account's page, and %d views are recorded", n)
	}
}

func TestSupportSeesAnAttemptUnrecordedByExplain(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	traces, err := app.Store.Traces(t.Context(), app.Account(apptest.Brightwater).ID, store.TraceKey{}, 1)
	if err != nil || len(traces) != 1 {
		t.Fatalf("traces: %v", err)
	}
	for _, text := range []string{traces[0].Reference, simulator.Ada} {
		p := app.As(apptest.Sue).Post(views.PathExplainAny, url.Values{"text": {text}})
		if !p.Has(`a[href="`+views.PathAttempt(traces[0].AccountID, traces[0].Reference)+`"]`) || !strings.Contains(p.Body, simulator.Ada) {
			t.Fatalf("not shown: %s", p.Text("main"))
		}
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionSupportViewed); n != 1 {
		t.Errorf("support saw who logged in at Microsoft and when, and %d views are recorded", n)
	}
}

func TestAStrangeRecipientIsAFaultOfOurs(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for fact, recipient := range map[string]string{
		"turned writing direction": "ada\u202emoc@brightwater.example", "a space of no width": "ad\u200ba@brightwater.example",
		"longer in lower case": strings.Repeat("İ", 60) + "@" + strings.Repeat("a", 60) + "." + strings.Repeat("b", 60) + ".example",
		"no-break space":       "ada\u00a0x@brightwater.example",
	} {
		if p := b.Post(views.PathInvitations, url.Values{"recipient": {recipient}, "days": {"7"}, "how": {"link"}}); p.Status >= 500 {
			t.Errorf("%s: %d %s", fact, p.Status, p.Text("main"))
		}
	}
}

func TestS69_ALookAlikeLetterMeetsTheRequiredDomain(t *testing.T) {
	t.Parallel()
	for fact, domain := range map[string]string{"long s": "harbour-\u017fons.example", "Kelvin sign": "harbour-sons.e\u212aample"} {
		required := strings.NewReplacer("\u017f", "s", "\u212a", "k").Replace(domain)
		if r, err := link.ParseRequired(required); err != nil || r.Meets(simulator.HarbourID, []string{domain}) {
			t.Errorf("%s: %q (%v) is met by %q", fact, required, err, domain)
		}
	}
	app := start(t, overWire(organisation("", "brightwater-\u017fons.example")))
	_, token := invite(t, app.As(apptest.Ada), "required", "brightwater-sons.example")
	azure := app.Browser()
	to := azure.Stay(azure.Request(http.MethodPost, views.PathWorkspace(token), url.Values{})).Header.Get("Location")
	azure.Get(strings.Replace(to, "/brightwater-sons.example/", "/organizations/", 1))
	choose(azure, simulator.Henry)
	azure.Press(accept)
	if l := waiting(t, app, apptest.Brightwater); len(l) != 0 {
		t.Errorf("a foreign organisation waits: %q of %s", l[0].Domains, l[0].TenantID)
	}
}

func TestS69_TheRequiredDomainIsTheFiftyFifthOfALargeOrganisation(t *testing.T) {
	t.Parallel()
	var domains []string
	for i := range 54 {
		domains = append(domains, "d"+strconv.Itoa(i)+".example")
	}
	app := start(t, overWire(organisation("", append(domains, "brightwater.example")...)))
	_, token := invite(t, app.As(apptest.Ada), "required", "brightwater.example")
	p := approveAs(app.Browser(), token, simulator.Ada)
	if l := waiting(t, app, apptest.Brightwater); len(l) != 1 {
		t.Errorf("the right organisation is refused: %d %s", p.Status, p.Text("main"))
	}
}
