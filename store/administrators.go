package store

import (
	"context"
	"errors"
	"fmt"

	"workbooks.com/authconsole/internal/policy"
)

// administers is true of an administrator who is not kept out. Users are u.
const administers = "u.role = '" + string(policy.Administrator) + "' and u.login_enabled and u.edition <> ''"

// hasWayIn is true of a user who has a password, or an identity by which the account's
// link lets in now. Users are u.
const hasWayIn = `(u.password_hash <> '' or exists (select 1 from identities i join links l on l.account_id = i.account_id and l.tenant_id = i.tenant_id
  where i.user_id = u.id and l.state = 'enabled'))`

// Administrators returns the account's first administrators who are not kept out, at
// most limit (1 to 500).
func (s *Store) Administrators(ctx context.Context, accountID string, limit int) ([]User, error) {
	users, err := all(ctx, s.reads, scanUser, "select "+joinedUserColumns+" from users u where u.account_id = cast($1 as text) and "+administers+" order by u.id limit $2",
		accountID, max(1, min(limit, maxPage)))
	if err != nil {
		return nil, fmt.Errorf("list administrators: %w", err)
	}
	return users, nil
}

// LastAdministrator reports whether the account needs this user: an administrator whose
// rights and log-in cannot be taken away, since no other administrator could get in.
func (s *Store) LastAdministrator(ctx context.Context, u User) (bool, error) {
	last, err := lastAdministrator(ctx, s.reads, u)
	return last, wrapped("find other administrators", err)
}

// lastAdministrator does not count those who were only just added: without a password
// and a Microsoft identity nobody administers anything.
func lastAdministrator(ctx context.Context, q querier, u User) (bool, error) {
	if u.Role != policy.Administrator || !u.MayLogIn() {
		return false, nil
	}
	_, err := one(ctx, q, scanText, "select u.id from users u where u.account_id = cast($1 as text) and u.id <> cast($2 as text) and "+administers+" and "+hasWayIn+" limit 1",
		u.AccountID, u.ID)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}
