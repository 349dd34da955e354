package views

import "workbooks.com/authconsole/internal/link"

// endedTitle names an end that is neither a link nor a failure.
func endedTitle(s link.RequestState) string {
	switch s {
	case link.Cancelled:
		return "This request was cancelled"
	case link.Expired:
		return "This request has run out"
	case link.Superseded:
		return "Another request took this one’s place"
	default:
		return "This request has ended"
	}
}

func endedWords(s link.RequestState) string {
	switch s {
	case link.Cancelled:
		return "An administrator of your account gave it up. Nothing has changed in Workbooks. " +
			"If somebody pressed Accept at Microsoft all the same, that approval still stands in Azure; it can be removed in the " +
			"Microsoft Entra admin centre › Enterprise applications › Workbooks › Properties › Delete."
	case link.Expired:
		return "Nobody came back from Microsoft within fifteen minutes. Nothing has changed in Workbooks; you can start again at any time."
	case link.Superseded:
		return "You can close this page. The Microsoft authentication window shows where things stand."
	default:
		return "The Microsoft authentication window shows where things stand."
	}
}

func confirmationTitle(m ConsentModel) string {
	l := *m.Link
	if m.Request.ForGroups {
		return groupsTitle(m)
	}
	switch l.State {
	case link.Awaiting:
		return "Approved for " + l.Name() + ", not confirmed yet"
	case link.Rejected, link.Overtaken:
		return "Workbooks was not linked to " + l.Name()
	case link.Enabled, link.Disabled:
		return "Workbooks is linked to " + l.Name()
	default:
		return "Workbooks was linked to " + l.Name()
	}
}

// confirmationWords are true of the link as it is now: it may have been disabled
// or given up since.
func confirmationWords(m ConsentModel) string {
	if m.Request.ForGroups && m.Link.State == link.Enabled {
		return groupsWords(m)
	}
	switch m.Link.State {
	case link.Enabled:
		return "Microsoft authentication is enabled for " + m.Account + "."
	case link.Disabled:
		return "It has been disabled since. You can enable it again in the Microsoft authentication window."
	case link.Awaiting:
		return "Nothing is switched on yet. The Microsoft authentication window asks whether the organisation is yours."
	case link.Rejected, link.Overtaken:
		return "It was never switched on. This page is kept as a record."
	default:
		return "This link has been given up since. This page is kept as a record."
	}
}

// groupsTitle is the headline of a request for the permission to read groups.
func groupsTitle(m ConsentModel) string {
	if m.ProvisioningOff || m.Link.State != link.Enabled {
		return "User Provisioning was switched on"
	}
	return "User Provisioning is on"
}

func groupsWords(m ConsentModel) string {
	words := "Workbooks may read group memberships in " + m.Link.Name() + ". "
	if m.ProvisioningOff {
		return words + "User Provisioning has been switched off since."
	}
	return words + "New people get a user, made by the first User Template that fits."
}
