package store

import (
	"context"
	"time"

	"workbooks.com/authconsole/internal/signin"
)

// Identity is who a user is at Microsoft. TenantID with ObjectID is the key; the rest is
// as Microsoft last told it.
type Identity struct {
	UserID, AccountID     string
	TenantID, ObjectID    string
	Username, Name, Email string
	Guest                 bool
	Home                  string // where a guest comes from
	LinkedAt              time.Time
	LinkedHow             string // MetByName, MadeByTemplate or Relinked
	Check                 string // what Microsoft last said of the person: CheckedIn, or a leaver's status
	CheckedAt             time.Time
	Mailbox               Mailbox
	MailboxAt             time.Time // zero for never looked
}

// How an identity came to its user, and what Microsoft last said. The texts are stored.
const (
	MetByName      = "met"
	MadeByTemplate = "provisioned"
	Relinked       = "relinked"

	CheckedIn = "ok"
)

const identityColumns = `i.user_id, i.account_id, i.tenant_id, i.object_id, i.username, i.name, i.email, i.guest, i.home, i.linked_at, i.linked_how,
  i.check_outcome, i.checked_at, i.mailbox, i.mailbox_at`

const selectIdentity = "select " + identityColumns + " from identities i "

func (i *Identity) fields() []any {
	return []any{
		&i.UserID, &i.AccountID, &i.TenantID, &i.ObjectID, &i.Username, &i.Name, &i.Email, &i.Guest, &i.Home, (*stamp)(&i.LinkedAt), &i.LinkedHow,
		&i.Check, (*stamp)(&i.CheckedAt), &i.Mailbox, (*stamp)(&i.MailboxAt),
	}
}

func scanIdentity(row scanner) (i Identity, err error) {
	err = row.Scan(i.fields()...)
	return i, err
}

// IdentityOf returns a user's identity at Microsoft, or ErrNotFound.
func (s *Store) IdentityOf(ctx context.Context, userID string) (Identity, error) {
	i, err := one(ctx, s.reads, scanIdentity, selectIdentity+"where i.user_id = cast($1 as text)", userID)
	return i, wrapped("read identity", err)
}

// LinkedIdentity is IdentityOf for a user who could log in by it now: the user may log
// in at all, and the account's enabled link is to the identity's tenant. Else
// ErrNotFound.
func (s *Store) LinkedIdentity(ctx context.Context, userID string) (Identity, error) {
	i, err := one(ctx, s.reads, scanIdentity, selectIdentity+`cross join users u cross join links l
where i.user_id = cast($1 as text) and u.id = i.user_id and u.login_enabled and u.edition <> ''
  and l.account_id = i.account_id and l.tenant_id = i.tenant_id and l.state = 'enabled'`, userID)
	return i, wrapped("read linked identity", err)
}

// key is what the rules know an identity by.
func (i Identity) key() signin.Identity {
	return signin.Identity{TenantID: i.TenantID, ObjectID: i.ObjectID}
}

// newIdentity is what a person becomes for a user.
func newIdentity(userID, accountID string, p signin.Person, how string, now time.Time) Identity {
	return Identity{
		UserID: userID, AccountID: accountID, TenantID: p.TenantID, ObjectID: p.ObjectID, LinkedAt: now, LinkedHow: how, Check: CheckedIn, CheckedAt: now,
	}.as(p)
}

// as is the identity with what Microsoft tells now.
func (i Identity) as(p signin.Person) Identity {
	i.Username, i.Name, i.Email = clean(p.Username, maxEmail), clean(p.Name, maxName), clean(p.Email, maxEmail)
	i.Guest, i.Home = p.Guest, clean(p.Home, maxName)
	return i
}

func (t *tx) insertIdentity(ctx context.Context, i Identity) error {
	_, err := t.exec(ctx, `insert into identities (user_id, account_id, tenant_id, object_id, username, name, email, guest, home, linked_at, linked_how,
  check_outcome, checked_at, mailbox, mailbox_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		i.UserID, i.AccountID, i.TenantID, i.ObjectID, i.Username, i.Name, i.Email, i.Guest, i.Home, stamp(i.LinkedAt), i.LinkedHow,
		i.Check, stamp(i.CheckedAt), i.Mailbox, stamp(i.MailboxAt))
	return err
}

// saveIdentity writes what Microsoft tells of a user, if that differs.
func (t *tx) saveIdentity(ctx context.Context, was, is Identity) error {
	if was == is {
		return nil
	}
	_, err := t.exec(ctx, `update identities set username = $1, name = $2, email = $3, guest = $4, home = $5, check_outcome = $6, checked_at = $7,
  mailbox = $8, mailbox_at = $9 where user_id = $10`,
		is.Username, is.Name, is.Email, is.Guest, is.Home, is.Check, stamp(is.CheckedAt), is.Mailbox, stamp(is.MailboxAt), is.UserID)
	return err
}

// CountMet returns how many of the account's users have an identity at the tenant: each
// of them has logged in with Microsoft, or was connected by an administrator.
func (s *Store) CountMet(ctx context.Context, accountID, tenantID string) (int, error) {
	n, err := one(ctx, s.reads, scanInt, "select count(*) from identities where account_id = cast($1 as text) and tenant_id = cast($2 as text)", accountID, tenantID)
	return int(n), wrapped("count users met", err)
}
