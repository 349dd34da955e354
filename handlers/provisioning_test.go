package handlers_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// own gives an account licences.
func own(t *testing.T, app *apptest.App, account string, licences map[string]int) {
	t.Helper()
	if err := app.Store.SetLicences(context.Background(), apptest.Operator(), app.Account(account).ID, licences); err != nil {
		t.Fatal(err)
	}
}

// provisioningApp is a linked console with User Provisioning on.
func provisioningApp(t *testing.T) (*apptest.App, *apptest.Browser) {
	t.Helper()
	app := linkedApp(t)
	own(t, app, apptest.Brightwater, map[string]int{"CRM": 10, "Business": 2, "Mapping": 1})
	ada := app.As(apptest.Ada)
	ada.Get(views.PathTemplates)
	ada.Press(`form[action="` + views.PathProvisioningOn + `"] button`)
	if ada.Page.Has(`button[name="account"]`) {
		ada.PickAccount(simulator.Ada)
	}
	if !strings.Contains(ada.Page.Text("main"), "Read group memberships") && !strings.Contains(ada.Page.Body, "Read group memberships") {
		t.Fatalf("the permission is not asked for: %s", ada.Page.Text("main"))
	}
	ada.Press(`button[name="answer"][value="accept"]`)
	p := ada.Get(views.PathTemplates)
	if !strings.Contains(p.Text("main"), "User Provisioning is on") {
		t.Fatalf("not on: %s", p.Text("main"))
	}
	return app, ada
}

func addTemplate(t *testing.T, b *apptest.Browser, group, edition string, more ...string) {
	t.Helper()
	form := url.Values{"group_name": {group}, "edition": {edition}, "enabled": {"1"}, "user_group": {"Everyone"}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Add(more[i], more[i+1])
	}
	if p := b.Post(views.PathTemplates, form); p.URL.Path != views.PathTemplates || p.Status != http.StatusOK {
		t.Fatalf("template %q: %d at %s: %s", group, p.Status, p.URL, p.Text("main"))
	}
}

func TestProvisioning_ANewPersonIsMadeByTheirGroup(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Finance – London", "Business", "extension", "Mapping", "timezone", "Europe/London")
	addTemplate(t, ada, "All Users", "CRM")
	b := app.Browser()
	p := b.LoginMicrosoft("", simulator.Ivy)
	if p.URL.Path != views.PathDesktop {
		t.Fatalf("ended at %s: %s", p.URL, p.Text("main"))
	}
	for _, want := range []string{"Ivy Chen", "Business", "Mapping", "Europe/London"} {
		if !strings.Contains(p.Text("main"), want) {
			t.Errorf("the desktop does not say %q: %s", want, p.Text("main"))
		}
	}
	ivy := userOf(t, app, simulator.Ivy)
	if ivy.PasswordHash != "" || ivy.Origin != store.OriginProvisioned {
		t.Errorf("user is %+v", ivy)
	}
	wantStatus(t, app.Browser().Login(simulator.Ivy, ""), http.StatusUnprocessableEntity)
	if n := recorded(t, app, apptest.Brightwater, store.ActionUserProvisioned); n != 1 {
		t.Errorf("%d entries", n)
	}
	row := ada.Get(views.PathUser(ivy.ID))
	if !strings.Contains(row.Text("main"), "Finance – London") {
		t.Errorf("the user's page does not name the template: %s", row.Text("main"))
	}
	again := app.Browser()
	again.LoginMicrosoft("", simulator.Ivy)
	if !loggedIn(again) || recorded(t, app, apptest.Brightwater, store.ActionUserProvisioned) != 1 {
		t.Error("the second log-in made another user")
	}
	wantSoundTrail(t, app)
}

func TestProvisioning_RefusedStaysOffWithGuidance(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.As(apptest.Ada)
	ada.Get(views.PathTemplates)
	ada.Press(`form[action="` + views.PathProvisioningOn + `"] button`)
	if ada.Page.Has(`button[name="account"]`) {
		ada.PickAccount(simulator.Ada)
	}
	ada.Press(`button[name="answer"][value="cancel"]`)
	p := ada.Get(views.PathTemplates)
	if !p.Has("#error-guidance") || strings.Contains(p.Text("main"), "User Provisioning is on") {
		t.Errorf("says %s", p.Text("main"))
	}
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if q := ada.Get(views.PathMicrosoft); q.Has("#error-guidance") {
		t.Error("the window of the link tells of it")
	}
}

func TestProvisioning_EachOutcomeHasItsPage(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Sales Team", "CRM")
	for _, row := range []struct {
		who, title string
		fault      simulator.Fault
		status     int
	}{
		{simulator.Nora, "You are in no group", "", http.StatusForbidden},
		{simulator.Ivy, "did not tell which groups", simulator.FaultGroupsForbidden, http.StatusBadGateway},
		{simulator.Pat, "Guests of", "", http.StatusForbidden},
	} {
		if row.fault != "" {
			app.Simulator.Fail(row.fault)
		}
		b := app.Browser()
		b.LoginMicrosoft("ada@brightwater.example", row.who)
		wantOutcome(t, b.Page, row.status, row.title)
	}
	own(t, app, apptest.Brightwater, map[string]int{"CRM": 0})
	addTemplate(t, ada, "All Users", "CRM")
	for range 2 {
		b := app.Browser()
		b.LoginMicrosoft("", simulator.Ivy)
		wantOutcome(t, b.Page, http.StatusForbidden, "No Workbooks licence is left")
	}
	told := map[string]int{}
	for _, e := range trail(t, app, apptest.Brightwater) {
		if e.Action == store.ActionAlertRaised {
			told[detail(e, "about")]++
		}
	}
	if told[string(store.AlertNoLicenceLeft)] != 1 || told[string(store.AlertOverAllocated)] != 1 {
		t.Errorf("the administrators were told %v", told)
	}
	if p := ada.Get(views.PathDesktop); !strings.Contains(p.Text("main"), "No licence «CRM» is left") {
		t.Errorf("the desktop says %s", p.Text("main"))
	}
}

func TestProvisioning_FiftyAtOnceForTheLastLicenceMakeOneUser(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "All Users", "Business")
	own(t, app, apptest.Brightwater, map[string]int{"Business": 1})
	people := []string{simulator.Ivy, simulator.Otto, simulator.Ben, simulator.Max, simulator.Grace}
	var addresses []string
	var browsers []*apptest.Browser
	for i := range 50 {
		b := app.Browser()
		addresses = append(addresses, toLoginCallback(b, "", people[i%len(people)]))
		browsers = append(browsers, b)
	}
	var wg sync.WaitGroup
	for i, b := range browsers {
		wg.Go(func() { b.Stay(b.Request(http.MethodGet, addresses[i], nil)) })
	}
	wg.Wait()
	db := database(t, app)
	if n := count(t, db, "users where origin = 'provisioned'"); n != 1 {
		t.Errorf("%d users were made", n)
	}
	if n := count(t, db, "users where edition = 'Business'"); n != 1 {
		t.Errorf("%d licences are used", n)
	}
	wantSoundTrail(t, app)
}

func TestProvisioning_UnreadGroupsAndOtherGroupsLowerNobody(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "IT Administrators", "CRM", "user_group", "System Administration")
	settings(t, ada, "apply_at", "each")
	for _, fault := range []simulator.Fault{simulator.FaultGroupsForbidden, simulator.FaultGroupsHangs, simulator.FaultGroupsTruncated, ""} {
		if fault != "" {
			app.Simulator.Fail(fault)
		}
		b := app.Browser()
		b.LoginMicrosoft("", simulator.Una)
		if !loggedIn(b) {
			t.Fatalf("%s kept Una out: %s", fault, b.Page.Text("main"))
		}
	}
	if una := userOf(t, app, apptest.Una); una.Edition != "CRM" || una.TemplateID != "" {
		t.Errorf("Una is %+v", una)
	}
}

// settings changes one of the settings of User Provisioning.
func settings(t *testing.T, b *apptest.Browser, name, value string) {
	t.Helper()
	p := b.Get(views.PathTemplates)
	form := url.Values{"guests": {"refuse"}, "when_none_left": {"refuse"}, "apply_at": {"first"}}
	form.Set("version", p.Doc.Find(`form[action="`+views.PathTemplateSettings+`"] input[name="version"]`).AttrOr("value", ""))
	form.Set(name, value)
	if p := b.Post(views.PathTemplateSettings, form); p.Status != http.StatusOK {
		t.Fatalf("settings: %d %s", p.Status, p.Text("main"))
	}
}

func TestProvisioning_ATemplateFollowsItsGroupWhenItIsRenamed(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "All Users", "CRM")
	app.Browser().LoginMicrosoft("", simulator.Ivy)
	app.Simulator.RenameGroup(simulator.BrightwaterID, simulator.GroupAllUsers, "Everybody here")
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Otto)
	if !loggedIn(b) {
		t.Fatalf("the renamed group gives nothing: %s", b.Page.Text("main"))
	}
	if p := ada.Get(views.PathTemplates); !strings.Contains(p.Text("main"), "Everybody here") || !strings.Contains(p.Text("main"), "All Users") {
		t.Errorf("the new name is not shown: %s", p.Text("#templates-table"))
	}
}

func TestTryIt_SaysWhichAndWhyAndWritesNothing(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	addTemplate(t, ada, "Finance – London", "Business")
	addTemplate(t, ada, "All Users", "CRM")
	app.Browser().LoginMicrosoft("", simulator.Ivy)
	db := database(t, app)
	rows := func() string {
		return fmt.Sprint(count(t, db, "users"), count(t, db, "audit_entries"), count(t, db, "traces"), count(t, db, "directory_groups"))
	}
	before := rows()
	for _, form := range []url.Values{{"user": {simulator.Ivy}}, {"groups": {"All Users\nFinance – London"}}} {
		p := ada.Post(views.PathTemplatesTry, form)
		text := p.Text("#try-answer")
		if p.Status != http.StatusOK || !strings.Contains(text, "Finance – London") || !strings.Contains(text, "another one comes first") {
			t.Errorf("%v: %d %s", form, p.Status, p.Text("main"))
		}
	}
	wantStatus(t, ada.Post(views.PathTemplatesTry, url.Values{}), http.StatusUnprocessableEntity)
	if after := rows(); after != before {
		t.Errorf("rows %s, before %s", after, before)
	}
}

func TestTemplates_AreReorderedSafelyByTwo(t *testing.T) {
	t.Parallel()
	app, ada := provisioningApp(t)
	for _, group := range []string{"One", "Two", "Three"} {
		addTemplate(t, ada, group, "CRM")
	}
	bob := app.As(apptest.Bob)
	p := bob.Get(views.PathTemplates)
	ids := func(p *apptest.Page) (out []string) {
		list, _, err := app.Store.Templates(context.Background(), app.Account(apptest.Brightwater).ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range list {
			out = append(out, u.ID)
		}
		return out
	}
	version := p.Doc.Find(`form[action="`+views.PathTemplatesOrder+`"] input[name="version"]`).AttrOr("value", "")
	was := ids(p)
	reverse := url.Values{"version": {version}, "id": {was[2], was[1], was[0]}}
	if q := ada.Post(views.PathTemplatesOrder, reverse); q.Status != http.StatusOK {
		t.Fatalf("ada: %d %s", q.Status, q.Text("main"))
	}
	q := bob.Post(views.PathTemplatesOrder, url.Values{"version": {version}, "id": {was[1], was[0], was[2]}})
	wantStatus(t, q, http.StatusConflict)
	if now := ids(q); now[0] != was[2] {
		t.Errorf("bob overwrote ada's order")
	}
	first := ids(q)[0]
	bob.Get(views.PathTemplates)
	bob.Press(`#down-` + first)
	if now := ids(q); now[1] != first {
		t.Errorf("«down» did not move: %v", now)
	}
}

func TestRelink_ANewAccountUnderAKnownNameAsksAnAdministrator(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
	app.Simulator.RecreatePerson(simulator.Una)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	wantOutcome(t, b.Page, http.StatusForbidden, "has to confirm who you are")
	una, ada := userOf(t, app, apptest.Una), app.As(apptest.Ada)
	ada.Get(views.PathUser(una.ID))
	ada.Press(`form[action="` + views.PathUserDo(una.ID, views.ActRelink) + `"] button`)
	for _, act := range []views.UserAct{views.ActRelink, views.ActRelinkDismiss} { // somebody else asks by now
		app.Simulator.RecreatePerson(simulator.Una)
		app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
		if p := ada.Post(views.PathUserDo(una.ID, act), url.Values{"key": {"7c9e6679-7425-40de-944b-e07fc1f90ae7"}}); !strings.Contains(p.Text("body"), "somebody else asks to be") {
			t.Errorf("%s of whom nobody has seen: %s", act, p.Text("main"))
		}
	}
	ada.Get(views.PathUser(una.ID))
	ada.Press(`form[action="` + views.PathUserDo(una.ID, views.ActRelink) + `"] button`)
	again := app.Browser()
	again.LoginMicrosoft(apptest.Una, simulator.Una)
	if !loggedIn(again) {
		t.Errorf("not in after the relink: %s", again.Page.Text("main"))
	}
	wantSoundTrail(t, app)
}

func TestLeavers_WhomMicrosoftNoLongerLetsInIsListedWithTheirLicences(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	b.SetCookie(&http.Cookie{Name: sessionCookie, Value: "", Path: "/", MaxAge: -1})
	app.Simulator.Fail(simulator.FaultTokenDisabled)
	b.Get(views.PathLogin)
	b.Post(views.PathLoginMicrosoft, url.Values{})
	wantOutcome(t, b.Page, http.StatusForbidden, "")
	ada := app.As(apptest.Ada)
	p := ada.Get(views.PathLeavers)
	if !strings.Contains(p.Text("main"), "Una Moss") || !strings.Contains(p.Text("main"), "CRM") {
		t.Fatalf("says %s", p.Text("main"))
	}
	una := userOf(t, app, apptest.Una)
	ada.Get(views.PathUserDo(una.ID, views.ActFree))
	ada.Press(`main form button[type="submit"]`)
	if una = userOf(t, app, apptest.Una); una.Edition != "" {
		t.Errorf("still holds %s", una.Edition)
	}
}

func TestMailbox_IsAdviceAndNeverABlock(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	app.Simulator.SetLicences(simulator.Una)
	b := app.Browser()
	p := b.LoginMicrosoft(apptest.Una, simulator.Una)
	if p.URL.Path != views.PathDesktop || !strings.Contains(p.Text("main"), "mailbox") {
		t.Fatalf("at %s: %s", p.URL, p.Text("main"))
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionMailboxMissing); n != 1 {
		t.Errorf("told %d times", n)
	}
	for _, fault := range []simulator.Fault{simulator.FaultLicencesHangs, simulator.FaultLicencesForbidden} {
		app.Simulator.Fail(fault)
		other := app.Browser()
		other.LoginMicrosoft(apptest.Hal, simulator.Hal)
		if !loggedIn(other) {
			t.Errorf("%s kept somebody out", fault)
		}
	}
}

func TestS43_S46_AnotherOrganisationsPersonNeverGetsIn(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	app.Simulator.SetMail(simulator.Henry, apptest.Una)
	yes := true
	app.Simulator.SetEdov(simulator.Henry, &yes)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Henry)
	if b.Page.Has(`button[name="answer"][value="accept"]`) {
		b.Press(`button[name="answer"][value="accept"]`)
	}
	wantOutcome(t, b.Page, http.StatusForbidden, "not linked to Workbooks")
	if loggedIn(b) {
		t.Error("got in")
	}
	db := database(t, app)
	if n := count(t, db, "audit_entries where account_id = '' and action = 'sign_in.refused'"); n != 0 {
		t.Errorf("%d entries in a trail of nobody's", n)
	}
	if n := count(t, db, "traces where kind = 'login' and cause = 'tenant_not_linked' and tenant_id = '"+simulator.HarbourID+"'"); n != 1 {
		t.Errorf("%d traces", n)
	}
	if n := count(t, db, "identities"); n != 0 {
		t.Errorf("%d identities", n)
	}
}

func TestS62_LinkingAsksForAFreshLogin(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.As(apptest.Ada)
	app.Clock.Advance(31 * 60 * 1e9)
	p := ada.Get(views.PathUnlink)
	if p.URL.Path != views.PathConfirmIdentity {
		t.Fatalf("not asked: %s", p.URL)
	}
	old := ada.Cookies()[sessionCookie]
	wantStatus(t, ada.Post(views.PathConfirmIdentity, url.Values{"password": {"wrong"}, "return_to": {views.PathUnlink}}), http.StatusUnprocessableEntity)
	p = ada.Post(views.PathConfirmIdentity, url.Values{"password": {apptest.Password}, "return_to": {views.PathUnlink}})
	if p.URL.Path != views.PathUnlink || ada.Cookies()[sessionCookie] == old {
		t.Errorf("at %s", p.URL)
	}
	for _, path := range []string{views.PathConsents, views.PathDisable, views.PathProvisioningOn} {
		app.Clock.Advance(31 * 60 * 1e9)
		if q := ada.Post(path, url.Values{}); q.URL.Path != views.PathConfirmIdentity {
			t.Errorf("%s is not guarded: %s", path, q.URL)
		}
	}
}

func TestS62_ConfirmingWithMicrosoftNeedsTheSamePersonAndAFreshProof(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.Browser()
	ada.LoginMicrosoft("", simulator.Ada)
	app.Clock.Advance(31 * 60 * 1e9)
	ada.Get(views.PathUnlink)
	ada.Press(`form[action="` + views.PathConfirmMicrosoft + `"] button`)
	p := ada.PickAccount(simulator.Ada)
	if p.URL.Path != views.PathUnlink {
		t.Errorf("ended at %s: %s", p.URL, p.Text("main"))
	}
	app.Clock.Advance(31 * 60 * 1e9)
	ada.Get(views.PathUnlink)
	ada.Press(`form[action="` + views.PathConfirmMicrosoft + `"] button`)
	p = ada.PickAccount(simulator.Grace)
	if p.URL.Path != views.PathConfirmIdentity || !strings.Contains(p.Text("main"), "another Microsoft account") {
		t.Errorf("ended at %s: %s", p.URL, p.Text("main"))
	}
	wantNotConfirmed(t, app, "wrong_account")
	for name, change := range map[string]forgery{"an old proof": claim("auth_time", app.Clock.Now().Add(-time.Hour).Unix()), "no proof": without("auth_time")} {
		app.Simulator.OnIDToken(change)
		ada.Get(views.PathUnlink)
		ada.Press(`form[action="` + views.PathConfirmMicrosoft + `"] button`)
		p = ada.PickAccount(simulator.Ada)
		if p.URL.Path != views.PathConfirmIdentity || !strings.Contains(p.Text("main"), "did not ask for your password") {
			t.Errorf("%s: ended at %s: %s", name, p.URL, p.Text("main"))
		}
		wantNotConfirmed(t, app, "not_fresh")
	}
}

// wantNotConfirmed looks at why the last confirmation did not count, as the trail says.
func wantNotConfirmed(t *testing.T, app *apptest.App, reason string) {
	t.Helper()
	if e := trail(t, app, apptest.Brightwater)[0]; e.Action != store.ActionSignInRefused || detail(e, "reason") != reason {
		t.Errorf("the trail says %s for %q, want %q", e.Action, detail(e, "reason"), reason)
	}
}

func TestProvisioning_TheAzureAdministratorIsInvitedToGiveThePermission(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.As(apptest.Ada)
	if p := ada.Get(views.PathInviteGroups); !p.Has(`input[name="purpose"][value="groups"]`) {
		t.Fatalf("the form forgets what it is for: %s", p.Text("main"))
	}
	ada.Post(views.PathInvitations, url.Values{"purpose": {"groups"}, "days": {"7"}, "how": {"mail"}, "recipient": {simulator.Grace}})
	mail := app.AwaitMail().Text
	from := strings.Index(mail, app.URL+"/consent/")
	if from < 0 {
		t.Fatalf("no link in %q", mail)
	}
	grace := app.Browser()
	grace.Get(strings.Fields(mail[from:])[0])
	grace.Press(`#workspace form[action^="/consent/"] button.primary`)
	if grace.Page.Has(`button[name="account"]`) {
		grace.PickAccount(simulator.Grace)
	}
	grace.Press(`button[name="answer"][value="accept"]`)
	if p := ada.Get(views.PathTemplates); !strings.Contains(p.Text("main"), "User Provisioning is on") {
		t.Errorf("not on: %s; Grace sees %s", p.Text("main"), grace.Page.Text("main"))
	}
}

// Microsoft lets a browser in again that it knows, without asking anybody for anything:
// such a log-in shows nothing about who sits there now.
func TestS62_ASilentLoginWithMicrosoftIsNoFreshProof(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.Browser()
	ada.LoginMicrosoft("", simulator.Ada)
	if p := ada.Get(views.PathUnlink); p.URL.Path != views.PathUnlink {
		t.Fatalf("asked at once, at %s", p.URL)
	}
	app.Clock.Advance(31 * time.Minute)
	ada.Post(views.PathLogout, nil)
	ada.Get(views.PathLogin)
	ada.Post(views.PathLoginMicrosoft, url.Values{"email": {apptest.Ada}})
	if !loggedIn(ada) {
		t.Fatalf("Microsoft asked somebody: %s", ada.Page.Text("body"))
	}
	if p := ada.Get(views.PathUnlink); p.URL.Path != views.PathConfirmIdentity {
		t.Errorf("whoever sits there may unlink, at %s", p.URL)
	}
	ada.Press(`form[action="` + views.PathConfirmMicrosoft + `"] button`)
	if p := ada.PickAccount(simulator.Ada); p.URL.Path != views.PathUnlink {
		t.Errorf("after confirming at %s: %s", p.URL, p.Text("main"))
	}
}

func TestS62_ALoginWithoutAuthTimeIsNoFreshProof(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.Browser()
	asChanged(ada, app, simulator.Ada, func(token simulator.IDToken) string {
		delete(token.Claims, "auth_time")
		return token.Sign()
	})
	if !loggedIn(ada) {
		t.Fatal("not logged in")
	}
	if p := ada.Get(views.PathUnlink); p.URL.Path != views.PathConfirmIdentity {
		t.Errorf("may unlink, at %s", p.URL)
	}
	wantStatus(t, ada.Get(views.PathSessions), http.StatusOK)
}
