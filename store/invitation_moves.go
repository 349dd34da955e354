package store

import (
	"context"
	"errors"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// openedEvery is how often at most an opening is noted.
const openedEvery = time.Minute

func (i Invitation) event(action string, details ...AuditDetail) event {
	return event{account: i.AccountID, action: action, subject: i.ID, reference: i.Reference, details: details}
}

// endInvitation applies an event, which ends the invitation, its open requests and
// its queued mail. winner is the consent request that did it, if any. It refuses
// with *link.RefusedError.
func (t *tx) endInvitation(ctx context.Context, actor Actor, i *Invitation, e link.InvitationEvent, winner string, details ...AuditDetail) error {
	from := i.State
	to, err := link.NextInvitation(from, e)
	if err != nil {
		return err
	}
	i.State, i.EndedAt = to, t.now
	_, err = t.exec(ctx, "update invitations set state = $1, ended_at = $2, superseded_by = $3 where id = $4",
		i.State, stamp(i.EndedAt), ref(i.SupersededBy), i.ID)
	if err != nil {
		return err
	}
	action := map[link.InvitationEvent]string{
		link.InvitationApprove: ActionInvitationApproved, link.InvitationRevoke: ActionInvitationRevoked,
		link.InvitationSupersede: ActionInvitationSuperseded, link.InvitationExpire: ActionInvitationExpired,
	}[e]
	details = append(details, fact("by", i.SupersededBy), changed(detailState, string(from), string(to)))
	if err := t.audit(ctx, actor, i.event(action, details...)); err != nil {
		return err
	}
	reason := mailEnded
	if e == link.InvitationRevoke {
		reason = mailRevoked
	}
	if err := t.dropMail(ctx, &i.Mail, reason); err != nil {
		return err
	}
	return t.endRequests(ctx, actor, i.ID, e, winner)
}

// endRequests ends the open requests of an invitation that has ended.
func (t *tx) endRequests(ctx context.Context, actor Actor, invitationID string, e link.InvitationEvent, winner string) error {
	requests, err := t.openOfInvitation(ctx, invitationID)
	for _, c := range requests {
		if err != nil {
			return err
		}
		switch e {
		case link.InvitationRevoke:
			err = t.cancel(ctx, actor, c)
		case link.InvitationExpire:
			err = t.expire(ctx, &c)
		default:
			err = t.supersede(ctx, c, winner)
		}
	}
	return err
}

// expireInvitation ends an open invitation whose life is over.
func (t *tx) expireInvitation(ctx context.Context, i *Invitation) error {
	return t.endInvitation(ctx, System(), i, link.InvitationExpire, "")
}

// supersedeInvitations ends the account's open invitations, because a consent
// request linked the account.
func (t *tx) supersedeInvitations(ctx context.Context, accountID, winner string) error {
	open, err := t.openInvitations(ctx, accountID)
	for _, i := range open {
		if err == nil && i.overdue(t.now) {
			err = t.expireInvitation(ctx, &i)
		} else if err == nil {
			err = t.endInvitation(ctx, System(), &i, link.InvitationSupersede, winner)
		}
	}
	return err
}

// RevokeInvitation takes an open invitation back, with its queued mail and its open
// requests: whoever is at Microsoft with it comes back to nothing. One that has
// ended is refused with *link.RefusedError and returned as it is; another account's
// is ErrNotFound.
func (s *Store) RevokeInvitation(ctx context.Context, actor Actor, accountID, id string) (revoked Invitation, err error) {
	var refused *link.RefusedError
	err = s.write(ctx, "revoke invitation", func(ctx context.Context, t *tx) (err error) {
		refused = nil
		if revoked, err = invitationOf(ctx, t, accountID, id); err != nil {
			return err
		}
		if revoked.State == link.InvitationOpen && revoked.overdue(t.now) {
			if err := t.expireInvitation(ctx, &revoked); err != nil {
				return err
			}
		}
		if _, err := link.NextInvitation(revoked.State, link.InvitationRevoke); errors.As(err, &refused) {
			return nil // after the commit: what has expired stays so
		}
		return t.endInvitation(ctx, actor, &revoked, link.InvitationRevoke, "")
	})
	if err == nil && refused != nil {
		err = wrapped("revoke invitation", refused)
	}
	return revoked, err
}

// NoteInvitationOpened counts an opening of the invitation's page, at most one a
// minute; the first leaves an audit entry. It spends nothing, since mail scanners
// open links too. An invitation that has ended is left alone; ErrNotFound without it.
func (s *Store) NoteInvitationOpened(ctx context.Context, actor Actor, id string) error {
	i, err := invitationByID(ctx, s.reads, id)
	if err != nil {
		return wrapped("note opened invitation", err)
	}
	if !i.countsOpening(s.now()) {
		return nil
	}
	return s.write(ctx, "note opened invitation", func(ctx context.Context, t *tx) error {
		i, err := invitationByID(ctx, t, id)
		if err != nil || !i.countsOpening(t.now) {
			return err
		}
		return t.noteOpened(ctx, actor, i)
	})
}

func (i Invitation) countsOpening(now time.Time) bool {
	return i.asOf(now).State == link.InvitationOpen && (i.LastOpenedAt.IsZero() || !now.Before(i.LastOpenedAt.Add(openedEvery)))
}

func (t *tx) noteOpened(ctx context.Context, actor Actor, i Invitation) error {
	first := i.OpenedAt.IsZero()
	if first {
		i.OpenedAt = t.now
	}
	_, err := t.exec(ctx, "update invitations set opened_at = $1, last_opened_at = $2, opens = $3 where id = $4",
		stamp(i.OpenedAt), stamp(t.now), i.Opens+1, i.ID)
	if err != nil || !first {
		return err
	}
	return t.audit(ctx, actor, i.event(ActionInvitationOpened))
}

func sweepInvitations(ctx context.Context, t *tx) (int64, error) {
	overdue, err := all(ctx, t, scanInvitation, selectInvitation+`where i.ended_at is null and i.expires_at <= $1
order by i.expires_at limit $2`, stamp(t.now), sweepBatch)
	for _, i := range overdue {
		if err == nil {
			err = t.expireInvitation(ctx, &i)
		}
	}
	return int64(len(overdue)), err
}
