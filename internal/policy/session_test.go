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

func TestS62_Fresh(t *testing.T) {
	authenticated := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		after time.Duration
		want  bool
	}{
		"at once":                      {0, true},
		"at the limit":                 {policy.FreshFor, true},
		"beyond the limit":             {policy.FreshFor + time.Nanosecond, false},
		"days later":                   {72 * time.Hour, false},
		"clock set back a little":      {-time.Nanosecond, false},
		"clock set back half an hour":  {-policy.FreshFor, false},
		"clock set back by many years": {-200000 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := policy.Fresh(authenticated, authenticated.Add(row.after)); got != row.want {
				t.Errorf("Fresh = %v, want %v", got, row.want)
			}
		})
	}
	if policy.Fresh(time.Time{}, time.Time{}) {
		t.Error("somebody who never showed who they are is fresh")
	}
}

func TestS77_LifeOfSessionsThatBeginWithMicrosoft(t *testing.T) {
	for life, want := range map[time.Duration]bool{
		0: false, -time.Hour: false, 5*time.Minute - 1: false, 5 * time.Minute: true, policy.MicrosoftSessionLife: true,
		policy.SessionMax: true, policy.SessionMax + 1: false,
	} {
		if got := policy.ValidSessionLife(life); got != want {
			t.Errorf("ValidSessionLife(%v) = %v, want %v", life, got, want)
		}
	}
	if policy.MicrosoftSessionLife != 12*time.Hour {
		t.Errorf("MicrosoftSessionLife = %v", policy.MicrosoftSessionLife)
	}
}
