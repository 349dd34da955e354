package handlers

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
)

// prove redeems the code, judges the signed identity and, when it is proof,
// makes the link. From here on a browser that goes away stops nothing: the code
// is spent, and the outcome must be recorded.
func (c *Console) prove(ctx echo.Context, r store.ConsentRequest, a attempt, code, issuer string) error {
	rc := context.WithoutCancel(ctx.Request().Context())
	in, err := c.Microsoft.Redeem(rc, provenAt(r), microsoft.RedeemRequest{
		RedirectURI: SignInRedirectURI(c.PublicURL), Code: code, Verifier: a.Verifier, Nonce: a.Nonce, Issuer: issuer,
	})
	if err != nil {
		return c.fail(ctx, r, microsoftFailure(err))
	}
	id, claimed := in.Identity, r.ClaimedTenant
	if claimed == "" {
		claimed = id.TenantID
	}
	org := microsoft.Organization{}
	role, cause := link.Proof{ClaimedTenant: claimed, TokenTenant: id.TenantID, Wids: id.Wids}.Judge(c.RequireAdminRole)
	if cause == guidance.None {
		org = c.organisation(rc, r, in)
		if cause, err = c.requiredCause(rc, r, id.TenantID, org.Domains); err != nil {
			return err
		}
	}
	if cause != guidance.None {
		return c.fail(ctx, r, store.ConsentFailure{Failure: guidance.Failure{Cause: cause}, ProvenTenant: id.TenantID, AccountUsed: id.Username})
	}
	_, err = c.Store.CompleteLink(rc, c.actorOf(ctx, r, id.Username), r.ID, store.Proof{
		TenantID: id.TenantID, Organisation: org.Name, Domains: org.Domains,
		ApproverObjectID: id.ObjectID, ApproverName: id.Name, ApproverUsername: id.Username, Role: role, Scopes: in.Scopes,
		IP: ctx.RealIP(), Agent: ctx.Request().UserAgent(),
	})
	return c.completed(ctx, r, err)
}

// organisation asks for name and domains. Without an answer they are unknown, which
// is never in the way of an administrator's own link.
func (c *Console) organisation(ctx context.Context, r store.ConsentRequest, in microsoft.SignIn) microsoft.Organization {
	org, err := c.Microsoft.Organization(ctx, in.GraphToken)
	if err != nil {
		c.Log.Warn("organisation unknown", "reference", r.Reference, "error", err)
		return microsoft.Organization{}
	}
	return org
}

// provenAt is the tenant at which a request is proven: the one that was claimed, or
// any, when «Check again» claims none.
func provenAt(r store.ConsentRequest) string {
	if r.ClaimedTenant == "" {
		return microsoft.Organizations
	}
	return r.ClaimedTenant
}

// requiredCause judges whether a proven tenant is the one that the invitation asks
// for. A domain that Microsoft did not confirm is not the one asked for.
func (c *Console) requiredCause(ctx context.Context, r store.ConsentRequest, tenant string, domains []string) (guidance.Cause, error) {
	if r.InvitationID == "" {
		return guidance.None, nil
	}
	i, err := c.Store.Invitation(ctx, r.AccountID, r.InvitationID)
	switch {
	case err != nil:
		return guidance.None, err
	case i.Required.Meets(tenant, domains):
		return guidance.None, nil
	case i.Required.TenantID() == "" && len(domains) == 0:
		return guidance.OrganisationUnread, nil
	}
	return guidance.RequiredOrganisation, nil
}

// actorOf is who acts in a callback: the signed-in administrator, or whoever came by
// an invitation, by the login name that Microsoft signed where it is known.
func (c *Console) actorOf(ctx echo.Context, r store.ConsentRequest, username string) store.Actor {
	if r.InvitationID == "" {
		return c.actor(ctx)
	}
	return c.invitedActor(ctx, username)
}

// completed ends the proving browser's request. What the store refused it has
// already recorded with the request.
func (c *Console) completed(ctx echo.Context, r store.ConsentRequest, err error) error {
	switch {
	case err == nil:
		c.Metrics.consent("linked")
	case errors.Is(err, store.ErrTenantTaken):
		c.Metrics.consent(string(guidance.TenantTaken))
	case errors.Is(err, store.ErrNotEntitled):
		c.Metrics.consent(string(guidance.NotEntitled))
	case errors.Is(err, store.ErrGroupsNotGranted):
		c.Metrics.consent(string(guidance.GroupsNotGranted))
	case errors.Is(err, store.ErrWrongTenant):
		c.Metrics.consent(string(guidance.WrongOrganisation))
	default:
		return c.overtaken(ctx, r, err)
	}
	return c.endAt(ctx, r)
}
