package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/policy"
)

// Session is one signed-in browser. Only the hash of its ID is ever stored, so
// that reading the database does not give a usable cookie.
type Session struct {
	IDHash    []byte // SHA-256 of the ID in the cookie
	CreatedAt time.Time
	SeenAt    time.Time // last use, as far as TouchSession was told
	Notice    string    // one sentence to show once, or empty
}

func (s Session) dead(now time.Time) bool { return policy.SessionEnded(s.CreatedAt, s.SeenAt, now) }

// Visitor is a signed-in person.
type Visitor struct {
	Session Session
	User    User
	Account Account // zero for support
}

// NewSession is what CreateSession needs.
type NewSession struct {
	IDHash         []byte // SHA-256 of the new ID
	UserID         string
	LoginNameHash  []byte // whose wrong passwords are forgotten; may be nil
	ReplacesIDHash []byte // session that ends with this one; may be nil
}

// CreateSession signs a user in: the new session, the end of the one it replaces,
// the cleared login guard and the audit entry are one transaction. ErrNotFound
// without the user.
func (s *Store) CreateSession(ctx context.Context, actor Actor, n NewSession) error {
	if len(n.IDHash) != sha256.Size {
		return fmt.Errorf("create session: hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	}
	return s.write(ctx, "create session", func(ctx context.Context, t *tx) error {
		user, err := userBy(ctx, t, "id", n.UserID)
		if err != nil {
			return err
		}
		if err := t.clearLogin(ctx, n.LoginNameHash); err != nil {
			return err
		}
		if _, err := t.exec(ctx, "delete from sessions where id_hash = $1", n.ReplacesIDHash); err != nil {
			return err
		}
		_, err = t.exec(ctx, "insert into sessions (id_hash, user_id, created_at, seen_at, notice) values ($1, $2, $3, $3, '')",
			n.IDHash, user.ID, stamp(t.now))
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: user.AccountID, action: ActionSignedIn, subject: user.ID})
	})
}

const visitorQuery = `select s.id_hash, s.created_at, s.seen_at, s.notice,
  u.id, u.account_id, u.email, u.name, u.role, u.password_hash, u.created_at,
  coalesce(a.id, ''), coalesce(a.name, ''), coalesce(a.advanced_security, false), coalesce(a.account_manager, ''), a.created_at
from sessions s
join users u on u.id = s.user_id
left join accounts a on a.id = u.account_id
where s.id_hash in ($1)`

func scanVisitor(row scanner) (v Visitor, err error) {
	s, u, a := &v.Session, &v.User, &v.Account
	err = row.Scan(&s.IDHash, (*stamp)(&s.CreatedAt), (*stamp)(&s.SeenAt), &s.Notice,
		&u.ID, (*ref)(&u.AccountID), &u.Email, &u.Name, &u.Role, &u.PasswordHash, (*stamp)(&u.CreatedAt),
		&a.ID, &a.Name, &a.AdvancedSecurity, &a.AccountManager, (*stamp)(&a.CreatedAt))
	return v, err
}

// Visitor returns who is signed in by the hash of a session ID. ErrNotFound when
// there is no such session or it has ended (policy.SessionEnded).
func (s *Store) Visitor(ctx context.Context, idHash []byte) (Visitor, error) {
	v, err := one(ctx, s.reads, scanVisitor, visitorQuery, idHash)
	if err == nil && v.Session.dead(s.now()) {
		err = ErrNotFound
	}
	if err != nil {
		return Visitor{}, fmt.Errorf("read session: %w", err)
	}
	return v, nil
}

// TouchSession notes that a session was used; an earlier time than the stored one
// changes nothing.
func (s *Store) TouchSession(ctx context.Context, idHash []byte, seenAt time.Time) error {
	return s.write(ctx, "touch session", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, "update sessions set seen_at = $1 where id_hash = $2 and seen_at < $1", stamp(seenAt.UTC()), idHash)
		return err
	})
}

// SetNotice keeps a sentence for the session's next page; ErrNotFound without the
// session.
func (s *Store) SetNotice(ctx context.Context, idHash []byte, text string) error {
	return s.write(ctx, "set notice", func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, "update sessions set notice = $1 where id_hash = $2", clean(text, maxNotice), idHash)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

// TakeNotice returns the session's notice and removes it: of parallel callers one
// gets it, the others an empty text, as without the session.
func (s *Store) TakeNotice(ctx context.Context, idHash []byte) (notice string, err error) {
	err = s.write(ctx, "take notice", func(ctx context.Context, t *tx) (err error) {
		notice, err = one(ctx, t, scanText, "select notice from sessions where id_hash = $1", idHash)
		if errors.Is(err, ErrNotFound) || err == nil && notice == "" {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, "update sessions set notice = '' where id_hash = $1", idHash)
		return err
	})
	return notice, err
}

func scanText(row scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

// DeleteSession signs out. A session that is not there is not an error.
func (s *Store) DeleteSession(ctx context.Context, actor Actor, idHash []byte) error {
	return s.write(ctx, "delete session", func(ctx context.Context, t *tx) error {
		v, err := one(ctx, t, scanVisitor, visitorQuery, idHash)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, "delete from sessions where id_hash = $1", idHash); err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: v.User.AccountID, action: ActionSignedOut, subject: v.User.ID})
	})
}
