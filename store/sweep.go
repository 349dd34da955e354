package store

import (
	"context"
	"time"

	"workbooks.com/authconsole/internal/policy"
)

// sweepBatch bounds one transaction of Sweep, so that no caller waits long for it.
const sweepBatch = 500

// Sweep expires overdue consent requests and invitations, forgets ended sessions, old
// login guards and old views of support, judges healths again that are due, and purges
// old traces. It is meant to be called every minute or so; it works in small
// transactions and stops between them when ctx ends.
func (s *Store) Sweep(ctx context.Context) error {
	for _, step := range []func(context.Context, *tx) (int64, error){
		sweepConsents, sweepInvitations, sweepSessions, sweepGuards, sweepReviews, sweepSupportViews, sweepPending, sweepWelcomes,
	} {
		for swept := int64(sweepBatch); swept >= sweepBatch; {
			err := s.write(ctx, "sweep", func(ctx context.Context, t *tx) (err error) {
				swept, err = step(ctx, t)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return s.sweepTraces(ctx)
}

func sweepConsents(ctx context.Context, t *tx) (int64, error) {
	overdue, err := all(ctx, t, scanConsent, selectConsent+`where r.ended_at is null and r.expires_at <= $1
order by r.expires_at limit $2`, stamp(t.now), sweepBatch)
	if err != nil {
		return 0, err
	}
	for _, c := range overdue {
		if err := t.expire(ctx, &c); err != nil {
			return 0, err
		}
	}
	return int64(len(overdue)), nil
}

func sweepSessions(ctx context.Context, t *tx) (int64, error) {
	return t.exec(ctx, `delete from sessions where id_hash in (
  select id_hash from sessions where seen_at < $1 or created_at < $2 or expires_at <= $3 limit $4)`,
		stamp(t.now.Add(-policy.SessionIdle)), stamp(t.now.Add(-policy.SessionMax)), stamp(t.now), sweepBatch)
}

func sweepGuards(ctx context.Context, t *tx) (int64, error) {
	return t.exec(ctx, `delete from login_guards where name_hash in (
  select name_hash from login_guards where last_at <= $1 limit $2)`, stamp(t.now.Add(-GuardLife)), sweepBatch)
}

// SweepEvery is how often Sweep should be called.
const SweepEvery = time.Minute
