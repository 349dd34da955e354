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

// each runs a check on the words of every cause for every audience.
func each(t *testing.T, check func(t *testing.T, g guidance.Guidance, audience guidance.Audience)) {
	t.Helper()
	for _, cause := range guidance.Causes() {
		for _, audience := range guidance.Audiences() {
			t.Run(string(cause)+"/"+string(audience), func(t *testing.T) { check(t, cause.For(audience), audience) })
		}
	}
}

func TestEveryCauseHasCompleteWordsForEveryAudience(t *testing.T) {
	parties := []guidance.Who{guidance.You, guidance.AzureAdministrator, guidance.Workbooks, guidance.Microsoft}
	sentence := regexp.MustCompile(`^[«A-Z].*\.$`)
	each(t, func(t *testing.T, g guidance.Guidance, _ guidance.Audience) {
		if !slices.Contains(guidance.Causes(), g.Cause) || !slices.Contains(parties, g.Who) {
			t.Errorf("Cause = %q, Who = %q", g.Cause, g.Who)
		}
		if n := len(g.Steps); n < 1 || n > 5 {
			t.Errorf("%d steps, want 1 to 5", n)
		}
		title, sentences := words(g)
		if n := len([]rune(title)); n < 10 || n > 80 || strings.HasSuffix(title, ".") {
			t.Errorf("title of %d characters: %q", n, title)
		}
		for _, s := range sentences {
			if n := len([]rune(s)); n < 4 || n > 300 || !sentence.MatchString(s) {
				t.Errorf("not whole sentences: %q", s)
			}
			if strings.ContainsAny(s, "{}") {
				t.Errorf("a name is not filled in: %q", s)
			}
		}
		for _, s := range g.Steps {
			if n := len([]rune(s)); n > 160 {
				t.Errorf("step of %d characters: %q", n, s)
			}
		}
	})
}

func TestForKeepsTheCause(t *testing.T) {
	each(t, func(t *testing.T, g guidance.Guidance, _ guidance.Audience) {
		if want, _, _ := strings.Cut(strings.TrimPrefix(t.Name(), "TestForKeepsTheCause/"), "/"); string(g.Cause) != want {
			t.Errorf("Cause = %q, want %q", g.Cause, want)
		}
	})
}

func TestExplainSpeaksToTheAdministrator(t *testing.T) {
	for _, cause := range guidance.Causes() {
		for _, audience := range []guidance.Audience{guidance.ForAdministrator, "", "somebody"} {
			if diff := cmp.Diff(guidance.Explain(cause), cause.For(audience)); diff != "" {
				t.Errorf("%s for %q (-administrator +got):\n%s", cause, audience, diff)
			}
		}
	}
}

func TestEveryCauseHasWordsOfItsOwn(t *testing.T) {
	for _, audience := range guidance.Audiences() {
		seen := map[string]guidance.Cause{}
		for _, cause := range guidance.Causes() {
			title := cause.For(audience).Title
			if other, taken := seen[title]; taken {
				t.Errorf("%s and %s share the title %q", cause, other, title)
			}
			seen[title] = cause
		}
	}
}

func TestWordsArePlainKindAndBritish(t *testing.T) {
	for name, unwanted := range map[string]*regexp.Regexp{
		"codes":             regexp.MustCompile(`AADSTS|[0-9]{4,}|[a-z]_[a-z]|https?:`),
		"jargon":            regexp.MustCompile(`(?i)\b(tenant|nonce|token|claim|callback|redirect|oauth|openid|service principal|tid|wids|parameter|secret)s?\b`),
		"American spelling": regexp.MustCompile(`(?i)organiz|authoriz|recogniz|\bcenters?\b|\blicenses?\b|\bcolor|favor|canceled|catalog\b`),
		"blame":             regexp.MustCompile(`(?i)you failed|your (mistake|fault)|invalid|illegal|wrong|incorrect|forbidden|must not|\berrors?\b`),
		"emptiness":         regexp.MustCompile(`(?i)contact your administrator|an error (has )?occurred|something went|oops|unexpected error|try again later`),
		"haste":             regexp.MustCompile(`!|  |\bsimply\b|\bobviously\b`),
	} {
		t.Run(name, func(t *testing.T) {
			for _, cause := range guidance.Causes() {
				for _, audience := range guidance.Audiences() {
					title, sentences := words(cause.For(audience))
					for _, s := range append(sentences, title) {
						if found := unwanted.FindString(s); found != "" {
							t.Errorf("%s for the %s: %q in %q", cause, audience, found, s)
						}
					}
				}
			}
		})
	}
}

// TestButtonsAreNamedOnlyToWhoHasThem: what stands after «choose» is a button of
// the reader's own screen.
func TestButtonsAreNamedOnlyToWhoHasThem(t *testing.T) {
	button := regexp.MustCompile(`«(Add Workbooks to Azure…|Send to your Azure administrator…|Try again[^»]*|Check again|Open it again|Approve at Microsoft…)»`)
	have := map[guidance.Audience][]string{
		guidance.ForAdministrator: {"Add Workbooks to Azure…", "Send to your Azure administrator…", "Try again", "Try again with another account", "Check again", "Open it again"},
		guidance.ForApprover:      {"Approve at Microsoft…", "Try again", "Try again with another account", "Open it again"},
	}
	each(t, func(t *testing.T, g guidance.Guidance, audience guidance.Audience) {
		_, sentences := words(g)
		for _, match := range button.FindAllStringSubmatch(strings.Join(sentences, " "), -1) {
			if !slices.Contains(have[audience], match[1]) {
				t.Errorf("«%s» is no button of the %s: %q", match[1], audience, g.Steps)
			}
		}
	})
}

func TestEachAudienceIsSpokenToAsItself(t *testing.T) {
	unwanted := map[guidance.Audience]*regexp.Regexp{
		guidance.ForApprover:      regexp.MustCompile(`as Workbooks administrator|your Azure administrator|your Workbooks administrator|Workbooks window`),
		guidance.ForHelpdesk:      regexp.MustCompile(`\bYou\b|your Microsoft account|operations`),
		guidance.ForSupport:       regexp.MustCompile(`\b[Yy]ou\b|\byour\b`),
		guidance.ForUser:          regexp.MustCompile(`the customer|operations|Azure administrator to `),
		guidance.ForAdministrator: regexp.MustCompile(`the customer|operations|Ask the person`),
	}
	each(t, func(t *testing.T, g guidance.Guidance, audience guidance.Audience) {
		title, sentences := words(g)
		for _, s := range append(sentences, title) {
			if found := unwanted[audience].FindString(s); found != "" {
				t.Errorf("%q in %q", found, s)
			}
		}
	})
}

func TestWhoeverIsAskedSeveralThingsIsNamedOnce(t *testing.T) {
	named := regexp.MustCompile(`^Ask (your|the) .*? to `)
	each(t, func(t *testing.T, g guidance.Guidance, _ guidance.Audience) {
		before := ""
		for _, step := range g.Steps {
			whom := named.FindString(step)
			if whom != "" && whom == before {
				t.Errorf("%q again: %q", whom, step)
			}
			if strings.HasPrefix(step, "Ask them to ") {
				if before == "" {
					t.Errorf("nobody was named before %q", step)
				}
				whom = before
			}
			before = whom
		}
	})
}

func TestUsersGetOneSentenceAndWhoCanHelp(t *testing.T) {
	for _, cause := range guidance.Causes() {
		g := cause.For(guidance.ForUser)
		if strings.Contains(g.Meaning, ". ") {
			t.Errorf("%s: more than one sentence: %q", cause, g.Meaning)
		}
		if last := g.Steps[len(g.Steps)-1]; !strings.Contains(last, " can help: tell them when it happened and the details below.") {
			t.Errorf("%s: the last step names nobody: %q", cause, last)
		}
		if g.Place != "" {
			t.Errorf("%s: a user is sent to %q", cause, g.Place)
		}
	}
}

func TestPlacesNameTheAdminCentreInFull(t *testing.T) {
	for _, cause := range guidance.Causes() {
		g := guidance.Explain(cause)
		if g.Place != "" && !strings.HasPrefix(g.Place, "Microsoft Entra admin centre › ") || strings.Contains(g.Place, "App registrations") {
			t.Errorf("%s: %q", cause, g.Place)
		}
		if g.Place == "" && g.Who == guidance.AzureAdministrator {
			t.Errorf("%s: an Azure administrator must act, but where?", cause)
		}
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
	faults := []guidance.Cause{guidance.OurCredential, guidance.SecretExpired, guidance.OurSetup, guidance.RedirectMismatch}
	each(t, func(t *testing.T, g guidance.Guidance, audience guidance.Audience) {
		cause, ours := g.Cause, slices.Contains(faults, g.Cause)
		if g.OurSide != ours {
			t.Errorf("%s: OurSide = %v", cause, g.OurSide)
		}
		if said := strings.Contains(g.Meaning, "our fault"); said != ours {
			t.Errorf("%s: Meaning = %q", cause, g.Meaning)
		}
		if ours && (g.Who != guidance.Workbooks || !strings.Contains(g.Changed, "Nobody’s link has changed.")) {
			t.Errorf("Who = %q, Changed = %q", g.Who, g.Changed)
		}
		if ours && audience == guidance.ForSupport && !strings.Contains(g.Steps[0], "Raise it with Workbooks operations") {
			t.Errorf("support is not told to raise it: %q", g.Steps)
		}
	})
}

func TestAzureIsSaidToBeUnchangedOnlyWhereThatIsCertain(t *testing.T) {
	var certain []guidance.Cause
	for _, cause := range guidance.Causes() {
		if strings.Contains(guidance.Explain(cause).Changed, "or in Azure") {
			certain = append(certain, cause)
		}
	}
	want := []guidance.Cause{guidance.NoAuthority, guidance.Declined, guidance.PersonalAccount, guidance.WrongAccount,
		guidance.UnknownTenant, guidance.BlockedByPolicy, guidance.NotAssigned, guidance.AppRisky, guidance.ServiceMissing,
		guidance.WrongCloud, guidance.OrganisationBlocked, guidance.TenantRestricted, guidance.GuestNotRedeemed, guidance.AccountDisabled,
		guidance.AccountLocked, guidance.PasswordNotAccepted, guidance.PasswordExpired, guidance.MfaNeeded, guidance.MfaSetup,
		guidance.DeviceNotCompliant, guidance.CertificateTrouble, guidance.FederationTrouble, guidance.OnPremisesTrouble,
		guidance.ClaimRules, guidance.LoginUnfinished, guidance.SessionEnded}
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
		guidance.InvitationEnded, guidance.CodeSpent, guidance.OtherBrowser, guidance.NeverCameBack} {
		for _, audience := range []guidance.Audience{guidance.ForAdministrator, guidance.ForApprover} {
			if changed := cause.For(audience).Changed; !strings.HasSuffix(changed, way) {
				t.Errorf("%s for the %s: Changed = %q", cause, audience, changed)
			}
		}
	}
	for _, cause := range []guidance.Cause{guidance.OurCredential, guidance.MicrosoftSlow, guidance.Unknown, guidance.NoAuthority} {
		for _, audience := range []guidance.Audience{guidance.ForAdministrator, guidance.ForApprover, guidance.ForHelpdesk, guidance.ForSupport} {
			if changed := cause.For(audience).AfterApproval().Changed; !strings.HasSuffix(changed, way) {
				t.Errorf("%s for the %s after approval: Changed = %q", cause, audience, changed)
			}
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
