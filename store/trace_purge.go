package store

import (
	"context"
	"fmt"
	"math"
	"time"
)

const (
	// purgeBatch bounds one transaction of a purge: a caller who comes meanwhile
	// waits about as long as for one write more.
	purgeBatch = 100
	// sweepPurge bounds what one Sweep purges, so that the rest of it comes in time.
	sweepPurge = 20_000
	// purgeRest is how many times as long as its last batch a purge pauses when
	// others write too: so it hits fewer than one write in a hundred.
	purgeRest = 100
)

// PurgeTraces deletes the traces that started before a time and returns how many.
// It works in small transactions. Between them it stops when ctx ends, and lets
// others write: while somebody does, it takes a hundredth of the time.
func (s *Store) PurgeTraces(ctx context.Context, olderThan time.Time) (int64, error) {
	return s.purgeTraces(ctx, olderThan, math.MaxInt64)
}

// purgeTraces stops after about as many rows as most says.
func (s *Store) purgeTraces(ctx context.Context, olderThan time.Time, most int64) (purged int64, err error) {
	for n := int64(purgeBatch); n >= purgeBatch && purged < most; {
		begun, since := s.begun.Load(), s.now()
		err = s.write(ctx, "purge traces", func(ctx context.Context, t *tx) (err error) {
			n, err = t.purgeTraces(ctx, olderThan)
			return err
		})
		if err != nil {
			return purged, err
		}
		purged += n
		if others := s.begun.Load() - begun - 1; others > 0 && n >= purgeBatch {
			if err := pause(ctx, purgeRest*s.now().Sub(since)); err != nil {
				return purged, fmt.Errorf("purge traces: %w", err)
			}
		}
	}
	return purged, nil
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// purgeTraces deletes one batch. A failure that is gone no longer counts against
// the account's health, so its status is looked at again.
func (t *tx) purgeTraces(ctx context.Context, olderThan time.Time) (int64, error) {
	type row struct{ account, outcome string }
	t.wrote = true
	purged, err := all(ctx, t, func(s scanner) (r row, err error) {
		err = s.Scan(&r.account, &r.outcome)
		return r, err
	}, fmt.Sprintf(`delete from traces where id in (
  select id from traces where started_at < $1 order by started_at limit %d) returning account_id, outcome`, purgeBatch), olderThan.UnixMicro())
	for _, r := range purged {
		if r.outcome == outcomeFailed {
			t.touch(r.account, false)
		}
	}
	return int64(len(purged)), err
}

// sweepTraces purges what Options.TraceRetention has let go.
func (s *Store) sweepTraces(ctx context.Context) error {
	_, err := s.purgeTraces(ctx, s.now().Add(-s.traceRetention), sweepPurge)
	return err
}
