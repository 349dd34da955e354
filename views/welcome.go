package views

import (
	"strings"

	"workbooks.com/authconsole/internal/policy"
)

// passwordNotes names what describes a new password's field.
func passwordNotes(failure string) string {
	if failure == "" {
		return "password-rules"
	}
	return "welcome-error password-rules"
}

func mismatchNote(failure string) string {
	if failure == "" {
		return ""
	}
	return "again-error"
}

// passwordLength is the rule on length, in words.
func passwordLength() string {
	return "At least " + count(policy.MinPassword) + " characters. A few words in a row are easy to remember."
}

// takenWords say how to get in without a password.
func takenWords(m WelcomeModel) string {
	if m.Microsoft {
		return "Log in with Microsoft instead, or ask " + m.Sender + "."
	}
	return "Ask " + m.Sender + " for another login name."
}

// welcomeEnded says how an invitation ended.
func welcomeEnded(s WelcomeState) string {
	switch s {
	case WelcomeUsed:
		return "This invitation has been used."
	case WelcomeRevoked:
		return "This invitation was taken back."
	case WelcomeSuperseded:
		return "A newer invitation took this one’s place."
	default:
		return "This invitation has expired."
	}
}

// welcomeWords say what to do about it.
func welcomeWords(m WelcomeModel) string {
	switch m.State {
	case WelcomeUsed:
		return "A password was set with it. Log in with your e-mail address and that password. It was not you? Tell whoever invited you at once."
	case WelcomeSuperseded:
		return "Look for a newer mail, and use the link in it."
	default:
		return "It can no longer be used. Ask whoever invited you for a new one."
	}
}

// WelcomeText is the mail to an invited user as subject and plain text, laid out like
// InvitationText.
func WelcomeText(m WelcomeMail) (subject, text string) {
	account, sender := oneLine(m.Account), oneLine(m.Sender)
	parts := []string{
		"Hello " + oneLine(m.Name) + ",",
		sender + " (" + oneLine(m.SenderEmail) + ") invites you to work in the Workbooks account of " + account + ". Your login name is " + oneLine(m.Email) + ".",
		"Choose a password here:",
		m.URL,
		welcomeTerms(m),
	}
	if m.Microsoft {
		parts = append(parts, "Or log in with your Microsoft account, without any password of Workbooks:", m.LoginURL)
	}
	parts = append(parts,
		"You do not expect this? Ask "+sender+", or ignore this mail: then nothing happens.",
		"Workbooks, for "+sender+"\nReference "+oneLine(m.Reference),
	)
	return welcomeSubject(m), strings.Join(parts, "\n\n") + "\n"
}

func welcomeSubject(m WelcomeMail) string {
	return oneLine(m.Sender) + " invites you to Workbooks (" + oneLine(m.Account) + ")"
}

func welcomeTerms(m WelcomeMail) string {
	return "The link works once, until " + toTheMinute(m.ExpiresAt) + ". Keep it to yourself: whoever has it can choose your password."
}
