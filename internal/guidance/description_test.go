package guidance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
)

const (
	traceID       = "0b7a2f6e-1111-4abc-9def-00000000aaaa"
	correlationID = "5f1c3d2e-2222-4abc-9def-00000000bbbb"
)

var at = time.Date(2026, 3, 3, 10, 33, 12, 0, time.UTC)

// known is all that may be taken from a description.
type known struct {
	AADSTS, CorrelationID, TraceID string
	At                             time.Time
}

func parse(description string) known {
	aadsts, correlation, trace, when := guidance.ParseDescription(description)
	return known{aadsts, correlation, trace, when}
}

func TestParseDescription(t *testing.T) {
	all := known{"65004", correlationID, traceID, at}
	for fact, row := range map[string]struct {
		given string
		want  known
	}{
		"lines": {"AADSTS65004: User declined.\r\nTrace ID: " + traceID + "\r\nCorrelation ID: " + correlationID +
			"\r\nTimestamp: 2026-03-03 10:33:12Z", all},
		"one line": {"AADSTS65004: User declined. Trace ID: " + traceID + " Correlation ID: " + correlationID +
			" Timestamp: 2026-03-03 10:33:12Z", all},
		"capital identifiers": {"AADSTS65004: x Trace ID: " + strings.ToUpper(traceID) + " Correlation ID: " + strings.ToUpper(correlationID) +
			" Timestamp: 2026-03-03 10:33:12Z", all},
		"German": {"AADSTS65004: Der Benutzer hat abgelehnt.\r\nAblaufverfolgungs-ID: " + traceID + "\r\nKorrelations-ID: " + correlationID +
			"\r\nZeitstempel: 2026-03-03 10:33:12Z", all},
		"French": {"AADSTS65004: Refus.\r\nID de suivi : " + traceID + "\r\nID de corrélation : " + correlationID +
			"\r\nHorodatage : 2026-03-03 10:33:12Z", all},
		"Japanese": {"AADSTS65004: 同意が拒否されました。\r\nトレース ID: " + traceID + "\r\n相関 ID: " + correlationID +
			"\r\nタイムスタンプ: 2026-03-03 10:33:12Z", all},
		"correlation first": {"Correlation ID: " + correlationID + " Spur: " + traceID, known{CorrelationID: correlationID, TraceID: traceID}},
		"other identifiers in the text": {"AADSTS700016: Application with identifier '" + traceID + "' was not found in the directory '" +
			correlationID + "'.", known{AADSTS: "700016"}},
		"number of five digits":   {"AADSTS50011", known{AADSTS: "50011"}},
		"number of seven digits":  {"AADSTS7000222: x", known{AADSTS: "7000222"}},
		"number of four digits":   {"AADSTS5001: x", known{}},
		"number of eight digits":  {"AADSTS70002220: x", known{}},
		"number in another style": {"aadsts50011", known{}},
		"braces":                  {"Correlation ID: {" + correlationID + "}", known{}},
		"identifier with a tail":  {"Correlation ID: " + correlationID + "0", known{}},
		"no such day":             {"Timestamp: 2026-02-31 10:33:12Z", known{}},
		"no such hour":            {"Timestamp: 2026-03-03 25:33:12Z", known{}},
		"time without its zone":   {"Timestamp: 2026-03-03 10:33:12", known{}},
		"time with a T":           {"2026-03-03T10:33:12.123Z", known{At: at}},
		"empty":                   {"", known{}},
		"beyond 16 KB":            {strings.Repeat(" ", 16<<10) + "AADSTS65004", known{}},
	} {
		t.Run(fact, func(t *testing.T) {
			if diff := cmp.Diff(row.want, parse(row.given)); diff != "" {
				t.Errorf("ParseDescription (-want +got):\n%s", diff)
			}
		})
	}
}

func TestS17_MarkupAndLineEndsLeaveOnlyTheNumber(t *testing.T) {
	for _, hostile := range []string{
		"<script>alert(1)</script>AADSTS65004: <img src=x onerror=alert(1)>",
		"AADSTS65004\r\nlevel=ERROR msg=\"forged line\"",
		"AADSTS65004<b>Correlation ID: <i>" + correlationID + "</i>",
		"AADSTS65004\x00\x1b[31m{{.}}${jndi:ldap://x}",
		"AADSTS65004 Correlation ID: ' or 1=1 --",
	} {
		if diff := cmp.Diff(known{AADSTS: "65004"}, parse(hostile)); diff != "" {
			t.Errorf("ParseDescription(%q) (-want +got):\n%s", hostile, diff)
		}
	}
}

func TestS18_AdviceOfStrangersIsNotKept(t *testing.T) {
	for _, hostile := range []string{
		"Call +1 800 5550199, your account is locked",
		"Your account is locked. Timestamp: call now Trace ID: 800-555-0199",
		"AADSTS: visit https://evil.example/AADSTS",
	} {
		if diff := cmp.Diff(known{}, parse(hostile)); diff != "" {
			t.Errorf("ParseDescription(%q) (-want +got):\n%s", hostile, diff)
		}
	}
}
