package store

import (
	"context"
	"errors"
	"strings"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// ConsentFailure is why a request failed and what was known by then.
type ConsentFailure struct {
	guidance.Failure
	ProvenTenant string // the signed tenant, where it got that far
	AccountUsed  string // the Microsoft account used, where known
}

// changeConsent reads a request and lets change move it, all in one transaction.
// An overdue request expires instead. A refusal is returned after the commit,
// together with the request as it is: what has expired stays so.
func (s *Store) changeConsent(ctx context.Context, operation, id string,
	e link.RequestEvent, change func(context.Context, *tx, *ConsentRequest) error,
) (request ConsentRequest, err error) {
	var refused *link.RefusedError
	err = s.write(ctx, operation, func(ctx context.Context, t *tx) (err error) {
		refused = nil
		if request, err = consentByID(ctx, t, id); err != nil {
			return err
		}
		if _, err = t.expireOverdue(ctx, &request); err != nil {
			return err
		}
		if _, err = link.NextRequest(request.State, e); errors.As(err, &refused) {
			return nil
		}
		return change(ctx, t, &request)
	})
	if err == nil && refused != nil {
		err = refused
	}
	return request, err
}

// ApproveConsent records that Microsoft's answer claims consent in a tenant. Of
// parallel callers exactly one succeeds; the others, and late ones, get
// *link.RefusedError and the request as it is.
func (s *Store) ApproveConsent(ctx context.Context, actor Actor, id, claimedTenant string) (ConsentRequest, error) {
	return s.changeConsent(ctx, "approve consent", id, link.Approve, func(ctx context.Context, t *tx, c *ConsentRequest) error {
		return t.approveConsent(ctx, actor, c, claimedTenant)
	})
}

func (t *tx) approveConsent(ctx context.Context, actor Actor, c *ConsentRequest, claimedTenant string) error {
	c.ClaimedTenant = tenantID(claimedTenant)
	if err := t.moveConsent(ctx, c, link.Approve); err != nil {
		return err
	}
	return t.audit(ctx, actor, c.approvedEvent())
}

func (c ConsentRequest) approvedEvent() event {
	return c.event(ActionConsentApproved, fact("claimed tenant", c.ClaimedTenant))
}

// RedeemConsent spends the state of the proving sign-in: approved → proving, exactly
// once, however often the callback is delivered. Refusals as in ApproveConsent.
func (s *Store) RedeemConsent(ctx context.Context, id string) (ConsentRequest, error) {
	return s.changeConsent(ctx, "redeem consent", id, link.Redeem, func(ctx context.Context, t *tx, c *ConsentRequest) error {
		return t.moveConsent(ctx, c, link.Redeem)
	})
}

// FailConsent ends an open request with a cause. Refusals as in ApproveConsent.
func (s *Store) FailConsent(ctx context.Context, actor Actor, id string, f ConsentFailure) (ConsentRequest, error) {
	return s.changeConsent(ctx, "fail consent", id, link.Fail, func(ctx context.Context, t *tx, c *ConsentRequest) error {
		return t.failConsent(ctx, actor, c, f)
	})
}

func (t *tx) failConsent(ctx context.Context, actor Actor, c *ConsentRequest, f ConsentFailure) error {
	c.Failure = guidance.Failure{
		Cause: f.Cause, OAuthError: clean(f.OAuthError, maxID), AADSTS: clean(f.AADSTS, maxID),
		CorrelationID: clean(f.CorrelationID, maxID), TraceID: clean(f.TraceID, maxID), At: f.At,
	}
	if f.ProvenTenant != "" {
		c.ProvenTenant = tenantID(f.ProvenTenant)
	}
	if f.AccountUsed != "" {
		c.AccountUsed = clean(f.AccountUsed, maxEmail)
	}
	if err := t.moveConsent(ctx, c, link.Fail); err != nil {
		return err
	}
	action := ActionConsentFailed
	if f.Cause == guidance.Declined {
		action = ActionConsentDeclined
	}
	return t.audit(ctx, actor, c.event(action, c.failureDetails()...))
}

// failureDetails names both tenants where they differ, so that a forged answer can
// be told from a wrong choice of account.
func (c ConsentRequest) failureDetails() []AuditDetail {
	f := c.Failure
	return []AuditDetail{
		fact("cause", string(f.Cause)), fact("error", f.OAuthError), fact("AADSTS", f.AADSTS),
		fact("correlation ID", f.CorrelationID), fact("trace ID", f.TraceID),
		fact("claimed tenant", c.ClaimedTenant), fact("proven tenant", c.ProvenTenant), fact("Microsoft account", c.AccountUsed),
	}
}

// CancelConsents ends every open request of the account's administrators for one purpose
// and returns how many. Those of invitations go on.
func (s *Store) CancelConsents(ctx context.Context, actor Actor, accountID string, purpose link.Purpose) (cancelled int, err error) {
	err = s.write(ctx, "cancel consents", func(ctx context.Context, t *tx) error {
		cancelled = 0
		requests, err := t.openConsents(ctx, accountID)
		if err != nil {
			return err
		}
		for _, c := range requests {
			if c.Purpose != purpose {
				continue
			}
			if expired, err := t.expireOverdue(ctx, &c); err != nil || expired {
				if err != nil {
					return err
				}
				continue
			}
			if err := t.cancel(ctx, actor, c); err != nil {
				return err
			}
			cancelled++
		}
		return nil
	})
	return cancelled, err
}

// cancel ends an open request on an administrator's word.
func (t *tx) cancel(ctx context.Context, actor Actor, c ConsentRequest) error {
	if err := t.moveConsent(ctx, &c, link.Cancel); err != nil {
		return err
	}
	return t.audit(ctx, actor, c.event(ActionConsentCancelled))
}

// tenantID brings a tenant ID into the one spelling that is compared and stored.
func tenantID(id string) string { return strings.ToLower(clean(strings.TrimSpace(id), maxID)) }
