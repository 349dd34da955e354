package guidance

import (
	"net/url"
	"regexp"
	"strings"
)

// oauthErrors are the errors recognised in a text that a person pasted; a word
// outside this list is not believed to be one.
const oauthErrors = `access_denied|consent_required|permission_denied|server_error|temporarily_unavailable|` +
	`invalid_client|unauthorized_client|invalid_request|invalid_grant|invalid_scope|invalid_resource|` +
	`login_required|interaction_required|unsupported_response_type|unsupported_grant_type`

var (
	pastedCodePattern = regexp.MustCompile(`(?i)(?:AADSTS[\s:]{0,3}|\berror[ _-]?codes?["'\s:=\[]{1,6}|\berror\?code=)([0-9]{5,7})(?:[^0-9]|$)`)
	typedCodePattern  = regexp.MustCompile(`^\s*([0-9]{5,7})\s*$`)
	namedErrorPattern = regexp.MustCompile(`(?:^|[^a-z_])error["']?\s{0,3}[=:]\s{0,3}["']?(` + oauthErrors + `)(?:[^a-z0-9_]|$)`)
	loneErrorPattern  = regexp.MustCompile(`(?:^|[^a-z0-9_])(` + oauthErrors + `)(?:[^a-z0-9_]|$)`)
	cancelPattern     = regexp.MustCompile(`\berror_subcode["']?\s{0,3}[=:]\s{0,3}["']?(cancel)(?:[^a-z]|$)`)
	secretPattern     = regexp.MustCompile(`(?i)\b(?:access_token|id_token|refresh_token|client_secret|client_assertion|code_verifier)["']?\s{0,3}[=:]|\beyJ[a-z0-9_-]`)
	codePattern       = regexp.MustCompile(`(?i)\bcode(?:=|["']\s{0,3}:\s{0,3}["'])([^\s&"'#,}]*)`)
	digitsPattern     = regexp.MustCompile(`^[0-9]{0,7}$`)
)

// FromText reads what a person copied from Microsoft's page, in any form: the
// page's text in any language, a number alone, JSON, or the address of a
// callback, percent-encoded or not. The failure holds only what strict patterns
// allow, and its cause is Unknown where nothing is recognised; 16 KB are read.
// Secrets says that the text holds an authorisation code, a token or a secret.
// These are never part of the failure; the person should be told not to share
// them, and the text must not be kept.
func FromText(pasted string) (failure Failure, secrets bool) {
	text := decoded(bounded(pasted))
	failure.AADSTS = first(typedCodePattern, text)
	if failure.AADSTS == "" {
		failure.AADSTS = first(pastedCodePattern, text)
	}
	failure.OAuthError = first(namedErrorPattern, text)
	if failure.OAuthError == "" {
		failure.OAuthError = first(loneErrorPattern, text)
	}
	_, failure.CorrelationID, failure.TraceID, failure.At = ParseDescription(text)
	failure.Cause = pastedCause(failure, first(cancelPattern, text), text)
	return failure, holdsSecrets(text)
}

// pastedCause treats a text with an OAuth error like the redirect that brought it.
// Without one the text is a page of Microsoft's, where the number is all there is.
func pastedCause(failure Failure, subcode, text string) Cause {
	if failure.OAuthError == "invalid_grant" || failure.OAuthError == "unsupported_grant_type" {
		return FromToken(failure.OAuthError, failure.AADSTS)
	}
	if failure.OAuthError != "" || subcode != "" {
		return FromCallback(failure.OAuthError, subcode, failure.AADSTS)
	}
	if advised := causeOf(failure.AADSTS); advised != None {
		return advised
	}
	return pageCause(strings.ToLower(text))
}

// pageCause knows Microsoft's pages that may show no number at all, by their
// English headings (microsoft.md §1.6).
func pageCause(lower string) Cause {
	switch {
	case strings.Contains(lower, "approval required"), strings.Contains(lower, "request sent"):
		return ApprovalRequested
	case strings.Contains(lower, "need admin approval"), strings.Contains(lower, "only an admin can grant"):
		return NoAuthority
	}
	return Unknown
}

// holdsSecrets ignores the codes that are numbers: those are AADSTS numbers in
// links to Microsoft's list of errors.
func holdsSecrets(text string) bool {
	if secretPattern.MatchString(text) {
		return true
	}
	for _, match := range codePattern.FindAllStringSubmatch(text, -1) {
		if !digitsPattern.MatchString(match[1]) {
			return true
		}
	}
	return false
}

// decoded undoes percent-encoding as often as addresses are wrapped into one
// another, up to three times; what is no encoding stays as it is.
func decoded(text string) string {
	for range 3 {
		if !strings.Contains(text, "%") {
			break
		}
		text = percentDecoded(text)
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "+", " "), "")
}

func percentDecoded(text string) string {
	parts := strings.Split(text, "%")
	var out strings.Builder
	out.WriteString(parts[0])
	for _, part := range parts[1:] {
		head := part[:min(2, len(part))]
		char, err := url.PathUnescape("%" + head)
		if err != nil {
			char = "%" + head
		}
		out.WriteString(char + part[len(head):])
	}
	return out.String()
}
