package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/signin"
)

// RelinkRequest is somebody at Microsoft who would be a user, and waits for an
// administrator to say whether it is the same person.
type RelinkRequest struct {
	UserID, AccountID     string
	TenantID, ObjectID    string
	Username, Name, Email string
	Guest                 bool
	Home                  string
	Reason                guidance.Cause // why it was not decided without asking
	Reference             string         // of the last attempt
	At                    time.Time      // of the last attempt
	Tries                 int64
}

const selectRelink = `select r.user_id, r.account_id, r.tenant_id, r.object_id, r.username, r.name, r.email, r.guest, r.home, r.reason, r.reference, r.at, r.tries
from relink_requests r `

func scanRelink(row scanner) (r RelinkRequest, err error) {
	err = row.Scan(&r.UserID, &r.AccountID, &r.TenantID, &r.ObjectID, &r.Username, &r.Name, &r.Email, &r.Guest, &r.Home, &r.Reason, &r.Reference,
		(*stamp)(&r.At), &r.Tries)
	return r, err
}

func relinkOf(ctx context.Context, q querier, accountID, userID string) (RelinkRequest, error) {
	r, err := one(ctx, q, scanRelink, selectRelink+"where r.user_id = cast($1 as text)", userID)
	if err == nil && r.AccountID != accountID {
		return RelinkRequest{}, ErrNotFound
	}
	return r, err
}

// RelinkOf returns who would be this user of the account, or ErrNotFound.
func (s *Store) RelinkOf(ctx context.Context, accountID, userID string) (RelinkRequest, error) {
	r, err := relinkOf(ctx, s.reads, accountID, userID)
	return r, wrapped("read relink request", err)
}

// askRelink keeps that somebody would be a user. There is one request for each user, the
// latest; another try of the same person only counts.
func (t *tx) askRelink(ctx context.Context, accountID, userID string, p signin.Person, reason guidance.Cause, reference string) error {
	was, err := relinkOf(ctx, t, accountID, userID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	same := err == nil && was.TenantID == p.TenantID && was.ObjectID == p.ObjectID
	tries := int64(1)
	if same {
		tries = was.Tries + 1
	}
	i := Identity{}.as(p)
	_, err = t.exec(ctx, `insert into relink_requests (user_id, account_id, tenant_id, object_id, username, name, email, guest, home, reason, reference, at, tries)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (user_id) do update set tenant_id = excluded.tenant_id, object_id = excluded.object_id, username = excluded.username, name = excluded.name,
  email = excluded.email, guest = excluded.guest, home = excluded.home, reason = excluded.reason, reference = excluded.reference, at = excluded.at,
  tries = excluded.tries`,
		userID, accountID, p.TenantID, p.ObjectID, i.Username, i.Name, i.Email, i.Guest, i.Home, reason, reference, stamp(t.now), tries)
	if err != nil || same {
		return err
	}
	return t.audit(ctx, System(), event{account: accountID, action: ActionRelinkAsked, subject: userID, reference: reference, details: []AuditDetail{
		fact("Microsoft account", i.Username), fact("name", i.Name), fact("tenant", p.TenantID), fact("object ID", p.ObjectID), fact("reason", string(reason)),
	}})
}

// Relink puts who asked in the place of the user's identity, and ends all of the user's
// sessions. objectID is who was on the page: ErrOutdated when somebody else asks now, or
// when the account's link is not to that tenant; ErrNotFound when nobody asks, ErrTaken
// when it is another user's identity.
func (s *Store) Relink(ctx context.Context, actor Actor, accountID, userID, objectID string) error {
	return s.write(ctx, "relink identity", func(ctx context.Context, t *tx) error {
		r, err := relinkOf(ctx, t, accountID, userID)
		if err != nil {
			return err
		}
		l, err := currentLink(ctx, t, accountID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if r.ObjectID != objectID || err != nil || l.TenantID != r.TenantID {
			return ErrOutdated
		}
		was, err := t.takeIdentity(ctx, userID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		is := newIdentity(userID, accountID, r.person(), Relinked, t.now)
		if err := t.insertIdentity(ctx, is); err != nil {
			return err
		}
		if err := t.endRelink(ctx, userID); err != nil {
			return err
		}
		ended, err := t.endSessionsOf(ctx, userID, nil)
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionIdentityRelinked, subject: userID, reference: r.Reference, details: []AuditDetail{
			changed("object ID", was.ObjectID, is.ObjectID), changed("Microsoft account", was.Username, is.Username),
			changed("tenant", was.TenantID, is.TenantID), fact("sessions ended", fmt.Sprint(ended)),
		}})
	})
}

func (r RelinkRequest) person() signin.Person {
	return signin.Person{TenantID: r.TenantID, ObjectID: r.ObjectID, Name: r.Name, Username: r.Username, Email: r.Email, Guest: r.Guest, Home: r.Home}
}

// takeIdentity deletes a user's identity and returns it, or ErrNotFound.
func (t *tx) takeIdentity(ctx context.Context, userID string) (Identity, error) {
	was, err := one(ctx, t, scanIdentity, selectIdentity+"where i.user_id = cast($1 as text)", userID)
	if err == nil {
		_, err = t.exec(ctx, "delete from identities where user_id = $1", userID)
	}
	return was, err
}

func (t *tx) endRelink(ctx context.Context, userID string) error {
	_, err := t.exec(ctx, "delete from relink_requests where user_id = $1", userID)
	return err
}

// DismissRelink says that who asks is not the user: nothing changes but that the request
// is gone. objectID is who was on the page: ErrOutdated when somebody else asks now,
// ErrNotFound when nobody does.
func (s *Store) DismissRelink(ctx context.Context, actor Actor, accountID, userID, objectID string) error {
	return s.write(ctx, "dismiss relink", func(ctx context.Context, t *tx) error {
		r, err := relinkOf(ctx, t, accountID, userID)
		if err != nil {
			return err
		}
		if r.ObjectID != objectID {
			return ErrOutdated
		}
		if err := t.endRelink(ctx, userID); err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionRelinkDismissed, subject: userID, reference: r.Reference, details: []AuditDetail{
			fact("Microsoft account", r.Username), fact("object ID", r.ObjectID),
		}})
	})
}

// ForgetIdentity makes a user one who has never come with Microsoft, and ends all of the
// user's sessions. ErrNotFound when there is no identity.
func (s *Store) ForgetIdentity(ctx context.Context, actor Actor, accountID, userID string) error {
	return s.write(ctx, "forget identity", func(ctx context.Context, t *tx) error {
		if _, err := userOf(ctx, t, accountID, userID); err != nil {
			return err
		}
		was, err := t.takeIdentity(ctx, userID)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, "delete from person_groups where user_id = $1", userID); err != nil {
			return err
		}
		ended, err := t.endSessionsOf(ctx, userID, nil)
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionIdentityForgotten, subject: userID, details: []AuditDetail{
			changed("object ID", was.ObjectID, ""), changed("Microsoft account", was.Username, ""), changed("tenant", was.TenantID, ""),
			fact("sessions ended", fmt.Sprint(ended)),
		}})
	})
}
