package store

import (
	"context"
	"errors"
)

// TenantTaken reports whether the tenant serves another account now and nothing of
// support's lets this one share it, so that it cannot be linked.
func (s *Store) TenantTaken(ctx context.Context, accountID, tenant string) (bool, error) {
	tenant = tenantID(tenant)
	_, err := foreignLink(ctx, s.reads, accountID, tenant)
	if err == nil {
		_, err = holding(ctx, s.reads, accountID, tenant)
		if errors.Is(err, ErrNotFound) {
			return true, nil
		}
	}
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return false, wrapped("look for the tenant's link", err)
}
