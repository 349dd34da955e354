package handlers_test

import (
	"context"
	"net/http"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	titleNoRole   = "Workbooks could not see that you are an Azure administrator"
	titleTwoSides = "Two different organisations took part"
	titleTaken    = "This organisation is already linked to another Workbooks account"
)

// forge answers the browser's own flow with success for a tenant of its choice.
func forge(t *testing.T, b *apptest.Browser, tenantID string) string {
	t.Helper()
	begin(b)
	state := parameter(t, b.Page.URL.String(), "state")
	return consentCallback + "?admin_consent=True&tenant=" + tenantID + "&state=" + state
}

func TestS58_ForgedTenantIsNotTrusted(t *testing.T) {
	t.Parallel()
	for name, as := range map[string]string{"by an administrator of another tenant": simulator.Henry, "by a personal account": simulator.Sam} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			app.Simulator.Grant(simulator.BrightwaterID)
			eve := app.As(apptest.Eve)
			eve.Get(forge(t, eve, simulator.BrightwaterID))
			if p := eve.PickAccount(as); p.URL.Path == signInCallback || p.Has("#confirmation") {
				t.Errorf("signed in at %s: %s", p.URL.Path, p.Text("main"))
			}
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Eaves, apptest.Brightwater)
		})
	}
}

func TestS58_ForgedByAnOrdinaryMemberOfThatTenant(t *testing.T) {
	t.Parallel()
	for name, as := range map[string]string{"member": simulator.Ben, "guest": simulator.Pat} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			app.Simulator.Grant(simulator.BrightwaterID) // consent stands, so the sign-in works
			eve := app.As(apptest.Eve)
			eve.Get(forge(t, eve, simulator.BrightwaterID))
			p := eve.PickAccount(as)
			if got := guided(p); got != titleNoRole {
				t.Errorf("guidance = %q at %s: %s", got, p.URL.Path, p.Text("main"))
			}
			wantNoLink(t, app, apptest.Eaves, apptest.Brightwater)
		})
	}
}

func TestS58_ForgedWithAReplayedState(t *testing.T) {
	t.Parallel()
	app := start(t)
	eve := app.As(apptest.Eve)
	approve(eve, simulator.Henry)
	used := eve.Asked(app.URL + consentCallback)
	eve.Get(with(t, used, "tenant", simulator.BrightwaterID))
	if n := app.Simulator.Count(simulator.EndpointToken); n != 1 {
		t.Errorf("token requests = %d, want the first one only", n)
	}
	wantLink(t, app, apptest.Eaves, simulator.HarbourID)
	wantNoLink(t, app, apptest.Brightwater)
}

func TestS58_ForgedOnTheWayByTheFault(t *testing.T) {
	t.Parallel()
	app := start(t)
	app.Simulator.Fail(simulator.FaultConsentForged)
	app.Simulator.Grant(simulator.HarbourID)
	ada := app.As(apptest.Ada)
	begin(ada) // the answer claims a tenant at once
	if p := ada.PickAccount(simulator.Ada); p.Has("#confirmation") {
		t.Errorf("linked: %s", p.Text("main"))
	}
	wantNoLink(t, app, apptest.Brightwater)
}

func TestS58_S60_TheSignedTenantDecidesAndBothAreRecorded(t *testing.T) {
	t.Parallel()
	app := start(t)
	app.Simulator.Fail(simulator.FaultIDTokenOtherTenant)
	ada := app.As(apptest.Ada)
	p := approve(ada, simulator.Ada)
	if got := guided(p); got != titleTwoSides {
		t.Errorf("guidance = %q: %s", got, p.Text("main"))
	}
	wantNoLink(t, app, apptest.Brightwater)
	entry := trail(t, app, apptest.Brightwater)[0]
	claimed, proven := detail(entry, "claimed tenant"), detail(entry, "proven tenant")
	if entry.Action != store.ActionConsentFailed || claimed != simulator.BrightwaterID || proven == "" || proven == claimed {
		t.Errorf("entry %s: claimed %q, proven %q", entry.Action, claimed, proven)
	}
}

func TestS55_AnApprovalGotBySendingOnesAddressLinksNothing(t *testing.T) {
	t.Parallel()
	for name, victim := range map[string]func(*apptest.App) *apptest.Browser{
		"victim logged in to Workbooks": func(a *apptest.App) *apptest.Browser { return a.As(apptest.Ada) },
		"victim not logged in":          (*apptest.App).Browser,
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			eve := app.As(apptest.Eve)
			begin(eve)
			ada := victim(app)
			ada.Get(eve.Page.URL.String())
			ada.PickAccount(simulator.Grace)
			p := ada.Press(accept)
			wantStatus(t, p, http.StatusForbidden)
			if p.URL.Path != consentCallback {
				t.Errorf("ended at %s", p.URL.Path)
			}
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Eaves, apptest.Brightwater)
		})
	}
}

func TestS56_WhoeverIsLoggedInNowMustHaveStarted(t *testing.T) {
	t.Parallel()
	for where, walk := range walks() {
		for now, change := range map[string]func(*apptest.Browser){
			"a colleague":  func(b *apptest.Browser) { b.Login(apptest.Bob, apptest.Password) },
			"the helpdesk": func(b *apptest.Browser) { b.Login(apptest.Hal, apptest.Password) },
			"a stranger":   func(b *apptest.Browser) { b.Login(apptest.Eve, apptest.Password) },
			"Workbooks":    func(b *apptest.Browser) { b.Login(apptest.Sue, apptest.Password) },
			"nobody":       func(b *apptest.Browser) { b.Post(views.PathLogout, nil) },
		} {
			t.Run(where+", now "+now, func(t *testing.T) {
				app := start(t)
				b := app.As(apptest.Ada)
				callback := walk(b, simulator.Ada)
				change(b)
				p := b.Get(callback)
				wantStatus(t, p, http.StatusForbidden)
				if got := guided(p); got != "The person who started this is no longer logged in to Workbooks" {
					t.Errorf("guidance = %q", got)
				}
				wantNoToken(t, app)
				wantNoLink(t, app, apptest.Brightwater, apptest.Eaves)
			})
		}
	}
}

func TestS61_AProofCannotBeUsedByAnotherRequest(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada, eve := app.As(apptest.Ada), app.As(apptest.Eve)
	hers, foreign := toSignInCallback(ada, simulator.Ada), toSignInCallback(eve, simulator.Henry)
	p := eve.Get(with(t, foreign, "code", parameter(t, hers, "code")))
	if !p.Has("#error-guidance") {
		t.Errorf("ended in %s", p.Text("main"))
	}
	wantNoLink(t, app, apptest.Eaves, apptest.Brightwater)
}

func TestS63_TheRightToLinkIsReadAgainAtTheEnd(t *testing.T) {
	t.Parallel()
	for where, walk := range walks() {
		for name, takeAway := range map[string]func(t *testing.T, app *apptest.App){
			"Advanced Security": func(t *testing.T, app *apptest.App) {
				if err := app.Store.SetAdvancedSecurity(context.Background(), apptest.Operator(), app.Account(apptest.Brightwater).ID, false); err != nil {
					t.Fatal(err)
				}
			},
			"the role": func(t *testing.T, app *apptest.App) {
				execute(t, database(t, app), "update users set role = 'helpdesk' where email = '"+apptest.Ada+"'")
			},
		} {
			t.Run(where+", without "+name, func(t *testing.T) {
				app := start(t)
				b := app.As(apptest.Ada)
				callback := walk(b, simulator.Ada)
				takeAway(t, app)
				if p := b.Get(callback); p.Has("#confirmation") {
					t.Errorf("linked: %s", p.Text("main"))
				}
				wantNoLink(t, app, apptest.Brightwater)
				wantSoundTrail(t, app)
			})
		}
	}
}

func TestS66_WithoutARoleInTheSignedTokenNobodyLinks(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	app.Simulator.Fail(simulator.FaultIDTokenNoRoles)
	callback := toSignInCallback(b, simulator.Ada)
	p := b.Get(callback + "&wids=" + simulator.GlobalAdministrator + "&roles=" + simulator.GlobalAdministrator)
	if got := guided(p); got != titleNoRole {
		t.Errorf("guidance = %q: %s", got, p.Text("main"))
	}
	wantNoLink(t, app, apptest.Brightwater)
}

func TestS66_WhereTheOperatorAsksForNoRoleAnyMemberLinks(t *testing.T) {
	t.Parallel()
	app := start(t, apptest.WithoutAdminRole())
	app.Simulator.Fail(simulator.FaultIDTokenNoRoles)
	approve(app.As(apptest.Ada), simulator.Ada)
	if l := wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID); l.Role != "" {
		t.Errorf("role = %q, want none", l.Role)
	}
}
