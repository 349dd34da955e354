package simulator

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // x5t is SHA-1 by definition (RFC 7517 §4.8)
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"
)

// keysKept bounds the signing keys remembered after many roll-overs.
const keysKept = 8

// signingKey is one key of the keys document. Of a key that never signs only
// the public half exists.
type signingKey struct {
	id        string
	issuer    string // with the literal {tenantid}, or of one tenant
	public    *rsa.PublicKey
	private   *rsa.PrivateKey
	published bool
	chain     string // x5c: certificate in DER, base64
}

// jwk is the wire form of a key (microsoft.md §3.3).
type jwk struct {
	Type        string   `json:"kty"`
	Use         string   `json:"use"`
	ID          string   `json:"kid"`
	Thumbprint  string   `json:"x5t"`
	Modulus     string   `json:"n"`
	Exponent    string   `json:"e"`
	Certificate []string `json:"x5c"`
	Issuer      string   `json:"issuer"`
}

// newSigningKey returns a published key for an issuer, with a new pair if none is given.
func newSigningKey(pair *rsa.PrivateKey, issuer string) (signingKey, error) {
	if pair == nil {
		var err error
		if pair, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return signingKey{}, fmt.Errorf("make signing key: %w", err)
		}
	}
	return certified(signingKey{issuer: issuer, public: &pair.PublicKey, private: pair, published: true}, pair)
}

// certified adds the certificate and the key ID that follows from it.
func certified(key signingKey, signer *rsa.PrivateKey) (signingKey, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "simulated identity platform"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.public, signer)
	if err != nil {
		return signingKey{}, fmt.Errorf("certify signing key: %w", err)
	}
	thumbprint := sha1.Sum(der) //nolint:gosec // nothing relies on its strength
	key.id = base64.RawURLEncoding.EncodeToString(thumbprint[:])
	key.chain = base64.StdEncoding.EncodeToString(der)
	return key, nil
}

// newKeys returns a signing key, one more key for all tenants and one for personal
// accounts. Nobody holds the private halves of the other two, which saves making them.
func newKeys(pair *rsa.PrivateKey, base string) ([]signingKey, error) {
	template := base + "/{tenantid}/v2.0"
	signing, err := newSigningKey(pair, template)
	if err != nil {
		return nil, err
	}
	var keys []signingKey
	for _, issuer := range []string{template, base + "/" + ConsumersID + "/v2.0"} {
		key, err := certified(signingKey{issuer: issuer, public: unusedKey(), published: true}, signing.private)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return append(keys, signing), nil
}

// unusedKey is a public key without a private half: any odd number of the right size.
func unusedKey() *rsa.PublicKey {
	modulus := make([]byte, 256)
	_, _ = rand.Read(modulus) // never fails
	modulus[0] |= 0x80
	modulus[255] |= 1
	return &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: 65537}
}

// ready makes the keys when they are first needed: a pair costs about 50 ms, and
// most tests of the console never ask for a token. The caller holds the lock. It
// panics if no key can be made, which a working source of chance rules out.
func (s *Server) ready() {
	if len(s.keys) > 0 {
		return
	}
	keys, err := newKeys(nil, s.base)
	if err != nil {
		panic("simulator: " + err.Error())
	}
	s.keys = keys
}

// current is the key that signs now: the newest with a private half that is for
// all tenants. The caller holds the lock.
func (s *Server) current() *signingKey {
	s.ready()
	for i := len(s.keys) - 1; i >= 0; i-- {
		if s.keys[i].private != nil && s.keys[i].issuer != s.consumersIssuer() {
			return &s.keys[i]
		}
	}
	return nil
}

func (s *Server) consumersIssuer() string { return s.base + "/" + ConsumersID + "/v2.0" }

// RollKeys publishes a new signing key and signs with it from now on. Older keys
// stay published.
func (s *Server) RollKeys() error {
	key, err := newSigningKey(nil, s.base+"/{tenantid}/v2.0")
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready()
	if len(s.keys) >= keysKept {
		s.keys = slices.DeleteFunc(s.keys, func(k signingKey) bool { return k.private != nil && k.issuer != s.consumersIssuer() })
	}
	s.keys = append(s.keys, key)
	return nil
}

// WithdrawKey takes the current signing key out of the keys document; tokens are
// still signed with it. After RollKeys it makes a key that is not yet published.
func (s *Server) WithdrawKey() { s.publish(false) }

// PublishKey puts the current signing key back into the keys document.
func (s *Server) PublishKey() { s.publish(true) }

func (s *Server) publish(published bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current().published = published
}

// ConsumersKey returns a key pair whose published key is bound to the issuer of
// personal accounts, for tokens that must be refused (microsoft.md §3.8 rule 2).
// It is made when first asked for.
func (s *Server) ConsumersKey() (keyID string, pair *rsa.PrivateKey, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready()
	for i, key := range s.keys {
		if key.issuer != s.consumersIssuer() {
			continue
		}
		if key.private == nil {
			if key, err = newSigningKey(nil, key.issuer); err != nil {
				return "", nil, err
			}
			s.keys[i] = key
		}
		return key.id, key.private, nil
	}
	return "", nil, fmt.Errorf("consumers key: none")
}

// jwks answers GET /{t}/discovery/v2.0/keys: all published keys in a new order each time.
func (s *Server) jwks(w http.ResponseWriter, r *http.Request) {
	if _, refused := parseAuthority(s.World(), r.PathValue("t")); refused != nil {
		s.machineError(w, r, refused)
		return
	}
	fault := s.take(EndpointKeys)
	if s.breakAnswer(w, r, fault) {
		return
	}
	keys := s.publishedKeys(fault == FaultKeysUnpublished)
	salt := rand.Text()
	slices.SortFunc(keys, func(a, b jwk) int { return strings.Compare(digest(salt, a.ID), digest(salt, b.ID)) })
	writeJSON(w, http.StatusOK, map[string]any{"keys": keys})
}

// publishedKeys are the keys of the document, without the one in use if that is to be hidden.
func (s *Server) publishedKeys(hide bool) []jwk {
	s.mu.Lock()
	defer s.mu.Unlock()
	using := s.current().id
	keys := make([]jwk, 0, len(s.keys))
	for _, key := range s.keys {
		if key.published && (!hide || key.id != using) {
			keys = append(keys, key.wire())
		}
	}
	return keys
}

func (k signingKey) wire() jwk {
	return jwk{
		Type: "RSA", Use: "sig", ID: k.id, Thumbprint: k.id,
		Modulus:     base64.RawURLEncoding.EncodeToString(k.public.N.Bytes()),
		Exponent:    base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.public.E)).Bytes()),
		Certificate: []string{k.chain}, Issuer: k.issuer,
	}
}
