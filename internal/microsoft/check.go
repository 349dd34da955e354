package microsoft

import (
	"context"
	"time"
)

// Report is what a check of the connection to Microsoft found.
type Report struct {
	Issuer, AuthorizationEndpoint, TokenEndpoint, KeysURI string
	Keys                                                  int // usable signing keys
	// ClockSkew is how far our clock is ahead of Microsoft's, to about a second;
	// negative is behind. Beyond [Leeway] sign-ins fail. ClockKnown is false if
	// Microsoft did not date its answer.
	ClockSkew  time.Duration
	ClockKnown bool
}

// Check fetches discovery and keys afresh, past what is remembered, and measures
// our clock. The tenant is a canonical GUID or [Organizations]. Errors are *Error.
func (c *Client) Check(ctx context.Context, tenant string) (Report, error) {
	if err := addressable("check Microsoft", tenant); err != nil {
		return Report{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, tokenTime)
	defer cancel()
	m, a, err := c.readMetadata(ctx, tenant)
	if err != nil {
		return Report{}, err
	}
	keys, err := c.readKeys(ctx, m.KeysURI)
	if err != nil {
		return Report{}, err
	}
	skew, known := a.skew()
	return Report{
		Issuer: m.Issuer, AuthorizationEndpoint: m.AuthorizationEndpoint, TokenEndpoint: m.TokenEndpoint,
		KeysURI: m.KeysURI, Keys: len(keys), ClockSkew: skew, ClockKnown: known,
	}, nil
}
