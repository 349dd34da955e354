package ui_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/views/ui"
)

func TestRelative(t *testing.T) {
	now := time.Date(2026, 3, 3, 10, 36, 0, 0, time.UTC)
	rows := []struct {
		age  time.Duration
		want string
	}{
		{-time.Hour, "just now"},
		{0, "just now"},
		{59 * time.Second, "just now"},
		{time.Minute, "1 minute ago"},
		{59*time.Minute + 59*time.Second, "59 minutes ago"},
		{time.Hour, "1 hour ago"},
		{23 * time.Hour, "23 hours ago"},
		{24 * time.Hour, "1 day ago"},
		{6 * 24 * time.Hour, "6 days ago"},
		{7 * 24 * time.Hour, "24 February 2026"},
	}
	for _, row := range rows {
		if got := ui.Relative(now.Add(-row.age), now); got != row.want {
			t.Errorf("%v ago: %q, want %q", row.age, got, row.want)
		}
	}
}

func TestExactIsUTC(t *testing.T) {
	zone := time.FixedZone("somewhere", 2*3600)
	if got := ui.Exact(time.Date(2026, 3, 3, 12, 34, 12, 0, zone)); got != "3 March 2026, 10:34:12 UTC" {
		t.Errorf("got %q", got)
	}
}

func TestShort(t *testing.T) {
	rows := map[string]string{
		"": "", "123456789012": "123456789012", "1234567890123": "1234…0123",
		"7a1c2b3d-4e5f-4a6b-8c7d-9e0f1a2b1d01": "7a1c…1d01", "ääääääääääääääää": "ääää…ääää",
	}
	for id, want := range rows {
		if got := ui.Short(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	if got := ui.Count(1, "person", "people") + ", " + ui.Count(0, "person", "people"); got != "1 person, 0 people" {
		t.Errorf("got %q", got)
	}
}
