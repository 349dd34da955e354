package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// Link is a link between an account and a tenant: current, past, or proposed.
type Link struct {
	ID               string
	AccountID        string
	State            link.State
	TenantID         string // lower-case GUID
	Organisation     string // as Microsoft Graph told; empty when unknown
	Domains          []string
	ApproverObjectID string // oid of who approved at Microsoft
	ApproverName     string
	ApproverUsername string
	ApproverIP       string // where the approver's browser was when the tenant was last proven
	ApproverAgent    string // and what it called itself
	Role             string // that allowed the approver to consent, empty when not checked
	Scopes           []string
	LinkedByName     string // the Workbooks administrator, or who sent the invitation
	RequestID        string // the consent request that made it
	InvitationID     string // by which its approver came, empty for a direct link
	Replaces         string // the link that it replaced, if any
	LinkedAt         time.Time
	ConfirmedAt      time.Time // when it became the account's link: LinkedAt of a direct one, zero if it never did
	ConfirmedBy      string    // the administrator who said «Yes, this is us», empty for a direct link
	RejectedWhy      string    // what the administrator said who rejected it
	ProvenAt         time.Time // when the tenant was last proven
	EndedAt          time.Time // zero while current, and while it waits
	ConflictAt       time.Time // when another account last tried to link this tenant
	ConflictBy       string    // the Microsoft account that tried

	replacedBy  string
	stateBefore link.State // of a replaced link: what undoing goes back to
	permission  string     // that lets the account share the tenant with another one
}

const linkColumns = `id, account_id, state, tenant_id, organisation, domains, approver_object_id, approver_name, approver_username,
  approver_ip, approver_agent, role, scopes, linked_by_name, request_id, invitation_id, replaces, linked_at, confirmed_at, confirmed_by,
  rejected_why, proven_at, ended_at, conflict_at, conflict_by, replaced_by, state_before, permission_id`

const selectLink = "select " + linkColumns + " from links "

func scanLink(row scanner) (l Link, err error) {
	err = row.Scan(&l.ID, &l.AccountID, &l.State, &l.TenantID, &l.Organisation, (*list)(&l.Domains),
		&l.ApproverObjectID, &l.ApproverName, &l.ApproverUsername, &l.ApproverIP, &l.ApproverAgent, &l.Role, (*list)(&l.Scopes), &l.LinkedByName,
		&l.RequestID, (*ref)(&l.InvitationID), (*ref)(&l.Replaces), (*stamp)(&l.LinkedAt), (*stamp)(&l.ConfirmedAt), &l.ConfirmedBy,
		&l.RejectedWhy, (*stamp)(&l.ProvenAt), (*stamp)(&l.EndedAt),
		(*stamp)(&l.ConflictAt), &l.ConflictBy, (*ref)(&l.replacedBy), &l.stateBefore, &l.permission)
	return l, err
}

// A link that has not ended is current or awaits its confirmation.
const (
	isCurrent  = "ended_at is null and confirmed_at is not null"
	isAwaiting = "ended_at is null and confirmed_at is null"
)

func currentLink(ctx context.Context, q querier, accountID string) (Link, error) {
	return one(ctx, q, scanLink, selectLink+"where account_id = cast($1 as text) and "+isCurrent, accountID)
}

// CurrentLink returns the account's enabled or disabled link, or ErrNotFound.
func (s *Store) CurrentLink(ctx context.Context, accountID string) (Link, error) {
	l, err := currentLink(ctx, s.reads, accountID)
	return l, wrapped("read current link", err)
}

// LastLink returns the account's current link, else the one that was so last, or
// ErrNotFound. Proposals that were not confirmed do not count.
func (s *Store) LastLink(ctx context.Context, accountID string) (Link, error) {
	l, err := currentLink(ctx, s.reads, accountID)
	if errors.Is(err, ErrNotFound) {
		l, err = one(ctx, s.reads, scanLink, selectLink+"where account_id = $1 and confirmed_at is not null order by ended_at desc, confirmed_at desc, id desc limit 1", accountID)
	}
	return l, wrapped("read last link", err)
}

// Link returns one link of the account; another account's is ErrNotFound.
func (s *Store) Link(ctx context.Context, accountID, id string) (Link, error) {
	l, err := linkOf(ctx, s.reads, accountID, id)
	return l, wrapped("read link", err)
}

func linkOf(ctx context.Context, q querier, accountID, id string) (Link, error) {
	l, err := one(ctx, q, scanLink, selectLink+"where id = $1", id)
	if err == nil && l.AccountID != accountID {
		return Link{}, ErrNotFound
	}
	return l, err
}

func wrapped(operation string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

// MoveLink applies an administrator's event (link.Enable, link.Disable, link.Unlink)
// to the account's link. *link.RefusedError when the state does not allow it, and
// for the events that come from consent requests only.
func (s *Store) MoveLink(ctx context.Context, actor Actor, accountID, linkID string, e link.Event) (moved Link, err error) {
	err = s.write(ctx, "move link", func(ctx context.Context, t *tx) (err error) {
		if moved, err = linkOf(ctx, t, accountID, linkID); err != nil {
			return err
		}
		action, ok := map[link.Event]string{
			link.Enable: ActionLinkEnabled, link.Disable: ActionLinkDisabled, link.Unlink: ActionLinkUnlinked,
		}[e]
		if !ok {
			return &link.RefusedError{From: string(moved.State), Event: string(e)}
		}
		return t.moveLink(ctx, actor, &moved, e, action)
	})
	return moved, err
}

// moveLink applies the rule, writes the row and appends the audit entry.
func (t *tx) moveLink(ctx context.Context, actor Actor, l *Link, e link.Event, action string, details ...AuditDetail) error {
	to, err := link.Next(l.State, e)
	if err != nil {
		return err
	}
	from := l.State
	l.State, l.EndedAt = to, time.Time{}
	switch {
	case !to.Current():
		l.EndedAt = t.now
	case from == link.Awaiting:
		l.ConfirmedAt = t.now
	}
	if from.Current() && to.Current() {
		_, err = t.exec(ctx, "update links set state = $1 where id = $2", l.State, l.ID)
	} else {
		_, err = t.exec(ctx, "update links set state = $1, ended_at = $2, confirmed_at = $3, permission_id = $4 where id = $5",
			l.State, stamp(l.EndedAt), stamp(l.ConfirmedAt), l.permission, l.ID)
	}
	if err != nil {
		return err
	}
	if err := t.audit(ctx, actor, l.event(action, append(details, stateDetail(from, to))...)); err != nil || !from.Current() || to.Current() {
		return err
	}
	return t.afterLink(ctx, actor, *l)
}

// afterLink ends what rested on a link that is the account's no longer.
func (t *tx) afterLink(ctx context.Context, actor Actor, l Link) error {
	if err := t.endSessionsOfLink(ctx, actor, l); err != nil {
		return err
	}
	return t.forgetDirectory(ctx, actor, l)
}

// detailState names the detail by which VerifyAudit compares trail and link.
const detailState = "state"

// stateDetail tells of every move, also of one that ends in the state it began in.
func stateDetail(from, to link.State) AuditDetail {
	if from == to {
		return fact(detailState, string(to))
	}
	return changed(detailState, string(from), string(to))
}

func (l Link) event(action string, details ...AuditDetail) event {
	details = append(details, fact("tenant", l.TenantID), fact("organisation", l.Organisation))
	return event{account: l.AccountID, action: action, subject: l.ID, details: details}
}

// saveLink writes what may change in a link besides its state.
func (t *tx) saveLink(ctx context.Context, l Link) error {
	_, err := t.exec(ctx, `update links set organisation = $1, domains = $2, approver_object_id = $3, approver_name = $4,
  approver_username = $5, approver_ip = $6, approver_agent = $7, role = $8, scopes = $9, proven_at = $10, conflict_at = $11, conflict_by = $12,
  replaces = $13, replaced_by = $14, state_before = $15, confirmed_by = $16, rejected_why = $17 where id = $18`,
		l.Organisation, list(l.Domains), l.ApproverObjectID, l.ApproverName,
		l.ApproverUsername, l.ApproverIP, l.ApproverAgent, l.Role, list(l.Scopes), stamp(l.ProvenAt), stamp(l.ConflictAt), l.ConflictBy,
		ref(l.Replaces), ref(l.replacedBy), l.stateBefore, l.ConfirmedBy, l.RejectedWhy, l.ID)
	return err
}

func (t *tx) insertLink(ctx context.Context, l Link) error {
	_, err := t.exec(ctx, `insert into links (`+linkColumns+`)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
		l.ID, l.AccountID, l.State, l.TenantID, l.Organisation, list(l.Domains), l.ApproverObjectID, l.ApproverName, l.ApproverUsername,
		l.ApproverIP, l.ApproverAgent, l.Role, list(l.Scopes), l.LinkedByName, l.RequestID, ref(l.InvitationID), ref(l.Replaces),
		stamp(l.LinkedAt), stamp(l.ConfirmedAt), l.ConfirmedBy, l.RejectedWhy, stamp(l.ProvenAt), stamp(l.EndedAt),
		stamp(l.ConflictAt), l.ConflictBy, ref(l.replacedBy), l.stateBefore, l.permission)
	return err
}
