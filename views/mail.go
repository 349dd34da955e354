package views

import (
	"strings"
	"time"
)

// InvitationText is the mail to an Azure administrator as subject and plain text. The
// link stands in a paragraph of its own, so that no mail program breaks it; names
// are brought to one line, so that none can add a header or a paragraph.
func InvitationText(m InvitationMail) (subject, text string) {
	account, sender := oneLine(m.Account), oneLine(m.Sender)
	parts := []string{
		"Hello,",
		sender + " of " + account + " (" + oneLine(m.SenderEmail) + ") " + mailAsks(m) + " Workbooks is the CRM that " + account + " works with.",
	}
	if m.Message != "" {
		parts = append(parts, sender+" writes:\n"+quoted(m.Message))
	}
	parts = append(parts,
		"The page behind this link tells what you would approve and what you would not. You need no Workbooks login, and opening it changes nothing:",
		m.URL,
		mailTerms(m),
		"You do not expect this? Ask "+sender+", or ignore this mail: then nothing happens.",
		"Workbooks, for "+sender+"\nReference "+oneLine(m.Reference),
	)
	return mailSubject(m), strings.Join(parts, "\n\n") + "\n"
}

func mailSubject(m InvitationMail) string {
	if m.ForGroups {
		return oneLine(m.Account) + " asks you for one more permission for Workbooks in Microsoft Azure"
	}
	return oneLine(m.Account) + " asks you to approve Workbooks in Microsoft Azure"
}

// mailAsks goes on after who asks.
func mailAsks(m InvitationMail) string {
	if m.ForGroups {
		return "asks you to approve one more permission for Workbooks in Microsoft Azure: «Read group memberships» (GroupMember.Read.All), so that new people get what their Azure groups entitle them to. Your organisation is linked already; nothing else is added."
	}
	return "asks you to approve Workbooks in Microsoft Azure, so that people there can log in with their Microsoft account."
}

// mailTerms says how long the link works, who can use it and which organisation it
// is for.
func mailTerms(m InvitationMail) string {
	words := "The link works until " + toTheMinute(m.ExpiresAt) + "."
	if m.Required != "" {
		words += " It must be the organisation " + oneLine(m.Required) + "."
	}
	return words + " You are not the one who looks after Microsoft accounts in your organisation? Please pass it on to them."
}

// toTheMinute writes a moment to the minute, in UTC: «10 March 2026, 10:36 UTC».
func toTheMinute(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04") + " UTC" }

// oneLine brings a text to one line with single spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// quoted marks every line as somebody else's words.
func quoted(text string) string { return "> " + strings.Join(messageLines(text), "\n> ") }

// messageLines are the lines of a message, however they end.
func messageLines(text string) []string {
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimSpace(text)), "\n")
}
