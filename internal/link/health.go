package link

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
)

// ContestedFor is how long a link needs attention after another account tried to
// link its tenant.
const ContestedFor = 7 * 24 * time.Hour

// Health says how an enabled link does. Its text is stored and never renamed.
type Health string

// The healths of a link. Only an enabled link has one.
const (
	HealthNone Health = ""
	Working    Health = "working"
	Attention  Health = "attention"
	Broken     Health = "broken"
)

// Healths lists every health but HealthNone, the best first.
func Healths() []Health { return []Health{Working, Attention, Broken} }

// The reasons of a health that is not Working. They are stored and never renamed.
const (
	ReasonConsentWithdrawn      = "consent_withdrawn"       // the approval or the enterprise application is gone
	ReasonAppDisabled           = "app_disabled"            // it is switched off in Azure
	ReasonAdvancedSecurityEnded = "advanced_security_ended" // the paid option is off
	ReasonBlockedByPolicy       = "blocked_by_policy"       // Conditional Access or another policy says no
	ReasonNotAssigned           = "not_assigned"            // assignment is required and was missing
	ReasonContested             = "contested"               // another account tried to link the tenant
)

// Evidence is what the health of a link is judged by.
type Evidence struct {
	State            State
	AdvancedSecurity bool
	TenantID         string
	ProvenAt         time.Time // when the tenant was last proven
	ContestedAt      time.Time // when another account last tried to link it; zero for never
	Failed           FailedAttempt
	Now              time.Time
}

// FailedAttempt is the account's last attempt at Microsoft that failed with a cause
// that tells something of the tenant; the zero one stands for none.
type FailedAttempt struct {
	TenantID string
	Cause    guidance.Cause
	At       time.Time
}

// TellingCauses lists the causes that say something of the tenant itself. A fault
// of ours (guidance.OurCredential, guidance.OurSetup) or of Microsoft's is not among
// them: it must not blame a customer (lessons.md, 2).
func TellingCauses() []guidance.Cause {
	return []guidance.Cause{guidance.AppMissing, guidance.ConsentMissing, guidance.AppDisabled, guidance.BlockedByPolicy, guidance.NotAssigned}
}

// HealthOf judges a link. reason is empty while it is working and when it has no
// health. until is when to judge again though nothing has happened, zero for never.
func HealthOf(e Evidence) (health Health, reason string, until time.Time) {
	if e.State != Enabled {
		return HealthNone, "", time.Time{}
	}
	health, reason = e.telling()
	if health == Broken {
		return health, reason, time.Time{}
	}
	if !e.AdvancedSecurity {
		return Attention, ReasonAdvancedSecurityEnded, time.Time{}
	}
	if health == Attention {
		return health, reason, time.Time{}
	}
	if end := e.ContestedAt.Add(ContestedFor); !e.ContestedAt.IsZero() && e.Now.Before(end) {
		return Attention, ReasonContested, end
	}
	return Working, "", time.Time{}
}

// telling judges by the failed attempt alone: one in another tenant, or from before
// the last proof, says nothing.
func (e Evidence) telling() (Health, string) {
	if e.Failed.TenantID != e.TenantID || !e.Failed.At.After(e.ProvenAt) {
		return Working, ""
	}
	switch e.Failed.Cause {
	case guidance.AppMissing, guidance.ConsentMissing:
		return Broken, ReasonConsentWithdrawn
	case guidance.AppDisabled:
		return Broken, ReasonAppDisabled
	case guidance.BlockedByPolicy:
		return Attention, ReasonBlockedByPolicy
	case guidance.NotAssigned:
		return Attention, ReasonNotAssigned
	default:
		return Working, ""
	}
}
