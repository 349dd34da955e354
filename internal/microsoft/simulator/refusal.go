package simulator

import (
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// refusal is one AADSTS error: its number, the OAuth error, the HTTP status on
// machine endpoints and a sentence in our own words (microsoft.md §3.5, §8, §10.4).
type refusal struct {
	code     int
	oauth    string
	suberror string
	status   int
	text     string
}

// name is the code as people quote it.
func (f refusal) name() string { return fmt.Sprintf("AADSTS%d", f.code) }

// about returns the refusal with more words behind its sentence.
func (f refusal) about(detail string) *refusal {
	f.text += " " + detail
	return &f
}

// missing is 900144 for the named parameter.
func missing(parameter string) *refusal {
	return refuse(900144).about("'" + parameter + "'.")
}

// refuse returns the refusal with this number. An unknown number, which Microsoft
// may send at any time, has a sentence that says nothing.
func refuse(code int) *refusal {
	for _, known := range refusals() {
		if known.code == code {
			return &known
		}
	}
	return &refusal{code: code, oauth: "server_error", status: http.StatusBadRequest, text: "The simulator has no words for this one."}
}

func refusals() []refusal {
	const bad, unauthorised = http.StatusBadRequest, http.StatusUnauthorized
	return []refusal{
		{16000, "interaction_required", "", bad, "Several accounts are signed in and none could be chosen without asking."},
		{50011, "invalid_request", "", bad, "The redirect URI of the request does not match one that is registered for the application."},
		{50020, "access_denied", "", bad, "The account does not exist in this organisation. Sign in with another account, or be invited as a guest first."},
		{50034, "access_denied", "", bad, "The account does not exist in this organisation. It may have been removed, or its name was mistyped."},
		{50057, "access_denied", "", bad, "The account is disabled in the directory."},
		{50058, "login_required", "", bad, "A silent sign-in was asked for, but nobody is signed in."},
		{50076, "interaction_required", "basic_action", bad, "The organisation demands a second factor before it lets this account use the application."},
		{50105, "access_denied", "", bad, "The signed-in person is not assigned to the application, and the organisation requires assignment."},
		{50148, "invalid_grant", "", bad, "The code_verifier is missing, but the code was asked for with a code_challenge."},
		{501481, "invalid_grant", "", bad, "The code_verifier does not match the code_challenge of the authorize request."},
		{501491, "invalid_request", "", bad, "The code_challenge or its method is not acceptable. Send 43 characters and S256."},
		{500112, "invalid_grant", "", bad, "The redirect URI differs from the one with which the code was asked for."},
		{500200, "access_denied", "", bad, "A personal account was used, but the application is for work and school accounts only."},
		{53003, "interaction_required", "message_only", bad, "A Conditional Access policy of the organisation does not let a token be issued."},
		{54005, "invalid_grant", "", bad, "The authorization code was already redeemed. Sign in again for a new one."},
		{65001, "invalid_grant", "consent_required", bad, "Neither the person nor an administrator has consented to the application."},
		{65004, "access_denied", "", bad, "The person declined to consent to the application."},
		{650053, "invalid_client", "", bad, "The application asked for a scope that the resource does not have."},
		{70000, "invalid_grant", "", bad, "The grant is not valid."},
		{70003, "unsupported_grant_type", "", bad, "This grant_type is not supported."},
		{70007, "invalid_request", "", bad, "This response_mode is not supported."},
		{70008, "invalid_grant", "", bad, "The authorization code has expired. Sign in again for a new one."},
		{70011, "invalid_scope", "", bad, "The scope is not valid: '.default' cannot be combined with other scopes of a resource."},
		{700005, "invalid_grant", "", bad, "The code was issued by another tenant's endpoint than the one where it is redeemed."},
		{700016, "unauthorized_client", "", bad, "The application was not found in the directory. It may not be installed, or the request went to the wrong tenant."},
		{700054, "unsupported_response_type", "", bad, "This response_type is not enabled for the application."},
		{7000112, "unauthorized_client", "", bad, "The application is disabled in this organisation."},
		{7000215, "invalid_client", "", unauthorised, "The client secret is wrong. Send the value of the secret and not its ID."},
		{7000218, "invalid_client", "", unauthorised, "The request must contain client_secret or client_assertion."},
		{7000222, "invalid_client", "", unauthorised, "The client secret has expired."},
		{7000229, "invalid_client", "", unauthorised, "The client application is missing its service principal in the tenant."},
		{90002, "invalid_request", "", bad, "The tenant was not found. Check the tenant ID or domain name."},
		{900023, "invalid_request", "", bad, "The tenant in the address is neither a GUID nor a valid domain name."},
		{90023, "invalid_request", "", bad, "The authentication request is not valid: the value of prompt, or its combination with another parameter, is not supported."},
		{90090, "server_error", "", bad, "The consent could not be recorded just now. Try again."},
		{90094, "access_denied", "", bad, "An administrator's consent is required before anybody can use the application."},
		{90095, "access_denied", "", bad, "An administrator's consent is required. The person may request approval."},
		{900144, "invalid_request", "", bad, "The request must contain the following parameter:"},
		{9000411, "invalid_request", "", bad, "A parameter is contained in the request more than once:"},
		{9002313, "invalid_request", "", bad, "The request is malformed."},
		{9002325, "invalid_request", "", bad, "Proof Key for Code Exchange is required: the code_challenge is missing."},
		{9002326, "invalid_request", "", bad, "A request with an Origin header cannot redeem a code with client credentials."},
		{50196, "temporarily_unavailable", "", http.StatusTooManyRequests, "The client asks for the same thing too often."},
		{90033, "temporarily_unavailable", "", http.StatusServiceUnavailable, "The service is unavailable for a moment."},
	}
}

// report is a refusal with what Microsoft's support asks for.
type report struct {
	refusal
	trace       string
	correlation string
	at          string // "2006-01-02 15:04:05Z", as Microsoft writes it
	uri         string // where the number is looked up
}

// report stamps a refusal. The correlation ID is the one of the caller, if it
// sent one (microsoft.md §10.2).
func (s *Server) report(r *http.Request, f *refusal) report {
	return report{refusal: *f, trace: uuid.NewString(), correlation: correlation(r), at: stamp(s.now()), uri: s.errorURI(*f)}
}

// body is the JSON form of the report (microsoft.md §3.5).
func (p report) body() map[string]any {
	body := map[string]any{
		"error": p.oauth, "error_description": p.description(), "error_codes": []int{p.code},
		"timestamp": p.at, "trace_id": p.trace, "correlation_id": p.correlation, "error_uri": p.uri,
	}
	if p.suberror != "" {
		body["suberror"] = p.suberror
	}
	return body
}

// description is the error_description: parts separated by CRLF.
func (p report) description() string {
	return fmt.Sprintf("%s: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s", p.name(), p.text, p.trace, p.correlation, p.at)
}

func correlation(r *http.Request) string {
	for _, sent := range []string{r.Header.Get("client-request-id"), r.URL.Query().Get("client-request-id")} {
		if guidPattern.MatchString(sent) {
			return sent
		}
	}
	return uuid.NewString()
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }
