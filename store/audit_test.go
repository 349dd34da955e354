package store_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func auditPages(w world) {
	c := newAdministrator(w, w.store)
	for range 4 {
		signIn(w, w.store, c.user)
	}
	var seqs []int64
	for before := int64(0); ; {
		page, err := w.store.AuditEntries(w.Context(), c.account.ID, before, 4)
		ok(w, err)
		for _, e := range page {
			seqs = append(seqs, e.Seq)
			before = e.Seq
		}
		if len(page) < 4 {
			break
		}
	}
	if diff := cmp.Diff([]int64{6, 5, 4, 3, 2, 1}, seqs); diff != "" {
		w.Fatal(diff)
	}
	page, err := w.store.AuditEntries(w.Context(), c.account.ID, 2, 4)
	ok(w, err)
	want := store.AuditEntry{
		AccountID: c.account.ID, Seq: 1, At: w.clock.Now(), Actor: operator, Action: store.ActionAccountCreated, Subject: c.account.ID,
		Details: []store.AuditDetail{{Name: "name", After: c.account.Name}, {Name: "advanced security", After: "true"}},
		Hash:    page[0].Hash, PrevHash: make([]byte, 32),
	}
	if diff := cmp.Diff([]store.AuditEntry{want}, page); diff != "" {
		w.Fatal(diff)
	}
}

func hostileTexts(w world) {
	c := newAdministrator(w, w.store)
	evil := "a\r\nb\x1b[31mc\x00d\xff\u202ee\u2028" + strings.Repeat("x", 1<<20)
	actor := store.Actor{Kind: store.KindUser, UserID: evil, Name: evil, Email: evil, IP: evil, UserAgent: evil, RequestID: evil}
	n := newConsent(c)
	n.Reference = evil
	r, err := w.store.StartConsent(w.Context(), actor, n)
	ok(w, err)
	_, err = w.store.FailConsent(w.Context(), actor, r.ID, store.ConsentFailure{
		Failure:      guidance.Failure{Cause: guidance.Unknown, OAuthError: evil, AADSTS: evil, CorrelationID: evil, TraceID: evil},
		ProvenTenant: evil, AccountUsed: evil,
	})
	ok(w, err)
	proof := proofOf(guid())
	proof.IP, proof.Agent = evil, evil
	proof.Organisation, proof.ApproverName, proof.Domains = evil, evil, slices.Repeat([]string{evil}, 1000)
	r = proving(w, w.store, c, proof.TenantID)
	l, err := w.store.CompleteLink(w.Context(), actor, r.ID, proof)
	ok(w, err)
	entries, err := w.store.AuditEntries(w.Context(), c.account.ID, 0, 100)
	ok(w, err)
	for _, e := range entries {
		a := e.Actor
		texts := []string{a.UserID, a.Name, a.Email, a.IP, a.UserAgent, a.RequestID, e.Subject, e.Reference, l.Organisation, l.ApproverName, l.ApproverIP, l.ApproverAgent}
		for _, d := range e.Details {
			texts = append(texts, d.Name, d.Before, d.After)
		}
		wantHarmless(w, append(texts, l.Domains...))
	}
	if len(l.Domains) > 50 {
		w.Fatalf("%d domains are kept", len(l.Domains))
	}
	if got := entries[0].Actor.Name; !strings.HasPrefix(got, "a��b�[31mc�d��e�xxx") || !strings.HasSuffix(got, "x…") {
		w.Fatalf("name became %q", got)
	}
	wantSound(w, w.store)
}

func wantHarmless(t testing.TB, texts []string) {
	t.Helper()
	for _, text := range texts {
		if utf8.RuneCountInString(text) > 500 {
			t.Fatalf("text of %d characters is kept", utf8.RuneCountInString(text))
		}
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n\x1b\x00\u202e\u2028") {
			t.Fatalf("text is kept as it was: %q", text)
		}
	}
}

// TestS109 tampers with the database behind the store's back: first as anybody
// with a connection could, which the triggers refuse, then with the triggers gone.
func TestS109_TriggersKeepTheTrail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path)
	newAdministrator(t, s)
	db := raw(t, path)
	for name, statement := range map[string]string{
		"edit":             "update audit_entries set actor_name = 'Nobody'",
		"remove":           "delete from audit_entries where seq = 2",
		"remove the chain": "delete from audit_chains",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "audit") {
				t.Fatalf("tampering gave %v", err)
			}
		})
	}
	wantSound(t, s)
}

func TestS109_TamperingShows(t *testing.T) {
	rows := []struct {
		name, statement, says string
	}{
		{"edited", "update audit_entries set actor_name = 'Nobody' where seq = 3", "entry 3 (consent.started) was edited"},
		{"edited details", "update audit_entries set details = '[]' where seq = 5", "entry 5 (link.made) was edited"},
		{"moved in time", "update audit_entries set at = at + 1 where seq = 1", "entry 1 (account.created) was edited"},
		{"removed", "delete from audit_entries where seq = 3", "entry 3 is missing"},
		{"last removed", "delete from audit_entries where seq = 7", "the trail ends with entry 6, its end was noted as entry 7"},
		{"all removed", "delete from audit_entries", "the trail ends with entry 0"},
		{"trail removed", "delete from audit_entries; delete from audit_chains", "has no audit trail"},
		{"end removed", "pragma foreign_keys = off; delete from audit_chains", "no end of the chain"},
		{
			"swapped", `update audit_entries set seq = -seq where seq in (3, 4);
update audit_entries set seq = 7 + seq where seq < 0`, "entry 3 does not follow entry 2",
		},
		{
			"entry replaced and the next one fitted to it", `update audit_entries set hash = zeroblob(32) where seq = 3;
update audit_entries set prev_hash = zeroblob(32) where seq = 4`, "entry 4 (consent.approved) was edited",
		},
		{"end rewound", "update audit_chains set last_seq = 6", "its end was noted as entry 6"},
		{
			"entry added", `insert into audit_entries select account_id, 8, at, actor_kind, actor_user_id, actor_name, actor_email, ip,
  user_agent, request_id, action, subject, details, reference, prev_hash, hash from audit_entries where seq = 7`, "entry 8 does not follow entry 7",
		},
		{"link without its entry", `pragma foreign_keys = off; update links set id = 'other'`, "link other has no audit entry"},
		{"link moved behind the trail", "update links set state = 'enabled'", "is enabled, but its last audit entry says disabled"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "test.db")
			s := openAt(t, path)
			c := newAdministrator(t, s)
			l := linked(t, s, c, guid())
			signIn(t, s, c.user)
			_, err := s.MoveLink(t.Context(), c.actor(), c.account.ID, l.ID, link.Disable)
			ok(t, err)
			if report := wantSound(t, s); report.Accounts != 1 || report.Entries != 7 {
				t.Fatalf("report is %+v", report)
			}
			db := raw(t, path)
			tamper := `drop trigger audit_entries_are_never_changed; drop trigger audit_entries_are_never_deleted;
drop trigger audit_chains_are_never_deleted; ` + row.statement
			if _, err := db.Exec(tamper); err != nil {
				t.Fatal(err)
			}
			report, err := s.VerifyAudit(t.Context())
			ok(t, err)
			if all := strings.Join(report.Broken, "\n"); !strings.Contains(all, row.says) {
				t.Fatalf("report says %q, want %q", all, row.says)
			}
		})
	}
}

// TestS109_InvitationsAreComparedWithTheTrail: a state that was changed behind the
// trail, and a row without an entry, show.
func TestS109_InvitationsAreComparedWithTheTrail(t *testing.T) {
	for statement, says := range map[string]string{
		"update invitations set state = 'revoked', ended_at = 1": "is revoked, but its last audit entry says open",
		"delete from mails; update invitations set id = 'other'": "invitation other has no audit entry",
		"update links set state = 'enabled', confirmed_at = 1":   "is enabled, but its last audit entry says awaiting_confirmation",
	} {
		t.Run(says, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "test.db")
			s := openAt(t, path)
			c := newAdministrator(t, s)
			if strings.Contains(statement, "links") {
				proposed(t, s, c, guid())
			} else {
				invited(t, s, c)
			}
			wantSound(t, s)
			_, err := raw(t, path).Exec(statement)
			ok(t, err)
			report, err := s.VerifyAudit(t.Context())
			ok(t, err)
			if all := strings.Join(report.Broken, "\n"); !strings.Contains(all, says) {
				t.Fatalf("report says %q, want %q", all, says)
			}
		})
	}
}

// raw opens the database as a stranger's program would.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_foreign_keys=1&_busy_timeout=5000")
	ok(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func sweeping(w world) {
	c := newAdministrator(w, w.store)
	overdue, session := started(w, w.store, c), signIn(w, w.store, c.user)
	w.clock.pass(link.RequestLife)
	open, ended, err := w.store.LatestConsents(w.Context(), c.account.ID)
	if err != nil || open != nil || ended == nil || ended.State != link.Expired {
		w.Fatalf("before the sweep: %v, %v, %v", open, ended, err)
	}
	_, err = w.store.ApproveConsent(w.Context(), c.actor(), overdue.ID, guid())
	wantRefused(w, err)
	second := started(w, w.store, c)
	w.clock.pass(link.RequestLife)
	third := started(w, w.store, c) // ends the second
	second, err = w.store.Consent(w.Context(), c.account.ID, second.ID)
	if err != nil || second.State != link.Expired {
		w.Fatalf("second is %s, %v", second.State, err)
	}
	w.clock.pass(policy.SessionMax)
	ok(w, w.store.Sweep(w.Context()))
	ok(w, w.store.Sweep(w.Context()))
	third, err = w.store.Consent(w.Context(), c.account.ID, third.ID)
	if err != nil || third.State != link.Expired {
		w.Fatalf("third is %s, %v", third.State, err)
	}
	wantError(w, w.store.SetNotice(w.Context(), session, "gone"), store.ErrNotFound)
	var expired int
	for _, a := range actions(w, w.store, c.account.ID) {
		if a == store.ActionConsentExpired {
			expired++
		}
	}
	if expired != 3 {
		w.Fatalf("%d expiries are in the trail, want 3", expired)
	}
	wantSound(w, w.store)
}

func seeding(w world) {
	begin := time.Now()
	ok(w, w.store.Seed(w.Context(), 1000, "hash"))
	w.Logf("1,000 accounts in %v", time.Since(begin))
	first := seeded(w)
	ok(w, w.store.Seed(w.Context(), 1000, "hash"))
	if diff := cmp.Diff(first, seeded(w)); diff != "" {
		w.Fatalf("a second call changed something: %s", diff)
	}
	again := openTemporary(w, w.clock)
	ok(w, again.Seed(w.Context(), 1000, "hash"))
	if diff := cmp.Diff(first, seeded(world{w.T, again, w.clock})); diff != "" {
		w.Fatalf("two seeds differ: %s", diff)
	}
	report := wantSound(w, w.store)
	if report.Accounts != 1000 || report.Entries < 3000 {
		w.Fatalf("report is %+v", report)
	}
	states := map[string]int{}
	for _, a := range first {
		states[a.State]++
	}
	for _, state := range []string{"", "enabled", "disabled", "unlinked", "awaiting_confirmation", "open"} {
		if states[state] < 20 {
			w.Fatalf("states are %v, too few %q", states, state)
		}
	}
}

type seededAccount struct {
	store.Account
	Email, Hash, State string
}

func seeded(w world) (out []seededAccount) {
	for account, err := range w.store.Accounts(w.Context()) {
		ok(w, err)
		administrators, err := w.store.Administrators(w.Context(), account.ID, 2)
		ok(w, err)
		l, _ := w.store.LastLink(w.Context(), account.ID)
		state := string(l.State)
		list, err := w.store.Invitations(w.Context(), account.ID, 1)
		ok(w, err)
		if len(list) > 0 {
			state = string(list[0].State)
		}
		waiting, err := w.store.AwaitingLinks(w.Context(), account.ID)
		ok(w, err)
		if len(waiting) > 0 {
			state = string(waiting[0].State)
		}
		out = append(out, seededAccount{account, administrators[0].Email, administrators[0].PasswordHash, state})
	}
	return out
}

func closed(w world) {
	c := newAdministrator(w, w.store)
	ok(w, w.store.Ping(w.Context()))
	ok(w, w.store.Close())
	ok(w, w.store.Close())
	wantError(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, false), store.ErrUnavailable)
	wantError(w, w.store.Ping(w.Context()), store.ErrUnavailable)
}
