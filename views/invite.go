package views

import (
	"time"

	"workbooks.com/authconsole/internal/link"
)

// inviteLives lists in days how long an invitation may live.
func inviteLives() []int {
	var days []int
	for _, life := range link.InvitationLives() {
		days = append(days, int(life/(24*time.Hour)))
	}
	return days
}

// recipientHint says what becomes of the address: with mail the link is sent there,
// without it is only written down.
func recipientHint(mails bool) string {
	if mails {
		return "Without an address, choose «Only make the link»."
	}
	return "Optional: it is put into the mail that you open, and kept so that you know whom you asked."
}

// fieldNotes names what describes a field: its error, if there is one, and its hint.
func fieldNotes(field, fault string) string {
	if fault != "" {
		return field + "-error " + field + "-hint"
	}
	return field + "-hint"
}

// invitePath is the form of a new invitation, to link or for the permission to read
// groups.
func invitePath(groups bool) string {
	if groups {
		return PathInviteGroups
	}
	return PathInvite
}

// waitsAt is the tab that shows how a request stands.
func waitsAt(groups bool) string {
	if groups {
		return PathTemplates
	}
	return PathMicrosoft
}

// groupsOrganisation is whose Azure administrator is asked for one more permission.
func groupsOrganisation(m InviteForm) string {
	if m.Linked != "" {
		return m.Linked
	}
	return m.Account
}
