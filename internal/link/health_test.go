package link_test

import (
	"slices"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

var proven = time.Date(2026, 3, 3, 10, 30, 0, 0, time.UTC)

// healthy is an enabled link with nothing against it.
func healthy() link.Evidence {
	return link.Evidence{State: link.Enabled, AdvancedSecurity: true, TenantID: brightwater, ProvenAt: proven, Now: proven.Add(24 * time.Hour)}
}

func failedWith(cause guidance.Cause) link.FailedAttempt {
	return link.FailedAttempt{TenantID: brightwater, Cause: cause, At: proven.Add(time.Hour)}
}

func TestHealthOf(t *testing.T) {
	contested := proven.Add(2 * time.Hour)
	for fact, row := range map[string]struct {
		change func(*link.Evidence)
		health link.Health
		reason string
		until  time.Time
	}{
		"nothing against it":             {func(*link.Evidence) {}, link.Working, "", time.Time{}},
		"Advanced Security ended":        {func(e *link.Evidence) { e.AdvancedSecurity = false }, link.Attention, "advanced_security_ended", time.Time{}},
		"application missing":            {func(e *link.Evidence) { e.Failed = failedWith(guidance.AppMissing) }, link.Broken, "consent_withdrawn", time.Time{}},
		"application disabled":           {func(e *link.Evidence) { e.Failed = failedWith(guidance.AppDisabled) }, link.Broken, "app_disabled", time.Time{}},
		"blocked by policy":              {func(e *link.Evidence) { e.Failed = failedWith(guidance.BlockedByPolicy) }, link.Attention, "blocked_by_policy", time.Time{}},
		"not assigned":                   {func(e *link.Evidence) { e.Failed = failedWith(guidance.NotAssigned) }, link.Attention, "not_assigned", time.Time{}},
		"failure in another tenant":      {func(e *link.Evidence) { e.Failed = failedWith(guidance.AppMissing); e.Failed.TenantID = harbour }, link.Working, "", time.Time{}},
		"failure in no tenant":           {func(e *link.Evidence) { e.Failed = failedWith(guidance.AppMissing); e.Failed.TenantID = "" }, link.Working, "", time.Time{}},
		"failure at the time of proof":   {func(e *link.Evidence) { e.Failed = failedWith(guidance.AppMissing); e.Failed.At = proven }, link.Working, "", time.Time{}},
		"contested a moment ago":         {func(e *link.Evidence) { e.ContestedAt = contested }, link.Attention, "contested", contested.Add(7 * 24 * time.Hour)},
		"contested nearly 7 days ago":    {func(e *link.Evidence) { e.ContestedAt = e.Now.Add(1 - link.ContestedFor) }, link.Attention, "contested", proven.Add(24*time.Hour + 1)},
		"contested 7 days ago":           {func(e *link.Evidence) { e.ContestedAt = e.Now.Add(-link.ContestedFor) }, link.Working, "", time.Time{}},
		"contested and missing":          {func(e *link.Evidence) { e.ContestedAt = contested; e.Failed = failedWith(guidance.AppMissing) }, link.Broken, "consent_withdrawn", time.Time{}},
		"contested and not assigned":     {func(e *link.Evidence) { e.ContestedAt = contested; e.Failed = failedWith(guidance.NotAssigned) }, link.Attention, "not_assigned", time.Time{}},
		"contested and option ended":     {func(e *link.Evidence) { e.ContestedAt = contested; e.AdvancedSecurity = false }, link.Attention, "advanced_security_ended", time.Time{}},
		"option ended and not assigned":  {func(e *link.Evidence) { e.AdvancedSecurity = false; e.Failed = failedWith(guidance.NotAssigned) }, link.Attention, "advanced_security_ended", time.Time{}},
		"option ended and app disabled":  {func(e *link.Evidence) { e.AdvancedSecurity = false; e.Failed = failedWith(guidance.AppDisabled) }, link.Broken, "app_disabled", time.Time{}},
		"proven again after the failure": {func(e *link.Evidence) { e.Failed = failedWith(guidance.AppMissing); e.ProvenAt = e.Now }, link.Working, "", time.Time{}},
	} {
		t.Run(fact, func(t *testing.T) {
			e := healthy()
			row.change(&e)
			health, reason, until := link.HealthOf(e)
			if health != row.health || reason != row.reason || !until.Equal(row.until) {
				t.Errorf("HealthOf = %q, %q, %v; want %q, %q, %v", health, reason, until, row.health, row.reason, row.until)
			}
		})
	}
}

func TestOnlyEnabledLinksHaveAHealth(t *testing.T) {
	for _, state := range append(link.States(), "", "made up") {
		e := healthy()
		e.State, e.AdvancedSecurity, e.ContestedAt, e.Failed = state, false, proven, failedWith(guidance.AppMissing)
		health, reason, until := link.HealthOf(e)
		if had := health != link.HealthNone || reason != "" || !until.IsZero(); had != (state == link.Enabled) {
			t.Errorf("%q has health %q, %q, %v", state, health, reason, until)
		}
	}
}

// Lessons.md 2: a fault of ours is never a customer's.
func TestOnlyTellingCausesChangeTheHealth(t *testing.T) {
	for _, cause := range guidance.Causes() {
		e := healthy()
		e.Failed = failedWith(cause)
		health, _, _ := link.HealthOf(e)
		if telling := slices.Contains(link.TellingCauses(), cause); (health != link.Working) != telling {
			t.Errorf("%s makes the health %q, telling is %v", cause, health, telling)
		}
	}
	for _, cause := range []guidance.Cause{guidance.OurCredential, guidance.OurSetup} {
		if slices.Contains(link.TellingCauses(), cause) {
			t.Errorf("%s blames the customer", cause)
		}
	}
}
