package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// StatusOrder is the order of a list of statuses.
type StatusOrder string

// The orders. While searching, the order is that of the texts that match.
const (
	OrderChanged StatusOrder = "changed" // newest change first; the default
	OrderName    StatusOrder = "name"

	orderMatch StatusOrder = "match"
	orderWords StatusOrder = "words" // as orderMatch, of words that need not stand together
)

// StatusKey is a place in a list of statuses; the zero one is its beginning. It
// belongs to the order of the list that it came from.
type StatusKey struct {
	order StatusOrder
	at    int64  // OrderChanged: microseconds
	text  string // OrderName: the name's key; while searching: the term
	id    string
}

// keyFields is how a key looks inside; short names keep addresses short.
type keyFields struct {
	Order StatusOrder `json:"o"`
	At    int64       `json:"a,omitempty"`
	Text  string      `json:"t,omitempty"`
	ID    string      `json:"i"`
}

// String is the key for an address: letters, digits, «-» and «_»; empty for the
// zero key.
func (k StatusKey) String() string {
	if k == (StatusKey{}) {
		return ""
	}
	text, err := json.Marshal(keyFields{k.order, k.at, k.text, k.id})
	if err != nil {
		return "" // strings and a number always encode
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// maxKey bounds what ParseStatusKey reads, in bytes.
const maxKey = 2048

// ParseStatusKey reads what String gave. Anything else is ErrInvalid; a made-up key
// that looks right is a place like any other.
func ParseStatusKey(text string) (StatusKey, error) {
	if text == "" {
		return StatusKey{}, nil
	}
	var f keyFields
	raw, err := base64.RawURLEncoding.Strict().DecodeString(head(text, maxKey))
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	known := f.Order == OrderChanged || f.Order == OrderName || f.Order == orderMatch || f.Order == orderWords
	if err != nil || !known || f.ID == "" || !utf8.Valid(raw) {
		return StatusKey{}, fmt.Errorf("place in the list is unreadable: %w", ErrInvalid)
	}
	return StatusKey{f.Order, f.At, f.Text, f.ID}, nil
}

func (o StatusOrder) keyOf(s Status) StatusKey {
	if o == OrderName {
		return StatusKey{order: o, text: s.nameKey, id: s.AccountID}
	}
	return StatusKey{order: o, at: s.ChangedAt.UnixMicro(), id: s.AccountID}
}
