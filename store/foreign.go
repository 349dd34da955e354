package store

import (
	"context"
	"errors"
	"fmt"
)

// NoteForeign records in the account's trail that the actor asked for another account,
// or for a consent request, an invitation or a link of one, which was refused. An ID
// that exists nowhere is a typing error and leaves no entry: noted is false.
func (s *Store) NoteForeign(ctx context.Context, actor Actor, accountID, id string) (noted bool, err error) {
	owner, err := one(ctx, s.reads, scanText, `select account_id from consent_requests where id = cast($1 as text)
union all select account_id from invitations where id = cast($1 as text)
union all select account_id from links where id = cast($1 as text)
union all select id from accounts where id = cast($1 as text) limit 1`, id)
	if errors.Is(err, ErrNotFound) || err == nil && owner == accountID {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("note foreign: %w", err)
	}
	err = s.write(ctx, "note foreign", func(ctx context.Context, t *tx) error {
		return t.audit(ctx, actor, event{account: accountID, action: ActionForeignRefused, subject: id})
	})
	return err == nil, err
}
