package store

import (
	"context"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// User is a person who can log in to the console.
type User struct {
	ID           string
	AccountID    string // empty for support
	Email        string // the log-in name: lower case, unique in the account
	Name         string
	Role         policy.Role
	PasswordHash string // argon2id, encoded; never shown or logged; empty: no password, so only Microsoft
	Edition      policy.Edition
	UserGroups   []string
	Timezone     string // IANA name, empty: the account's
	LoginEnabled bool
	Managed      []signin.Field // what a User Template looks after
	TemplateID   string         // the template that was applied last
	Origin       string         // OriginAdded or OriginProvisioned
	CreatedAt    time.Time
	UpdatedAt    time.Time
	LastLoginAt  time.Time // zero for never
	LastMethod   string    // MethodPassword or MethodMicrosoft, of the last log-in
}

// MayLogIn reports whether nothing that administrators decide keeps the user out; how
// they would get in is another question.
func (u User) MayLogIn() bool { return u.mayNotLogIn() == nil }

// How a user came about. The texts are stored.
const (
	OriginAdded       = "added"
	OriginProvisioned = "provisioned"
)

const userColumns = `id, account_id, email, name, role, password_hash, edition, user_groups, timezone, login_enabled, managed, template_id,
  origin, created_at, updated_at, last_login_at, last_login_method`

// joinedUserColumns are userColumns of a join.
const joinedUserColumns = `u.id, u.account_id, u.email, u.name, u.role, u.password_hash, u.edition, u.user_groups, u.timezone, u.login_enabled, u.managed,
  u.template_id, u.origin, u.created_at, u.updated_at, u.last_login_at, u.last_login_method`

func (u *User) fields() []any {
	return []any{
		&u.ID, (*ref)(&u.AccountID), &u.Email, &u.Name, &u.Role, &u.PasswordHash, &u.Edition, (*list)(&u.UserGroups), &u.Timezone, &u.LoginEnabled,
		(*fieldList)(&u.Managed), &u.TemplateID, &u.Origin, (*stamp)(&u.CreatedAt), (*stamp)(&u.UpdatedAt), (*stamp)(&u.LastLoginAt), &u.LastMethod,
	}
}

func scanUser(row scanner) (u User, err error) {
	err = row.Scan(u.fields()...)
	return u, err
}

// fieldList keeps managed fields as a JSON array.
type fieldList []signin.Field

// Scan implements sql.Scanner.
func (l *fieldList) Scan(src any) error {
	var texts list
	if err := texts.Scan(src); err != nil {
		return err
	}
	*l = nil
	for _, text := range texts {
		*l = append(*l, signin.Field(text))
	}
	return nil
}

func fieldTexts(fields []signin.Field) list {
	var texts list
	for _, f := range fields {
		texts = append(texts, string(f))
	}
	return texts
}

// User returns a user by ID, or ErrNotFound.
func (s *Store) User(ctx context.Context, id string) (User, error) {
	return userByID(ctx, s.reads, id)
}

// UserByEmail returns the user who can log in with a password under this address, in
// any case; else one who has it and no password; or ErrNotFound.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) {
	address, err := emailOf(email)
	if err != nil {
		return User{}, fmt.Errorf("read user: %w", ErrNotFound)
	}
	u, err := one(ctx, s.reads, scanUser, "select "+userColumns+" from users where email = cast($1 as text) order by password_hash = '', id limit 1", address)
	return u, wrapped("read user", err)
}

func userByID(ctx context.Context, q querier, id string) (User, error) {
	u, err := one(ctx, q, scanUser, "select "+userColumns+" from users where id = $1", id)
	if err != nil {
		return User{}, fmt.Errorf("read user: %w", err)
	}
	return u, nil
}

// userOf returns a user of the account; another account's is ErrNotFound.
func userOf(ctx context.Context, q querier, accountID, id string) (User, error) {
	u, err := userByID(ctx, q, id)
	if err == nil && u.AccountID != accountID {
		return User{}, ErrNotFound
	}
	return u, err
}

// CountUsers returns how many users the account has, and how many of them can log in
// with a password.
func (s *Store) CountUsers(ctx context.Context, accountID string) (all, withPassword int, err error) {
	n, err := one(ctx, s.reads, scanPair, "select count(*), count(*) filter (where password_hash <> '') from users where account_id = $1", accountID)
	return int(n[0]), int(n[1]), wrapped("count users", err)
}

func scanPair(row scanner) (n [2]int64, err error) {
	err = row.Scan(&n[0], &n[1])
	return n, err
}

// Extensions returns what a user has besides the Edition.
func (s *Store) Extensions(ctx context.Context, userID string) ([]string, error) {
	names, err := extensionsOf(ctx, s.reads, userID)
	return names, wrapped("read extensions", err)
}

func extensionsOf(ctx context.Context, q querier, userID string) ([]string, error) {
	names, err := all(ctx, q, scanText, "select extension from user_extensions where user_id = cast($1 as text)", userID)
	return policy.SortedExtensions(names), err
}
