package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

const createMigrations = `create table if not exists schema_migrations (
  version    bigint primary key,
  sha256     text   not null,
  applied_at bigint not null
)`

// migration is one numbered step of the schema.
type migration struct {
	version int64
	script  string
	sum     string
}

// loadMigrations reads the embedded steps; file names are «0001_words.sql», in
// order and without gaps.
func loadMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var steps []migration
	for i, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil || version != int64(i+1) {
			return nil, fmt.Errorf("migration %s: number must be %04d", name, i+1)
		}
		script, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		sum := sha256.Sum256(script)
		steps = append(steps, migration{version, string(script), hex.EncodeToString(sum[:])})
	}
	return steps, nil
}

func migrate(ctx context.Context, conn *sql.Conn, now time.Time) error {
	steps, err := loadMigrations(migrationFiles)
	if err != nil {
		return err
	}
	return migrateTo(ctx, conn, now, steps)
}

// migrateTo brings the schema up to the last step. Each step runs in a transaction
// of its own together with its row in schema_migrations, so that a kill between
// any two statements leaves a whole step done or not begun, and of two processes
// that start at once the second finds the work done. A step whose first line is
// «-- rebuild» runs with foreign keys off and is refused if it leaves a row that
// refers to nothing.
func migrateTo(ctx context.Context, conn *sql.Conn, now time.Time, steps []migration) error {
	applied, err := appliedMigrations(ctx, conn)
	for err == nil && len(applied) < len(steps) {
		err = migrateOnce(ctx, conn, now, steps[len(applied)])
		if err == nil {
			applied, err = appliedMigrations(ctx, conn)
		}
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", classify(err))
	}
	return checkApplied(applied, steps)
}

// appliedMigrations returns the checksums of the steps done, in order.
func appliedMigrations(ctx context.Context, conn *sql.Conn) ([]string, error) {
	var there int
	err := conn.QueryRowContext(ctx, "select count(*) from sqlite_master where type = 'table' and name = 'schema_migrations'").Scan(&there)
	if err != nil || there == 0 {
		return nil, err
	}
	rows, err := conn.QueryContext(ctx, "select sha256 from schema_migrations order by version")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	var sums []string
	for rows.Next() {
		var sum string
		if err := rows.Scan(&sum); err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
	return sums, rows.Err()
}

func checkApplied(applied []string, steps []migration) error {
	if len(applied) > len(steps) {
		return fmt.Errorf("migrate: the database has schema version %d, this program knows only %d: start a newer program", len(applied), len(steps))
	}
	for i, sum := range applied {
		if sum != steps[i].sum {
			return fmt.Errorf("migrate: schema version %d of the database was made by another script than this program's", i+1)
		}
	}
	return nil
}

// migrateOnce applies one step.
func migrateOnce(ctx context.Context, conn *sql.Conn, now time.Time, step migration) error {
	apply := func() error { return applyInTransaction(ctx, conn, now, step) }
	if step.rebuilds() {
		return withoutForeignKeys(ctx, conn, apply)
	}
	return apply()
}

// applyInTransaction applies the step unless another process has done so meanwhile.
func applyInTransaction(ctx context.Context, conn *sql.Conn, now time.Time, step migration) (err error) {
	transaction, err := conn.BeginTx(ctx, nil) // immediate, by the DSN
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = transaction.Rollback()
		}
	}()
	if _, err = transaction.ExecContext(ctx, createMigrations); err != nil {
		return err
	}
	var done int64
	if err = transaction.QueryRowContext(ctx, "select count(*) from schema_migrations").Scan(&done); err != nil {
		return err
	}
	if done == step.version-1 {
		if err = applyStep(ctx, transaction, now, step); err != nil {
			return err
		}
	}
	return transaction.Commit()
}

func applyStep(ctx context.Context, transaction *sql.Tx, now time.Time, step migration) error {
	_, err := transaction.ExecContext(ctx, step.script)
	if err == nil && step.rebuilds() {
		err = checkForeignKeys(ctx, transaction)
	}
	if err != nil {
		return fmt.Errorf("schema version %d: %w", step.version, err)
	}
	_, err = transaction.ExecContext(ctx, "insert into schema_migrations (version, sha256, applied_at) values ($1, $2, $3)",
		step.version, step.sum, stamp(now))
	return err
}
