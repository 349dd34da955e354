package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"testing/fstest"
	"time"
)

// OpenWith opens a store whose connections come from another driver, such as one
// that fails on purpose.
func OpenWith(ctx context.Context, options Options, drv driver.Driver) (*Store, error) {
	return open(ctx, options, drv)
}

// ExecReader runs a statement on the read pool.
func (s *Store) ExecReader(ctx context.Context, statement string) error {
	_, err := s.reads.db.ExecContext(ctx, statement)
	return classify(err)
}

// ExecWriter runs a statement as a write of its own.
func (s *Store) ExecWriter(ctx context.Context, statement string) error {
	return s.write(ctx, "exec", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, statement)
		return err
	})
}

// PragmaWriter sets or reads a pragma of the writing connection, outside of any
// transaction.
func (s *Store) PragmaWriter(pragma string) (value string, err error) {
	turn := <-s.writer.turn
	defer func() { s.writer.turn <- turn }()
	err = s.writer.session.conn.QueryRowContext(context.Background(), "pragma "+pragma).Scan(&value)
	return value, err
}

// PragmaReader reads a pragma of a reading connection.
func (s *Store) PragmaReader(pragma string) (value string, err error) {
	err = s.reads.db.QueryRow("pragma " + pragma).Scan(&value)
	return value, err
}

// HoldTurn keeps every write waiting until release is called.
func (s *Store) HoldTurn() (release func()) {
	turn := <-s.writer.turn
	return func() { s.writer.turn <- turn }
}

// Waiting is how many writes wait for their turn.
func (s *Store) Waiting() int { return s.writer.waiting() }

// Write runs any change, with a counter of how often it was begun.
func (s *Store) Write(ctx context.Context, run func() error) error {
	return s.write(ctx, "test", func(context.Context, *tx) error { return run() })
}

// VerifySettings checks a connection as Open does.
func VerifySettings(ctx context.Context, conn *sql.Conn) error { return verifySettings(ctx, conn) }

// Migrate brings a database to the last of some scripts, named «0001_x.sql».
func Migrate(ctx context.Context, conn *sql.Conn, scripts map[string]string) error {
	files := fstest.MapFS{}
	for name, script := range scripts {
		files["migrations/"+name] = &fstest.MapFile{Data: []byte(script)}
	}
	steps, err := loadMigrations(files)
	if err != nil {
		return err
	}
	return migrateTo(ctx, conn, time.Now(), steps)
}

// WriterDSN is the data source name of the writing connection.
func WriterDSN(path string) string { return writerDSN(path, time.Second) }
