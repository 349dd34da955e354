package store

import (
	"context"

	"workbooks.com/authconsole/internal/link"
)

// proveAgain keeps the link and takes over what was learned about it.
func (t *tx) proveAgain(ctx context.Context, by completion, c *ConsentRequest, l Link) (Link, error) {
	before := l.Domains
	by.proof.applyTo(&l)
	l.ProvenAt = t.now
	if err := t.saveLink(ctx, l); err != nil {
		return Link{}, err
	}
	if err := t.saveDomains(ctx, l.ID, before, l.Domains); err != nil {
		return Link{}, err
	}
	details := []AuditDetail{fact("reference", c.Reference), fact("approved by", by.proof.ApproverUsername)}
	if c.InvitationID != "" { // who came by one cannot switch a login on that an administrator has switched off
		return l, t.audit(ctx, by.actor, l.event(ActionLinkProven, append(details, stateDetail(l.State, l.State))...))
	}
	return l, t.moveLink(ctx, by.actor, &l, link.Prove, ActionLinkProven, details...)
}

// replaceLink ends the old link, remembering how to undo that, and makes a new one.
func (t *tx) replaceLink(ctx context.Context, by completion, c *ConsentRequest, old Link) (Link, error) {
	before := old.State
	if err := t.moveLink(ctx, by.actor, &old, link.Replace, ActionLinkReplaced, fact("by tenant", by.proof.TenantID)); err != nil {
		return Link{}, err
	}
	made, err := t.makeLink(ctx, by, c, link.Prove, old.ID)
	if err != nil {
		return Link{}, err
	}
	old.replacedBy, old.stateBefore = made.ID, before
	return made, t.saveLink(ctx, old)
}

// makeLink adds a link: the account's at once (link.Prove), or one that awaits its
// confirmation (link.Propose).
func (t *tx) makeLink(ctx context.Context, by completion, c *ConsentRequest, e link.Event, replaces string) (Link, error) {
	state, err := link.Next(link.NotLinked, e)
	if err != nil {
		return Link{}, err
	}
	l := Link{
		ID: t.newID(), AccountID: c.AccountID, State: state, TenantID: by.proof.TenantID, LinkedByName: c.UserName,
		RequestID: c.ID, InvitationID: c.InvitationID, Replaces: replaces, LinkedAt: t.now, ProvenAt: t.now, permission: by.permission,
	}
	action := ActionLinkProposed
	if state.Current() {
		action, l.ConfirmedAt = ActionLinkMade, t.now
	}
	by.proof.applyTo(&l)
	if err := t.insertLink(ctx, l); err != nil {
		return Link{}, err
	}
	if err := t.saveDomains(ctx, l.ID, nil, l.Domains); err != nil {
		return Link{}, err
	}
	made := l.event(action, fact("approved by", by.proof.ApproverUsername), fact("as", by.proof.Role), stateDetail(link.NotLinked, state))
	made.reference = c.Reference
	return l, t.audit(ctx, by.actor, made)
}
