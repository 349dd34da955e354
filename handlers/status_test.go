package handlers_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func statusOf(app *apptest.App, account string) string {
	return views.PathStatusOf(app.Account(account).ID)
}

func TestLinkStatusForSupport(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Sue)
	p := b.Get(views.PathStatus)
	wantStatus(t, p, http.StatusOK)
	for _, account := range []string{apptest.Brightwater, apptest.Harbour, apptest.Quarry, apptest.Eaves} {
		if !strings.Contains(p.Text("main"), account) {
			t.Errorf("%s is not in the list", account)
		}
	}
	for search, want := range map[string]string{
		"bright":                apptest.Brightwater,
		"sons":                  apptest.Harbour,
		"brightwater.example":   apptest.Brightwater,
		simulator.BrightwaterID: apptest.Brightwater,
		apptest.Eve:             apptest.Eaves,
		"  QUARRY   tools ":     apptest.Quarry,
	} {
		p := b.Get(views.PathStatus + "?" + url.Values{"q": {search}}.Encode())
		if n := p.Doc.Find("tr[id^=account-]").Length(); n != 1 || !strings.Contains(p.Text("tr[id^=account-]"), want) {
			t.Errorf("search %q finds %d: %s", search, n, p.Text("tr[id^=account-]"))
		}
	}
	if p := b.Get(views.PathStatus + "?health=working"); p.Doc.Find("tr[id^=account-]").Length() != 1 {
		t.Errorf("working: %s", p.Text("main"))
	}
	if p := b.Get(views.PathStatus + "?q=nobody+at+all"); p.Has("tr[id^=account-]") || !strings.Contains(p.Text("main"), "nobody at all") {
		t.Errorf("an empty search does not say what was searched: %s", p.Text("main"))
	}
	for _, bad := range []string{"?state=made-up", "?health=made-up", "?order=made-up", "?after=garbage", "?q=a&q=b"} {
		wantStatus(t, b.Get(views.PathStatus+bad), http.StatusBadRequest)
	}
}

func TestS106_NobodySeesAnotherAccountsStatus(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	begun := app.As(apptest.Ada)
	begin(begun)
	choose(begun, simulator.Ben)
	foreign := []string{
		statusOf(app, apptest.Brightwater), views.PathStatusRows, views.PathStatusExport, views.PathStatusRows + "?ids=" + app.Account(apptest.Brightwater).ID,
		views.PathStatusExport + "?q=bright",
	}
	for _, email := range []string{apptest.Eve, apptest.Henry, apptest.Rita} {
		b := app.As(email)
		for _, path := range foreign {
			p := b.Get(path)
			if p.Status == http.StatusOK || strings.Contains(p.Body, simulator.BrightwaterID) || strings.Contains(p.Body, apptest.Ada) {
				t.Errorf("%s sees %s: %d", email, path, p.Status)
			}
		}
		own := b.Get(views.PathStatus)
		if own.Status != http.StatusOK || strings.Contains(own.Body, apptest.Brightwater) {
			t.Errorf("%s: own status %d: %s", email, own.Status, own.Text("main"))
		}
	}
	wantStatus(t, app.As(apptest.Una).Get(views.PathStatus), http.StatusForbidden)
}

func TestHelpdeskSeesItsOwnLinkAndChangesNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Hal)
	p := b.Get(views.PathStatus)
	if p.URL.Path != statusOf(app, apptest.Brightwater) {
		t.Fatalf("ended at %s", p.URL.Path)
	}
	for _, words := range []string{"Working", "brightwater.example", simulator.Ada, "Ada Lovelace"} {
		if !strings.Contains(p.Text("main"), words) {
			t.Errorf("does not say %q", words)
		}
	}
	if p.Has(`main form[method="post"]`) {
		t.Error("helpdesk can change something")
	}
}

func TestSupportViewsAreShownToTheCustomer(t *testing.T) {
	t.Parallel()
	app := start(t)
	sue := app.As(apptest.Sue)
	for range 3 {
		wantStatus(t, sue.Get(statusOf(app, apptest.Brightwater)), http.StatusOK)
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionSupportViewed); n != 1 {
		t.Errorf("views recorded within the hour: %d", n)
	}
	if words := app.As(apptest.Ada).Get(views.PathActivity).Text("main"); !strings.Contains(words, "Sue Park") {
		t.Errorf("the customer does not see who looked: %s", words)
	}
	wantStatus(t, sue.Get(views.PathStatusOf("made-up")), http.StatusNotFound)
}

func TestSupportAllowsASecondAccountAndNothingElse(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app) // Brightwater has the organisation
	eve := app.As(apptest.Eve)
	if p := approve(eve, simulator.Ada); guided(p) != guidance.Explain(guidance.TenantTaken).Title {
		t.Fatalf("a second account got %q", guided(p))
	}
	sue := app.As(apptest.Sue)
	path := views.PathAllow(app.Account(apptest.Eaves).ID)
	for _, form := range []url.Values{
		{"tenant": {""}, "reason": {"asked for by the customer"}}, {"tenant": {"brightwater.example"}, "reason": {"asked for by the customer"}},
		{"tenant": {simulator.BrightwaterID}, "reason": {"short"}}, {"tenant": {link.PersonalTenant}, "reason": {"asked for by the customer"}},
	} {
		wantStatus(t, sue.Post(path, form), http.StatusUnprocessableEntity)
	}
	allowed := url.Values{"tenant": {strings.ToUpper(simulator.BrightwaterID)}, "reason": {"Two divisions of one company, ticket 4711"}}
	for _, email := range []string{apptest.Eve, apptest.Hal, apptest.Una} {
		wantStatus(t, app.As(email).Post(path, allowed), http.StatusForbidden)
	}
	wantStatus(t, sue.Post(path, allowed), http.StatusOK)
	wantStatus(t, sue.Post(path, allowed), http.StatusOK) // a double click
	if n := recorded(t, app, apptest.Eaves, store.ActionTenantAllowed); n != 1 {
		t.Errorf("allowed %d times", n)
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionTenantShared); n != 1 {
		t.Errorf("the first account is told %d times", n)
	}
	approve(eve, simulator.Ada)
	wantLink(t, app, apptest.Eaves, simulator.BrightwaterID)
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if p := approve(app.As(apptest.Rita), simulator.Ada); guided(p) != guidance.Explain(guidance.TenantTaken).Title {
		t.Errorf("a third account got %q", guided(p))
	}
	wantSoundTrail(t, app)
}

func TestS97_ExportedCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	app := start(t)
	names := []string{"=HYPERLINK(\"http://evil.example\")", "+1+1", "-2+3", "@SUM(A1)", "\t=2", "  =1", "＝3", "a,\"b\"", "|calc", "fine"}
	for _, name := range names {
		if _, err := app.Store.CreateAccount(t.Context(), apptest.Operator(), store.NewAccount{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	p := app.As(apptest.Sue).Get(views.PathStatusExport)
	wantStatus(t, p, http.StatusOK)
	if kind := p.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/csv") || !strings.Contains(p.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("type %q, disposition %q", kind, p.Header.Get("Content-Disposition"))
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+4+len(names) {
		t.Errorf("%d rows", len(rows))
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.IndexAny(strings.TrimSpace(cell), "=+-@|%＝＋－＠") == 0 || strings.ContainsAny(cell, "\t\r\n") {
				t.Errorf("cell %q", cell)
			}
		}
	}
	filtered := app.As(apptest.Sue).Get(views.PathStatusExport + "?q=fine")
	if n := strings.Count(filtered.Body, "\r\n"); n != 2 {
		t.Errorf("a filtered export has %d lines: %s", n, filtered.Body)
	}
}

func TestExplainFindsTheAttempt(t *testing.T) {
	t.Parallel()
	app := start(t)
	app.Simulator.Fail(simulator.EndpointAdminConsent, simulator.FaultConsentNeedsApproval)
	ada := app.As(apptest.Ada)
	begin(ada)
	choose(ada, simulator.Ben)
	requests, err := app.Store.Traces(t.Context(), app.Account(apptest.Brightwater).ID, store.TraceKey{}, 1)
	if err != nil || len(requests) != 1 || requests[0].Failure.CorrelationID == "" {
		t.Fatalf("no trace of the attempt: %+v, %v", requests, err)
	}
	trace := requests[0]
	for _, text := range []string{
		trace.Reference, strings.ToLower(strings.ReplaceAll(trace.Reference, "-", " ")), trace.Failure.CorrelationID, trace.Failure.TraceID,
		"AADSTS90094: Sie brauchen eine Genehmigung.\r\nTrace ID: " + trace.Failure.TraceID + "\r\nKorrelations-ID: " + trace.Failure.CorrelationID,
	} {
		for _, email := range []string{apptest.Ada, apptest.Hal, apptest.Sue} {
			p := app.As(email).Post(views.PathExplainAny, url.Values{"text": {text}})
			if p.Status != http.StatusOK || !p.Has(`a[href="`+views.PathAttempt(trace.AccountID, trace.Reference)+`"]`) {
				t.Errorf("%s: %q is not found: %d %s", email, text, p.Status, p.Text("main"))
			}
		}
		if p := app.As(apptest.Eve).Post(views.PathExplainAny, url.Values{"text": {text}}); strings.Contains(p.Body, views.PathStatusOf(trace.AccountID)) || strings.Contains(p.Body, "Brightwater") {
			t.Errorf("another account finds it by %q", text)
		}
	}
	page := app.As(apptest.Hal).Get(views.PathAttempt(trace.AccountID, trace.Reference))
	for _, words := range []string{trace.Reference, trace.Failure.CorrelationID, guidance.NoAuthority.For(guidance.ForHelpdesk).Title} {
		if !strings.Contains(page.Text("main"), words) {
			t.Errorf("the attempt's page does not say %q", words)
		}
	}
	wantStatus(t, app.As(apptest.Eve).Get(views.PathAttempt(trace.AccountID, trace.Reference)), http.StatusNotFound)
}

func TestExplainRecognisesSecrets(t *testing.T) {
	t.Parallel()
	app := start(t)
	const secret = "eyJhbGciOiJSUzI1NiJ9.eyJjYW5hcnkiOiJ0b2tlbiJ9.c2lnbmF0dXJl"
	for _, path := range []string{views.PathExplainAny, views.PathExplain} {
		p := app.As(apptest.Ada).Post(path, url.Values{"text": {"AADSTS50105 https://x.example/?code=canary-code-0815-abcdefghij&id_token=" + secret}})
		if strings.Contains(p.Body, secret) || strings.Contains(p.Body, "canary-code-0815") {
			t.Errorf("%s repeats the secret", path)
		}
		if !strings.Contains(p.Text("main"), "not kept it") {
			t.Errorf("%s does not warn: %s", path, p.Text("main"))
		}
	}
	if strings.Contains(app.Log.String()+dump(t, app), "canary-code-0815") {
		t.Error("the secret was kept")
	}
}
