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

func TestS103_APersonKeepsOneUnfinishedChoice(t *testing.T) {
	c := newClock()
	s := openTemporary(t, c)
	una, twin := signin.Person{TenantID: guid(), ObjectID: guid()}, signin.Person{}
	twin.TenantID, twin.ObjectID = guid(), una.ObjectID // the same object ID elsewhere is somebody else
	first, second, other := secretHash(), secretHash(), secretHash()
	for _, row := range []struct {
		key []byte
		of  signin.Person
	}{{first, una}, {other, twin}, {second, una}} {
		ok(t, s.KeepPending(t.Context(), row.key, store.PendingSignIn{Person: row.of, ExpiresAt: c.Now().Add(time.Minute)}))
	}
	for name, row := range map[string]struct {
		key  []byte
		want error
	}{"the older": {first, store.ErrNotFound}, "the newer": {second, nil}, "somebody else's": {other, nil}} {
		if _, err := s.Pending(t.Context(), row.key); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", name, err, row.want)
		}
	}
}
