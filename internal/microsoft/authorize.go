package microsoft

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// minVerifier is the least length of a PKCE verifier (RFC 7636 §4.1).
const minVerifier = 43

// AuthorizeRequest is one sign-in about to start. State, Nonce and Verifier are
// fresh values of [Secret]. Who must prove themselves again gets Prompt login:
// Microsoft does not heed max_age.
type AuthorizeRequest struct {
	RedirectURI, State, Nonce, Verifier string
	Scopes                              []string
	Prompt                              string // empty, login, none, consent or select_account
	LoginHint                           string // not with select_account (microsoft.md §3.4)
}

// AdminConsentURL is where an Azure administrator approves for the whole
// organisation (microsoft.md §1.1). A tenant ID or a verified domain pins the
// organisation: Microsoft lets nobody of another one consent. Any other tenant
// counts as [Organizations], so that it can never bend the address; a caller that
// must not lose the pin asks [ValidTenantID] or [ValidDomain] first.
func (c *Client) AdminConsentURL(tenant, redirectURI, state string, scopes []string) string {
	if !ValidTenantID(tenant) && !ValidDomain(tenant) {
		tenant = Organizations
	}
	query := url.Values{
		"client_id": {c.clientID}, "redirect_uri": {redirectURI},
		"scope": {strings.Join(scopes, " ")}, "state": {state},
	}
	return c.authority + "/" + tenant + "/v2.0/adminconsent?" + query.Encode()
}

// AuthorizeURL is where the browser signs in: code flow, PKCE S256, answer in
// the query (microsoft.md §3.4). The tenant is a canonical GUID or
// [Organizations]; an unknown one is an *Error of kind UnknownTenant. Errors
// wrap [ErrIncomplete] if a protecting value is missing.
func (c *Client) AuthorizeURL(ctx context.Context, tenant string, a AuthorizeRequest) (string, error) {
	const op = "make authorize address"
	if err := addressable(op, tenant); err != nil {
		return "", err
	}
	if err := a.check(); err != nil {
		return "", fmt.Errorf("%s: %w", op, err)
	}
	m, err := c.metadata.get(ctx, tenant)
	if err != nil {
		return "", err
	}
	return m.AuthorizationEndpoint + "?" + c.authorizeQuery(a).Encode(), nil
}

func (c *Client) authorizeQuery(a AuthorizeRequest) url.Values {
	query := url.Values{
		"client_id": {c.clientID}, "response_type": {"code"}, "response_mode": {"query"},
		"redirect_uri": {a.RedirectURI}, "scope": {strings.Join(a.Scopes, " ")},
		"state": {a.State}, "nonce": {a.Nonce},
		"code_challenge":        {oauth2.S256ChallengeFromVerifier(a.Verifier)},
		"code_challenge_method": {"S256"},
	}
	if a.Prompt != "" {
		query.Set("prompt", a.Prompt)
	}
	if a.LoginHint != "" {
		query.Set("login_hint", a.LoginHint)
	}
	return query
}

func (a AuthorizeRequest) check() error {
	switch {
	case a.RedirectURI == "" || a.State == "" || a.Nonce == "" || len(a.Scopes) == 0:
		return ErrIncomplete
	case len(a.Verifier) < minVerifier:
		return fmt.Errorf("verifier too short: %w", ErrIncomplete)
	case a.Prompt == "select_account" && a.LoginHint != "":
		return fmt.Errorf("login hint with select_account: %w", ErrIncomplete)
	}
	switch a.Prompt {
	case "", "login", "none", "consent", "select_account":
		return nil
	}
	return fmt.Errorf("unknown prompt: %w", ErrIncomplete)
}
