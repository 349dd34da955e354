package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// GuardLife is how long wrong passwords are remembered after the last one.
const GuardLife = 24 * time.Hour

// LoginGuard says whether a password may be checked now.
type LoginGuard struct {
	Locked bool
	Until  time.Time // when it ends; zero unless Locked
}

// ReserveLogin counts one attempt for a login name before its password is checked,
// so that parallel tries cannot pass the limit. After more than limit attempts
// without a success in between the name is locked for lock since the last counted
// one; attempts while locked are not counted. nameHash is any non-empty hash of the
// name as typed: unknown names are treated like known ones.
func (s *Store) ReserveLogin(ctx context.Context, nameHash []byte, limit int, lock time.Duration) (guard LoginGuard, err error) {
	if len(nameHash) == 0 {
		return LoginGuard{}, fmt.Errorf("reserve login: name hash is empty: %w", ErrInvalid)
	}
	err = s.write(ctx, "reserve login", func(ctx context.Context, t *tx) (err error) {
		guard, err = t.reserveLogin(ctx, nameHash, limit, lock)
		return err
	})
	return guard, err
}

type attempts struct {
	failures int
	last     time.Time
}

func scanAttempts(row scanner) (a attempts, err error) {
	err = row.Scan(&a.failures, (*stamp)(&a.last))
	return a, err
}

func (t *tx) reserveLogin(ctx context.Context, nameHash []byte, limit int, lock time.Duration) (LoginGuard, error) {
	a, err := one(ctx, t, scanAttempts, "select failures, last_at from login_guards where name_hash = $1", nameHash)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return LoginGuard{}, err
	}
	if a.failures > limit {
		if until := a.last.Add(lock); t.now.Before(until) {
			return LoginGuard{Locked: true, Until: until}, nil
		}
		a.failures = 0
	}
	_, err = t.exec(ctx, `insert into login_guards (name_hash, failures, last_at) values ($1, $2, $3)
on conflict (name_hash) do update set failures = excluded.failures, last_at = excluded.last_at`, nameHash, a.failures+1, stamp(t.now))
	return LoginGuard{}, err
}

// ClearLogin forgets the attempts of a login name, as CreateSession does.
func (s *Store) ClearLogin(ctx context.Context, nameHash []byte) error {
	return s.write(ctx, "clear login", func(ctx context.Context, t *tx) error { return t.clearLogin(ctx, nameHash) })
}

func (t *tx) clearLogin(ctx context.Context, nameHash []byte) error {
	_, err := t.exec(ctx, "delete from login_guards where name_hash = $1", nameHash)
	return err
}

// RefuseLogin records that a counted attempt had a wrong password: in the trail of the
// user's account, or nowhere when userID is empty because nobody has that name. Both
// write, so that time does not tell who exists. Attempts while locked are not
// recorded: whoever goes on trying cannot fill the trail.
func (s *Store) RefuseLogin(ctx context.Context, actor Actor, nameHash []byte, userID string) error {
	return s.write(ctx, "refuse login", func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, "update login_guards set last_at = $1 where name_hash = $2", stamp(t.now), nameHash); err != nil {
			return err
		}
		if userID == "" {
			return nil
		}
		u, err := one(ctx, t, scanUser, "select "+userColumns+" from users where id = $1", userID)
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: u.AccountID, action: ActionSignInRefused, subject: u.ID, details: []AuditDetail{
			fact("e-mail", u.Email), fact("reason", "wrong password"),
		}})
	})
}
