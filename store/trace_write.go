package store

import (
	"context"
	"strings"

	"workbooks.com/authconsole/internal/link"
)

// traceKind is the kind of the trace that a new request leaves.
func (n NewConsent) traceKind() string {
	switch {
	case n.InvitationID != "":
		return TraceInvitation
	case n.Purpose == link.ForGroups:
		return TraceGroups
	case n.Check:
		return TraceCheck
	}
	return TraceConsent
}

// startTrace begins the trace of a request that has just been inserted. It has the
// request's ID.
func (t *tx) startTrace(ctx context.Context, id string, n NewConsent) error {
	reference := clean(n.Reference, maxID)
	_, err := t.exec(ctx, `insert into traces (id, reference, reference_key, kind, account_id, request_id, user_name, started_at, steps)
values ($1, $2, $3, $4, $5, $6, coalesce((select name from users where id = $7), ''), $8, $9)`,
		id, reference, referenceKey(reference), n.traceKind(), n.AccountID, id, n.UserID, stamp(t.now), stepsText([]TraceStep{{StepStarted, t.now}}))
	return err
}

// moveTrace brings the trace of a request up to where the request is now. One that
// has been purged stays gone.
func (t *tx) moveTrace(ctx context.Context, c ConsentRequest) error {
	tenant := c.ProvenTenant
	if tenant == "" {
		tenant = c.ClaimedTenant
	}
	steps := []TraceStep{{StepStarted, c.StartedAt}, {StepApproved, c.ApprovedAt}, {StepProving, c.ProvingAt}}
	if c.State.Open() {
		_, err := t.exec(ctx, "update traces set tenant_id = $1, steps = $2 where id = $3", tenant, stepsText(steps), c.ID)
		return err
	}
	f := c.Failure
	steps = append(steps, TraceStep{string(c.State), c.EndedAt})
	_, err := t.exec(ctx, `update traces set ended_at = $1, outcome = $2, cause = $3, oauth_error = $4, aadsts = $5, correlation_id = $6,
  trace_id = $7, microsoft_at = $8, tenant_id = $9, account_used = $10, steps = $11 where id = $12`,
		stamp(c.EndedAt), c.State, f.Cause, f.OAuthError, f.AADSTS, strings.ToLower(f.CorrelationID),
		strings.ToLower(f.TraceID), stamp(f.At), tenant, strings.ToLower(c.AccountUsed), stepsText(steps), c.ID)
	return err
}
