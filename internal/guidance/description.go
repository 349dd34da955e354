package guidance

import (
	"regexp"
	"strings"
	"time"
)

var (
	aadstsPattern      = regexp.MustCompile(`AADSTS([0-9]{5,7})(?:[^0-9]|$)`)
	correlationPattern = regexp.MustCompile(`(?i)(?:\b[ck]orr?[eé]la|` + correlationLabels + `)[^:=0-9\r\n]{0,24}["'\s:：=]{1,8}(` + guid + `)(?:[^0-9a-z-]|$)`)
	tracePattern       = regexp.MustCompile(`(?i)(?:\b(?:trace|request)[ _-]?id|(?:` + traceLabels + `)[^:=0-9\r\n]{0,24})["'\s:：=]{1,8}(` + guid + `)(?:[^0-9a-z-]|$)`)
	labelledPattern    = regexp.MustCompile(`(?i)[:：]\s?(` + guid + `)(?:[^0-9a-z-]|$)`)
	timePattern        = regexp.MustCompile(`\b(20[0-9]{2}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,7})?Z`)
)

// The labels that Microsoft puts before the two identifiers, in the languages whose
// word does not resemble «correlation» or is not «Trace ID» or «Request ID».
const (
	correlationLabels = `相関|関連付け|关联|相关|關聯|相關|相互關聯`
	traceLabels       = `\btraceer|\btracerings|\bablaufverfolgung|\bsuivi|\bde trace|\bseguimiento|\btraccia|\banalisi|\brastre|śledzeni|トレース|跟踪|追蹤|追踪|` +
		`\banforderung|\banfrage|\bdemande|\brequ[êe]te|\bsolicitud|\brichiesta|\bsolicita[çc]|\bpedido|\baanvraag|żądani|要求|请求|請求`
)

// guid is the canonical form of an identifier: no braces, no other dashes.
const guid = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`

// maxDescription is how much of an error_description is read, in bytes.
const maxDescription = 16 << 10

// ParseDescription takes from an error_description all that may be kept: the
// digits of the AADSTS number (of several, the one that says most), the correlation and trace ID as lower-case GUIDs,
// and Microsoft's time. Each is empty or zero where its strict pattern finds
// nothing. Line ends, spaces and other languages are understood (microsoft.md
// §3.5, §10.3); of the text itself nothing is returned. 16 KB are read.
func ParseDescription(errorDescription string) (aadsts, correlationID, traceID string, at time.Time) {
	text := bounded(errorDescription, maxDescription)
	correlationID, traceID = identifiers(text)
	return telling(aadstsPattern, text), correlationID, traceID, stamp(text)
}

// first returns the first group of the first match, or "".
func first(pattern *regexp.Regexp, text string) string {
	if match := pattern.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	return ""
}

// identifiers finds the two IDs by their labels. In a language whose labels are
// not known it relies on Microsoft's fixed order: trace, then correlation.
func identifiers(text string) (correlationID, traceID string) {
	correlationID = strings.ToLower(first(correlationPattern, text))
	traceID = strings.ToLower(first(tracePattern, text))
	labelled := labelledPattern.FindAllStringSubmatch(text, 3)
	if len(labelled) != 2 {
		return correlationID, traceID
	}
	one, two := strings.ToLower(labelled[0][1]), strings.ToLower(labelled[1][1])
	switch {
	case correlationID == "" && traceID == "", correlationID == two && traceID == "", correlationID == "" && traceID == one:
		return two, one
	case correlationID == one && traceID == "", correlationID == "" && traceID == two:
		return one, two
	}
	return correlationID, traceID
}

// stamp reads Microsoft's time, which is always UTC.
func stamp(text string) time.Time {
	match := timePattern.FindStringSubmatch(text)
	if match == nil {
		return time.Time{}
	}
	at, err := time.Parse(time.DateTime, match[1]+" "+match[2])
	if err != nil {
		return time.Time{}
	}
	return at
}
