package signin

import "strings"

// maxLoginName bounds a log-in name, in bytes.
const maxLoginName = 254

// notInDomains are signs that are fine before the @ of an address only.
const notInDomains = "_'+&~!^"

// LoginNames returns the names under which a user may be met, in the order in which
// they are tried: preferred_username, then a verified e-mail address. Of a guest only
// the latter counts, since a guest's preferred_username is the tenant's own invention.
// What cannot be a plain address is left out (attacks.md, S68 and S69). domains are
// those that the organisation has proven.
func LoginNames(p Person, domains []string) []LoginName {
	var names []LoginName
	add := func(text string, source Source, guest bool) {
		name, domain, ok := address(text)
		if !ok || len(names) > 0 && names[0].Name == name {
			return
		}
		proven := guest // a verified address of another organisation's
		for _, d := range domains {
			proven = proven || sameASCII(d, domain)
		}
		names = append(names, LoginName{Name: name, Source: source, Proven: proven})
	}
	if !p.Guest {
		add(p.Username, FromUsername, false)
	}
	if p.EmailVerified {
		add(p.Email, FromEmail, p.Guest)
	}
	return names
}

// address splits a plain address of ASCII letters, digits and the few signs that
// login names have; anything else is none.
func address(text string) (name, domain string, ok bool) {
	if len(text) > maxLoginName || !plain(text) {
		return "", "", false
	}
	name = strings.ToLower(text)
	local, domain, found := strings.Cut(name, "@")
	if !found || local == "" || strings.Contains(domain, "@") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") ||
		!strings.Contains(domain, ".") || strings.ContainsAny(domain, notInDomains) || strings.Contains(domain, "..") {
		return "", "", false
	}
	return name, domain, true
}

func plain(text string) bool {
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune("@.-"+notInDomains, rune(c)) {
			return false
		}
	}
	return true
}

// sameASCII compares two names without regard to capitals of the plain alphabet. Signs
// beyond it that Unicode takes for letters of it, such as that of the kelvin, are others.
func sameASCII(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
