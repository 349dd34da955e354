package guidance

import "regexp"

var (
	secretPattern     = regexp.MustCompile(`(?i)\b(?:access_token|id_token|refresh_token|client_secret|client_assertion|code_verifier|device_code)["']?\s{0,3}[=:]\s{0,3}["']?[a-z0-9._~-]|\beyJ[a-z0-9_-]{3}`)
	hiddenPattern     = regexp.MustCompile(`(?i)\bname=["']?(?:code|id_token|access_token|refresh_token)["']?\s[^<>]{0,80}value=["']?[a-z0-9._~-]{8}`)
	codePattern       = regexp.MustCompile(`(?i)\bcode(?:=|["']\s{0,3}:\s{0,3}["'])([^\s&"'#,}]*)`)
	digitsPattern     = regexp.MustCompile(`^[0-9]{0,7}$`)
	invitationPattern = regexp.MustCompile(`/consent/[A-Za-z0-9_-]{43}(?:[^A-Za-z0-9_-]|$)`)
)

// Secrets reports whether a text holds an authorisation code, a token, a secret or
// the address of an invitation, however often encoded. Such a text must not be kept.
// 48 KB are read.
func Secrets(text string) bool { return holdsSecrets(decoded(bounded(text, maxPasted))) }

// holdsSecrets ignores the codes that are numbers: those are AADSTS numbers in
// links to Microsoft's list of errors.
func holdsSecrets(text string) bool {
	if secretPattern.MatchString(text) || hiddenPattern.MatchString(text) || invitationPattern.MatchString(text) {
		return true
	}
	for _, match := range codePattern.FindAllStringSubmatch(text, -1) {
		if !digitsPattern.MatchString(match[1]) {
			return true
		}
	}
	return false
}
