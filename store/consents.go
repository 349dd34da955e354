package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// ConsentRequest is one attempt to link an account to a tenant.
type ConsentRequest struct {
	ID            string
	Reference     string // «WB-7F3K-9QD2», for people to read out
	AccountID     string
	UserID        string // the administrator who started it, or who sent the invitation
	UserName      string
	Purpose       link.Purpose
	InvitationID  string // the invitation that it was started with, empty for the administrators' own
	State         link.RequestState
	BrowserHash   []byte // SHA-256 of the secret in the browser's cookie
	ClaimedTenant string // what Microsoft's unsigned answer said
	ProvenTenant  string // what the signed identity said
	AccountUsed   string // the Microsoft account used, where known
	Failure       guidance.Failure
	StartedAt     time.Time
	ApprovedAt    time.Time
	ProvingAt     time.Time
	EndedAt       time.Time // zero while open
	ExpiresAt     time.Time
	LinkID        string // the link that it made or proved again
	SupersededBy  string // the request that finished first; empty when only newer ones pushed it out
}

const consentColumns = `r.id, r.reference, r.account_id, r.user_id, u.name, r.purpose, r.invitation_id, r.state, r.browser_hash,
  r.claimed_tenant, r.proven_tenant, r.account_used, r.cause, r.oauth_error, r.aadsts, r.correlation_id, r.trace_id, r.microsoft_at,
  r.started_at, r.approved_at, r.proving_at, r.ended_at, r.expires_at, r.link_id, r.superseded_by`

const selectConsent = "select " + consentColumns + " from consent_requests r join users u on u.id = r.user_id "

func scanConsent(row scanner) (c ConsentRequest, err error) {
	f := &c.Failure
	err = row.Scan(&c.ID, &c.Reference, &c.AccountID, &c.UserID, &c.UserName, &c.Purpose, (*ref)(&c.InvitationID), &c.State, &c.BrowserHash,
		&c.ClaimedTenant, &c.ProvenTenant, &c.AccountUsed, &f.Cause, &f.OAuthError, &f.AADSTS, &f.CorrelationID, &f.TraceID, (*stamp)(&f.At),
		(*stamp)(&c.StartedAt), (*stamp)(&c.ApprovedAt), (*stamp)(&c.ProvingAt), (*stamp)(&c.EndedAt), (*stamp)(&c.ExpiresAt),
		(*ref)(&c.LinkID), (*ref)(&c.SupersededBy))
	return c, err
}

func consentByID(ctx context.Context, q querier, id string) (ConsentRequest, error) {
	return one(ctx, q, scanConsent, selectConsent+"where r.id = cast($1 as text)", id)
}

// ConsentByState returns the request whose admin consent state has this SHA-256.
// An empty hash is ErrNotFound.
func (s *Store) ConsentByState(ctx context.Context, stateHash []byte) (ConsentRequest, error) {
	return s.consentByHash(ctx, "state_hash", stateHash)
}

// ConsentBySignInState returns the request whose proving sign-in's state has this
// SHA-256. An empty hash is ErrNotFound.
func (s *Store) ConsentBySignInState(ctx context.Context, stateHash []byte) (ConsentRequest, error) {
	return s.consentByHash(ctx, "sign_in_state_hash", stateHash)
}

func (s *Store) consentByHash(ctx context.Context, column string, hash []byte) (ConsentRequest, error) {
	err := ErrNotFound
	var c ConsentRequest
	if len(hash) == sha256.Size {
		c, err = one(ctx, s.reads, scanConsent, selectConsent+"where r."+column+" in ($1)", hash)
	}
	if err != nil {
		return ConsentRequest{}, fmt.Errorf("read consent request by state: %w", err)
	}
	return c, nil
}

// Consent returns one request of the account; another account's is ErrNotFound.
func (s *Store) Consent(ctx context.Context, accountID, id string) (ConsentRequest, error) {
	c, err := one(ctx, s.reads, scanConsent, selectConsent+"where r.id = cast($1 as text) and r.account_id = cast($2 as text)", id, accountID)
	if err != nil {
		return ConsentRequest{}, fmt.Errorf("read consent request: %w", err)
	}
	return c, nil
}

// LatestConsents returns the newest open and the newest ended request to link of the
// account's administrators; each is nil when there is none. Those of invitations are
// in InvitationRequests. A request whose time is over counts as ended even before
// Sweep has said so, with state Expired.
func (s *Store) LatestConsents(ctx context.Context, accountID string) (open, ended *ConsentRequest, err error) {
	return s.latestConsents(ctx, accountID, link.ForLink)
}

func (s *Store) latestConsents(ctx context.Context, accountID string, purpose link.Purpose) (open, ended *ConsentRequest, err error) {
	recent, err := all(ctx, s.reads, scanConsent, fmt.Sprintf(selectConsent+`where r.account_id = cast($1 as text) and r.invitation_id is null and r.purpose = cast($2 as text)
order by r.started_at desc, r.id desc limit %d`, link.MaxOpenRequests+1), accountID, purpose)
	if err != nil {
		return nil, nil, fmt.Errorf("read latest consent requests: %w", err)
	}
	now := s.now()
	for i := range recent {
		c := &recent[i]
		if c.State.Open() && c.overdue(now) {
			c.State, c.EndedAt = link.Expired, c.ExpiresAt
		}
		switch {
		case c.State.Open() && open == nil:
			open = c
		case !c.State.Open() && (ended == nil || c.EndedAt.After(ended.EndedAt)):
			ended = c
		}
	}
	return open, ended, nil
}

// LastDecided returns the newest request of the account's own administrators that
// Microsoft or the proof has decided: it made a link, or failed. What was given up,
// overtaken or never came back decides nothing. ErrNotFound when there is none.
func (s *Store) LastDecided(ctx context.Context, accountID string) (ConsentRequest, error) {
	c, err := one(ctx, s.reads, scanConsent, selectConsent+`where r.account_id = cast($1 as text) and r.invitation_id is null and r.purpose = 'link'
and (r.state = 'failed' or r.state = 'linked') order by r.started_at desc, r.id desc limit 1`, accountID)
	return c, wrapped("read last decided request", err)
}

func (c ConsentRequest) overdue(now time.Time) bool { return !now.Before(c.ExpiresAt) }

// openConsents returns the open requests of the account's administrators, oldest
// first. Those of invitations are not among them: whoever holds an invitation must
// not be able to push out, to end or to hide an administrator's own (attacks.md S103).
func (t *tx) openConsents(ctx context.Context, accountID string) ([]ConsentRequest, error) {
	return all(ctx, t, scanConsent, selectConsent+`where r.account_id = cast($1 as text) and r.invitation_id is null and r.ended_at is null
order by r.started_at, r.id`, accountID)
}

// openOfInvitation returns the open requests of an invitation, oldest first.
func (t *tx) openOfInvitation(ctx context.Context, invitationID string) ([]ConsentRequest, error) {
	return all(ctx, t, scanConsent, selectConsent+`where r.invitation_id = cast($1 as text) and r.ended_at is null
order by r.started_at, r.id`, invitationID)
}

// moveConsent applies an event to a request and writes the whole row. It refuses
// with *link.RefusedError.
func (t *tx) moveConsent(ctx context.Context, c *ConsentRequest, e link.RequestEvent) error {
	to, err := link.NextRequest(c.State, e)
	if err != nil {
		return err
	}
	from := c.State
	c.State = to
	switch {
	case to == link.Approved:
		c.ApprovedAt = t.now
	case to == link.Proving:
		c.ProvingAt = t.now
	case !to.Open():
		c.EndedAt = t.now
	}
	return t.saveConsent(ctx, *c, from)
}

func (t *tx) saveConsent(ctx context.Context, c ConsentRequest, from link.RequestState) error {
	var n int64
	var err error
	if c.State.Open() {
		// On its way a request changes little; naming fewer columns spares SQLite the
		// indexes and references of the others.
		n, err = t.exec(ctx, `update consent_requests set state = $1, claimed_tenant = $2, approved_at = $3, proving_at = $4
where id = cast($5 as text) and state = cast($6 as text)`,
			c.State, c.ClaimedTenant, stamp(c.ApprovedAt), stamp(c.ProvingAt), c.ID, from)
	} else {
		n, err = t.endConsent(ctx, c, from)
	}
	if err == nil && n != 1 {
		err = errors.New("consent request has moved meanwhile")
	}
	if err == nil {
		err = t.moveTrace(ctx, c)
	}
	return err
}

func (t *tx) endConsent(ctx context.Context, c ConsentRequest, from link.RequestState) (int64, error) {
	f := c.Failure
	return t.exec(ctx, `update consent_requests set state = $1, claimed_tenant = $2, proven_tenant = $3, account_used = $4,
  cause = $5, oauth_error = $6, aadsts = $7, correlation_id = $8, trace_id = $9, microsoft_at = $10,
  approved_at = $11, proving_at = $12, ended_at = $13, link_id = $14, superseded_by = $15
where id = cast($16 as text) and state = cast($17 as text)`,
		c.State, c.ClaimedTenant, c.ProvenTenant, c.AccountUsed,
		f.Cause, f.OAuthError, f.AADSTS, f.CorrelationID, f.TraceID, stamp(f.At),
		stamp(c.ApprovedAt), stamp(c.ProvingAt), stamp(c.EndedAt), ref(c.LinkID), ref(c.SupersededBy), c.ID, from)
}

func (c ConsentRequest) event(action string, details ...AuditDetail) event {
	return event{account: c.AccountID, action: action, subject: c.ID, reference: c.Reference, details: details}
}

// expireOverdue ends an open request whose time is over and reports whether it did.
func (t *tx) expireOverdue(ctx context.Context, c *ConsentRequest) (bool, error) {
	if !c.State.Open() || !c.overdue(t.now) {
		return false, nil
	}
	return true, t.expire(ctx, c)
}

// expire ends an open request whose time, or whose invitation's, is over.
func (t *tx) expire(ctx context.Context, c *ConsentRequest) error {
	if err := t.moveConsent(ctx, c, link.Expire); err != nil {
		return err
	}
	return t.audit(ctx, System(), c.event(ActionConsentExpired))
}

// Check reports whether the request only checks what a reviewer in Azure decided: it
// asks for the proof without an answer of the admin consent before it.
func (c ConsentRequest) Check() bool {
	return c.State == link.Checking || c.ApprovedAt.IsZero() && !c.ProvingAt.IsZero()
}
