package store

import (
	"context"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// Invitation asks an Azure administrator, who has no login here, to approve for an
// account (product.md, «Invitation»).
type Invitation struct {
	ID           string
	Reference    string // «WB-7F3K-9QD2», for people to read out
	AccountID    string
	UserID       string // the administrator who sent it
	SenderName   string
	SenderEmail  string
	SenderMay    bool // the sender still is an administrator of the account and not kept out; without it nothing can be approved
	State        link.InvitationState
	Recipient    string // e-mail address, empty when the sender passed the link on otherwise
	Message      string // the sender's words, with line feeds
	Required     link.Required
	Purpose      link.Purpose
	Life         time.Duration
	CreatedAt    time.Time
	ExpiresAt    time.Time
	EndedAt      time.Time // zero while open
	OpenedAt     time.Time // first opening of its page, by whomever or whatever
	LastOpenedAt time.Time
	Opens        int64  // noted openings, at most one a minute
	SupersededBy string // the invitation sent instead; empty when the account was linked otherwise
	LinkID       string // the link that its approval proposed or proved again
	Mail         Mail   // without State when there is none; never with Sealed
}

func (i Invitation) overdue(now time.Time) bool { return !now.Before(i.ExpiresAt) }

// asOf returns the invitation as it is at a time: one that is over counts as
// expired even before Sweep has said so.
func (i Invitation) asOf(now time.Time) Invitation {
	if i.State == link.InvitationOpen && i.overdue(now) {
		i.State, i.EndedAt = link.InvitationExpired, i.ExpiresAt
	}
	return i
}

const invitationColumns = `i.id, i.reference, i.account_id, i.user_id, u.name, u.email,
  ` + administers + ` and u.account_id = i.account_id, i.state, i.recipient, i.message, i.required, i.purpose, i.life,
  i.created_at, i.expires_at, i.ended_at, i.opened_at, i.last_opened_at, i.opens, i.superseded_by,
  (select r.link_id from consent_requests r where r.invitation_id = i.id and r.link_id is not null),
  coalesce(m.id, ''), coalesce(m.invitation_id, ''), coalesce(m.state, ''), coalesce(m.attempts, 0), m.next_at, m.created_at, m.ended_at, coalesce(m.reason, '')`

const fromInvitations = ` from invitations i join users u on u.id = i.user_id left join mails m on m.invitation_id = i.id `

const selectInvitation = "select " + invitationColumns + fromInvitations

// fields returns where each of invitationColumns goes.
func (i *Invitation) fields() []any {
	m := &i.Mail
	return []any{
		&i.ID, &i.Reference, &i.AccountID, &i.UserID, &i.SenderName, &i.SenderEmail, &i.SenderMay, &i.State, &i.Recipient, &i.Message, &i.Required, &i.Purpose, (*seconds)(&i.Life),
		(*stamp)(&i.CreatedAt), (*stamp)(&i.ExpiresAt), (*stamp)(&i.EndedAt), (*stamp)(&i.OpenedAt), (*stamp)(&i.LastOpenedAt), &i.Opens,
		(*ref)(&i.SupersededBy), (*ref)(&i.LinkID),
		&m.ID, &m.InvitationID, &m.State, &m.Attempts, (*stamp)(&m.NextAt), (*stamp)(&m.CreatedAt), (*stamp)(&m.EndedAt), &m.Reason,
	}
}

func scanInvitation(row scanner) (i Invitation, err error) {
	err = row.Scan(i.fields()...)
	return i, err
}

// invited is an invitation with the account that it is for.
type invited struct {
	Invitation
	account Account
}

func scanInvited(row scanner) (r invited, err error) {
	a := &r.account
	err = row.Scan(append(r.fields(), &a.ID, &a.Name, &a.AdvancedSecurity, &a.AccountManager, (*stamp)(&a.CreatedAt))...)
	return r, err
}

func invitationByID(ctx context.Context, q querier, id string) (Invitation, error) {
	return one(ctx, q, scanInvitation, selectInvitation+"where i.id = cast($1 as text)", id)
}

// invitationOf returns an invitation of the account; another account's is ErrNotFound.
func invitationOf(ctx context.Context, q querier, accountID, id string) (Invitation, error) {
	return one(ctx, q, scanInvitation, selectInvitation+"where i.id = cast($1 as text) and i.account_id = cast($2 as text)", id, accountID)
}

// Invitation returns one invitation of the account; another account's is ErrNotFound.
func (s *Store) Invitation(ctx context.Context, accountID, id string) (Invitation, error) {
	i, err := invitationOf(ctx, s.reads, accountID, id)
	return i.asOf(s.now()), wrapped("read invitation", err)
}

// Invitations returns the account's invitations, newest first. limit is 1 to 500.
func (s *Store) Invitations(ctx context.Context, accountID string, limit int) ([]Invitation, error) {
	list, err := all(ctx, s.reads, scanInvitation, fmt.Sprintf(selectInvitation+`where i.account_id = cast($1 as text)
order by i.created_at desc, i.id desc limit %d`, max(1, min(limit, maxPage))), accountID)
	now := s.now()
	for n, i := range list {
		list[n] = i.asOf(now)
	}
	return list, wrapped("list invitations", err)
}

// InvitationByToken returns the invitation whose token has this SHA-256, in whatever
// state, with its account; or ErrNotFound. It runs one statement in either case, so
// that an unknown token takes the same time (attacks.md S107).
func (s *Store) InvitationByToken(ctx context.Context, tokenHash []byte) (Invitation, Account, error) {
	r, err := one(ctx, s.reads, scanInvited, "select "+invitationColumns+", a.id, a.name, a.advanced_security, a.account_manager, a.created_at"+
		fromInvitations+"join accounts a on a.id = i.account_id where i.token_hash in ($1)", tokenHash)
	return r.asOf(s.now()), r.account, wrapped("read invitation by token", err)
}

// InvitationRequests returns the consent requests that somebody started with the
// invitation, newest first. limit is 1 to 500.
func (s *Store) InvitationRequests(ctx context.Context, invitationID string, limit int) ([]ConsentRequest, error) {
	list, err := all(ctx, s.reads, scanConsent, fmt.Sprintf(selectConsent+`where r.invitation_id = cast($1 as text)
order by r.started_at desc, r.id desc limit %d`, max(1, min(limit, maxPage))), invitationID)
	return list, wrapped("list requests of invitation", err)
}

// openInvitations returns the account's open invitations, overdue ones too, oldest first.
func (t *tx) openInvitations(ctx context.Context, accountID string) ([]Invitation, error) {
	return all(ctx, t, scanInvitation, selectInvitation+`where i.account_id = cast($1 as text) and i.ended_at is null
order by i.created_at, i.id`, accountID)
}
