package microsoft

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
)

const redacted = "REDACTED"

// Secret returns 256 random bits as 43 characters of unpadded base64url, fit as
// state, nonce or PKCE verifier (RFC 7636 §4.1).
func Secret() (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("make secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// GraphToken is an access token for Microsoft Graph. It is opaque, lives in
// memory only, and shows itself as REDACTED wherever it is printed, logged or
// encoded. The zero value is no token.
type GraphToken struct {
	// value is a pointer so that printing an enclosing struct, where fmt cannot
	// call our methods, shows an address.
	value  *string
	tenant string
}

// Zero reports whether there is no token.
func (t GraphToken) Zero() bool { return t.value == nil }

// String returns REDACTED.
func (GraphToken) String() string { return redacted }

// GoString returns REDACTED.
func (GraphToken) GoString() string { return redacted }

// Format writes REDACTED for every verb, %d and %x included.
func (GraphToken) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, redacted) }

// LogValue returns REDACTED.
func (GraphToken) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns REDACTED; encoding/json uses it too.
func (GraphToken) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON returns "REDACTED".
func (GraphToken) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
