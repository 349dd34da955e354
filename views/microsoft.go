package views

import (
	"strings"

	"workbooks.com/authconsole/internal/link"
)

// waiting reports whether a consent request is under way.
func waiting(r *Request) bool { return r != nil && r.State.Open() }

// awaitsOthers reports whether an approval may arrive at any moment through an
// invitation; an answer that must stay is not asked away.
func awaitsOthers(m MicrosoftModel) bool {
	return m.Explain.Answer == nil && openInvitations(m.Invitations) > 0
}

// somethingStands reports whether a failure, a confirmation or a reviewer is what the
// window is about now, and not how linking works.
func somethingStands(m MicrosoftModel) bool {
	return m.Failed != nil || len(m.Awaiting) > 0 || m.Check != ""
}

// replacePath asks before another organisation is linked.
func replacePath() string { return PathConsents + "/replace" }

// startPath starts a consent request; an account that is linked says that it was
// asked whether to link again.
func startPath(linked bool) string {
	if linked {
		return PathConsents + "?replace=yes"
	}
	return PathConsents
}

// againPath opens Microsoft once more for a request that is under way.
func againPath(r Request, linked bool) string {
	if r.ForGroups {
		return PathProvisioningOn
	}
	return startPath(linked)
}

func linkIcon(s link.State) string {
	if s == link.Enabled {
		return "ok"
	}
	return "idle"
}

func linkHeadline(s link.State) string {
	switch s {
	case link.Enabled:
		return "Microsoft authentication is enabled"
	case link.Disabled:
		return "Microsoft authentication is disabled"
	default:
		return "Microsoft authentication is not linked"
	}
}

func linkWords(s link.State) string {
	if s == link.Enabled {
		return "Your account is linked to your organisation in Microsoft Azure."
	}
	return "The link to your organisation is kept, but it is not in use. You can enable it again at any time."
}

// domainList names up to three domains and counts the rest.
func domainList(domains []string) string {
	if len(domains) <= 3 {
		return strings.Join(domains, " · ")
	}
	return strings.Join(domains[:3], " · ") + " and " + count(len(domains)-3) + " more"
}

func permissionList(list []string) string { return strings.Join(list, " · ") }
