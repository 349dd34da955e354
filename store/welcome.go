package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/policy"
)

// WelcomeState is how an invitation of a user stands.
type WelcomeState string

// The states of an invitation of a user. Only the first is not an end. The texts are
// stored.
const (
	WelcomeOpen       WelcomeState = "open"
	WelcomeUsed       WelcomeState = "used"       // a password was chosen
	WelcomeRevoked    WelcomeState = "revoked"    // an administrator took it back
	WelcomeSuperseded WelcomeState = "superseded" // another one was made
	WelcomeExpired    WelcomeState = "expired"
)

// maxWelcomeLife bounds how long an invitation of a user can be used.
const maxWelcomeLife = 30 * 24 * time.Hour

// Welcome is the invitation of a user who has no password: whoever has its token may
// choose one, once.
type Welcome struct {
	ID          string
	Reference   string // «WB-7F3K-9QD2», for people to read out
	AccountID   string
	AccountName string
	User        User // the invited
	SenderID    string
	SenderName  string
	SenderEmail string
	State       WelcomeState
	CreatedAt   time.Time
	ExpiresAt   time.Time
	EndedAt     time.Time // zero while open
	Mail        Mail      // without State when there is none; never with Sealed
}

// NewWelcome is what CreateWelcome needs.
type NewWelcome struct {
	AccountID string
	UserID    string // the invited
	SenderID  string // an administrator of the account
	Reference string
	TokenHash []byte        // SHA-256 of the token in the link, never used before
	Sealed    []byte        // the token for the mail, encrypted by the caller; nil queues no mail
	Life      time.Duration // at most 30 days
}

func (n NewWelcome) valid() error {
	switch {
	case len(n.TokenHash) != sha256.Size:
		return fmt.Errorf("token hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	case n.Life <= 0 || n.Life > maxWelcomeLife:
		return fmt.Errorf("life must be positive and at most %v: %w", maxWelcomeLife, ErrInvalid)
	case n.Sealed != nil && (len(n.Sealed) == 0 || len(n.Sealed) > maxSealed):
		return fmt.Errorf("a mail needs a token of 1 to %d bytes: %w", maxSealed, ErrInvalid)
	}
	return nil
}

func (w Welcome) overdue(now time.Time) bool { return !now.Before(w.ExpiresAt) }

// asOf returns the invitation as it is at a time, as Invitation.asOf.
func (w Welcome) asOf(now time.Time) Welcome {
	if w.State == WelcomeOpen && w.overdue(now) {
		w.State, w.EndedAt = WelcomeExpired, w.ExpiresAt
	}
	return w
}

func (w Welcome) event(action string, details ...AuditDetail) event {
	details = append([]AuditDetail{fact("e-mail", w.User.Email)}, details...)
	return event{account: w.AccountID, action: action, subject: w.User.ID, reference: w.Reference, details: details}
}

const selectWelcome = `select w.id, w.reference, w.account_id, a.name, w.sender_id, s.name, s.email, w.state, w.created_at, w.expires_at, w.ended_at,
  coalesce(m.id, ''), coalesce(m.welcome_id, ''), coalesce(m.state, ''), coalesce(m.attempts, 0), m.next_at, m.created_at, m.ended_at, coalesce(m.reason, ''),
  ` + joinedUserColumns + `
from welcomes w
join accounts a on a.id = w.account_id
join users u on u.id = w.user_id
join users s on s.id = w.sender_id
left join mails m on m.welcome_id = w.id
`

func scanWelcome(row scanner) (w Welcome, err error) {
	m := &w.Mail
	err = row.Scan(append([]any{
		&w.ID, &w.Reference, &w.AccountID, &w.AccountName, &w.SenderID, &w.SenderName, &w.SenderEmail, &w.State,
		(*stamp)(&w.CreatedAt), (*stamp)(&w.ExpiresAt), (*stamp)(&w.EndedAt),
		&m.ID, &m.WelcomeID, &m.State, &m.Attempts, (*stamp)(&m.NextAt), (*stamp)(&m.CreatedAt), (*stamp)(&m.EndedAt), &m.Reason,
	}, w.User.fields()...)...)
	return w, err
}

// WelcomeByToken returns the invitation whose token has this SHA-256, in whatever state;
// or ErrNotFound. One statement in either case, as InvitationByToken.
func (s *Store) WelcomeByToken(ctx context.Context, tokenHash []byte) (Welcome, error) {
	w, err := one(ctx, s.reads, scanWelcome, selectWelcome+"where w.token_hash in ($1)", tokenHash)
	return w.asOf(s.now()), wrapped("read welcome by token", err)
}

// LatestWelcome returns the last invitation of a user of the account, or ErrNotFound.
func (s *Store) LatestWelcome(ctx context.Context, accountID, userID string) (Welcome, error) {
	w, err := one(ctx, s.reads, scanWelcome, selectWelcome+`where w.user_id = cast($1 as text) and w.account_id = cast($2 as text)
order by w.created_at desc, w.id desc limit 1`, userID, accountID)
	return w.asOf(s.now()), wrapped("read latest welcome", err)
}

// openWelcome returns the user's invitation that has not ended, overdue or not.
func (t *tx) openWelcome(ctx context.Context, userID string) (Welcome, error) {
	return one(ctx, t, scanWelcome, selectWelcome+"where w.user_id = cast($1 as text) and w.ended_at is null", userID)
}

// CreateWelcome invites a user to choose a password, and queues the mail. The one that
// is open ends in the same transaction.
//
// ErrNotFound without the user in the account. ErrNotEntitled unless the sender is an
// administrator of it. ErrInvalid when the user has a password already, may not log in,
// or a value is out of its bounds.
func (s *Store) CreateWelcome(ctx context.Context, actor Actor, n NewWelcome) (made Welcome, err error) {
	if err := n.valid(); err != nil {
		return Welcome{}, fmt.Errorf("create welcome: %w", err)
	}
	err = s.write(ctx, "create welcome", func(ctx context.Context, t *tx) (err error) {
		made, err = t.createWelcome(ctx, actor, n)
		return err
	})
	return made, err
}

func (t *tx) createWelcome(ctx context.Context, actor Actor, n NewWelcome) (Welcome, error) {
	user, err := userOf(ctx, t, n.AccountID, n.UserID)
	if err != nil {
		return Welcome{}, err
	}
	sender, err := userByID(ctx, t, n.SenderID)
	if err != nil {
		return Welcome{}, err
	}
	switch {
	case sender.AccountID != n.AccountID || sender.Role != policy.Administrator || sender.mayNotLogIn() != nil:
		return Welcome{}, ErrNotEntitled
	case user.PasswordHash != "" || user.mayNotLogIn() != nil:
		return Welcome{}, fmt.Errorf("user has a password or may not log in: %w", ErrInvalid)
	}
	before, err := t.endOpenWelcome(ctx, user.ID, WelcomeSuperseded)
	if err != nil {
		return Welcome{}, err
	}
	if err := t.insertWelcome(ctx, n); err != nil {
		return Welcome{}, err
	}
	made, err := t.openWelcome(ctx, user.ID)
	if err != nil {
		return Welcome{}, err
	}
	return made, t.audit(ctx, actor, made.event(ActionUserInvited, fact("instead of", before.Reference), fact("until", made.ExpiresAt.Format(time.RFC3339))))
}

func (t *tx) insertWelcome(ctx context.Context, n NewWelcome) error {
	id := t.newID()
	_, err := t.exec(ctx, `insert into welcomes (id, reference, account_id, user_id, sender_id, token_hash, state, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id, clean(n.Reference, maxID), n.AccountID, n.UserID, n.SenderID, n.TokenHash, WelcomeOpen,
		stamp(t.now), stamp(t.now.Add(n.Life)))
	if err == nil && n.Sealed != nil {
		_, err = t.exec(ctx, "insert into mails (id, welcome_id, state, sealed, next_at, created_at) values ($1, $2, $3, $4, $5, $5)",
			t.newID(), id, MailQueued, n.Sealed, stamp(t.now))
	}
	return err
}
