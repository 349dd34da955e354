package store

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of stored texts, in characters.
const (
	maxName     = 200
	maxEmail    = 254
	maxID       = 64
	maxAgent    = 256
	maxDetail   = 500
	maxNotice   = 500
	maxDetails  = 32
	maxListed   = 50
	maxHostname = 253
	maxMessage  = 1000
	maxWhy      = 500
	maxHint     = 1024
)

// clean returns s as one line of at most limit characters: control characters,
// line and paragraph separators, direction overrides and broken UTF-8 become
// U+FFFD, and a text that was cut ends in «…».
func clean(s string, limit int) string {
	if plain(s, limit) {
		return s
	}
	var b strings.Builder
	for n := 0; len(s) > 0; n++ {
		if n == limit-1 && utf8.RuneCountInString(head(s, 8)) > 1 {
			b.WriteRune('…')
			break
		}
		r, size := utf8.DecodeRuneInString(s)
		if forbidden(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
		s = s[size:]
	}
	return b.String()
}

func head(s string, n int) string { return s[:min(n, len(s))] }

// plain is the fast answer for the usual short ASCII text.
func plain(s string, limit int) bool {
	if len(s) > limit {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func forbidden(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func cleanAll(list []string, limit int) []string {
	var out []string
	for _, s := range list[:min(len(list), maxListed)] {
		out = append(out, clean(s, limit))
	}
	return out
}

// messageOf returns a text of several lines, each of them clean, without the spaces
// around it; or ErrInvalid when it has more than 1000 characters.
func messageOf(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if utf8.RuneCountInString(text) > maxMessage {
		return "", fmt.Errorf("message must have at most %d characters: %w", maxMessage, ErrInvalid)
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = clean(line, maxMessage)
	}
	return strings.Join(lines, "\n"), nil
}

// whyOf returns a reason as one line, or ErrInvalid unless it has 1 to 500 characters.
func whyOf(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if n := utf8.RuneCountInString(text); n == 0 || n > maxWhy {
		return "", fmt.Errorf("reason must have 1 to %d characters: %w", maxWhy, ErrInvalid)
	}
	return clean(text, maxWhy), nil
}

// nameOf returns the name as stored, or ErrInvalid unless it has 1 to 200
// characters.
func nameOf(what, name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n == 0 || n > maxName {
		return "", fmt.Errorf("%s must have 1 to %d characters: %w", what, maxName, ErrInvalid)
	}
	return clean(name, maxName), nil
}

// nameKey folds a name so that «Harbour & Sons» and «HARBOUR  & sons» are one.
func nameKey(name string) string {
	return strings.ToLower(strings.ToUpper(strings.Join(strings.Fields(clean(name, maxName)), " ")))
}

// emailOf returns the address in lower case, or ErrInvalid unless it looks like
// local@domain and has at most 254 bytes.
func emailOf(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	local, domain, found := strings.Cut(email, "@")
	odd := strings.ContainsFunc(email, func(r rune) bool { return unicode.IsSpace(r) || forbidden(r) || r == utf8.RuneError })
	if !found || local == "" || domain == "" || odd || strings.Contains(domain, "@") || len(email) > maxEmail {
		return "", fmt.Errorf("e-mail address must look like name@example.com: %w", ErrInvalid)
	}
	return email, nil
}
