package store

import (
	"context"
	"errors"
)

// foreignLink returns the current link of the tenant that belongs to another
// account, that of the tenant's first account if there are several; or ErrNotFound.
func foreignLink(ctx context.Context, q querier, accountID, tenant string) (Link, error) {
	return one(ctx, q, scanLink, selectLink+"where tenant_id = cast($1 as text) and account_id <> cast($2 as text) and "+isCurrent+
		" order by permission_id limit 1", tenant, accountID)
}

// tenantFree returns ErrTenantTaken when the tenant serves another account and
// nothing permits this one to share it. Otherwise permission is what does, or empty
// when nobody else has the tenant.
func (t *tx) tenantFree(ctx context.Context, accountID, tenant string) (permission string, err error) {
	if _, err := foreignLink(ctx, t, accountID, tenant); err != nil {
		if errors.Is(err, ErrNotFound) {
			return "", nil
		}
		return "", err
	}
	permission, err = t.permission(ctx, accountID, tenant)
	switch {
	case err != nil:
		return "", err
	case permission == "":
		return "", ErrTenantTaken
	}
	return permission, t.usePermission(ctx, permission)
}
