package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// Status is what Link status shows of one account. It is kept beside the account
// and written in the transaction of every change.
type Status struct {
	AccountID    string
	Name         string
	State        link.State // of the current link; else Awaiting, Unlinked or NotLinked
	Health       link.Health
	Reason       string // of a health that is not Working: one of link.Reason…
	TenantID     string // of the current, awaiting or unlinked link, as are the next two
	Organisation string
	Domain       string    // the first one
	ChangedAt    time.Time // when state or health last changed
	ProvenAt     time.Time // when the link's tenant, or that of the last one that was the account's, was last proven; a proposal proves nothing; zero for never
	LastFailedAt time.Time // when an attempt last failed; zero for never, and when its trace has been purged
	LastCause    guidance.Cause
	ReviewAt     time.Time // when the health must be judged again though nothing happens; zero for never

	nameKey string
	terms   termList
}

// StatusCount is how many accounts are in a state with a health.
type StatusCount struct {
	State  link.State
	Health link.Health
	N      int64
}

// statusColumns are those that a list needs.
const (
	statusColumns = `s.account_id, s.name, s.name_key, s.state, s.health, s.reason, s.tenant_id, s.organisation, s.domain,
  s.changed_at, s.proven_at, s.last_failed_at, s.last_cause, s.review_at`
	selectStatus = "select " + statusColumns + " from account_status s "
)

func (s *Status) fields() []any {
	return []any{
		&s.AccountID, &s.Name, &s.nameKey, &s.State, &s.Health, &s.Reason, &s.TenantID, &s.Organisation, &s.Domain,
		(*stamp)(&s.ChangedAt), (*stamp)(&s.ProvenAt), (*stamp)(&s.LastFailedAt), &s.LastCause, (*stamp)(&s.ReviewAt),
	}
}

func scanStatus(row scanner) (s Status, err error) {
	err = row.Scan(s.fields()...)
	return s, err
}

// Status returns the status of one account, or ErrNotFound.
func (s *Store) Status(ctx context.Context, accountID string) (Status, error) {
	status, err := one(ctx, s.reads, scanStatus, selectStatus+"where s.account_id = $1", accountID)
	return status, wrapped("read status", err)
}

// maxStatusIDs bounds StatusByIDs.
const maxStatusIDs = 100

// StatusByIDs returns the statuses of at most 100 accounts in the order asked for;
// unknown accounts are left out. More IDs are ErrInvalid.
func (s *Store) StatusByIDs(ctx context.Context, ids []string) ([]Status, error) {
	if len(ids) > maxStatusIDs {
		return nil, fmt.Errorf("read statuses: more than %d accounts: %w", maxStatusIDs, ErrInvalid)
	}
	// One statement whatever their number: unused places ask for the empty ID.
	args := make([]any, maxStatusIDs)
	places := ""
	for i := range args {
		args[i] = ""
		if i < len(ids) {
			args[i] = ids[i]
		}
		places += fmt.Sprintf("$%d, ", i+1)
	}
	found, err := all(ctx, s.reads, scanStatus, selectStatus+"where s.account_id in ("+places[:len(places)-2]+")", args...)
	if err != nil {
		return nil, fmt.Errorf("read statuses: %w", err)
	}
	var out []Status
	for _, id := range ids {
		if i := slices.IndexFunc(found, func(s Status) bool { return s.AccountID == id }); i >= 0 {
			out = append(out, found[i])
		}
	}
	return out, nil
}

func scanCount(row scanner) (c StatusCount, err error) {
	err = row.Scan(&c.State, &c.Health, &c.N)
	return c, err
}

// StatusCounts returns how many accounts there are of each state and health that
// occurs. It reads a few rows, however many accounts there are.
func (s *Store) StatusCounts(ctx context.Context) ([]StatusCount, error) {
	counts, err := all(ctx, s.reads, scanCount, "select state, health, n from status_counts where n <> 0 order by state, health")
	return counts, wrapped("read status counts", err)
}
