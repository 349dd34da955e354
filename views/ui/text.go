package ui

import (
	"fmt"
	"time"
)

// Exact writes a moment in full, in UTC to the second: «3 March 2026, 10:34:12 UTC».
func Exact(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05") + " UTC" }

// Day writes the day of a moment in UTC: «3 March 2026».
func Day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// Relative writes a moment as seen from now: «just now», «4 minutes ago», and
// from seven days on the day itself. A moment ahead of now, which two clocks
// can produce, is «just now».
func Relative(t, now time.Time) string {
	age := now.Sub(t)
	switch {
	case age < time.Minute:
		return "just now"
	case age < time.Hour:
		return ago(int(age/time.Minute), "minute")
	case age < 24*time.Hour:
		return ago(int(age/time.Hour), "hour")
	case age < 7*24*time.Hour:
		return ago(int(age/(24*time.Hour)), "day")
	}
	return Day(t)
}

func ago(n int, unit string) string { return Count(n, unit, unit+"s") + " ago" }

// Count writes a number with its noun: «1 person», «14 people».
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Short writes an identifier with its middle left out: «7a1c…1d01». Twelve
// characters and fewer stay as they are.
func Short(id string) string {
	r := []rune(id)
	if len(r) <= 12 {
		return id
	}
	return string(r[:4]) + "…" + string(r[len(r)-4:])
}
