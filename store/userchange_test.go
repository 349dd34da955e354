package store_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

func changeOf(u store.User) store.UserChange {
	return store.UserChange{Name: u.Name, Edition: u.Edition, UserGroups: u.UserGroups, Timezone: u.Timezone, Version: u.UpdatedAt}
}

func TestAddUser_TakesLicences(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 2, "Mapping": 1})
	n := s.newUser()
	n.Extensions, n.Timezone = []string{"Mapping"}, "Europe/London"
	u, err := s.store.AddUser(t.Context(), s.actor(), n)
	ok(t, err)
	if got, err := s.store.Extensions(t.Context(), u.ID); err != nil || !cmp.Equal(got, n.Extensions) || s.now(u).Timezone != n.Timezone {
		t.Fatalf("extensions %v (%v) of %+v", got, err, s.now(u))
	}
	s.wantUsed("CRM", 2, 2)
	s.wantUsed("Mapping", 1, 1)
	s.wantLast(store.ActionUserCreated,
		store.AuditDetail{Name: "e-mail", After: u.Email}, store.AuditDetail{Name: "name", After: u.Name}, store.AuditDetail{Name: "role", After: "user"},
		store.AuditDetail{Name: "edition", After: "CRM"}, store.AuditDetail{Name: "extensions", After: "Mapping"},
		store.AuditDetail{Name: "user groups", After: "Everyone"}, store.AuditDetail{Name: "timezone", After: "Europe/London"})
	n.Email = "second@example.com"
	_, err = s.store.AddUser(t.Context(), s.actor(), n)
	wantLacking(t, err, "CRM", "Mapping")
	n.Edition, n.Extensions = policy.Business, nil
	_, err = s.store.AddUser(t.Context(), s.actor(), n)
	wantLacking(t, err, "Business")
	n.Edition, n.LoginDenied = policy.NoEdition, true // needs none
	_, err = s.store.AddUser(t.Context(), s.actor(), n)
	ok(t, err)
	_, err = s.store.AddUser(t.Context(), s.actor(), n)
	wantError(t, err, store.ErrEmailTaken)
	_, err = s.store.AddUser(t.Context(), s.actor(), store.NewUser{Email: "s@example.com", Name: "S", Role: policy.Support, PasswordHash: "x"})
	wantError(t, err, store.ErrInvalid)
	wantSound(t, s.store)
}

func TestAddUser_TheLastLicenceGoesToOneOfFifty(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 2}) // the administrator has one
	var added, refused atomic.Int64
	inParallel(50, func(int) {
		_, err := s.store.AddUser(t.Context(), s.actor(), s.newUser())
		var none *store.NoLicenceError
		switch {
		case err == nil:
			added.Add(1)
		case errors.As(err, &none):
			refused.Add(1)
		default:
			t.Errorf("unexpected error: %v", err)
		}
	})
	if added.Load() != 1 || refused.Load() != 49 {
		t.Fatalf("%d were added and %d refused", added.Load(), refused.Load())
	}
	s.wantUsed("CRM", 2, 2)
}

func TestUpdateUser_ChangesWhatDiffers(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5, "Business": 1, "Mapping": 1})
	u := s.created(func(*store.NewUser) {})
	ok(t, s.store.Manage(t.Context(), u.ID, signin.FieldEdition, signin.FieldTimezone, signin.FieldUserGroups))
	before := len(actions(t, s.store, s.account.ID))
	ok(t, s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, u.ID, changeOf(u)))
	if n := len(actions(t, s.store, s.account.ID)); n != before {
		t.Fatalf("a change of nothing left %d entries", n-before)
	}
	s.clock.pass(time.Second)
	c := changeOf(s.now(u))
	c.Name, c.Edition, c.Extensions, c.UserGroups = "Una Hill", policy.Business, []string{"Mapping"}, []string{policy.Everyone, policy.HelpdeskGroup}
	ok(t, s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, u.ID, c))
	want := u
	want.Name, want.Edition, want.UserGroups, want.Role = c.Name, c.Edition, c.UserGroups, policy.Helpdesk
	want.Managed, want.UpdatedAt = []signin.Field{signin.FieldTimezone}, s.clock.Now() // changed by hand: nobody else's any more
	if diff := cmp.Diff(want, s.now(u)); diff != "" {
		t.Fatal(diff)
	}
	s.wantUsed("CRM", 5, 1)
	s.wantUsed("Business", 1, 1)
	s.wantUsed("Mapping", 1, 1)
	s.wantLast(store.ActionUserUpdated,
		store.AuditDetail{Name: "edition", Before: "CRM", After: "Business"}, store.AuditDetail{Name: "extensions", After: "Mapping"},
		store.AuditDetail{Name: "user groups", Before: "Everyone", After: "Everyone, Helpdesk"}, store.AuditDetail{Name: "name", Before: "Una Moss", After: "Una Hill"})
	wantSound(t, s.store)
}

func TestUpdateUser_Refuses(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5, "Business": 0})
	u, other := s.created(func(*store.NewUser) {}), newAdministrator(t, s.store)
	for name, row := range map[string]struct {
		of     store.User
		change func(*store.UserChange)
		want   error
	}{
		"an old version":             {u, func(c *store.UserChange) { c.Version = c.Version.Add(-time.Second) }, store.ErrOutdated},
		"no name":                    {u, func(c *store.UserChange) { c.Name = " " }, store.ErrInvalid},
		"an unknown edition":         {u, func(c *store.UserChange) { c.Edition = "Gold" }, store.ErrInvalid},
		"groups without everyone":    {u, func(c *store.UserChange) { c.UserGroups = []string{"Sales"} }, store.ErrInvalid},
		"an unknown timezone":        {u, func(c *store.UserChange) { c.Timezone = "../../etc/passwd" }, store.ErrInvalid},
		"TestS105 another account's": {other.user, func(*store.UserChange) {}, store.ErrNotFound},
		"the last administrator":     {s.user, func(c *store.UserChange) { c.UserGroups = policy.GroupsOf(policy.PlainUser) }, store.ErrLastAdministrator},
		"the last one's edition":     {s.user, func(c *store.UserChange) { c.Edition = policy.NoEdition }, store.ErrLastAdministrator},
	} {
		t.Run(name, func(t *testing.T) {
			c := changeOf(row.of)
			row.change(&c)
			wantError(t, s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, row.of.ID, c), row.want)
			if diff := cmp.Diff(row.of, s.now(row.of)); diff != "" {
				t.Fatal(diff)
			}
		})
	}
	c := changeOf(u)
	c.Edition, c.Extensions = policy.Business, []string{"Mapping"}
	wantLacking(t, s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, u.ID, c), "Business", "Mapping")
}

// What somebody holds already may be kept when the account owns fewer.
func TestUpdateUser_OfAnAccountThatUsesMoreThanItOwns(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 0})
	u := s.created(func(*store.NewUser) {})
	c := changeOf(u)
	c.Name = "Una Hill"
	ok(t, s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, u.ID, c))
	s.wantUsed("CRM", 0, 2)
}

func TestSetLoginEnabled_EndsSessionsAndKeepsLicences(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	u := s.created(func(*store.NewUser) {})
	first, second := signIn(t, s.store, u), signIn(t, s.store, u)
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, u.ID, false))
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, u.ID, false))
	if n := s.live(first, second); n != 0 || s.now(u).LoginEnabled {
		t.Fatalf("%d sessions live, login enabled is %v", n, s.now(u).LoginEnabled)
	}
	s.wantLast(store.ActionUserDisabled, store.AuditDetail{Name: "e-mail", After: u.Email}, store.AuditDetail{Name: "sessions ended", After: "2"})
	s.wantUsed("CRM", 5, 2)
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, u.ID, true))
	s.wantLast(store.ActionUserEnabled, store.AuditDetail{Name: "e-mail", After: u.Email})
	if n := s.live(first, second, signIn(t, s.store, u)); n != 1 {
		t.Fatalf("%d sessions live, want the new one", n)
	}
	wantError(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, s.user.ID, false), store.ErrYourself)
	wantError(t, s.store.SetLoginEnabled(t.Context(), operator, s.account.ID, s.user.ID, false), store.ErrLastAdministrator)
	wantError(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, newAdministrator(t, s.store).user.ID, false), store.ErrNotFound)
	wantSound(t, s.store)
}

func TestSetLoginEnabled_ParallelDisablesLeaveOneAdministrator(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 20})
	administrators := []store.User{s.user}
	for range 9 {
		administrators = append(administrators, s.created(func(n *store.NewUser) { n.Role = policy.Administrator }))
	}
	var last atomic.Int64
	inParallel(len(administrators), func(i int) {
		err := s.store.SetLoginEnabled(t.Context(), operator, s.account.ID, administrators[i].ID, false)
		if errors.Is(err, store.ErrLastAdministrator) {
			last.Add(1)
		} else if err != nil {
			t.Errorf("unexpected error: %v", err)
		}
	})
	left := 0
	for _, u := range administrators {
		if s.now(u).LoginEnabled {
			left++
		}
	}
	if left != 1 || last.Load() != 1 {
		t.Fatalf("%d administrators are left, %d were refused", left, last.Load())
	}
}

// An administrator who was only just added has neither password nor Microsoft identity,
// and an identity counts only where the account's link lets it in.
func TestTheLastAdministratorIsWhoCouldStillGetIn(t *testing.T) {
	for name, row := range map[string]struct {
		other func(s staffed) store.User
		last  bool
	}{
		"one with a password": {func(s staffed) store.User {
			return s.created(func(n *store.NewUser) { n.Role = policy.Administrator })
		}, false},
		"one without any way in": {func(s staffed) store.User {
			return s.created(func(n *store.NewUser) { n.Role, n.PasswordHash = policy.Administrator, "" })
		}, true},
		"one of the linked organisation": {func(s staffed) store.User { return s.met(linked(t, s.store, s.customer, guid())) }, false},
		"one of an organisation that is linked no more": {func(s staffed) store.User {
			l := linked(t, s.store, s.customer, guid())
			u := s.met(l)
			_, err := s.store.MoveLink(t.Context(), s.actor(), s.account.ID, l.ID, link.Unlink)
			ok(t, err)
			return u
		}, true},
		"a plain user": {func(s staffed) store.User { return s.created(func(*store.NewUser) {}) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStaffed(t, map[string]int{"CRM": 5})
			row.other(s)
			last, err := s.store.LastAdministrator(t.Context(), s.user)
			if err != nil || last != row.last {
				t.Fatalf("last is %v (%v), want %v", last, err, row.last)
			}
			c := changeOf(s.user)
			c.UserGroups = policy.GroupsOf(policy.PlainUser)
			if err := s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, s.user.ID, c); errors.Is(err, store.ErrLastAdministrator) != row.last || !row.last && err != nil {
				t.Fatalf("taking the rights away: %v", err)
			}
		})
	}
}

// met is an administrator who logs in with Microsoft only.
func (s staffed) met(l store.Link) store.User {
	s.Helper()
	u := s.created(func(n *store.NewUser) { n.Role, n.PasswordHash = policy.Administrator, "" })
	ok(s, s.store.Identify(s.Context(), s.account.ID, u.ID, personOf(l.TenantID), "ok"))
	return u
}

func TestFreeLicences(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 2, "Mapping": 1})
	u := s.created(func(n *store.NewUser) { n.Extensions = []string{"Mapping"} })
	session := signIn(t, s.store, u)
	ok(t, s.store.FreeLicences(t.Context(), s.actor(), s.account.ID, u.ID))
	s.wantLast(store.ActionLicencesFreed, store.AuditDetail{Name: "edition", Before: "CRM"}, store.AuditDetail{Name: "extensions", Before: "Mapping"})
	s.wantUsed("CRM", 2, 1)
	s.wantUsed("Mapping", 1, 0)
	if s.live(session) != 0 || s.now(u).Edition != policy.NoEdition {
		t.Fatalf("session lives or edition is %q", s.now(u).Edition)
	}
	wantError(t, s.store.FreeLicences(t.Context(), s.actor(), s.account.ID, s.user.ID), store.ErrYourself)
	wantError(t, s.store.FreeLicences(t.Context(), operator, s.account.ID, s.user.ID), store.ErrLastAdministrator)
	wantError(t, s.store.FreeLicences(t.Context(), s.actor(), s.account.ID, newAdministrator(t, s.store).user.ID), store.ErrNotFound)
}
