package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

const familyScript = `create table parents (id text primary key);
create table children (id text primary key, parent text references parents (id));
insert into parents (id) values ('ada');
insert into children (id, parent) values ('byron', 'ada');
`

func TestMigrate_Rebuild(t *testing.T) {
	for name, row := range map[string]struct{ script, says string }{
		"keeps what is referred to": {`-- rebuild
create table parents_new (id text primary key, name text not null default '');
insert into parents_new (id) select id from parents; drop table parents; alter table parents_new rename to parents;`, ""},
		"leaves a row that refers to nothing": {`-- rebuild
drop table parents; create table parents (id text primary key);`, "a row of children refers to one of parents that is not there"},
		"is wrong": {"-- rebuild\ndrop table parents; nonsense;", "schema version 2"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := connTo(t, filepath.Join(t.TempDir(), "test.db"))
			ok(t, store.Migrate(t.Context(), conn, map[string]string{"0001_family.sql": familyScript}))
			err := store.Migrate(t.Context(), conn, map[string]string{"0001_family.sql": familyScript, "0002_rebuild.sql": row.script})
			if row.says == "" {
				ok(t, err)
			} else if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Fatalf("error is %v, want %q", err, row.says)
			}
			var parents, keys, versions int
			ok(t, conn.QueryRowContext(t.Context(), "select count(*) from parents").Scan(&parents))
			ok(t, conn.QueryRowContext(t.Context(), "pragma foreign_keys").Scan(&keys))
			ok(t, conn.QueryRowContext(t.Context(), "select count(*) from schema_migrations").Scan(&versions))
			if parents != 1 || keys != 1 || (versions == 2) != (row.says == "") {
				t.Fatalf("%d parents, foreign keys %d, version %d", parents, keys, versions)
			}
			if _, err := conn.ExecContext(t.Context(), "insert into children (id, parent) values ('x', 'nobody')"); err == nil {
				t.Fatal("a row may refer to nothing")
			}
		})
	}
}

// TestMigrate_WithoutRebuildTheKeysHold: only a step that says so is excepted.
func TestMigrate_WithoutRebuildTheKeysHold(t *testing.T) {
	conn := connTo(t, filepath.Join(t.TempDir(), "test.db"))
	err := store.Migrate(t.Context(), conn, map[string]string{"0001_family.sql": familyScript, "0002_plain.sql": "drop table parents;\n-- rebuild\n"})
	if err == nil {
		t.Fatal("a table that is referred to was dropped")
	}
}

const (
	firstSchema    = "migrations/0001_accounts_links_audit.sql"
	firstSchemaSum = "fb0f87cc34eb0a95eb1b2e8d76a31dbbff6334e69c28ce4eb05887281c6fb093"
)

func TestMigrate_FirstScriptStaysAsItIs(t *testing.T) {
	script, err := os.ReadFile(firstSchema)
	ok(t, err)
	sum := sha256.Sum256(script)
	if got := hex.EncodeToString(sum[:]); got != firstSchemaSum {
		t.Fatalf("databases in the field were made by another script than this one: %s", got)
	}
}

// backTo copies a database into one of the first schema, as it was in the field.
func backTo(t *testing.T, from, to string) {
	t.Helper()
	script, err := os.ReadFile(firstSchema)
	ok(t, err)
	conn := connTo(t, to)
	ok(t, store.Migrate(t.Context(), conn, map[string]string{"0001_accounts_links_audit.sql": string(script)}))
	copies := "pragma foreign_keys = off; attach '" + from + "' as n;"
	for _, table := range []string{"accounts", "users", "consent_requests", "links", "audit_chains", "audit_entries"} {
		var columns string
		ok(t, conn.QueryRowContext(t.Context(), "select group_concat(name, ', ') from pragma_table_info($1)", table).Scan(&columns))
		copies += "insert into main." + table + " (" + columns + ") select " + columns + " from n." + table + ";"
	}
	_, err = conn.ExecContext(t.Context(), copies)
	ok(t, err)
	ok(t, conn.Close())
	wantIntegrity(t, to)
}

// TestMigrate_LinksAndRequestsOfEveryState: a database of the first schema comes up
// with the same rows, a whole trail, and works.
func TestMigrate_LinksAndRequestsOfEveryState(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	newPath, oldPath := filepath.Join(dir, "new.db"), filepath.Join(dir, "old.db")
	w := world{t, openWith(t, store.Options{URL: "sqlite:" + newPath, Now: c.Now}), c}
	var links []store.Link
	var requests []store.ConsentRequest
	var customers []customer
	for _, state := range []link.State{link.Enabled, link.Disabled, link.Unlinked, link.Replaced} {
		customer, l := bringLink(t, w, state)
		customers, links = append(customers, customer), append(links, wantLink(t, w.store, l, state))
	}
	for _, state := range slices.Backward(link.RequestStates()) { // expiring one expires those before it
		if state != link.Checking {
			_, r, _ := bring(t, w, state)
			requests = append(requests, r)
		}
	}
	ok(t, w.store.Close())
	backTo(t, newPath, oldPath)
	s := openWith(t, store.Options{URL: "sqlite:" + oldPath, Now: c.Now})
	for _, want := range links {
		got := wantLink(t, s, want, want.State)
		want.ApproverIP, want.ApproverAgent = "", "" // nobody noted them then
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(store.Link{})); diff != "" || !got.ConfirmedAt.Equal(got.LinkedAt) {
			t.Error(diff)
		}
	}
	for _, want := range requests {
		if diff := cmp.Diff(want, wantRequest(t, s, want, want.State)); diff != "" {
			t.Error(diff)
		}
	}
	wantSound(t, s)
	for _, customer := range customers {
		_, l := proposed(t, s, customer, guid())
		_, err := s.ConfirmLink(t.Context(), customer.actor(), customer.account.ID, l.ID)
		ok(t, err)
	}
	replaced := wantLink(t, s, links[1], link.Replaced) // the disabled one
	undo, err := s.CurrentLink(t.Context(), replaced.AccountID)
	ok(t, err)
	_, restored, err := s.UndoLink(t.Context(), customers[1].actor(), replaced.AccountID, undo.RequestID)
	if err != nil || restored == nil || restored.State != link.Disabled {
		t.Fatalf("restored is %+v, %v", restored, err)
	}
	c.pass(30 * day)
	ok(t, s.Sweep(t.Context()))
	wantSound(t, s)
	ok(t, s.Close())
	wantIntegrity(t, oldPath)
}
