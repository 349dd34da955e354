package microsoft

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxTokenRequests = 64
	slotWait         = 2 * time.Second
)

// RedeemRequest is a code that came back, with the values its sign-in was
// started with.
type RedeemRequest struct {
	RedirectURI, Code, Verifier, Nonce string
	// Issuer is the callback's iss parameter (RFC 9207), empty if there was none.
	// Another than the tenant's is refused before the code is sent; at
	// [Organizations] it must then be the issuer of the ID token, too.
	Issuer string
}

// SignIn is a proven sign-in.
type SignIn struct {
	Identity   Identity
	GraphToken GraphToken
	Scopes     []string // granted, as Microsoft spells them; nil if it did not say
}

// tokenAnswer is the token endpoint's success (microsoft.md §3.5). Lifetimes are
// not read: tokens are used at once and not kept.
type tokenAnswer struct {
	TokenType   string `json:"token_type"`
	Scope       string `json:"scope"`
	AccessToken string `json:"access_token"`
	IDToken     string `json:"id_token"`
	Error       string `json:"error"`
}

// Redeem exchanges the code for tokens and proves who signed in to the tenant,
// which is a canonical GUID or [Organizations]. Discovery and keys are fetched
// first, so that an outage does not cost the code; the token request is sent at
// most once, within 10 seconds, and at most 64 run at a time. Errors are *Error
// or wrap [ErrIncomplete]; with any error the SignIn is zero.
func (c *Client) Redeem(ctx context.Context, tenant string, r RedeemRequest) (SignIn, error) {
	const op = "redeem code"
	if err := addressable(op, tenant); err != nil {
		return SignIn{}, err
	}
	if r.RedirectURI == "" || r.Code == "" || r.Nonce == "" || len(r.Verifier) < minVerifier {
		return SignIn{}, fmt.Errorf("%s: %w", op, ErrIncomplete)
	}
	if r.Issuer != "" && !c.mayIssue(tenant, r.Issuer) {
		return SignIn{}, c.dated(invalid(ReasonIssuer))
	}
	m, err := c.metadata.get(ctx, tenant)
	if err != nil {
		return SignIn{}, err
	}
	if _, err := c.keys.get(ctx, tenant); err != nil {
		return SignIn{}, err
	}
	tokens, err := c.exchange(ctx, op, m.TokenEndpoint, r)
	if err != nil {
		return SignIn{}, err
	}
	who, err := c.verify(ctx, tenant, r.Nonce, tokens.IDToken)
	if err != nil {
		return SignIn{}, c.dated(err)
	}
	if r.Issuer != "" && r.Issuer != c.issuer(who.TenantID) {
		return SignIn{}, c.dated(invalid(ReasonIssuer))
	}
	graph := GraphToken{value: &tokens.AccessToken, tenant: who.TenantID}
	signIn := SignIn{Identity: who, GraphToken: graph}
	if tokens.Scope != "" {
		signIn.Scopes = strings.Fields(tokens.Scope)
	}
	return signIn, nil
}

func (c *Client) exchange(ctx context.Context, op, endpoint string, r RedeemRequest) (tokenAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, tokenTime)
	defer cancel()
	if err := c.takeSlot(ctx, op); err != nil {
		return tokenAnswer{}, err
	}
	defer func() { <-c.slots }()
	a, err := c.post(ctx, op, endpoint, r)
	if err != nil {
		return tokenAnswer{}, err
	}
	var tokens tokenAnswer
	if err := a.decode(op, &tokens); err != nil {
		return tokenAnswer{}, err
	}
	return tokens, c.sound(op, a, tokens)
}

func (c *Client) post(ctx context.Context, op, endpoint string, r RedeemRequest) (answer, error) {
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {c.clientID}, "client_secret": {*c.secret},
		"code": {r.Code}, "redirect_uri": {r.RedirectURI}, "code_verifier": {r.Verifier},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, c.broken(ctx, op, 0, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := c.do(op, req)
	c.noteClock(a)
	return a, err
}

// sound refuses a success that is none: an error under status 200, or tokens
// missing or of another type.
func (c *Client) sound(op string, a answer, t tokenAnswer) error {
	e := &Error{Op: op, Kind: Nonsense, Status: a.status, At: c.now().UTC()}
	switch {
	case t.Error != "":
		e.Kind = Refused
		e.describe(a.body)
	case strings.EqualFold(t.TokenType, "Bearer") && t.AccessToken != "" && t.IDToken != "":
		return nil
	}
	return e
}

// takeSlot bounds how many token requests hang at once, so that a slow Microsoft
// does not tie up the console (reliability.md F21). It waits 2 seconds at most.
func (c *Client) takeSlot(ctx context.Context, op string) error {
	patience := time.NewTimer(slotWait)
	defer patience.Stop()
	select {
	case c.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return c.broken(ctx, op, 0, ctx.Err())
	case <-patience.C:
		return &Error{Op: op, Kind: Busy, At: c.now().UTC()}
	}
}
