// Package password hashes and checks passwords with argon2id. At most two hashes
// are computed at once, so that a burst of log-ins can take neither all memory
// (19 MiB each) nor every core.
package password

import (
	"context"
	"fmt"

	"github.com/alexedwards/argon2id"
)

// params follow the OWASP Password Storage Cheat Sheet for argon2id.
func params() *argon2id.Params {
	return &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// Checker hashes and checks passwords. The zero value is not usable; see NewChecker.
type Checker struct {
	slots chan struct{}
	dummy string
}

// NewChecker returns a checker that computes at most two hashes at a time.
func NewChecker() *Checker {
	return &Checker{slots: make(chan struct{}, 2), dummy: Dummy}
}

// Dummy is the hash of a random password that nobody has. Checking against it
// makes an unknown login name cost what a known one costs.
const Dummy = "$argon2id$v=19$m=19456,t=2,p=1$qiXb6incMor5uUC/cS3nQw$xN/NNQvlw1p7KZ0vCGlGhjCvrS62wLuO7oj8bgu3p3U"

// Hash returns the argon2id hash of a new password in PHC form. The error is the
// context's, which may end while others are hashed, or a failure of the random source.
func (c *Checker) Hash(ctx context.Context, password string) (string, error) {
	release, err := c.slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	hash, err := argon2id.CreateHash(password, params())
	if err != nil {
		return "", fmt.Errorf("password: hash: %w", err)
	}
	return hash, nil
}

// Matches reports whether the password belongs to the hash. An empty hash (an
// unknown login name, or a user without a password) costs the same and never
// matches. The error is the context's, or says that the hash cannot be read.
func (c *Checker) Matches(ctx context.Context, password, hash string) (bool, error) {
	release, err := c.slot(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	known := hash != ""
	if !known {
		hash = c.dummy
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("password: compare: %w", err)
	}
	return match && known, nil
}

// slot waits for a turn to compute one hash.
func (c *Checker) slot(ctx context.Context) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("password: %w", err)
	}
	select {
	case c.slots <- struct{}{}:
		return func() { <-c.slots }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("password: wait: %w", ctx.Err())
	}
}
