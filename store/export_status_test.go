package store

import (
	"context"
	"database/sql"
)

// PurgeBatch is how many traces one transaction deletes at most.
const PurgeBatch = purgeBatch

// SweepBatch bounds every background transaction.
const SweepBatch = sweepBatch

// FoldText is the spelling in which accounts are searched for.
func FoldText(text string) string { return foldText(text) }

// TermsOf lists what an account is found by.
func TermsOf(name, organisation, tenant string, domains, emails []string) []string {
	return termSource{name, []searched{{tenant, organisation, domains}}, emails}.terms().all()
}

// PermissionOf is the ID of the permission that holds, or "".
func (s *Store) PermissionOf(ctx context.Context, accountID, tenantID string) (id string, err error) {
	err = s.write(ctx, "test", func(ctx context.Context, t *tx) (err error) {
		id, err = t.permission(ctx, accountID, tenantID)
		return err
	})
	return id, err
}

// UsePermission notes that a link was made by a permission.
func (s *Store) UsePermission(ctx context.Context, id string) error {
	return s.write(ctx, "test", func(ctx context.Context, t *tx) error { return t.usePermission(ctx, id) })
}

// ExplainStatuses returns the plan of each statement that one page takes.
func (s *Store) ExplainStatuses(ctx context.Context, f StatusFilter) ([]string, error) {
	f, needle, err := f.prepared()
	if err != nil {
		return nil, err
	}
	if needle == "" {
		query, args := f.listQuery()
		return s.explain(ctx, query, args...)
	}
	plan := explainer{store: s}
	w := f.together(needle)
	_, err = w.read(ctx, &plan, f.Limit+1)
	if err == nil && f.apart() {
		w = f.words(needle)
		_, err = w.read(ctx, &plan, f.Limit+1)
	}
	return plan.lines, err
}

// ExplainSQL returns the plan of a statement.
func (s *Store) ExplainSQL(ctx context.Context, query string, args ...any) ([]string, error) {
	return s.explain(ctx, query, args...)
}

func (s *Store) explain(ctx context.Context, query string, args ...any) ([]string, error) {
	type line struct {
		id, parent, unused int64
		detail             string
	}
	lines, err := all(ctx, s.reads, func(row scanner) (l line, err error) {
		err = row.Scan(&l.id, &l.parent, &l.unused, &l.detail)
		return l, err
	}, "explain query plan "+query, args...)
	var out []string
	for _, l := range lines {
		out = append(out, l.detail)
	}
	return out, err
}

// Checkpoint moves the write-ahead log into the database as far as readers allow,
// and returns «busy, pages in the log, pages moved».
func (s *Store) Checkpoint() (busy, inLog, moved int, err error) {
	turn := <-s.writer.turn
	defer func() { s.writer.turn <- turn }()
	err = s.writer.session.conn.QueryRowContext(context.Background(), "pragma wal_checkpoint(passive)").Scan(&busy, &inLog, &moved)
	return busy, inLog, moved, err
}

// explainer answers queries and notes their plans.
type explainer struct {
	store *Store
	lines []string
}

func (e *explainer) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	lines, err := e.store.explain(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	e.lines = append(e.lines, lines...)
	return e.store.reads.query(ctx, query, args...)
}

// CountRows is how many rows a table has, -1 when that cannot be read.
func (s *Store) CountRows(ctx context.Context, table string) int64 {
	return s.number(ctx, "select count(*) from "+table)
}

// LastSeen is what was last written to a test's own table.
func (s *Store) LastSeen(ctx context.Context) int64 {
	return s.number(ctx, "select left_over from seen order by rowid desc limit 1")
}

func (s *Store) number(ctx context.Context, query string) int64 {
	n, err := one(ctx, s.reads, scanInt, query)
	if err != nil {
		return -1
	}
	return n
}
