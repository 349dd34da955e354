package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// NewUser is what CreateUser and AddUser need. AccountID is empty exactly for support.
// UserGroups follow from Role when there are none, and Role from them when it is empty.
type NewUser struct {
	AccountID    string
	Email        string
	Name         string
	Role         policy.Role
	PasswordHash string         // may be empty: the user then logs in with Microsoft only
	Edition      policy.Edition // empty: CRM, unless LoginDenied
	LoginDenied  bool           // no Edition, so no log-in
	Extensions   []string
	UserGroups   []string
	Timezone     string
}

// CreateUser adds a user for the operator, who also sells the licences: it may take
// more than the account owns. A used address is ErrEmailTaken, a missing account
// ErrNotFound, a bad address, name or role ErrInvalid.
func (s *Store) CreateUser(ctx context.Context, actor Actor, n NewUser) (user User, err error) {
	err = s.write(ctx, "create user", func(ctx context.Context, t *tx) (err error) {
		user, err = t.createUser(ctx, actor, n)
		return err
	})
	return user, err
}

// AddUser adds a user for an administrator: as CreateUser, but a licence that is used
// up is a *NoLicenceError.
func (s *Store) AddUser(ctx context.Context, actor Actor, n NewUser) (user User, err error) {
	err = s.write(ctx, "add user", func(ctx context.Context, t *tx) (err error) {
		u, err := n.user("", t.now)
		if err == nil && u.Role == policy.Support {
			err = fmt.Errorf("administrators add nobody to support: %w", ErrInvalid)
		}
		if err != nil {
			return err
		}
		if err := t.sufficient(ctx, n.AccountID, signin.Profile{Edition: u.Edition, Extensions: n.Extensions}.Wants()); err != nil {
			return err
		}
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
	if err := t.insertUser(ctx, u, n.Extensions); err != nil {
		return User{}, err
	}
	return u, t.audit(ctx, actor, event{account: u.AccountID, action: ActionUserCreated, subject: u.ID, details: append([]AuditDetail{
		fact("e-mail", u.Email), fact("name", u.Name), fact("role", string(u.Role)),
	}, profileFacts(u, n.Extensions)...)})
}

// profileFacts tells what a user has; support has none of it.
func profileFacts(u User, extensions []string) []AuditDetail {
	if u.AccountID == "" {
		return nil
	}
	return []AuditDetail{
		fact("edition", string(u.Edition)), fact("extensions", listText(extensions)), fact("user groups", listText(u.UserGroups)), fact("timezone", u.Timezone),
	}
}

func (t *tx) insertUser(ctx context.Context, u User, extensions []string) error {
	_, err := t.exec(ctx, `insert into users (id, account_id, email, name, name_key, role, password_hash, edition, user_groups, timezone, login_enabled,
  managed, template_id, origin, created_at, updated_at, last_login_method)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, '')`,
		u.ID, ref(u.AccountID), u.Email, u.Name, nameKey(u.Name), u.Role, u.PasswordHash, u.Edition, list(u.UserGroups), u.Timezone, u.LoginEnabled,
		fieldTexts(u.Managed), u.TemplateID, u.Origin, stamp(u.CreatedAt))
	if err != nil {
		return err
	}
	return t.addExtensions(ctx, u, extensions)
}

func (t *tx) addExtensions(ctx context.Context, u User, extensions []string) error {
	for _, name := range extensions {
		_, err := t.exec(ctx, "insert into user_extensions (user_id, account_id, extension) values ($1, $2, $3)", u.ID, u.AccountID, name)
		if err != nil {
			return err
		}
	}
	return nil
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
	u := User{
		ID: id, AccountID: n.AccountID, Email: email, Name: name, Role: n.Role, PasswordHash: n.PasswordHash, Edition: n.edition(),
		UserGroups: n.UserGroups, Timezone: n.Timezone, LoginEnabled: true, Origin: OriginAdded, CreatedAt: now, UpdatedAt: now,
	}
	if u.Role == policy.Support && u.AccountID == "" {
		u.Edition, u.UserGroups = policy.NoEdition, nil
		return u, nil
	}
	if len(u.UserGroups) == 0 {
		u.UserGroups = policy.GroupsOf(u.Role)
	}
	if u.Role == "" {
		u.Role = policy.RoleOf(u.UserGroups)
	}
	switch {
	case !u.Role.Valid():
		return User{}, fmt.Errorf("role is unknown: %w", ErrInvalid)
	case u.Role == policy.Support || u.AccountID == "":
		return User{}, fmt.Errorf("support, and nobody else, belongs to no account: %w", ErrInvalid)
	case policy.RoleOf(u.UserGroups) != u.Role:
		return User{}, fmt.Errorf("role and user groups do not fit: %w", ErrInvalid)
	}
	return u, checkProfile(signin.Profile{Edition: u.Edition, Extensions: n.Extensions, UserGroups: u.UserGroups, Timezone: u.Timezone})
}

func (n NewUser) edition() policy.Edition {
	if n.Edition == policy.NoEdition && !n.LoginDenied {
		return policy.CRM
	}
	return n.Edition
}

// checkProfile refuses what the catalogue does not have.
func checkProfile(p signin.Profile) error {
	switch {
	case !p.Edition.Valid():
		return fmt.Errorf("edition is unknown: %w", ErrInvalid)
	case !slices.Equal(policy.SortedExtensions(p.Extensions), p.Extensions):
		return fmt.Errorf("extensions are unknown or out of order: %w", ErrInvalid)
	case !slices.Equal(policy.SortedUserGroups(p.UserGroups), p.UserGroups):
		return fmt.Errorf("user groups are unknown or out of order: %w", ErrInvalid)
	case !policy.ValidTimezone(p.Timezone):
		return fmt.Errorf("timezone is unknown: %w", ErrInvalid)
	}
	return nil
}
