package store_test

import (
	"context"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

// TestTenantOfDomain_FollowsWhatIsProven has a domain move from one organisation to
// another: whoever types an address of it is sent to the one that proves it now. Of two
// that do, it is the one that was linked first.
func TestTenantOfDomain_FollowsWhatIsProven(t *testing.T) {
	ctx, c := context.Background(), newClock()
	s := openTemporary(t, c)
	old, taker := newAdministrator(t, s), newAdministrator(t, s)
	tenant, other := guid(), guid()
	linked(t, s, old, tenant)
	c.pass(time.Minute)
	proof := proofOf(other)
	proof.Domains = []string{"harbour.example"}
	request := proving(t, s, taker, other)
	_, err := s.CompleteLink(ctx, taker.actor(), request.ID, proof)
	ok(t, err)
	leads := func(domain, want string) {
		t.Helper()
		got, err := s.TenantOfDomain(ctx, domain)
		if err != nil && want != "" || got != want {
			t.Fatalf("%s leads to %q (%v), want %q", domain, got, err, want)
		}
	}
	leads("brightwater.example", tenant)

	in := store.SignIn{
		StateHash: secretHash(), Reference: "WB-DOMA-INS1", StartedAt: time.Now(), AccountID: old.account.ID, Tenant: tenant,
		Person:  signin.Person{TenantID: tenant, ObjectID: guid(), Username: "nobody@elsewhere.example"},
		Domains: []string{"elsewhere.example"},
		Session: store.NewSession{IDHash: secretHash(), ExpiresAt: time.Now().Add(time.Hour)},
	}
	done, err := s.CompleteSignIn(ctx, store.Actor{Kind: store.KindStranger}, in)
	ok(t, err)
	if done.Cause == guidance.None {
		t.Fatal("a stranger was let in")
	}
	leads("elsewhere.example", tenant)
	leads("brightwater.example", "")

	request = proving(t, s, taker, other)
	proof.Domains = []string{"brightwater.example"}
	_, err = s.CompleteLink(ctx, taker.actor(), request.ID, proof)
	ok(t, err)
	leads("brightwater.example", other)
	leads("harbour.example", "")

	proves := func(domain string) {
		t.Helper()
		in.StateHash, in.Session.IDHash, in.Reference, in.Domains = secretHash(), secretHash(), "WB-"+guid(), []string{domain}
		_, err := s.CompleteSignIn(ctx, store.Actor{Kind: store.KindStranger}, in)
		ok(t, err)
	}
	proves("brightwater.example")
	leads("brightwater.example", tenant) // both have it: the one linked first
	proves("elsewhere.example")
	leads("brightwater.example", other)

	proposed(t, s, newAdministrator(t, s), guid()) // its domain is not believed before it is confirmed
	l, err := s.CurrentLink(ctx, taker.account.ID)
	ok(t, err)
	_, err = s.MoveLink(ctx, taker.actor(), taker.account.ID, l.ID, link.Unlink)
	ok(t, err)
	leads("brightwater.example", "")
}
