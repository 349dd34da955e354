package store

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// touch is an account whose status must be looked at again before the end of the
// transaction, with its terms when they may have changed too.
type touch struct {
	account string
	terms   bool
}

func (t *tx) touch(account string, terms bool) {
	for i := range t.touched {
		if t.touched[i].account == account {
			t.touched[i].terms = t.touched[i].terms || terms
			return
		}
	}
	t.touched = append(t.touched, touch{account, terms})
}

// touchBy marks the account of an audit entry. What no status follows from costs
// nothing: the start of a request, a login.
func (t *tx) touchBy(account, action string) {
	switch action {
	case ActionConsentFailed, ActionConsentDeclined, ActionAdvancedSecurity, ActionLinkEnabled, ActionLinkDisabled, ActionLinkContested:
		t.touch(account, false)
		return
	}
	for _, kind := range []string{"account.", "user.", "link."} {
		if account != "" && strings.HasPrefix(action, kind) {
			t.touch(account, true)
		}
	}
}

// refreshed lets a change end with the statuses that follow from it.
func refreshed(run func(context.Context, *tx) error) func(context.Context, *tx) error {
	return func(ctx context.Context, t *tx) error {
		if err := run(ctx, t); err != nil {
			return err
		}
		return t.refresh(ctx)
	}
}

// refresh writes the status of every touched account if it differs.
func (t *tx) refresh(ctx context.Context) error {
	for _, touched := range t.touched {
		done := false
		var err error
		if !touched.terms {
			done, err = t.refreshLight(ctx, touched.account)
		}
		if err == nil && !done {
			err = t.refreshFully(ctx, touched)
		}
		if err != nil {
			return err
		}
	}
	t.session.count(t.counted)
	return nil
}

func (t *tx) refreshFully(ctx context.Context, touched touch) error {
	e, err := one(ctx, t, scanEvidence, selectEvidence+"where a.id = cast($1 as text)", touched.account)
	if errors.Is(err, ErrNotFound) {
		return nil // the change was to no account
	}
	if err != nil {
		return err
	}
	changes, err := t.saveStatus(ctx, e, touched.terms)
	if err != nil {
		return err
	}
	return t.saveTerms(ctx, changes)
}

// termChange is a term to be added to an account or taken from it.
type termChange struct {
	term, account string
	gone          bool
}

// saveStatus writes an account's status if it differs, and returns the terms that
// are to follow.
func (t *tx) saveStatus(ctx context.Context, e statusEvidence, terms bool) ([]termChange, error) {
	s := e.status(t.now)
	s.terms = e.stored.terms
	if !e.there || terms || s.TenantID != e.stored.TenantID || s.Organisation != e.stored.Organisation || s.Domain != e.stored.Domain {
		found, err := e.terms(ctx, t, s)
		if err != nil {
			return nil, err
		}
		s.terms = found
	}
	if !e.there {
		t.count(s.board(), 1)
		return termChanges(s.AccountID, "", s.terms), t.insertStatus(ctx, s)
	}
	return termChanges(s.AccountID, e.stored.terms, s.terms), t.updateStatus(ctx, e.stored, s)
}

func (t *tx) insertStatus(ctx context.Context, s Status) error {
	_, err := t.exec(ctx, `insert into account_status (account_id, name, name_key, state, health, reason, tenant_id, organisation, domain,
  changed_at, proven_at, last_failed_at, last_cause, review_at, terms)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		s.AccountID, s.Name, s.nameKey, s.State, s.Health, s.Reason, s.TenantID, s.Organisation, s.Domain,
		stamp(s.ChangedAt), stamp(s.ProvenAt), stamp(s.LastFailedAt), s.LastCause, stamp(s.ReviewAt), s.terms)
	return err
}

// updateStatus names only the columns of what has changed: each column named costs
// SQLite the indexes that it is in.
func (t *tx) updateStatus(ctx context.Context, was, is Status) (err error) {
	err = t.moveBoard(ctx, is.AccountID, was.board(), is.board(), is.ChangedAt)
	if err == nil && was.facts() != is.facts() {
		_, err = t.exec(ctx, `update account_status set reason = $1, tenant_id = $2, organisation = $3, domain = $4,
  proven_at = $5, last_failed_at = $6, last_cause = $7, review_at = $8 where account_id = $9`,
			is.Reason, is.TenantID, is.Organisation, is.Domain,
			stamp(is.ProvenAt), stamp(is.LastFailedAt), is.LastCause, stamp(is.ReviewAt), is.AccountID)
	}
	if err == nil && was.terms != is.terms {
		_, err = t.exec(ctx, "update account_status set terms = $1 where account_id = $2", is.terms, is.AccountID)
	}
	return err
}

// moveBoard writes a state and health that differ, and counts them.
func (t *tx) moveBoard(ctx context.Context, account string, was, is boardKey, at time.Time) error {
	if was == is {
		return nil
	}
	t.count(was, -1)
	t.count(is, 1)
	_, err := t.exec(ctx, "update account_status set state = $1, health = $2, changed_at = $3 where account_id = $4",
		is.state, is.health, stamp(at), account)
	return err
}

// facts is the status without what its indexes and counts go by.
func (s Status) facts() Status {
	s.State, s.Health, s.terms, s.nameKey, s.ChangedAt = "", "", "", "", time.Time{}
	return s
}

func termChanges(account string, was, is termList) (changes []termChange) {
	if was == is {
		return nil
	}
	before, after := was.all(), is.all()
	for _, term := range before {
		if _, kept := slices.BinarySearch(after, term); !kept {
			changes = append(changes, termChange{term, account, true})
		}
	}
	for _, term := range after {
		if _, had := slices.BinarySearch(before, term); !had {
			changes = append(changes, termChange{term, account, false})
		}
	}
	return changes
}

// count notes that the board changes.
func (t *tx) count(key boardKey, n int64) {
	if t.counted == nil {
		t.counted = map[boardKey]int64{}
	}
	t.counted[key] += n
}

// count takes over what a caller has counted; it is written once for all callers
// that share the transaction.
func (s *session) count(counted map[boardKey]int64) {
	if s.counted == nil {
		s.counted = map[boardKey]int64{}
	}
	for key, n := range counted {
		s.counted[key] += n
	}
}

// saveCounts writes what has been counted since the transaction began.
func (s *session) saveCounts(ctx context.Context) error {
	keys := slices.SortedFunc(maps.Keys(s.counted), func(a, b boardKey) int {
		return cmp.Or(cmp.Compare(a.state, b.state), cmp.Compare(a.health, b.health))
	})
	for _, key := range keys {
		if s.counted[key] == 0 {
			continue
		}
		err := s.exec(ctx, `insert into status_counts (state, health, n) values ($1, $2, $3)
on conflict (state, health) do update set n = status_counts.n + excluded.n`, key.state, key.health, s.counted[key])
		if err != nil {
			return err
		}
	}
	clear(s.counted)
	return nil
}
