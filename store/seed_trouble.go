package store

import (
	"context"
	"errors"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// inUse makes a link that is enabled. Of eighty about one breaks later and three need
// attention; contested makes more of these.
func (s *seeder) inUse(ctx context.Context) error {
	l, err := s.linked(ctx)
	if err != nil {
		return err
	}
	broken := []guidance.Failure{
		{Cause: guidance.ConsentMissing, OAuthError: "invalid_grant", AADSTS: "65001"},
		{Cause: guidance.AppDisabled, OAuthError: "unauthorized_client", AADSTS: "7000112"},
	}
	switch s.random.IntN(80) {
	case 0:
		return s.failedLater(ctx, l, broken[s.random.IntN(len(broken))])
	case 1:
		return s.failedLater(ctx, l, guidance.Failure{Cause: guidance.BlockedByPolicy, OAuthError: "interaction_required", AADSTS: "53003"})
	case 2:
		return s.failedLater(ctx, l, guidance.Failure{Cause: guidance.NotAssigned, OAuthError: "access_denied", AADSTS: "50105"})
	case 3:
		s.pass(20 * 24 * time.Hour)
		return s.setAdvancedSecurity(ctx, Actor{Kind: KindOperator, Name: "Workbooks"}, s.account.ID, false)
	}
	return nil
}

// failedLater leaves an attempt to prove the link's tenant again that failed.
func (s *seeder) failedLater(ctx context.Context, l Link, f guidance.Failure) error {
	s.pass(20 * 24 * time.Hour)
	c, err := s.claimed(ctx, l.TenantID)
	if err != nil {
		return err
	}
	s.pass(time.Minute)
	f.CorrelationID, f.TraceID, f.At = s.guid(), s.guid(), s.now
	return s.failConsent(ctx, s.administrator(), &c, ConsentFailure{Failure: f})
}

// claimed is a request for which Microsoft's answer has named a tenant.
func (s *seeder) claimed(ctx context.Context, tenant string) (ConsentRequest, error) {
	c, err := s.started(ctx)
	if err != nil {
		return ConsentRequest{}, err
	}
	s.pass(90 * time.Second)
	return c, s.approveConsent(ctx, s.administrator(), &c, tenant)
}

// contested lets the account try, within the last days, to link a tenant that serves
// an account before it; both then have it in their trails.
func (s *seeder) contested(ctx context.Context) error {
	taken, err := s.linkBefore(ctx)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	s.now = s.present.Add(-6 * 24 * time.Hour)
	s.pass(5 * 24 * time.Hour)
	c, err := s.claimed(ctx, taken.TenantID)
	if err != nil {
		return err
	}
	if err := s.moveConsent(ctx, &c, link.Redeem); err != nil {
		return err
	}
	proof := s.proof()
	proof.TenantID, proof.Organisation, proof.Domains = taken.TenantID, taken.Organisation, taken.Domains
	_, _, err = s.completeOrRefuse(ctx, s.administrator(), &c, proof)
	return err
}

// linkBefore returns the enabled link of one of the last seeded accounts.
func (s *seeder) linkBefore(ctx context.Context) (Link, error) {
	for i := s.index - 1; i >= max(0, s.index-20); i-- {
		account, err := accountBy(ctx, s, "name_key", nameKey(companyName(i)))
		if err != nil {
			return Link{}, err
		}
		l, err := currentLink(ctx, s, account.ID)
		if err == nil && l.State == link.Enabled && account.AdvancedSecurity {
			return l, nil
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return Link{}, err
		}
	}
	return Link{}, ErrNotFound
}
