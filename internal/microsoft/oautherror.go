package microsoft

import (
	"encoding/json"
	"strconv"
)

// oauthError is Microsoft's error answer (microsoft.md §3.5). Each field is read
// on its own, so that one odd field does not hide the others.
type oauthError struct {
	Error         json.RawMessage   `json:"error"`
	Description   json.RawMessage   `json:"error_description"`
	Codes         []json.RawMessage `json:"error_codes"`
	Suberror      json.RawMessage   `json:"suberror"`
	Timestamp     json.RawMessage   `json:"timestamp"`
	TraceID       json.RawMessage   `json:"trace_id"`
	CorrelationID json.RawMessage   `json:"correlation_id"`
}

// describe fills in what an error answer tells, each value by a strict pattern.
// Named fields win over what the description says.
func (e *Error) describe(body []byte) {
	var told oauthError
	if json.Unmarshal(body, &told) != nil {
		return
	}
	e.Code, e.Suberror = word(told.Error), word(told.Suberror)
	aadsts, correlationID, traceID, at := ParseErrorText(text(told.Description))
	e.AADSTS, e.CorrelationID, e.TraceID = aadsts, correlationID, traceID
	if e.AADSTS == "" && len(told.Codes) > 0 {
		e.AADSTS = number(told.Codes[0])
	}
	if id, ok := ParseTenantID(text(told.CorrelationID)); ok {
		e.CorrelationID = id
	}
	if id, ok := ParseTenantID(text(told.TraceID)); ok {
		e.TraceID = id
	}
	if named := errorTime(text(told.Timestamp)); !named.IsZero() {
		at = named
	}
	if !at.IsZero() {
		e.At = at
	}
}

func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func word(raw json.RawMessage) string {
	if s := text(raw); oauthCode.MatchString(s) {
		return s
	}
	return ""
}

func number(raw json.RawMessage) string {
	n, err := strconv.ParseUint(string(raw), 10, 32)
	if err != nil || n < 10_000 || n > 9_999_999 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}
