package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// Due is a mail with what it carries: an invitation of an Azure administrator or one of
// a user. Exactly one of the two is there.
type Due struct {
	Mail       Mail
	Account    Account
	Invitation *Invitation
	Welcome    *Welcome
	// Microsoft says that users of the account can log in with Microsoft; only for a
	// Welcome.
	Microsoft bool
}

// Reference is the invitation's, which the token is sealed for.
func (d Due) Reference() string {
	if d.Welcome != nil {
		return d.Welcome.Reference
	}
	return d.Invitation.Reference
}

// ExpiresAt is when the invitation ends.
func (d Due) ExpiresAt() time.Time {
	if d.Welcome != nil {
		return d.Welcome.ExpiresAt
	}
	return d.Invitation.ExpiresAt
}

// event tells of the mail: of an Azure administrator's as the invitation's, of a user's
// as the user's.
func (d Due) event(action string, details ...AuditDetail) event {
	if d.Welcome != nil {
		return d.Welcome.event(action, details...)
	}
	return d.Invitation.event(action, append([]AuditDetail{fact("recipient", d.Invitation.Recipient)}, details...)...)
}

// carried is a row of mails: which one, and what it carries.
type carried struct{ id, invitationID, welcomeID string }

const selectCarried = "select id, invitation_id, welcome_id from mails "

func scanCarried(row scanner) (c carried, err error) {
	err = row.Scan(&c.id, (*ref)(&c.invitationID), (*ref)(&c.welcomeID))
	return c, err
}

// load reads what a mail carries; Account and Microsoft are left to DueMail.
func (t *tx) load(ctx context.Context, c carried) (Due, error) {
	if c.welcomeID != "" {
		w, err := one(ctx, t, scanWelcome, selectWelcome+"where w.id = cast($1 as text)", c.welcomeID)
		return Due{Mail: w.Mail, Welcome: &w}, err
	}
	i, err := invitationByID(ctx, t, c.invitationID)
	return Due{Mail: i.Mail, Invitation: &i}, err
}

// DueMail hands out the queued mail that has been due longest, with what it carries and
// the account. The attempt is counted and the next one put off by lease in the same
// transaction, so that two runners never send it at once; a runner that dies leaves
// it to others after the lease. A mail whose invitation has ended is not sent any
// more. ErrNotFound when none is due, ErrInvalid unless lease is positive.
func (s *Store) DueMail(ctx context.Context, lease time.Duration) (d Due, err error) {
	if lease <= 0 {
		return Due{}, fmt.Errorf("take due mail: lease must be positive: %w", ErrInvalid)
	}
	none := false
	err = s.write(ctx, "take due mail", func(ctx context.Context, t *tx) (err error) {
		d, err = t.nextDue(ctx)
		if none = errors.Is(err, ErrNotFound); none {
			return nil // after the commit: what has expired on the way stays so
		}
		if err != nil {
			return err
		}
		if err := t.addressed(ctx, &d); err != nil {
			return err
		}
		return t.leaseMail(ctx, &d, lease)
	})
	if err == nil && none {
		err = wrapped("take due mail", ErrNotFound)
	}
	if err != nil {
		return Due{}, err
	}
	return d, nil
}

// nextDue returns the mail that has been due longest and ends the invitations whose
// life is over.
func (t *tx) nextDue(ctx context.Context) (Due, error) {
	for {
		c, err := one(ctx, t, scanCarried, selectCarried+`where state = 'queued' and next_at <= $1
order by next_at, id limit 1`, stamp(t.now))
		if err != nil {
			return Due{}, err
		}
		d, err := t.load(ctx, c)
		if err != nil || t.now.Before(d.ExpiresAt()) {
			return d, err
		}
		if d.Welcome != nil {
			err = t.endWelcome(ctx, d.Welcome, WelcomeExpired)
		} else {
			err = t.expireInvitation(ctx, d.Invitation)
		}
		if err != nil {
			return Due{}, err
		}
	}
}

// addressed adds what the words of the mail need to know of the account.
func (t *tx) addressed(ctx context.Context, d *Due) (err error) {
	if d.Invitation != nil {
		d.Account, err = accountBy(ctx, t, "id", d.Invitation.AccountID)
		return err
	}
	if d.Account, err = accountBy(ctx, t, "id", d.Welcome.AccountID); err != nil {
		return err
	}
	l, err := currentLink(ctx, t, d.Account.ID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	d.Microsoft = d.Account.AdvancedSecurity && l.State == link.Enabled
	return err
}

// leaseMail counts the attempt and adds the token.
func (t *tx) leaseMail(ctx context.Context, d *Due, lease time.Duration) (err error) {
	m := &d.Mail
	m.Attempts++
	m.NextAt = t.now.Add(lease)
	if d.Welcome != nil {
		d.Welcome.Mail = *m
	} else {
		d.Invitation.Mail = *m
	}
	if _, err := t.exec(ctx, "update mails set attempts = $1, next_at = $2 where id = $3", m.Attempts, stamp(m.NextAt), m.ID); err != nil {
		return err
	}
	m.Sealed, err = one(ctx, t, scanBytes, "select sealed from mails where id = cast($1 as text)", m.ID)
	return err
}

func scanBytes(row scanner) (b []byte, err error) {
	err = row.Scan(&b)
	return b, err
}
