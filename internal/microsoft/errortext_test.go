package microsoft_test

import (
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestParseErrorText(t *testing.T) {
	const trace, corr = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
	at := time.Date(2026, 1, 9, 2, 2, 12, 0, time.UTC)
	rows := []struct {
		name, text, aadsts, corr, trace string
		at                              time.Time
	}{
		{"lines", "AADSTS54005: Redeemed.\r\nTrace ID: " + trace + "\r\nCorrelation ID: " + corr + "\r\nTimestamp: 2026-01-09 02:02:12Z", "54005", corr, trace, at},
		{"spaces", "AADSTS7000215: Wrong. Trace ID: " + trace + " Correlation ID: " + corr + " Timestamp: 2026-01-09 02:02:12Z", "7000215", corr, trace, at},
		{"German", "AADSTS65004: Der Benutzer hat abgelehnt.\r\nAblaufverfolgungs-ID: " + trace + "\r\nKorrelations-ID: " + corr + "\r\nZeitstempel: 2026-01-09 02:02:12Z", "65004", corr, trace, at},
		{"French", "AADSTS65004: Refus.\r\nID de trace : " + trace + "\r\nID de corrélation : " + corr, "65004", corr, trace, time.Time{}},
		{"Japanese", "AADSTS90094: 管理者。\r\nトレース ID：" + trace + "\r\n相関 ID：" + corr + "\r\nタイムスタンプ：2026-01-09 02:02:12Z", "90094", corr, trace, at},
		{"error page", "Request Id: " + trace + "\nCorrelation Id: " + corr + "\nTimestamp: 2026-01-09T02:02:12Z\nMessage: AADSTS50020: no.", "50020", corr, trace, at},
		{"page in another order", "Correlation ID: " + corr + "\nRequest ID: " + trace, "", corr, trace, time.Time{}},
		{"German, another order", "Korrelations-ID: " + corr + "\r\nAblaufverfolgungs-ID: " + trace, "", corr, trace, time.Time{}},
		{"unknown label first", "X: " + corr + " Trace ID: " + trace, "", corr, trace, time.Time{}},
		{"unknown label last", "Trace ID: " + trace + " X: " + corr, "", corr, trace, time.Time{}},
		{"one of two labels", "Correlation ID: " + corr, "", corr, "", time.Time{}},
		{"label without a colon", "Correlation ID " + corr + "\nX: " + trace + "\nY: " + trace, "", corr, "", time.Time{}},
		{"upper case", "Trace ID: " + strings.ToUpper(trace) + " Correlation ID: " + strings.ToUpper(corr), "", corr, trace, time.Time{}},
		{"identifiers that are no IDs", "AADSTS700016: Application with identifier '" + corr + "' was not found in '" + trace + "'.", "700016", "", "", time.Time{}},
		{"unknown number", "AADSTS999999: ?", "999999", "", "", time.Time{}},
		{"number too long", "AADSTS12345678: ?", "", "", "", time.Time{}},
		{"number too short", "AADSTS1234: ?", "", "", "", time.Time{}},
		{"impossible date", "Timestamp: 2026-13-39 02:02:12Z", "", "", "", time.Time{}},
		{"GUID with a tail", "Correlation ID: " + corr + "f00", "", "", "", time.Time{}},
		{"markup", `<script>alert("AADSTS")</script>`, "", "", "", time.Time{}},
		{"beyond what is read", strings.Repeat(" ", 1<<20) + "AADSTS54005: x", "", "", "", time.Time{}},
		{"nothing", "", "", "", "", time.Time{}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			aadsts, c, tr, when := microsoft.ParseErrorText(row.text)
			if aadsts != row.aadsts || c != row.corr || tr != row.trace || !when.Equal(row.at) {
				t.Errorf("got %q %q %q %v", aadsts, c, tr, when)
			}
		})
	}
}

func FuzzParseErrorText(f *testing.F) {
	f.Add("AADSTS54005: x\r\nTrace ID: 0f8fad5b-d9cb-469f-a165-70867728950e\r\nCorrelation ID: 7c9e6679-7425-40de-944b-e07fc1f90ae7\r\nTimestamp: 2026-01-09 02:02:12Z")
	f.Add("\xff：\xff")
	f.Fuzz(func(t *testing.T, text string) {
		aadsts, corr, trace, _ := microsoft.ParseErrorText(text)
		if strings.Trim(aadsts, "0123456789") != "" || len(aadsts) > 7 {
			t.Errorf("AADSTS %q", aadsts)
		}
		for _, id := range []string{corr, trace} {
			if id != "" && !microsoft.ValidTenantID(id) {
				t.Errorf("ID %q", id)
			}
		}
	})
}
