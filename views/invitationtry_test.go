package views_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

// TestInvitationShowsItsLastTry: that somebody refused or is at Microsoft stands wherever
// the invitation does.
func TestInvitationShowsItsLastTry(t *testing.T) {
	const words = "Declined at Microsoft"
	tried := opened()
	tried.Try = words
	has(t, parse(t, views.InvitationPanel(invitationModel(tried))), ".status h2", "Opened · "+words)
	list := parse(t, views.InvitationsTable(views.InvitationsModel{Now: now(), Invitations: []views.Invitation{tried}}))
	has(t, list, `td[data-label=State]`, "Opened "+words)
	m := notLinked()
	m.Invitations = []views.Invitation{tried}
	has(t, parse(t, views.MicrosoftPanel(m)), `a.row[href="`+views.PathInvitation(invitationID)+`"]`, "Opened", words)
	account := accountModel()
	account.Invitations = []views.Invitation{tried}
	has(t, parse(t, views.StatusAccountPanel(account)), "li.row", words)
}

// TestInvitationTriedIsOpened: whoever went to Microsoft has opened the link, though
// its mail was not delivered.
func TestInvitationTriedIsOpened(t *testing.T) {
	i := invitation(link.InvitationOpen)
	i.Mail, i.Try = views.MailFailed, "At Microsoft now"
	d := parse(t, views.InvitationPanel(invitationModel(i)))
	has(t, d, ".status h2", "Opened · At Microsoft now")
	has(t, d, ".facts", "Not sent")
}

func TestInvitationMailBeforeItsFirstTry(t *testing.T) {
	m := invitationModel(invitation(link.InvitationOpen))
	m.Invitation.Mail, m.Invitation.MailNext = views.MailQueued, now().Add(5*time.Second)
	d := parse(t, views.InvitationPanel(m))
	if got := text(d, `.facts dd:has(.badge)`); got != "Being sent" {
		t.Errorf("mail: %q", got)
	}
}
