package simulator

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha256" // registers SHA-256 for crypto.Hash
	_ "crypto/sha512" // registers SHA-384 and SHA-512
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
)

// IDToken is an ID token before it is signed. A hook of OnIDToken may change
// header and claims at will.
type IDToken struct {
	Header map[string]any
	Claims map[string]any
	Key    *rsa.PrivateKey // current signing key
	KeyID  string          // its kid, also in Header
}

// Sign returns the token in compact form, signed with RS256 and Key. The header
// is written as it stands.
func (t IDToken) Sign() string {
	return t.compact(func(input []byte) ([]byte, error) { return signature("RS256", t.Key, input) })
}

// SignWith returns the token signed with the algorithm and key, alg set in the
// header: RS*, PS* with *rsa.PrivateKey, HS* with []byte, ES256 with
// *ecdsa.PrivateKey. Any other algorithm, such as none, leaves the signature
// empty. It panics if the key does not fit, which is a fault of the test.
func (t IDToken) SignWith(alg string, key any) string {
	t.Header = maps.Clone(t.Header)
	t.Header["alg"] = alg
	return t.compact(func(input []byte) ([]byte, error) { return signature(alg, key, input) })
}

func (t IDToken) compact(sign func([]byte) ([]byte, error)) string {
	header, headerErr := json.Marshal(t.Header)
	claims, claimsErr := json.Marshal(t.Claims)
	if headerErr != nil || claimsErr != nil {
		panic("simulator: header or claims cannot be written as JSON")
	}
	input := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(claims)
	signed, err := sign([]byte(input))
	if err != nil {
		panic("simulator: " + err.Error())
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signed)
}

// signature signs input as the JWA algorithm says (RFC 7518 §3).
func signature(alg string, key any, input []byte) ([]byte, error) {
	hash, known := map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}[tail(alg)]
	if !known {
		return nil, nil
	}
	sum := hash.New()
	sum.Write(input)
	digest := sum.Sum(nil)
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if alg[:2] == "PS" {
			return rsa.SignPSS(rand.Reader, key, hash, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
		return rsa.SignPKCS1v15(rand.Reader, key, hash, digest)
	case []byte:
		mac := hmac.New(hash.New, key)
		mac.Write(input)
		return mac.Sum(nil), nil
	case *ecdsa.PrivateKey:
		r, s, err := ecdsa.Sign(rand.Reader, key, digest)
		if err != nil {
			return nil, err
		}
		signed := make([]byte, 64)
		r.FillBytes(signed[:32])
		s.FillBytes(signed[32:])
		return signed, nil
	}
	return nil, fmt.Errorf("sign with %s: no use for a %T", alg, key)
}

func tail(alg string) string {
	if len(alg) != 5 {
		return ""
	}
	return alg[2:]
}

// idToken builds the honest token for a redeemed code (microsoft.md §3.7).
func (s *Server) idToken(c code) IDToken {
	s.mu.Lock()
	key := *s.current()
	s.mu.Unlock()
	issued := s.now().Add(-5 * time.Minute).Unix()
	claims := map[string]any{
		"aud": s.options.ClientID, "iss": s.base + "/" + c.id.tenant.ID + "/v2.0",
		"iat": issued, "nbf": issued, "exp": issued + 3900, "auth_time": c.signedIn.Unix(),
		"sub": c.id.subject(s.options.ClientID), "tid": c.id.tenant.ID, "ver": "2.0", "acct": 0,
		"sid": c.sid, "login_hint": c.id.hint(), "aio": opaque(), "rh": opaque(), "uti": opaque(),
	}
	addPerson(claims, c)
	s.addGroups(claims, c.id)
	if c.nonce != "" {
		claims["nonce"] = c.nonce
	}
	return IDToken{
		Header: map[string]any{"typ": "JWT", "alg": "RS256", "kid": key.id},
		Claims: claims, Key: key.private, KeyID: key.id,
	}
}

// addPerson adds the claims that depend on scopes and on who it is.
func addPerson(claims map[string]any, c code) {
	if c.has("profile") {
		claims["oid"], claims["name"], claims["preferred_username"] = c.id.objectID, c.id.person.Name, c.id.principal
	}
	if c.id.person.Mail != "" && (c.has("email") || c.id.guest) {
		claims["email"] = c.id.person.Mail
		if c.id.person.VerifiedMail != nil {
			claims["xms_edov"] = *c.id.person.VerifiedMail
		}
	}
	switch {
	case c.id.guest:
		claims["acct"], claims["idp"] = 1, c.id.provider()
	case c.id.person.Role != "":
		claims["wids"] = []string{c.id.person.Role, DefaultMemberRole}
	default:
		claims["wids"] = []string{DefaultMemberRole}
	}
}

// opaque is a value that means nothing to anybody.
func opaque() string {
	id := uuid.New()
	return base64.RawURLEncoding.EncodeToString(id[:])
}
