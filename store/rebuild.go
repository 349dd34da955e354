package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// rebuilds reports whether the step makes tables anew: its first line says so. Such
// a step runs with foreign keys off, since dropping the old table would else take
// or refuse the rows that refer to it.
func (m migration) rebuilds() bool {
	first, _, _ := strings.Cut(m.script, "\n")
	return strings.TrimSpace(first) == "-- rebuild"
}

// withoutForeignKeys runs work with foreign keys off. They are on again when it
// returns without an error of their own, whatever work returned. SQLite ignores the
// setting within a transaction, so it is changed before the work begins one.
func withoutForeignKeys(ctx context.Context, conn *sql.Conn, work func() error) error {
	if err := setForeignKeys(ctx, conn, false); err != nil {
		return err
	}
	err := work()
	return errors.Join(err, setForeignKeys(context.WithoutCancel(ctx), conn, true))
}

func setForeignKeys(ctx context.Context, conn *sql.Conn, on bool) error {
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("pragma foreign_keys = %t", on)); err != nil {
		return fmt.Errorf("set foreign keys: %w", err)
	}
	var got bool
	if err := conn.QueryRowContext(ctx, "pragma foreign_keys").Scan(&got); err != nil {
		return fmt.Errorf("read foreign keys: %w", err)
	}
	if got != on {
		return fmt.Errorf("foreign keys are %t, must be %t", got, on)
	}
	return nil
}

// checkForeignKeys fails when a row refers to one that is not there.
func checkForeignKeys(ctx context.Context, transaction *sql.Tx) error {
	var table, parent string
	err := transaction.QueryRowContext(ctx, `select "table", parent from pragma_foreign_key_check limit 1`).Scan(&table, &parent)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("check foreign keys: %w", err)
	}
	return fmt.Errorf("check foreign keys: a row of %s refers to one of %s that is not there", table, parent)
}
