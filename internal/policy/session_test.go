package policy_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/internal/policy"
)

func TestS77_SessionEndsByIdlenessAndByAge(t *testing.T) {
	created := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		created, seen, now time.Duration // after the beginning
		want               bool
	}{
		"new":                                   {0, 0, 0, false},
		"in use":                                {0, 2 * time.Hour, 3 * time.Hour, false},
		"idle for exactly the limit":            {0, time.Hour, 9 * time.Hour, false},
		"idle for longer":                       {0, time.Hour, 9*time.Hour + time.Nanosecond, true},
		"busy up to its greatest age":           {0, 24 * time.Hour, 24 * time.Hour, false},
		"busy beyond its greatest age":          {0, 24 * time.Hour, 24*time.Hour + time.Nanosecond, true},
		"clock set back an hour":                {0, 2 * time.Hour, time.Hour, false},
		"clock set back before the beginning":   {0, 0, -3 * time.Hour, false},
		"clock set back after its greatest age": {0, 25 * time.Hour, time.Hour, true},
		"begins a little in the future":         {time.Hour, 0, 0, false},
		"begins in another century":             {876000 * time.Hour, 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			got := policy.SessionEnded(created.Add(row.created), created.Add(row.seen), created.Add(row.now))
			if got != row.want {
				t.Errorf("SessionEnded = %v, want %v", got, row.want)
			}
		})
	}
}

func TestS77_ZeroTimesAreNoSession(t *testing.T) {
	if !policy.SessionEnded(time.Time{}, time.Time{}, time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)) {
		t.Error("a session without times is alive")
	}
}
