package policy

import (
	"net/url"
	"slices"
	"strings"
)

// maxReturnTo is the longest return address accepted, in bytes.
const maxReturnTo = 2048

// LocalPath returns the path and query of returnTo when a browser that follows it
// stays in this console, and "/" for everything else. It is stricter than a
// browser needs: printable ASCII only, no empty or dotted segments, nothing
// encoded that could become a slash, a dot or a control character, at most 2 KB.
// The fragment is dropped. Pages of logging in and out and the answers of
// Microsoft are no place to return to.
func LocalPath(returnTo string) string {
	if len(returnTo) > maxReturnTo || !plainASCII(returnTo) {
		return "/"
	}
	local, _, _ := strings.Cut(returnTo, "#")
	path, _, _ := strings.Cut(local, "?")
	if !safePath(path) {
		return "/"
	}
	return local
}

// plainASCII refuses whatever browsers strip or rewrite before they read an
// address: controls, spaces, backslashes and everything beyond ASCII.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' || s[i] == '\\' {
			return false
		}
	}
	return true
}

func safePath(path string) bool {
	if path == "/" {
		return true
	}
	rest, rooted := strings.CutPrefix(path, "/")
	if !rooted || !safeEscapes(rest) {
		return false
	}
	segments := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	if slices.ContainsFunc(segments, hollow) || strings.Contains(segments[0], "@") {
		return false
	}
	return !handshake(segments[0])
}

// hollow tells the segments that vanish or climb when a path is cleaned.
func hollow(segment string) bool { return segment == "" || segment == "." || segment == ".." }

// safeEscapes allows a percent-encoded byte only where decoding it, once or
// twice, cannot give the path another shape.
func safeEscapes(path string) bool {
	for i, part := range strings.Split(path, "%") {
		if i == 0 {
			continue
		}
		if len(part) < 2 {
			return false
		}
		decoded, err := url.PathUnescape("%" + part[:2])
		if err != nil || !plainASCII(decoded) && decoded != " " || strings.ContainsAny(decoded, "/.%@") {
			return false
		}
	}
	return true
}

// handshake tells the first segment of pages that begin or end a login.
func handshake(segment string) bool {
	decoded, err := url.PathUnescape(segment)
	if err != nil {
		return true
	}
	return slices.Contains([]string{"login", "logout", "logged-out", "microsoft"}, strings.ToLower(decoded))
}
