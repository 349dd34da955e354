package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/policy"
)

// ActionSupportViewed tells that support at Workbooks looked at an account. The
// text is stored and never renamed.
const ActionSupportViewed = "support.viewed"

// supportViewEvery is how often one person's looking at one account is recorded.
const supportViewEvery = time.Hour

// NoteSupportView records in the account's trail that somebody of support looks at
// it, at most once an hour for each person and account. ErrNotEntitled unless the
// actor is a support user, ErrNotFound without the account.
func (s *Store) NoteSupportView(ctx context.Context, actor Actor, accountID string) error {
	noted, err := supportViewed(ctx, s.reads, accountID, actor.UserID, s.now())
	if noted || err != nil {
		return wrapped("note support view", err)
	}
	return s.write(ctx, "note support view", func(ctx context.Context, t *tx) error {
		if err := t.support(ctx, actor); err != nil {
			return err
		}
		// Again, since another page of the same person may have been quicker.
		if noted, err := supportViewed(ctx, t, accountID, actor.UserID, t.now); noted || err != nil {
			return err
		}
		_, err := t.exec(ctx, `insert into support_views (account_id, user_id, at) values ($1, $2, $3)
on conflict (account_id, user_id) do update set at = excluded.at`, accountID, actor.UserID, stamp(t.now))
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionSupportViewed, subject: accountID})
	})
}

// supportViewed reports whether the person's look has been recorded lately.
func supportViewed(ctx context.Context, q querier, accountID, userID string, now time.Time) (bool, error) {
	at, err := one(ctx, q, scanInt, "select at from support_views where account_id = cast($1 as text) and user_id = cast($2 as text)", accountID, userID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && now.Before(time.UnixMicro(at).Add(supportViewEvery)), err
}

// support returns ErrNotEntitled unless the actor is a support user now.
func (t *tx) support(ctx context.Context, actor Actor) error {
	role, err := one(ctx, t, scanText, "select role from users where id = $1", actor.UserID)
	if errors.Is(err, ErrNotFound) || err == nil && role != string(policy.Support) {
		return ErrNotEntitled
	}
	return err
}

func sweepSupportViews(ctx context.Context, t *tx) (int64, error) {
	return t.exec(ctx, fmt.Sprintf(`delete from support_views where (account_id, user_id) in (
  select account_id, user_id from support_views where at <= $1 limit %d)`, sweepBatch), stamp(t.now.Add(-supportViewEvery)))
}
