package store

import (
	"context"
	"errors"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// required is the organisation that the request's invitation asks for, if it has one.
func (t *tx) required(ctx context.Context, c ConsentRequest) (link.Required, error) {
	if c.InvitationID == "" {
		return "", nil
	}
	i, err := invitationByID(ctx, t, c.InvitationID)
	return i.Required, err
}

// obstacle returns why the proven request must not become a link, or what permits it.
func (t *tx) obstacle(ctx context.Context, c ConsentRequest, p Proof, required link.Required) (permission string, reason, err error) {
	if err := t.entitled(ctx, c.AccountID, c.UserID); errors.Is(err, ErrNotEntitled) {
		return "", err, nil
	} else if err != nil {
		return "", nil, err
	}
	if p.TenantID == "" || p.TenantID != c.ClaimedTenant || !required.Meets(p.TenantID, p.Domains) {
		return "", ErrWrongTenant, nil
	}
	permission, err = t.tenantFree(ctx, c.AccountID, p.TenantID)
	if errors.Is(err, ErrTenantTaken) {
		return "", err, nil
	}
	return permission, nil, err
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
	other, err := foreignLink(ctx, t, c.AccountID, c.ProvenTenant)
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
