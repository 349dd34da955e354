package store_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

func TestPending_IsKeptForOneBrowserAndTakenOnce(t *testing.T) {
	c := newClock()
	s, key := openTemporary(t, c), secretHash()
	p := store.PendingSignIn{
		Person:     signin.Person{TenantID: guid(), ObjectID: guid(), Name: "Una", Username: "una@brightwater.example"},
		Membership: signin.Membership{Reading: signin.Read, Groups: []signin.Group{{ID: guid(), Name: "Sales"}}},
		GroupsFrom: "graph", Mailbox: store.MailboxFound, Domains: []string{"brightwater.example"},
		SessionID: "sid", LoginHint: "hint", AuthTime: c.Now().Add(-time.Hour), ExpiresAt: c.Now().Add(15 * time.Minute),
	}
	wantError(t, s.KeepPending(t.Context(), []byte("short"), p), store.ErrInvalid)
	ok(t, s.KeepPending(t.Context(), key, p))
	got, err := s.Pending(t.Context(), key)
	ok(t, err)
	if diff := cmp.Diff(p, got); diff != "" {
		t.Fatal(diff)
	}
	_, err = s.Pending(t.Context(), secretHash())
	wantError(t, err, store.ErrNotFound)
	var taken atomic.Int64
	inParallel(20, func(int) {
		if err := s.TakePending(t.Context(), key); err == nil {
			taken.Add(1)
		} else if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unexpected error: %v", err)
		}
	})
	if taken.Load() != 1 {
		t.Fatalf("taken %d times", taken.Load())
	}
}

func TestPending_EndsWithItsTime(t *testing.T) {
	c := newClock()
	s, key := openTemporary(t, c), secretHash()
	ok(t, s.KeepPending(t.Context(), key, store.PendingSignIn{ExpiresAt: c.Now().Add(time.Minute)}))
	c.pass(time.Minute)
	_, err := s.Pending(t.Context(), key)
	wantError(t, err, store.ErrNotFound)
	ok(t, s.Sweep(t.Context()))
	wantError(t, s.TakePending(t.Context(), key), store.ErrNotFound)
}

func TestRememberedAccount(t *testing.T) {
	s := newStaffed(t, nil)
	other := newAdministrator(t, s.store)
	tenant, person := guid(), guid()
	_, err := s.store.RememberedAccount(t.Context(), tenant, person)
	wantError(t, err, store.ErrNotFound)
	for _, id := range []string{s.account.ID, other.account.ID} {
		ok(t, s.store.RememberAccount(t.Context(), tenant, person, id))
		if got, err := s.store.RememberedAccount(t.Context(), tenant, person); err != nil || got != id {
			t.Fatalf("remembered %q (%v), want %q", got, err, id)
		}
	}
	_, err = s.store.RememberedAccount(t.Context(), guid(), person) // the same object ID elsewhere is somebody else
	wantError(t, err, store.ErrNotFound)
	for range 2 {
		ok(t, s.store.ForgetAccountChoice(t.Context(), tenant, person))
	}
	_, err = s.store.RememberedAccount(t.Context(), tenant, person)
	wantError(t, err, store.ErrNotFound)
}
