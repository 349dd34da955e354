package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// wantNothingProposed checks that nothing waits and nothing is linked.
func wantNothingProposed(t *testing.T, app *apptest.App, accounts ...string) {
	t.Helper()
	wantNoLink(t, app, accounts...)
	for _, account := range accounts {
		if l := waiting(t, app, account); len(l) != 0 {
			t.Errorf("%s: %s awaits confirmation", account, l[0].TenantID)
		}
	}
}

// invitedUntil walks an invitation up to a callback, as somebody.
func invitedUntil(b *apptest.Browser, callback, token, username string) string {
	return b.Until(callback, func() { approveAs(b, token, username) })
}

func TestS05_F24_AnInvitationsAnswerFiftyTimesAtOnce(t *testing.T) {
	t.Parallel()
	app := start(t)
	id, token := invite(t, app.As(apptest.Ada))
	azure := app.Browser()
	proving := ""
	for _, p := range atOnce(azure, repeated(invitedUntil(azure, consentCallback, token, simulator.Ada), 50)) {
		wantStatus(t, p, http.StatusSeeOther)
		switch to := p.Header.Get("Location"); {
		case strings.HasPrefix(to, app.Authority) && proving != "":
			t.Error("two of them went on to Microsoft")
		case strings.HasPrefix(to, app.Authority):
			proving = to
		case to != views.PathWorkspace(token):
			t.Errorf("goes on to %q", to)
		}
	}
	for _, p := range atOnce(azure, repeated(azure.Until(signInCallback, func() { azure.Get(proving) }), 50)) {
		if wantStatus(t, p, http.StatusSeeOther); p.Header.Get("Location") != views.PathWorkspace(token) {
			t.Errorf("ends at %q", p.Header.Get("Location"))
		}
	}
	if n := app.Simulator.Count(simulator.EndpointToken); n != 1 {
		t.Errorf("token requests = %d, want 1", n)
	}
	wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
	wantInvitation(t, app, id, link.InvitationApproved)
	for _, action := range []string{store.ActionConsentApproved, store.ActionLinkProposed, store.ActionInvitationApproved} {
		if n := recorded(t, app, apptest.Brightwater, action); n != 1 {
			t.Errorf("%s recorded %d times", action, n)
		}
	}
	wantSoundTrail(t, app)
}

func TestS13_StatesOfAnInvitationAndOfAnAdministratorDoNotMix(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	own := toSignInCallback(b, simulator.Ada) // code and state of her own request
	ownConsent := b.Asked(app.URL + consentCallback)
	_, token := invite(t, b)
	invited := invitedUntil(b, signInCallback, token, simulator.Ada)
	invitedConsent := b.Asked(app.URL + consentCallback)
	for what, address := range map[string]string{
		"sign-in state at the consent callback":   consentCallback + "?admin_consent=True&tenant=" + simulator.BrightwaterID + "&state=" + parameter(t, invited, "state"),
		"consent state at the sign-in callback":   with(t, invited, "state", parameter(t, invitedConsent, "state")),
		"the other's consent state at sign-in":    with(t, invited, "state", parameter(t, ownConsent, "state")),
		"the invitation's token at the consent":   consentCallback + "?admin_consent=True&tenant=" + simulator.BrightwaterID + "&state=" + token,
		"the invitation's token at the sign-in":   with(t, invited, "state", token),
		"the reference instead of a state":        with(t, invited, "state", "WB-AAAA-AAAA"),
		"an empty state":                          with(t, invited, "state", "") + "&state=",
		"the own sign-in state at consent":        consentCallback + "?admin_consent=True&tenant=" + simulator.BrightwaterID + "&state=" + parameter(t, own, "state"),
		"the hash of nothing, as it were, a dash": with(t, own, "state", "-"),
	} {
		if p := b.Get(address); p.Status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, p.Status, p.Text("main"))
		}
	}
	wantNoToken(t, app)
	wantNothingProposed(t, app, apptest.Brightwater)
}

func TestS61_AnInvitationsProofCannotBeUsedByAnotherRequest(t *testing.T) {
	t.Parallel()
	for name, crossed := range map[string]func(t *testing.T, theirs, own string) string{
		"the other's code": func(t *testing.T, theirs, own string) string {
			return with(t, own, "code", parameter(t, theirs, "code"))
		},
		"the other's state": func(t *testing.T, theirs, own string) string {
			return with(t, own, "state", parameter(t, theirs, "state"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			_, token := invite(t, app.As(apptest.Ada))
			_, evil := invite(t, app.As(apptest.Eve))
			azure, eve := app.Browser(), app.Browser()
			theirs := invitedUntil(azure, signInCallback, token, simulator.Ada)
			own := invitedUntil(eve, signInCallback, evil, simulator.Henry)
			if p := eve.Get(crossed(t, theirs, own)); p.Has(".facts") && strings.Contains(p.Text("main"), "thank you") {
				t.Errorf("approved: %s", p.Text("main"))
			}
			wantNothingProposed(t, app, apptest.Eaves, apptest.Brightwater)
		})
	}
}

// cookieHeader asks as a browser whose cookies are exactly these.
func cookieHeader(t *testing.T, app *apptest.App, address, cookies string) *apptest.Page {
	t.Helper()
	b := app.Browser()
	r := b.Request(http.MethodGet, address, nil)
	r.Header.Set("Cookie", cookies)
	return b.Stay(r)
}

func TestS02_TossedAndMutilatedCookiesBindNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada := app.As(apptest.Ada)
	_, token := invite(t, ada)
	azure, other := app.Browser(), app.Browser()
	address := invitedUntil(azure, consentCallback, token, simulator.Ada)
	name := "consent-" + requestOf(t, azure)
	value := azure.Cookies()[name]
	secret, _, _ := strings.Cut(value, ".")
	goToMicrosoft(other, token)
	others := other.Cookies()["consent-"+requestOf(t, other)]
	toConsentCallback(ada, simulator.Ada)
	adas := ada.Cookies()["consent-"+requestOf(t, ada)]
	for what, cookies := range map[string]string{
		"none":                        "",
		"two of one name":             name + "=" + value + "; " + name + "=" + value,
		"a tossed one before":         name + "=x.y; " + name + "=" + value,
		"a tossed one after":          name + "=" + value + "; " + name + "=",
		"empty":                       name + "=",
		"a dot":                       name + "=.",
		"no secret":                   name + "=." + token,
		"token before secret":         name + "=" + token + "." + secret,
		"token only":                  name + "=" + token,
		"secret cut":                  name + "=" + secret[:42] + "." + token,
		"another try's":               name + "=" + others,
		"an administrator's":          name + "=" + adas,
		"under the prefix it lacks":   "__Host-" + name + "=" + value,
		"under the invitation's name": "invitation-" + strings.TrimPrefix(name, "consent-") + "=" + value,
		"in capitals":                 strings.ToUpper(name) + "=" + value,
	} {
		if p := cookieHeader(t, app, address, cookies); p.Status != http.StatusForbidden || guided(p) != guidance.Explain(guidance.OtherBrowser).Title {
			t.Errorf("%s: %d %q to %q", what, p.Status, guided(p), p.Header.Get("Location"))
		}
	}
	wantNoToken(t, app)
	wantNothingProposed(t, app, apptest.Brightwater)
}

func TestS84_TheWayBackOfACookieStaysInTheWorkspace(t *testing.T) {
	t.Parallel()
	app := start(t)
	for _, tail := range append(elsewhere(), "a.b.c", "..", "../login", "%0d%0aSet-Cookie:a=b", "") {
		if _, err := url.PathUnescape(tail); err != nil || strings.ContainsAny(tail, " \";,\\\r\n\t\x00") || len(tail) > 2048 || strings.ContainsFunc(tail, func(r rune) bool { return r > '~' }) {
			continue // no cookie can hold it
		}
		_, token := invite(t, app.As(apptest.Ada))
		azure := app.Browser()
		goToMicrosoft(azure, token)
		state := parameter(t, azure.Page.URL.String(), "state")
		name := "consent-" + requestOf(t, azure)
		secret, _, _ := strings.Cut(azure.Cookies()[name], ".")
		p := cookieHeader(t, app, consentCallback+"?error=access_denied&state="+state, name+"="+secret+"."+tail)
		to := p.Header.Get("Location")
		u, err := url.Parse(app.URL + "/")
		if err != nil {
			t.Fatal(err)
		}
		if u, err = u.Parse(to); err != nil || u.Scheme+"://"+u.Host != app.URL || to != "" && !strings.HasPrefix(to, "/consent/") || p.Header.Get("Set-Cookie") == "a=b" {
			t.Errorf("%q leads to %q", tail, to)
		}
		app.Clock.Advance(25 * time.Minute)
		execute(t, database(t, app), "update invitations set state = 'revoked', ended_at = 1 where ended_at is null")
	}
}

func TestS58_S60_AnInvitationsTenantIsNotBelieved(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		as    string
		fault simulator.Fault
		want  guidance.Cause
	}{
		"by a member without a role":        {simulator.Ben, "", guidance.NotAdministrator},
		"by a guest":                        {simulator.Pat, "", guidance.NotAdministrator},
		"by an administrator of another":    {simulator.Henry, "", ""},
		"S60 signed for another tenant":     {simulator.Ada, simulator.FaultIDTokenOtherTenant, guidance.WrongOrganisation},
		"by an administrator without wids":  {simulator.Ada, simulator.FaultIDTokenNoRoles, guidance.NotAdministrator},
		"with another's nonce":              {simulator.Ada, simulator.FaultIDTokenWrongNonce, guidance.BadToken},
		"with a token for another audience": {simulator.Ada, simulator.FaultIDTokenWrongAudience, guidance.BadToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			app.Simulator.Grant(simulator.BrightwaterID)
			id, token := invite(t, app.As(apptest.Ada))
			eve := app.Browser()
			goToMicrosoft(eve, token)
			state := parameter(t, eve.Page.URL.String(), "state")
			if row.fault != "" {
				app.Simulator.Fail(row.fault)
			}
			eve.Get(consentCallback + "?admin_consent=True&tenant=" + simulator.BrightwaterID + "&state=" + state)
			p := eve.PickAccount(row.as)
			if row.want != "" && guided(p) != row.want.For(guidance.ForApprover).AfterApproval().Title && guided(p) != row.want.For(guidance.ForApprover).Title {
				t.Errorf("guidance %q", guided(p))
			}
			wantNothingProposed(t, app, apptest.Brightwater)
			wantInvitation(t, app, id, link.InvitationOpen)
		})
	}
}

func TestS59_WhatCountsAsConsentToAnInvitation(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][]string{
		"1": {"admin_consent", "1"}, "False": {"admin_consent", "False"}, "missing": {"admin_consent", ""},
		"True with an error": {"error", "consent_required"}, "without a tenant": {"tenant", ""}, "a domain": {"tenant", "brightwater.example"},
		"personal": {"tenant", simulator.ConsumersID}, "a path": {"tenant", "../../evil"}, "a host": {"tenant", "evil.example/" + simulator.BrightwaterID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			_, token := invite(t, app.As(apptest.Ada))
			azure := app.Browser()
			p := azure.Get(with(t, invitedUntil(azure, consentCallback, token, simulator.Ada), change...))
			if p.URL.Path != views.PathWorkspace(token) || !p.Has("#error-guidance") {
				t.Errorf("ended at %s: %s", p.URL, p.Text("main"))
			}
			wantNoToken(t, app)
			wantNothingProposed(t, app, apptest.Brightwater)
		})
	}
}

func TestS63_AnInvitationIsJudgedAgainAtItsEnd(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"Advanced Security taken away": "update accounts set advanced_security = false where name = '" + apptest.Brightwater + "'",
		"the sender's role taken away": "update users set role = 'helpdesk' where email = '" + apptest.Ada + "'",
	} {
		for _, callback := range []string{consentCallback, signInCallback} {
			t.Run(name+" before "+callback, func(t *testing.T) {
				t.Parallel()
				app := start(t)
				_, token := invite(t, app.As(apptest.Ada))
				azure := app.Browser()
				address := invitedUntil(azure, callback, token, simulator.Ada)
				execute(t, database(t, app), statement)
				if p := azure.Get(address); p.Status >= http.StatusInternalServerError {
					t.Errorf("%d: %s", p.Status, p.Text("main"))
				}
				wantNothingProposed(t, app, apptest.Brightwater)
				wantSoundTrail(t, app)
			})
		}
	}
}

func TestS64_AnInvitationForATakenTenantIsRefusedAndNamesNobody(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	id, token := invite(t, app.As(apptest.Eve))
	p := approveAs(app.Browser(), token, simulator.Ada)
	if guided(p) != guidance.TenantTaken.For(guidance.ForApprover).AfterApproval().Title || strings.Contains(p.Body, apptest.Brightwater+"<") && strings.Contains(p.Body, "Ada Lovelace") {
		t.Errorf("guidance %q: %s", guided(p), p.Text("main"))
	}
	wantNothingProposed(t, app, apptest.Eaves)
	if i := invited(t, app, apptest.Eaves, id); i.State != link.InvitationOpen {
		t.Errorf("invitation is %s", i.State)
	}
	for _, e := range trail(t, app, apptest.Brightwater) {
		for _, d := range e.Details {
			if strings.Contains(d.After, "Eav") || strings.Contains(d.After, apptest.Eve) || d.After == id {
				t.Errorf("%s tells the first account of the second: %s", e.Action, d.After)
			}
		}
	}
}
