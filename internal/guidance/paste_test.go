package guidance_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
)

const page = `Sign in
Sorry, but we’re having trouble signing you in.
AADSTS50020: User account 'ada@elsewhere.example' from identity provider 'live.com' does not exist in tenant 'Brightwater'.
Troubleshooting details
Request Id: ` + traceID + `
Correlation Id: ` + correlationID + `
Timestamp: 2026-03-03T10:33:12Z
Flag sign-in errors for review: Enable flagging`

const declined = "https://console.example/microsoft/consent?admin_consent=True&error=consent_required&error_description=AADSTS65004%3a+declined%0d%0aTrace+ID%3a+" +
	traceID + "%0d%0aCorrelation+ID%3a+" + correlationID + "%0d%0aTimestamp%3a+2026-03-03+10%3a33%3a12Z&error_uri=https%3a%2f%2flogin.microsoftonline.com%2ferror%3fcode%3d65004&state=abc"

const refusal = `{"error":"invalid_grant","error_description":"AADSTS65001: The user or administrator has not consented.\r\nTrace ID: ` +
	traceID + `\r\nCorrelation ID: ` + correlationID + `\r\nTimestamp: 2026-03-03 10:33:12Z","error_codes":[65001],"timestamp":"2026-03-03 10:33:12Z",
"trace_id":"` + traceID + `","correlation_id":"` + correlationID + `","suberror":"consent_required"}`

func failure(cause guidance.Cause, oauthError, aadsts string) guidance.Failure {
	return guidance.Failure{Cause: cause, OAuthError: oauthError, AADSTS: aadsts, CorrelationID: correlationID, TraceID: traceID, At: at}
}

func TestFromTextReadsEveryForm(t *testing.T) {
	for fact, row := range map[string]struct {
		given string
		want  guidance.Failure
	}{
		"Microsoft's page":      {page, failure(guidance.WrongAccount, "", "50020")},
		"an address":            {declined, failure(guidance.Declined, "consent_required", "65004")},
		"an address, encoded":   {url.QueryEscape(declined), failure(guidance.Declined, "consent_required", "65004")},
		"an address, twice":     {url.QueryEscape(url.QueryEscape(declined)), failure(guidance.Declined, "consent_required", "65004")},
		"JSON":                  {refusal, failure(guidance.AppMissing, "invalid_grant", "65001")},
		"JSON in another order": {`{"suberror":"consent_required","error":"invalid_grant","error_codes":[54005]}`, guidance.Failure{Cause: guidance.CodeSpent, OAuthError: "invalid_grant", AADSTS: "54005"}},
		"German page": {"AADSTS50105: Ihr Administrator hat die Anwendung so konfiguriert.\nAnforderungs-ID: " + traceID + "\nKorrelations-ID: " + correlationID +
			"\nZeitstempel: 2026-03-03T10:33:12Z", failure(guidance.NotAssigned, "", "50105")},
		"a line":                 {"AADSTS90094: admin consent", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"small letters":          {"aadsts 90094", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"the number alone":       {"  90094\n", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"error code":             {"Error Code: 50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"link to the error list": {"https://login.microsoftonline.com/error?code=50011", guidance.Failure{Cause: guidance.OurSetup, AADSTS: "50011"}},
		"cancel":                 {"?error=access_denied&error_subcode=cancel&state=x", guidance.Failure{Cause: guidance.NoAuthority, OAuthError: "access_denied"}},
		"an error alone":         {"it said access_denied", guidance.Failure{Cause: guidance.NoAuthority, OAuthError: "access_denied"}},
		"heading of a page":      {"Need admin approval\nWorkbooks", guidance.Failure{Cause: guidance.NoAuthority}},
		"heading with workflow":  {"Approval required\nWorkbooks", guidance.Failure{Cause: guidance.ApprovalRequested}},
		"a telephone number":     {"call 5550199 now", guidance.Failure{Cause: guidance.Unknown}},
		"a number too long":      {"12345678", guidance.Failure{Cause: guidance.Unknown}},
		"an error of nobody's":   {"error=you_are_locked_out", guidance.Failure{Cause: guidance.Unknown}},
		"unknown number":         {"AADSTS999999", guidance.Failure{Cause: guidance.Unknown, AADSTS: "999999"}},
		"prose":                  {"it did not work", guidance.Failure{Cause: guidance.Unknown}},
		"nothing":                {"", guidance.Failure{Cause: guidance.Unknown}},
		"beyond 16 KB":           {strings.Repeat("x ", 8<<10) + "AADSTS90094", guidance.Failure{Cause: guidance.Unknown}},
		"broken encoding":        {"%%%zz%4 AADSTS90094 %", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
	} {
		t.Run(fact, func(t *testing.T) {
			got, secrets := guidance.FromText(row.given)
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("FromText (-want +got):\n%s", diff)
			}
			if secrets {
				t.Error("FromText saw a secret where there is none")
			}
		})
	}
}

func TestFromTextNamesTheCauseOfMicrosoftsPages(t *testing.T) {
	for aadsts, want := range map[string]guidance.Cause{
		"50020": guidance.WrongAccount, "50034": guidance.WrongAccount, "90072": guidance.WrongAccount, "16000": guidance.WrongAccount,
		"50105": guidance.NotAssigned, "50011": guidance.OurSetup, "50194": guidance.OurSetup, "650057": guidance.OurSetup,
		"90002": guidance.UnknownTenant, "900023": guidance.UnknownTenant, "500200": guidance.PersonalAccount,
		"53000": guidance.BlockedByPolicy, "53001": guidance.BlockedByPolicy, "53002": guidance.BlockedByPolicy, "53003": guidance.BlockedByPolicy,
		"500021": guidance.BlockedByPolicy, "500022": guidance.BlockedByPolicy, "500212": guidance.BlockedByPolicy, "500213": guidance.BlockedByPolicy,
		"90093": guidance.NoAuthority, "90094": guidance.NoAuthority, "900941": guidance.NoAuthority, "900981": guidance.NoAuthority,
		"90095": guidance.ApprovalRequested, "65004": guidance.Declined, "65001": guidance.AppMissing, "700016": guidance.AppMissing,
		"7000229": guidance.AppMissing, "7000112": guidance.AppDisabled, "90090": guidance.MicrosoftTrouble, "90033": guidance.MicrosoftTrouble,
		"90055": guidance.MicrosoftTrouble, "50078": guidance.BlockedByPolicy, "50126": guidance.Unknown, "50017": guidance.Unknown,
		"7000215": guidance.OurCredential, "7000222": guidance.OurCredential,
	} {
		if got, _ := guidance.FromText("AADSTS" + aadsts); got.Cause != want {
			t.Errorf("AADSTS%s: %s, want %s", aadsts, got.Cause, want)
		}
	}
}

func TestS98_PastedSecretsAreNoticedAndNotReturned(t *testing.T) {
	const canary = "canary7Q2x"
	for _, given := range []string{
		"https://console.example/microsoft/callback?code=0.AX" + canary + "&state=x",
		"?state=x&code=" + canary,
		url.QueryEscape("https://console.example/?code=" + canary),
		`{"code":"` + canary + `"}`,
		`{"access_token":"` + canary + `"}`,
		"#id_token=" + canary,
		"refresh_token=" + canary,
		"client_secret=" + canary,
		"client_secret: " + canary,
		"Bearer eyJ" + canary + ".eyJ.x",
		"AADSTS90094 error=access_denied code=" + canary,
	} {
		got, secrets := guidance.FromText(given)
		if !secrets {
			t.Errorf("no secret seen in %q", given)
		}
		if strings.Contains(string(got.Cause)+got.OAuthError+got.AADSTS+got.CorrelationID+got.TraceID, canary) {
			t.Errorf("the secret is part of %+v", got)
		}
	}
}

func TestTextsAboutSecretsHoldNone(t *testing.T) {
	for _, given := range []string{
		"AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
		"AADSTS700054: response_type 'id_token' is not enabled for the application.",
		"Error Code: AADSTS50020", "error_subcode=cancel", "Fehlercode: 50020",
	} {
		if _, secrets := guidance.FromText(given); secrets {
			t.Errorf("a secret seen in %q", given)
		}
	}
}

func FuzzFromText(f *testing.F) {
	for _, seed := range []string{page, declined, url.QueryEscape(declined), refusal, "90094", "%", "code=x", "\xff%ff+", "error=access_denied"} {
		f.Add(seed)
	}
	guid := regexp.MustCompile(`^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$`)
	digits := regexp.MustCompile(`^([0-9]{5,7})?$`)
	f.Fuzz(func(t *testing.T, pasted string) {
		got, _ := guidance.FromText(pasted)
		if !digits.MatchString(got.AADSTS) || !guid.MatchString(got.CorrelationID) || !guid.MatchString(got.TraceID) {
			t.Errorf("FromText(%q) = %+v", pasted, got)
		}
		if guidance.ValidOAuthError(got.OAuthError) != got.OAuthError {
			t.Errorf("OAuthError = %q", got.OAuthError)
		}
		if guidance.Explain(got.Cause).Cause != got.Cause {
			t.Errorf("no words for %q", got.Cause)
		}
		if !got.At.IsZero() && (got.At.Location() != time.UTC || got.At.Year() < 2000 || got.At.Year() > 2099) {
			t.Errorf("At = %v", got.At)
		}
	})
}
