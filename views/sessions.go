package views

import (
	"strings"

	"workbooks.com/authconsole/internal/policy"
)

// sessionHow says how a session began.
func sessionHow(s SessionRow) string {
	switch {
	case !s.Microsoft:
		return "with a password"
	case s.As == "":
		return "with Microsoft"
	default:
		return "with Microsoft as " + s.As
	}
}

// others counts the sessions besides the one that is looking.
func others(list []SessionRow) int {
	n := 0
	for _, s := range list {
		if !s.This {
			n++
		}
	}
	return n
}

// token is a mark in the name that a browser gives itself, and what people call it.
type token struct{ mark, words string }

// browserWords names browser and system in words: «Edge on Windows». Browsers also
// name those that they are like, so the order of the marks counts.
func browserWords(userAgent string) string {
	browser := firstOf(userAgent, []token{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Vivaldi", "Vivaldi"}, {"SamsungBrowser", "Samsung Internet"},
		{"Firefox/", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
	})
	system := firstOf(userAgent, []token{
		{"iPhone", "an iPhone"}, {"iPad", "an iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"},
		{"Windows", "Windows"}, {"Mac OS X", "a Mac"}, {"Linux", "Linux"},
	})
	switch {
	case browser == "" && system == "":
		return "An unknown browser"
	case browser == "":
		return "A browser on " + system
	case system == "":
		return browser
	}
	return browser + " on " + system
}

func firstOf(text string, tokens []token) string {
	for _, t := range tokens {
		if strings.Contains(text, t.mark) {
			return t.words
		}
	}
	return ""
}

// idle reports whether a role has nothing to set up.
func idle(r policy.Role) bool { return !r.MaySeeAuthentication() && r != policy.Support }

// commas writes names one after the other.
func commas(names []string) string { return strings.Join(names, ", ") }
