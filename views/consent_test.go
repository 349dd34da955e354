package views_test

import (
	"regexp"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

func TestConsentPanelByState(t *testing.T) {
	rows := []struct {
		state link.RequestState
		polls bool
		words string
	}{
		{link.AtMicrosoft, true, "Waiting for Microsoft"},
		{link.Approved, true, "checking that it is really your organisation"},
		{link.Proving, true, "checking that it is really your organisation"},
		{link.Cancelled, false, "This request was cancelled"},
		{link.Superseded, false, "Another request took this one’s place"},
		{link.Expired, false, "This request has run out"},
	}
	for _, row := range rows {
		t.Run(string(row.state), func(t *testing.T) {
			d := parse(t, views.ConsentPanel(consent(row.state)))
			has(t, d, "#consent-panel", row.words, "WB-7F3K-9QD2")
			if got := d.Find("#consent-panel[data-poll]").Length() == 1; got != row.polls {
				t.Errorf("polls: %v, want %v", got, row.polls)
			}
		})
	}
}

func TestConfirmationSaysWhatIsNext(t *testing.T) {
	d := parse(t, views.Confirmation(confirmed()))
	has(t, d, "#confirmation", "Workbooks is linked to Brightwater Ltd", "Grace Hopper", "3 March 2026, 08:36:00 UTC", "sign in")
	has(t, d, ".steps",
		"Close this page. The Workbooks window already shows Microsoft authentication as enabled.",
		"Make sure that each person has a valid licence and mailbox in Office 365.",
		"They choose «Log in with Microsoft» on the log-in page. Passwords go on working; none has changed.",
		"The link by itself creates no users",
		"«Assignment required» in the Microsoft Entra admin centre › Enterprise applications › Workbooks.")
	one(t, d, `a[data-close][href="`+views.PathMicrosoft+`"]`)
	one(t, d, "button[data-print]")
	one(t, d, `form[action="`+views.PathUndo("01954f3e-0000-7000-8000-000000000001")+`"]`)
}

func TestConfirmationOffersUndoOnlyWhereItWorks(t *testing.T) {
	late, helpdesk := confirmed(), confirmed()
	late.CanUndo = false
	helpdesk.ReadOnly = true
	for _, m := range []views.ConsentModel{late, helpdesk} {
		none(t, parse(t, views.Confirmation(m)), "form")
	}
}

func TestConfirmationIsTrueOfTheLinkNow(t *testing.T) {
	rows := map[link.State]string{
		link.Enabled:  "Microsoft authentication is enabled for Brightwater Ltd.",
		link.Disabled: "It has been disabled since.",
		link.Unlinked: "This link has been given up since.",
		link.Replaced: "This link has been given up since.",
	}
	for state, words := range rows {
		m := confirmed()
		m.Link.State = state
		has(t, parse(t, views.Confirmation(m)), ".status", words)
	}
}

func TestErrorGuidanceOrder(t *testing.T) {
	for _, cause := range guidance.Causes() {
		t.Run(string(cause), func(t *testing.T) {
			g := failed(cause)
			all := text(parse(t, views.ErrorGuidance(*g)), "#error-guidance")
			at := 0
			for _, part := range []string{g.Title, g.Changed, g.WhoIs, g.Steps[0], "WB-7F3K-9QD2"} {
				i := strings.Index(all[at:], strings.Join(strings.Fields(part), " "))
				if i < 0 {
					t.Fatalf("%q is missing or out of order in %q", part, all)
				}
				at += i
			}
		})
	}
}

// TestErrorGuidanceHasTheButtonItNames: the words of a step name a button, which
// must then be there under that name.
func TestErrorGuidanceHasTheButtonItNames(t *testing.T) {
	named := regexp.MustCompile(`«(Try again[^»]*|Send to your Azure administrator…)»`)
	for _, cause := range guidance.Causes() {
		g := failed(cause)
		d := parse(t, views.ErrorGuidance(*g))
		for _, m := range named.FindAllStringSubmatch(strings.Join(g.Steps, " "), -1) {
			if !strings.Contains(text(d, ".actions"), m[1]) {
				t.Errorf("%s: «%s» is named but not there: %q", cause, m[1], text(d, ".actions"))
			}
		}
	}
}

func TestErrorGuidanceCopyBlock(t *testing.T) {
	d := parse(t, views.ErrorGuidance(*failed(guidance.NoAuthority)))
	has(t, d, "#guidance-details", "access_denied", "AADSTS90094", correlation, trace, "2026-03-03 10:33:00 UTC", "WB-7F3K-9QD2", "Brightwater Ltd")
	one(t, d, "[data-copy-from=guidance-details]")
	bare := failed(guidance.Unknown)
	bare.Failure = guidance.Failure{Cause: guidance.Unknown}
	d = parse(t, views.ErrorGuidance(*bare))
	if words := text(d, "#guidance-details"); strings.Contains(words, "AADSTS") || strings.Contains(words, "Trace") {
		t.Errorf("unknown values are shown: %q", words)
	}
}

func TestErrorGuidanceColourIsOursOnlyWhenWeAreAtFault(t *testing.T) {
	none(t, parse(t, views.ErrorGuidance(*failed(guidance.NoAuthority))), ".our-side")
	one(t, parse(t, views.ErrorGuidance(*failed(guidance.OurCredential))), ".our-side")
}

func TestErrorGuidanceFirstWayIsTheBestOne(t *testing.T) {
	rows := []struct {
		cause   guidance.Cause
		primary string
		invite  int
	}{
		{guidance.NoAuthority, "Send to your Azure administrator…", 1},
		{guidance.Declined, "Try again", 1},
		{guidance.OurCredential, "Try again", 0},
		{guidance.MicrosoftUnreachable, "Try again", 0},
	}
	for _, row := range rows {
		d := parse(t, views.ErrorGuidance(*failed(row.cause)))
		one(t, d, ".button.primary")
		has(t, d, ".button.primary", row.primary)
		if got := d.Find(`a[href="` + views.PathInvite + `"]`).Length(); got != row.invite {
			t.Errorf("%s: handing over is offered %d times, want %d", row.cause, got, row.invite)
		}
	}
}

func TestErrorGuidanceWithoutRights(t *testing.T) {
	g := failed(guidance.NoAuthority)
	g.CanRetry, g.CanCopy = false, false
	none(t, parse(t, views.ErrorGuidance(*g)), "form, a")
}
