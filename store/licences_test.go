package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func TestLicences_ListsTheWholeCatalogue(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 3, "Mapping": 2})
	s.created(func(n *store.NewUser) { n.Edition, n.Extensions = policy.Business, []string{"Mapping"} })
	got, err := s.store.Licences(t.Context(), s.account.ID)
	ok(t, err)
	want := []store.Licence{{Name: "CRM", Owned: 3, Used: 1}, {Name: "Business", Used: 1}}
	for _, name := range policy.Extensions() {
		l := store.Licence{Name: name, Extension: true}
		if name == "Mapping" {
			l.Owned, l.Used = 2, 1
		}
		want = append(want, l)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestSetLicences(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 3})
	s.wantLast(store.ActionLicencesSet, store.AuditDetail{Name: "CRM", Before: "0", After: "3"})
	before := len(actions(t, s.store, s.account.ID))
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"CRM": 3}))
	for name, owned := range map[string]map[string]int{
		"unknown": {"CRM": 9, "Gold": 1}, "without a name": {"": 1}, "below nothing": {"CRM": -1}, "beyond all bounds": {"CRM": 1_000_001},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, s.store.SetLicences(t.Context(), operator, s.account.ID, owned), store.ErrInvalid)
		})
	}
	wantError(t, s.store.SetLicences(t.Context(), operator, "nobody", map[string]int{"CRM": 3}), store.ErrNotFound)
	s.wantUsed("CRM", 3, 1)
	if n := len(actions(t, s.store, s.account.ID)); n != before {
		t.Fatalf("%d entries tell of nothing", n-before)
	}
	wantSound(t, s.store)
}

func (s staffed) wantAlerts(want ...store.Alert) {
	s.Helper()
	got, err := s.store.Alerts(s.Context(), s.account.ID)
	ok(s, err)
	if diff := cmp.Diff(want, got); diff != "" {
		s.Fatal(diff)
	}
}

func TestAlerts_AreRaisedOnceAndEndWithTheirCause(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 1})
	first := s.clock.Now()
	ok(t, s.store.Raise(t.Context(), s.account.ID, store.AlertNoLicenceLeft, "CRM", "WB-1"))
	s.clock.pass(time.Minute)
	ok(t, s.store.Raise(t.Context(), s.account.ID, store.AlertNoLicenceLeft, "CRM", "WB-2"))
	s.wantAlerts(store.Alert{Kind: store.AlertNoLicenceLeft, Subject: "CRM", Reference: "WB-2", FirstAt: first, LastAt: s.clock.Now(), Times: 2})
	if n := count(actions(t, s.store, s.account.ID), store.ActionAlertRaised); n != 1 {
		t.Fatalf("%d entries tell of it, want 1", n)
	}
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"Mapping": 1})) // helps nobody
	ok(t, s.store.DismissAlert(t.Context(), s.actor(), s.account.ID, store.AlertNoLicenceLeft, "CRM"))
	wantError(t, s.store.DismissAlert(t.Context(), s.actor(), s.account.ID, store.AlertNoLicenceLeft, "CRM"), store.ErrNotFound)
	ok(t, s.store.Raise(t.Context(), s.account.ID, store.AlertNoLicenceLeft, "CRM", "WB-3"))
	s.wantAlerts() // it is put away as long as it goes on
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"CRM": 2}))
	ok(t, s.store.Raise(t.Context(), s.account.ID, store.AlertNoLicenceLeft, "CRM", "WB-4"))
	s.wantAlerts(store.Alert{Kind: store.AlertNoLicenceLeft, Subject: "CRM", Reference: "WB-4", FirstAt: s.clock.Now(), LastAt: s.clock.Now(), Times: 1})
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"CRM": 3}))
	s.wantAlerts()
	wantSound(t, s.store)
}

func TestAlerts_OfTooManyEndWhenLicencesAreFreed(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 1})
	u := s.created(func(*store.NewUser) {})
	ok(t, s.store.Raise(t.Context(), s.account.ID, store.AlertOverAllocated, "CRM", "WB-1"))
	ok(t, s.store.Raise(t.Context(), s.account.ID, store.AlertNoLicenceLeft, "CRM", "WB-1"))
	ok(t, s.store.FreeLicences(t.Context(), s.actor(), s.account.ID, u.ID))
	now := s.clock.Now()
	s.wantAlerts(store.Alert{Kind: store.AlertNoLicenceLeft, Subject: "CRM", Reference: "WB-1", FirstAt: now, LastAt: now, Times: 1}) // as many as owned: still none left
	other := newAdministrator(t, s.store)
	wantError(t, s.store.DismissAlert(t.Context(), other.actor(), other.account.ID, store.AlertNoLicenceLeft, "CRM"), store.ErrNotFound)
}

func TestCreateAccount_WithLicences(t *testing.T) {
	s := newStaffed(t, nil)
	made, err := s.store.CreateAccount(t.Context(), operator, store.NewAccount{Name: "Quarry", Licences: map[string]int{"CRM": 5, "Mapping": 2}})
	ok(t, err)
	entries, err := s.store.AuditEntries(t.Context(), made.ID, 0, 10)
	ok(t, err)
	want := []store.AuditDetail{{Name: "name", After: "Quarry"}, {Name: "advanced security", After: "false"}, {Name: "CRM", After: "5"}, {Name: "Mapping", After: "2"}}
	if diff := cmp.Diff(want, entries[0].Details); diff != "" || len(entries) != 1 {
		t.Fatalf("%d entries: %s", len(entries), diff)
	}
	if stock, err := s.store.Stock(t.Context(), made.ID); err != nil || stock["CRM"].Owned != 5 || stock["Mapping"].Owned != 2 {
		t.Fatalf("owns %v (%v)", stock, err)
	}
	_, err = s.store.CreateAccount(t.Context(), operator, store.NewAccount{Name: "Other", Licences: map[string]int{"Gold": 1}})
	wantError(t, err, store.ErrInvalid)
	_, err = s.store.AccountByName(t.Context(), "Other")
	wantError(t, err, store.ErrNotFound)
}

func TestSetLicences_BelowWhatIsUsedTellsAdministratorsOnce(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 3})
	s.created(func(*store.NewUser) {})
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"CRM": 2, "Business": 1}))
	s.wantAlerts() // there is just enough
	want := store.Alert{Kind: store.AlertOverAllocated, Subject: "CRM", FirstAt: s.clock.Now(), LastAt: s.clock.Now(), Times: 1}
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"CRM": 1, "Business": 0}))
	s.wantAlerts(want)
	s.clock.pass(time.Minute)
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"CRM": 0}))
	s.wantAlerts(want)
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"CRM": 2}))
	s.wantAlerts()
	wantSound(t, s.store)
}
