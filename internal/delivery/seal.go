package delivery

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// ErrUnreadable says that no key opens a sealed token: the keys have changed, or it
// belongs to another invitation, or somebody has meddled with it.
var ErrUnreadable = errors.New("delivery: no key opens this token")

// Sealer encrypts the tokens of invitations while their mails wait.
type Sealer struct{ keys []cipher.AEAD }

// NewSealer derives a key for AES-256-GCM from each session key (HKDF with SHA-256,
// RFC 5869). The first seals, all open. There must be one.
func NewSealer(sessionKeys [][]byte) (*Sealer, error) {
	if len(sessionKeys) == 0 {
		return nil, errors.New("delivery: no key to seal with")
	}
	s := &Sealer{}
	for _, secret := range sessionKeys {
		key, err := hkdf.Key(sha256.New, secret, nil, "invitation mail", 32)
		if err != nil {
			return nil, fmt.Errorf("delivery: derive key: %w", err)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("delivery: cipher: %w", err)
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("delivery: cipher: %w", err)
		}
		s.keys = append(s.keys, gcm)
	}
	return s, nil
}

// Seal encrypts a token for the invitation of this reference, and no other. The result
// begins with its random nonce.
func (s *Sealer) Seal(reference, token string) []byte {
	nonce := make([]byte, s.keys[0].NonceSize())
	_, _ = rand.Read(nonce) // crypto/rand never fails: it ends the process
	return s.keys[0].Seal(nonce, nonce, []byte(token), []byte(reference))
}

// Open returns the token that was sealed for the invitation of this reference. The
// only error is ErrUnreadable.
func (s *Sealer) Open(reference string, sealed []byte) (string, error) {
	for _, key := range s.keys {
		n := key.NonceSize()
		if len(sealed) < n {
			break
		}
		if token, err := key.Open(nil, sealed[:n], sealed[n:], []byte(reference)); err == nil {
			return string(token), nil
		}
	}
	return "", ErrUnreadable
}
