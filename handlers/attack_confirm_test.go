package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// proposed brings an invitation of somebody's account to an approval by somebody, and
// returns the link that waits.
func proposed(t *testing.T, app *apptest.App, sender, account, approver string) store.Link {
	t.Helper()
	_, token := invite(t, app.As(sender))
	approveAs(app.Browser(), token, approver)
	links := waiting(t, app, account)
	if len(links) == 0 {
		t.Fatal("nothing waits")
	}
	return links[len(links)-1]
}

// posted sends a form and does not follow.
func posted(b *apptest.Browser, path string, form url.Values) *apptest.Page {
	if form == nil {
		form = url.Values{}
	}
	return b.Stay(b.Request(http.MethodPost, path, form))
}

func TestS105_OnlyTheAccountsAdministratorsConfirmOrReject(t *testing.T) {
	t.Parallel()
	app := start(t)
	l := proposed(t, app, apptest.Ada, apptest.Brightwater, simulator.Ada)
	why := url.Values{"why": {"not ours"}}
	for email, want := range map[string]int{
		apptest.Eve: http.StatusNotFound, apptest.Rita: http.StatusNotFound, apptest.Hal: http.StatusForbidden, apptest.Una: http.StatusForbidden,
		apptest.Sue: http.StatusForbidden, apptest.Henry: http.StatusForbidden,
	} {
		b := app.As(email)
		for _, p := range []*apptest.Page{posted(b, views.PathConfirm(l.ID), nil), posted(b, views.PathReject(l.ID), why)} {
			if p.Status != want || strings.Contains(p.Body, "brightwater.example"+"<") && email == apptest.Eve {
				t.Errorf("%s: %d, want %d", email, p.Status, want)
			}
		}
	}
	anonymous := posted(app.Browser(), views.PathConfirm(l.ID), nil)
	if !strings.HasPrefix(anonymous.Header.Get("Location"), views.PathLogin) {
		t.Errorf("nobody is sent to %q", anonymous.Header.Get("Location"))
	}
	ada := app.As(apptest.Ada)
	wantStatus(t, stay(ada, views.PathConfirm(l.ID)), http.StatusMethodNotAllowed)
	for _, id := range []string{l.InvitationID, l.RequestID, l.TenantID, "none", l.ID + "x", strings.ToUpper(l.ID)} {
		wantStatus(t, posted(ada, views.PathConfirm(id), nil), http.StatusNotFound)
	}
	wantNoLink(t, app, apptest.Brightwater, apptest.Eaves)
	wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if n := recorded(t, app, apptest.Eaves, store.ActionForeignRefused); n != 2 {
		t.Errorf("the stranger's tries are recorded %d times", n)
	}
}

func TestAConfirmationThatComesTooLateChangesNothing(t *testing.T) {
	t.Parallel()
	for fact, end := range map[string]func(t *testing.T, app *apptest.App, ada *apptest.Browser, l store.Link){
		"rejected": func(_ *testing.T, _ *apptest.App, ada *apptest.Browser, l store.Link) {
			posted(ada, views.PathReject(l.ID), url.Values{"why": {"not ours"}})
		},
		"overtaken by an own link": func(_ *testing.T, _ *apptest.App, ada *apptest.Browser, _ store.Link) { approve(ada, simulator.Ada) },
		"overtaken by another Yes": func(t *testing.T, app *apptest.App, ada *apptest.Browser, _ store.Link) { confirmAnother(t, app, ada) },
		"confirmed and unlinked": func(_ *testing.T, _ *apptest.App, ada *apptest.Browser, l store.Link) {
			confirmThen(ada, l, views.PathUnlink)
		},
		"overtaken by the same one": func(t *testing.T, app *apptest.App, _ *apptest.Browser, _ store.Link) {
			proposed(t, app, apptest.Bob, apptest.Brightwater, simulator.Henry)
		},
	} {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			l, ada := proposed(t, app, apptest.Ada, apptest.Brightwater, simulator.Henry), app.As(apptest.Ada)
			end(t, app, ada, l)
			before, linkedBefore := linked(t, app, apptest.Brightwater)
			wantStatus(t, posted(ada, views.PathConfirm(l.ID), nil), http.StatusConflict)
			if p := posted(ada, views.PathReject(l.ID), url.Values{"why": {"too late"}}); p.Status != http.StatusConflict && fact != "rejected" {
				t.Errorf("rejected after all: %d", p.Status)
			}
			if after, is := linked(t, app, apptest.Brightwater); is != linkedBefore || after.ID != before.ID || is && after.TenantID == simulator.HarbourID {
				t.Errorf("linked to %q", after.TenantID)
			}
			wantSoundTrail(t, app)
		})
	}
}

func confirmAnother(t *testing.T, app *apptest.App, ada *apptest.Browser) {
	t.Helper()
	other := proposed(t, app, apptest.Bob, apptest.Brightwater, simulator.Ada)
	wantStatus(t, posted(ada, views.PathConfirm(other.ID), nil), http.StatusSeeOther)
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
}

func confirmThen(ada *apptest.Browser, l store.Link, path string) {
	posted(ada, views.PathConfirm(l.ID), nil)
	posted(ada, path, nil)
}

func TestWithoutAdvancedSecurityAWaitingLinkIsNotConfirmed(t *testing.T) {
	t.Parallel()
	app := start(t)
	l, ada := proposed(t, app, apptest.Ada, apptest.Brightwater, simulator.Ada), app.As(apptest.Ada)
	if err := app.Store.SetAdvancedSecurity(t.Context(), apptest.Operator(), app.Account(apptest.Brightwater).ID, false); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, posted(ada, views.PathConfirm(l.ID), nil), http.StatusForbidden)
	wantNoLink(t, app, apptest.Brightwater)
	admin, err := app.Store.UserByEmail(t.Context(), apptest.Ada)
	if err != nil {
		t.Fatal(err)
	}
	// The store does not rely on the guard.
	if _, err := app.Store.ConfirmLink(t.Context(), store.Actor{Kind: store.KindUser, UserID: admin.ID}, l.AccountID, l.ID); err == nil {
		t.Error("the store confirms it")
	}
	wantNoLink(t, app, apptest.Brightwater)
}

func TestS64_ATenantTakenWhileTheLinkWaits(t *testing.T) {
	t.Parallel()
	app := start(t)
	l := proposed(t, app, apptest.Eve, apptest.Eaves, simulator.Ada)
	linkOnce(t, app) // Brightwater takes its organisation
	eve, sue := app.As(apptest.Eve), app.As(apptest.Sue)
	posted(eve, views.PathConfirm(l.ID), nil)
	if p := eve.Get(views.PathMicrosoft); !strings.Contains(p.Text("body"), "serves another Workbooks account") || strings.Contains(p.Body, "Brightwater Ltd</strong> asks") {
		t.Errorf("says %s", p.Text("main"))
	}
	wantNoLink(t, app, apptest.Eaves)
	allow := func(account, tenant string) {
		t.Helper()
		form := url.Values{"tenant": {tenant}, "reason": {"Two divisions of one company"}}
		wantStatus(t, posted(sue, views.PathAllow(app.Account(account).ID), form), http.StatusSeeOther)
	}
	allow(apptest.Quarry, simulator.BrightwaterID) // for another account
	allow(apptest.Eaves, simulator.HarbourID)      // for another tenant
	posted(eve, views.PathConfirm(l.ID), nil)
	wantNoLink(t, app, apptest.Eaves)
	allow(apptest.Eaves, simulator.BrightwaterID)
	posted(eve, views.PathConfirm(l.ID), nil)
	wantLink(t, app, apptest.Eaves, simulator.BrightwaterID)
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	wantSoundTrail(t, app)
}

func TestPermission_AfterTheFirstAccountLeftNobodyElseGetsTheTenant(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	form := url.Values{"tenant": {simulator.BrightwaterID}, "reason": {"Two divisions of one company"}}
	posted(app.As(apptest.Sue), views.PathAllow(app.Account(apptest.Eaves).ID), form)
	approve(app.As(apptest.Eve), simulator.Ada)
	wantLink(t, app, apptest.Eaves, simulator.BrightwaterID)
	ada := app.As(apptest.Ada)
	posted(ada, views.PathUnlink, nil)
	wantNoLink(t, app, apptest.Brightwater)
	approve(app.As(apptest.Rita), simulator.Ada)
	approve(ada, simulator.Ada) // who left comes back as a stranger
	wantNoLink(t, app, apptest.Brightwater, apptest.Quarry)
	wantLink(t, app, apptest.Eaves, simulator.BrightwaterID)
}

func TestS64_TwoAccountsConfirmOneTenantAtOnce(t *testing.T) {
	t.Parallel()
	app := start(t)
	links := map[string]store.Link{
		apptest.Ada:  proposed(t, app, apptest.Ada, apptest.Brightwater, simulator.Ada),
		apptest.Eve:  proposed(t, app, apptest.Eve, apptest.Eaves, simulator.Ada),
		apptest.Rita: proposed(t, app, apptest.Rita, apptest.Quarry, simulator.Ada),
	}
	var all sync.WaitGroup
	for email, l := range links {
		b := app.As(email)
		for range 5 {
			tab := b.Tab()
			all.Go(func() { wantStatus(t, posted(tab, views.PathConfirm(l.ID), nil), http.StatusSeeOther) })
		}
	}
	all.Wait()
	n := 0
	for _, account := range []string{apptest.Brightwater, apptest.Eaves, apptest.Quarry} {
		if l, is := linked(t, app, account); is && l.State == link.Enabled {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d accounts have the tenant", n)
	}
	wantSoundTrail(t, app)
}

func TestPermission_OnlySupportGivesOne(t *testing.T) {
	t.Parallel()
	app := start(t)
	form := url.Values{"tenant": {simulator.BrightwaterID}, "reason": {"Two divisions of one company"}}
	path := views.PathAllow(app.Account(apptest.Eaves).ID)
	for _, email := range []string{apptest.Eve, apptest.Ada, apptest.Hal, apptest.Una, apptest.Henry} {
		wantStatus(t, posted(app.As(email), path, form), http.StatusForbidden)
		u, err := app.Store.UserByEmail(t.Context(), email)
		if err != nil {
			t.Fatal(err)
		}
		// The store does not rely on the guard.
		if _, err := app.Store.AllowTenant(t.Context(), store.Actor{Kind: store.KindUser, UserID: u.ID}, app.Account(apptest.Eaves).ID, simulator.BrightwaterID, form.Get("reason")); err == nil {
			t.Errorf("the store lets %s", email)
		}
	}
	sue := app.As(apptest.Sue)
	wantStatus(t, posted(sue, views.PathAllow("none"), form), http.StatusNotFound)
	for name, change := range map[string]url.Values{
		"twice":         {"tenant": {simulator.BrightwaterID, simulator.HarbourID}, "reason": form["reason"]},
		"braces":        {"tenant": {"{" + simulator.BrightwaterID + "}"}, "reason": form["reason"]},
		"a path":        {"tenant": {simulator.BrightwaterID + "/.."}, "reason": form["reason"]},
		"a long reason": {"tenant": {simulator.BrightwaterID}, "reason": {strings.Repeat("x", 501)}},
		"a NUL":         {"tenant": {simulator.BrightwaterID}, "reason": {"Two divisions\x00 of one"}},
	} {
		if p := posted(sue, path, change); p.Status != http.StatusUnprocessableEntity && p.Status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, p.Status)
		}
	}
	held, err := app.Store.Permissions(t.Context(), app.Account(apptest.Eaves).ID)
	if err != nil || len(held) != 0 {
		t.Errorf("permissions %+v, %v", held, err)
	}
}
