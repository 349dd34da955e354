package guidance_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
)

func TestAfterCheckTheApprovalStandsAndOnlyTheProofIsMissing(t *testing.T) {
	g := guidance.Explain(guidance.NotAdministrator).AfterCheck()
	want := "Nothing has changed in Workbooks. If a reviewer has approved Workbooks in Azure, that approval stands, and that is right: leave it there."
	if g.Changed != want {
		t.Errorf("Changed = %q, want %q", g.Changed, want)
	}
	steps := []string{
		"Choose «Check again», and let somebody with one of these four roles log in at Microsoft once, in this browser.",
		"Or give them a link to do it: «Send to your Azure administrator…». They need no Workbooks login.",
		"If you hold such a role but have to activate it first, activate it, wait a few minutes and choose «Check again».",
	}
	if diff := cmp.Diff(steps, g.Steps); diff != "" {
		t.Errorf("Steps (-want +got):\n%s", diff)
	}
	if g.Cause != guidance.NotAdministrator || !strings.Contains(g.Meaning, "Only this proof is missing") {
		t.Errorf("Cause = %q, Meaning = %q", g.Cause, g.Meaning)
	}
}

func TestAfterCheckNobodyIsToldToDelete(t *testing.T) {
	for _, cause := range guidance.Causes() {
		for _, audience := range guidance.Audiences() {
			for _, g := range []guidance.Guidance{cause.For(audience).AfterCheck(), cause.For(audience).AfterApproval().AfterCheck()} {
				_, sentences := words(g)
				text := strings.Join(append(sentences, oneLine(g.Letter(facts()).Body)), " ")
				if strings.Contains(text, "Delete") || strings.Contains(text, "removed:") {
					t.Errorf("%s for the %s: %q", cause, audience, text)
				}
				if g.Cause != cause || g.Audience != audience || len(g.Steps) == 0 {
					t.Errorf("%s for the %s became %+v", cause, audience, g)
				}
			}
		}
	}
}

func TestAfterCheckEveryAudienceLearnsWhoHasToLogInOnce(t *testing.T) {
	for _, audience := range []guidance.Audience{guidance.ForAdministrator, guidance.ForApprover, guidance.ForHelpdesk, guidance.ForSupport} {
		g := guidance.NotAdministrator.For(audience).AfterCheck()
		wantRolesNamed(t, g)
		if first := g.Steps[0]; !strings.Contains(first, "one of these four roles") || !strings.Contains(first, "once") {
			t.Errorf("for the %s: %q", audience, g.Steps)
		}
		if named := strings.Contains(strings.Join(g.Steps, " "), "«Check again»"); named != (audience == guidance.ForAdministrator) {
			t.Errorf("for the %s: «Check again» named = %v", audience, named)
		}
	}
}

func TestTheLetterAfterCheckAsksForTheProofOnly(t *testing.T) {
	body := oneLine(guidance.Explain(guidance.NotAdministrator).AfterCheck().Letter(facts()).Body)
	for _, want := range []string{"Only this proof is missing", "that approval stands, and that is right", "If Microsoft shows its permissions page once more, press Accept."} {
		if !strings.Contains(body, want) {
			t.Errorf("the letter lacks %q:\n%s", want, body)
		}
	}
}
