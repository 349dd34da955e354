package handlers_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func provisioned(t *testing.T, app *apptest.App) bool {
	t.Helper()
	p, err := app.Store.Provisioning(context.Background(), app.Account(apptest.Brightwater).ID)
	if err != nil {
		t.Fatal(err)
	}
	return p.Enabled
}

func TestGroupsInvitation_AnAzureAdministratorSwitchesUserProvisioningOn(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.As(apptest.Ada)
	if p := ada.Get(views.PathInviteGroups); !p.Has(`input[name="purpose"][value="groups"]`) || p.Has(`input[name="required"]`) {
		t.Fatalf("the form is not for the permission: %s", p.Text("main"))
	}
	id, token := invite(t, ada, "purpose", "groups", "how", "mail", "recipient", simulator.Grace)
	if i := invited(t, app, apptest.Brightwater, id); i.Purpose != link.ForGroups || i.Required != simulator.BrightwaterID {
		t.Fatalf("invitation is %+v", i)
	}
	if m := app.AwaitMail(); !strings.Contains(m.Text, "GroupMember.Read.All") || !strings.Contains(m.Subject, "one more permission") {
		t.Errorf("mail %q: %s", m.Subject, m.Text)
	}
	azure := app.Browser()
	if p := azure.Get(views.PathWorkspace(token)); !strings.Contains(p.Text("main"), "in which groups") || strings.Contains(p.Text("main"), simulator.BrightwaterID) {
		t.Errorf("the workspace says %s", p.Text("main"))
	}
	if provisioned(t, app) {
		t.Fatal("on before anybody approved")
	}
	p := approveAs(azure, token, simulator.Grace)
	if p.URL.Path != views.PathWorkspace(token) || !strings.Contains(p.Text("main"), "Workbooks may read the groups") {
		t.Errorf("ended at %s: %s", p.URL, p.Text("main"))
	}
	if !provisioned(t, app) || len(waiting(t, app, apptest.Brightwater)) != 0 {
		t.Error("not on, or there is something left to confirm")
	}
	wantInvitation(t, app, id, link.InvitationApproved)
	tab := ada.Get(views.PathTemplates).Text("main")
	if !strings.Contains(tab, "User Provisioning is on") || !strings.Contains(tab, "by "+simulator.Grace) {
		t.Errorf("the tab says %s", tab)
	}
	if sent := ada.Get(views.PathInvitation(id)).Text("main"); !strings.Contains(sent, "User Provisioning was switched on") {
		t.Errorf("the sender's page says %s", sent)
	}
	wantSoundTrail(t, app)
}

func TestGroupsInvitation_AnotherOrganisationIsRefused(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	_, token := invite(t, app.As(apptest.Ada), "purpose", "groups")
	azure := app.Browser()
	goToMicrosoft(azure, token)
	choose(azure, simulator.Henry)
	if azure.Page.Has(accept) {
		azure.Press(accept)
	}
	if provisioned(t, app) {
		t.Fatal("another organisation's administrator switched it on")
	}
	if l := wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID); link.Grants(l.Scopes, link.GroupsScope) {
		t.Error("the link has the permission")
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionProvisioningOn); n != 0 {
		t.Errorf("%d entries", n)
	}
}

func TestGroupsInvitation_TheNextOneIsForTheSame(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.As(apptest.Ada)
	id, _ := invite(t, ada, "purpose", "groups")
	p := ada.Post(views.PathSendAgain(id), url.Values{})
	again := invited(t, app, apptest.Brightwater, strings.TrimPrefix(p.URL.Path, views.PathInvitations+"/"))
	if again.ID == id || again.Purpose != link.ForGroups || again.Required != simulator.BrightwaterID {
		t.Errorf("invitation is %+v", again)
	}
	if p := ada.Get(views.PathTemplates); !strings.Contains(p.Text("main"), again.Reference) && !p.Has(`a[href="`+views.PathInvitation(again.ID)+`"]`) {
		t.Errorf("the tab does not show it: %s", p.Text("main"))
	}
}

func TestGroupsInvitation_NeedsAnEnabledLink(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada := app.As(apptest.Ada)
	refused := func(link string) {
		t.Helper()
		if p := ada.Get(views.PathInviteGroups); p.URL.Path != views.PathTemplates {
			t.Errorf("%s: the form is at %s", link, p.URL)
		}
		p := ada.Post(views.PathInvitations, url.Values{"purpose": {"groups"}, "days": {"7"}, "how": {"link"}})
		if p.URL.Path != views.PathTemplates || !strings.Contains(p.Text("body"), "must be enabled first") {
			t.Errorf("%s: ended at %s: %s", link, p.URL, p.Text("body"))
		}
	}
	refused("none")
	linkOnce(t, app)
	execute(t, database(t, app), "update links set state = 'disabled'")
	refused("disabled")
}

func TestMicrosoftWindow_SaysWhatIsNext(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	ada := app.As(apptest.Ada)
	if text := ada.Get(views.PathMicrosoft).Text("main"); !strings.Contains(text, "Nobody has logged in with Microsoft yet") {
		t.Errorf("says %s", text)
	}
	app.Browser().LoginMicrosoft(apptest.Una, simulator.Una)
	addTemplate(t, ada, "All Users", "CRM")
	text := ada.Get(views.PathMicrosoft).Text("main")
	for _, want := range []string{"1 user has logged in with Microsoft", "1 template is prepared; User Provisioning is off"} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q: %s", want, text)
		}
	}
}

func TestLogout_MicrosoftSendsBackToAPageThatSaysBothAreOver(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Una)
	if p := b.Post(views.PathLogout, url.Values{}); !p.Has(`form[action="` + views.PathLogoutMicrosoft + `"]`) {
		t.Fatalf("does not offer it: %s", p.Text("main"))
	}
	b.Press(`form[action="` + views.PathLogoutMicrosoft + `"] button`)
	p := b.Get(views.PathLoggedOut)
	if p.URL.Path != views.PathLoggedOut || p.Has(`form[action="`+views.PathLogoutMicrosoft+`"]`) || !strings.Contains(p.Text("main"), "Microsoft") {
		t.Errorf("ended at %s: %s", p.URL, p.Text("main"))
	}
}

func TestLoginProblem_TriesAgainWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	b := app.Browser()
	b.LoginMicrosoft(apptest.Una, simulator.Nora)
	wantStatus(t, b.Page, http.StatusForbidden)
	if got := b.Page.Doc.Find(`input[name="email"]`).AttrOr("value", ""); got != apptest.Una {
		t.Errorf("e-mail is %q: %s", got, b.Page.Text("main"))
	}
}

func TestLinkStatus_ComparesOurClockWithMicrosofts(t *testing.T) {
	t.Parallel()
	app := start(t)
	sue := app.As(apptest.Sue)
	if p := sue.Get(views.PathStatus); p.Has("#status-clock") {
		t.Errorf("known before Microsoft was asked: %s", p.Text("#status-clock"))
	}
	linkOnce(t, app)
	if p := sue.Get(views.PathStatus); !strings.Contains(p.Text("#status-clock"), "Microsoft’s") {
		t.Errorf("says %q", p.Text("#status-clock"))
	}
	if p := app.As(apptest.Ada).Get(statusOf(app, apptest.Brightwater)); p.Has("#status-clock") {
		t.Error("an administrator sees it")
	}
}
