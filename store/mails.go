package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/link"
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

// Mail carries an invitation to its recipient.
type Mail struct {
	ID           string
	InvitationID string
	State        MailState
	Attempts     int64     // begun so far
	NextAt       time.Time // when the next attempt is due, while queued
	CreatedAt    time.Time
	EndedAt      time.Time // zero while queued
	Reason       string    // a code: why the last attempt, or the mail, failed
	Sealed       []byte    // the encrypted token; DueMail alone returns it
}

// DueMail hands out the queued mail that has been due longest, with its invitation
// and account. The attempt is counted and the next one put off by lease in the same
// transaction, so that two runners never send it at once; a runner that dies leaves
// it to others after the lease. A mail whose invitation has ended is not sent any
// more. ErrNotFound when none is due, ErrInvalid unless lease is positive.
func (s *Store) DueMail(ctx context.Context, lease time.Duration) (m Mail, i Invitation, a Account, err error) {
	if lease <= 0 {
		return Mail{}, Invitation{}, Account{}, fmt.Errorf("take due mail: lease must be positive: %w", ErrInvalid)
	}
	none := false
	err = s.write(ctx, "take due mail", func(ctx context.Context, t *tx) (err error) {
		i, err = t.dueInvitation(ctx)
		if none = errors.Is(err, ErrNotFound); none {
			return nil // after the commit: what has expired on the way stays so
		}
		if err != nil {
			return err
		}
		if a, err = accountBy(ctx, t, "id", i.AccountID); err != nil {
			return err
		}
		m, err = t.leaseMail(ctx, &i, lease)
		return err
	})
	if err == nil && none {
		err = wrapped("take due mail", ErrNotFound)
	}
	if err != nil {
		return Mail{}, Invitation{}, Account{}, err
	}
	return m, i, a, nil
}

// dueInvitation returns the invitation whose mail has been due longest and expires
// those whose life is over.
func (t *tx) dueInvitation(ctx context.Context) (Invitation, error) {
	for {
		i, err := one(ctx, t, scanInvitation, selectInvitation+`where m.state = 'queued' and m.next_at <= $1
order by m.next_at, m.id limit 1`, stamp(t.now))
		if err != nil || !i.overdue(t.now) {
			return i, err
		}
		if err := t.expireInvitation(ctx, &i); err != nil {
			return Invitation{}, err
		}
	}
}

func (t *tx) leaseMail(ctx context.Context, i *Invitation, lease time.Duration) (Mail, error) {
	i.Mail.Attempts++
	i.Mail.NextAt = t.now.Add(lease)
	m := i.Mail
	if _, err := t.exec(ctx, "update mails set attempts = $1, next_at = $2 where id = $3", m.Attempts, stamp(m.NextAt), m.ID); err != nil {
		return Mail{}, err
	}
	sealed, err := one(ctx, t, scanBytes, "select sealed from mails where id = cast($1 as text)", m.ID)
	m.Sealed = sealed
	return m, err
}

func scanBytes(row scanner) (b []byte, err error) {
	err = row.Scan(&b)
	return b, err
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
	return s.changeMail(ctx, "note sent mail", id, func(ctx context.Context, t *tx, i Invitation) error {
		return t.endMail(ctx, i, MailSent, "", ActionMailSent)
	})
}

// MailFailed records that the mail is given up, with a short code. Otherwise as MailSent.
func (s *Store) MailFailed(ctx context.Context, id, reason string) error {
	return s.changeMail(ctx, "note failed mail", id, func(ctx context.Context, t *tx, i Invitation) error {
		return t.endMail(ctx, i, MailFailed, reason, ActionMailFailed)
	})
}

// MailDelayed puts the next attempt off until a time and keeps why. Otherwise as MailSent.
func (s *Store) MailDelayed(ctx context.Context, id, reason string, until time.Time) error {
	return s.changeMail(ctx, "delay mail", id, func(ctx context.Context, t *tx, i Invitation) error {
		_, err := t.exec(ctx, "update mails set reason = $1, next_at = $2 where id = $3", clean(reason, maxID), stamp(until.UTC()), i.Mail.ID)
		return err
	})
}

// changeMail lets change move a mail that is queued.
func (s *Store) changeMail(ctx context.Context, operation, id string, change func(context.Context, *tx, Invitation) error) error {
	return s.write(ctx, operation, func(ctx context.Context, t *tx) error {
		i, err := one(ctx, t, scanInvitation, selectInvitation+"where m.id = cast($1 as text)", id)
		if err != nil || i.Mail.State != MailQueued {
			return err
		}
		return change(ctx, t, i)
	})
}

// endMail ends a queued mail and forgets the token.
func (t *tx) endMail(ctx context.Context, i Invitation, state MailState, reason, action string) error {
	reason = clean(reason, maxID)
	_, err := t.exec(ctx, "update mails set state = $1, reason = $2, sealed = null, ended_at = $3 where id = $4", state, reason, stamp(t.now), i.Mail.ID)
	if err != nil {
		return err
	}
	return t.audit(ctx, System(), i.event(action, fact("recipient", i.Recipient), fact("reason", reason), fact("attempts", fmt.Sprint(i.Mail.Attempts))))
}

// dropMail gives up the queued mail of an invitation that has ended. Its end is in
// the audit trail already.
func (t *tx) dropMail(ctx context.Context, i *Invitation, e link.InvitationEvent) error {
	m := &i.Mail
	if m.State != MailQueued {
		return nil
	}
	m.State, m.EndedAt, m.Reason = MailFailed, t.now, mailEnded
	if e == link.InvitationRevoke {
		m.Reason = mailRevoked
	}
	_, err := t.exec(ctx, "update mails set state = $1, reason = $2, sealed = null, ended_at = $3 where id = $4", m.State, m.Reason, stamp(m.EndedAt), m.ID)
	return err
}
