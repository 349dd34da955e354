package handlers

import (
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// statusRow says what one account's row shows.
func statusRow(s store.Status) views.StatusRow {
	r := views.StatusRow{AccountID: s.AccountID, Account: s.Name, State: s.State, Status: statusOf(s.State, s.Health), Domain: s.Domain, At: s.ChangedAt}
	if s.Health == link.Attention || s.Health == link.Broken {
		r.Status.Word, r.Detail = reasonWords(s.Reason), reasonActor(s.Reason)
	}
	if s.Health == link.Working && !s.ProvenAt.IsZero() {
		r.Detail, r.At = "last proven", s.ProvenAt
	}
	return r
}

// statusOf is state and health as icon and word.
func statusOf(state link.State, health link.Health) views.Status {
	if state == link.Enabled && health != "" {
		return healthStatus(health)
	}
	tones := map[link.State]views.Tone{link.Enabled: views.OK, link.Awaiting: views.Wait}
	tone, ok := tones[state]
	if !ok {
		tone = views.Idle
	}
	return views.Status{Tone: tone, Word: stateWords(state)}
}

func healthStatus(h link.Health) views.Status {
	switch h {
	case link.Attention:
		return views.Status{Tone: views.Warn, Word: "Needs attention"}
	case link.Broken:
		return views.Status{Tone: views.Stop, Word: "Broken"}
	case link.Working:
		return views.Status{Tone: views.OK, Word: "Working"}
	default:
		return views.Status{Tone: views.Idle, Word: "Not known"}
	}
}

func stateWords(s link.State) string {
	words := map[link.State]string{
		link.NotLinked: "Not linked", link.Awaiting: "Awaiting confirmation", link.Enabled: "Enabled", link.Disabled: "Disabled",
		link.Unlinked: "Unlinked", link.Replaced: "Replaced", link.Rejected: "Rejected", link.Overtaken: "Overtaken",
	}
	return words[s]
}

// reasonWords names why a link needs attention or is broken.
func reasonWords(reason string) string {
	words := map[string]string{
		link.ReasonAdvancedSecurityEnded: "Advanced Security has ended",
		link.ReasonContested:             "Another account tried to link it",
		link.ReasonConsentWithdrawn:      "Consent withdrawn",
		link.ReasonAppDisabled:           "Switched off in Azure",
		link.ReasonBlockedByPolicy:       "Blocked by a policy",
		link.ReasonNotAssigned:           "Nobody assigned in Azure",
	}
	if w, ok := words[reason]; ok {
		return w
	}
	return "Needs attention"
}

// reasonActor names who must act on it.
func reasonActor(reason string) string {
	switch reason {
	case link.ReasonAdvancedSecurityEnded:
		return "account manager must act"
	case link.ReasonContested:
		return "Workbooks administrator should look"
	default:
		return "Azure administrator must act"
	}
}

// reasonSentence says it in full.
func reasonSentence(reason string) string {
	sentences := map[string]string{
		link.ReasonAdvancedSecurityEnded: "The account no longer has Advanced Security. The link is kept, but nothing new can be started; the account manager can help.",
		link.ReasonContested:             "Somebody tried to link this organisation to another Workbooks account. It was refused; the customer’s administrators can say whether they know of it.",
		link.ReasonConsentWithdrawn:      "Azure no longer knows the approval for Workbooks: it was deleted or taken back there. An Azure administrator has to approve again.",
		link.ReasonAppDisabled:           "Login to Workbooks is switched off in Azure: Microsoft Entra admin centre › Enterprise applications › Workbooks › Properties.",
		link.ReasonBlockedByPolicy:       "A policy in the customer’s Azure stopped the last attempt. An Azure administrator can see which one in the sign-in logs.",
		link.ReasonNotAssigned:           "Azure lets only assigned people use Workbooks, and the last person was not one of them.",
	}
	return sentences[reason]
}
