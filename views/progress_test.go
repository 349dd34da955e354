package views_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

func TestProgress_SaysHowLongItStillWaits(t *testing.T) {
	now := time.Date(2026, 3, 3, 10, 32, 0, 0, time.UTC)
	for age, want := range map[time.Duration]string{
		0:                            "ends by itself in 15 minutes",
		6*time.Minute + time.Second:  "ends by itself in 9 minutes",
		14*time.Minute + time.Second: "ends by itself within a minute",
	} {
		m := views.MicrosoftModel{Account: "Brightwater Ltd", Now: now, Request: &views.Request{
			ID: "r", Reference: "WB-7F3K-9QD2", State: link.AtMicrosoft, StartedAt: now.Add(-age), Mine: true,
		}}
		has(t, parse(t, views.MicrosoftPanel(m)), ".progress", want)
	}
}
