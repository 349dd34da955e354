package microsoft

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

const maxToken = 64 << 10

// compact splits a token in the one form that is allowed: three parts of base64url. Its
// decoder by itself would pass over line ends.
func compact(raw string) (parts []string, ok bool) {
	parts = strings.Split(raw, ".")
	ok = len(parts) == 3 && !strings.ContainsAny(raw, "\r\n") && !slices.Contains(parts, "")
	return parts, ok
}

// verify proves an ID token: that Microsoft signed it with a key for the
// token's tenant, for us, for this sign-in, now, and that its tenant is the one
// asked for (microsoft.md §3.8). go-oidc checks signature, algorithm, issuer and
// audience; what it leaves to its caller is checked here and in claims.go. On
// any error the identity is zero.
func (c *Client) verify(ctx context.Context, tenant, nonce, raw string) (Identity, error) {
	said, err := readClaimed(raw)
	if err != nil {
		return Identity{}, err
	}
	keys := &tenantKeys{client: c, path: tenant, tenant: said.tenant, issuer: c.issuer(said.tenant)}
	verifier := oidc.NewVerifier(keys.issuer, keys, &oidc.Config{
		ClientID:             c.clientID,
		SupportedSigningAlgs: []string{oidc.RS256},
		SkipExpiryCheck:      true, // go-oidc allows exp no leeway; see checkTimes
	})
	payload, err := verified(ctx, verifier, keys, raw)
	if err != nil {
		return Identity{}, err
	}
	// Reading JSON strictly is dear, so what was read before is used if it is, byte
	// for byte, what is proven now; it can be nothing else.
	if !bytes.Equal(payload, bytes.TrimSpace(said.payload)) {
		return Identity{}, invalid(ReasonMalformed)
	}
	return c.identity(said.claims, tenant, nonce)
}

// verified returns the payload as the verifier hands it back, and only that.
func verified(ctx context.Context, verifier *oidc.IDTokenVerifier, keys *tenantKeys, raw string) (json.RawMessage, error) {
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, explain(err, keys)
	}
	var payload json.RawMessage
	if err := token.Claims(&payload); err != nil {
		return nil, invalid(ReasonMalformed)
	}
	return payload, nil
}

// explain names the check that failed. go-oidc's own words hold claims, so they
// are dropped.
func explain(err error, keys *tenantKeys) error {
	var known *Error
	switch {
	case errors.As(keys.fault, &known):
		return known
	case !keys.proven:
		return invalid(ReasonSignature)
	case strings.Contains(err.Error(), "audience"):
		return invalid(ReasonAudience)
	case strings.Contains(err.Error(), "different provider"):
		return invalid(ReasonIssuer)
	}
	return invalid(ReasonClaims)
}

// claimed is what a token says that is not yet verified.
type claimed struct {
	tenant  string
	payload []byte
	claims  map[string]json.RawMessage
}

// readClaimed reads a token that is not yet verified, to know by its tenant which
// issuer and keys to demand. It refuses everything that is not a plain signed token
// before any decoder of a library sees it.
func readClaimed(raw string) (claimed, error) {
	if len(raw) > maxToken {
		return claimed{}, invalid(ReasonMalformed)
	}
	parts, ok := compact(raw)
	if !ok {
		return claimed{}, invalid(ReasonMalformed)
	}
	if err := checkHeader(parts[0]); err != nil {
		return claimed{}, err
	}
	if _, err := base64.RawURLEncoding.Strict().DecodeString(parts[2]); err != nil {
		return claimed{}, invalid(ReasonSignature)
	}
	payload, claims, err := segment(parts[1])
	if err != nil {
		return claimed{}, err
	}
	tenant := text(claims["tid"])
	if !ValidTenantID(tenant) {
		return claimed{}, invalid(ReasonTenant)
	}
	return claimed{tenant, payload, claims}, nil
}

// checkHeader allows the one form that Microsoft uses (microsoft.md §3.7). An
// extension marked critical is one we do not understand (RFC 7515 §4.1.11).
func checkHeader(part string) error {
	_, header, err := segment(part)
	if err != nil {
		return err
	}
	if text(header["alg"]) != oidc.RS256 {
		return invalid(ReasonSignature)
	}
	if text(header["kid"]) == "" {
		return invalid(ReasonKey)
	}
	_, critical := header["crit"]
	_, encrypted := header["enc"]
	_, zipped := header["zip"]
	_, nested := header["cty"]
	if typ, ok := header["typ"]; critical || encrypted || zipped || nested || ok && text(typ) != "JWT" {
		return invalid(ReasonMalformed)
	}
	return nil
}

func segment(part string) ([]byte, map[string]json.RawMessage, error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil, nil, invalid(ReasonMalformed)
	}
	object, err := strictObject(data)
	if err != nil {
		return nil, nil, invalid(ReasonMalformed)
	}
	return data, object, nil
}
