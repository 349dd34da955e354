package store

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"time"
)

// querier reads rows: inside a transaction or from the read pool.
type querier interface {
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// scanner is the row that a scan function reads.
type scanner interface{ Scan(dest ...any) error }

// all reads every row into memory and closes them: a reader left open over slow
// work would keep the write-ahead log growing.
func all[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// Once begun a read is not cancelled: it is short, and the driver would need a
	// goroutine to watch the context, which costs more than the read.
	rows, err := q.query(context.WithoutCancel(ctx), query, args...)
	if err != nil {
		return nil, classify(err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var out []T
	for rows.Next() {
		value, err := scan(rows)
		if err != nil {
			return nil, classify(err)
		}
		out = append(out, value)
	}
	return out, classify(rows.Err())
}

// one reads the first row, or returns ErrNotFound.
func one[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) (T, error) {
	var none T
	rows, err := all(ctx, q, scan, query, args...)
	if err != nil {
		return none, err
	}
	if len(rows) == 0 {
		return none, ErrNotFound
	}
	return rows[0], nil
}

func scanInt(row scanner) (n int64, err error) {
	err = row.Scan(&n)
	return n, err
}

// readPool is the pool of read-only connections with its prepared statements.
type readPool struct {
	db     *sql.DB
	closed atomic.Bool
	mu     sync.Mutex
	stmts  map[string]*sql.Stmt
}

func newReadPool(db *sql.DB) *readPool { return &readPool{db: db, stmts: map[string]*sql.Stmt{}} }

func (p *readPool) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := p.prepared(query)
	var rows *sql.Rows
	if err == nil {
		rows, err = stmt.QueryContext(ctx, args...)
	}
	if err != nil && p.closed.Load() {
		err = unavailable(errClosed)
	}
	return rows, err
}

func (p *readPool) close() error {
	p.closed.Store(true)
	return p.db.Close()
}

func (p *readPool) prepared(query string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stmt := p.stmts[query]; stmt != nil {
		return stmt, nil
	}
	// Not the caller's context: the statement outlives the call.
	stmt, err := p.db.PrepareContext(context.Background(), query)
	if err == nil {
		p.stmts[query] = stmt
	}
	return stmt, err
}

// snapshot is a read transaction: everything it reads is of one moment. It must
// end soon, since the write-ahead log cannot shrink meanwhile. It prepares its own
// statements, for the pool's would need a second connection.
type snapshot struct {
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
}

func (p *readPool) snapshot(ctx context.Context) (*snapshot, error) {
	transaction, err := p.db.BeginTx(ctx, nil)
	return &snapshot{transaction, map[string]*sql.Stmt{}}, err
}

func (s *snapshot) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt := s.stmts[query]
	if stmt == nil {
		var err error
		if stmt, err = s.tx.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		s.stmts[query] = stmt
	}
	return stmt.QueryContext(ctx, args...)
}

func (s *snapshot) end() { _ = s.tx.Rollback() }

// tx is the part of a write transaction that belongs to one caller.
type tx struct {
	session *session
	now     time.Time     // the time of everything this caller writes
	newID   func() string // a new UUIDv7
	wrote   bool          // something may have been changed
	chain   *chainEnd     // where the chain of chainOf ends, once known
	chainOf string
	touched []touch            // accounts whose status may have changed
	counted map[boardKey]int64 // what that changes on the board
}

func (t *tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := t.session.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	t.wrote = true
	stmt, err := t.session.prepared(ctx, query)
	if err != nil {
		return 0, classify(err)
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, classify(err)
	}
	return result.RowsAffected()
}
