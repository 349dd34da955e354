package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// staffed is a customer that owns licences, with its store and clock.
type staffed struct {
	*testing.T
	store *store.Store
	clock *clock
	customer
}

func newStaffed(t *testing.T, owned map[string]int) staffed {
	t.Helper()
	c := newClock()
	s := openTemporary(t, c)
	customer := newAdministrator(t, s)
	ok(t, s.SetLicences(t.Context(), operator, customer.account.ID, owned))
	return staffed{t, s, c, customer}
}

// newUser is a plain user of the account with a CRM Edition.
func (s staffed) newUser() store.NewUser {
	return store.NewUser{AccountID: s.account.ID, Email: strings.ToLower(rand.Text()) + "@example.com", Name: "Una Moss", Role: policy.PlainUser, PasswordHash: "x"}
}

// created adds a user as the operator, whatever is owned.
func (s staffed) created(change func(*store.NewUser)) store.User {
	s.Helper()
	n := s.newUser()
	change(&n)
	u, err := s.store.CreateUser(s.Context(), operator, n)
	ok(s, err)
	return u
}

// now is a user as stored.
func (s staffed) now(u store.User) store.User {
	s.Helper()
	u, err := s.store.User(context.Background(), u.ID)
	ok(s, err)
	return u
}

func (s staffed) wantUsed(name string, owned, used int) {
	s.Helper()
	stock, err := s.store.Stock(s.Context(), s.account.ID)
	if l := stock[name]; err != nil || l.Owned != owned || l.Used != used {
		s.Fatalf("%s: owned %d, used %d (%v), want %d and %d", name, l.Owned, l.Used, err, owned, used)
	}
}

// wantLast compares the last entry of the account's trail.
func (s staffed) wantLast(action string, details ...store.AuditDetail) {
	s.Helper()
	entries, err := s.store.AuditEntries(s.Context(), s.account.ID, 0, 1)
	ok(s, err)
	if diff := cmp.Diff(details, entries[0].Details, cmpopts.EquateEmpty()); entries[0].Action != action || diff != "" {
		s.Fatalf("last entry is %s: %s", entries[0].Action, diff)
	}
}

func wantLacking(t testing.TB, err error, names ...string) {
	t.Helper()
	var none *store.NoLicenceError
	if !errors.As(err, &none) || !cmp.Equal(none.Names, names) {
		t.Fatalf("error is %v, want none left of %v", err, names)
	}
}

// live is how many sessions of a user a visitor could use.
func (s staffed) live(hashes ...[]byte) (n int) {
	for _, hash := range hashes {
		if _, err := s.store.Visitor(s.Context(), hash); err == nil {
			n++
		}
	}
	return n
}
