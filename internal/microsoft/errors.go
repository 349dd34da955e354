package microsoft

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrIncomplete means that a caller left out a value without which a request
// would be unsafe, such as the nonce. Nothing was sent.
var ErrIncomplete = errors.New("incomplete request")

// Kind tells the ways in which asking Microsoft can fail.
type Kind string

// The kinds of failure.
const (
	Unreachable   Kind = "unreachable"    // no connection, or it broke
	Slow          Kind = "slow"           // no complete answer within the time allowed
	Nonsense      Kind = "nonsense"       // an answer that cannot be what it should be
	Refused       Kind = "refused"        // an OAuth or Graph error
	Busy          Kind = "busy"           // 429, or our own limit on parallel requests
	Trouble       Kind = "trouble"        // 5xx
	InvalidToken  Kind = "invalid token"  // see Reason
	UnknownTenant Kind = "unknown tenant" // no such tenant, or not a tenant ID
)

// Reason tells which check an ID token failed.
type Reason string

// The reasons for an invalid token.
const (
	ReasonMalformed Reason = "malformed"
	ReasonSignature Reason = "signature"
	ReasonKey       Reason = "signing key"
	ReasonIssuer    Reason = "issuer"
	ReasonAudience  Reason = "audience"
	ReasonNonce     Reason = "nonce"
	ReasonVersion   Reason = "version"
	ReasonClaims    Reason = "claims"
	ReasonTenant    Reason = "tenant"
	ReasonPersonal  Reason = "personal"
	ReasonExpired   Reason = "expired by our clock"
	ReasonFuture    Reason = "not yet valid by our clock"
	ReasonOld       Reason = "issued too long ago by our clock"
)

// Error is a failed exchange with Microsoft. Its text holds neither Microsoft's
// description nor any token, code, secret or query; the fields are validated.
type Error struct {
	Op     string
	Kind   Kind
	Reason Reason // of an InvalidToken
	Status int    // of HTTP; 0 without an answer
	// Code is the OAuth error, [a-z_]{1,64}, or empty. Control flow may rest on
	// it; AADSTS is advice for people only (microsoft.md, rule 1).
	Code     string
	Suberror string
	AADSTS   string // 5 to 7 digits, or empty
	// Tenant is the signed tenant of a token refused with ReasonTenant: proven,
	// but not the one asked for. Else empty.
	Tenant string
	// CorrelationID and TraceID are GUIDs in lower case, or empty.
	CorrelationID, TraceID string
	At                     time.Time     // Microsoft's timestamp, or else ours; UTC; zero if nothing was asked
	RetryAfter             time.Duration // 0 to 1 h; 0 is unknown
	err                    error
}

// Error says operation and cause in our own words.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ": " + string(e.Kind))
	if e.Reason != "" {
		b.WriteString(": " + string(e.Reason))
	}
	if e.Code != "" {
		b.WriteString(": " + e.Code)
	}
	if e.AADSTS != "" {
		b.WriteString(" AADSTS" + e.AADSTS)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, " (status %d)", e.Status)
	}
	return b.String()
}

// Unwrap returns the cause where there is one, such as context.DeadlineExceeded.
func (e *Error) Unwrap() error { return e.err }

func invalid(reason Reason) error {
	return &Error{Op: "verify ID token", Kind: InvalidToken, Reason: reason}
}

// otherTenant refuses a sign-in that is good but for its tenant, which it names.
func otherTenant(proven string) error {
	return &Error{Op: "verify ID token", Kind: InvalidToken, Reason: ReasonTenant, Tenant: proven}
}

// dated puts our time on an error that has none.
func (c *Client) dated(err error) error {
	var e *Error
	if errors.As(err, &e) && e.At.IsZero() {
		e.At = c.now().UTC()
	}
	return err
}
