package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"
)

// session is the one writing connection with its prepared statements. Only the
// writer's goroutine uses it.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt

	counted map[boardKey]int64 // what the transaction changes on the board
}

func openSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open writing connection: %w", classify(err))
	}
	s := &session{conn: conn, stmts: map[string]*sql.Stmt{}}
	if err := tune(ctx, conn); err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

// openPatiently is openSession that waits for another program which is starting or
// stopping: SQLite's own busy timeout does not cover the change to WAL.
func openPatiently(ctx context.Context, db *sql.DB, wait time.Duration) (*session, error) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		s, err := openSession(ctx, db)
		if err == nil || !isBusy(err) {
			return s, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (s *session) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := s.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, query)
	if err == nil {
		s.stmts[query] = stmt
	}
	return stmt, err
}

func (s *session) exec(ctx context.Context, query string, args ...any) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return classify(err)
	}
	_, err = stmt.ExecContext(ctx, args...)
	return classify(err)
}

// discard closes the connection for good instead of giving it back to the pool:
// whatever transaction it may still be in ends with it.
func (s *session) discard() {
	for _, stmt := range s.stmts {
		_ = stmt.Close()
	}
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = s.conn.Close()
}
