package store_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

func TestDirectory_KeepsWhatLogInsShow(t *testing.T) {
	s := newStaffed(t, nil)
	a, b, c := signin.Group{ID: guid(), Name: "Sales"}, signin.Group{ID: guid(), Name: "sales team"}, signin.Group{ID: guid(), Name: "Sales"}
	begun := s.clock.Now()
	s.see(a, b, c, a, signin.Group{ID: guid()})
	groups := s.groups("SALES")
	if len(groups) != 3 || !groups[0].SameName || groups[2].SameName {
		t.Fatalf("groups are %+v", groups)
	}
	s.clock.pass(24 * time.Hour)
	s.see(signin.Group{ID: b.ID}, a) // a name that was not told is no new name
	if g := s.groups("team"); len(g) != 1 || g[0].Name != b.Name || !g[0].SeenAt.Equal(begun) {
		t.Fatalf("groups are %+v", g)
	}
	s.clock.pass(8 * 24 * time.Hour)
	s.see(signin.Group{ID: b.ID})
	if g := s.groups("team"); !g[0].SeenAt.Equal(s.clock.Now()) {
		t.Fatalf("groups are %+v", g)
	}
	for range 2 {
		s.see(signin.Group{ID: b.ID, Name: "Crew"})
	}
	s.wantLast(store.ActionGroupRenamed, store.AuditDetail{Name: "name", Before: "sales team", After: "Crew"})
	if g := s.groups("crew"); g[0].PreviousName != "sales team" || !g[0].RenamedAt.Equal(s.clock.Now()) {
		t.Fatalf("groups are %+v", g)
	}
	wantSound(t, s.store)
}

func (s staffed) groups(query string) []store.DirectoryGroup {
	s.Helper()
	groups, err := s.store.DirectoryGroups(s.Context(), s.account.ID, query, 50)
	ok(s, err)
	return groups
}

func TestDirectory_OneLogInAddsABoundedNumber(t *testing.T) {
	s := newStaffed(t, nil)
	many := make([]signin.Group, 700) // with the next log-in come the others
	for i := range many {
		many[i] = signin.Group{ID: guid(), Name: "G" + guid()}
	}
	for _, want := range []int{500, 700} {
		s.see(many...)
		known := 0
		for _, g := range many {
			known += len(s.groups(g.Name))
		}
		if known != want {
			t.Fatalf("%d groups are known, want %d", known, want)
		}
	}
}

func TestDirectory_AllThatAreKeptAreFound(t *testing.T) {
	s := newStaffed(t, nil)
	many := make([]signin.Group, 620)
	for i := range many {
		many[i] = signin.Group{ID: guid(), Name: "G" + guid()}
	}
	s.see(many...)
	s.see(many...)
	for limit, want := range map[int]int{5000: 620, 600: 600, 0: 1} {
		groups, err := s.store.DirectoryGroups(t.Context(), s.account.ID, "", limit)
		if err != nil || len(groups) != want {
			t.Errorf("limit %d: %d groups, %v", limit, len(groups), err)
		}
	}
}

func TestTryFacts_AreTheLastReading(t *testing.T) {
	s := newStaffed(t, nil)
	u := s.created(func(*store.NewUser) {})
	f, err := s.store.TryFacts(t.Context(), s.account.ID, u.ID)
	if err != nil || f.Membership.Reading != signin.NotAsked {
		t.Fatalf("facts are %+v, %v", f, err)
	}
	g := signin.Group{ID: guid(), Name: "Sales"}
	s.see(g)
	ok(t, s.store.RememberGroups(t.Context(), u.ID, signin.Membership{Reading: signin.Read, Groups: []signin.Group{{ID: g.ID}}}))
	ok(t, s.store.RememberGroups(t.Context(), u.ID, signin.Membership{Reading: signin.NotRead}))
	f, err = s.store.TryFacts(t.Context(), s.account.ID, u.ID)
	if err != nil || f.Membership.Reading != signin.Read || len(f.Membership.Groups) != 1 || f.Membership.Groups[0].ID != g.ID || f.Names[g.ID] != g.Name || f.Source != "graph" {
		t.Fatalf("facts are %+v, %v", f, err)
	}
	_, err = s.store.TryFacts(t.Context(), newAdministrator(t, s.store).account.ID, u.ID)
	wantError(t, err, store.ErrNotFound)
}
