package store_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

const day = 24 * time.Hour

// invitee is whoever came by an invitation.
var invitee = store.Actor{Kind: store.KindInvited, IP: "198.51.100.7", UserAgent: "Edge"}

func newInvitation(c customer) store.NewInvitation {
	return store.NewInvitation{
		AccountID: c.account.ID, UserID: c.user.ID, Reference: "WB-" + rand.Text()[:8], TokenHash: secretHash(),
		Recipient: "it@brightwater.example", Message: "Please approve.", Life: 7 * day, Sealed: []byte("sealed"),
	}
}

func invited(t testing.TB, s *store.Store, c customer) store.Invitation {
	t.Helper()
	i, err := s.CreateInvitation(context.Background(), c.actor(), newInvitation(c))
	ok(t, err)
	return i
}

// invitedConsent is what the invitee's browser brings: nothing about the account.
func invitedConsent(i store.Invitation) store.NewConsent {
	n := newConsent(customer{})
	n.InvitationID = i.ID
	return n
}

func startedBy(t testing.TB, s *store.Store, i store.Invitation) store.ConsentRequest {
	t.Helper()
	r, err := s.StartConsent(context.Background(), invitee, invitedConsent(i))
	ok(t, err)
	return r
}

func provingBy(t testing.TB, s *store.Store, i store.Invitation, tenant string) store.ConsentRequest {
	t.Helper()
	r := startedBy(t, s, i)
	_, err := s.ApproveConsent(context.Background(), invitee, r.ID, tenant)
	ok(t, err)
	r, err = s.RedeemConsent(context.Background(), r.ID)
	ok(t, err)
	return r
}

// proposed returns an approved invitation and the link that waits.
func proposed(t testing.TB, s *store.Store, c customer, tenant string) (store.Invitation, store.Link) {
	t.Helper()
	i := invited(t, s, c)
	r := provingBy(t, s, i, tenant)
	l, err := s.CompleteLink(context.Background(), invitee, r.ID, proofOf(tenant))
	ok(t, err)
	i, err = s.Invitation(context.Background(), c.account.ID, i.ID)
	ok(t, err)
	return i, l
}

// bringProposed puts a new link of a new account into a state that only a proposal
// can be in.
func bringProposed(t testing.TB, w world, state link.State) (customer, store.Link) {
	t.Helper()
	c := newAdministrator(t, w.store)
	_, l := proposed(t, w.store, c, guid())
	var err error
	switch state {
	case link.Rejected:
		_, err = w.store.RejectLink(w.Context(), c.actor(), c.account.ID, l.ID, "not us")
	case link.Overtaken:
		linked(t, w.store, c, guid())
	default: // as it was proposed
	}
	ok(t, err)
	l, err = w.store.Link(w.Context(), c.account.ID, l.ID)
	ok(t, err)
	if l.State != state {
		t.Fatalf("brought into state %s, want %s", l.State, state)
	}
	return c, l
}

// bringInvitation puts a new invitation of a new account into a state.
func bringInvitation(t testing.TB, w world, state link.InvitationState) (customer, store.Invitation) {
	t.Helper()
	c, ctx := newAdministrator(t, w.store), w.Context()
	i := invited(t, w.store, c)
	var err error
	switch state {
	case link.InvitationOpen:
	case link.InvitationApproved:
		r := provingBy(t, w.store, i, guid())
		_, err = w.store.CompleteLink(ctx, invitee, r.ID, proofOf(r.ClaimedTenant))
	case link.InvitationRevoked:
		_, err = w.store.RevokeInvitation(ctx, c.actor(), c.account.ID, i.ID)
	case link.InvitationSuperseded:
		n := newInvitation(c)
		n.Supersedes = i.ID
		_, err = w.store.CreateInvitation(ctx, c.actor(), n)
	case link.InvitationExpired:
		w.clock.pass(i.Life)
		err = w.store.Sweep(ctx)
	}
	ok(t, err)
	return c, wantInvitation(t, w.store, i, state)
}

// wantInvitation reads an invitation and fails unless it is in a state.
func wantInvitation(t testing.TB, s *store.Store, i store.Invitation, state link.InvitationState) store.Invitation {
	t.Helper()
	i, err := s.Invitation(context.Background(), i.AccountID, i.ID)
	ok(t, err)
	if i.State != state || i.EndedAt.IsZero() != (state == link.InvitationOpen) {
		t.Fatalf("invitation is %s, ended at %v, want %s", i.State, i.EndedAt, state)
	}
	return i
}

// wantRequest reads a request and fails unless it is in a state.
func wantRequest(t testing.TB, s *store.Store, r store.ConsentRequest, state link.RequestState) store.ConsentRequest {
	t.Helper()
	r, err := s.Consent(context.Background(), r.AccountID, r.ID)
	ok(t, err)
	if r.State != state {
		t.Fatalf("request is %s, want %s", r.State, state)
	}
	return r
}

// wantLink reads a link and fails unless it is in a state.
func wantLink(t testing.TB, s *store.Store, l store.Link, state link.State) store.Link {
	t.Helper()
	l, err := s.Link(context.Background(), l.AccountID, l.ID)
	ok(t, err)
	if l.State != state {
		t.Fatalf("link is %s, want %s", l.State, state)
	}
	return l
}

func count(list []string, what string) (n int) {
	for _, s := range list {
		if s == what {
			n++
		}
	}
	return n
}
