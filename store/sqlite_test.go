package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"workbooks.com/authconsole/store"
)

func TestOpen_SettingsAreRead(t *testing.T) {
	s := openTemporary(t, newClock())
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "secure_delete": "2",
		"journal_size_limit": "67108864", "wal_autocheckpoint": "1000", "cell_size_check": "1",
	} {
		if got, err := s.PragmaWriter(pragma); err != nil || got != want {
			t.Errorf("writer's %s is %s (%v), want %s", pragma, got, err, want)
		}
	}
	for pragma, want := range map[string]string{"query_only": "1", "busy_timeout": "5000", "foreign_keys": "1"} {
		if got, err := s.PragmaReader(pragma); err != nil || got != want {
			t.Errorf("reader's %s is %s (%v), want %s", pragma, got, err, want)
		}
	}
}

func TestOpen_RefusesOtherSettings(t *testing.T) {
	for _, pragma := range []string{"synchronous = normal", "foreign_keys = off", "journal_mode = delete"} {
		t.Run(pragma, func(t *testing.T) {
			conn := connTo(t, filepath.Join(t.TempDir(), "test.db"))
			ok(t, store.VerifySettings(t.Context(), conn))
			_, err := conn.ExecContext(t.Context(), "pragma "+pragma)
			ok(t, err)
			name, _, _ := strings.Cut(pragma, " ")
			if err := store.VerifySettings(t.Context(), conn); err == nil || !strings.Contains(err.Error(), name) {
				t.Fatalf("settings were taken: %v", err)
			}
		})
	}
}

func connTo(t testing.TB, path string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite3", store.WriterDSN(path))
	ok(t, err)
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(context.Background())
	ok(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestOpen_FilesAreTheOwnersOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data #1 100%?")
	path := filepath.Join(dir, "test.db")
	s := openAt(t, path)
	newAdministrator(t, s)
	for file, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600} {
		info, err := os.Stat(file)
		ok(t, err)
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", file, info.Mode(), want)
		}
	}
	ok(t, s.Close())
	ok(t, os.Chmod(path, 0o644))
	openAt(t, path)
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Fatalf("mode is %v (%v)", info.Mode(), err)
	}
}

func TestOpen_RefusesBadURLs(t *testing.T) {
	for _, url := range []string{"", "workbooks.db", "sqlite:", "sqlite::memory:", "sqlite:file::memory:?cache=shared", "postgres://x", "sqlite://host/x"} {
		t.Run(url, func(t *testing.T) {
			_, err := store.Open(t.Context(), store.Options{URL: url})
			wantError(t, err, store.ErrInvalid)
		})
	}
}

func TestF11_LostDatabaseBesideItsLogIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	ok(t, os.WriteFile(path+"-wal", []byte("rows"), 0o600))
	if _, err := store.Open(t.Context(), store.Options{URL: "sqlite:" + path}); err == nil || !strings.Contains(err.Error(), path+"-wal") {
		t.Fatalf("opened an empty database: %v", err)
	}
}

func TestF13_UnusableDirectoryIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	ok(t, os.WriteFile(file, nil, 0o600))
	path := filepath.Join(file, "test.db")
	if _, err := store.Open(t.Context(), store.Options{URL: "sqlite:" + path}); err == nil || !strings.Contains(err.Error(), file) {
		t.Fatalf("error is %v", err)
	}
}

const (
	firstScript  = "create table one (id text primary key);"
	secondScript = "create table two (id text primary key); insert into one (id) values ('two');"
)

func TestMigrate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	conn := connTo(t, path)
	first := map[string]string{"0001_one.sql": firstScript}
	both := map[string]string{"0001_one.sql": firstScript, "0002_two.sql": secondScript}
	ok(t, store.Migrate(t.Context(), conn, first))
	ok(t, store.Migrate(t.Context(), conn, first))
	broken := map[string]string{"0001_one.sql": firstScript, "0002_two.sql": secondScript + "nonsense;"}
	if err := store.Migrate(t.Context(), conn, broken); err == nil || !strings.Contains(err.Error(), "schema version 2") {
		t.Fatalf("error is %v", err)
	}
	ok(t, store.Migrate(t.Context(), conn, both)) // nothing of the broken step is left
	ok(t, store.Migrate(t.Context(), conn, both))
	var n int
	ok(t, conn.QueryRowContext(t.Context(), "select count(*) from one").Scan(&n))
	if n != 1 {
		t.Fatalf("the second step ran %d times", n)
	}
	for name, row := range map[string]struct {
		scripts map[string]string
		says    string
	}{
		"old program, new schema": {first, "schema version 2, this program knows only 1"},
		"changed script":          {map[string]string{"0001_one.sql": firstScript + " ", "0002_two.sql": secondScript}, "schema version 1 of the database was made by another script"},
		"gap in the numbers":      {map[string]string{"0001_one.sql": firstScript, "0003_x.sql": ""}, "number must be 0002"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := store.Migrate(t.Context(), conn, row.scripts); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Fatalf("error is %v, want %q", err, row.says)
			}
		})
	}
}

func TestF28_TwoStartsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	var mu sync.Mutex
	inParallel(4, func(int) {
		s, err := store.Open(context.Background(), store.Options{URL: "sqlite:" + path})
		if err != nil {
			t.Errorf("start failed: %v", err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		newAdministrator(t, s)
		ok(t, s.Close())
	})
	if report := wantSound(t, openAt(t, path)); report.Accounts != 4 {
		t.Fatalf("report is %+v", report)
	}
}
