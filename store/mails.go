package store

import (
	"context"
	"fmt"
	"time"
)

// MailState is the state of a mail in the queue.
type MailState string

// The states of a mail. Only the first is not an end.
const (
	MailQueued MailState = "queued"
	MailSent   MailState = "sent"
	MailFailed MailState = "failed"
)

// The reasons that the store itself gives for a failed mail.
const (
	mailRevoked = "revoked" // its invitation was taken back
	mailEnded   = "ended"   // its invitation ended otherwise
)

// Mail carries an invitation to its recipient, of an Azure administrator or of a user.
type Mail struct {
	ID           string
	InvitationID string // else empty
	WelcomeID    string // likewise
	State        MailState
	Attempts     int64     // begun so far
	NextAt       time.Time // when the next attempt is due, while queued
	CreatedAt    time.Time
	EndedAt      time.Time // zero while queued
	Reason       string    // a code: why the last attempt, or the mail, failed
	Sealed       []byte    // the encrypted token; DueMail alone returns it
}

// NextMail returns when the next queued mail is due, or ErrNotFound.
func (s *Store) NextMail(ctx context.Context) (time.Time, error) {
	at, err := one(ctx, s.reads, scanTime, "select next_at from mails where state = 'queued' order by next_at, id limit 1")
	return at, wrapped("read next mail", err)
}

func scanTime(row scanner) (at time.Time, err error) {
	err = row.Scan((*stamp)(&at))
	return at, err
}

// MailSent records that the mail server took the mail. One that has ended meanwhile
// stays as it is; ErrNotFound without it.
func (s *Store) MailSent(ctx context.Context, id string) error {
	return s.changeMail(ctx, "note sent mail", id, func(ctx context.Context, t *tx, d Due) error {
		return t.endMail(ctx, d, MailSent, "")
	})
}

// MailFailed records that the mail is given up, with a short code. Otherwise as MailSent.
func (s *Store) MailFailed(ctx context.Context, id, reason string) error {
	return s.changeMail(ctx, "note failed mail", id, func(ctx context.Context, t *tx, d Due) error {
		return t.endMail(ctx, d, MailFailed, reason)
	})
}

// MailDelayed puts the next attempt off until a time and keeps why. Otherwise as MailSent.
func (s *Store) MailDelayed(ctx context.Context, id, reason string, until time.Time) error {
	return s.changeMail(ctx, "delay mail", id, func(ctx context.Context, t *tx, d Due) error {
		_, err := t.exec(ctx, "update mails set reason = $1, next_at = $2 where id = $3", clean(reason, maxID), stamp(until.UTC()), d.Mail.ID)
		return err
	})
}

// changeMail lets change move a mail that is queued.
func (s *Store) changeMail(ctx context.Context, operation, id string, change func(context.Context, *tx, Due) error) error {
	return s.write(ctx, operation, func(ctx context.Context, t *tx) error {
		c, err := one(ctx, t, scanCarried, selectCarried+"where id = cast($1 as text)", id)
		if err != nil {
			return err
		}
		d, err := t.load(ctx, c)
		if err != nil || d.Mail.State != MailQueued {
			return err
		}
		return change(ctx, t, d)
	})
}

// endMail ends a queued mail and forgets the token.
func (t *tx) endMail(ctx context.Context, d Due, state MailState, reason string) error {
	reason = clean(reason, maxID)
	_, err := t.exec(ctx, "update mails set state = $1, reason = $2, sealed = null, ended_at = $3 where id = $4", state, reason, stamp(t.now), d.Mail.ID)
	if err != nil {
		return err
	}
	action := map[MailState]string{MailSent: ActionMailSent, MailFailed: ActionMailFailed}[state]
	if d.Welcome != nil {
		action = map[MailState]string{MailSent: ActionWelcomeMailSent, MailFailed: ActionWelcomeMailFailed}[state]
	}
	return t.audit(ctx, System(), d.event(action, fact("reason", reason), fact("attempts", fmt.Sprint(d.Mail.Attempts))))
}

// dropMail gives up the queued mail of an invitation that has ended. Its end is in
// the audit trail already.
func (t *tx) dropMail(ctx context.Context, m *Mail, reason string) error {
	if m.State != MailQueued {
		return nil
	}
	m.State, m.EndedAt, m.Reason = MailFailed, t.now, reason
	_, err := t.exec(ctx, "update mails set state = $1, reason = $2, sealed = null, ended_at = $3 where id = $4", m.State, m.Reason, stamp(m.EndedAt), m.ID)
	return err
}
