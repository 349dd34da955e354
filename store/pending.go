package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/signin"
)

// PendingSignIn is somebody who is proven and still has to say for which account. It
// holds no token and no code.
type PendingSignIn struct {
	Person     signin.Person
	Membership signin.Membership
	GroupsFrom string
	Mailbox    Mailbox
	Domains    []string
	SessionID  string // Microsoft's
	LoginHint  string
	AuthTime   time.Time // when the person showed there who they are; may be zero
	ExpiresAt  time.Time
}

// maxPending bounds what is kept of one, in bytes: thousands of groups fit.
const maxPending = 4 << 20

// KeepPending keeps it under the hash of a key that only the browser has. Of each person
// the latest is kept, so that nobody fills the database by beginning again and again.
func (s *Store) KeepPending(ctx context.Context, keyHash []byte, p PendingSignIn) error {
	text, err := json.Marshal(p)
	if err != nil || len(text) > maxPending || len(keyHash) != sha256.Size {
		return fmt.Errorf("keep pending sign-in: %w", ErrInvalid)
	}
	return s.write(ctx, "keep pending sign-in", func(ctx context.Context, t *tx) error {
		tenant, object := p.Person.TenantID, p.Person.ObjectID
		if _, err := t.exec(ctx, "delete from pending_sign_ins where tenant_id = $1 and object_id = $2", tenant, object); err != nil {
			return err
		}
		_, err := t.exec(ctx, "insert into pending_sign_ins (id_hash, facts, expires_at, tenant_id, object_id) values ($1, $2, $3, $4, $5)",
			keyHash, string(text), stamp(p.ExpiresAt), tenant, object)
		return err
	})
}

// Pending returns it, or ErrNotFound when it is over.
func (s *Store) Pending(ctx context.Context, keyHash []byte) (p PendingSignIn, err error) {
	text, err := one(ctx, s.reads, scanText, "select facts from pending_sign_ins where id_hash in ($1) and expires_at > $2", keyHash, stamp(s.now()))
	if err == nil {
		err = json.Unmarshal([]byte(text), &p)
	}
	return p, wrapped("read pending sign-in", err)
}

// TakePending ends it; of several who do, one does not get ErrNotFound.
func (s *Store) TakePending(ctx context.Context, keyHash []byte) error {
	return s.write(ctx, "take pending sign-in", func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, "delete from pending_sign_ins where id_hash = $1", keyHash)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

func sweepPending(ctx context.Context, t *tx) (int64, error) {
	return t.exec(ctx, fmt.Sprintf(`delete from pending_sign_ins where id_hash in (
  select id_hash from pending_sign_ins where expires_at <= $1 limit %d)`, sweepBatch), stamp(t.now))
}

// rememberAccount keeps which of several accounts a person has chosen.
func (t *tx) rememberAccount(ctx context.Context, p signin.Person, accountID string) error {
	_, err := t.exec(ctx, `insert into account_choices (tenant_id, object_id, account_id, chosen_at) values ($1, $2, $3, $4)
on conflict (tenant_id, object_id) do update set account_id = excluded.account_id, chosen_at = excluded.chosen_at`, p.TenantID, p.ObjectID, accountID, stamp(t.now))
	return err
}

// RememberedAccount returns the account that a person chose last and got in to, or
// ErrNotFound.
func (s *Store) RememberedAccount(ctx context.Context, tenantID, objectID string) (string, error) {
	id, err := one(ctx, s.reads, scanText, `select account_id from account_choices
where tenant_id = cast($1 as text) and object_id = cast($2 as text)`, tenantID, objectID)
	return id, wrapped("read chosen account", err)
}
