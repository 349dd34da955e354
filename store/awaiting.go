package store

import (
	"context"
	"errors"

	"workbooks.com/authconsole/internal/link"
)

// completeInvited ends a request that somebody made with an invitation: the account's
// own link is proven again if it is to the same tenant; any other tenant becomes a
// link that waits and touches nothing that is in use.
func (t *tx) completeInvited(ctx context.Context, by completion, c *ConsentRequest, current Link) (made Link, err error) {
	i, err := invitationByID(ctx, t, c.InvitationID)
	if err != nil {
		return Link{}, err
	}
	if _, err := link.NextInvitation(i.asOf(t.now).State, link.InvitationApprove); err != nil {
		return Link{}, err
	}
	if current.ID != "" && current.TenantID == by.proof.TenantID {
		made, err = t.proveAgain(ctx, by, c, current)
	} else {
		made, err = t.propose(ctx, by, c)
	}
	if err != nil {
		return Link{}, err
	}
	c.LinkID = made.ID
	if err := t.moveConsent(ctx, c, link.Finish); err != nil {
		return Link{}, err
	}
	return made, t.endInvitation(ctx, by.actor, &i, link.InvitationApprove, c.ID,
		fact("approved by", by.proof.ApproverUsername), fact("tenant", made.TenantID), fact("organisation", made.Organisation))
}

// propose makes a link that waits. One to the same tenant that waits already is
// overtaken: an administrator is asked once.
func (t *tx) propose(ctx context.Context, by completion, c *ConsentRequest) (Link, error) {
	made, err := t.makeLink(ctx, by, c, link.Propose, "")
	if err != nil {
		return Link{}, err
	}
	return made, t.overtake(ctx, c.AccountID, func(l Link) bool { return l.ID != made.ID && l.TenantID == made.TenantID })
}

// overtake ends the account's waiting links that are meant.
func (t *tx) overtake(ctx context.Context, accountID string, meant func(Link) bool) error {
	waiting, err := awaitingLinks(ctx, t, accountID)
	for _, l := range waiting {
		if err == nil && meant(l) {
			err = t.moveLink(ctx, System(), &l, link.Overtake, ActionLinkOvertaken)
		}
	}
	return err
}

// endProposals ends what else was to link the account: other links that wait, and
// open invitations.
func (t *tx) endProposals(ctx context.Context, made Link) error {
	if err := t.overtake(ctx, made.AccountID, func(l Link) bool { return l.ID != made.ID }); err != nil {
		return err
	}
	return t.supersedeInvitations(ctx, made.AccountID, made.RequestID)
}

// AwaitingLinks returns the account's links that wait for a confirmation, oldest
// first. They are at most link.MaxInvitations.
func (s *Store) AwaitingLinks(ctx context.Context, accountID string) ([]Link, error) {
	links, err := awaitingLinks(ctx, s.reads, accountID)
	return links, wrapped("read awaiting links", err)
}

func awaitingLinks(ctx context.Context, q querier, accountID string) ([]Link, error) {
	return all(ctx, q, scanLink, selectLink+"where account_id = cast($1 as text) and "+isAwaiting+" order by linked_at, id", accountID)
}

// ConfirmLink makes a link that waits the account's link, «Yes, this is us». It
// replaces a current one, so that UndoLink of its RequestID can put that back; other
// links that wait, open invitations and open requests end.
//
// The actor must be an administrator of the account, with Advanced Security:
// ErrNotEntitled. A link that does not wait (any more) is *link.RefusedError, another
// account's ErrNotFound. When the tenant has come to serve another account meanwhile
// it is ErrTenantTaken, and the link goes on waiting.
func (s *Store) ConfirmLink(ctx context.Context, actor Actor, accountID, linkID string) (confirmed Link, err error) {
	err = s.write(ctx, "confirm link", func(ctx context.Context, t *tx) (err error) {
		confirmed, err = t.confirmLink(ctx, actor, accountID, linkID)
		return err
	})
	return confirmed, err
}

func (t *tx) confirmLink(ctx context.Context, actor Actor, accountID, linkID string) (Link, error) {
	l, err := linkOf(ctx, t, accountID, linkID)
	if err != nil {
		return Link{}, err
	}
	if err := t.entitled(ctx, accountID, actor.UserID); err != nil {
		return l, err
	}
	if _, err := link.Next(l.State, link.Confirm); err != nil {
		return l, err
	}
	if l.permission, err = t.tenantFree(ctx, accountID, l.TenantID); err != nil {
		return l, err
	}
	if err := t.makeWay(ctx, actor, &l); err != nil {
		return l, err
	}
	l.ConfirmedBy = clean(actor.Name, maxName)
	if err := t.saveLink(ctx, l); err != nil {
		return l, err
	}
	if err := t.moveLink(ctx, actor, &l, link.Confirm, ActionLinkConfirmed, fact("approved by", l.ApproverUsername)); err != nil {
		return l, err
	}
	if err := t.supersedeOthers(ctx, accountID, l.RequestID); err != nil {
		return l, err
	}
	return l, t.endProposals(ctx, l)
}

// makeWay ends the account's current link, if it has one, in favour of one that is
// about to be confirmed.
func (t *tx) makeWay(ctx context.Context, actor Actor, l *Link) error {
	old, err := currentLink(ctx, t, l.AccountID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l.Replaces = old.ID
	old.replacedBy, old.stateBefore = l.ID, old.State
	if err := t.saveLink(ctx, old); err != nil {
		return err
	}
	return t.moveLink(ctx, actor, &old, link.Replace, ActionLinkReplaced, fact("by tenant", l.TenantID))
}

// RejectLink ends a link that waits, «No», and keeps why: 1 to 500 characters, else
// ErrInvalid. Refusals as in ConfirmLink, but for the entitlement: a no needs none.
func (s *Store) RejectLink(ctx context.Context, actor Actor, accountID, linkID, why string) (rejected Link, err error) {
	if why, err = whyOf(why); err != nil {
		return Link{}, wrapped("reject link", err)
	}
	err = s.write(ctx, "reject link", func(ctx context.Context, t *tx) (err error) {
		if rejected, err = linkOf(ctx, t, accountID, linkID); err != nil {
			return err
		}
		if err := t.moveLink(ctx, actor, &rejected, link.Reject, ActionLinkRejected, fact("why", why)); err != nil {
			return err
		}
		rejected.RejectedWhy = why
		return t.saveLink(ctx, rejected)
	})
	return rejected, err
}
