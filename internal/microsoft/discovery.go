package microsoft

import (
	"context"
	"errors"
	"net/http"
)

// metadata is the part of a discovery document that we use (microsoft.md §3.2).
type metadata struct {
	Issuer                string `json:"issuer"`
	AuthorizationEndpoint string `json:"authorization_endpoint"`
	TokenEndpoint         string `json:"token_endpoint"`
	KeysURI               string `json:"jwks_uri"`
	EndSessionEndpoint    string `json:"end_session_endpoint"` // may be missing
}

func (c *Client) fetchMetadata(ctx context.Context, tenant string) (metadata, error) {
	m, _, err := c.readMetadata(ctx, tenant)
	return m, err
}

// readMetadata fetches one document from the configured authority and checks
// that it speaks for this tenant and for this authority only.
func (c *Client) readMetadata(ctx context.Context, tenant string) (metadata, answer, error) {
	const op = "fetch discovery document"
	a, err := c.document(ctx, op, c.authority+"/"+tenant+"/v2.0/.well-known/openid-configuration")
	if err != nil {
		return metadata{}, a, unknownTenant(err)
	}
	var m metadata
	if err := a.decode(op, &m); err != nil {
		return metadata{}, a, err
	}
	if m.Issuer != c.publishedIssuer(tenant) || !c.allOnAuthority(m) {
		return metadata{}, a, c.nonsense(op, a.status)
	}
	return m, a, nil
}

func (c *Client) allOnAuthority(m metadata) bool {
	return c.onAuthority(m.AuthorizationEndpoint) && c.onAuthority(m.TokenEndpoint) && c.onAuthority(m.KeysURI) &&
		(m.EndSessionEndpoint == "" || c.onAuthority(m.EndSessionEndpoint))
}

// publishedIssuer is what a discovery document must call its issuer: the literal
// template for the tenant-independent one (microsoft.md §3.1), else the tenant's.
func (c *Client) publishedIssuer(tenant string) string {
	if tenant == Organizations {
		return c.issuer(issuerTemplate)
	}
	return c.issuer(tenant)
}

// unknownTenant renames a refusal: the tenant is all that a discovery request
// can be wrong about.
func unknownTenant(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == Refused && e.Code != "" {
		e.Kind = UnknownTenant
	}
	return err
}

func (c *Client) document(ctx context.Context, op, address string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, c.broken(ctx, op, 0, err)
	}
	a, err := c.do(op, req)
	c.noteClock(a)
	return a, err
}
