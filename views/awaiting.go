package views

import "workbooks.com/authconsole/internal/link"

// awaitingWords tell why somebody has to look at all.
func awaitingWords(a AwaitingLink) string {
	words := "Somebody who held the link has approved Workbooks for it at Microsoft. "
	if a.Replaces != "" {
		return words + "Nothing is switched on yet; the link to " + a.Replaces + " goes on working."
	}
	return words + "Nothing is switched on yet."
}

// askedWords say who asked whom.
func askedWords(i Invitation) string {
	if i.Recipient == "" {
		return i.Sender
	}
	return i.Sender + ", " + i.Recipient + " was asked"
}

// confirmWords tell what «Yes» does, and whom it replaces.
func confirmWords(a AwaitingLink) string {
	name := a.Link.Name()
	words := "If you say yes, Microsoft authentication is enabled for the organisation " + name + "."
	if a.Replaces != "" {
		words += " " + name + " takes the place of " + a.Replaces + ", whose link then ends."
	}
	return words
}

// afterApproval tells what became of an approved invitation.
func afterApproval(s link.State) string {
	switch s {
	case link.Enabled:
		return "An administrator of your account has confirmed it. Microsoft authentication is enabled."
	case link.Disabled:
		return "It was confirmed, and has been disabled since."
	case link.Rejected:
		return "An administrator of your account has rejected it. It was never switched on. The approval may still stand in Azure; the Azure administrator can remove it there."
	case link.Overtaken:
		return "Another organisation was linked before anybody had confirmed this one. It was never switched on."
	case link.Unlinked, link.Replaced:
		return "It was confirmed, and the link has been given up since."
	case link.Awaiting:
		return "It waits for an administrator of your account to say that the organisation is yours."
	default:
		return ""
	}
}
