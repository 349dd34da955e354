package store

import (
	"context"
	"errors"
	"fmt"
)

// endWelcome ends an open invitation of a user and gives up its queued mail. One that is
// overdue has expired, whatever else would end it.
func (t *tx) endWelcome(ctx context.Context, w *Welcome, state WelcomeState) error {
	if w.overdue(t.now) {
		state = WelcomeExpired
	}
	w.State, w.EndedAt = state, t.now
	if _, err := t.exec(ctx, "update welcomes set state = $1, ended_at = $2 where id = $3", w.State, stamp(w.EndedAt), w.ID); err != nil {
		return err
	}
	reason := mailEnded
	if state == WelcomeRevoked {
		reason = mailRevoked
	}
	return t.dropMail(ctx, &w.Mail, reason)
}

// endOpenWelcome ends the user's open invitation. Without one nothing happens.
func (t *tx) endOpenWelcome(ctx context.Context, userID string, state WelcomeState) (Welcome, error) {
	w, err := t.openWelcome(ctx, userID)
	if errors.Is(err, ErrNotFound) {
		return Welcome{}, nil
	}
	if err != nil {
		return Welcome{}, err
	}
	return w, t.endWelcome(ctx, &w, state)
}

// UseWelcome gives the invited user a password, once: of several who do, one does not
// get ErrNotFound, which is also for an unknown token, an invitation that has ended and
// a user who may not log in. ErrEmailTaken when another user has a password for this
// log-in name. All sessions of the user end but the acting one.
func (s *Store) UseWelcome(ctx context.Context, actor Actor, tokenHash []byte, passwordHash string) error {
	if passwordHash == "" {
		return fmt.Errorf("use welcome: a password is needed: %w", ErrInvalid)
	}
	return s.write(ctx, "use welcome", func(ctx context.Context, t *tx) error {
		w, err := one(ctx, t, scanWelcome, selectWelcome+"where w.token_hash in ($1)", tokenHash)
		if err == nil && (w.State != WelcomeOpen || w.overdue(t.now) || w.User.mayNotLogIn() != nil || w.User.PasswordHash != "") {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := t.endWelcome(ctx, &w, WelcomeUsed); err != nil {
			return err
		}
		_, err = t.exec(ctx, "update users set password_hash = $1, updated_at = $2 where id = $3", passwordHash, stamp(t.now), w.User.ID)
		if err != nil {
			return err
		}
		n, err := t.endSessionsOf(ctx, w.User.ID, actor.SessionHash)
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, w.event(ActionWelcomeUsed, fact("sessions ended", fmt.Sprint(n))))
	})
}

// RevokeWelcome takes the user's open invitation back, with its queued mail. ErrNotFound
// when none is open.
func (s *Store) RevokeWelcome(ctx context.Context, actor Actor, accountID, userID string) error {
	return s.write(ctx, "revoke welcome", func(ctx context.Context, t *tx) error {
		u, err := userOf(ctx, t, accountID, userID)
		if err != nil {
			return err
		}
		revoked, err := t.revokeWelcome(ctx, actor, u.ID)
		if err == nil && !revoked {
			err = ErrNotFound
		}
		return err
	})
}

// revokeWelcome reports whether there was an invitation to take back.
func (t *tx) revokeWelcome(ctx context.Context, actor Actor, userID string) (bool, error) {
	w, err := t.openWelcome(ctx, userID)
	if errors.Is(err, ErrNotFound) || err == nil && w.overdue(t.now) {
		return false, nil // Sweep says that it has expired
	}
	if err != nil {
		return false, err
	}
	if err := t.endWelcome(ctx, &w, WelcomeRevoked); err != nil {
		return false, err
	}
	return true, t.audit(ctx, actor, w.event(ActionWelcomeRevoked))
}

// sweepWelcomes ends overdue invitations of users. Their entries have said until when
// they can be used, so that no other is needed.
func sweepWelcomes(ctx context.Context, t *tx) (int64, error) {
	overdue, err := all(ctx, t, scanWelcome, fmt.Sprintf(selectWelcome+`where w.ended_at is null and w.expires_at <= $1
order by w.expires_at limit %d`, sweepBatch), stamp(t.now))
	for _, w := range overdue {
		if err == nil {
			err = t.endWelcome(ctx, &w, WelcomeExpired)
		}
	}
	return int64(len(overdue)), err
}
