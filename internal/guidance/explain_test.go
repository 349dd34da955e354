package guidance_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
)

// words are all texts of a guidance; every one but the title is made of sentences.
func words(g guidance.Guidance) (title string, sentences []string) {
	return g.Title, append([]string{g.Meaning, g.Changed, g.WhoIs}, g.Steps...)
}

func TestEveryCauseHasCompleteWords(t *testing.T) {
	parties := []guidance.Who{guidance.You, guidance.AzureAdministrator, guidance.Workbooks, guidance.Microsoft}
	for _, cause := range guidance.Causes() {
		t.Run(string(cause), func(t *testing.T) {
			g := guidance.Explain(cause)
			if g.Cause != cause {
				t.Errorf("Cause = %q", g.Cause)
			}
			if !slices.Contains(parties, g.Who) {
				t.Errorf("Who = %q", g.Who)
			}
			if n := len(g.Steps); n < 2 || n > 5 {
				t.Errorf("%d steps, want 2 to 5", n)
			}
			title, sentences := words(g)
			if title == "" || strings.HasSuffix(title, ".") || len(title) > 72 {
				t.Errorf("title %q", title)
			}
			for _, s := range sentences {
				if len(s) < 10 || len(s) > 400 || !regexp.MustCompile(`^[«A-Z].*\.$`).MatchString(s) {
					t.Errorf("not whole sentences: %q", s)
				}
			}
		})
	}
}

func TestEveryCauseHasWordsOfItsOwn(t *testing.T) {
	seen := map[string]guidance.Cause{}
	for _, cause := range guidance.Causes() {
		title := guidance.Explain(cause).Title
		if other, taken := seen[title]; taken {
			t.Errorf("%s and %s share the title %q", cause, other, title)
		}
		seen[title] = cause
	}
}

func TestWordsArePlainKindAndBritish(t *testing.T) {
	for name, unwanted := range map[string]*regexp.Regexp{
		"codes":             regexp.MustCompile(`AADSTS|[0-9]{4,}|[a-z]_[a-z]|error_|https?:`),
		"jargon":            regexp.MustCompile(`(?i)\b(tenant|nonce|token|claim|callback|redirect|oauth|openid|service principal|tid|wids|parameter)s?\b`),
		"American spelling": regexp.MustCompile(`(?i)organiz|authoriz|recogniz|\bcenters?\b|\blicenses?\b|\bcolor|favor|cancell?ation code|catalog\b`),
		"blame":             regexp.MustCompile(`(?i)you failed|your (mistake|fault)|invalid|illegal|wrong|incorrect password|forbidden|must not`),
		"emptiness":         regexp.MustCompile(`(?i)contact your administrator|an error (has )?occurred|something went|oops|unexpected error|try again later`),
		"haste":             regexp.MustCompile(`!|  |\bsimply\b|\bobviously\b`),
	} {
		t.Run(name, func(t *testing.T) {
			for _, cause := range guidance.Causes() {
				title, sentences := words(guidance.Explain(cause))
				for _, s := range append(sentences, title) {
					if found := unwanted.FindString(s); found != "" {
						t.Errorf("%s: %q in %q", cause, found, s)
					}
				}
			}
		})
	}
}

func TestTheClassicKeepsItsFixedWords(t *testing.T) {
	g := guidance.Explain(guidance.NoAuthority)
	if want := "Your Microsoft account may not approve for the whole organisation"; g.Title != want {
		t.Errorf("Title = %q, want %q", g.Title, want)
	}
	if want := "Nothing has changed in Workbooks or in Azure."; g.Changed != want {
		t.Errorf("Changed = %q, want %q", g.Changed, want)
	}
	for _, role := range []string{"Global Administrator", "Privileged Role Administrator", "Cloud Application Administrator"} {
		if !strings.Contains(g.WhoIs, role) {
			t.Errorf("WhoIs lacks %q: %q", role, g.WhoIs)
		}
	}
}

func TestOurFaultIsSaidAndOnlyOurs(t *testing.T) {
	for _, cause := range guidance.Causes() {
		g := guidance.Explain(cause)
		ours := cause == guidance.OurCredential || cause == guidance.OurSetup
		if g.OurSide != ours {
			t.Errorf("%s: OurSide = %v", cause, g.OurSide)
		}
		if said := strings.Contains(g.Meaning, "our fault"); said != ours {
			t.Errorf("%s: Meaning = %q", cause, g.Meaning)
		}
		if ours && (g.Who != guidance.Workbooks || !strings.Contains(g.Changed, "Nobody’s link has changed.")) {
			t.Errorf("%s: Who = %q, Changed = %q", cause, g.Who, g.Changed)
		}
	}
}

func TestAzureIsSaidToBeUnchangedOnlyWhereThatIsCertain(t *testing.T) {
	var certain []guidance.Cause
	for _, cause := range guidance.Causes() {
		if strings.Contains(guidance.Explain(cause).Changed, "or in Azure") {
			certain = append(certain, cause)
		}
	}
	want := []guidance.Cause{guidance.NoAuthority, guidance.Declined, guidance.PersonalAccount, guidance.WrongAccount,
		guidance.UnknownTenant, guidance.BlockedByPolicy, guidance.NotAssigned}
	if diff := cmp.Diff(want, certain); diff != "" {
		t.Errorf("causes that leave Azure unchanged (-want +got):\n%s", diff)
	}
}

func TestAfterApprovalAzureMayHaveChanged(t *testing.T) {
	for _, cause := range guidance.Causes() {
		before, after := guidance.Explain(cause), guidance.Explain(cause).AfterApproval()
		if strings.Contains(after.Changed, "or in Azure") {
			t.Errorf("%s: Changed = %q", cause, after.Changed)
		}
		after.Changed = before.Changed
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: more than Changed differs (-before +after):\n%s", cause, diff)
		}
	}
}

func TestRemovalIsExplainedWhereTheApprovalMayStand(t *testing.T) {
	const way = "Microsoft Entra admin centre › Enterprise applications › Workbooks › Properties › Delete."
	for _, cause := range []guidance.Cause{guidance.WrongOrganisation, guidance.NotAdministrator, guidance.BadToken,
		guidance.OurCredential, guidance.CodeSpent, guidance.MicrosoftSlow, guidance.NeverCameBack} {
		if changed := guidance.Explain(cause).Changed; !strings.HasSuffix(changed, way) {
			t.Errorf("%s: Changed = %q", cause, changed)
		}
	}
}

func TestS64_TakenOrganisationIsNotToldToRemoveTheOthersApproval(t *testing.T) {
	_, sentences := words(guidance.Explain(guidance.TenantTaken).AfterApproval())
	for _, s := range sentences {
		if strings.Contains(s, "Delete") || strings.Contains(s, "removed") {
			t.Errorf("advice that would break the other account: %q", s)
		}
	}
}

func TestCausesWithoutWordsGetThoseOfUnknown(t *testing.T) {
	for _, cause := range []guidance.Cause{guidance.None, "made_up", "<script>"} {
		if diff := cmp.Diff(guidance.Explain(guidance.Unknown), guidance.Explain(cause)); diff != "" {
			t.Errorf("Explain(%q) (-unknown +got):\n%s", cause, diff)
		}
	}
}
