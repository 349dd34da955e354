package store

import (
	"context"
	"errors"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// ErrGroupsNotGranted means that the approval came without the permission to read
// group memberships.
var ErrGroupsNotGranted = errors.New("groups not granted")

// completeGroups ends a request for the groups of User Provisioning: the organisation
// must be the one that is linked already, so that whoever approves, also by an
// invitation, binds the account to nothing new. User Provisioning is on afterwards.
func (t *tx) completeGroups(ctx context.Context, actor Actor, c *ConsentRequest, p Proof) (Link, error, error) {
	reason, err := t.groupsObstacle(ctx, *c, p)
	if err != nil {
		return Link{}, nil, err
	}
	if reason != nil {
		causes := map[error]guidance.Cause{
			ErrNotEntitled: guidance.NotEntitled, ErrWrongTenant: guidance.WrongOrganisation, ErrGroupsNotGranted: guidance.GroupsNotGranted,
		}
		return Link{}, reason, t.failConsent(ctx, actor, c, ConsentFailure{Failure: guidance.Failure{Cause: causes[reason]}})
	}
	l, err := currentLink(ctx, t, c.AccountID)
	if err != nil {
		return Link{}, nil, err
	}
	l.Scopes, l.ProvenAt, c.LinkID = p.Scopes, t.now, l.ID
	if err := t.saveLink(ctx, l); err != nil {
		return Link{}, nil, err
	}
	if err := t.moveConsent(ctx, c, link.Finish); err != nil {
		return Link{}, nil, err
	}
	if err := t.endGroupsInvitation(ctx, actor, c, p); err != nil {
		return Link{}, nil, err
	}
	proven := l.event(ActionLinkProven, fact("reference", c.Reference), fact("approved by", p.ApproverUsername), stateDetail(l.State, l.State))
	if err := t.audit(ctx, actor, proven); err != nil {
		return Link{}, nil, err
	}
	return l, nil, t.switchProvisioning(ctx, actor, c.AccountID, true, "approved by "+p.ApproverUsername)
}

func (t *tx) groupsObstacle(ctx context.Context, c ConsentRequest, p Proof) (reason, err error) {
	if err := t.entitled(ctx, c.AccountID, c.UserID); err != nil {
		if errors.Is(err, ErrNotEntitled) {
			return err, nil
		}
		return nil, err
	}
	current, err := currentLink(ctx, t, c.AccountID)
	switch {
	case errors.Is(err, ErrNotFound), err == nil && (p.TenantID != current.TenantID || p.TenantID != c.ClaimedTenant):
		return ErrWrongTenant, nil
	case err != nil:
		return nil, err
	case !link.Grants(p.Scopes, link.GroupsScope):
		return ErrGroupsNotGranted, nil
	}
	return nil, nil
}

func (t *tx) endGroupsInvitation(ctx context.Context, actor Actor, c *ConsentRequest, p Proof) error {
	if c.InvitationID == "" {
		return nil
	}
	i, err := invitationByID(ctx, t, c.InvitationID)
	if err != nil {
		return err
	}
	if _, err := link.NextInvitation(i.asOf(t.now).State, link.InvitationApprove); err != nil {
		return err
	}
	return t.endInvitation(ctx, actor, &i, link.InvitationApprove, c.ID, fact("approved by", p.ApproverUsername), fact("tenant", p.TenantID))
}

// LatestGroupsConsents is LatestConsents for the requests of User Provisioning.
func (s *Store) LatestGroupsConsents(ctx context.Context, accountID string) (open, ended *ConsentRequest, err error) {
	return s.latestConsents(ctx, accountID, link.ForGroups)
}
