package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// stamp keeps a time as integer microseconds since 1970, UTC. The zero time is
// null. Every time of the database goes through it.
type stamp time.Time

// Value implements driver.Valuer.
func (s stamp) Value() (driver.Value, error) {
	if time.Time(s).IsZero() {
		return nil, nil
	}
	return time.Time(s).UnixMicro(), nil
}

// Scan implements sql.Scanner.
func (s *stamp) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*s = stamp{}
	case int64:
		*s = stamp(time.UnixMicro(v).UTC())
	default:
		return fmt.Errorf("scan time: unexpected %T", src)
	}
	return nil
}

// seconds keeps a duration as whole seconds.
type seconds time.Duration

// Value implements driver.Valuer.
func (s seconds) Value() (driver.Value, error) { return int64(time.Duration(s) / time.Second), nil }

// Scan implements sql.Scanner.
func (s *seconds) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("scan duration: unexpected %T", src)
	}
	*s = seconds(time.Duration(n) * time.Second)
	return nil
}

// ref keeps a reference to another row; the empty one is null.
type ref string

// Value implements driver.Valuer.
func (r ref) Value() (driver.Value, error) {
	if r == "" {
		return nil, nil
	}
	return string(r), nil
}

// Scan implements sql.Scanner.
func (r *ref) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*r = ""
	case string:
		*r = ref(v)
	case []byte:
		*r = ref(v)
	default:
		return fmt.Errorf("scan reference: unexpected %T", src)
	}
	return nil
}

// list keeps a few strings as a JSON array.
type list []string

// Value implements driver.Valuer.
func (l list) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal([]string(l))
	return string(text), err
}

// Scan implements sql.Scanner.
func (l *list) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("scan list: unexpected %T", src)
	}
	*l = nil
	if text == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]string)(l))
}
