package store_test

import (
	"context"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

// TestTenantOfDomain_FollowsWhatIsProven has a domain move from one organisation to
// another: whoever types an address of it is sent to the one that has proven it last.
func TestTenantOfDomain_FollowsWhatIsProven(t *testing.T) {
	ctx, s := context.Background(), openTemporary(t, newClock())
	old, taker := newAdministrator(t, s), newAdministrator(t, s)
	tenant, other := guid(), guid()
	linked(t, s, old, tenant)
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
}
