package views_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

func TestInvitationPanelHandsTheLinkOver(t *testing.T) {
	d := parse(t, views.InvitationPanel(fresh()))
	has(t, d, "h2", "The link is ready")
	if got := d.Find("#invitation-url").Text(); got != handoverURL {
		t.Errorf("the field holds %q, so that copying it gives another link", got)
	}
	one(t, d, "[data-copy-from=invitation-url]")
	has(t, d, ".handover", "shown in this browser for a quarter of an hour")
	one(t, d, "#invitation-panel[data-poll]")
}

func TestInvitationPanelWithoutTheLinkHasNoWayToIt(t *testing.T) {
	m := fresh()
	m.URL = ""
	d := parse(t, views.InvitationPanel(m))
	none(t, d, "#invitation-url, [href^=mailto]")
	if strings.Contains(render(t, views.InvitationPanel(m)), token) {
		t.Error("the token is on the page")
	}
}

func TestInvitationMailtoHoldsEverything(t *testing.T) {
	m := fresh()
	m.Invitation.Recipient = "grace+it@brightwater.example"
	m.Subject, m.Body = "Approve & link?", "Hello,\n50% of it: a=b&c #1\n"+handoverURL
	href := parse(t, views.InvitationPanel(m)).Find("a[href^='mailto:']").AttrOr("href", "")
	if strings.Contains(href, "+") || strings.ContainsAny(href, " \r\n") {
		t.Errorf("a mail program would show plus signs or break: %q", href)
	}
	u, err := url.Parse(href)
	if err != nil {
		t.Fatal(err)
	}
	to, _ := url.PathUnescape(u.Opaque)
	if to != "grace+it@brightwater.example" {
		t.Errorf("to %q", to)
	}
	q := u.Query()
	if len(q) != 2 || q.Get("subject") != m.Subject || q.Get("body") != strings.ReplaceAll(m.Body, "\n", "\r\n") {
		t.Errorf("subject %q, body %q", q.Get("subject"), q.Get("body"))
	}
}

func TestMailtoTakesNoHeadersFromAnAddress(t *testing.T) {
	m := workspace(views.WorkspaceReady)
	m.SenderEmail = "ada@brightwater.example?bcc=mallory@evil.example&body=x"
	href := parse(t, views.WorkspacePanel(m)).Find("a[href^='mailto:']").AttrOr("href", "")
	if strings.ContainsAny(href, "?&=") {
		t.Errorf("the address adds headers: %q", href)
	}
}

func TestInvitationPanelMailInWords(t *testing.T) {
	queued, failed, gone := invitation(link.InvitationOpen), invitation(link.InvitationOpen), invitation(link.InvitationRevoked)
	queued.Mail, queued.MailWords, queued.MailNext = views.MailQueued, "The mail server was busy.", now().Add(14*time.Minute)
	failed.Mail, failed.MailWords = views.MailFailed, "The mail server does not know this address."
	gone.Mail = views.MailFailed
	d := parse(t, views.InvitationPanel(invitationModel(queued)))
	has(t, d, ".facts", "Being sent", "The mail server was busy.", "Next try in 14 minutes.")
	has(t, d, "h2", "The mail is being sent")
	d = parse(t, views.InvitationPanel(invitationModel(failed)))
	has(t, d, ".facts", "Not sent", "does not know this address", "Check the address and send again with a new link")
	has(t, d, "h2", "The mail could not be sent")
	d = parse(t, views.InvitationPanel(invitationModel(gone)))
	if strings.Contains(text(d, ".facts"), "send again") {
		t.Error("advises to send again what was revoked")
	}
}

func TestInvitationNextTryIsNeverInThePast(t *testing.T) {
	i := invitation(link.InvitationOpen)
	i.Mail, i.MailWords = views.MailQueued, "The mail server did not answer in time."
	for after, want := range map[time.Duration]string{
		-time.Hour: "Next try within a minute.", 61 * time.Second: "Next try in 1 minute.", 4 * time.Hour: "Next try in 4 hours.",
	} {
		i.MailNext = now().Add(after)
		has(t, parse(t, views.InvitationPanel(invitationModel(i))), ".facts", want)
	}
}

func TestInvitationTimeline(t *testing.T) {
	d := parse(t, views.InvitationPanel(invitationModel(opened())))
	if got := d.Find(".happenings > li").Length(); got != 5 {
		t.Errorf("%d happenings, want 5", got)
	}
	has(t, d, ".happenings .tone-warn", "Microsoft refused it.", "may not approve", "20 minutes ago", "heidi@brightwater.example")
	has(t, d, ".facts", "3 times, first 40 minutes ago and last 2 minutes ago", "Mail programs open links too")
}

func TestInvitationWays(t *testing.T) {
	d := parse(t, views.InvitationPanel(invitationModel(opened())))
	one(t, d, `form[action="`+views.PathSendAgain(invitationID)+`"][data-once]`)
	one(t, d, `details#revoke[hx-morph-skip] form[action="`+views.PathRevoke(invitationID)+`"] button.danger`)
	none(t, d, "details#revoke[open]")
	ended := invitationModel(invitation(link.InvitationRevoked))
	none(t, parse(t, views.InvitationPanel(ended)), "form, [data-poll]")
	read := invitationModel(opened())
	read.ReadOnly = true
	d = parse(t, views.InvitationPanel(read))
	none(t, d, "form")
	has(t, d, ".read-only", "only a Workbooks administrator")
}

func TestInvitationPanelByState(t *testing.T) {
	rows := []struct {
		i    views.Invitation
		want []string
	}{
		{invitation(link.InvitationRevoked), []string{"This link was revoked", "can no longer be used"}},
		{invitation(link.InvitationExpired), []string{"This link has expired"}},
		{invitation(link.InvitationSuperseded), []string{"A newer request took this one’s place"}},
		{approvedInvitation(link.Enabled), []string{"Approved and confirmed", "has confirmed it"}},
		{approvedInvitation(link.Rejected), []string{"rejected by Brightwater Ltd", "has rejected it", "never switched on"}},
		{approvedInvitation(link.Overtaken), []string{"another organisation was linked first", "Another organisation was linked"}},
		{approvedInvitation(link.Awaiting), []string{"Approved, and waiting for Brightwater Ltd to confirm", "waits for an administrator"}},
		{approvedInvitation(link.Disabled), []string{"disabled since"}},
		{approvedInvitation(link.Unlinked), []string{"no longer linked"}},
		{approvedInvitation(""), []string{"Approved at Microsoft"}},
	}
	for _, row := range rows {
		has(t, parse(t, views.InvitationPanel(invitationModel(row.i))), ".status", row.want...)
	}
}

func TestAwaitingCardTellsAllThatMustBeRead(t *testing.T) {
	d := parse(t, views.AwaitingCard(awaitingLink()))
	has(t, d, ".awaiting", "Is this your organisation?", "Brightwater Ltd", "brightwater.example · brightwater.onmicrosoft.example", tenant,
		"Grace Hopper", "grace@brightwater.example", "as Application Administrator", "3 March 2026, 08:36:00 UTC", "198.51.100.23", "Firefox on Windows",
		"sign in · basic profile", "Nothing is switched on yet", "Microsoft authentication is enabled for the organisation Brightwater Ltd")
	has(t, d, `form[action="`+views.PathConfirm(awaitingID)+`"][data-once] button.primary`, "Yes, this is us")
	one(t, d, `details:not([open])[hx-morph-skip] form[action="`+views.PathReject(awaitingID)+`"] textarea[name=why][required]`)
	none(t, d, ".note")
}

// TestAwaitingCardWithSomethingUnusualAsksTwice: a press in passing says no yes, with
// or without the script.
func TestAwaitingCardWithSomethingUnusualAsksTwice(t *testing.T) {
	a := awaitingLink()
	a.Unusual = []string{"The approver’s address belongs to none of the organisation’s domains."}
	d := parse(t, views.AwaitingCard(a))
	has(t, d, `details:not([open])[hx-morph-skip] form[method=post][action="`+views.PathConfirm(awaitingID)+`"][data-once] button[type=submit]`, "I have checked: yes, this is us")
	one(t, d, `form[action="`+views.PathConfirm(awaitingID)+`"]`)
	one(t, d, "#reject-"+awaitingID+" + #confirm-"+awaitingID)
	none(t, d, ".button.primary")
}

func TestAwaitingCardNamesWhomItReplaces(t *testing.T) {
	a := awaitingLink()
	a.Replaces = "Harbour & Sons"
	has(t, parse(t, views.AwaitingCard(a)), ".awaiting", "the link to Harbour & Sons goes on working", "takes the place of Harbour & Sons, whose link then ends")
}

func TestAwaitingCardUnusualAndTaken(t *testing.T) {
	d := parse(t, views.AwaitingCard(takenLink()))
	has(t, d, ".tone-warn", "Please look twice", "belongs to none of the organisation’s domains")
	has(t, d, ".tone-stop", "serves another Workbooks account now")
	none(t, d, `form[action="`+views.PathConfirm(awaitingID)+`"]`)
	one(t, d, `details[open] form[action="`+views.PathReject(awaitingID)+`"]`)
}

func TestAwaitingCardToReadOnly(t *testing.T) {
	a := awaitingLink()
	a.ReadOnly = true
	d := parse(t, views.AwaitingCard(a))
	none(t, d, "form")
	has(t, d, ".awaiting", "A Workbooks administrator of your account decides.")
}

func TestAwaitingCardOfAnUnknownName(t *testing.T) {
	a := awaitingLink()
	a.Link.Organisation, a.Link.Domains = "", nil
	has(t, parse(t, views.AwaitingCard(a)), ".proposed", "Name unknown", "Domains unknown", tenant)
}

func TestAwaitingCardsAreOnTopAndHoldThePrimaryButton(t *testing.T) {
	m := notLinked()
	m.Awaiting = []views.AwaitingLink{awaitingLink()}
	d := parse(t, views.MicrosoftPanel(m))
	if got := d.Find("#microsoft-panel > *").First().AttrOr("class", ""); got != "awaiting" {
		t.Errorf("%q is on top", got)
	}
	one(t, d, ".button.primary")
	has(t, d, ".button.primary", "Yes, this is us")
}

func TestConfirmationOfAnApprovalThatNobodyConfirmed(t *testing.T) {
	rows := map[link.State][2]string{
		link.Awaiting: {"Approved for Brightwater Ltd, not confirmed yet", "Nothing is switched on yet."},
		link.Rejected: {"Workbooks was not linked to Brightwater Ltd", "It was never switched on."},
	}
	for state, want := range rows {
		m := confirmed()
		m.Link.State = state
		has(t, parse(t, views.Confirmation(m)), ".status", want[:]...)
	}
}
