package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"workbooks.com/authconsole/internal/policy"
)

// The states by which users are listed.
const (
	UsersActive   = "active"   // can log in
	UsersDisabled = "disabled" // log-in switched off
	UsersDenied   = "denied"   // without an Edition
	UsersRelink   = "relink"   // somebody at Microsoft would be this user
	UsersMailbox  = "mailbox"  // no Office 365 mailbox was found

	usersMicrosoft = "microsoft" // have come with Microsoft
)

var userStates = map[string]string{
	UsersActive:   " and login_enabled and edition <> ''",
	UsersDisabled: " and not login_enabled",
	UsersDenied:   " and edition = ''",
	UsersRelink:   " and exists (select 1 from relink_requests r where r.user_id = users.id)",
	UsersMailbox:  " and exists (select 1 from identities i where i.user_id = users.id and i.mailbox = 'no')",

	usersMicrosoft: " and exists (select 1 from identities i where i.user_id = users.id)",
}

// maxUserWords bounds how many words of a query count.
const maxUserWords = 4

// UserKey is where a page of users ends. The zero one is before the first.
type UserKey struct{ NameKey, ID string }

// UserFilter says which users to list.
type UserFilter struct {
	AccountID string
	Query     string // words that name, e-mail address or Microsoft account have in them, in any case
	State     string // one of the Users constants, or empty for all
	After     UserKey
	Limit     int // 1 to 500
}

// UserRow is one user of a list.
type UserRow struct {
	User
	Extensions []string
	Identity   Identity // zero if there is none
	Relink     bool     // somebody waits to be this user
}

// Key is where a page that ends with this user goes on.
func (r UserRow) Key() UserKey { return UserKey{NameKey: nameKey(r.Name), ID: r.ID} }

// Users returns the account's users by name. A state that is unknown is ErrInvalid.
func (s *Store) Users(ctx context.Context, f UserFilter) ([]UserRow, error) {
	condition, known := userStates[f.State]
	if !known && f.State != "" {
		return nil, fmt.Errorf("list users by state: %w", ErrInvalid)
	}
	args := []any{f.AccountID, f.After.NameKey, f.After.ID}
	words := strings.Fields(nameKey(f.Query))
	for _, word := range words[:min(len(words), maxUserWords)] {
		args = append(args, "%"+likeText(word)+"%")
		condition += fmt.Sprintf(` and (name_key like cast($%[1]d as text) escape '!' or email like cast($%[1]d as text) escape '!'
  or exists (select 1 from identities i where i.user_id = users.id and lower(i.username) like cast($%[1]d as text) escape '!'))`, len(args))
	}
	users, err := all(ctx, s.reads, scanUser, fmt.Sprintf("select "+userColumns+` from users
where account_id = cast($1 as text) and (name_key, id) > (cast($2 as text), cast($3 as text))%s
order by name_key, id limit %d`, condition, max(1, min(f.Limit, maxPage))), args...)
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	rows, err := userRows(ctx, s.reads, f.AccountID, users)
	return rows, wrapped("list users", err)
}

// likeText takes their meaning from the signs of a pattern.
func likeText(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

type userExtension struct{ userID, name string }

func scanUserExtension(row scanner) (e userExtension, err error) {
	err = row.Scan(&e.userID, &e.name)
	return e, err
}

// userRows adds to users what lists show, with a few statements for all of them.
func userRows(ctx context.Context, q querier, accountID string, users []User) ([]UserRow, error) {
	rows := make([]UserRow, len(users))
	ids := make([]string, len(users))
	at := make(map[string]*UserRow, len(users))
	for i, u := range users {
		rows[i].User, ids[i], at[u.ID] = u, u.ID, &rows[i]
	}
	extensions, err := inBatches(ctx, q, scanUserExtension,
		"select user_id, extension from user_extensions where account_id = cast($1 as text) and user_id in (%s)", accountID, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range extensions {
		at[e.userID].Extensions = append(at[e.userID].Extensions, e.name)
	}
	identities, err := inBatches(ctx, q, scanIdentity, selectIdentity+"where i.account_id = cast($1 as text) and i.user_id in (%s)", accountID, ids)
	if err != nil {
		return nil, err
	}
	for _, i := range identities {
		at[i.UserID].Identity = i
	}
	waiting, err := inBatches(ctx, q, scanText, "select user_id from relink_requests where account_id = cast($1 as text) and user_id in (%s)", accountID, ids)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].Extensions = policy.SortedExtensions(rows[i].Extensions)
		rows[i].Relink = slices.Contains(waiting, rows[i].ID)
	}
	return rows, nil
}

// UserOf returns a user of the account; another account's is ErrNotFound.
func (s *Store) UserOf(ctx context.Context, accountID, id string) (User, error) {
	return userOf(ctx, s.reads, accountID, id)
}
