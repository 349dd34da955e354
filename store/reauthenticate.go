package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"
)

// neverShown stands in a session whose person has not shown who they are, as far as
// anybody knows: nothing of it is ever fresh.
var neverShown = time.Unix(0, 0).UTC()

// shownAt is when somebody whom Microsoft lets in has shown who they are. It knows a
// browser again for weeks without asking anything, so that only its signed auth_time
// says it (S62); a clock that runs ahead wins no time.
func (n NewSession) shownAt(now time.Time) time.Time {
	switch {
	case n.AuthTime.IsZero():
		return neverShown
	case n.AuthTime.After(now):
		return now
	}
	return n.AuthTime
}

// Reauthenticate notes that the person of a session has just shown again who they are.
// The session goes on under a new ID (S74). ErrNotFound when it has ended, or is not
// n.UserID's where that is said.
func (s *Store) Reauthenticate(ctx context.Context, actor Actor, n NewSession) error {
	if len(n.IDHash) != sha256.Size || len(n.ReplacesIDHash) != sha256.Size {
		return fmt.Errorf("reauthenticate: hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	}
	return s.write(ctx, "reauthenticate", func(ctx context.Context, t *tx) error {
		v, err := one(ctx, t, scanVisitor, visitorQuery, n.ReplacesIDHash)
		if err == nil && (v.Session.dead(t.now) || v.User.mayNotLogIn() != nil || n.UserID != "" && n.UserID != v.User.ID) {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := t.clearLogin(ctx, n.LoginNameHash); err != nil {
			return err
		}
		_, err = t.exec(ctx, "update sessions set id_hash = $1, authenticated_at = $2, seen_at = $2 where id_hash = $3", n.IDHash, stamp(t.now), n.ReplacesIDHash)
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: v.User.AccountID, action: ActionReauthenticated, subject: v.User.ID})
	})
}
