package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// TestMigrate_OldRequestsGetTraces: a database from before there were traces and
// statuses has both when it is opened.
func TestMigrate_OldRequestsGetTraces(t *testing.T) {
	const first = "0001_accounts_links_audit.sql"
	path := filepath.Join(t.TempDir(), "old.db")
	script, err := os.ReadFile(filepath.Join("migrations", first))
	ok(t, err)
	conn := connTo(t, path)
	ok(t, store.Migrate(t.Context(), conn, map[string]string{first: string(script)}))
	for _, statement := range []string{
		"insert into accounts values ('a1', 'Quarry Ltd', 'quarry ltd', true, '', 5)",
		"insert into users values ('u1', 'a1', 'rita@quarry.example', 'Rita', 'administrator', 'x', 5)",
		`insert into consent_requests (id, reference, account_id, user_id, state, state_hash, sign_in_state_hash, browser_hash, claimed_tenant, proven_tenant,
  account_used, cause, oauth_error, aadsts, correlation_id, trace_id, started_at, approved_at, ended_at, expires_at)
values ('r1', 'WB-7F3K-9QD2', 'a1', 'u1', 'failed', zeroblob(32), zeroblob(32), zeroblob(32), 't1', 't2', 'Rita@Quarry.example', 'app_missing',
  'access_denied', '90094', 'c1', 'i1', 1000000, 2000000, 3000000, 4000000)`,
		`insert into consent_requests (id, reference, account_id, user_id, state, state_hash, sign_in_state_hash, browser_hash, claimed_tenant, started_at, expires_at)
values ('r2', 'WB-2222-2222', 'a1', 'u1', 'approved', randomblob(32), randomblob(32), randomblob(32), 't1', 2000000, 99999999999999999)`,
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	ok(t, conn.Close())
	s := openWith(t, store.Options{URL: "sqlite:" + path, Now: newClock().Now})
	wantStatuses(t, s)
	got, err := s.Traces(t.Context(), "a1", store.TraceKey{}, 10)
	ok(t, err)
	second := func(n int) time.Time { return time.Unix(int64(n), 0).UTC() }
	want := []store.Trace{{
		ID: "r2", Reference: "WB-2222-2222", Kind: store.TraceConsent, AccountID: "a1", RequestID: "r2", UserName: "Rita", StartedAt: second(2), TenantID: "t1",
		Steps: []store.TraceStep{{Code: "started", At: second(2)}},
	}, {
		ID: "r1", Reference: "WB-7F3K-9QD2", Kind: store.TraceConsent, AccountID: "a1", RequestID: "r1", UserName: "Rita", StartedAt: second(1), EndedAt: second(3),
		Outcome: link.Failed, TenantID: "t2", AccountUsed: "rita@quarry.example",
		Failure: guidance.Failure{Cause: guidance.AppMissing, OAuthError: "access_denied", AADSTS: "90094", CorrelationID: "c1", TraceID: "i1"},
		Steps:   []store.TraceStep{{Code: "started", At: second(1)}, {Code: "approved", At: second(2)}, {Code: "failed", At: second(3)}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	status, err := s.Status(t.Context(), "a1")
	ok(t, err)
	if status.State != link.NotLinked || status.LastCause != guidance.AppMissing || !status.LastFailedAt.Equal(second(3)) || !status.ChangedAt.Equal(time.UnixMicro(5)) {
		t.Fatalf("status is %+v", status)
	}
	if found, err := s.TraceByReference(t.Context(), "", "wb7f3k9qd2"); err != nil || found.ID != "r1" {
		t.Fatalf("found %q (%v)", found.ID, err)
	}
}
