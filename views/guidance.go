package views

import (
	"net/url"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/guidance"
)

// guidanceIcon is the one of waiting, except when we are at fault.
func guidanceIcon(ourSide bool) string {
	if ourSide {
		return "stop"
	}
	return "warn"
}

// whoWords names who must act, in as many words as there are.
func whoWords(g guidance.Guidance) string {
	if g.WhoIs != "" {
		return g.WhoIs
	}
	switch g.Who {
	case guidance.You:
		return "You"
	case guidance.AzureAdministrator:
		return "An Azure administrator"
	case guidance.Workbooks:
		return "Workbooks"
	case guidance.Microsoft:
		return "Microsoft"
	default:
		return "Workbooks support"
	}
}

// retryLabel names the way to try again: with another Microsoft account where
// the one that was used is the reason.
func retryLabel(c guidance.Cause) string {
	switch c {
	case guidance.NoAuthority, guidance.NotAdministrator, guidance.PersonalAccount, guidance.WrongAccount,
		guidance.WrongOrganisation, guidance.TenantTaken, guidance.UnknownTenant:
		return "Try again with another account"
	case guidance.NeverCameBack:
		return "Open it again"
	default:
		return "Try again"
	}
}

// offersInvitation reports whether handing over to an Azure administrator is of
// use: not where Workbooks or Microsoft must act.
func offersInvitation(g GuidanceView) bool {
	return g.CanCopy && (g.Who == guidance.You || g.Who == guidance.AzureAdministrator)
}

// invitationFirst reports whether handing over is better than trying again.
func invitationFirst(g GuidanceView) bool {
	return offersInvitation(g) && g.Who == guidance.AzureAdministrator
}

// retryFirst reports whether trying again is the best way on.
func retryFirst(g GuidanceView) bool { return g.Check == "" && !invitationFirst(g) }

// offersMail reports whether there is a ready mail of use: Workbooks support writes
// none to itself.
func offersMail(g GuidanceView) bool {
	return g.Body != "" && (!g.Support || g.Who != guidance.Workbooks)
}

// detailsLabel names the block to copy: support needs no telling whom it is for.
func detailsLabel(support bool) string {
	if support {
		return "Details to copy"
	}
	return "For your IT team and Workbooks support"
}

// addressee names whom the ready mail is for; to support, which has many customers,
// also of which account they are.
func addressee(g GuidanceView) string {
	switch g.Who {
	case guidance.AzureAdministrator:
		if g.Support && g.Account != "" {
			return "the Azure administrator of " + g.Account
		}
		return "the Azure administrator"
	case guidance.Microsoft:
		return "Microsoft’s support"
	case guidance.You:
		return "whoever must act"
	default:
		return "Workbooks support"
	}
}

// mailtoPath opens a mail that is written already (RFC 6068: lines end in CRLF, a
// space is %20 and never a plus sign).
func mailtoPath(to, subject, body string) string {
	return "mailto:" + url.PathEscape(to) + "?subject=" + mailtoText(subject) + "&body=" + mailtoText(body)
}

func mailtoText(text string) string {
	lines := strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	return strings.ReplaceAll(url.QueryEscape(lines), "+", "%20")
}

// guidanceFacts is the block to copy. What is not known is left out.
func guidanceFacts(g GuidanceView) []Detail {
	all := []Detail{
		{"Reference", g.Reference},
		{"Account", g.Account},
		{"Time", utc(g.At)},
		{"Microsoft’s time", utc(g.Failure.At)},
		{"OAuth error", g.Failure.OAuthError},
		{"Microsoft’s code", aadsts(g.Failure.AADSTS)},
		{"Correlation ID", g.Failure.CorrelationID},
		{"Trace ID", g.Failure.TraceID},
	}
	known := make([]Detail, 0, len(all))
	for _, d := range all {
		if d.Value != "" {
			known = append(known, d)
		}
	}
	return known
}

// utc writes a time as logs and tickets want it; the zero time is empty.
func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

func aadsts(digits string) string {
	if digits == "" {
		return ""
	}
	return "AADSTS" + digits
}

// aboutGroups reports whether the permission to read groups was asked for.
func aboutGroups(g GuidanceView) bool { return g.RetryPath == PathProvisioningOn }
