package guidance_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
)

// entry is one line of Microsoft's catalogue.
type entry struct{ number, name, category, oauthError, fixer, meaning string }

func catalogue(t *testing.T) []entry {
	t.Helper()
	file, err := os.Open("aadsts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 367 || len(rows[0]) != 6 {
		t.Fatalf("%d lines of %d columns", len(rows), len(rows[0]))
	}
	entries := make([]entry, 0, len(rows))
	for _, row := range rows[1:] {
		entries = append(entries, entry{strings.TrimPrefix(row[0], "AADSTS"), row[1], row[2], row[3], row[4], row[5]})
	}
	return entries
}

func TestEveryNumberHasGuidance(t *testing.T) {
	saysNothing := []string{"165004"} // «depends on the runtime message»
	for _, e := range catalogue(t) {
		cause := guidance.Advise(e.number)
		if known := cause != guidance.None && cause != guidance.Unknown; known == slices.Contains(saysNothing, e.number) {
			t.Errorf("%s (%s): cause %q", e.number, e.meaning, cause)
		}
		if cause != guidance.None && !slices.Contains(guidance.Causes(), cause) {
			t.Errorf("%s: %q is no cause", e.number, cause)
		}
		pasted, _ := guidance.FromText("AADSTS" + e.number + ": something")
		if cause != guidance.None && pasted.Cause != cause || pasted.AADSTS != e.number {
			t.Errorf("%s pasted: %+v, want %q", e.number, pasted, cause)
		}
	}
}

func TestEveryOAuthErrorHasGuidance(t *testing.T) {
	for _, oauthError := range []string{"invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "server_error",
		"temporarily_unavailable", "invalid_resource", "login_required", "interaction_required", "consent_required", "invalid_client",
		"permission_denied", "invalid_scope"} {
		if cause := guidance.FromCallback(oauthError, "", ""); cause == guidance.Unknown || cause == guidance.None {
			t.Errorf("FromCallback(%s) = %q", oauthError, cause)
		}
	}
	for _, oauthError := range []string{"invalid_request", "invalid_grant", "unauthorized_client", "invalid_client", "unsupported_grant_type",
		"invalid_resource", "interaction_required", "temporarily_unavailable", "consent_required", "invalid_scope", "access_denied",
		"login_required", "server_error"} {
		if cause := guidance.FromToken(oauthError, ""); cause == guidance.Unknown || cause == guidance.None {
			t.Errorf("FromToken(%s) = %q", oauthError, cause)
		}
	}
}

func TestWhoCanFixItMustAct(t *testing.T) {
	// A cause may ask the person first where the catalogue names an administrator,
	// and the other way round; but a fault of ours or of Microsoft's is never theirs.
	theirs := []string{"90043", "5000224"} // only a person can take these up with Microsoft
	browsers := []string{"50196", "900561", "90007", "54005"}
	for _, e := range catalogue(t) {
		who := guidance.Explain(guidance.Advise(e.number)).Who
		switch {
		case e.fixer == "operator" && who != guidance.Workbooks && !slices.Contains(browsers, e.number),
			e.fixer == "microsoft" && who != guidance.Microsoft && !slices.Contains(append(theirs, "165004"), e.number),
			(e.fixer == "azure-admin" || e.fixer == "end-user" || e.fixer == "workbooks-admin") && who == guidance.Workbooks:
			t.Errorf("%s (%s): %s can fix it, %s must act", e.number, e.meaning, e.fixer, who)
		}
	}
}

func TestAdvise(t *testing.T) {
	for number, want := range map[string]guidance.Cause{
		"50020": guidance.WrongAccount, "50034": guidance.WrongAccount, "16000": guidance.WrongAccount, "50014": guidance.GuestNotRedeemed,
		"50057": guidance.AccountDisabled, "50053": guidance.AccountLocked, "50055": guidance.PasswordExpired, "50126": guidance.PasswordNotAccepted,
		"500200": guidance.PersonalAccount, "50105": guidance.NotAssigned, "50011": guidance.RedirectMismatch, "50194": guidance.OurSetup,
		"650057": guidance.OurSetup, "90002": guidance.UnknownTenant, "90038": guidance.WrongCloud, "53000": guidance.DeviceNotCompliant,
		"53003": guidance.BlockedByPolicy, "50076": guidance.MfaNeeded, "50079": guidance.MfaSetup, "500021": guidance.TenantRestricted,
		"500212": guidance.TenantRestricted, "90093": guidance.NoAuthority, "90094": guidance.NoAuthority, "900941": guidance.AppRisky,
		"90095": guidance.ApprovalRequested, "65004": guidance.Declined, "65001": guidance.ConsentMissing, "700016": guidance.AppMissing,
		"7000229": guidance.AppMissing, "7000112": guidance.AppDisabled, "650052": guidance.ServiceMissing, "90090": guidance.MicrosoftTrouble,
		"90055": guidance.TooManyRequests, "50058": guidance.SessionEnded, "54005": guidance.CodeSpent, "50140": guidance.LoginUnfinished,
		"20001": guidance.FederationTrouble, "80001": guidance.OnPremisesTrouble, "50017": guidance.CertificateTrouble,
		"50103": guidance.ClaimRules, "900561": guidance.BrowserTrouble, "7000215": guidance.OurCredential, "7000222": guidance.SecretExpired,
		"5000224": guidance.OrganisationBlocked, "165004": guidance.None, "999999": guidance.None, "": guidance.None, "no_authority": guidance.None,
		"90094 ": guidance.None, "9009": guidance.None, ",": guidance.None,
	} {
		if got := guidance.Advise(number); got != want {
			t.Errorf("Advise(%q) = %q, want %q", number, got, want)
		}
	}
}

func TestTheListOfAdviceIsSound(t *testing.T) {
	list, err := os.ReadFile("advice.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen, numbers := map[string]bool{}, map[string]bool{}
	for _, e := range catalogue(t) {
		numbers[e.number] = true
	}
	for line := range strings.Lines(string(list)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || !slices.Contains(guidance.Causes(), guidance.Cause(fields[0])) {
			t.Errorf("line %q", line)
		}
		for _, number := range fields[1:] {
			if seen[number] || !numbers[number] {
				t.Errorf("%s: twice, or not in the catalogue", number)
			}
			seen[number] = true
		}
	}
}

// TestS18_NoTextRepeatsMicrosofts: no six words in a row are those of the catalogue.
func TestS18_NoTextRepeatsMicrosofts(t *testing.T) {
	theirs := map[string]string{}
	for _, e := range catalogue(t) {
		for _, run := range append(runsOfSix(e.meaning), runsOfSix(e.name)...) {
			theirs[run] = e.number
		}
	}
	if len(theirs) < 1000 {
		t.Fatalf("only %d runs of words to compare with", len(theirs))
	}
	for _, cause := range guidance.Causes() {
		for _, audience := range guidance.Audiences() {
			g := cause.For(audience)
			title, sentences := words(g)
			for _, s := range append(sentences, title, oneLine(g.Letter(facts()).Body)) {
				// This label of Microsoft's admin centre has no other name.
				s = strings.ReplaceAll(s, "«Enabled for users to sign-in»", "")
				for _, run := range runsOfSix(s) {
					if number, taken := theirs[run]; taken {
						t.Errorf("%s for the %s repeats AADSTS%s: %q", cause, audience, number, run)
					}
				}
			}
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func runsOfSix(text string) []string {
	all := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	var runs []string
	for i := 0; i+6 <= len(all); i++ {
		runs = append(runs, strings.Join(all[i:i+6], " "))
	}
	return runs
}
