package microsoft

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

const (
	maxKeys    = 100
	minKeyBits = 2048
	maxKeyBits = 8192
)

// signingKey is one published key and the issuer it may sign for, which may be
// the template (microsoft.md §3.3).
type signingKey struct {
	id, issuer string
	public     *rsa.PublicKey
}

func (c *Client) fetchKeys(ctx context.Context, tenant string) ([]signingKey, error) {
	m, err := c.metadata.get(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return c.readKeys(ctx, m.KeysURI)
}

func (c *Client) readKeys(ctx context.Context, address string) ([]signingKey, error) {
	const op = "fetch signing keys"
	a, err := c.document(ctx, op, address)
	if err != nil {
		return nil, err
	}
	var published struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := a.decode(op, &published); err != nil {
		return nil, err
	}
	keys := usableKeys(published.Keys)
	if len(keys) == 0 || len(published.Keys) > maxKeys {
		return nil, c.nonsense(op, a.status)
	}
	return keys, nil
}

// usableKeys leaves out what is not an RSA signing key with an ID and an issuer,
// since a document may hold keys of kinds not known today.
func usableKeys(published []json.RawMessage) []signingKey {
	var keys []signingKey
	for _, raw := range published {
		if key, ok := parseKey(raw); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

func parseKey(raw json.RawMessage) (signingKey, bool) {
	var k struct{ Kty, Use, Alg, Kid, N, E, Issuer string }
	if json.Unmarshal(raw, &k) != nil || k.Kty != "RSA" || k.Use != "sig" || k.Kid == "" || k.Issuer == "" {
		return signingKey{}, false
	}
	if k.Alg != "" && k.Alg != string(jose.RS256) {
		return signingKey{}, false
	}
	n, errN := base64.RawURLEncoding.DecodeString(k.N)
	e, errE := base64.RawURLEncoding.DecodeString(k.E)
	if errN != nil || errE != nil || len(n) > maxKeyBits/8 || len(e) > 4 {
		return signingKey{}, false
	}
	modulus, exponent := new(big.Int).SetBytes(n), new(big.Int).SetBytes(e).Int64()
	if modulus.BitLen() < minKeyBits || exponent < 3 || exponent >= 1<<31 || exponent%2 == 0 {
		return signingKey{}, false
	}
	return signingKey{k.Kid, k.Issuer, &rsa.PublicKey{N: modulus, E: int(exponent)}}, true
}

// tenantKeys verifies signatures with the keys published for one tenant path,
// for tokens of one issuer. It implements oidc.KeySet. Only the key ID is taken
// from a token's header; keys and addresses in there are never looked at.
type tenantKeys struct {
	client         *Client
	path           string // the tenant of the request: a GUID or "organizations"
	tenant, issuer string // of the token, not believed before its signature is
	proven         bool   // a signature was good
	fault          error  // why no key was found; go-oidc passes on its text only
}

// VerifySignature returns the payload of a token signed by a key that may sign
// for the issuer.
func (k *tenantKeys) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	jws, err := jose.ParseSignedCompact(jwt, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, err
	}
	var keys []signingKey
	if keys, k.fault = k.find(ctx, jws.Signatures[0].Header.KeyID); k.fault != nil {
		return nil, k.fault
	}
	for _, key := range keys {
		if payload, err := jws.Verify(key.public); err == nil {
			k.proven = true
			return payload, nil
		}
	}
	return nil, jose.ErrCryptoFailure
}

// find looks for the key, and asks again for the keys if nobody's has that ID.
func (k *tenantKeys) find(ctx context.Context, id string) ([]signingKey, error) {
	published, err := k.client.keys.get(ctx, k.path)
	if err != nil {
		return nil, err
	}
	if !knows(published, id) {
		if published, err = k.client.keys.renew(ctx, k.path); err != nil {
			return nil, err
		}
	}
	var fit []signingKey
	for _, key := range published {
		if key.id == id && k.allowed(key) {
			fit = append(fit, key)
		}
	}
	if len(fit) == 0 {
		return nil, invalid(ReasonKey)
	}
	return fit, nil
}

// allowed reports whether the key may sign for the token's issuer: a templated
// key for any tenant once its ID is filled in, a fixed one for its own issuer
// only (microsoft.md §3.8, rule 2).
func (k *tenantKeys) allowed(key signingKey) bool {
	return strings.Replace(key.issuer, issuerTemplate, k.tenant, 1) == k.issuer
}

func knows(keys []signingKey, id string) bool {
	for _, key := range keys {
		if key.id == id {
			return true
		}
	}
	return false
}
