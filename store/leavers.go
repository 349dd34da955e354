package store

import (
	"context"
	"fmt"
	"time"
)

// Leaver is a user whom Microsoft no longer lets in, as somebody tried to log in.
type Leaver struct {
	User
	Extensions []string
	Username   string // at Microsoft
	Status     string // as guidance.Cause.Leaver says it: disabled, gone or unassigned
	CheckedAt  time.Time
}

// Leavers returns the account's leavers by name, at most 500. They stay among them until
// Microsoft lets them in again or their identity is forgotten.
func (s *Store) Leavers(ctx context.Context, accountID string) ([]Leaver, error) {
	rows, err := s.usersWhere(ctx, accountID, `id in (select i.user_id from identities i
  where i.account_id = cast($1 as text) and i.check_outcome in ('disabled', 'gone', 'unassigned')) order by name_key, id`, maxPage)
	if err != nil {
		return nil, fmt.Errorf("list leavers: %w", err)
	}
	leavers := make([]Leaver, 0, len(rows))
	for _, r := range rows {
		leavers = append(leavers, Leaver{User: r.User, Extensions: r.Extensions, Username: r.Identity.Username, Status: r.Identity.Check, CheckedAt: r.Identity.CheckedAt})
	}
	return leavers, nil
}

// Dormant returns users with a Microsoft identity who hold an Edition and have not
// logged in since a time, longest ago first; at most limit (1 to 500). Who has never
// logged in counts from when the user was made.
func (s *Store) Dormant(ctx context.Context, accountID string, since time.Time, limit int) ([]UserRow, error) {
	rows, err := s.usersWhere(ctx, accountID, `edition <> '' and coalesce(last_login_at, created_at) < $2
  and id in (select i.user_id from identities i where i.account_id = cast($1 as text))
order by coalesce(last_login_at, created_at), id`, limit, stamp(since))
	return rows, wrapped("list dormant users", err)
}

// usersWhere lists users of the account, which is $1 of the condition.
func (s *Store) usersWhere(ctx context.Context, accountID, condition string, limit int, args ...any) ([]UserRow, error) {
	users, err := all(ctx, s.reads, scanUser, fmt.Sprintf("select "+userColumns+` from users
where account_id = cast($1 as text) and %s limit %d`, condition, max(1, min(limit, maxPage))), append([]any{accountID}, args...)...)
	if err != nil {
		return nil, err
	}
	return userRows(ctx, s.reads, accountID, users)
}
