package store

import (
	"context"
	"errors"
)

// TenantTaken reports whether the tenant serves another account now, so that this one
// cannot link it. A permission of support's counts when the link is made, not here.
func (s *Store) TenantTaken(ctx context.Context, accountID, tenant string) (bool, error) {
	_, err := foreignLink(ctx, s.reads, accountID, tenantID(tenant))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, wrapped("look for the tenant's link", err)
}
