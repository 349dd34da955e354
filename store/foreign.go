package store

import (
	"context"
	"errors"
	"fmt"
)

// NoteForeign records in the account's trail that the actor asked for a consent
// request of another account, which was refused. An ID that exists nowhere is a
// typing error and leaves no entry: noted is false.
func (s *Store) NoteForeign(ctx context.Context, actor Actor, accountID, requestID string) (noted bool, err error) {
	owner, err := one(ctx, s.reads, scanText, "select account_id from consent_requests where id = cast($1 as text)", requestID)
	if errors.Is(err, ErrNotFound) || err == nil && owner == accountID {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("note foreign request: %w", err)
	}
	err = s.write(ctx, "note foreign request", func(ctx context.Context, t *tx) error {
		return t.audit(ctx, actor, event{account: accountID, action: ActionForeignRefused, subject: requestID})
	})
	return err == nil, err
}
