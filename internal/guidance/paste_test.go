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
		"JSON":                  {refusal, failure(guidance.ConsentMissing, "invalid_grant", "65001")},
		"JSON in another order": {`{"suberror":"consent_required","error":"invalid_grant","error_codes":[54005]}`, guidance.Failure{Cause: guidance.CodeSpent, OAuthError: "invalid_grant", AADSTS: "54005"}},
		"German page": {"AADSTS50105: Ihr Administrator hat die Anwendung so konfiguriert.\nAnforderungs-ID: " + traceID + "\nKorrelations-ID: " + correlationID +
			"\nZeitstempel: 2026-03-03T10:33:12Z", failure(guidance.NotAssigned, "", "50105")},
		"a line":                 {"AADSTS90094: admin consent", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"small letters":          {"aadsts 90094", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"the number alone":       {"  90094\n", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"error code":             {"Error Code: 50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"link to the error list": {"https://login.microsoftonline.com/error?code=50011", guidance.Failure{Cause: guidance.RedirectMismatch, AADSTS: "50011"}},
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
		"beyond 48 KB":           {strings.Repeat("x ", 24<<10) + "AADSTS90094", guidance.Failure{Cause: guidance.Unknown}},
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

func labels(trace, correlation string) string {
	return "AADSTS65004: x\n" + trace + ": " + traceID + "\n" + correlation + ": " + correlationID + "\nx: 2026-03-03T10:33:12Z"
}

func TestFromTextReadsLabelsOfManyLanguages(t *testing.T) {
	for language, pasted := range map[string]string{
		"English":              labels("Request Id", "Correlation Id"),
		"German":               labels("Anforderungs-ID", "Korrelations-ID"),
		"German, older":        labels("Ablaufverfolgungs-ID", "Korrelations-ID"),
		"French":               labels("ID de la demande ", "ID de corrélation "),
		"Spanish":              labels("Id. de solicitud", "Id. de correlación"),
		"Italian":              labels("ID richiesta", "ID correlazione"),
		"Portuguese":           labels("ID da solicitação", "ID de correlação"),
		"Dutch":                labels("Aanvraag-id", "Correla"+"tie-id"),
		"Polish":               labels("Identyfikator żądania", "Identyfikator korelacji"),
		"Japanese":             labels("要求 ID", "相関 ID"),
		"Chinese":              labels("请求 ID", "关联 ID"),
		"Chinese, traditional": labels("要求識別碼", "相互關聯識別碼"),
		"one nobody knows":     labels("ABC", "XYZ"),
	} {
		t.Run(language, func(t *testing.T) {
			got, _ := guidance.FromText(pasted)
			if diff := cmp.Diff(failure(guidance.Declined, "", "65004"), got); diff != "" {
				t.Errorf("FromText (-want +got):\n%s", diff)
			}
			// The label decides and not the order, where both labels are known.
			if language == "one nobody knows" {
				return
			}
			lines := strings.Split(pasted, "\n")
			lines[1], lines[2] = lines[2], lines[1]
			got, _ = guidance.FromText(strings.Join(lines, "\n"))
			if diff := cmp.Diff(failure(guidance.Declined, "", "65004"), got); diff != "" {
				t.Errorf("in another order (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFromTextReadsWrappedTexts(t *testing.T) {
	nested := `{"message":"{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS65001: no.\\r\\nTrace ID: ` + traceID +
		`\\r\\nCorrelation ID: ` + correlationID + `\\r\\nTimestamp: 2026-03-03 10:33:12Z\"}"}`
	markup := `<div id="x">AADSTS50020: <b>User</b></div><div>Request Id:</div><div><span>` + traceID + `</span></div>
		<div>Correlation Id:</div><div>` + correlationID + `</div><p>Timestamp:&nbsp;2026-03-03T10:33:12Z</p>`
	config := `<script>$Config={"iErrorCode":50020,"strServiceExceptionMessage":"AADSTS50020\u003a x","correlationId":"` + correlationID +
		`","requestId":"` + traceID + `","t":"2026-03-03T10:33:12Z"};</script>`
	for fact, row := range map[string]struct {
		given string
		want  guidance.Failure
	}{
		"JSON within JSON":      {nested, failure(guidance.ConsentMissing, "invalid_grant", "65001")},
		"JSON with escapes":     {`{"error_description":"AADSTS65004: \u540c\u610f\r\n\u76f8\u95a2 ID: ` + correlationID + `\r\n\u30c8\u30ec\u30fc\u30b9 ID: ` + traceID + `\r\n2026-03-03 10:33:12Z"}`, failure(guidance.Declined, "", "65004")},
		"HTML":                  {markup, failure(guidance.WrongAccount, "", "50020")},
		"HTML as text":          {strings.NewReplacer("<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(markup), failure(guidance.WrongAccount, "", "50020")},
		"the page's script":     {config, failure(guidance.WrongAccount, "", "50020")},
		"a query alone":         {declined[strings.Index(declined, "?")+1:], failure(guidance.Declined, "consent_required", "65004")},
		"an address in HTML":    {`<a href="` + strings.ReplaceAll(declined, "&", "&amp;") + `">x</a>` + declined, failure(guidance.Declined, "consent_required", "65004")},
		"a link in HTML":        {`<a href="https://login.microsoftonline.com/error?code=50105">more</a>`, guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"an address, 3 times":   {url.QueryEscape(url.QueryEscape(declined)), failure(guidance.Declined, "consent_required", "65004")},
		"a space in the number": {"AADSTS 90094", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"a line break in it":    {"AADSTS\r\n90094", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"a hard space in it":    {"AADSTS\u00a090094", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"small letters":         {"aadsts90094", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"number with a stop":    {"#90094.", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
		"German code":           {"Fehlercode: 50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"French code":           {"Code d’erreur : 50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"Spanish code":          {"Código de error: 50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"Portuguese code":       {"Código de erro: 50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"Italian code":          {"Codice errore: 50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"Japanese code":         {"エラー コード：50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"a wrapper and more":    {"AADSTS50000: x AADSTS50105: y AADSTS65004", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"unknown and known":     {"AADSTS999999 AADSTS50105", guidance.Failure{Cause: guidance.NotAssigned, AADSTS: "50105"}},
		"unknown and wrapper":   {"AADSTS999999 AADSTS50000", guidance.Failure{Cause: guidance.MicrosoftTrouble, AADSTS: "50000"}},
		"two that advise":       {"AADSTS65004 AADSTS50105", guidance.Failure{Cause: guidance.Declined, AADSTS: "65004"}},
		"two unknown":           {"AADSTS999998 AADSTS999999", guidance.Failure{Cause: guidance.Unknown, AADSTS: "999998"}},
		"end of 48 KB":          {strings.Repeat("x", 48<<10-11) + "AADSTS90094", guidance.Failure{Cause: guidance.NoAuthority, AADSTS: "90094"}},
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

func TestS98_PastedSecretsAreNoticedAndNotReturned(t *testing.T) {
	const canary = "canary7Q2x"
	invitation := "https://console.example/consent/" + strings.Repeat("Ab-_9", 8) + "xyz"
	for _, given := range []string{
		"https://console.example/microsoft/callback?code=0.AX" + canary + "&state=x",
		"?state=x&code=" + canary,
		url.QueryEscape("https://console.example/?code=" + canary),
		url.QueryEscape(url.QueryEscape("https://console.example/?code=" + canary)),
		"https://console.example/?state=x&amp;code=" + canary,
		`{"code":"` + canary + `"}`,
		`{\"code\":\"` + canary + `\"}`,
		`{"access_token":"` + canary + `"}`,
		`{\"access_token\":\"` + canary + `\"}`,
		`<input type="hidden" name="code" value="` + canary + `">`,
		`&lt;input type="hidden" name="id_token" value="` + canary + `"/&gt;`,
		"#id_token=" + canary,
		"refresh_token=" + canary,
		"client_secret=" + canary,
		"client_secret: " + canary,
		"Bearer eyJ" + canary + ".eyJ.x",
		"AADSTS90094 error=access_denied code=" + canary,
		invitation, invitation + "/explain", url.QueryEscape(invitation), "<a href='" + invitation + "'>open</a>",
	} {
		got, secrets := guidance.FromText(given)
		if !secrets || !guidance.Secrets(given) {
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
		"Error Code: AADSTS50020", "error_subcode=cancel", "Fehlercode: 50020", "&session_state=" + traceID,
		"https://login.microsoftonline.com/error?code=50011", "https://console.example/consent/expired", "/consent/" + strings.Repeat("a", 44),
		"/microsoft/consents/" + traceID, "",
	} {
		if _, secrets := guidance.FromText(given); secrets || guidance.Secrets(given) {
			t.Errorf("a secret seen in %q", given)
		}
	}
}

// TestHostilePastesAreReadToTheirBoundOnly: however much is pasted, what stands
// behind the bound is not looked at, so that the work is bounded too.
func TestHostilePastesAreReadToTheirBoundOnly(t *testing.T) {
	for name, piece := range map[string]string{
		"percent": "%25", "escapes": `\\`, "unicode escapes": `\u005c`, "entities": "&amp;", "labels": "correlation id ", "numbers": "AADSTS50000 ",
		"tags": "<", "open tags": "<a ", "codes": "code=&", "errors": "error=", "guids": traceID, "colons": ": " + traceID, "eyJ": "eyJ",
		"inputs": `<input name="code" `, "japanese": "相関 ", "invalid": "\xff", "stamps": "2026-03-03 10:33:12",
	} {
		failure, _ := guidance.FromText(strings.Repeat(piece, 1<<20/len(piece)) + " AADSTS50105")
		if failure.AADSTS == "50105" {
			t.Errorf("%s: what stands after a megabyte was read", name)
		}
	}
}

// TestPastedAnswersNameOurFaultByItsNumber: a body that answered ourselves says more
// by its number than by its error alone, and reads like the number by itself.
func TestPastedAnswersNameOurFaultByItsNumber(t *testing.T) {
	for _, oauthError := range []string{"invalid_client", "unauthorized_client", "invalid_request", "invalid_resource", "invalid_scope", "invalid_grant"} {
		for _, number := range []string{"7000222", "7000215", "7000218", "700027", "50011", "50194"} {
			body := `{"error":"` + oauthError + `","error_description":"AADSTS` + number + `: x","error_codes":[` + number + `]}`
			got, _ := guidance.FromText(body)
			if want := (guidance.Failure{Cause: guidance.Advise(number), OAuthError: oauthError, AADSTS: number}); got != want {
				t.Errorf("%s: %+v, want %+v", body, got, want)
			}
		}
	}
	for _, e := range catalogue(t) {
		body := `{"error":"` + e.oauthError + `","error_description":"AADSTS` + e.number + `: x"}`
		if got, _ := guidance.FromText(body); e.oauthError != "" && got.Cause != guidance.Advise(e.number) {
			t.Errorf("%s: %s, want %s", body, got.Cause, guidance.Advise(e.number))
		}
	}
	for _, given := range []string{"?error=access_denied&error_description=AADSTS7000222", "?error=server_error&error_description=AADSTS7000215"} {
		if got, _ := guidance.FromText(given); guidance.Explain(got.Cause).OurSide {
			t.Errorf("%s blames us: %s", given, got.Cause)
		}
	}
}

func FuzzFromText(f *testing.F) {
	for _, seed := range []string{page, declined, url.QueryEscape(declined), refusal, labels("要求 ID", "相関 ID"), `{\"error\":\"x\"}`, "<b>AADSTS50020", "&#37;25", `\ud800`, "90094", "%", "code=x", "\xff%ff+", "error=access_denied"} {
		f.Add(seed)
	}
	guid := regexp.MustCompile(`^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$`)
	digits := regexp.MustCompile(`^([0-9]{5,7})?$`)
	f.Fuzz(func(t *testing.T, pasted string) {
		got, secrets := guidance.FromText(pasted)
		if !digits.MatchString(got.AADSTS) || !guid.MatchString(got.CorrelationID) || !guid.MatchString(got.TraceID) {
			t.Errorf("FromText(%q) = %+v", pasted, got)
		}
		if guidance.ValidOAuthError(got.OAuthError) != got.OAuthError {
			t.Errorf("OAuthError = %q", got.OAuthError)
		}
		if got.Cause == guidance.None || guidance.Explain(got.Cause).Cause != got.Cause {
			t.Errorf("no words for %q", got.Cause)
		}
		if len(got.OAuthError) > 64 || secrets != guidance.Secrets(pasted) {
			t.Errorf("OAuthError = %q, secrets = %v", got.OAuthError, secrets)
		}
		if !got.At.IsZero() && (got.At.Location() != time.UTC || got.At.Year() < 2000 || got.At.Year() > 2099) {
			t.Errorf("At = %v", got.At)
		}
	})
}
