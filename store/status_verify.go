package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// VerifyStatus compares what Link status shows with what it follows from, and
// returns what differs in plain sentences, at most 100; none when all is well. It
// reads in short pieces, so changes meanwhile may show as differences of terms.
func (s *Store) VerifyStatus(ctx context.Context) (broken []string, err error) {
	v := &statusVerification{now: s.now()}
	err = v.counts(ctx, s.reads)
	if err == nil {
		err = v.statuses(ctx, s.reads)
	}
	if err == nil {
		err = v.strays(ctx, s.reads)
	}
	return v.broken, wrapped("verify statuses", err)
}

type statusVerification struct {
	now    time.Time
	broken []string
}

func (v *statusVerification) differs(format string, args ...any) {
	if len(v.broken) < maxBroken {
		v.broken = append(v.broken, fmt.Sprintf(format, args...))
	}
}

// counts compares the board with the rows, both of one moment.
func (v *statusVerification) counts(ctx context.Context, reads *readPool) error {
	snap, err := reads.snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.end()
	kept, err := all(ctx, snap, scanCount, "select state, health, n from status_counts where n <> 0 order by state, health")
	if err != nil {
		return err
	}
	counted, err := all(ctx, snap, scanCount, "select state, health, count(*) from account_status group by state, health order by state, health")
	if err == nil && !slices.Equal(kept, counted) {
		v.differs("counts are %v, must be %v", kept, counted)
	}
	return err
}

func (v *statusVerification) statuses(ctx context.Context, q querier) error {
	last := ""
	for page := maxPage; page == maxPage; {
		rows, err := all(ctx, q, scanEvidence, fmt.Sprintf(selectEvidence+"where a.id > cast($1 as text) order by a.id limit %d", maxPage), last)
		if err != nil {
			return err
		}
		for _, e := range rows {
			if err := v.status(ctx, q, e); err != nil {
				return err
			}
			last = e.accountID
		}
		page = len(rows)
	}
	return nil
}

// status judges at the moment for which the stored health holds: until Sweep has
// come by, a health that is due is still that of before.
func (v *statusVerification) status(ctx context.Context, q querier, e statusEvidence) error {
	at := v.now
	if due := e.stored.ReviewAt; e.there && e.stored.Reason == link.ReasonContested && !due.After(at) {
		at = due.Add(-1)
	}
	want := e.status(at)
	terms, err := e.terms(ctx, q, want)
	switch {
	case err != nil:
		return err
	case !e.there:
		v.differs("account %s has no status", e.accountID)
	case want.board() != e.stored.board() || want.facts() != e.stored.facts() || want.nameKey != e.stored.nameKey:
		v.differs("account %s has status %+v, must be %+v", e.accountID, e.stored, want)
	case terms != e.stored.terms:
		v.differs("account %s is found by %q, must be by %q", e.accountID, e.stored.terms, terms)
	default:
		return v.findable(ctx, q, e.accountID, terms.all())
	}
	return nil
}

// findable checks that every term of an account is in the index.
func (v *statusVerification) findable(ctx context.Context, q querier, account string, terms []string) error {
	for _, term := range terms {
		n, err := one(ctx, q, scanInt, "select count(*) from status_terms where term = cast($1 as text) and account_id = cast($2 as text)", term, account)
		if err != nil {
			return err
		}
		if n != 1 {
			v.differs("account %s is not found by %q", account, term)
		}
	}
	return nil
}

// strays finds terms of accounts that do not have them.
func (v *statusVerification) strays(ctx context.Context, q querier) error {
	type row struct {
		term, account string
		has           termList
	}
	scan := func(s scanner) (r row, err error) {
		err = s.Scan(&r.term, &r.account, &r.has)
		return r, err
	}
	var last row
	for page := maxPage; page == maxPage; {
		rows, err := all(ctx, q, scan, fmt.Sprintf(`select t.term, t.account_id, coalesce(s.terms, '') from status_terms t
left join account_status s on s.account_id = t.account_id
where (t.term, t.account_id) > ($1, $2) order by t.term, t.account_id limit %d`, maxPage), last.term, last.account)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if _, has := slices.BinarySearch(r.has.all(), r.term); !has {
				v.differs("account %s is found by %q, which it does not have", r.account, r.term)
			}
			last = r
		}
		page = len(rows)
	}
	return nil
}
