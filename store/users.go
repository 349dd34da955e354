package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// How a user came about. The texts are stored.
const (
	OriginAdded       = "added"
	OriginProvisioned = "provisioned"
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

// Administrators returns the account's first administrators, at most limit (1 to 500).
func (s *Store) Administrators(ctx context.Context, accountID string, limit int) ([]User, error) {
	users, err := all(ctx, s.reads, scanUser, "select "+userColumns+` from users
where account_id = $1 and role = $2 order by id limit $3`, accountID, policy.Administrator, max(1, min(limit, maxPage)))
	if err != nil {
		return nil, fmt.Errorf("list administrators: %w", err)
	}
	return users, nil
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

// lastAdministrator reports whether nobody but this user could administer the account.
func lastAdministrator(ctx context.Context, q querier, u User) (bool, error) {
	if u.Role != policy.Administrator || !u.LoginEnabled || u.Edition == policy.NoEdition {
		return false, nil
	}
	_, err := one(ctx, q, scanText, `select id from users where account_id = cast($1 as text) and role = 'administrator'
and login_enabled and edition <> '' and id <> cast($2 as text) limit 1`, u.AccountID, u.ID)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}
