package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// maxSealed bounds the encrypted token of a mail, in bytes.
const maxSealed = 1024

// NewInvitation is what CreateInvitation needs.
type NewInvitation struct {
	AccountID  string
	UserID     string // the sender
	Reference  string
	TokenHash  []byte // SHA-256 of the token in the link, never used before
	Recipient  string // e-mail address, or empty when the sender passes the link on
	Message    string // at most 1000 characters, line feeds are kept
	Required   link.Required
	Purpose    link.Purpose  // link.ForLink when empty
	Life       time.Duration // one of link.InvitationLives
	Sealed     []byte        // the token for the mail, encrypted by the caller; nil queues no mail
	Supersedes string        // ID of the invitation that is sent again, or empty
}

// valid returns the invitation with its texts as they are stored, or ErrInvalid.
func (n NewInvitation) valid() (NewInvitation, error) {
	required, err := link.ParseRequired(string(n.Required))
	switch {
	case err != nil:
		return n, fmt.Errorf("organisation must be a tenant ID or a domain: %w", ErrInvalid)
	case len(n.TokenHash) != sha256.Size:
		return n, fmt.Errorf("token hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	case !slices.Contains(link.InvitationLives(), n.Life):
		return n, fmt.Errorf("life must be one of %v: %w", link.InvitationLives(), ErrInvalid)
	case n.Sealed != nil && (len(n.Sealed) == 0 || len(n.Sealed) > maxSealed || n.Recipient == ""):
		return n, fmt.Errorf("a mail needs a recipient and a token of 1 to %d bytes: %w", maxSealed, ErrInvalid)
	}
	n.Required = required
	if n.Recipient != "" {
		if n.Recipient, err = emailOf(n.Recipient); err != nil {
			return n, err
		}
	}
	n.Message, err = messageOf(n.Message)
	return n, err
}

// CreateInvitation makes an open invitation and queues its mail.
//
// ErrNotEntitled unless the account has Advanced Security and the user is its
// administrator. ErrTooManyOpen when link.MaxInvitations of the account are open or
// have a link that waits. ErrInvalid for a value out of its bounds.
//
// The invitation it supersedes ends in the same transaction; it does not count. One
// of another account is ErrNotFound. One that expired or was revoked stays as it is;
// one that was approved or superseded is refused with *link.RefusedError.
func (s *Store) CreateInvitation(ctx context.Context, actor Actor, n NewInvitation) (made Invitation, err error) {
	if n, err = n.valid(); err != nil {
		return Invitation{}, fmt.Errorf("create invitation: %w", err)
	}
	err = s.write(ctx, "create invitation", func(ctx context.Context, t *tx) (err error) {
		made, err = t.createInvitation(ctx, actor, n)
		return err
	})
	return made, err
}

func (t *tx) createInvitation(ctx context.Context, actor Actor, n NewInvitation) (Invitation, error) {
	if err := t.entitled(ctx, n.AccountID, n.UserID); err != nil {
		return Invitation{}, err
	}
	var old Invitation
	if n.Supersedes != "" {
		var err error
		if old, err = t.supersedable(ctx, n.AccountID, n.Supersedes); err != nil {
			return Invitation{}, err
		}
	}
	if err := t.roomForInvitation(ctx, n.AccountID, n.Supersedes); err != nil {
		return Invitation{}, err
	}
	id := t.newID()
	if err := t.insertInvitation(ctx, id, n); err != nil {
		return Invitation{}, err
	}
	made, err := invitationByID(ctx, t, id)
	if err != nil {
		return Invitation{}, err
	}
	err = t.audit(ctx, actor, made.event(ActionInvitationCreated, fact("recipient", made.Recipient), fact("organisation", string(made.Required)),
		fact("life", fmt.Sprintf("%d days", made.Life/(24*time.Hour))), fact("instead of", n.Supersedes), fact(detailState, string(made.State))))
	if err != nil {
		return Invitation{}, err
	}
	return made, t.endSuperseded(ctx, actor, old, made.ID)
}

// supersedable returns the invitation that a new one is sent instead of, or why that
// cannot be.
func (t *tx) supersedable(ctx context.Context, accountID, id string) (Invitation, error) {
	old, err := invitationOf(ctx, t, accountID, id)
	if err != nil {
		return Invitation{}, err
	}
	if old.State == link.InvitationExpired || old.State == link.InvitationRevoked {
		return old, nil
	}
	_, err = link.NextInvitation(old.State, link.InvitationSupersede)
	return old, err
}

// roomForInvitation returns ErrTooManyOpen when the account has as many invitations
// as it may have, not counting the one that is superseded.
func (t *tx) roomForInvitation(ctx context.Context, accountID, superseded string) error {
	n, err := one(ctx, t, scanInt, `select
  (select count(*) from invitations where account_id = cast($1 as text) and ended_at is null and expires_at > $2 and id <> cast($3 as text))
+ (select count(*) from links where account_id = cast($1 as text) and `+isAwaiting+")", accountID, stamp(t.now), superseded)
	if err == nil && n >= link.MaxInvitations {
		err = ErrTooManyOpen
	}
	return err
}

// endSuperseded ends the old invitation if it still can, in favour of the new one.
func (t *tx) endSuperseded(ctx context.Context, actor Actor, old Invitation, by string) error {
	switch {
	case old.State != link.InvitationOpen:
		return nil
	case old.overdue(t.now):
		return t.expireInvitation(ctx, &old)
	}
	old.SupersededBy = by
	return t.endInvitation(ctx, actor, &old, link.InvitationSupersede, "")
}

func (t *tx) insertInvitation(ctx context.Context, id string, n NewInvitation) error {
	_, err := t.exec(ctx, `insert into invitations
(id, reference, account_id, user_id, token_hash, state, recipient, message, required, purpose, life, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, id, clean(n.Reference, maxID), n.AccountID, n.UserID, n.TokenHash, link.InvitationOpen,
		n.Recipient, n.Message, n.Required, purposeOf(n.Purpose), seconds(n.Life), stamp(t.now), stamp(t.now.Add(n.Life)))
	if err == nil && n.Sealed != nil {
		_, err = t.exec(ctx, "insert into mails (id, invitation_id, state, sealed, next_at, created_at) values ($1, $2, $3, $4, $5, $5)",
			t.newID(), id, MailQueued, n.Sealed, stamp(t.now))
	}
	return err
}
