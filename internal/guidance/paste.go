package guidance

import (
	"regexp"
	"strings"
)

// maxPasted is how much of a pasted text is read, in bytes.
const maxPasted = 48 << 10

// oauthErrors are the errors recognised in a text that a person pasted; a word
// outside this list is not believed to be one.
const oauthErrors = `access_denied|consent_required|permission_denied|server_error|temporarily_unavailable|` +
	`invalid_client|unauthorized_client|invalid_request|invalid_grant|invalid_scope|invalid_resource|` +
	`login_required|interaction_required|unsupported_response_type|unsupported_grant_type`

// codeLabels stand before a number on Microsoft's pages, in their languages.
const codeLabels = `\b[is]?error[ _-]?codes?|\berror\?code|fehlercode|code d['’]erreur|c[óo]digo de erro|codice (?:di )?errore|` +
	`foutcode|kod b[łl][ęe]du|エラー ?コード|错误代码|錯誤碼|錯誤代碼`

var (
	pastedCodePattern = regexp.MustCompile(`(?i)(?:AADSTS[\s:]{0,3}|(?:` + codeLabels + `)r?["'\s:：=\[]{1,6})([0-9]{5,7})(?:[^0-9]|$)`)
	typedCodePattern  = regexp.MustCompile(`^[\s#"'(]{0,9}([0-9]{5,7})[\s.,;:"')]{0,9}$`)
	namedErrorPattern = regexp.MustCompile(`(?:^|[^a-z_])error["']?\s{0,3}[=:]\s{0,3}["']?(` + oauthErrors + `)(?:[^a-z0-9_]|$)`)
	loneErrorPattern  = regexp.MustCompile(`(?:^|[^a-z0-9_])(` + oauthErrors + `)(?:[^a-z0-9_]|$)`)
	cancelPattern     = regexp.MustCompile(`\berror_subcode["']?\s{0,3}[=:]\s{0,3}["']?(cancel)(?:[^a-z]|$)`)
)

// FromText reads what a person copied from Microsoft's page, in any form: the
// page's text in any language or its HTML, a number alone, JSON, or the address of
// a callback, however often encoded. The failure holds only what strict patterns
// allow, and its cause is Unknown, never None, where nothing is recognised. 48 KB
// are read. secrets is what Secrets says of the text: such a text must not be kept,
// and the person should be told not to share it.
func FromText(pasted string) (failure Failure, secrets bool) {
	raw := decoded(bounded(pasted, maxPasted))
	text := untagged(raw)
	failure.AADSTS = first(typedCodePattern, strings.TrimSpace(text))
	if failure.AADSTS == "" {
		failure.AADSTS = telling(pastedCodePattern, text, raw)
	}
	failure.OAuthError = first(namedErrorPattern, text)
	if failure.OAuthError == "" {
		failure.OAuthError = first(loneErrorPattern, text)
	}
	failure.CorrelationID, failure.TraceID = identifiers(text)
	failure.At = stamp(text)
	failure.Cause = pastedCause(failure, first(cancelPattern, text), text)
	return failure, holdsSecrets(raw)
}

// pastedCause treats a text with an OAuth error like the redirect that brought it.
// Without one the text is a page of Microsoft's, where the number is all there is.
func pastedCause(failure Failure, subcode, text string) Cause {
	if failure.OAuthError == "invalid_grant" || failure.OAuthError == "unsupported_grant_type" {
		return FromToken(failure.OAuthError, failure.AADSTS)
	}
	if failure.OAuthError != "" || subcode != "" {
		return ownFault(FromCallback(failure.OAuthError, subcode, failure.AADSTS), failure.AADSTS)
	}
	if advised := Advise(failure.AADSTS); advised != None {
		return advised
	}
	return pageCause(strings.ToLower(text))
}

// ownFault names a fault of ours more closely by its number. A redirect may not do
// that, but a pasted text only asks for words, and may be an answer to ourselves.
func ownFault(cause Cause, aadsts string) Cause {
	if cause == OurSetup {
		return refine(aadsts, cause, ofOurKey)
	}
	return cause
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

// maxNumbers is how many numbers of one text are looked at.
const maxNumbers = 16

// telling returns the number that says most: the first whose cause is known and is
// not merely trouble at Microsoft, which wraps others (AADSTS50000); else the first
// that advises anything; else the first.
func telling(pattern *regexp.Regexp, texts ...string) string {
	numbers := matches(pattern, texts)
	best, rank := "", 0
	for _, number := range numbers {
		if r := weight(Advise(number)); r > rank {
			best, rank = number, r
		}
	}
	return best
}

func weight(advised Cause) int {
	switch advised {
	case None:
		return 1
	case MicrosoftTrouble:
		return 2
	default:
		return 3
	}
}

func matches(pattern *regexp.Regexp, texts []string) []string {
	var numbers []string
	for _, text := range texts {
		for _, match := range pattern.FindAllStringSubmatch(text, maxNumbers) {
			numbers = append(numbers, match[1])
		}
	}
	return numbers
}
