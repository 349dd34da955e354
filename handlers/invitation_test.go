package handlers_test

import (
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

func TestInvitationFromMailToYesThisIsUs(t *testing.T) {
	t.Parallel()
	app := start(t)
	sender := app.As(apptest.Ada)
	id, token := invite(t, sender, "how", "mail", "required", "brightwater.example")
	mail := app.AwaitMail()
	if mail.To != simulator.Ada || !strings.Contains(mail.Text, app.URL+views.PathWorkspace(token)) || !strings.Contains(mail.HTML, views.PathWorkspace(token)) {
		t.Errorf("mail to %s: %s", mail.To, mail.Text)
	}
	if mail.ReplyTo != apptest.Ada {
		t.Errorf("answers go to %s", mail.ReplyTo)
	}
	azure := app.Browser()
	p := azure.Get(views.PathWorkspace(token))
	wantStatus(t, p, http.StatusOK)
	for _, words := range []string{"Brightwater Ltd", "Ada Lovelace", apptest.Ada, "Please approve", "Cloud Application Administrator"} {
		if !strings.Contains(p.Text("main"), words) {
			t.Errorf("the workspace does not say %q: %s", words, p.Text("main"))
		}
	}
	p = approveAs(azure, token, simulator.Ada)
	if p.URL.Path != views.PathWorkspace(token) || p.URL.RawQuery != "" {
		t.Fatalf("ended at %s: %s", p.URL, p.Text("main"))
	}
	wantNoLink(t, app, apptest.Brightwater)
	l := wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
	wantInvitation(t, app, id, link.InvitationApproved)

	card := sender.Get(views.PathMicrosoft).Text("main")
	for _, words := range []string{"brightwater.example", simulator.Ada, "127.0.0.1", "Yes, this is us"} {
		if !strings.Contains(card, words) {
			t.Errorf("the card does not say %q: %s", words, card)
		}
	}
	sender.Press(`form[action="` + views.PathConfirm(l.ID) + `"] button`)
	if got := wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID); got.State != link.Enabled {
		t.Errorf("link is %s", got.State)
	}
	record := azure.Get(views.PathWorkspace(token)).Text("main")
	if !strings.Contains(record, simulator.Ada) || !strings.Contains(record, simulator.BrightwaterID) {
		t.Errorf("the record does not say what was approved, and by whom: %s", record)
	}
	wantSoundTrail(t, app)
	for _, action := range []string{
		store.ActionInvitationCreated, store.ActionInvitationOpened, store.ActionInvitationApproved, store.ActionLinkProposed, store.ActionLinkConfirmed,
	} {
		if n := recorded(t, app, apptest.Brightwater, action); n != 1 {
			t.Errorf("%s recorded %d times", action, n)
		}
	}
}

func TestInvitationOutOfTheMailQueue(t *testing.T) {
	t.Parallel()
	app := start(t)
	sender := app.As(apptest.Ada)
	id, _ := invite(t, sender, "how", "mail")
	app.AwaitMail()
	waitFor(t, func() bool { return invited(t, app, apptest.Brightwater, id).Mail.State == store.MailSent })
	if p := app.Browser().Get(views.PathOutbox); !strings.Contains(p.Text("main"), simulator.Ada) {
		t.Errorf("the outbox does not show the mail: %s", p.Text("main"))
	}
}

func TestInvitationForm(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	good := url.Values{"recipient": {simulator.Ada}, "message": {""}, "days": {"1"}, "required": {""}, "how": {"mail"}}
	for fact, bad := range map[string][2]string{
		"no recipient for a mail":   {"recipient", ""},
		"two recipients":            {"recipient", "a@b.example, c@d.example"},
		"a name and an address":     {"recipient", "Ada <ada@brightwater.example>"},
		"a line break in it":        {"recipient", "ada@brightwater.example\r\nBcc: eve@example.com"},
		"no address":                {"recipient", "ada"},
		"a life that is not chosen": {"days", ""},
		"a life that is not there":  {"days", "365"},
		"an organisation's name":    {"required", "Brightwater Ltd"},
		"a personal tenant":         {"required", link.PersonalTenant},
		"a very long message":       {"message", strings.Repeat("x", 1001)},
	} {
		t.Run(fact, func(t *testing.T) {
			form := url.Values{}
			for name, value := range good {
				form[name] = value
			}
			form.Set(bad[0], bad[1])
			p := b.Post(views.PathInvitations, form)
			wantStatus(t, p, http.StatusUnprocessableEntity)
			if !p.Has(".field-error") || p.Doc.Find(`[name="recipient"]`).AttrOr("value", "") != strings.ReplaceAll(strings.TrimSpace(form.Get("recipient")), "\r", "") {
				t.Errorf("the form does not say what to put right, or forgot what was typed: %s", p.Text("main"))
			}
		})
	}
	if n := count(t, database(t, app), "invitations"); n != 0 {
		t.Errorf("%d invitations were made", n)
	}
}

func TestInvitationWithoutMailIsALinkToCopy(t *testing.T) {
	t.Parallel()
	app := start(t, apptest.WithoutMail())
	b := app.As(apptest.Ada)
	if p := b.Get(views.PathInvite); p.Has(`button[value="mail"]`) {
		t.Error("a mail is offered that nobody would send")
	}
	id, token := invite(t, b, "recipient", "", "how", "mail")
	p := b.Get(views.PathInvitation(id))
	if !strings.Contains(p.Body, app.URL+views.PathWorkspace(token)) || !p.Has(`a[href^="mailto:"]`) {
		t.Errorf("the link is not there to copy: %s", p.Text("main"))
	}
	if n := count(t, database(t, app), "mails"); n != 0 {
		t.Errorf("%d mails are queued", n)
	}
	if p := app.Browser().Get(views.PathOutbox); p.Status == http.StatusOK && !p.Has("#login") && strings.HasPrefix(p.URL.Path, views.PathOutbox) {
		t.Error("there is an outbox though nothing is kept")
	}
}

func TestInvitationLinkIsShownOnlyInTheBrowserThatMadeIt(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	id, token := invite(t, b)
	if !strings.Contains(b.Get(views.PathInvitation(id)).Body, token) {
		t.Error("the link is not shown")
	}
	for _, other := range []*apptest.Browser{app.As(apptest.Ada), app.As(apptest.Bob), app.As(apptest.Hal)} {
		if strings.Contains(other.Get(views.PathInvitation(id)).Body, token) {
			t.Error("another browser sees the link")
		}
	}
	if strings.Contains(dump(t, app), token) {
		t.Error("the database holds the token")
	}
	b.SetCookie(&http.Cookie{Name: "invitation-" + id, Value: "made-up", Path: "/"})
	if strings.Contains(b.Get(views.PathInvitation(id)).Body, "made-up") {
		t.Error("a cookie from elsewhere becomes a link to hand on")
	}
}

func TestInvitationLimitsAndSendAgain(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	var ids, tokens []string
	for range link.MaxInvitations {
		id, token := invite(t, b)
		ids, tokens = append(ids, id), append(tokens, token)
	}
	form := url.Values{"days": {"7"}, "how": {"link"}}
	wantStatus(t, b.Post(views.PathInvitations, form), http.StatusUnprocessableEntity)

	p := b.Post(views.PathSendAgain(ids[0]), url.Values{})
	again := strings.TrimPrefix(p.URL.Path, views.PathInvitations+"/")
	if again == ids[0] || invited(t, app, apptest.Brightwater, again).Recipient != simulator.Ada {
		t.Errorf("sent again: %s", p.URL)
	}
	wantInvitation(t, app, ids[0], link.InvitationSuperseded)
	wantStatus(t, app.Browser().Get(views.PathWorkspace(tokens[0])), http.StatusGone)

	b.Post(views.PathRevoke(ids[1]), url.Values{})
	wantInvitation(t, app, ids[1], link.InvitationRevoked)
	wantStatus(t, b.Post(views.PathRevoke(ids[1]), url.Values{}), http.StatusOK) // a double click
	invite(t, b)
}
