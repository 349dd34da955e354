package microsoft

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
)

// FuzzStrictObject compares strictObject with a decoder of tokens, which reads the same
// JSON step by step.
func FuzzStrictObject(f *testing.F) {
	for _, seed := range []string{
		`{}`, ` {"a":1} `, `{"a":1,"A":2}`, `{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, `{"a":":","b":"\":"}`, `{"s":1,"\u017f":2}`, `{"s":1,"\u0073":2}`,
		`{"a":["b","b"],"b" :1}`, `{"a\\":1,"a\\\\":2}`, "{\"\xff\":1,\"\xfe\":2}", `{"K":1,"K":2}`, strings.Repeat(`{"a":`, 16) + "1" + strings.Repeat("}", 16),
		strings.Repeat(`{"a":`, 17) + "1" + strings.Repeat("}", 17), `[{"a":1}]`, `null`, `{"a":1,"a" :2}`, "{\"a\":1,\"a\"\t\r\n:2}", `{"a":1}{`, `{"a" 	: "b:c" , "b":"a"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		object, err := strictObject(data)
		if want := plainByTokens(data); (err == nil) != want && len(object) < maxNames {
			t.Fatalf("%q is a plain object: %t, by its tokens %t", data, err == nil, want)
		}
	})
}

// An object of more names is refused: each is compared to all others.
func TestStrictObject_HasABoundedNumberOfNames(t *testing.T) {
	names := make([]string, maxNames+1)
	for i := range names {
		names[i] = `"` + strconv.Itoa(i) + `":0`
	}
	for n, want := range map[int]error{maxNames: nil, maxNames + 1: errLoose} {
		if _, err := strictObject([]byte("{" + strings.Join(names[:n], ",") + "}")); !errors.Is(err, want) {
			t.Errorf("%d names: %v", n, err)
		}
	}
}

func plainByTokens(data []byte) bool {
	var object map[string]json.RawMessage
	if json.Unmarshal(data, &object) != nil || object == nil {
		return false
	}
	tokens := json.NewDecoder(bytes.NewReader(data))
	type level struct {
		names  map[string]bool // nil for an array
		isName bool
	}
	var open []level
	for {
		token, err := tokens.Token()
		if err != nil {
			return true // the end: all of it is valid
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			open = open[:len(open)-1]
			continue
		}
		if n := len(open); n > 0 && open[n-1].names != nil {
			if open[n-1].isName = !open[n-1].isName; open[n-1].isName {
				name := strings.ToLower(strings.ToUpper(token.(string)))
				if open[n-1].names[name] {
					return false
				}
				open[n-1].names[name] = true
				continue
			}
		}
		switch {
		case len(open) == maxDepth && (token == json.Delim('{') || token == json.Delim('[')):
			return false
		case token == json.Delim('{'):
			open = append(open, level{names: map[string]bool{}})
		case token == json.Delim('['):
			open = append(open, level{})
		}
	}
}
