package store_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

func personOf(tenant string) signin.Person {
	return signin.Person{TenantID: tenant, ObjectID: guid(), Name: "Una Moss", Username: "Una@brightwater.example", Email: "una@brightwater.example"}
}

func TestRelink_PutsWhoAskedInThePlace(t *testing.T) {
	s := newStaffed(t, nil)
	tenant := guid()
	linked(t, s.store, s.customer, tenant)
	u := s.created(func(*store.NewUser) {})
	old, asks := personOf(tenant), personOf(tenant)
	ok(t, s.store.Identify(t.Context(), s.account.ID, u.ID, old, "ok"))
	hash := signIn(t, s.store, u)
	ok(t, s.store.AskRelink(t.Context(), s.account.ID, u.ID, asks))
	ok(t, s.store.AskRelink(t.Context(), s.account.ID, u.ID, asks))
	r, err := s.store.RelinkOf(t.Context(), s.account.ID, u.ID)
	if err != nil || r.Tries != 2 || r.ObjectID != asks.ObjectID {
		t.Fatalf("request is %+v, %v", r, err)
	}
	wantError(t, s.store.Relink(t.Context(), s.actor(), s.account.ID, u.ID, guid()), store.ErrOutdated)
	other := newAdministrator(t, s.store)
	wantError(t, s.store.Relink(t.Context(), other.actor(), other.account.ID, u.ID, asks.ObjectID), store.ErrNotFound)
	ok(t, s.store.Relink(t.Context(), s.actor(), s.account.ID, u.ID, asks.ObjectID))
	i, err := s.store.IdentityOf(t.Context(), u.ID)
	if err != nil || i.ObjectID != asks.ObjectID || i.LinkedHow != store.Relinked || s.live(hash) != 0 {
		t.Fatalf("identity is %+v, %v", i, err)
	}
	s.wantLast(store.ActionIdentityRelinked, store.AuditDetail{Name: "object ID", Before: old.ObjectID, After: asks.ObjectID}, store.AuditDetail{Name: "sessions ended", After: "1"})
	wantError(t, s.store.Relink(t.Context(), s.actor(), s.account.ID, u.ID, asks.ObjectID), store.ErrNotFound)

	ok(t, s.store.ForgetIdentity(t.Context(), s.actor(), s.account.ID, u.ID))
	_, err = s.store.IdentityOf(t.Context(), u.ID)
	wantError(t, err, store.ErrNotFound)
	wantError(t, s.store.ForgetIdentity(t.Context(), s.actor(), s.account.ID, u.ID), store.ErrNotFound)
	wantSound(t, s.store)
}

func TestRelink_IsRefused(t *testing.T) {
	s := newStaffed(t, nil)
	tenant := guid()
	linked(t, s.store, s.customer, tenant)
	a, b := s.created(func(*store.NewUser) {}), s.created(func(*store.NewUser) {})
	p := personOf(tenant)
	ok(t, s.store.Identify(t.Context(), s.account.ID, a.ID, p, "ok"))
	ok(t, s.store.AskRelink(t.Context(), s.account.ID, b.ID, p))
	wantError(t, s.store.Relink(t.Context(), s.actor(), s.account.ID, b.ID, p.ObjectID), store.ErrTaken)
	foreign := personOf(guid())
	ok(t, s.store.AskRelink(t.Context(), s.account.ID, b.ID, foreign))
	wantError(t, s.store.Relink(t.Context(), s.actor(), s.account.ID, b.ID, foreign.ObjectID), store.ErrOutdated)
	wantError(t, s.store.DismissRelink(t.Context(), s.actor(), s.account.ID, b.ID, p.ObjectID), store.ErrOutdated) // was on the page before
	_, err := s.store.RelinkOf(t.Context(), s.account.ID, b.ID)
	ok(t, err)
	ok(t, s.store.DismissRelink(t.Context(), s.actor(), s.account.ID, b.ID, foreign.ObjectID))
	wantError(t, s.store.DismissRelink(t.Context(), s.actor(), s.account.ID, b.ID, foreign.ObjectID), store.ErrNotFound)
}

func TestUsers_AreListed(t *testing.T) {
	s := newStaffed(t, nil)
	tenant := guid()
	zoe := s.created(func(n *store.NewUser) { n.Name, n.Extensions = "Zoë Ångström", []string{"Mapping"} })
	bob := s.created(func(n *store.NewUser) { n.Name, n.Email = "Bob 100%", "bob_x@example.com" })
	s.created(func(n *store.NewUser) { n.Name, n.LoginDenied = "Cid", true })
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, bob.ID, false))
	ok(t, s.store.AskRelink(t.Context(), s.account.ID, bob.ID, personOf(tenant)))
	ok(t, s.store.Identify(t.Context(), s.account.ID, zoe.ID, personOf(tenant), "gone"))
	ok(t, s.store.ExecWriter(t.Context(), "update identities set mailbox = '"+string(store.MailboxMissing)+"' where user_id = '"+zoe.ID+"'"))
	ada := personOf(tenant)
	ada.Username = "ada@harbour.example"
	ok(t, s.store.Identify(t.Context(), s.account.ID, s.user.ID, ada, store.CheckedIn))
	newAdministrator(t, s.store) // another account's
	rows := []struct{ name, query, state, want string }{
		{"all", "", "", "Ada Lovelace|Bob 100%|Cid|Zoë Ångström|"},
		{"name in any case", "ÅNG", "", "Zoë Ångström|"},
		{"every word", "ada love", "", "Ada Lovelace|"},
		{"e-mail address", "BOB_X", "", "Bob 100%|"},
		{"Microsoft account", "una@BRIGHT", "", "Zoë Ångström|"},
		{"signs of patterns", "%", "", "Bob 100%|"},
		{"nobody", "b_b", "", ""},
		{"active", "", store.UsersActive, "Ada Lovelace|Zoë Ångström|"},
		{"disabled", "", store.UsersDisabled, "Bob 100%|"},
		{"denied", "", store.UsersDenied, "Cid|"},
		{"relink", "", store.UsersRelink, "Bob 100%|"},
		{"mailbox", "", store.UsersMailbox, "Zoë Ångström|"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			got, after := "", store.UserKey{}
			for {
				page, err := s.store.Users(t.Context(), store.UserFilter{AccountID: s.account.ID, Query: row.query, State: row.state, After: after, Limit: 1})
				ok(t, err)
				if len(page) == 0 {
					break
				}
				got, after = got+page[0].Name+"|", page[0].Key()
			}
			if got != row.want {
				t.Fatalf("users are %s, want %s", got, row.want)
			}
		})
	}
	_, err := s.store.Users(t.Context(), store.UserFilter{AccountID: s.account.ID, State: "odd"})
	wantError(t, err, store.ErrInvalid)
	leavers, err := s.store.Leavers(t.Context(), s.account.ID)
	ok(t, err)
	if len(leavers) != 1 || leavers[0].ID != zoe.ID || leavers[0].Status != "gone" || leavers[0].Extensions[0] != "Mapping" {
		t.Fatalf("leavers are %+v", leavers)
	}
	s.clock.pass(48 * time.Hour)
	for since, want := range map[time.Duration]int{-72 * time.Hour: 0, -24 * time.Hour: 2} {
		dormant, err := s.store.Dormant(t.Context(), s.account.ID, s.clock.Now().Add(since), 10)
		if err != nil || len(dormant) != want {
			t.Fatalf("dormant are %+v, %v", dormant, err)
		}
	}
	people, err := s.store.TryPeople(t.Context(), s.account.ID, "", 10)
	if err != nil || len(people) != 2 || people[1].ID != zoe.ID {
		t.Fatalf("people are %+v, %v", people, err)
	}
}
