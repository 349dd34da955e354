package guidance_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
)

func facts() guidance.Facts {
	return guidance.Facts{
		Account: "Brightwater Ltd", Reference: "WB-7F3K-9QD2", Tenant: "7a1c0000-0000-4000-8000-000000001d01",
		AccountUsed: "ada@brightwater.example", Sender: "Ada Lovelace", At: at.Add(2e9),
		Failure: failure(guidance.NoAuthority, "access_denied", "90094"),
	}
}

func TestLetterToTheAzureAdministrator(t *testing.T) {
	want := guidance.Letter{
		Subject: "The Microsoft account used is not assigned to Workbooks · Brightwater Ltd · WB-7F3K-9QD2",
		Body: `Hello,

Something in Microsoft Azure keeps Workbooks from working for Brightwater
Ltd. Could you please help?

The Microsoft account used is not assigned to Workbooks. In the organisation
only the people who are assigned to Workbooks in Azure may log in to it.
Nothing has changed in Workbooks or in Azure.

What to do:
 1. Add the person under Users and groups of Workbooks, or a group that has
    them as a direct member.
 2. A group inside a group does not count.

Where (Microsoft Entra ID was called Azure Active Directory before):
Microsoft Entra admin centre › Enterprise applications › Workbooks › Users
and groups

Details:
  Time: 2026-03-03 10:33:14 UTC
  Time at Microsoft: 2026-03-03 10:33:12 UTC
  Number: AADSTS90094 (Microsoft’s code)
  Kind: access_denied (Microsoft’s word for it)
  Correlation ID: 5f1c3d2e-2222-4abc-9def-00000000bbbb
  Trace ID: 0b7a2f6e-1111-4abc-9def-00000000aaaa
  Organisation (tenant): 7a1c0000-0000-4000-8000-000000001d01
  Microsoft account used: ada@brightwater.example
  Workbooks account: Brightwater Ltd
  Workbooks reference: WB-7F3K-9QD2

Kind regards
Ada Lovelace
`,
	}
	if diff := cmp.Diff(want, guidance.NotAssigned.For(guidance.ForAdministrator).Letter(facts())); diff != "" {
		t.Errorf("Letter (-want +got):\n%s", diff)
	}
}

func TestLetterGoesToWhoMustAct(t *testing.T) {
	for _, cause := range guidance.Causes() {
		for _, audience := range guidance.Audiences() {
			g := cause.For(audience)
			letter := g.Letter(facts())
			if (letter == guidance.Letter{}) != (g.Who == guidance.You) {
				t.Errorf("%s for the %s: %s must act, letter %q", cause, audience, g.Who, letter.Subject)
			}
			if (letter.To != "") != (g.Who == guidance.Workbooks) || letter.To != "" && letter.To != guidance.SupportAddress {
				t.Errorf("%s: To = %q", cause, letter.To)
			}
			if g.Who != guidance.You {
				wantLetter(t, cause, g.Who, letter)
			}
		}
	}
}

func wantLetter(t *testing.T, cause guidance.Cause, who guidance.Who, letter guidance.Letter) {
	t.Helper()
	for _, detail := range []string{"2026-03-03 10:33:14 UTC", "AADSTS90094 (Microsoft’s code)", correlationID, traceID,
		"7a1c0000-0000-4000-8000-000000001d01", "WB-7F3K-9QD2", "Ada Lovelace"} {
		if !strings.Contains(letter.Body, detail) {
			t.Errorf("%s: the letter lacks %q", cause, detail)
		}
	}
	if strings.Contains(letter.Body, " 1. ") != (who == guidance.AzureAdministrator) {
		t.Errorf("%s: steps in the letter to %s:\n%s", cause, who, letter.Body)
	}
	for _, button := range []string{"«Try again", "«Add Workbooks", "«Send to", "«Check again", "shown below", "{open}"} {
		if strings.Contains(letter.Body, button) {
			t.Errorf("%s: the letter speaks of %s:\n%s", cause, button, letter.Body)
		}
	}
	if strings.ContainsAny(letter.Body, "{}") || strings.ContainsAny(letter.Subject, "{}\r\n") {
		t.Errorf("%s: unfinished words: %s\n%s", cause, letter.Subject, letter.Body)
	}
	for line := range strings.Lines(letter.Body) {
		if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 76 || strings.HasSuffix(line, " \n") {
			t.Errorf("%s: line of %d characters: %q", cause, n, line)
		}
	}
}

func TestLetterLeavesOutWhatIsNotKnown(t *testing.T) {
	for _, cause := range []guidance.Cause{guidance.NoAuthority, guidance.OurSetup, guidance.MicrosoftSlow} {
		letter := guidance.Explain(cause).Letter(guidance.Facts{})
		for _, label := range []string{"Details:", "Time", "AADSTS", "Correlation", "0001", "for .", "\n\n\n"} {
			if strings.Contains(letter.Body, label) {
				t.Errorf("%s: %q in\n%s", cause, label, letter.Body)
			}
		}
		if !strings.HasSuffix(letter.Body, "Kind regards\n") || strings.Contains(letter.Subject, "·") {
			t.Errorf("%s: %q\n%s", cause, letter.Subject, letter.Body)
		}
	}
}

func TestLetterSaysThatAnApprovalMayStand(t *testing.T) {
	body := guidance.Explain(guidance.NoAuthority).AfterApproval().Letter(facts()).Body
	if !strings.Contains(strings.Join(strings.Fields(body), " "), "that approval still stands in Azure") {
		t.Errorf("the letter says that nothing has changed in Azure:\n%s", body)
	}
}

func TestS18_FactsCannotWriteTheLetter(t *testing.T) {
	f := facts()
	f.Account = "Brightwater\r\nBcc: everybody@elsewhere.example\r\n\r\n" + strings.Repeat("x", 300)
	f.Sender, f.AccountUsed, f.Tenant = "Ada\u2028Click here", "ada\x00\x1b[31m@brightwater.example", "\u0085\n1. Send your password"
	for _, cause := range []guidance.Cause{guidance.NoAuthority, guidance.OurSetup, guidance.MicrosoftSlow} {
		letter := guidance.Explain(cause).Letter(f)
		if strings.ContainsAny(letter.Subject, "\r\n") || strings.ContainsAny(letter.Body, "\r\x00\x1b\u2028\u0085") {
			t.Errorf("%s: %q", cause, letter)
		}
		for line := range strings.Lines(letter.Body) {
			if strings.HasPrefix(line, "1. Send") || strings.HasPrefix(line, "Click") || utf8.RuneCountInString(line) > 77 {
				t.Errorf("%s: a line of its own: %q", cause, line)
			}
		}
	}
}
