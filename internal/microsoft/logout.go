package microsoft

import (
	"context"
	"net/url"
	"time"
)

// logoutTime is how long somebody who logs out waits for a discovery document.
const logoutTime = time.Second

// LogoutURL is where the browser ends its session at Microsoft and then comes back
// to backTo, which must be registered (microsoft.md §3.10). The hint is
// [Identity.LoginHint], without which Microsoft asks which account; empty values are
// left out. The tenant is a canonical GUID or [Organizations]; another one is an
// *Error of kind UnknownTenant. Logging out works while Microsoft's documents cannot
// be had: after a second the well-known address is taken.
func (c *Client) LogoutURL(ctx context.Context, tenant string, hint, backTo string) (string, error) {
	if err := addressable("make log-out address", tenant); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, logoutTime)
	defer cancel()
	endpoint := c.authority + "/" + tenant + "/oauth2/v2.0/logout"
	if m, err := c.metadata.get(ctx, tenant); err == nil && m.EndSessionEndpoint != "" {
		endpoint = m.EndSessionEndpoint
	}
	query := url.Values{}
	if backTo != "" {
		query.Set("post_logout_redirect_uri", backTo)
	}
	if hint != "" {
		query.Set("logout_hint", hint)
	}
	if len(query) == 0 {
		return endpoint, nil
	}
	return endpoint + "?" + query.Encode(), nil
}
