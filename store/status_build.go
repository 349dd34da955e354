package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// buildBatch is how many accounts share a transaction while statuses are built. It
// is large because their terms are written in order: the more of them, the fewer
// pages are written more than once. Nobody else writes then.
const buildBatch = 20_000

// Building gives every account its status, where there were accounts before there
// were statuses and after Seed. A row of status_builds says that it is to be done
// and how far it has come, so that it goes on where it was interrupted.

// wantBuild asks for a build from the beginning.
func (t *tx) wantBuild(ctx context.Context) error {
	_, err := t.exec(ctx, `insert into status_builds (id, after_id) values ('status', '')
on conflict (id) do update set after_id = excluded.after_id`)
	return err
}

// buildStatus does what is asked for, if anything is.
func (s *Store) buildStatus(ctx context.Context) error {
	for {
		after, err := one(ctx, s.reads, scanText, "select after_id from status_builds where id = 'status'")
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err == nil {
			err = s.write(ctx, "build statuses", func(ctx context.Context, t *tx) error { return t.buildStatus(ctx, after) })
		}
		if err != nil {
			return err
		}
	}
}

// buildStatus builds one batch, or takes the request away when there is no more.
func (t *tx) buildStatus(ctx context.Context, after string) error {
	var changes []termChange
	last := after
	for n, page := 0, maxPage; n < buildBatch && page == maxPage; n += page {
		rows, err := all(ctx, t, scanEvidence, fmt.Sprintf(selectEvidence+"where a.id > cast($1 as text) order by a.id limit %d", maxPage), last)
		if err != nil {
			return err
		}
		for _, e := range rows {
			more, err := t.saveStatus(ctx, e, true)
			if err != nil {
				return err
			}
			changes, last = append(changes, more...), e.accountID
		}
		page = len(rows)
	}
	if last == after {
		_, err := t.exec(ctx, "delete from status_builds where id = 'status'")
		return err
	}
	if err := t.saveTerms(ctx, changes); err != nil {
		return err
	}
	_, err := t.exec(ctx, "update status_builds set after_id = $1 where id = 'status'", last)
	return err
}

// termRows is how many terms one statement adds.
const termRows = 50

// saveTerms writes changes in the order of the table.
func (t *tx) saveTerms(ctx context.Context, changes []termChange) error {
	slices.SortFunc(changes, func(a, b termChange) int {
		return cmp.Or(strings.Compare(a.term, b.term), strings.Compare(a.account, b.account))
	})
	var added []any
	for _, c := range changes {
		if !c.gone {
			added = append(added, c.term, c.account)
			continue
		}
		if _, err := t.exec(ctx, "delete from status_terms where term = cast($1 as text) and account_id = cast($2 as text)", c.term, c.account); err != nil {
			return err
		}
	}
	for len(added) >= 2*termRows {
		if err := t.insertTerms(ctx, added[:2*termRows]); err != nil {
			return err
		}
		added = added[2*termRows:]
	}
	for ; len(added) > 0; added = added[2:] {
		if err := t.insertTerms(ctx, added[:2]); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) insertTerms(ctx context.Context, added []any) error {
	var query strings.Builder
	query.WriteString("insert into status_terms (term, account_id) values ")
	for i := 1; i < len(added); i += 2 {
		if i > 1 {
			query.WriteString(", ")
		}
		fmt.Fprintf(&query, "($%d, $%d)", i, i+1)
	}
	_, err := t.exec(ctx, query.String(), added...)
	return err
}
