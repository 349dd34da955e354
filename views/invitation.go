package views

import (
	"net/url"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views/ui"
)

// invitationTitle is the one thing to know about an invitation now.
func invitationTitle(m InvitationModel) string {
	i := m.Invitation
	switch i.State {
	case link.InvitationApproved:
		return approvedTitle(m)
	case link.InvitationRevoked:
		return "This link was revoked"
	case link.InvitationSuperseded:
		return "A newer request took this one’s place"
	case link.InvitationExpired:
		return "This link has expired"
	default:
		return openTitle(m)
	}
}

// approvedTitle tells what became of the approval.
func approvedTitle(m InvitationModel) string {
	switch m.Invitation.LinkState {
	case link.Awaiting:
		return "Approved, and waiting for " + m.Account + " to confirm"
	case link.Enabled:
		return "Approved and confirmed"
	case link.Disabled:
		return "Approved, and disabled since"
	case link.Rejected:
		return "Approved at Microsoft, but rejected by " + m.Account
	case link.Overtaken:
		return "Approved at Microsoft, but another organisation was linked first"
	case link.Unlinked, link.Replaced:
		return "Approved, and no longer linked"
	default:
		return "Approved at Microsoft"
	}
}

func openTitle(m InvitationModel) string {
	switch {
	case m.Invitation.Try != "":
		return "Opened · " + m.Invitation.Try
	case m.Invitation.Mail == MailFailed:
		return "The mail could not be sent"
	case m.Invitation.Opens > 0:
		return "The link has been opened"
	case m.Invitation.Mail == MailSent:
		return "The mail is sent"
	case m.URL != "" || m.Invitation.Mail == NoMail:
		return "The link is ready"
	}
	return "The mail is being sent"
}

// invitationWords say what is waited for, or what can be done.
func invitationWords(m InvitationModel) string {
	switch m.Invitation.State {
	case link.InvitationApproved:
		return afterApproval(m.Invitation.LinkState)
	case link.InvitationRevoked, link.InvitationExpired:
		return "It can no longer be used. Nothing was approved with it."
	case link.InvitationSuperseded:
		return "The link of this one can no longer be used."
	default:
		return openWords(m)
	}
}

func openWords(m InvitationModel) string {
	if m.Invitation.Opens == 0 && m.Invitation.Mail == NoMail {
		return "Give it to your Azure administrator. This page shows when they open it and what comes of it."
	}
	return "This page shows what comes of it. When they have approved, you are asked whether the organisation is yours."
}

// headTone is the class of a headline: green when all is well, else quiet with the
// icon in the colour of the tone.
func headTone(s Status) string {
	if s.Tone == OK {
		return "is-ok"
	}
	return "is-idle tone-" + string(s.Tone)
}

func mailStatus(s MailState) Status {
	switch s {
	case MailSent:
		return Status{OK, "Sent"}
	case MailFailed:
		return Status{Warn, "Not sent"}
	default:
		return Status{Wait, "Being sent"}
	}
}

// ahead says when a moment to come is, seen from now; one that has passed is «within
// a minute», since what it announces is then about to happen.
func ahead(t, now time.Time) string {
	left := t.Sub(now)
	switch {
	case left <= time.Minute:
		return "within a minute"
	case left < time.Hour:
		return "in " + ui.Count(int(left.Round(time.Minute)/time.Minute), "minute", "minutes")
	}
	return "in " + ui.Count(int(left.Round(time.Hour)/time.Hour), "hour", "hours")
}

// mailto is the address that opens a mail program with everything filled in
// (RFC 6068): spaces are %20, lines end in CR LF, and nothing that was typed can add
// another header.
func mailto(to, subject, body string) string {
	address := "mailto:" + strings.ReplaceAll(mailtoPart(to), "%40", "@")
	if subject == "" && body == "" {
		return address
	}
	lines := strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\n", "\r\n")
	return address + "?subject=" + mailtoPart(subject) + "&body=" + mailtoPart(lines)
}

func mailtoPart(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
