package microsoft

import (
	"regexp"
	"strings"
	"time"
)

const maxErrorText = 16 << 10

var (
	aadstsCode   = regexp.MustCompile(`AADSTS([0-9]{5,7})(?:[^0-9]|$)`)
	correlation  = regexp.MustCompile(`(?i)[ck]orr[eé]la[^:：\r\n]{0,24}[:：]?\s{0,4}(` + guidText + `)\b`)
	trace        = regexp.MustCompile(`(?i)\b(?:trace|request)\s{0,2}id\s{0,2}[:：]?\s{0,4}(` + guidText + `)\b`)
	labelledGUID = regexp.MustCompile(`(?i)[:：]\s{0,4}(` + guidText + `)\b`)
	timestamp    = regexp.MustCompile(`\b([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})Z`)
	oauthCode    = regexp.MustCompile(`\A[a-z_]{1,64}\z`)
)

const guidText = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`

// ParseErrorText takes the AADSTS number (digits), the correlation ID, the trace
// ID and the time out of a description or of a text copied from Microsoft's
// error page, and nothing else (microsoft.md §3.5). Missing parts are zero. Only
// the first 16 KiB are read; percent-encoding is the caller's to undo.
func ParseErrorText(text string) (aadsts, correlationID, traceID string, at time.Time) {
	if len(text) > maxErrorText {
		text = text[:maxErrorText]
	}
	correlationID, traceID = errorIDs(text)
	return group(aadstsCode, text), correlationID, traceID, errorTime(text)
}

// errorIDs reads the two IDs by label. In languages whose labels we do not know
// it goes by their order, trace before correlation, if there are exactly two.
func errorIDs(text string) (correlationID, traceID string) {
	correlationID = strings.ToLower(group(correlation, text))
	traceID = strings.ToLower(group(trace, text))
	if correlationID != "" && traceID != "" {
		return correlationID, traceID
	}
	found := labelledGUID.FindAllStringSubmatch(text, 3)
	if len(found) != 2 {
		return correlationID, traceID
	}
	first, second := strings.ToLower(found[0][1]), strings.ToLower(found[1][1])
	switch {
	case correlationID == "" && traceID == "", traceID == first, correlationID == second:
		return second, first
	case traceID == second, correlationID == first:
		return first, second
	}
	return correlationID, traceID
}

func errorTime(text string) time.Time {
	m := timestamp.FindStringSubmatch(text)
	if m == nil {
		return time.Time{}
	}
	at, err := time.Parse(time.DateTime, m[1]+" "+m[2])
	if err != nil {
		return time.Time{}
	}
	return at
}

func group(pattern *regexp.Regexp, text string) string {
	if m := pattern.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
