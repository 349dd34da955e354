package views_test

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

func TestInviteFormWithMail(t *testing.T) {
	d := parse(t, views.InvitePanel(inviteForm()))
	one(t, d, `form[method=post][action="`+views.PathInvitations+`"][data-once]`)
	one(t, d, `input[name=recipient][type=email]:not([required])`)
	one(t, d, `textarea[name=message][maxlength="1000"]:not([required])`)
	one(t, d, `input[name=required]:not([required])`)
	has(t, d, `button.primary[name=how][value=mail]`, "Send the mail")
	only := text(d, `button[name=how][value=link]:not(.primary)`)
	has(t, d, "#recipient-hint", "Without an address, choose «"+only+"».")
	if only != "Only make the link" {
		t.Errorf("the button is called %q", only)
	}
	has(t, d, "#invite-panel", "need no Workbooks login", "anything else is approved, Workbooks refuses it", "Nothing is switched on until you have seen")
	for _, role := range link.Roles() {
		has(t, d, ".ticks", role.Name)
	}
}

func TestInviteFormWithoutMailMakesTheLinkOnly(t *testing.T) {
	m := inviteForm()
	m.Mails = false
	d := parse(t, views.InvitePanel(m))
	has(t, d, ".note", "Workbooks sends no mail from here", "your own mail program")
	has(t, d, "button.primary[name=how][value=link]", "Make the link")
	none(t, d, "button[value=mail]")
}

func TestInviteFormLives(t *testing.T) {
	for _, days := range []int{1, 7, 30} {
		m := inviteForm()
		m.Days = days
		d := parse(t, views.InvitePanel(m))
		if got := d.Find("input[type=radio][name=days]").Length(); got != 3 {
			t.Fatalf("%d lives, want 3", got)
		}
		one(t, d, "input[name=days][checked]")
		if got := d.Find("input[name=days][checked]").AttrOr("value", ""); got != map[int]string{1: "1", 7: "7", 30: "30"}[days] {
			t.Errorf("%d days: %q is checked", days, got)
		}
	}
}

func TestInviteFormRefusedKeepsWhatWasTyped(t *testing.T) {
	d := parse(t, views.InvitePanel(inviteRefused()))
	has(t, d, ".note[role=alert]", "Five requests are open already")
	has(t, d, "#recipient-error", "That is no e-mail address.")
	has(t, d, "#message-error", "At most 1,000 characters.")
	has(t, d, "#days-error", "Please choose how long.")
	has(t, d, "#required-error", "neither a domain nor a tenant ID")
	one(t, d, `input[name=recipient][value=grace][aria-invalid=true]`)
	has(t, d, "textarea[name=message]", "this is the CRM we talked about")
	has(t, d, ".note", "is linked to Harbour & Sons now", "goes on working")
	none(t, parse(t, views.InvitePanel(inviteForm())), ".field-error, .note, [aria-invalid]")
}

func TestInvitationsTable(t *testing.T) {
	m := views.InvitationsModel{Account: "Brightwater Ltd", Now: now(), CanInvite: true, Invitations: []views.Invitation{opened(), fresh().Invitation}}
	d := parse(t, views.InvitationsTable(m))
	one(t, d, "body > #invitations-table")
	has(t, d, "tbody tr:first-child", "grace@brightwater.example", "Opened", "Sent", "2 minutes ago", "10 March 2026")
	has(t, d, "tbody tr:last-child", "A link to hand over", "Not opened yet", "None", "not yet")
	one(t, d, `a.primary[href="`+views.PathInvite+`"]`)
	d.Find("tbody a").Each(func(_ int, s *goquery.Selection) {
		if got := s.AttrOr("href", ""); got != views.PathInvitation(invitationID) {
			t.Errorf("leads to %q", got)
		}
	})
}

func TestInvitationsTableWithoutAWayToAnother(t *testing.T) {
	full := views.InvitationsModel{Now: now(), Invitations: []views.Invitation{opened()}}
	d := parse(t, views.InvitationsTable(full))
	none(t, d, `a[href="`+views.PathInvite+`"]`)
	has(t, d, ".hint", "At most 5 requests")
	read := full
	read.CanInvite, read.ReadOnly = true, true
	none(t, parse(t, views.InvitationsTable(read)), `a[href="`+views.PathInvite+`"], .hint`)
}

func TestInvitationsTableEmpty(t *testing.T) {
	d := parse(t, views.InvitationsTable(views.InvitationsModel{Now: now(), CanInvite: true}))
	has(t, d, ".empty", "Nobody has been asked yet.", "is listed here")
	none(t, d, "table")
}

func TestInvitationStateInWords(t *testing.T) {
	unsent, queued := invitation(link.InvitationOpen), invitation(link.InvitationOpen)
	unsent.Mail, queued.Mail = views.MailFailed, views.MailQueued
	rows := []struct {
		i    views.Invitation
		want string
	}{
		{invitation(link.InvitationOpen), "Not opened yet"}, {opened(), "Opened"}, {unsent, "Mail not sent"}, {queued, "Being sent"},
		{approvedInvitation(link.Awaiting), "To be confirmed"}, {approvedInvitation(link.Enabled), "Enabled"},
		{approvedInvitation(link.Disabled), "Disabled"}, {approvedInvitation(link.Rejected), "Rejected"},
		{approvedInvitation(link.Overtaken), "Overtaken"}, {approvedInvitation(link.Unlinked), "No longer linked"},
		{approvedInvitation(link.Replaced), "No longer linked"}, {approvedInvitation(""), "Approved"},
		{invitation(link.InvitationRevoked), "Revoked"}, {invitation(link.InvitationSuperseded), "Sent again"}, {invitation(link.InvitationExpired), "Expired"},
	}
	for _, row := range rows {
		d := parse(t, views.InvitationsTable(views.InvitationsModel{Now: now(), Invitations: []views.Invitation{row.i}}))
		if got := text(d, "tbody .badge"); got != row.want {
			t.Errorf("%s, link %s, mail %s: %q, want %q", row.i.State, row.i.LinkState, row.i.Mail, got, row.want)
		}
	}
}

func TestMicrosoftPanelShowsInvitations(t *testing.T) {
	m := notLinked()
	m.Invitations = []views.Invitation{opened()}
	d := parse(t, views.MicrosoftPanel(m))
	has(t, d, `a.row[href="`+views.PathInvitation(invitationID)+`"]`, "grace@brightwater.example", "works until 10 March 2026", "Opened")
	one(t, d, `a[href="`+views.PathInvitations+`"]`)
	one(t, d, "#microsoft-panel[data-poll]")
	m.Invitations = []views.Invitation{invitation(link.InvitationRevoked)}
	none(t, parse(t, views.MicrosoftPanel(m)), "[data-poll]")
}

func TestMicrosoftPanelAtTheLimitSaysSo(t *testing.T) {
	m := notLinked()
	m.CanInvite, m.Invitations = false, []views.Invitation{opened()}
	d := parse(t, views.MicrosoftPanel(m))
	none(t, d, `a[href="`+views.PathInvite+`"]`)
	has(t, d, "#consent-button", "At most 5 requests")
}

func TestMicrosoftPanelWaitsForTheReviewer(t *testing.T) {
	m := notLinked()
	m.Check = "r1"
	d := parse(t, views.MicrosoftPanel(m))
	has(t, d, "h2", "Requested, waiting for a reviewer in Azure")
	has(t, d, `form[action="`+views.PathCheck("r1")+`"][target="_blank"][data-consent] button.primary`, "Check again")
	one(t, d, ".button.primary")
	m.ReadOnly = true
	none(t, parse(t, views.MicrosoftPanel(m)), `form[action="`+views.PathCheck("r1")+`"]`)
	m.Request = request(link.Checking)
	d = parse(t, views.MicrosoftPanel(m))
	if strings.Contains(text(d, "h2"), "reviewer") {
		t.Error("both the reviewer and the check are waited for")
	}
	has(t, d, "[aria-current=step]", "At Microsoft")
}

func TestProgressOfACheck(t *testing.T) {
	m := waitingModel(link.Checking)
	has(t, parse(t, views.MicrosoftPanel(m)), "[role=status]", "see whether it is approved")
}
