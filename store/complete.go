package store

import (
	"context"
	"errors"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// Proof is what the signed identity and Microsoft Graph said about a tenant and
// about who approved (microsoft.md §3.8).
type Proof struct {
	TenantID         string // the signed tid
	Organisation     string // empty when Graph did not tell
	Domains          []string
	ApproverObjectID string // the signed oid
	ApproverName     string
	ApproverUsername string
	Role             string // the role that may consent, empty when not checked
	Scopes           []string
}

func (p Proof) cleaned() Proof {
	return Proof{
		TenantID: tenantID(p.TenantID), Organisation: clean(p.Organisation, maxName), Domains: cleanAll(p.Domains, maxHostname),
		ApproverObjectID: clean(p.ApproverObjectID, maxID), ApproverName: clean(p.ApproverName, maxName),
		ApproverUsername: clean(p.ApproverUsername, maxEmail), Role: clean(p.Role, maxName), Scopes: cleanAll(p.Scopes, maxName),
	}
}

func (p Proof) applyTo(l *Link) {
	l.Organisation, l.Domains, l.Scopes = p.Organisation, p.Domains, p.Scopes
	l.ApproverObjectID, l.ApproverName, l.ApproverUsername, l.Role = p.ApproverObjectID, p.ApproverName, p.ApproverUsername, p.Role
}

// CompleteLink makes the link that a request has proven, in one transaction with
// the end of the request, of the account's other open requests and of the link it
// replaces.
//
// The request must be proving and in time, else *link.RefusedError. Everything that
// the start of the request rested on is read again: a failure of it ends the
// request and is then returned, as ErrNotEntitled, ErrWrongTenant or, when another
// account has the tenant, ErrTenantTaken. That other account's administrators are
// told that somebody tried; neither side learns the other's name.
func (s *Store) CompleteLink(ctx context.Context, actor Actor, requestID string, proof Proof) (made Link, err error) {
	proof = proof.cleaned()
	var outcome error
	_, err = s.changeConsent(ctx, "complete link", requestID, link.Finish, func(ctx context.Context, t *tx, c *ConsentRequest) (err error) {
		outcome = nil
		c.ProvenTenant, c.AccountUsed = proof.TenantID, proof.ApproverUsername
		obstacle, err := t.obstacle(ctx, *c)
		if err != nil {
			return err
		}
		if obstacle != nil {
			outcome = obstacle
			return t.refuseLink(ctx, actor, c, obstacle)
		}
		made, err = t.completeLink(ctx, actor, c, proof)
		return err
	})
	if err == nil && outcome != nil {
		err = wrapped("complete link", outcome)
	}
	return made, err
}

// obstacle returns why the proven request must not become a link, or nil.
func (t *tx) obstacle(ctx context.Context, c ConsentRequest) (reason, err error) {
	if err := t.entitled(ctx, c.AccountID, c.UserID); errors.Is(err, ErrNotEntitled) {
		return err, nil
	} else if err != nil {
		return nil, err
	}
	if c.ProvenTenant == "" || c.ProvenTenant != c.ClaimedTenant {
		return ErrWrongTenant, nil
	}
	other, err := linkOfTenant(ctx, t, c.ProvenTenant)
	if err == nil && other.AccountID != c.AccountID {
		return ErrTenantTaken, nil
	}
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return nil, err
}

// refuseLink ends the request with the cause that fits and tells the other side
// when the tenant is taken.
func (t *tx) refuseLink(ctx context.Context, actor Actor, c *ConsentRequest, reason error) error {
	causes := map[error]guidance.Cause{
		ErrNotEntitled: guidance.NotEntitled, ErrWrongTenant: guidance.WrongOrganisation, ErrTenantTaken: guidance.TenantTaken,
	}
	if err := t.failConsent(ctx, actor, c, ConsentFailure{Failure: guidance.Failure{Cause: causes[reason]}}); err != nil {
		return err
	}
	if !errors.Is(reason, ErrTenantTaken) {
		return nil
	}
	other, err := linkOfTenant(ctx, t, c.ProvenTenant)
	if err != nil {
		return err
	}
	other.ConflictAt, other.ConflictBy = t.now, c.AccountUsed
	if err := t.saveLink(ctx, other); err != nil {
		return err
	}
	// The other account must not learn who we are: not our actor, not our reference.
	return t.audit(ctx, System(), other.event(ActionLinkContested, fact("Microsoft account", c.AccountUsed)))
}

func (t *tx) completeLink(ctx context.Context, actor Actor, c *ConsentRequest, p Proof) (Link, error) {
	current, err := currentLink(ctx, t, c.AccountID)
	var made Link
	switch {
	case err == nil && current.TenantID == p.TenantID:
		made, err = t.proveAgain(ctx, actor, c, current, p)
	case err == nil:
		made, err = t.replaceLink(ctx, actor, c, current, p)
	case errors.Is(err, ErrNotFound):
		made, err = t.makeLink(ctx, actor, c, p, "")
	}
	if err != nil {
		return Link{}, err
	}
	c.LinkID = made.ID
	if err := t.moveConsent(ctx, c, link.Finish); err != nil {
		return Link{}, err
	}
	return made, t.supersedeOthers(ctx, *c)
}

func (t *tx) supersedeOthers(ctx context.Context, winner ConsentRequest) error {
	others, err := t.openConsents(ctx, winner.AccountID)
	if err != nil {
		return err
	}
	for _, c := range others {
		if err := t.supersede(ctx, c, winner.ID); err != nil {
			return err
		}
	}
	return nil
}

// proveAgain keeps the link and takes over what was learned about it.
func (t *tx) proveAgain(ctx context.Context, actor Actor, c *ConsentRequest, l Link, p Proof) (Link, error) {
	p.applyTo(&l)
	l.ProvenAt = t.now
	if err := t.saveLink(ctx, l); err != nil {
		return Link{}, err
	}
	return l, t.moveLink(ctx, actor, &l, link.Prove, ActionLinkProven, fact("reference", c.Reference), fact("approved by", p.ApproverUsername))
}

// replaceLink ends the old link, remembering how to undo that, and makes a new one.
func (t *tx) replaceLink(ctx context.Context, actor Actor, c *ConsentRequest, old Link, p Proof) (Link, error) {
	before := old.State
	if err := t.moveLink(ctx, actor, &old, link.Replace, ActionLinkReplaced, fact("by tenant", p.TenantID)); err != nil {
		return Link{}, err
	}
	made, err := t.makeLink(ctx, actor, c, p, old.ID)
	if err != nil {
		return Link{}, err
	}
	old.replacedBy, old.stateBefore = made.ID, before
	return made, t.saveLink(ctx, old)
}

func (t *tx) makeLink(ctx context.Context, actor Actor, c *ConsentRequest, p Proof, replaces string) (Link, error) {
	state, err := link.Next(link.NotLinked, link.Prove)
	if err != nil {
		return Link{}, err
	}
	l := Link{
		ID: t.newID(), AccountID: c.AccountID, State: state, TenantID: p.TenantID, LinkedByName: c.UserName,
		RequestID: c.ID, Replaces: replaces, LinkedAt: t.now, ProvenAt: t.now,
	}
	p.applyTo(&l)
	if err := t.insertLink(ctx, l); err != nil {
		return Link{}, err
	}
	made := l.event(ActionLinkMade, fact("approved by", p.ApproverUsername), fact("as", p.Role),
		stateDetail(link.NotLinked, state))
	made.reference = c.Reference
	return l, t.audit(ctx, actor, made)
}
