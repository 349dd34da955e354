package simulator

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// codeLife is how long an authorization code can be redeemed.
const codeLife = 10 * time.Minute

var verifierPattern = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// accessToken is a Graph token on the server's side. Its value is opaque.
type accessToken struct {
	id      identity
	scopes  []string
	expires time.Time
}

// redeem exchanges a code. The first attempt spends it, even one that fails.
func (s *Server) redeem(w http.ResponseWriter, r *http.Request, at authority, fault Fault) {
	c, refused := s.spend(r.PostForm, at)
	if refused == nil {
		c.id, refused = s.redeemer(c.id)
	}
	if refused == nil {
		refused = s.checkRedeemer(c)
	}
	if refused != nil {
		s.machineError(w, r, refused)
		return
	}
	s.writeTokens(w, r, c, fault)
}

// spend takes a code and checks everything it is bound to (microsoft.md §10.3, 7).
func (s *Server) spend(form url.Values, at authority) (code, *refusal) {
	for _, name := range []string{"code", "redirect_uri"} {
		if form.Get(name) == "" {
			return code{}, missing(name)
		}
	}
	if form.Get("scope") != "" {
		if _, refused := parseScopes(form.Get("scope")); refused != nil {
			return code{}, refused
		}
	}
	s.mu.Lock()
	c, known := s.codes.get(form.Get("code"))
	if known {
		spent := c
		spent.redeemed = true
		s.codes.put(form.Get("code"), spent)
	}
	s.mu.Unlock()
	switch {
	case !known:
		return code{}, refuse(70000)
	case c.redeemed:
		return code{}, refuse(54005)
	case s.now().Sub(c.issued) > codeLife:
		return code{}, refuse(70008)
	case c.authority != at.segment:
		return code{}, refuse(700005)
	case c.redirect != form.Get("redirect_uri"):
		return code{}, refuse(500112)
	}
	return c, checkVerifier(c.challenge, form.Get("code_verifier"))
}

// checkVerifier compares the verifier with the S256 challenge (RFC 7636 §4.6).
func checkVerifier(challenge, verifier string) *refusal {
	if verifier == "" {
		return refuse(50148)
	}
	sum := sha256.Sum256([]byte(verifier))
	if !verifierPattern.MatchString(verifier) || base64.RawURLEncoding.EncodeToString(sum[:]) != challenge {
		return refuse(501481)
	}
	return nil
}

// checkRedeemer refuses a code whose consent was withdrawn after it was issued, or
// is not yet known everywhere.
func (s *Server) checkRedeemer(c code) *refusal {
	covered, disabled := s.allowed(c.id, c.scopes)
	switch {
	case disabled:
		return refuse(7000112)
	case !covered, s.spreading(c.id, c.scopes):
		return refuse(65001)
	}
	return nil
}

// writeTokens answers with an opaque access token and, for openid, an ID token.
func (s *Server) writeTokens(w http.ResponseWriter, r *http.Request, c code, fault Fault) {
	scopes := slices.DeleteFunc(s.granted(c.id), func(scope string) bool { return scope == "offline_access" })
	answer := s.bearer(accessToken{id: c.id, scopes: scopes})
	answer["scope"] = strings.Join(scopes, " ")
	if c.has("openid") {
		answer["id_token"] = s.signed(s.idToken(c), fault)
	}
	s.writeBroken(w, r, answer, fault)
}

// bearer remembers an access token and returns the answer that carries it. Its
// life is random between 60 and 90 minutes.
func (s *Server) bearer(t accessToken) map[string]any {
	extra, err := rand.Int(rand.Reader, big.NewInt(1800))
	if err != nil {
		extra = new(big.Int) // a shorter life is as good
	}
	seconds := 3600 + extra.Int64()
	t.expires = s.now().Add(time.Duration(seconds) * time.Second)
	value := "EwB" + rand.Text() + rand.Text() + rand.Text()
	s.mu.Lock()
	s.tokens.put(value, t)
	s.mu.Unlock()
	return map[string]any{"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": value}
}

// signed applies the hook or fault to the honest token, else signs it.
func (s *Server) signed(token IDToken, fault Fault) string {
	s.mu.Lock()
	change := s.onIDToken
	s.onIDToken = nil
	s.mu.Unlock()
	if change != nil {
		return change(token)
	}
	s.bend(token, fault)
	return token.Sign()
}
