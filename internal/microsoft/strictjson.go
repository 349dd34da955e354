package microsoft

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

const maxDepth = 16

var errLoose = errors.New("JSON is not a plain object")

// strictObject reads a JSON object and refuses what decoders disagree about:
// doubled names, also those that differ in case only, deep nesting, and anything
// after the object. Names of the result are exact.
func strictObject(data []byte) (map[string]json.RawMessage, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil || object == nil {
		return nil, errLoose
	}
	if err := walk(data); err != nil {
		return nil, err
	}
	return object, nil
}

// walk looks at the names of valid JSON. A log-in waits for it, so it goes over the
// bytes: a decoder of tokens takes several times as long as all the rest of a token's
// checks but the signature.
func walk(data []byte) error {
	var open [][]string // the names so far of each open object or array
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			if len(open) == maxDepth {
				return errLoose
			}
			open = append(open, nil)
		case '}', ']':
			open = open[:len(open)-1]
		case '"':
			end := i + quoted(data[i:])
			if isName(data[end:]) {
				name, err := folded(data[i:end])
				top := len(open) - 1
				if err != nil || slices.Contains(open[top], name) || len(open[top]) == maxNames {
					return errLoose
				}
				open[top] = append(open[top], name)
			}
			i = end - 1
		}
	}
	return nil
}

// maxNames bounds an object, as each of its names is compared to all others.
const maxNames = 256

// quoted is the length of the string that s begins with, with its quotes.
func quoted(s []byte) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// isName reports whether what follows a string makes it a name.
func isName(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}

// folded is a name as decoders that take no notice of case compare it. Upper before
// lower case also folds the long s and the Kelvin sign, as encoding/json does.
func folded(quoted []byte) (string, error) {
	var name string
	if !bytes.ContainsFunc(quoted, func(r rune) bool { return r == '\\' || r >= utf8.RuneSelf }) {
		return strings.ToLower(string(quoted[1 : len(quoted)-1])), nil
	}
	if err := json.Unmarshal(quoted, &name); err != nil {
		return "", err
	}
	return strings.ToLower(strings.ToUpper(name)), nil
}
