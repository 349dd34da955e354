package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

func steps(trace store.Trace) (codes []string) {
	for _, s := range trace.Steps {
		codes = append(codes, s.Code)
	}
	return codes
}

// traceStory follows one attempt that ends in a link: its trace says so at each step.
func traceStory(w world) {
	c, tenant, begun := newAdministrator(w, w.store), guid(), w.clock.Now()
	r := started(w, w.store, c)
	w.clock.pass(time.Minute)
	_, err := w.store.ApproveConsent(w.Context(), c.actor(), r.ID, tenant)
	ok(w, err)
	trace, err := w.store.TraceByReference(w.Context(), c.account.ID, r.Reference)
	ok(w, err)
	want := store.Trace{
		ID: r.ID, Reference: r.Reference, Kind: store.TraceConsent, AccountID: c.account.ID, RequestID: r.ID, UserName: c.user.Name,
		StartedAt: begun, TenantID: tenant,
		Steps: []store.TraceStep{{Code: "started", At: begun}, {Code: "approved", At: begun.Add(time.Minute)}},
	}
	if diff := cmp.Diff(want, trace); diff != "" {
		w.Fatal(diff)
	}
	w.clock.pass(time.Minute)
	_, err = w.store.RedeemConsent(w.Context(), r.ID)
	ok(w, err)
	w.clock.pass(time.Minute)
	proof := proofOf(tenant)
	proof.ApproverUsername = "Grace@Brightwater.Example"
	_, err = w.store.CompleteLink(w.Context(), c.actor(), r.ID, proof)
	ok(w, err)
	want.EndedAt, want.Outcome, want.AccountUsed = w.clock.Now(), link.Linked, "grace@brightwater.example"
	want.Steps = append(want.Steps, store.TraceStep{Code: "proving", At: begun.Add(2 * time.Minute)}, store.TraceStep{Code: "linked", At: w.clock.Now()})
	for name, find := range map[string]func() ([]store.Trace, error){
		"of the account": func() ([]store.Trace, error) {
			return w.store.Traces(w.Context(), c.account.ID, store.TraceKey{}, 10)
		},
		"by Microsoft account": func() ([]store.Trace, error) {
			return w.store.TracesByMicrosoftAccount(w.Context(), c.account.ID, " GRACE@brightwater.example ", 10)
		},
		"by Microsoft account, for support": func() ([]store.Trace, error) {
			return w.store.TracesByMicrosoftAccount(w.Context(), "", "grace@brightwater.example", 10)
		},
	} {
		found, err := find()
		if diff := cmp.Diff([]store.Trace{want}, found); err != nil || diff != "" {
			w.Fatalf("%s: %v %s", name, err, diff)
		}
	}
}

// everyTraceEnd ends attempts in each way; outcome and last step are the request's.
func everyTraceEnd(w world) {
	for _, state := range []link.RequestState{link.AtMicrosoft, link.Approved, link.Proving, link.Linked, link.Failed, link.Cancelled, link.Superseded, link.Expired} {
		w.Run(string(state), func(t *testing.T) {
			_, r, _ := bring(t, w, state)
			trace, err := w.store.TraceByReference(t.Context(), "", r.Reference)
			ok(t, err)
			open := state.Open()
			if last := steps(trace)[len(trace.Steps)-1]; trace.EndedAt.IsZero() != open || !open && (trace.Outcome != state || last != string(state)) || open && trace.Outcome != "" {
				t.Fatalf("trace is %+v", trace)
			}
			if !trace.EndedAt.Equal(r.EndedAt) || !trace.StartedAt.Equal(r.StartedAt) {
				t.Fatalf("trace %+v has other times than request %+v", trace, r)
			}
		})
	}
}

func traceReferences(w world) {
	c, other := newAdministrator(w, w.store), newAdministrator(w, w.store)
	n := newConsent(c)
	n.Reference = "WB-7F3K-9QD2"
	_, err := w.store.StartConsent(w.Context(), c.actor(), n)
	ok(w, err)
	for _, spelling := range []string{"WB-7F3K-9QD2", "wb-7f3k-9qd2", "wb7f3k9qd2", " WB 7F3K 9QD2 ", "7f3k-9qd2", "WB–7F3K–9QD2", "wb_7f3k.9qd2"} {
		for _, account := range []string{"", c.account.ID} {
			trace, err := w.store.TraceByReference(w.Context(), account, spelling)
			if err != nil || trace.Reference != n.Reference {
				w.Errorf("%q in account %q gives %q, %v", spelling, account, trace.Reference, err)
			}
		}
		_, err := w.store.TraceByReference(w.Context(), other.account.ID, spelling)
		wantError(w, err, store.ErrNotFound)
	}
	for _, nonsense := range []string{"", "WB", "WB-7F3K", "WB-7F3K-9QD3", "%", "'", "\x00", strings.Repeat("WB-7F3K-9QD2", 1000), "–"} {
		_, err := w.store.TraceByReference(w.Context(), "", nonsense)
		wantError(w, err, store.ErrNotFound)
	}
}

// tracePages walks through an account's traces, and finds them by what Microsoft
// quotes; another account's are never among them (S106).
func tracePages(w world) {
	c, other, correlation := newAdministrator(w, w.store), newAdministrator(w, w.store), guid()
	for i := range 25 {
		who := []customer{c, other}[i%2]
		r := started(w, w.store, who)
		_, err := w.store.FailConsent(w.Context(), who.actor(), r.ID, store.ConsentFailure{Failure: guidance.Failure{
			Cause: guidance.NoAuthority, CorrelationID: correlation, TraceID: strings.ToUpper(correlation), AADSTS: "90094",
		}})
		ok(w, err)
		if i%3 == 0 {
			w.clock.pass(time.Second)
		}
	}
	seen, key := map[string]bool{}, store.TraceKey{}
	for {
		page, err := w.store.Traces(w.Context(), c.account.ID, key, 4)
		ok(w, err)
		for _, trace := range page {
			if seen[trace.ID] || trace.AccountID != c.account.ID || trace.Failure.AADSTS != "90094" {
				w.Fatalf("trace %+v is out of place", trace)
			}
			seen[trace.ID], key = true, trace.Key()
		}
		if len(page) < 4 {
			break
		}
	}
	if len(seen) != 13 {
		w.Fatalf("%d traces, want 13", len(seen))
	}
	for account, want := range map[string]int{c.account.ID: 13, other.account.ID: 12, "": 25, guid(): 0} {
		found, err := w.store.TracesByCorrelation(w.Context(), account, " "+strings.ToUpper(correlation), 500)
		if err != nil || len(found) != want {
			w.Errorf("account %q has %d by correlation ID (%v), want %d", account, len(found), err, want)
		}
	}
	for _, nothing := range []string{"", " ", guid()} {
		if found, err := w.store.TracesByCorrelation(w.Context(), "", nothing, 10); err != nil || len(found) != 0 {
			w.Errorf("%q finds %d traces (%v)", nothing, len(found), err)
		}
		if found, err := w.store.TracesByMicrosoftAccount(w.Context(), "", nothing, 10); err != nil || len(found) != 0 {
			w.Errorf("%q finds %d traces (%v)", nothing, len(found), err)
		}
	}
}

// traceOutlives: requests are forgotten by number, their traces stay until they are
// too old.
func traceOutlives(w world) {
	c := newAdministrator(w, w.store)
	const n = 70 // more than the requests that are kept
	for range n {
		w.clock.pass(time.Second)
		started(w, w.store, c)
		_, err := w.store.CancelConsents(w.Context(), c.actor(), c.account.ID, link.ForLink)
		ok(w, err)
	}
	count := func() int {
		traces, err := w.store.Traces(w.Context(), c.account.ID, store.TraceKey{}, 500)
		ok(w, err)
		return len(traces)
	}
	if count() != n {
		w.Fatalf("%d traces, want %d", count(), n)
	}
	w.clock.pass(90*24*time.Hour - n*time.Second)
	ok(w, w.store.Sweep(w.Context()))
	if count() != n {
		w.Fatalf("%d traces after 90 days, want %d", count(), n)
	}
	w.clock.pass(n / 2 * time.Second)
	ok(w, w.store.Sweep(w.Context()))
	if got := count(); got != n/2+1 {
		w.Fatalf("%d traces after another half, want %d", got, n/2+1)
	}
	wantSound(w, w.store)
}

// purgedFailure: what was held against an account goes with its trace.
func purgedFailure(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	linked(w, w.store, c, tenant)
	w.clock.pass(time.Hour)
	failIn(w, c, tenant, guidance.AppMissing)
	wantStatus(w, c, link.Enabled, link.Broken, link.ReasonConsentWithdrawn)
	n, err := w.store.PurgeTraces(w.Context(), w.clock.Now().Add(time.Second))
	if err != nil || n != 2 {
		w.Fatalf("%d purged (%v), want 2", n, err)
	}
	wantStatus(w, c, link.Enabled, link.Working, "")
	wantStatuses(w, w.store)
}

// manyTraces is a statement that adds n traces of an account, all of one moment.
func manyTraces(accountID string, n int, at time.Time) string {
	return fmt.Sprintf(`insert into traces (id, reference, reference_key, kind, account_id, started_at, ended_at, outcome, cause, correlation_id, trace_id, account_used, steps)
with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
select 'many-' || i, 'MANY-' || i, 'MANY' || i, 'consent', '%s', %d, %d, 'cancelled', '', 'c-' || i, 't-' || i, 'someone@example.com', '' from n`,
		n, accountID, at.UnixMicro(), at.UnixMicro())
}

// purging deletes many thousands of traces while others write: between a writer's
// call and its turn there is never more than one batch, and the trail stays whole.
// It counts and does not time.
func purging(w world) {
	c, keeper := newAdministrator(w, w.store), newAdministrator(w, w.store)
	l := linked(w, w.store, keeper, guid())
	const n, rounds = 20_000, 50
	old := w.clock.Now().Add(-100 * 24 * time.Hour)
	ok(w, w.store.ExecWriter(w.Context(), manyTraces(c.account.ID, n, old)))
	ok(w, w.store.ExecWriter(w.Context(), "create table seen (left_over bigint)"))
	var purge sync.WaitGroup
	purge.Go(func() {
		deleted, err := w.store.PurgeTraces(w.Context(), old.Add(time.Hour))
		if err != nil || deleted != n {
			w.Errorf("%d purged (%v), want %d", deleted, err, n)
		}
	})
	events := []link.Event{link.Disable, link.Enable}
	for i := range rounds {
		release := w.store.HoldTurn()
		before := w.store.CountRows(w.Context(), "traces")
		var writer sync.WaitGroup
		writer.Go(func() {
			if err := w.store.ExecWriter(w.Context(), "insert into seen (left_over) select count(*) from traces"); err != nil {
				w.Error(err)
			}
		})
		for w.store.Waiting() < 2 { // the purge and the writer
			runtime.Gosched()
		}
		release()
		writer.Wait()
		if waited := before - w.store.LastSeen(w.Context()); waited > store.PurgeBatch || store.PurgeBatch > store.SweepBatch {
			w.Fatalf("round %d: %d rows were deleted while a writer waited", i, waited)
		}
		_, err := w.store.MoveLink(w.Context(), operator, l.AccountID, l.ID, events[i%2])
		ok(w, err)
	}
	purge.Wait()
	wantSound(w, w.store)
	wantStatuses(w, w.store)
}

// purgeStops: a purge whose context has ended leaves the rest for later.
func purgeStops(w world) {
	c := newAdministrator(w, w.store)
	old := w.clock.Now().Add(-100 * 24 * time.Hour)
	ok(w, w.store.ExecWriter(w.Context(), manyTraces(c.account.ID, 1000, old)))
	ctx, cancel := context.WithCancel(w.Context())
	cancel()
	n, err := w.store.PurgeTraces(ctx, old.Add(time.Hour))
	if n != 0 || !errors.Is(err, context.Canceled) || w.store.CountRows(w.Context(), "traces") != 1000 {
		w.Fatalf("%d purged (%v)", n, err)
	}
	if n, err := w.store.PurgeTraces(w.Context(), old); n != 0 || err != nil {
		w.Fatalf("%d purged that are not older (%v)", n, err)
	}
	if n, err := w.store.PurgeTraces(w.Context(), old.Add(1000)); n != 1000 || err != nil {
		w.Fatalf("%d purged (%v)", n, err)
	}
}
