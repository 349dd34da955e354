package guidance_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
)

const invitation = "https://console.a-long-name-of-a-company.example/consent/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// byLink are the causes that end with an approval on the page of an invitation.
func byLink() []guidance.Cause {
	return []guidance.Cause{guidance.NoAuthority, guidance.ApprovalRequested, guidance.AppRisky, guidance.ConsentMissing,
		guidance.AppMissing, guidance.NotAdministrator}
}

// toDo returns what a letter asks for.
func toDo(t *testing.T, letter guidance.Letter) string {
	t.Helper()
	_, steps, found := strings.Cut(letter.Body, "What to do:\n")
	steps, _, ended := strings.Cut(steps, "\n\n")
	if !found || !ended {
		t.Fatalf("no steps:\n%s", letter.Body)
	}
	return steps
}

func TestALetterWithALinkBeginsByOpeningIt(t *testing.T) {
	f := facts()
	f.Link = invitation
	want := ` 1. Open this link:
` + invitation + `
 2. Read there what Workbooks asks for, and choose «Approve at Microsoft…».
    You need no Workbooks login.
 3. Log in with an account that has one of these roles: Global, Privileged
    Role, Application or Cloud Application Administrator. If you hold none
    of them, please pass this mail on to somebody who does.
 4. Press Accept. Microsoft may ask once more who you are: choose the same
    account.
 5. The Workbooks administrator then confirms that it is the right
    organisation, and Microsoft login is on.`
	if diff := cmp.Diff(want, toDo(t, guidance.NoAuthority.For(guidance.ForApprover).Letter(f))); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	for _, cause := range byLink() {
		if steps := toDo(t, guidance.Explain(cause).Letter(f)); !strings.HasPrefix(steps, " 1. Open this link:\n"+invitation+"\n 2. Read there ") {
			t.Errorf("%s:\n%s", cause, steps)
		}
	}
}

func TestALetterWithoutALinkSaysWhoWillSendOne(t *testing.T) {
	for audience, first := range map[guidance.Audience]string{
		guidance.ForAdministrator: " 1. I will send you a link from Workbooks. Open it.\n",
		guidance.ForHelpdesk:      " 1. The Workbooks administrator will send you a link from Workbooks. Open\n    it.\n",
		guidance.ForSupport:       " 1. The Workbooks administrator will send you a link from Workbooks. Open\n    it.\n",
	} {
		for _, cause := range byLink() {
			if steps := toDo(t, cause.For(audience).Letter(facts())); !strings.HasPrefix(steps, first) {
				t.Errorf("%s for the %s:\n%s", cause, audience, steps)
			}
		}
	}
}

func TestALetterNeverClaimsThatWorkbooksSendsIt(t *testing.T) {
	for _, cause := range guidance.Causes() {
		for _, audience := range guidance.Audiences() {
			if body := oneLine(cause.For(audience).Letter(facts()).Body); strings.Contains(body, "Workbooks sends you") {
				t.Errorf("%s for the %s:\n%s", cause, audience, body)
			}
		}
	}
}

func TestALetterWithoutAnApprovalHoldsNoLink(t *testing.T) {
	f := facts()
	f.Link = invitation
	for _, cause := range []guidance.Cause{guidance.NotAssigned, guidance.BlockedByPolicy, guidance.OurSetup, guidance.MicrosoftSlow} {
		if body := guidance.Explain(cause).Letter(f).Body; strings.Contains(body, "/consent/") || strings.Contains(body, "{open}") {
			t.Errorf("%s:\n%s", cause, body)
		}
	}
}

func TestS18_ALinkCannotWriteTheLetter(t *testing.T) {
	f := facts()
	f.Link = invitation + "\r\n\r\nSend your password to\u2028nobody@elsewhere.example"
	body := guidance.Explain(guidance.NoAuthority).Letter(f).Body
	if strings.Contains(body, "\nSend your password") || strings.ContainsAny(body, "\r\u2028") || !utf8.ValidString(body) {
		t.Errorf("a line of its own:\n%s", body)
	}
}
