package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"workbooks.com/authconsole/internal/link"
)

// The actions of permissions. Their texts are stored and never renamed.
const (
	ActionTenantAllowed = "tenant.allowed" // support lets this account link a tenant that serves another one; subject: the permission
	ActionTenantShared  = "tenant.shared"  // another account may link this account's tenant too; subject: the link
)

// Permission lets an account link a tenant that serves another account already. It
// holds until it is withdrawn, also after it has been used: the link is proven
// again by it.
type Permission struct {
	ID          string
	AccountID   string
	TenantID    string // lower-case GUID
	Reason      string
	ByName      string // who of support gave it
	ByUserID    string
	CreatedAt   time.Time
	UsedAt      time.Time // when a link was first made by it; zero for never
	WithdrawnAt time.Time // zero while it holds
}

const (
	minReason = 10
	maxReason = 500

	permissionColumns = "id, account_id, tenant_id, reason, by_name, by_user_id, created_at, used_at, withdrawn_at"
	selectPermission  = "select " + permissionColumns + " from tenant_permissions "
)

func scanPermission(row scanner) (p Permission, err error) {
	err = row.Scan(&p.ID, &p.AccountID, &p.TenantID, &p.Reason, &p.ByName, &p.ByUserID,
		(*stamp)(&p.CreatedAt), (*stamp)(&p.UsedAt), (*stamp)(&p.WithdrawnAt))
	return p, err
}

// AllowTenant lets an account link a tenant though it serves another account.
// ErrNotEntitled unless the actor is a support user; ErrInvalid unless the tenant is
// a GUID in its usual form, not that of personal accounts, and the reason has 10 to
// 500 characters; ErrNotFound without the account. A permission that holds already
// is returned as it is. The account it is shared with is told, but not with whom.
func (s *Store) AllowTenant(ctx context.Context, actor Actor, accountID, tenant, reason string) (allowed Permission, err error) {
	err = s.write(ctx, "allow tenant", func(ctx context.Context, t *tx) error {
		if err := t.support(ctx, actor); err != nil {
			return err
		}
		p, err := newPermission(accountID, tenant, reason)
		if err != nil {
			return err
		}
		if _, err := accountBy(ctx, t, "id", accountID); err != nil {
			return err
		}
		allowed, err = holding(ctx, t, accountID, p.TenantID)
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		p.ID, p.ByName, p.ByUserID, p.CreatedAt = t.newID(), clean(actor.Name, maxName), actor.UserID, t.now
		allowed = p
		return t.allow(ctx, actor, p)
	})
	return allowed, err
}

func newPermission(accountID, tenant, reason string) (Permission, error) {
	tenant = tenantID(tenant)
	id, err := uuid.Parse(tenant)
	if err != nil || id.String() != tenant || tenant == link.PersonalTenant {
		return Permission{}, fmt.Errorf("tenant must be the ID of an organisation: %w", ErrInvalid)
	}
	reason = clean(strings.TrimSpace(reason), maxReason+1)
	if n := utf8.RuneCountInString(reason); n < minReason || n > maxReason {
		return Permission{}, fmt.Errorf("reason must have %d to %d characters: %w", minReason, maxReason, ErrInvalid)
	}
	return Permission{AccountID: accountID, TenantID: tenant, Reason: reason}, nil
}

func (t *tx) allow(ctx context.Context, actor Actor, p Permission) error {
	_, err := t.exec(ctx, `insert into tenant_permissions (id, account_id, tenant_id, reason, by_name, by_user_id, created_at)
values ($1, $2, $3, $4, $5, $6, $7)`, p.ID, p.AccountID, p.TenantID, p.Reason, p.ByName, p.ByUserID, stamp(p.CreatedAt))
	if err != nil {
		return err
	}
	err = t.audit(ctx, actor, event{account: p.AccountID, action: ActionTenantAllowed, subject: p.ID, details: []AuditDetail{
		fact("tenant", p.TenantID), fact("reason", p.Reason),
	}})
	if err != nil {
		return err
	}
	return t.tellSharing(ctx, p)
}

// tellSharing tells the accounts that the tenant serves now. They must not learn
// who else may link it: not the actor, not the reason.
func (t *tx) tellSharing(ctx context.Context, p Permission) error {
	others, err := all(ctx, t, scanLink, selectLink+"where tenant_id = cast($1 as text) and "+isCurrent, p.TenantID)
	for _, l := range others {
		if err == nil && l.AccountID != p.AccountID {
			err = t.audit(ctx, System(), event{account: l.AccountID, action: ActionTenantShared, subject: l.ID, details: []AuditDetail{
				fact("tenant", p.TenantID),
			}})
		}
	}
	return err
}

// Permissions returns the account's permissions, newest first, withdrawn ones too;
// at most 500.
func (s *Store) Permissions(ctx context.Context, accountID string) ([]Permission, error) {
	permissions, err := all(ctx, s.reads, scanPermission, fmt.Sprintf(selectPermission+
		"where account_id = cast($1 as text) order by created_at desc, id desc limit %d", maxPage), accountID)
	return permissions, wrapped("list permissions", err)
}

func holding(ctx context.Context, q querier, accountID, tenant string) (Permission, error) {
	return one(ctx, q, scanPermission, selectPermission+
		"where account_id = cast($1 as text) and tenant_id = cast($2 as text) and withdrawn_at is null", accountID, tenant)
}

// permission returns the ID of the permission by which the account may link the
// tenant though another account has it, or "" when there is none.
func (t *tx) permission(ctx context.Context, accountID, tenant string) (id string, err error) {
	p, err := holding(ctx, t, accountID, tenant)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return p.ID, err
}

// usePermission notes when a link was first made by a permission.
func (t *tx) usePermission(ctx context.Context, id string) error {
	_, err := t.exec(ctx, "update tenant_permissions set used_at = $1 where id = cast($2 as text) and used_at is null", stamp(t.now), id)
	return err
}
