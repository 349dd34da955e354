package store

import (
	"context"
	"errors"
	"slices"

	"workbooks.com/authconsole/internal/link"
)

// Proof is what the signed identity and Microsoft Graph said about a tenant and
// about who approved (microsoft.md §3.8).
type Proof struct {
	TenantID         string   // the signed tid
	Organisation     string   // empty when Graph did not tell
	Domains          []string // all that Microsoft told; a link keeps the first 50
	ApproverObjectID string   // the signed oid
	ApproverName     string
	ApproverUsername string
	Role             string // the role that may consent, empty when not checked
	Scopes           []string
	IP               string // of the browser that proved it
	Agent            string
}

// cleaned leaves the domains as they are: they are judged before listed cuts them.
func (p Proof) cleaned() Proof {
	return Proof{
		TenantID: tenantID(p.TenantID), Organisation: clean(p.Organisation, maxName), Domains: p.Domains,
		ApproverObjectID: clean(p.ApproverObjectID, maxID), ApproverName: clean(p.ApproverName, maxName),
		ApproverUsername: clean(p.ApproverUsername, maxEmail), Role: clean(p.Role, maxName), Scopes: cleanAll(p.Scopes, maxName),
		IP: clean(p.IP, maxID), Agent: clean(p.Agent, maxAgent),
	}
}

// listed keeps as many domains as a link keeps; the one that was asked for comes
// first and so is among them.
func (p Proof) listed(required link.Required) Proof {
	asked := func(d string) bool { return link.SameDomain(d, string(required)) }
	domains := p.Domains
	if at := slices.IndexFunc(domains, asked); at > 0 {
		domains = slices.Concat(domains[at:at+1], domains[:at], domains[at+1:])
	}
	p.Domains = cleanAll(domains, maxHostname)
	return p
}

func (p Proof) applyTo(l *Link) {
	l.Organisation, l.Domains, l.Scopes = p.Organisation, p.Domains, p.Scopes
	l.ApproverObjectID, l.ApproverName, l.ApproverUsername, l.Role = p.ApproverObjectID, p.ApproverName, p.ApproverUsername, p.Role
	l.ApproverIP, l.ApproverAgent = p.IP, p.Agent
}

// completion is what is known when a request may become a link.
type completion struct {
	actor      Actor
	proof      Proof
	permission string // that lets the account share the tenant with another one
}

// CompleteLink makes the link that a request has proven, in one transaction with
// the end of the request, of the account's other open requests and invitations, and
// of the link it replaces.
//
// A request that somebody started with an invitation makes a link that awaits
// confirmation, or proves the account's own link again; the invitation is approved.
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
		made, outcome, err = t.completeOrRefuse(ctx, actor, c, proof)
		return err
	})
	if err == nil && outcome != nil {
		err = wrapped("complete link", outcome)
	}
	return made, err
}

// completeOrRefuse makes the link, or ends the request and returns the reason.
func (t *tx) completeOrRefuse(ctx context.Context, actor Actor, c *ConsentRequest, p Proof) (made Link, reason, err error) {
	c.ProvenTenant, c.AccountUsed = p.TenantID, p.ApproverUsername
	if c.ApprovedAt.IsZero() { // began as a check: nobody has claimed a tenant
		c.ClaimedTenant = p.TenantID
	}
	if c.Purpose == link.ForGroups {
		return t.completeGroups(ctx, actor, c, p)
	}
	required, err := t.required(ctx, *c)
	if err != nil {
		return Link{}, nil, err
	}
	permission, reason, err := t.obstacle(ctx, *c, p, required)
	switch {
	case err != nil:
		return Link{}, nil, err
	case reason != nil:
		return Link{}, reason, t.refuseLink(ctx, actor, c, reason)
	}
	made, err = t.completeLink(ctx, completion{actor, p.listed(required), permission}, c)
	return made, nil, err
}

func (t *tx) completeLink(ctx context.Context, by completion, c *ConsentRequest) (Link, error) {
	current, err := currentLink(ctx, t, c.AccountID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Link{}, err
	}
	if c.InvitationID != "" {
		return t.completeInvited(ctx, by, c, current)
	}
	var made Link
	switch {
	case current.ID == "":
		made, err = t.makeLink(ctx, by, c, link.Prove, "")
	case current.TenantID == by.proof.TenantID:
		made, err = t.proveAgain(ctx, by, c, current)
	default:
		made, err = t.replaceLink(ctx, by, c, current)
	}
	if err != nil {
		return Link{}, err
	}
	if err := t.finish(ctx, c, made); err != nil {
		return Link{}, err
	}
	if made.ID == current.ID {
		return made, nil
	}
	return made, t.endProposals(ctx, made)
}

// finish ends the request with its link, and the administrators' other open ones.
func (t *tx) finish(ctx context.Context, c *ConsentRequest, made Link) error {
	c.LinkID = made.ID
	if err := t.moveConsent(ctx, c, link.Finish); err != nil {
		return err
	}
	return t.supersedeOthers(ctx, c.AccountID, c.ID)
}

// supersedeOthers ends the open requests of the account's administrators: the one
// named winner has linked the account.
func (t *tx) supersedeOthers(ctx context.Context, accountID, winner string) error {
	others, err := t.openConsents(ctx, accountID)
	if err != nil {
		return err
	}
	for _, c := range others {
		if err := t.supersede(ctx, c, winner); err != nil {
			return err
		}
	}
	return nil
}
