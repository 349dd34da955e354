package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// keptConsents is how many ended requests that made no link are kept of an account's
// administrators, and of each invitation; older ones are deleted when a new one starts.
const keptConsents = 50

// maxInvitationRequests is how many requests of one invitation may be open at once;
// one more ends the oldest. It is so large that another holder of the link cannot
// push the approver's own out by a few presses (attacks.md S103); how often somebody
// may start is the caller's to bound.
const maxInvitationRequests = 20

// NewConsent is what StartConsent needs. The hashes are SHA-256, never empty, and
// the first two never used before.
type NewConsent struct {
	AccountID       string
	UserID          string
	Reference       string
	StateHash       []byte       // of the state sent to the admin consent endpoint
	SignInStateHash []byte       // of the state of the sign-in that proves the tenant
	BrowserHash     []byte       // of the secret in the browser's cookie
	InvitationID    string       // of whoever came by one; AccountID and UserID may then be empty
	Check           bool         // consent was given elsewhere: ask for the proof only
	Purpose         link.Purpose // link.ForLink when empty; of an invitation's it is the invitation's

	expiresAt time.Time // of the invitation; no request outlives its own
}

// StartConsent begins an attempt that lives for link.RequestLife. ErrNotEntitled
// unless the account has Advanced Security and the user is its administrator.
// Overdue requests of the account expire, and beyond link.MaxOpenRequests the
// oldest open one is superseded.
//
// With an invitation the request is the invitation's: the sender must still be an
// administrator, an invitation that is not open or not in time is refused with
// *link.RefusedError, one of another account than AccountID is ErrNotFound, and the
// request ends with the invitation at the latest. Such requests make room among
// themselves only.
func (s *Store) StartConsent(ctx context.Context, actor Actor, n NewConsent) (request ConsentRequest, err error) {
	for _, hash := range [][]byte{n.StateHash, n.SignInStateHash, n.BrowserHash} {
		if len(hash) != sha256.Size {
			return ConsentRequest{}, fmt.Errorf("start consent: hash must have %d bytes: %w", sha256.Size, ErrInvalid)
		}
	}
	err = s.write(ctx, "start consent", func(ctx context.Context, t *tx) (err error) {
		request, err = t.startConsent(ctx, actor, n)
		return err
	})
	return request, err
}

func (t *tx) startConsent(ctx context.Context, actor Actor, n NewConsent) (ConsentRequest, error) {
	n, err := t.asInvited(ctx, n)
	if err != nil {
		return ConsentRequest{}, err
	}
	if err := t.entitled(ctx, n.AccountID, n.UserID); err != nil {
		return ConsentRequest{}, err
	}
	if err := t.makeRoom(ctx, n.AccountID, n.InvitationID); err != nil {
		return ConsentRequest{}, err
	}
	id, err := t.insertConsent(ctx, n)
	if err != nil {
		return ConsentRequest{}, err
	}
	c, err := consentByID(ctx, t, id)
	if err != nil {
		return ConsentRequest{}, err
	}
	return c, t.audit(ctx, actor, c.startedEvent())
}

func (c ConsentRequest) startedEvent() event {
	if c.State == link.Checking {
		return c.event(ActionConsentChecked)
	}
	return c.event(ActionConsentStarted)
}

// asInvited fills in whose request it is from the invitation, if there is one.
func (t *tx) asInvited(ctx context.Context, n NewConsent) (NewConsent, error) {
	if n.InvitationID == "" {
		return n, nil
	}
	i, err := invitationByID(ctx, t, n.InvitationID)
	if err != nil {
		return n, err
	}
	if n.AccountID != "" && n.AccountID != i.AccountID {
		return n, ErrNotFound
	}
	n.AccountID, n.UserID, n.Purpose, n.expiresAt = i.AccountID, i.UserID, i.Purpose, i.ExpiresAt
	_, err = link.NextInvitation(i.asOf(t.now).State, link.InvitationApprove)
	return n, err
}

func (t *tx) insertConsent(ctx context.Context, n NewConsent) (id string, err error) {
	id = t.newID()
	state, expires := link.AtMicrosoft, t.now.Add(link.RequestLife)
	if n.Check {
		state = link.Checking
	}
	if !n.expiresAt.IsZero() && n.expiresAt.Before(expires) {
		expires = n.expiresAt
	}
	_, err = t.exec(ctx, `insert into consent_requests
(id, reference, account_id, user_id, purpose, invitation_id, state, state_hash, sign_in_state_hash, browser_hash, started_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, id, clean(n.Reference, maxID), n.AccountID, n.UserID, purposeOf(n.Purpose), ref(n.InvitationID), state,
		n.StateHash, n.SignInStateHash, n.BrowserHash, stamp(t.now), stamp(expires))
	if err == nil {
		err = t.startTrace(ctx, id, n)
	}
	return id, err
}

func purposeOf(p link.Purpose) link.Purpose {
	if p == "" {
		return link.ForLink
	}
	return p
}

// entitled returns ErrNotEntitled unless the account may be linked by the user now, who
// is its administrator and not kept out.
func (t *tx) entitled(ctx context.Context, accountID, userID string) error {
	n, err := one(ctx, t, scanInt, `select count(*) from accounts a join users u on u.account_id = a.id
where a.id = cast($1 as text) and a.advanced_security and u.id = cast($2 as text) and `+administers, accountID, userID)
	if err == nil && n == 0 {
		err = ErrNotEntitled
	}
	return err
}

// makeRoom bounds what the administrators of one account, or whoever holds one
// invitation, can store: open requests by number, ended ones by number too.
func (t *tx) makeRoom(ctx context.Context, accountID, invitationID string) error {
	find, limit, of := t.openConsents, link.MaxOpenRequests, accountID
	if invitationID != "" {
		find, limit, of = t.openOfInvitation, maxInvitationRequests, invitationID
	}
	requests, err := find(ctx, of)
	if err != nil {
		return err
	}
	var open []ConsentRequest
	for _, c := range requests {
		expired, err := t.expireOverdue(ctx, &c)
		if err != nil {
			return err
		}
		if !expired {
			open = append(open, c)
		}
	}
	for ; len(open) >= limit; open = open[1:] {
		if err := t.supersede(ctx, open[0], ""); err != nil {
			return err
		}
	}
	if invitationID != "" {
		return t.forgetConsents(ctx, "invitation_id = cast($1 as text)", of)
	}
	return t.forgetConsents(ctx, "account_id = cast($1 as text) and invitation_id is null", of)
}

// supersede ends a request because another one finished (by) or is newer ("").
func (t *tx) supersede(ctx context.Context, c ConsentRequest, by string) error {
	c.SupersededBy = by
	if err := t.moveConsent(ctx, &c, link.Supersede); err != nil {
		return err
	}
	return t.audit(ctx, System(), c.event(ActionConsentSuperseded, fact("by", by)))
}

// forgetConsents deletes the oldest ended requests that made no link. Requests that
// a kept one names as its superseder made a link and so are never among them.
func (t *tx) forgetConsents(ctx context.Context, condition, of string) error {
	old, err := all(ctx, t, scanText, fmt.Sprintf(`select id from consent_requests
where `+condition+` and link_id is null and ended_at is not null
order by started_at desc, id desc limit %d offset %d`, sweepBatch, keptConsents), of)
	for _, id := range old {
		if err == nil {
			_, err = t.exec(ctx, "delete from consent_requests where id = $1", id)
		}
	}
	return err
}
