package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/mattn/go-sqlite3"
)

// Options say where the database is and how it behaves.
type Options struct {
	// URL is «sqlite:path», with a path that is absolute or relative to the
	// working directory. The file and its directory are created when missing.
	URL string
	// MustExist refuses to create the database, with ErrNoDatabase.
	MustExist bool
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// BusyTimeout is how long a write waits for its turn, 5 s when zero.
	BusyTimeout time.Duration
	// TraceRetention is how long traces are kept, 90 days when zero.
	TraceRetention time.Duration
	// Log gets what callers cannot be told, such as panics; nil is slog.Default.
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = 5 * time.Second
	}
	if o.TraceRetention <= 0 {
		o.TraceRetention = 90 * 24 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// Store is the database. It is safe for use by many goroutines.
type Store struct {
	now    func() time.Time
	reads  *readPool
	writer *writer

	traceRetention time.Duration
	begun          atomic.Int64 // writes, to see whether others want to write
}

// Open opens the database, creating and migrating it as needed, and refuses one
// that has a newer schema or does not keep what it commits.
func Open(ctx context.Context, options Options) (*Store, error) {
	return open(ctx, options, &sqlite3.SQLiteDriver{})
}

func open(ctx context.Context, options Options, drv driver.Driver) (*Store, error) {
	options = options.withDefaults()
	path, err := sqlitePath(options.URL)
	if err != nil {
		return nil, err
	}
	if err := prepareFile(path, options.MustExist); err != nil {
		return nil, err
	}
	w := &writer{turn: make(chan struct{}, 1), db: openWriter(drv, path, options.BusyTimeout), wait: options.BusyTimeout, now: options.Now, log: options.Log}
	if w.session, err = prepareDatabase(ctx, w); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), w.db.Close())
	}
	w.turn <- struct{}{}
	reads := newReadPool(openReaders(drv, path, options.BusyTimeout))
	s := &Store{now: options.Now, reads: reads, writer: w, traceRetention: options.TraceRetention}
	if err := s.buildStatus(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), s.Close())
	}
	return s, nil
}

func prepareDatabase(ctx context.Context, w *writer) (*session, error) {
	s, err := openPatiently(ctx, w.db, w.wait)
	if err != nil {
		return nil, err
	}
	err = verifySettings(ctx, s.conn)
	if err == nil {
		err = migrate(ctx, s.conn, w.now())
	}
	if err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

// Close waits for the writes that have begun or are waiting, refuses new ones,
// and moves the write-ahead log into the database file. A second call does nothing.
func (s *Store) Close() error {
	if !s.writer.close() {
		return nil
	}
	readErr := s.reads.close()
	var checkpointErr error
	if session := s.writer.session; session != nil {
		_, checkpointErr = session.conn.ExecContext(context.Background(), "pragma optimize; pragma wal_checkpoint(truncate)")
		session.discard()
	}
	if err := errors.Join(readErr, checkpointErr, s.writer.db.Close()); err != nil {
		return fmt.Errorf("close database: %w", classify(err))
	}
	return nil
}

// Ping reports whether reads and writes work now; ErrUnavailable otherwise.
func (s *Store) Ping(ctx context.Context) error {
	if _, err := one(ctx, s.reads, scanInt, "select 1"); err != nil {
		return fmt.Errorf("ping reader: %w", err)
	}
	return s.write(ctx, "ping writer", func(context.Context, *tx) error { return nil })
}

// write runs a change and says in its error what could not be done.
func (s *Store) write(ctx context.Context, operation string, run func(context.Context, *tx) error) error {
	s.begun.Add(1)
	if err := s.writer.do(ctx, refreshed(run)); err != nil {
		return fmt.Errorf("%s: %w", operation, classify(err))
	}
	return nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
