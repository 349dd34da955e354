package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/policy"
)

// How a session began. The texts are stored.
const (
	MethodPassword  = "password"
	MethodMicrosoft = "microsoft"
)

// Session is one signed-in browser. Only the hash of its ID is ever stored, so
// that reading the database does not give a usable cookie.
type Session struct {
	IDHash          []byte // SHA-256 of the ID in the cookie
	CreatedAt       time.Time
	SeenAt          time.Time // last use, as far as TouchSession was told
	AuthenticatedAt time.Time // when the person last showed who they are
	ExpiresAt       time.Time // when it ends, however busy it is
	Method          string
	LinkID          string // of a log-in with Microsoft: the link that it came through
	TenantID        string
	LoginHint       string // lets Microsoft end the log-in there without a question
	IP              string
	UserAgent       string
	Notice          string // one sentence to show once, or empty
}

// dead reports whether the session is over. A clock that was set back wins no time: the
// last use then stands for the present.
func (s Session) dead(now time.Time) bool {
	present := now
	if s.SeenAt.After(now) {
		present = s.SeenAt
	}
	return policy.SessionEnded(s.CreatedAt, s.SeenAt, now) || !present.Before(s.ExpiresAt)
}

const sessionColumns = `s.id_hash, s.created_at, s.seen_at, s.authenticated_at, s.expires_at, s.method, s.link_id, s.tenant_id, s.login_hint,
  s.ip, s.user_agent, s.notice`

func (s *Session) fields() []any {
	return []any{
		&s.IDHash, (*stamp)(&s.CreatedAt), (*stamp)(&s.SeenAt), (*stamp)(&s.AuthenticatedAt), (*stamp)(&s.ExpiresAt), &s.Method, &s.LinkID,
		&s.TenantID, &s.LoginHint, &s.IP, &s.UserAgent, &s.Notice,
	}
}

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
	IP, UserAgent  string
	// Of log-ins with Microsoft; ExpiresAt is zero for policy.SessionMax from now.
	ExpiresAt time.Time
	AuthTime  time.Time // when the person showed who they are there; zero where it does not tell
	SIDHash   []byte    // SHA-256 of Microsoft's own session ID; may be nil
	LoginHint string
}

// session is the row that a new session makes.
func (n NewSession) session(now time.Time) Session {
	s := Session{
		IDHash: n.IDHash, CreatedAt: now, SeenAt: now, AuthenticatedAt: now, ExpiresAt: n.ExpiresAt, Method: MethodPassword,
		LoginHint: clean(n.LoginHint, maxHint), IP: clean(n.IP, maxID), UserAgent: clean(n.UserAgent, maxAgent),
	}
	if s.ExpiresAt.IsZero() {
		s.ExpiresAt = now.Add(policy.SessionMax)
	}
	return s
}

// CreateSession signs a user in who has shown a password: the new session, the end of
// the one it replaces, the cleared login guard and the audit entry are one transaction.
// ErrNotFound without the user; ErrLoginDisabled and ErrNoEdition are recorded.
func (s *Store) CreateSession(ctx context.Context, actor Actor, n NewSession) error {
	if len(n.IDHash) != sha256.Size {
		return fmt.Errorf("create session: hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	}
	var refused error
	err := s.write(ctx, "create session", func(ctx context.Context, t *tx) error {
		refused = nil
		user, err := userByID(ctx, t, n.UserID)
		if err != nil {
			return err
		}
		if err := t.clearLogin(ctx, n.LoginNameHash); err != nil {
			return err
		}
		if refused = user.mayNotLogIn(); refused != nil {
			return t.audit(ctx, actor, event{account: user.AccountID, action: ActionSignInRefused, subject: user.ID, details: []AuditDetail{
				fact("e-mail", user.Email), fact("reason", refused.Error()),
			}})
		}
		if err := t.beginSession(ctx, user.ID, n, n.session(t.now)); err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: user.AccountID, action: ActionSignedIn, subject: user.ID})
	})
	if err == nil && refused != nil {
		err = wrapped("create session", refused)
	}
	return err
}

// mayNotLogIn returns why a user cannot log in, whatever the method (S71).
func (u User) mayNotLogIn() error {
	switch {
	case !u.LoginEnabled:
		return ErrLoginDisabled
	case u.Edition == policy.NoEdition && u.Role != policy.Support:
		return ErrNoEdition
	}
	return nil
}

// beginSession writes the session, ends the one that it replaces and notes the log-in.
func (t *tx) beginSession(ctx context.Context, userID string, n NewSession, s Session) error {
	if n.ReplacesIDHash != nil {
		if _, err := t.exec(ctx, "delete from sessions where id_hash = $1", n.ReplacesIDHash); err != nil {
			return err
		}
	}
	if err := t.insertSession(ctx, userID, n.SIDHash, s); err != nil {
		return err
	}
	_, err := t.exec(ctx, "update users set last_login_at = $1, last_login_method = $2 where id = $3", stamp(t.now), s.Method, userID)
	return err
}

func (t *tx) insertSession(ctx context.Context, userID string, sid []byte, s Session) error {
	_, err := t.exec(ctx, `insert into sessions (id_hash, user_id, created_at, seen_at, authenticated_at, expires_at, method, link_id, tenant_id,
  sid_hash, login_hint, ip, user_agent, notice) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		s.IDHash, userID, stamp(s.CreatedAt), stamp(s.SeenAt), stamp(s.AuthenticatedAt), stamp(s.ExpiresAt), s.Method, s.LinkID, s.TenantID,
		sid, s.LoginHint, s.IP, s.UserAgent, s.Notice)
	return err
}

const visitorQuery = `select ` + sessionColumns + `,
  ` + joinedUserColumns + `,
  coalesce(a.id, ''), coalesce(a.name, ''), coalesce(a.advanced_security, false), coalesce(a.account_manager, ''), a.created_at
from sessions s
join users u on u.id = s.user_id
left join accounts a on a.id = u.account_id
where s.id_hash in ($1)`

func scanVisitor(row scanner) (v Visitor, err error) {
	a := &v.Account
	into := append(v.Session.fields(), v.User.fields()...)
	err = row.Scan(append(into, &a.ID, &a.Name, &a.AdvancedSecurity, &a.AccountManager, (*stamp)(&a.CreatedAt))...)
	return v, err
}

// Visitor returns who is signed in by the hash of a session ID. ErrNotFound when
// there is no such session, it has ended, or the user may not log in any more (S78).
func (s *Store) Visitor(ctx context.Context, idHash []byte) (Visitor, error) {
	v, err := one(ctx, s.reads, scanVisitor, visitorQuery, idHash)
	if err == nil && (v.Session.dead(s.now()) || v.User.mayNotLogIn() != nil) {
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
