package microsoft

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
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

// level is one open object or array; names is nil for an array.
type level struct {
	names    map[string]bool
	wantName bool
}

func walk(data []byte) error {
	tokens := json.NewDecoder(bytes.NewReader(data))
	tokens.UseNumber()
	var open []level
	for {
		token, err := tokens.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errLoose
		}
		if open, err = step(open, token); err != nil {
			return err
		}
	}
}

func step(open []level, token json.Token) ([]level, error) {
	if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
		return open[:len(open)-1], nil
	}
	if len(open) > 0 && open[len(open)-1].names != nil {
		top := &open[len(open)-1]
		top.wantName = !top.wantName
		if !top.wantName {
			return open, top.add(token.(string))
		}
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return open, nil
	}
	if len(open) == maxDepth {
		return nil, errLoose
	}
	if delim == '[' {
		return append(open, level{}), nil
	}
	return append(open, level{names: map[string]bool{}, wantName: true}), nil
}

func (l *level) add(name string) error {
	// Upper before lower case also folds the long s and the Kelvin sign, as
	// encoding/json does.
	folded := strings.ToLower(strings.ToUpper(name))
	if l.names[folded] {
		return errLoose
	}
	l.names[folded] = true
	return nil
}
