package guidance_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/views"
)

// roles are the ways in which a page may name each of the four roles.
var roles = regexp.MustCompile(`Global Administrator.*Privileged Role Administrator.*[^d] Application Administrator.*Cloud Application Administrator`)

func wantRolesNamed(t *testing.T, g guidance.Guidance) {
	t.Helper()
	_, sentences := words(g)
	if text := strings.Join(sentences, " "); !roles.MatchString(text) {
		t.Errorf("%s for the %s: four roles, but which? %q", g.Cause, g.Audience, text)
	}
}

func TestTheFourRolesAreNamedWhereverTheyAreMeant(t *testing.T) {
	meant := regexp.MustCompile(`four (Azure )?roles|these roles|such a role|that role`)
	seen := 0
	each(t, func(t *testing.T, g guidance.Guidance, _ guidance.Audience) {
		title, sentences := words(g)
		if meant.MatchString(strings.Join(append(sentences, title), " ")) {
			seen++
			wantRolesNamed(t, g)
		}
	})
	if seen < 8 {
		t.Errorf("only %d texts speak of the roles", seen)
	}
}

// TestTheButtonThatTriesAgainIsCalledAsOnThePage compares the words with the very
// button that stands below them.
func TestTheButtonThatTriesAgainIsCalledAsOnThePage(t *testing.T) {
	named := regexp.MustCompile(`«(Try again[^»]*|Open it again)»`)
	for _, cause := range guidance.Causes() {
		for _, audience := range []guidance.Audience{guidance.ForAdministrator, guidance.ForApprover} {
			g := cause.For(audience)
			label := retryButton(t, g)
			for _, match := range named.FindAllStringSubmatch(strings.Join(g.Steps, " "), -1) {
				if match[1] != label {
					t.Errorf("%s for the %s: the words say «%s», the button «%s»", cause, audience, match[1], label)
				}
			}
		}
	}
}

func retryButton(t *testing.T, g guidance.Guidance) string {
	t.Helper()
	var page bytes.Buffer
	view := views.GuidanceView{Guidance: g, CanRetry: true, RetryPath: "/try"}
	if err := views.ErrorGuidance(view).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&page)
	if err != nil {
		t.Fatal(err)
	}
	label := strings.TrimSpace(doc.Find(`form[action="/try"] button`).Text())
	if label == "" {
		t.Fatalf("%s: no button", g.Cause)
	}
	return label
}

func TestNoTextPromisesAReference(t *testing.T) {
	promise := regexp.MustCompile(`(?i)reference (is )?(shown|below)|the reference\b`)
	each(t, func(t *testing.T, g guidance.Guidance, _ guidance.Audience) {
		title, sentences := words(g)
		if text := strings.Join(append(sentences, title), " "); promise.MatchString(text) {
			t.Errorf("%q, where none may be shown", promise.FindString(text))
		}
	})
}

func TestApproversAreWarnedOfTheSecondQuestionWhereTheyPressAccept(t *testing.T) {
	warned := map[guidance.Cause]bool{}
	for _, cause := range guidance.Causes() {
		steps := strings.Join(cause.For(guidance.ForApprover).Steps, " ")
		accepts := strings.Contains(steps, "press Accept") || strings.Contains(steps, "Press Accept")
		warned[cause] = strings.Contains(steps, "Microsoft may ask once more who you are: choose the same account.")
		if accepts != warned[cause] {
			t.Errorf("%s: Accept is pressed: %v, the second question announced: %v", cause, accepts, warned[cause])
		}
	}
	for _, cause := range []guidance.Cause{guidance.NoAuthority, guidance.Declined, guidance.NeverCameBack, guidance.StateExpired,
		guidance.AppRisky, guidance.AppMissing, guidance.ConsentMissing} {
		if !warned[cause] {
			t.Errorf("%s: the second question is not announced", cause)
		}
	}
}

func TestWhoDeclinesOnPurposeNeedDoNothing(t *testing.T) {
	g := guidance.Declined.For(guidance.ForApprover)
	if want := "You, if you want to approve. Otherwise nobody needs to do anything."; g.WhoIs != want {
		t.Errorf("WhoIs = %q, want %q", g.WhoIs, want)
	}
	if want := "If you do not want to approve, you need do nothing more; you can tell the person who asked."; g.Steps[0] != want {
		t.Errorf("first step = %q, want %q", g.Steps[0], want)
	}
}

func TestApproversLearnThatOneOrganisationMayBeMeant(t *testing.T) {
	const reminder = "The request may be meant for one organisation only."
	for _, cause := range []guidance.Cause{guidance.WrongAccount, guidance.UnknownTenant} {
		for _, audience := range guidance.Audiences() {
			said := strings.Contains(strings.Join(cause.For(audience).Steps, " "), reminder)
			if said != (audience == guidance.ForApprover) {
				t.Errorf("%s for the %s: said = %v", cause, audience, said)
			}
		}
	}
}

// TestTheHelpdesksWordsFitAnAdministratorWhoLooksUp: an administrator who explains a
// code to somebody reads the same words, and is a Workbooks administrator.
func TestTheHelpdesksWordsFitAnAdministratorWhoLooksUp(t *testing.T) {
	each(t, func(t *testing.T, g guidance.Guidance, audience guidance.Audience) {
		if audience != guidance.ForHelpdesk {
			return
		}
		title, sentences := words(g)
		if text := strings.Join(append(sentences, title), " "); strings.Contains(strings.ToLower(text), "your workbooks administrator") {
			t.Errorf("an administrator is sent to the administrator: %q", text)
		}
	})
}

func TestWhoOnlyLooksSomethingUpIsNotToldToDelete(t *testing.T) {
	each(t, func(t *testing.T, g guidance.Guidance, audience guidance.Audience) {
		ours := strings.Contains(g.Meaning, "our fault")
		onlooker := audience == guidance.ForHelpdesk || audience == guidance.ForSupport || audience == guidance.ForUser
		if (onlooker || ours || g.Cause == guidance.Unknown) && strings.Contains(g.Changed, "Delete") {
			t.Errorf("Changed = %q", g.Changed)
		}
		if audience == guidance.ForUser && strings.Contains(g.AfterApproval().Changed, "Accept") {
			t.Errorf("a user is told %q", g.AfterApproval().Changed)
		}
		for _, said := range []string{g.Changed, g.AfterApproval().Changed, g.AfterCheck().Changed} {
			if strings.Count(said, " has changed") > 1 && g.Cause != guidance.ApprovalRequested {
				t.Errorf("two sentences say that nothing has changed: %q", said)
			}
		}
	})
}
