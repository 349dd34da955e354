package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// askForApproval starts as Rita's account and asks Azure's reviewers as Quinn, who
// holds no role; then it tells Workbooks what Microsoft's page showed. The browser
// ends on the answer.
func askForApproval(t *testing.T, b *apptest.Browser) *apptest.Page {
	t.Helper()
	begin(b)
	choose(b, simulator.Quinn)
	if !strings.Contains(b.Page.Body, "90095") {
		t.Fatalf("no approval asked for: %s", b.Page.Text("main"))
	}
	b.Press(`form[action="/approval"] button`, "justification", "So that we can log in")
	return b.Post(views.PathExplain, url.Values{"text": {"AADSTS90095"}})
}

func TestCheckAgainFinishesWhatAReviewerApproved(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Rita)
	if p := askForApproval(t, b); guided(p) != guidance.Explain(guidance.ApprovalRequested).Title {
		t.Fatalf("guidance %q", guided(p))
	}
	p := b.Get(views.PathMicrosoft)
	if !p.Has(`form[action$="/check"] button`) {
		t.Fatalf("no «Check again»: %s", p.Text("main"))
	}
	// Not approved yet: Microsoft says so again, and nothing changes here, whether
	// one returns or not.
	b.Press(`form[action$="/check"] button`)
	choose(b, simulator.Quinn)
	b.Follow("#return")
	if got := guided(b.Page); got != guidance.Explain(guidance.ApprovalRequested).Title {
		t.Errorf("not approved, but the guidance is %q", got)
	}
	b.Get(views.PathMicrosoft)
	b.Press(`form[action$="/check"] button`)
	b.Post(views.PathCancel, url.Values{})
	if p := b.Get(views.PathMicrosoft); !p.Has(`form[action$="/check"] button`) {
		t.Fatalf("after a check that was given up nothing can be checked: %s", p.Text("main"))
	}
	wantNoLink(t, app, apptest.Quarry)

	if !app.Simulator.Approve(simulator.QuarryID) {
		t.Fatal("no request waits for the reviewer")
	}
	b.Press(`form[action$="/check"] button`)
	choose(b, simulator.Rita)
	if !b.Page.Has("#confirmation") {
		t.Fatalf("not linked: %s", b.Page.Text("main"))
	}
	wantLink(t, app, apptest.Quarry, simulator.QuarryID)
	if n := recorded(t, app, apptest.Quarry, store.ActionConsentChecked); n != 3 {
		t.Errorf("checks recorded: %d", n)
	}
	wantSoundTrail(t, app)
}

func TestS66_CheckAgainDoesNotTakeAMembersWord(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Rita)
	askForApproval(t, b)
	if !app.Simulator.Approve(simulator.QuarryID) {
		t.Fatal("no request waits for the reviewer")
	}
	b.Get(views.PathMicrosoft)
	b.Press(`form[action$="/check"] button`)
	choose(b, simulator.Quinn)
	if got, want := guided(b.Page), guidance.Explain(guidance.NotAdministrator).Title; got != want {
		t.Errorf("guidance %q, want %q", got, want)
	}
	wantNoLink(t, app, apptest.Quarry)
}

func TestCheckAgainIsOnlyForWhatWaitsForAReviewer(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	begin(b)
	choose(b, simulator.Ada)
	b.Press(decline)
	request := strings.TrimPrefix(b.Page.URL.Path, views.PathConsents+"/")
	p := b.Stay(b.Request(http.MethodPost, views.PathCheck(request), url.Values{}))
	if p.Header.Get("Location") != views.PathConsent(request) {
		t.Errorf("leads to %q", p.Header.Get("Location"))
	}
	wantStatus(t, app.As(apptest.Eve).Post(views.PathCheck(request), url.Values{}), http.StatusNotFound)
}

func TestS51_CheckAgainRefusesPersonalAccounts(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Rita)
	askForApproval(t, b)
	b.Get(views.PathMicrosoft)
	b.Press(`form[action$="/check"] button`)
	choose(b, simulator.Sam)
	if strings.HasPrefix(b.Page.URL.String(), app.URL) && b.Page.Has("#confirmation") {
		t.Error("a personal account was linked")
	}
	wantNoLink(t, app, apptest.Quarry)
}
