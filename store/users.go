package store

import (
	"context"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/policy"
)

// User is a person who can log in to the console.
type User struct {
	ID           string
	AccountID    string // empty for support
	Email        string // lower case, unique over all accounts
	Name         string
	Role         policy.Role
	PasswordHash string // argon2id, encoded; never shown or logged
	CreatedAt    time.Time
}

// NewUser is what CreateUser needs. AccountID is empty exactly for support.
type NewUser struct {
	AccountID    string
	Email        string
	Name         string
	Role         policy.Role
	PasswordHash string
}

const userColumns = "id, account_id, email, name, role, password_hash, created_at"

func scanUser(row scanner) (u User, err error) {
	err = row.Scan(&u.ID, (*ref)(&u.AccountID), &u.Email, &u.Name, &u.Role, &u.PasswordHash, (*stamp)(&u.CreatedAt))
	return u, err
}

// CreateUser adds a user. A used address is ErrEmailTaken, a missing account
// ErrNotFound, a bad address, name or role ErrInvalid.
func (s *Store) CreateUser(ctx context.Context, actor Actor, n NewUser) (user User, err error) {
	err = s.write(ctx, "create user", func(ctx context.Context, t *tx) (err error) {
		user, err = t.createUser(ctx, actor, n)
		return err
	})
	return user, err
}

func (t *tx) createUser(ctx context.Context, actor Actor, n NewUser) (User, error) {
	u, err := n.user(t.newID(), t.now)
	if err != nil {
		return User{}, err
	}
	_, err = t.exec(ctx, "insert into users ("+userColumns+") values ($1, $2, $3, $4, $5, $6, $7)",
		u.ID, ref(u.AccountID), u.Email, u.Name, u.Role, u.PasswordHash, stamp(u.CreatedAt))
	if err != nil {
		return User{}, err
	}
	return u, t.audit(ctx, actor, event{account: u.AccountID, action: ActionUserCreated, subject: u.ID, details: []AuditDetail{
		fact("e-mail", u.Email), fact("name", u.Name), fact("role", string(u.Role)),
	}})
}

func (n NewUser) user(id string, now time.Time) (User, error) {
	email, err := emailOf(n.Email)
	if err != nil {
		return User{}, err
	}
	name, err := nameOf("user name", n.Name)
	if err != nil {
		return User{}, err
	}
	switch {
	case !n.Role.Valid():
		return User{}, fmt.Errorf("role is unknown: %w", ErrInvalid)
	case (n.Role == policy.Support) != (n.AccountID == ""):
		return User{}, fmt.Errorf("support, and nobody else, belongs to no account: %w", ErrInvalid)
	case n.PasswordHash == "":
		return User{}, fmt.Errorf("password hash is missing: %w", ErrInvalid)
	}
	return User{ID: id, AccountID: n.AccountID, Email: email, Name: name, Role: n.Role, PasswordHash: n.PasswordHash, CreatedAt: now}, nil
}

// User returns a user by ID, or ErrNotFound.
func (s *Store) User(ctx context.Context, id string) (User, error) {
	return userBy(ctx, s.reads, "id", id)
}

// UserByEmail returns a user by address, in any case; or ErrNotFound.
func (s *Store) UserByEmail(ctx context.Context, email string) (User, error) {
	address, err := emailOf(email)
	if err != nil {
		return User{}, fmt.Errorf("read user: %w", ErrNotFound)
	}
	return userBy(ctx, s.reads, "email", address)
}

func userBy(ctx context.Context, q querier, column, value string) (User, error) {
	u, err := one(ctx, q, scanUser, "select "+userColumns+" from users where "+column+" = $1", value)
	if err != nil {
		return User{}, fmt.Errorf("read user: %w", err)
	}
	return u, nil
}

// Administrators returns the account's first administrators, at most limit (1 to 500).
func (s *Store) Administrators(ctx context.Context, accountID string, limit int) ([]User, error) {
	users, err := all(ctx, s.reads, scanUser, "select "+userColumns+` from users
where account_id = $1 and role = $2 order by id limit $3`, accountID, policy.Administrator, max(1, min(limit, maxPage)))
	if err != nil {
		return nil, fmt.Errorf("list administrators: %w", err)
	}
	return users, nil
}

// CountUsers returns how many users the account has.
func (s *Store) CountUsers(ctx context.Context, accountID string) (int, error) {
	n, err := one(ctx, s.reads, scanInt, "select count(*) from users where account_id = $1", accountID)
	if err != nil {
		return 0, fmt.Errorf("count users: %w", err)
	}
	return int(n), nil
}
