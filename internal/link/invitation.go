package link

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
)

// MaxInvitations is how many invitations of one account may be open, or wait for a
// confirmation, at once.
const MaxInvitations = 5

// InvitationLives lists how long an invitation may live; the sender chooses.
func InvitationLives() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{day, 7 * day, 30 * day}
}

// InvitationState is the state of an invitation to an Azure administrator.
type InvitationState string

// The states of an invitation. Only the first is open. What became of an approval
// is the state of the link that it proposed.
const (
	InvitationOpen       InvitationState = "open"
	InvitationApproved   InvitationState = "approved"
	InvitationRevoked    InvitationState = "revoked"
	InvitationSuperseded InvitationState = "superseded"
	InvitationExpired    InvitationState = "expired"
)

// InvitationStates lists every state of an invitation.
func InvitationStates() []InvitationState {
	return []InvitationState{InvitationOpen, InvitationApproved, InvitationRevoked, InvitationSuperseded, InvitationExpired}
}

// InvitationEvent is something that ends an invitation. Opening it, going to
// Microsoft and being refused there are no events: they spend nothing.
type InvitationEvent string

// The events of an invitation.
const (
	InvitationApprove   InvitationEvent = "approve"   // consent and tenant proof are both in
	InvitationRevoke    InvitationEvent = "revoke"    // an administrator took it back
	InvitationSupersede InvitationEvent = "supersede" // it was sent again, or the account was linked otherwise
	InvitationExpire    InvitationEvent = "expire"    // its life is over
)

// InvitationEvents lists every event of an invitation.
func InvitationEvents() []InvitationEvent {
	return []InvitationEvent{InvitationApprove, InvitationRevoke, InvitationSupersede, InvitationExpire}
}

var invitationTransitions = map[InvitationEvent]InvitationState{
	InvitationApprove: InvitationApproved, InvitationRevoke: InvitationRevoked,
	InvitationSupersede: InvitationSuperseded, InvitationExpire: InvitationExpired,
}

// NextInvitation returns the state that follows from an event, or a *RefusedError:
// only an open invitation can end, and it ends once.
func NextInvitation(from InvitationState, event InvitationEvent) (InvitationState, error) {
	to, known := invitationTransitions[event]
	if from != InvitationOpen || !known {
		return "", &RefusedError{From: string(from), Event: string(event)}
	}
	return to, nil
}

// Required is the organisation that an invitation asks for: a tenant ID or one of
// its domains, in lower case. The empty one is content with any.
type Required string

// ErrRequired says that a text is neither a tenant ID nor a domain.
var ErrRequired = errors.New("link: neither a tenant ID nor a domain")

var domainPattern = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// ParseRequired reads what a sender typed. Empty is any organisation. The tenant of
// personal accounts, an e-mail address and a web address are ErrRequired.
func ParseRequired(text string) (Required, error) {
	text = lowerASCII(strings.TrimSpace(text))
	tenant := tenantPattern.MatchString(text) && text != PersonalTenant
	if text == "" || tenant || len(text) <= 253 && domainPattern.MatchString(text) {
		return Required(text), nil
	}
	return "", ErrRequired
}

// TenantID returns the tenant that is asked for, empty when a domain or nothing is.
func (r Required) TenantID() string {
	if tenantPattern.MatchString(string(r)) {
		return string(r)
	}
	return ""
}

// Meets reports whether a proven tenant is the one asked for: its ID, or exactly
// one of the domains that Microsoft says it has verified. Nothing is inferred from
// a login name, and a subdomain is another domain (attacks.md S69).
func (r Required) Meets(tenantID string, domains []string) bool {
	if r == "" || string(r) == tenantID {
		return true
	}
	return r.TenantID() == "" && slices.ContainsFunc(domains, func(d string) bool { return SameDomain(d, string(r)) })
}

// SameDomain reports whether two texts are one domain: the same characters but for
// the case of ASCII letters (RFC 4343). The Kelvin sign is no k and the long s no s,
// as Unicode's own folding would have it (attacks.md S69).
func SameDomain(a, b string) bool {
	return lowerASCII(a) == lowerASCII(b)
}

func lowerASCII(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if c >= 'A' && c <= 'Z' {
			lower[i] = c + ('a' - 'A')
		}
	}
	return string(lower)
}
