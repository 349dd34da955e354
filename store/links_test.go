package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

var ignoreUnexported = cmpopts.IgnoreUnexported(store.Link{})

func tenantTaken(w world) {
	first, second, tenant := newAdministrator(w, w.store), newAdministrator(w, w.store), guid()
	held := linked(w, w.store, first, tenant)
	r := proving(w, w.store, second, tenant)
	w.clock.pass(time.Second)
	proof := proofOf(tenant)
	_, err := w.store.CompleteLink(w.Context(), second.actor(), r.ID, proof)
	wantError(w, err, store.ErrTenantTaken)
	if strings.Contains(err.Error(), first.account.Name) || strings.Contains(err.Error(), first.account.ID) {
		w.Fatalf("the refusal names the other account: %v", err)
	}
	r, err = w.store.Consent(w.Context(), second.account.ID, r.ID)
	if err != nil || r.State != link.Failed || r.Failure.Cause != guidance.TenantTaken {
		w.Fatalf("request is %+v, %v", r, err)
	}
	current, err := w.store.CurrentLink(w.Context(), first.account.ID)
	ok(w, err)
	held.ConflictAt, held.ConflictBy = w.clock.Now(), proof.ApproverUsername
	if diff := cmp.Diff(held, current, ignoreUnexported); diff != "" {
		w.Fatal(diff)
	}
	told, err := w.store.AuditEntries(w.Context(), first.account.ID, 0, 1)
	ok(w, err)
	if told[0].Action != store.ActionLinkContested || detail(told[0], "Microsoft account") != proof.ApproverUsername {
		w.Fatalf("the first account was told %+v", told[0])
	}
	for _, secret := range []string{second.account.Name, second.account.ID, second.user.Name, second.user.Email, second.user.ID, r.Reference, "192.0.2.7"} {
		if strings.Contains(fmt.Sprintf("%+v", told[0]), secret) {
			w.Fatalf("the first account was told %q of the second", secret)
		}
	}
	wantSound(w, w.store)
}

func tenantTakenParallel(w world) {
	tenant := guid()
	var customers []customer
	var requests []store.ConsentRequest
	for range 50 {
		c := newAdministrator(w, w.store)
		customers = append(customers, c)
		requests = append(requests, proving(w, w.store, c, tenant))
	}
	var won, taken atomic.Int64
	inParallel(50, func(i int) {
		_, err := w.store.CompleteLink(w.Context(), customers[i].actor(), requests[i].ID, proofOf(tenant))
		switch {
		case err == nil:
			won.Add(1)
		case errors.Is(err, store.ErrTenantTaken):
			taken.Add(1)
		default:
			w.Errorf("unexpected error: %v", err)
		}
	})
	if won.Load() != 1 || taken.Load() != 49 {
		w.Fatalf("%d won and %d found it taken, want 1 and 49", won.Load(), taken.Load())
	}
	wantSound(w, w.store)
}

func otherAccounts(w world) {
	mine, theirs := newAdministrator(w, w.store), newAdministrator(w, w.store)
	l := linked(w, w.store, theirs, guid())
	own := linked(w, w.store, mine, guid())
	r := started(w, w.store, theirs)
	ctx, a := w.Context(), mine.account.ID
	rows := map[string]func() error{
		"consent":             func() error { _, err := w.store.Consent(ctx, a, r.ID); return err },
		"link":                func() error { _, err := w.store.Link(ctx, a, l.ID); return err },
		"move link":           func() error { _, err := w.store.MoveLink(ctx, mine.actor(), a, l.ID, link.Disable); return err },
		"undo":                func() error { _, _, err := w.store.UndoLink(ctx, mine.actor(), a, l.RequestID); return err },
		"own link as theirs":  func() error { _, err := w.store.Link(ctx, theirs.account.ID, own.ID); return err },
		"link of no account":  func() error { _, err := w.store.Link(ctx, "", l.ID); return err },
		"consent of no ID":    func() error { _, err := w.store.Consent(ctx, a, ""); return err },
		"current of no one":   func() error { _, err := w.store.CurrentLink(ctx, ""); return err },
		"link by its request": func() error { _, err := w.store.Link(ctx, theirs.account.ID, l.RequestID); return err },
	}
	for name, try := range rows {
		w.Run(name, func(t *testing.T) { wantError(t, try(), store.ErrNotFound) })
	}
	if n, err := w.store.CancelConsents(ctx, mine.actor(), a, link.ForLink); n != 0 || err != nil {
		w.Fatalf("cancelled %d requests (%v), want none", n, err)
	}
	after, err := w.store.Link(ctx, theirs.account.ID, l.ID)
	ok(w, err)
	if diff := cmp.Diff(l, after, ignoreUnexported); diff != "" {
		w.Fatal(diff)
	}
	entries, err := w.store.AuditEntries(ctx, a, 0, 100)
	ok(w, err)
	for _, e := range entries {
		if e.AccountID != a {
			w.Fatalf("page of %s holds an entry of %s", a, e.AccountID)
		}
	}
}

// linkStates applies what an administrator may ask for to every state.
func linkStates(w world) {
	for _, from := range link.States()[1:] {
		for _, event := range link.Events() {
			w.Run(fmt.Sprintf("%s %s", from, event), func(t *testing.T) {
				c, l := bringLink(t, w, from)
				want, rule := link.Next(from, event)
				asked := event == link.Enable || event == link.Disable || event == link.Unlink
				w.clock.pass(time.Second)
				moved, err := w.store.MoveLink(w.Context(), c.actor(), c.account.ID, l.ID, event)
				if rule != nil || !asked {
					wantRefused(t, err)
					want = from
				} else {
					ok(t, err)
				}
				after, err := w.store.Link(w.Context(), c.account.ID, l.ID)
				ok(t, err)
				if after.State != want || moved.State != want {
					t.Fatalf("link is %s, returned as %s, want %s", after.State, moved.State, want)
				}
				if current := after.EndedAt.IsZero() && !after.ConfirmedAt.IsZero(); current != want.Current() {
					t.Fatalf("state %s ended at %v", want, after.EndedAt)
				}
			})
		}
	}
	wantSound(w, w.store)
}

func bringLink(t testing.TB, w world, state link.State) (customer, store.Link) {
	t.Helper()
	c := newAdministrator(t, w.store)
	l := linked(t, w.store, c, guid())
	var err error
	switch state {
	case link.Disabled:
		_, err = w.store.MoveLink(w.Context(), c.actor(), c.account.ID, l.ID, link.Disable)
	case link.Unlinked:
		_, err = w.store.MoveLink(w.Context(), c.actor(), c.account.ID, l.ID, link.Unlink)
	case link.Replaced:
		linked(t, w.store, c, guid())
	case link.Awaiting, link.Rejected, link.Overtaken:
		return bringProposed(t, w, state)
	default: // as it was made
	}
	ok(t, err)
	return c, l
}

func replacing(w world) {
	c := newAdministrator(w, w.store)
	first := linked(w, w.store, c, guid())
	w.clock.pass(time.Minute)
	waiting := proving(w, w.store, c, guid())
	if current, err := w.store.CurrentLink(w.Context(), c.account.ID); err != nil || current.ID != first.ID {
		w.Fatalf("the old link does not serve until the new one is proven: %v", err)
	}
	second, err := w.store.CompleteLink(w.Context(), c.actor(), waiting.ID, proofOf(waiting.ClaimedTenant))
	ok(w, err)
	old, err := w.store.Link(w.Context(), c.account.ID, first.ID)
	ok(w, err)
	if old.State != link.Replaced || !old.EndedAt.Equal(w.clock.Now()) || second.Replaces != first.ID || second.State != link.Enabled {
		w.Fatalf("old link is %+v, new one %+v", old, second)
	}
	// The old tenant is free for others now.
	linked(w, w.store, newAdministrator(w, w.store), first.TenantID)
	// An unlinked tenant can be linked anew, as a new row.
	_, err = w.store.MoveLink(w.Context(), c.actor(), c.account.ID, second.ID, link.Unlink)
	ok(w, err)
	_, err = w.store.CurrentLink(w.Context(), c.account.ID)
	wantError(w, err, store.ErrNotFound)
	if last, err := w.store.LastLink(w.Context(), c.account.ID); err != nil || last.ID != second.ID {
		w.Fatalf("last link is %v, %v", last, err)
	}
	third := linked(w, w.store, c, second.TenantID)
	if third.ID == second.ID || third.Replaces != "" {
		w.Fatalf("third link is %+v", third)
	}
	wantSound(w, w.store)
}

func provenAgain(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	first := linked(w, w.store, c, tenant)
	_, err := w.store.MoveLink(w.Context(), c.actor(), c.account.ID, first.ID, link.Disable)
	ok(w, err)
	w.clock.pass(2 * time.Minute)
	r := proving(w, w.store, c, tenant)
	proof := proofOf(tenant)
	proof.Organisation, proof.Domains = "Renamed Ltd", []string{"renamed.example", "brightwater.example"}
	again, err := w.store.CompleteLink(w.Context(), c.actor(), r.ID, proof)
	ok(w, err)
	want := first
	want.Organisation, want.Domains, want.ApproverObjectID, want.ProvenAt = proof.Organisation, proof.Domains, proof.ApproverObjectID, w.clock.Now()
	stored, err := w.store.CurrentLink(w.Context(), c.account.ID)
	ok(w, err)
	for name, got := range map[string]store.Link{"returned": again, "stored": stored} {
		if diff := cmp.Diff(want, got, ignoreUnexported); diff != "" {
			w.Fatalf("%s: %s", name, diff)
		}
	}
	_, _, err = w.store.UndoLink(w.Context(), c.actor(), c.account.ID, r.ID)
	wantError(w, err, store.ErrNotFound) // it made no link that could be undone
	wantSound(w, w.store)
}

func undoing(w world) {
	for _, before := range []link.State{link.Enabled, link.Disabled} {
		c, old := bringLink(w, w, before)
		made := linked(w, w.store, c, guid())
		w.clock.pass(link.UndoWindow - time.Microsecond)
		undone, restored, err := w.store.UndoLink(w.Context(), c.actor(), c.account.ID, made.RequestID)
		ok(w, err)
		if undone.ID != made.ID || undone.State != link.Unlinked || restored == nil || restored.ID != old.ID || restored.State != before {
			w.Fatalf("undone is %+v, restored %+v", undone, restored)
		}
		current, err := w.store.CurrentLink(w.Context(), c.account.ID)
		ok(w, err)
		if diff := cmp.Diff(*restored, current, cmp.AllowUnexported(store.Link{})); diff != "" {
			w.Fatal(diff)
		}
		if last, err := w.store.LastLink(w.Context(), c.account.ID); err != nil || last.ID != old.ID {
			w.Fatalf("last link is %v, %v", last, err)
		}
		_, _, err = w.store.UndoLink(w.Context(), c.actor(), c.account.ID, made.RequestID)
		wantRefused(w, err)
	}
	c := newAdministrator(w, w.store)
	made := linked(w, w.store, c, guid())
	undone, restored, err := w.store.UndoLink(w.Context(), c.actor(), c.account.ID, made.RequestID)
	if err != nil || restored != nil || undone.State != link.Unlinked {
		w.Fatalf("undone is %+v, restored %+v, %v", undone, restored, err)
	}
	wantSound(w, w.store)
}

func undoRefused(w world) {
	c := newAdministrator(w, w.store)
	made := linked(w, w.store, c, guid())
	w.clock.pass(link.UndoWindow)
	_, _, err := w.store.UndoLink(w.Context(), c.actor(), c.account.ID, made.RequestID)
	wantRefused(w, err)
	c2, replaced := bringLink(w, w, link.Replaced)
	_, _, err = w.store.UndoLink(w.Context(), c2.actor(), c2.account.ID, replaced.RequestID)
	wantRefused(w, err)
	failed := started(w, w.store, c)
	_, _, err = w.store.UndoLink(w.Context(), c.actor(), c.account.ID, failed.ID)
	wantError(w, err, store.ErrNotFound)
}

func undoTaken(w world) {
	c, old := bringLink(w, w, link.Enabled)
	made := linked(w, w.store, c, guid())
	linked(w, w.store, newAdministrator(w, w.store), old.TenantID)
	undone, restored, err := w.store.UndoLink(w.Context(), c.actor(), c.account.ID, made.RequestID)
	if err != nil || restored != nil || undone.ID != made.ID {
		w.Fatalf("undone is %+v, restored %+v, %v", undone, restored, err)
	}
	_, err = w.store.CurrentLink(w.Context(), c.account.ID)
	wantError(w, err, store.ErrNotFound)
	wantSound(w, w.store)
}
