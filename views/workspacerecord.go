package views

import "workbooks.com/authconsole/internal/link"

// recordStatus is the tone of a record's headline: green only once the account has
// confirmed the approval.
func recordStatus(s link.State) Status {
	switch s {
	case link.Enabled:
		return Status{Tone: OK}
	case link.Awaiting, "":
		return Status{Tone: Wait}
	default:
		return Status{Tone: Idle}
	}
}

// recordOver reports whether an approval is of no more use, so that taking it back in
// Azure is what matters now.
func recordOver(s link.State) bool {
	switch s {
	case link.Rejected, link.Overtaken, link.Replaced, link.Unlinked:
		return true
	default:
		return false
	}
}

// recordTitle is what became of the approval.
func recordTitle(m WorkspaceModel) string {
	switch m.LinkState {
	case link.Enabled:
		return approvedFor(m) + ", thank you"
	case link.Disabled:
		return approvedFor(m) + ", and switched off for now"
	case link.Rejected:
		return "Approved, but " + m.Account + " did not accept it"
	case link.Overtaken, link.Replaced:
		return m.Account + " uses another organisation now"
	case link.Unlinked:
		return m.Account + " no longer uses this approval"
	default:
		return "Approved, and waiting for " + m.Account + " to confirm"
	}
}

func approvedFor(m WorkspaceModel) string {
	if m.Link == nil || m.Link.Organisation == "" {
		return "Approved"
	}
	return "Approved for " + m.Link.Organisation
}

// recordWords say more of it, so that they are true whenever the page is opened. Who
// confirmed is the account: it need not be the person who asked.
func recordWords(m WorkspaceModel) string {
	const stands = " In Azure your approval still stands until somebody takes it back; the next lines tell how."
	switch m.LinkState {
	case link.Enabled:
		if m.ForGroups {
			return "Workbooks may read the groups of somebody who logs in, for the users of " + m.Account + ". You can close this page."
		}
		return m.Account + " has confirmed it: Microsoft authentication is enabled for " + m.Account + ". You can close this page."
	case link.Disabled:
		return m.Account + " had confirmed it, and has disabled Microsoft authentication since. Nobody logs in with it."
	case link.Rejected, link.Overtaken:
		return "It was never switched on, and nobody logs in with it." + stands
	case link.Replaced, link.Unlinked:
		return "Nobody logs in with it any more." + stands
	default:
		return "An administrator of " + m.Account + " looks whether it is the right organisation; nothing is switched on before. There is nothing more for you to do, and you can close this page."
	}
}

// recordScope is what was approved, and whether it is of use.
func recordScope(m WorkspaceModel) string {
	scope := "Logging in to Workbooks with Microsoft, for people of "
	if m.ForGroups {
		scope = "Reading the groups of somebody who logs in to Workbooks, for "
	}
	switch {
	case recordOver(m.LinkState):
		return scope + m.Account + "; not in use"
	case m.LinkState == link.Enabled || m.LinkState == link.Disabled:
		return scope + m.Account
	}
	return scope + m.Account + ", once it has confirmed"
}
