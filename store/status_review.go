package store

import (
	"context"
	"fmt"
)

// sweepReviews judges the healths again that are due though nothing has happened.
func sweepReviews(ctx context.Context, t *tx) (int64, error) {
	due, err := all(ctx, t, scanText, fmt.Sprintf(`select account_id from account_status
where review_at is not null and review_at <= $1 order by review_at limit %d`, sweepBatch), t.now.UnixMicro())
	for _, account := range due {
		t.touch(account, false)
	}
	return int64(len(due)), err
}
