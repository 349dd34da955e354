package guidance_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
)

func TestFromLogin(t *testing.T) {
	for fact, row := range map[string]struct {
		oauth, subcode, aadsts string
		want                   guidance.Cause
	}{
		"left Microsoft's page":               {"access_denied", "cancel", "", guidance.Cancelled},
		"refused without a reason":            {"access_denied", "", "", guidance.MicrosoftRefused},
		"refused with a number nobody knows":  {"access_denied", "", "999999", guidance.MicrosoftRefused},
		"declined the permissions":            {"access_denied", "", "65004", guidance.Declined},
		"not assigned":                        {"access_denied", "", "50105", guidance.NotAssigned},
		"disabled in Azure":                   {"access_denied", "", "50057", guidance.AccountDisabled},
		"nobody has consented":                {"consent_required", "", "65001", guidance.ConsentMissing},
		"consent without a number":            {"consent_required", "", "", guidance.ConsentMissing},
		"blocked by Conditional Access":       {"interaction_required", "", "53003", guidance.BlockedByPolicy},
		"interaction without a number":        {"interaction_required", "", "", guidance.MicrosoftRefused},
		"nobody is signed in":                 {"login_required", "", "50058", guidance.SessionEnded},
		"Microsoft has trouble":               {"server_error", "", "", guidance.MicrosoftTrouble},
		"our setup":                           {"invalid_request", "", "", guidance.OurSetup},
		"an error nobody has heard of":        {"galaxy_error", "", "", guidance.Unknown},
		"S18: a stranger blames our secret":   {"access_denied", "", "7000215", guidance.MicrosoftRefused},
		"S18: and once more by another error": {"invalid_client", "", "7000222", guidance.OurSetup},
	} {
		t.Run(fact, func(t *testing.T) {
			if got := guidance.FromLogin(row.oauth, row.subcode, row.aadsts); got != row.want {
				t.Errorf("FromLogin = %s, want %s", got, row.want)
			}
		})
	}
}

func TestTheTokenEndpointTellsOfPeople(t *testing.T) {
	for aadsts, want := range map[string]guidance.Cause{
		"50057": guidance.AccountDisabled, "50034": guidance.WrongAccount, "50105": guidance.NotAssigned, "50076": guidance.MfaNeeded,
		"50079": guidance.MfaSetup, "53003": guidance.BlockedByPolicy, "65001": guidance.ConsentMissing, "7000112": guidance.AppDisabled,
	} {
		if got := guidance.FromToken("invalid_grant", aadsts); got != want {
			t.Errorf("FromToken(invalid_grant, %s) = %s, want %s", aadsts, got, want)
		}
	}
}

func TestLeaversAreThoseWhoAreDisabledGoneOrUnassigned(t *testing.T) {
	want := map[guidance.Cause]string{guidance.AccountDisabled: "disabled", guidance.WrongAccount: "gone", guidance.NotAssigned: "unassigned"}
	for _, cause := range guidance.Causes() {
		got, ok := cause.Leaver()
		if got != want[cause] || ok != (want[cause] != "") {
			t.Errorf("%s.Leaver() = %q, %v", cause, got, ok)
		}
	}
}

// Whoever only wanted to log in has made no request, and may approve nothing.
func TestWhoLogsInIsNotSpokenToOfRequests(t *testing.T) {
	for _, cause := range []guidance.Cause{
		guidance.StateUnknown, guidance.StateExpired, guidance.OtherUser, guidance.BadAnswer, guidance.CodeSpent,
		guidance.NoAccount, guidance.ProvisioningOff, guidance.NoTemplateMatched, guidance.GroupsUnreadable, guidance.NoLicenceLeft,
		guidance.LoginDisabled, guidance.NoEdition, guidance.MicrosoftLoginNotAllowed, guidance.GuestNotAllowed, guidance.TenantNotLinked,
		guidance.LinkDisabled, guidance.RelinkNeeded, guidance.LoginNameUnproven, guidance.Cancelled, guidance.MicrosoftRefused,
		guidance.AccountChoiceEnded, guidance.NotFresh,
	} {
		g := cause.For(guidance.ForUser)
		text := strings.ToLower(g.Title + " " + g.Meaning + " " + strings.Join(g.Steps, " ") + " " + g.WhoIs)
		for _, word := range []string{"request", "approv", "link to microsoft", "template order", "licences are", "activity"} {
			if strings.Contains(text, word) {
				t.Errorf("%s says %q to a user: %s", cause, word, text)
			}
		}
		if g.OurSide {
			t.Errorf("%s is said to be our fault", cause)
		}
	}
}
