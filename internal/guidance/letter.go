package guidance

import (
	"fmt"
	"strings"
	"time"
)

// SupportAddress is where letters to Workbooks go.
const SupportAddress = "support@workbooks.com"

// Letter is a ready mail in plain text, its lines at most 76 characters long, save a
// link, which stands on a line of its own. To is empty where the writer knows the address better than we do.
type Letter struct{ To, Subject, Body string }

// Facts are what is known of one attempt, for a letter. What is empty is left out.
type Facts struct {
	Account     string    // the customer, e.g. «Brightwater Ltd»
	Reference   string    // ours, e.g. «WB-7F3K-9QD2»
	Tenant      string    // the organisation's ID or domain
	AccountUsed string    // the Microsoft account that was used
	Sender      string    // who writes
	Link        string    // the invitation's address, for whoever is to approve; may be empty
	At          time.Time // by our clock
	Failure     Failure
}

// Letter returns the mail for whoever must act: an Azure administrator, Workbooks
// support, or Microsoft, as the text of a support request. It is the zero Letter
// where the reader of the guidance acts. Line ends and control characters in the
// facts become spaces, so that none can begin a line or a header.
func (g Guidance) Letter(f Facts) Letter {
	f = f.tidy()
	switch g.Who {
	case AzureAdministrator:
		return Letter{Subject: f.about(g.letter().Title), Body: g.toAzure(f)}
	case Workbooks:
		return Letter{To: SupportAddress, Subject: f.about(g.Title), Body: g.toWorkbooks(f)}
	case Microsoft:
		return Letter{Subject: f.about("Login to the application Workbooks"), Body: g.toMicrosoft(f)}
	default:
		return Letter{}
	}
}

// letter returns the words of the same failure for somebody who gets a letter.
func (g Guidance) letter() Guidance {
	words := g.Cause.For(byLetter)
	if g.Checked {
		words = words.AfterCheck()
	}
	return words
}

func (g Guidance) toAzure(f Facts) string {
	words := g.letter()
	opening := "Something in Microsoft Azure keeps Workbooks from working"
	if f.Account != "" {
		opening += " for " + f.Account
	}
	p := page{}
	p.write("Hello,", "", opening+". Could you please help?", "", words.Title+". "+words.Meaning, g.Changed, "", "What to do:")
	for i, step := range words.Steps {
		p.item(fmt.Sprintf("%2d. ", i+1), strings.Replace(step, opens, g.opening(f), 1))
		if step == opens && f.Link != "" {
			p.whole(f.Link)
		}
	}
	if words.Place != "" {
		p.write("", "Where (Microsoft Entra ID was called Azure Active Directory before):", words.Place)
	}
	p.details(f)
	return p.end(f)
}

func (g Guidance) toWorkbooks(f Facts) string {
	words := g.letter()
	p := page{}
	p.write("Hello,", "", "Login with Microsoft does not work as it should. "+words.Title+". "+words.Meaning)
	p.details(f)
	return p.end(f)
}

func (g Guidance) toMicrosoft(f Facts) string {
	p := page{}
	p.write("Hello,", "", "Logging in to the application Workbooks through Microsoft Entra ID did not work. "+
		"What we saw: "+g.letter().Title+".", "",
		"Please look up this login with the details below, and tell us the cause and when it is put right.")
	p.details(f)
	return p.end(f)
}

// about is a subject that also names the account and our reference.
func (f Facts) about(title string) string {
	for _, fact := range []string{f.Account, f.Reference} {
		if fact != "" {
			title += " · " + fact
		}
	}
	return title
}

func (f Facts) tidy() Facts {
	for _, s := range []*string{&f.Account, &f.Reference, &f.Tenant, &f.AccountUsed, &f.Sender, &f.Link, &f.Failure.OAuthError,
		&f.Failure.AADSTS, &f.Failure.CorrelationID, &f.Failure.TraceID} {
		*s = oneLine(*s)
	}
	return f
}

// lines are the known details, a name and a value each.
func (f Facts) lines() [][2]string {
	all := [][2]string{
		{"Time", stampOf(f.At)},
		{"Time at Microsoft", stampOf(f.Failure.At)},
		{"Number", suffixed("AADSTS"+f.Failure.AADSTS, f.Failure.AADSTS, " (Microsoft’s code)")},
		{"Kind", suffixed(f.Failure.OAuthError, f.Failure.OAuthError, " (Microsoft’s word for it)")},
		{"Correlation ID", f.Failure.CorrelationID},
		{"Trace ID", f.Failure.TraceID},
		{"Organisation (tenant)", f.Tenant},
		{"Microsoft account used", f.AccountUsed},
		{"Workbooks account", f.Account},
		{"Workbooks reference", f.Reference},
	}
	known := all[:0]
	for _, line := range all {
		if line[1] != "" {
			known = append(known, line)
		}
	}
	return known
}

func suffixed(text, known, suffix string) string {
	if known == "" {
		return ""
	}
	return text + suffix
}

func stampOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateTime) + " UTC"
}

func oneLine(s string) string {
	printable := strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(printable), " ")
}
