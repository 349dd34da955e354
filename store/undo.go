package store

import (
	"context"
	"errors"

	"workbooks.com/authconsole/internal/link"
)

// UndoLink takes back the link that a request made, «Not your organisation? Undo».
// It is refused with *link.RefusedError unless that link is current and younger
// than link.UndoWindow, counted from when it became the account's; a request of another account, or one that made no new link,
// is ErrNotFound. The link that was replaced comes back in the state it had;
// restored is nil when there was none or its tenant was taken meanwhile.
func (s *Store) UndoLink(ctx context.Context, actor Actor, accountID, requestID string) (undone Link, restored *Link, err error) {
	err = s.write(ctx, "undo link", func(ctx context.Context, t *tx) (err error) {
		undone, restored, err = t.undoLink(ctx, actor, accountID, requestID)
		return err
	})
	return undone, restored, err
}

func (t *tx) undoLink(ctx context.Context, actor Actor, accountID, requestID string) (Link, *Link, error) {
	l, err := one(ctx, t, scanLink, selectLink+"where request_id = cast($1 as text) and account_id = cast($2 as text)", requestID, accountID)
	if err != nil {
		return Link{}, nil, err
	}
	if !l.State.Current() || !t.now.Before(l.ConfirmedAt.Add(link.UndoWindow)) {
		return l, nil, &link.RefusedError{From: string(l.State), Event: string(link.Unlink)}
	}
	if err := t.moveLink(ctx, actor, &l, link.Unlink, ActionLinkUndone); err != nil {
		return l, nil, err
	}
	if l.Replaces == "" {
		return l, nil, nil
	}
	restored, err := t.restoreLink(ctx, actor, l)
	return l, restored, err
}

// restoreLink brings back the link that undone had replaced.
func (t *tx) restoreLink(ctx context.Context, actor Actor, undone Link) (*Link, error) {
	old, err := one(ctx, t, scanLink, selectLink+"where id = cast($1 as text) and replaced_by = cast($2 as text)", undone.Replaces, undone.ID)
	if err != nil {
		return nil, err
	}
	old.permission, err = t.tenantFree(ctx, old.AccountID, old.TenantID)
	switch {
	case errors.Is(err, ErrTenantTaken):
		return nil, nil //nolint:nilnil // nothing to restore is one of the outcomes
	case err != nil:
		return nil, err
	}
	before := old.stateBefore
	old.replacedBy, old.stateBefore = "", ""
	if err := t.saveLink(ctx, old); err != nil {
		return nil, err
	}
	if err := t.moveLink(ctx, actor, &old, link.Restore, ActionLinkRestored); err != nil {
		return nil, err
	}
	if before != link.Disabled {
		return &old, nil
	}
	err = t.moveLink(ctx, actor, &old, link.Disable, ActionLinkDisabled)
	return &old, err
}
