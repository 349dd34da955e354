package guidance

import (
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

var (
	escapePattern = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)
	tagPattern    = regexp.MustCompile(`<[a-zA-Z/!][^<>]*>`)
)

// bounded cuts a text at a number of bytes and leaves only valid UTF-8.
func bounded(s string, most int) string {
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "")
}

// decoded undoes what wraps a text on its way into a clipboard: percent-encoding,
// the escapes of JSON inside JSON, and the entities of HTML, each up to three times;
// what is no encoding stays as it is. It never makes a text longer than three times.
func decoded(text string) string {
	for range 3 {
		before := text
		text = unescaped(html.UnescapeString(percentDecoded(text)))
		if text == before {
			break
		}
	}
	text = strings.NewReplacer("+", " ", "\u00a0", " ", "\u202f", " ", "\u3000", " ", "\u200b", "").Replace(text)
	return strings.ToValidUTF8(text, "")
}

// untagged replaces the tags of HTML, so that a label and its value stand together.
func untagged(text string) string { return tagPattern.ReplaceAllString(text, " ") }

func percentDecoded(text string) string {
	parts := strings.Split(text, "%")
	if len(parts) == 1 {
		return text
	}
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

// unescaped undoes one layer of JSON's escapes.
func unescaped(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	text = escapePattern.ReplaceAllStringFunc(text, func(escape string) string {
		char, err := strconv.ParseUint(escape[2:], 16, 16)
		if err != nil {
			return escape
		}
		return string(rune(char))
	})
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\/`, `/`, `\r`, "\r", `\n`, "\n", `\t`, " ").Replace(text)
}
