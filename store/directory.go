package store

import (
	"context"
	"fmt"
)

// forgetDirectory lets go of what was known of an organisation's directory when its
// link is given up: groups of another organisation have other IDs, and it has not given
// the permission to read them.
func (t *tx) forgetDirectory(ctx context.Context, actor Actor, l Link) error {
	on, err := t.exec(ctx, "update provisioning set enabled = false, version = version + 1 where account_id = $1 and enabled", l.AccountID)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"update user_templates set group_id = '' where account_id = $1 and group_id <> ''",
		"delete from directory_groups where account_id = $1",
		"delete from person_groups where user_id in (select id from users where account_id = $1)",
		"delete from relink_requests where account_id = $1",
	} {
		if _, err := t.exec(ctx, statement, l.AccountID); err != nil {
			return fmt.Errorf("forget directory: %w", err)
		}
	}
	if on == 0 {
		return nil
	}
	return t.audit(ctx, actor, event{account: l.AccountID, action: ActionProvisioningOff, subject: l.AccountID, details: []AuditDetail{fact("because", "the link has ended")}})
}
