package views

import (
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views/ui"
)

// recipientName names whom an invitation is for.
func recipientName(i Invitation) string {
	if i.Recipient == "" {
		return "A link to hand over"
	}
	return i.Recipient
}

// invitationStatus is the state of an invitation and, once it was approved, what
// became of the link that it proposed.
func invitationStatus(i Invitation) Status {
	switch i.State {
	case link.InvitationApproved:
		return approvedStatus(i.LinkState)
	case link.InvitationRevoked:
		return Status{Idle, "Revoked"}
	case link.InvitationSuperseded:
		return Status{Idle, "Sent again"}
	case link.InvitationExpired:
		return Status{Idle, "Expired"}
	default:
		return openStatus(i)
	}
}

func openStatus(i Invitation) Status {
	switch {
	case i.Opens > 0 || i.Try != "":
		return Status{Wait, "Opened"}
	case i.Mail == MailFailed:
		return Status{Warn, "Mail not sent"}
	case i.Mail == MailQueued:
		return Status{Wait, "Being sent"}
	}
	return Status{Wait, "Not opened yet"}
}

func approvedStatus(s link.State) Status {
	switch s {
	case link.Awaiting:
		return Status{Warn, "To be confirmed"}
	case link.Enabled:
		return Status{OK, "Enabled"}
	case link.Disabled:
		return Status{Idle, "Disabled"}
	case link.Rejected:
		return Status{Stop, "Rejected"}
	case link.Overtaken:
		return Status{Idle, "Overtaken"}
	case link.Unlinked, link.Replaced:
		return Status{Idle, "No longer linked"}
	default:
		return Status{OK, "Approved"}
	}
}

// mailWord is the state of a mail in as few words as a table wants.
func mailWord(s MailState) string {
	switch s {
	case MailQueued:
		return "Being sent"
	case MailSent:
		return "Sent"
	case MailFailed:
		return "Not sent"
	default:
		return "None"
	}
}

// lifeWords is the day an invitation works until, or that it has ended.
func lifeWords(i Invitation) string {
	if i.State != link.InvitationOpen {
		return "ended"
	}
	return ui.Day(i.ExpiresAt)
}

// invitationDetail is the second line of an invitation in a short list.
func invitationDetail(i Invitation, now time.Time) string {
	words := "Asked "
	if i.ForGroups {
		words = "Asked for group memberships "
	}
	words += ui.Relative(i.CreatedAt, now)
	if i.Sender != "" {
		words += " by " + i.Sender
	}
	if i.State == link.InvitationOpen {
		words += " · works until " + ui.Day(i.ExpiresAt)
	}
	return words
}

func openInvitations(list []Invitation) int {
	n := 0
	for _, i := range list {
		if i.State == link.InvitationOpen || i.LinkState == link.Awaiting {
			n++
		}
	}
	return n
}

// tooManyOpen says why there is no way to another invitation.
func tooManyOpen() string {
	return "At most " + count(link.MaxInvitations) + " requests can be open, or wait to be confirmed, at once. Revoke one to send another."
}
