package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func accountNames(w world) {
	made, err := w.store.CreateAccount(w.Context(), operator, store.NewAccount{Name: " Harbour  & Sons ", AdvancedSecurity: true, AccountManager: "Joe"})
	ok(w, err)
	want := store.Account{ID: made.ID, Name: "Harbour & Sons", AdvancedSecurity: true, AccountManager: "Joe", CreatedAt: w.clock.Now()}
	for _, name := range []string{"Harbour & Sons", "HARBOUR & SONS", "harbour   & sons"} {
		found, err := w.store.AccountByName(w.Context(), name)
		ok(w, err)
		if diff := cmp.Diff(want, found); diff != "" {
			w.Fatal(diff)
		}
		_, err = w.store.CreateAccount(w.Context(), operator, store.NewAccount{Name: name})
		wantError(w, err, store.ErrNameTaken)
		wantError(w, err, store.ErrTaken)
	}
	for _, name := range []string{"", "  \t ", strings.Repeat("é", 201)} {
		_, err := w.store.CreateAccount(w.Context(), operator, store.NewAccount{Name: name})
		wantError(w, err, store.ErrInvalid)
	}
	_, err = w.store.CreateAccount(w.Context(), operator, store.NewAccount{Name: strings.Repeat("é", 200)})
	ok(w, err)
	_, err = w.store.AccountByName(w.Context(), "nobody")
	wantError(w, err, store.ErrNotFound)
	_, err = w.store.Account(w.Context(), "nobody")
	wantError(w, err, store.ErrNotFound)
}

func accountPages(w world) {
	var want []string
	for i := range 401 { // two pages and one more
		name := fmt.Sprintf("Company %03d", i)
		want = append(want, name)
		_, err := w.store.CreateAccount(w.Context(), operator, store.NewAccount{Name: name})
		ok(w, err)
	}
	var got []string
	for account, err := range w.store.Accounts(w.Context()) {
		ok(w, err)
		got = append(got, account.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Fatal(diff)
	}
	for range w.store.Accounts(w.Context()) {
		break // a caller may stop
	}
}

func advancedSecurity(w world) {
	c := newAdministrator(w, w.store)
	for _, on := range []bool{false, false, true} {
		ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, on))
		account, err := w.store.Account(w.Context(), c.account.ID)
		ok(w, err)
		if account.AdvancedSecurity != on {
			w.Fatalf("advanced security is %v, want %v", account.AdvancedSecurity, on)
		}
	}
	changes := slices.DeleteFunc(actions(w, w.store, c.account.ID), func(a string) bool { return a != store.ActionAdvancedSecurity })
	if len(changes) != 2 {
		w.Fatalf("%d changes are in the trail, want 2", len(changes))
	}
	wantError(w, w.store.SetAdvancedSecurity(w.Context(), operator, "nobody", true), store.ErrNotFound)
}

// switchedOff is one more administrator, whose log-in is disabled.
func switchedOff(w world, c customer) store.User {
	w.Helper()
	u, err := w.store.CreateUser(w.Context(), operator, store.NewUser{
		AccountID: c.account.ID, Email: "off@example.com", Name: "Switched Off", Role: policy.Administrator, PasswordHash: "x",
	})
	ok(w, err)
	ok(w, w.store.SetLoginEnabled(w.Context(), c.actor(), c.account.ID, u.ID, false))
	return u
}

func users(w world) {
	c := newAdministrator(w, w.store)
	made, err := w.store.CreateUser(w.Context(), operator, store.NewUser{
		AccountID: c.account.ID, Email: " Grace.Hopper@Example.COM ", Name: "Grace Hopper", Role: policy.Helpdesk, PasswordHash: "x",
	})
	ok(w, err)
	want := store.User{
		ID: made.ID, AccountID: c.account.ID, Email: "grace.hopper@example.com", Name: "Grace Hopper",
		Role: policy.Helpdesk, PasswordHash: "x", Edition: policy.CRM, UserGroups: policy.GroupsOf(policy.Helpdesk), LoginEnabled: true,
		Origin: store.OriginAdded, CreatedAt: w.clock.Now(), UpdatedAt: w.clock.Now(),
	}
	for name, find := range map[string]func() (store.User, error){
		"by ID":      func() (store.User, error) { return w.store.User(w.Context(), made.ID) },
		"by address": func() (store.User, error) { return w.store.UserByEmail(w.Context(), "GRACE.hopper@example.com") },
	} {
		found, err := find()
		ok(w, err)
		if diff := cmp.Diff(want, found); diff != "" {
			w.Fatalf("%s: %s", name, diff)
		}
	}
	kept := store.NewUser{AccountID: c.account.ID, Email: "kept.out@example.com", Name: "Kept Out", Role: policy.Administrator, PasswordHash: "x", LoginDenied: true}
	_, err = w.store.CreateUser(w.Context(), operator, kept)
	ok(w, err)
	switchedOff(w, c)
	administrators, err := w.store.Administrators(w.Context(), c.account.ID, 10)
	ok(w, err)
	if diff := cmp.Diff([]store.User{c.user}, administrators); diff != "" {
		w.Fatal(diff)
	}
	if n, able, err := w.store.CountUsers(w.Context(), c.account.ID); err != nil || n != 4 || able != 4 {
		w.Fatalf("counted %d users, %d with a password (%v), want 4", n, able, err)
	}
	_, err = w.store.UserByEmail(w.Context(), "nobody@example.com")
	wantError(w, err, store.ErrNotFound)
	_, err = w.store.UserByEmail(w.Context(), "nonsense")
	wantError(w, err, store.ErrNotFound)
	_, err = w.store.User(w.Context(), "")
	wantError(w, err, store.ErrNotFound)
	badUsers(w, c)
}

func badUsers(w world, c customer) {
	good := store.NewUser{AccountID: c.account.ID, Email: "new@example.com", Name: "New", Role: policy.PlainUser, PasswordHash: "x"}
	rows := []struct {
		name   string
		change func(*store.NewUser)
		want   error
	}{
		{"used address in another case", func(n *store.NewUser) { n.Email = strings.ToUpper(c.user.Email) }, store.ErrEmailTaken},
		{"account that is not there", func(n *store.NewUser) { n.AccountID = "nobody" }, store.ErrNotFound},
		{"no at sign", func(n *store.NewUser) { n.Email = "new" }, store.ErrInvalid},
		{"two at signs", func(n *store.NewUser) { n.Email = "a@b@c" }, store.ErrInvalid},
		{"line break in address", func(n *store.NewUser) { n.Email = "a\r\nb@example.com" }, store.ErrInvalid},
		{"long address", func(n *store.NewUser) { n.Email = strings.Repeat("a", 250) + "@b.example" }, store.ErrInvalid},
		{"no name", func(n *store.NewUser) { n.Name = " " }, store.ErrInvalid},
		{"unknown role", func(n *store.NewUser) { n.Role = "king" }, store.ErrInvalid},
		{"support in an account", func(n *store.NewUser) { n.Role = policy.Support }, store.ErrInvalid},
		{"administrator of no account", func(n *store.NewUser) { n.AccountID, n.Role = "", policy.Administrator }, store.ErrInvalid},
		{"role without its group", func(n *store.NewUser) { n.UserGroups = policy.GroupsOf(policy.Helpdesk) }, store.ErrInvalid},
		{"unknown edition", func(n *store.NewUser) { n.Edition = "Gold" }, store.ErrInvalid},
		{"unknown extension", func(n *store.NewUser) { n.Extensions = []string{"Teleport"} }, store.ErrInvalid},
		{"unknown timezone", func(n *store.NewUser) { n.Timezone = "Mars/Olympus" }, store.ErrInvalid},
		{"no password", func(n *store.NewUser) { n.Email, n.PasswordHash = "microsoft@example.com", "" }, nil},
		{"all is well", func(*store.NewUser) {}, nil},
		{"support", func(n *store.NewUser) { n.Email, n.AccountID, n.Role = "s@example.com", "", policy.Support }, nil},
	}
	for _, row := range rows {
		w.Run(row.name, func(t *testing.T) {
			n := good
			row.change(&n)
			_, err := w.store.CreateUser(w.Context(), operator, n)
			wantError(t, err, row.want)
		})
	}
}
