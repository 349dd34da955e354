package policy

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MinPassword and MaxPassword bound a new password, in characters (Unicode
	// code points). There are no rules of composition: length is what counts.
	MinPassword = 12
	// MaxPassword is the longest password, in characters.
	MaxPassword = 128
)

// PasswordError says why a new password is refused, in words for the person who
// chose it. It never holds any part of the password.
type PasswordError string

// Why a new password is refused.
const (
	PasswordShort      PasswordError = "Use at least 12 characters. A few words in a row are easy to remember."
	PasswordLong       PasswordError = "Use at most 128 characters."
	PasswordUnreadable PasswordError = "Use characters that can be typed: no line ends, tabs or other control characters."
	PasswordPersonal   PasswordError = "Leave out your name and your login name: they are the first thing others try."
	PasswordCommon     PasswordError = "This password is among the first that others try. Choose one that nobody else would."
)

func (e PasswordError) Error() string { return string(e) }

//go:embed common.txt
var commonPasswords string

// fewestCharacters is how many different characters a password needs: fewer is
// one key pressed again and again.
const fewestCharacters = 5

// shortestName is the length from which a part of a name may not be inside a
// password. Shorter ones are found in too many words by accident.
const shortestName = 4

// CheckNewPassword returns nil for a password that may be set, and a
// PasswordError otherwise. The e-mail is the login name; either may be empty.
func CheckNewPassword(pw, email, name string) error {
	length := utf8.RuneCountInString(pw)
	switch {
	case length < MinPassword:
		return PasswordShort
	case length > MaxPassword:
		return PasswordLong
	case !utf8.ValidString(pw) || strings.ContainsFunc(pw, unicode.IsControl):
		return PasswordUnreadable
	case personal(pw, email, name):
		return PasswordPersonal
	case common(pw):
		return PasswordCommon
	}
	return nil
}

// personal reports whether the password contains a part of the login name before
// its @, or of the person's name.
func personal(pw, email, name string) bool {
	login, _, _ := strings.Cut(email, "@")
	folded := strings.ToLower(pw)
	parts := strings.FieldsFunc(strings.ToLower(login+" "+name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return slices.ContainsFunc(parts, func(part string) bool {
		return utf8.RuneCountInString(part) >= shortestName && strings.Contains(folded, part)
	})
}

// common reports whether the password is on the list, with or without digits and
// signs before and after it, once or repeated, or has hardly any characters.
func common(pw string) bool {
	folded := strings.ToLower(pw)
	different := map[rune]bool{}
	for _, r := range folded {
		different[r] = true
	}
	if len(different) < fewestCharacters {
		return true
	}
	bare := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	for word := range strings.Lines(commonPasswords) {
		word = strings.TrimSpace(word)
		if folded == word || bare != "" && strings.ReplaceAll(bare, word, "") == "" {
			return true
		}
	}
	return false
}
