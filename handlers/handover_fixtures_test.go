package handlers_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// invite sends an invitation as this person and returns its ID and the token of its
// link. Pairs change the form's fields.
func invite(t *testing.T, b *apptest.Browser, pairs ...string) (id, token string) {
	t.Helper()
	form := url.Values{"recipient": {simulator.Ada}, "message": {"Please approve"}, "days": {"7"}, "how": {"link"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	p := b.Post(views.PathInvitations, form)
	id, ok := strings.CutPrefix(p.URL.Path, views.PathInvitations+"/")
	if !ok {
		t.Fatalf("no invitation made: %d at %s: %s", p.Status, p.URL.Path, p.Text("main"))
	}
	token = b.Cookies()["invitation-"+id]
	if len(token) != 43 {
		t.Fatalf("token %q", token)
	}
	return id, token
}

// invited returns the invitation as the store has it.
func invited(t *testing.T, app *apptest.App, account, id string) store.Invitation {
	t.Helper()
	i, err := app.Store.Invitation(context.Background(), app.Account(account).ID, id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func wantInvitation(t *testing.T, app *apptest.App, id string, want link.InvitationState) {
	t.Helper()
	if i := invited(t, app, apptest.Brightwater, id); i.State != want {
		t.Errorf("invitation is %q, want %q", i.State, want)
	}
}

// goToMicrosoft presses the button of the workspace.
func goToMicrosoft(b *apptest.Browser, token string) *apptest.Page {
	b.Get(views.PathWorkspace(token))
	return b.Press(`form[action="` + views.PathWorkspace(token) + `"] button`)
}

// approveAs walks an invitation as an Azure administrator, to the end.
func approveAs(b *apptest.Browser, token, username string) *apptest.Page {
	goToMicrosoft(b, token)
	choose(b, username)
	if b.Page.Has(accept) {
		b.Press(accept)
	}
	if b.Page.Has(`button[name="account"]`) {
		b.PickAccount(username)
	}
	return b.Page
}

// waiting returns the account's links that await confirmation.
func waiting(t *testing.T, app *apptest.App, account string) []store.Link {
	t.Helper()
	links, err := app.Store.AwaitingLinks(context.Background(), app.Account(account).ID)
	if err != nil {
		t.Fatal(err)
	}
	return links
}

func wantWaiting(t *testing.T, app *apptest.App, account, tenantID string) store.Link {
	t.Helper()
	links := waiting(t, app, account)
	if len(links) != 1 || links[0].TenantID != tenantID {
		t.Fatalf("awaiting links %+v, want one of %s", links, tenantID)
	}
	return links[0]
}
