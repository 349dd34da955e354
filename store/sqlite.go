package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// readers is how many connections serve reads.
const readers = 4

// sqlitePath returns the file named by a URL «sqlite:path».
func sqlitePath(url string) (string, error) {
	path, found := strings.CutPrefix(url, "sqlite:")
	switch {
	case !found:
		return "", fmt.Errorf("database URL must begin with «sqlite:»: %w", ErrInvalid)
	case path == "", strings.Contains(path, ":memory:"), strings.ContainsAny(path, "\x00\r\n"):
		return "", fmt.Errorf("database URL must name a file, as in «sqlite:workbooks.db»: %w", ErrInvalid)
	case strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "///"):
		return "", fmt.Errorf("database URL must not name a host: %w", ErrInvalid)
	}
	return filepath.Clean(path), nil
}

// prepareFile creates directory and file readable by their owner only, and takes
// wider rights away from a file that is there. It refuses to make an empty
// database beside the write-ahead log of a lost one.
func prepareFile(path string, mustExist bool) error {
	if _, err := os.Stat(path); mustExist && errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w at %s", ErrNoDatabase, path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("create database directory: %w", err)
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
			return fmt.Errorf("%s is missing but %s-wal is there: restore both or remove the latter", path, path)
		}
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open database file: %w", err)
	}
	return errors.Join(file.Chmod(0o600), file.Close())
}

// writerDSN and readerDSN carry every setting, since mattn/go-sqlite3 alone runs
// WAL with synchronous=NORMAL and without foreign keys (reliability.md §2).
func writerDSN(path string, wait time.Duration) string {
	return fmt.Sprintf("file:%s?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=%d&_foreign_keys=1&_txlock=immediate&_secure_delete=FAST",
		escapePath(path), wait.Milliseconds())
}

func readerDSN(path string, wait time.Duration) string {
	return fmt.Sprintf("file:%s?mode=ro&_query_only=1&_busy_timeout=%d&_foreign_keys=1", escapePath(path), wait.Milliseconds())
}

func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// connector opens connections of one driver with one DSN, so that no driver has
// to be registered under a global name.
type connector struct {
	driver driver.Driver
	dsn    string
}

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return c.driver }

func openWriter(drv driver.Driver, path string, wait time.Duration) *sql.DB {
	db := sql.OpenDB(connector{drv, writerDSN(path, wait)})
	db.SetMaxOpenConns(1)
	db.SetConnMaxLifetime(0)
	return db
}

func openReaders(drv driver.Driver, path string, wait time.Duration) *sql.DB {
	db := sql.OpenDB(connector{drv, readerDSN(path, wait)})
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db
}

// tune sets what a DSN cannot carry.
func tune(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 1000; pragma cell_size_check = on; pragma trusted_schema = off`)
	if err != nil {
		return fmt.Errorf("tune database: %w", classify(err))
	}
	return nil
}

// verifySettings reads back what the promises of this package rest on: a misspelt
// DSN parameter is silently ignored by the driver.
func verifySettings(ctx context.Context, conn *sql.Conn) error {
	settings := []struct{ pragma, want string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"},
	}
	for _, s := range settings {
		var got string
		if err := conn.QueryRowContext(ctx, "pragma "+s.pragma).Scan(&got); err != nil {
			return fmt.Errorf("read database setting %s: %w", s.pragma, classify(err))
		}
		if got != s.want {
			return fmt.Errorf("database setting %s is %s, must be %s", s.pragma, got, s.want)
		}
	}
	if version, number, _ := sqlite3.Version(); number < 3_045_000 {
		return fmt.Errorf("SQLite %s is too old, must be 3.45 or later", version)
	}
	return nil
}

// classify turns the engine's errors into this package's. A canceled context
// stays what it is.
func classify(err error) error {
	var engine sqlite3.Error // comes by value
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrUnavailable):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone):
		return unavailable(err)
	case errors.As(err, &engine):
		return classifyEngine(engine, err)
	}
	return err
}

// classifyEngine keeps err, which says what was being done, behind the type.
func classifyEngine(engine sqlite3.Error, err error) error {
	switch engine.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return busy(err)
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrReadonly, sqlite3.ErrNomem,
		sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrProtocol, sqlite3.ErrPerm:
		return unavailable(err)
	case sqlite3.ErrConstraint:
		return classifyConstraint(engine)
	}
	return err
}

func classifyConstraint(err sqlite3.Error) error {
	switch err.ExtendedCode {
	case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey:
		for column, typed := range map[string]error{
			"accounts.name_key": ErrNameTaken, "users.email": ErrEmailTaken, "links.tenant_id": ErrTenantTaken, "traces.state_hash": ErrSpent,
		} {
			if strings.Contains(err.Error(), column) {
				return typed
			}
		}
		return ErrTaken
	case sqlite3.ErrConstraintForeignKey:
		return ErrNotFound
	}
	return err
}
