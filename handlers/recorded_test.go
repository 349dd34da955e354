package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// TestS108 walks everything that is to be recorded and looks at what each step added
// to the account's trail: exactly these entries, each with when, who, from where,
// what and the request it came by.
func TestS108_EachEventIsRecordedOnce(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada, sue, azure := app.Browser(), app.As(apptest.Sue), app.Browser()
	var id, token string
	awaited := func() string { return wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID).ID }
	for _, step := range []struct {
		what string
		do   func()
		want []string
	}{
		{"a wrong password", func() { ada.Login(apptest.Ada, "not the password") }, []string{store.ActionSignInRefused}},
		{"log in", func() { ada.Login(apptest.Ada, apptest.Password) }, []string{store.ActionSignedIn}},
		{"start", func() { begin(ada) }, []string{store.ActionConsentStarted}},
		{"decline", func() { choose(ada, simulator.Ada); ada.Press(decline) }, []string{store.ActionConsentDeclined}},
		{"start again", func() { begin(ada) }, []string{store.ActionConsentStarted}},
		{"cancel", func() { ada.Post(views.PathCancel, url.Values{}) }, []string{store.ActionConsentCancelled}},
		{"link", func() { approve(ada, simulator.Ada) }, []string{store.ActionConsentStarted, store.ActionConsentApproved, store.ActionLinkMade}},
		{"disable", func() { ada.Post(views.PathDisable, url.Values{}) }, []string{store.ActionLinkDisabled}},
		{"disable twice", func() { ada.Post(views.PathDisable, url.Values{}) }, nil},
		{"enable", func() { ada.Post(views.PathEnable, url.Values{}) }, []string{store.ActionLinkEnabled}},
		{"unlink", func() { ada.Post(views.PathUnlink, url.Values{}) }, []string{store.ActionLinkUnlinked}},
		{"invite", func() { id, token = invite(t, ada) }, []string{store.ActionInvitationCreated}},
		{"open it", func() { azure.Get(views.PathWorkspace(token)) }, []string{store.ActionInvitationOpened}},
		{"open it again", func() { app.Clock.Advance(2 * time.Minute); azure.Get(views.PathWorkspace(token)) }, nil},
		{"send it again", func() {
			p := ada.Post(views.PathSendAgain(id), url.Values{})
			id = strings.TrimPrefix(p.URL.Path, views.PathInvitations+"/")
			token = ada.Cookies()["invitation-"+id]
			app.AwaitMail()
			waitFor(t, func() bool { return invited(t, app, apptest.Brightwater, id).Mail.State == store.MailSent })
		}, []string{store.ActionInvitationSuperseded, store.ActionInvitationCreated, store.ActionMailSent}},
		{"approve it", func() { approveAs(azure, token, simulator.Ada) }, []string{
			store.ActionInvitationOpened, store.ActionConsentStarted, store.ActionConsentApproved, store.ActionLinkProposed, store.ActionInvitationApproved,
		}},
		{"confirm", func() { ada.Post(views.PathConfirm(awaited()), url.Values{}) }, []string{store.ActionLinkConfirmed}},
		{"support looks", func() { sue.Get(statusOf(app, apptest.Brightwater)); sue.Get(statusOf(app, apptest.Brightwater)) }, []string{store.ActionSupportViewed}},
		{"another's invitation", func() { ada.Get(views.PathInvitation(othersInvitation(t, app))) }, []string{store.ActionForeignRefused}},
		{"revoke", func() {
			id, _ = invite(t, ada)
			ada.Post(views.PathRevoke(id), url.Values{})
			ada.Post(views.PathRevoke(id), url.Values{})
		}, []string{store.ActionInvitationCreated, store.ActionInvitationRevoked}},
		{"log out", func() { ada.Post(views.PathLogout, url.Values{}) }, []string{store.ActionSignedOut}},
	} {
		before := len(trail(t, app, apptest.Brightwater))
		step.do()
		added := trail(t, app, apptest.Brightwater)
		added = added[:len(added)-before]
		var got []string
		for _, e := range added {
			got = append(got, e.Action)
			wantWhole(t, e)
		}
		slices.Reverse(got)
		slices.Sort(got)
		slices.Sort(step.want)
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.what, diff)
		}
	}
	wantSoundTrail(t, app)
}

// wantWhole checks that an entry says when, who, from where and by which request.
func wantWhole(t *testing.T, e store.AuditEntry) {
	t.Helper()
	known := e.Actor.Kind == store.KindSystem || e.Actor.IP != "" && e.Actor.RequestID != ""
	if e.At.IsZero() || e.Actor.Kind == "" || e.Subject == "" || !known {
		t.Errorf("%s is not whole: %+v", e.Action, e)
	}
	if e.Actor.Kind == store.KindUser && (e.Actor.UserID == "" || e.Actor.Email == "") {
		t.Errorf("%s does not say who: %+v", e.Action, e.Actor)
	}
}

// othersInvitation is one of Eavesdropper's.
func othersInvitation(t *testing.T, app *apptest.App) string {
	t.Helper()
	id, _ := invite(t, app.As(apptest.Eve))
	return id
}

// waitFor waits for what another goroutine does.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain")
		}
	}
}

func TestS108_WrongPasswordsOfStrangersAndOfTheLockedFillNoTrail(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	before := count(t, database(t, app), "audit_entries")
	for range 30 {
		b.Login("nobody@nowhere.example", "wrong")
	}
	if n := count(t, database(t, app), "audit_entries"); n != before {
		t.Errorf("unknown names left %d entries", n-before)
	}
	last := 0
	for range 30 {
		last = b.Login(apptest.Ada, "wrong").Status
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionSignInRefused); last != http.StatusTooManyRequests || n == 0 || n > policy.MaxWrongPasswords+1 {
		t.Errorf("thirty wrong passwords left %d entries, the last answered %d", n, last)
	}
}
