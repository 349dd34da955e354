package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver, for the writes alone

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

// BenchmarkSignIn is the transaction that ends a log-in with Microsoft, of somebody who
// is known and of somebody who is made a user by it, beside the writes of the former
// alone: the same rows by plain SQL in one transaction, as durable.
func BenchmarkSignIn(b *testing.B) {
	b.Run("returning", func(b *testing.B) {
		r := newSignIns(b)
		in := r.person(0)
		r.enter(b, in)
		signedIn(b, func(int) { r.enter(b, in) })
	})
	b.Run("provisioned", func(b *testing.B) {
		r, n := newSignIns(b), 0
		signedIn(b, func(int) { n++; r.enter(b, r.person(n)) })
	})
	b.Run("writes alone", benchmarkWritesAlone)
}

// signedIn reports the processor time of each of b.N.
func signedIn(b *testing.B, work func(i int)) {
	b.Helper()
	b.ResetTimer()
	cpu := cpuTime(b)
	for i := range b.N {
		work(i)
	}
	b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/float64(b.N), "cpu-µs/op")
}

// signIns is a store with an account whose people come by User Provisioning.
type signIns struct {
	store  *store.Store
	path   string
	tenant string
	at     customer
}

func newSignIns(b *testing.B) signIns {
	b.Helper()
	ctx := context.Background()
	path := filepath.Join(diskDir(b), "bench.db")
	r := signIns{store: openAt(b, path), path: path, tenant: guid()}
	r.at = newAdministrator(b, r.store)
	linked(b, r.store, r.at, r.tenant)
	ok(b, r.store.SetLicences(ctx, operator, r.at.account.ID, map[string]int{"CRM": 1_000_000}))
	n := newConsent(r.at)
	n.Purpose = link.ForGroups
	request, err := r.store.StartConsent(ctx, r.at.actor(), n)
	ok(b, err)
	_, err = r.store.ApproveConsent(ctx, r.at.actor(), request.ID, r.tenant)
	ok(b, err)
	_, err = r.store.RedeemConsent(ctx, request.ID)
	ok(b, err)
	proof := proofOf(r.tenant)
	proof.Scopes = append(proof.Scopes, "User.Read", "GroupMember.Read.All")
	_, err = r.store.CompleteLink(ctx, r.at.actor(), request.ID, proof)
	ok(b, err)
	_, err = r.store.CreateTemplate(ctx, r.at.actor(), r.at.account.ID, store.NewTemplate{GroupName: "All Users", Enabled: true, Edition: policy.CRM})
	ok(b, err)
	return r
}

func (r signIns) person(n int) store.SignIn {
	name := fmt.Sprintf("person%d@brightwater.example", n)
	return store.SignIn{
		AccountID: r.at.account.ID, Tenant: r.tenant,
		Person:     signin.Person{TenantID: r.tenant, ObjectID: guid(), Name: fmt.Sprintf("Person %d", n), Username: name, Email: name},
		Membership: signin.Membership{Reading: signin.Read, Groups: []signin.Group{{ID: "f1a00000-1d2e-4c3b-8f4a-5e6d7c8b9a01", Name: "All Users"}}},
		GroupsFrom: "graph",
	}
}

func (r signIns) enter(b *testing.B, in store.SignIn) {
	b.Helper()
	in.StateHash, in.Reference, in.StartedAt = secretHash(), "WB-"+guid(), time.Now()
	in.Session = store.NewSession{IDHash: secretHash(), IP: "192.0.2.7", UserAgent: "test", ExpiresAt: time.Now().Add(12 * time.Hour)}
	actor := store.Actor{Kind: store.KindStranger, IP: "192.0.2.7", UserAgent: "test"}
	done, _, err := r.store.TrySignIn(context.Background(), actor, in, func(a signin.Candidate) bool { return a.Known != nil })
	if errors.Is(err, store.ErrUndecided) {
		done, err = r.store.CompleteSignIn(context.Background(), actor, in)
	}
	if err != nil || done.Cause != guidance.None {
		b.Fatalf("not let in: %q %v", done.Cause, err)
	}
}

// benchmarkWritesAlone writes again and again what one log-in wrote.
func benchmarkWritesAlone(b *testing.B) {
	r := newSignIns(b)
	in := r.person(0)
	r.enter(b, in)
	r.enter(b, in)
	ok(b, r.store.Close())
	db, err := sql.Open("sqlite3", "file:"+r.path+"?_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1&_txlock=immediate")
	ok(b, err)
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	var writes []*sql.Stmt
	for _, text := range []string{
		again(b, db, "traces", map[string]string{"id": "?1", "reference": "?1", "reference_key": "?1", "state_hash": "?2"}),
		again(b, db, "sessions", map[string]string{"id_hash": "?1"}),
		again(b, db, "audit_entries", map[string]string{"seq": "seq + ?1", "hash": "?2"}),
		"update audit_chains set last_hash = ?1, last_seq = last_seq + 1 where account_id = '" + r.at.account.ID + "'",
		"update users set last_login_at = last_login_at + ?1 where email = 'person0@brightwater.example'",
	} {
		stmt, err := db.Prepare(text) //nolint:sqlclosecheck // kept for the whole run
		ok(b, err)
		writes = append(writes, stmt)
	}
	signedIn(b, func(i int) {
		hash := secretHash()
		tx, err := db.Begin()
		ok(b, err)
		for at, args := range [][]any{{guid(), hash}, {hash}, {i + 1, hash}, {hash}, {1}} {
			_, err := tx.Stmt(writes[at]).Exec(args...) //nolint:sqlclosecheck // ends with its transaction
			ok(b, err)
		}
		ok(b, tx.Commit())
	})
}

// again is an insert of a table's last row with other values in some columns.
func again(b *testing.B, db *sql.DB, table string, other map[string]string) string {
	b.Helper()
	var last int64
	ok(b, db.QueryRow("select max(rowid) from "+table).Scan(&last))
	rows, err := db.Query("select name from pragma_table_info(?1) order by cid", table)
	ok(b, err)
	defer func() { _ = rows.Close() }()
	var names, values []string
	for rows.Next() {
		var name string
		ok(b, rows.Scan(&name))
		value, changed := other[name]
		if !changed {
			value = name
		}
		names, values = append(names, name), append(values, value)
	}
	ok(b, rows.Err())
	return fmt.Sprintf("insert into %s (%s) select %s from %s where rowid = %d", table, strings.Join(names, ", "), strings.Join(values, ", "), table, last)
}
