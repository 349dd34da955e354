package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

func revokedMeanwhile(w world) {
	c := newAdministrator(w, w.store)
	i := invited(w, w.store, c)
	away, back, own := startedBy(w, w.store, i), provingBy(w, w.store, i, guid()), started(w, w.store, c)
	i, err := w.store.RevokeInvitation(w.Context(), c.actor(), c.account.ID, i.ID)
	ok(w, err)
	sameInvitation(w, wantInvitation(w, w.store, i, link.InvitationRevoked), i)
	_, err = w.store.ApproveConsent(w.Context(), invitee, away.ID, guid())
	wantRefused(w, err)
	_, err = w.store.CompleteLink(w.Context(), invitee, back.ID, proofOf(back.ClaimedTenant))
	wantRefused(w, err)
	wantRequest(w, w.store, away, link.Cancelled)
	wantRequest(w, w.store, back, link.Cancelled)
	wantRequest(w, w.store, own, link.AtMicrosoft)
	wantNoLink(w, c)
	wantSound(w, w.store)
}

func expiredMeanwhile(w world) {
	c := newAdministrator(w, w.store)
	i := invited(w, w.store, c)
	w.clock.pass(i.Life - 10*time.Minute)
	away, back := startedBy(w, w.store, i), provingBy(w, w.store, i, guid())
	if !away.ExpiresAt.Equal(i.ExpiresAt) {
		w.Fatalf("a request lives until %v, its invitation until %v", away.ExpiresAt, i.ExpiresAt)
	}
	w.clock.pass(10 * time.Minute)
	_, err := w.store.ApproveConsent(w.Context(), invitee, away.ID, guid())
	wantRefused(w, err)
	_, err = w.store.CompleteLink(w.Context(), invitee, back.ID, proofOf(back.ClaimedTenant))
	wantRefused(w, err)
	_, err = w.store.StartConsent(w.Context(), invitee, invitedConsent(i))
	wantRefused(w, err)
	_, err = w.store.RevokeInvitation(w.Context(), c.actor(), c.account.ID, i.ID)
	wantRefused(w, err)
	wantRequest(w, w.store, away, link.Expired)
	wantRequest(w, w.store, back, link.Expired)
	if n := count(actions(w, w.store, c.account.ID), store.ActionInvitationExpired); n != 1 {
		w.Fatalf("%d entries tell of the end, want 1", n)
	}
	wantNoLink(w, c)
	wantSound(w, w.store)
}

// foreignTenant is a leaked invitation: whoever found it approves for a tenant of
// theirs. What is in use stays so, and what they proved waits for a no.
func foreignTenant(w world) {
	c := newAdministrator(w, w.store)
	own := linked(w, w.store, c, guid())
	_, l := proposed(w, w.store, c, guid())
	wantLink(w, w.store, own, link.Enabled)
	wantLink(w, w.store, l, link.Awaiting)
	for _, e := range []link.Event{link.Enable, link.Prove, link.Confirm, link.Restore} {
		_, err := w.store.MoveLink(w.Context(), c.actor(), c.account.ID, l.ID, e)
		wantRefused(w, err)
	}
	_, _, err := w.store.UndoLink(w.Context(), c.actor(), c.account.ID, l.RequestID)
	wantRefused(w, err)
	if current, err := w.store.CurrentLink(w.Context(), c.account.ID); err != nil || current.ID != own.ID {
		w.Fatalf("current link is %+v, %v", current, err)
	}
	// With an organisation asked for it does not even get so far.
	for _, required := range []link.Required{link.Required(guid()), "harbour.example", "mail.brightwater.example"} {
		n := newInvitation(c)
		n.Required = required
		i, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
		ok(w, err)
		r := provingBy(w, w.store, i, guid())
		_, err = w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(r.ClaimedTenant))
		wantError(w, err, store.ErrWrongTenant)
		if r = wantRequest(w, w.store, r, link.Failed); r.Failure.Cause != guidance.WrongOrganisation {
			w.Fatalf("request is %+v", r)
		}
		wantInvitation(w, w.store, i, link.InvitationOpen) // a refusal spends nothing
		_, err = w.store.RevokeInvitation(w.Context(), c.actor(), c.account.ID, i.ID)
		ok(w, err)
	}
	// Nor with a tenant that serves another account, which is told.
	other := newAdministrator(w, w.store)
	theirs := linked(w, w.store, other, guid())
	r := provingBy(w, w.store, invited(w, w.store, c), theirs.TenantID)
	_, err = w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(theirs.TenantID))
	wantError(w, err, store.ErrTenantTaken)
	if theirs = wantLink(w, w.store, theirs, link.Enabled); theirs.ConflictAt.IsZero() {
		w.Fatal("the other account is not told")
	}
	wantSound(w, w.store)
}

func invitedEntitlement(w world) {
	c := newAdministrator(w, w.store)
	i := invited(w, w.store, c)
	r := provingBy(w, w.store, i, guid())
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, false))
	_, err := w.store.StartConsent(w.Context(), invitee, invitedConsent(i))
	wantError(w, err, store.ErrNotEntitled)
	_, err = w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(r.ClaimedTenant))
	wantError(w, err, store.ErrNotEntitled)
	if r = wantRequest(w, w.store, r, link.Failed); r.Failure.Cause != guidance.NotEntitled {
		w.Fatalf("request is %+v", r)
	}
	_, err = w.store.StartConsent(w.Context(), invitee, invitedConsent(store.Invitation{ID: guid()}))
	wantError(w, err, store.ErrNotFound)
	wantSound(w, w.store)
}

func invitedCannotPushOut(w world) {
	c := newAdministrator(w, w.store)
	i := invited(w, w.store, c)
	failed := started(w, w.store, c)
	_, err := w.store.FailConsent(w.Context(), c.actor(), failed.ID, store.ConsentFailure{Failure: guidance.Failure{Cause: guidance.NoAuthority}})
	ok(w, err)
	own := proving(w, w.store, c, guid())
	var hashes [][]byte
	approver := startedBy(w, w.store, i)
	for range 19 {
		w.clock.pass(time.Second)
		startedBy(w, w.store, i)
	}
	wantRequest(w, w.store, approver, link.AtMicrosoft) // 19 presses of another holder do not end it
	w.clock.pass(time.Second)
	startedBy(w, w.store, i)
	wantRequest(w, w.store, approver, link.Superseded) // the oldest
	for range 200 {
		w.clock.pass(time.Second)
		n := invitedConsent(i)
		_, err := w.store.StartConsent(w.Context(), invitee, n)
		ok(w, err)
		hashes = append(hashes, n.StateHash)
	}
	open, ended, err := w.store.LatestConsents(w.Context(), c.account.ID)
	if err != nil || open == nil || open.ID != own.ID || ended == nil || ended.ID != failed.ID {
		w.Fatalf("the administrators' latest are %+v, %+v, %v", open, ended, err)
	}
	var openOnes, kept int
	for _, hash := range hashes {
		if r, err := w.store.ConsentByState(w.Context(), hash); err == nil {
			kept++
			if r.State.Open() {
				openOnes++
			}
		} else if !errors.Is(err, store.ErrNotFound) {
			w.Fatal(err)
		}
	}
	if openOnes != 20 || kept > 70 {
		w.Fatalf("%d are kept and %d open, want at most 70 and 20", kept, openOnes)
	}
	list, err := w.store.InvitationRequests(w.Context(), i.ID, 500)
	if err != nil || len(list) != 70 || !list[0].State.Open() || list[0].StartedAt.Before(list[1].StartedAt) {
		w.Fatalf("%d requests are listed, %d kept (%v)", len(list), kept, err)
	}
	// Nor the other way round.
	for range link.MaxOpenRequests + 1 {
		started(w, w.store, c)
	}
	if _, err := w.store.CancelConsents(w.Context(), c.actor(), c.account.ID, link.ForLink); err != nil {
		w.Fatal(err)
	}
	wantRequest(w, w.store, list[0], link.AtMicrosoft)
	wantSound(w, w.store)
}

// senderMay: the page can say that nothing can be approved any more.
func senderMay(w world) {
	c, other := newAdministrator(w, w.store), newAdministrator(w, w.store)
	n := newInvitation(c)
	i, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
	ok(w, err)
	for _, step := range []struct {
		set string
		may bool
	}{
		{"role = 'helpdesk'", false}, {"role = 'administrator'", true}, {"login_enabled = false", false}, {"login_enabled = true", true},
		{"edition = ''", false}, {"edition = 'CRM'", true},
		{"account_id = '" + other.account.ID + "'", false}, {"account_id = '" + c.account.ID + "'", true},
	} {
		if !i.SenderMay {
			w.Fatal("the sender of a new invitation may not")
		}
		ok(w, w.store.ExecWriter(w.Context(), "update users set "+step.set+" where id = '"+c.user.ID+"'"))
		got, err := w.store.Invitation(w.Context(), c.account.ID, i.ID)
		ok(w, err)
		byToken, _, err := w.store.InvitationByToken(w.Context(), n.TokenHash)
		ok(w, err)
		if got.SenderMay != step.may || byToken.SenderMay != step.may {
			w.Errorf("after %s: %v, by token %v; want %v", step.set, got.SenderMay, byToken.SenderMay, step.may)
		}
	}
}

// requiredAmongMany: an organisation may have more domains than a link keeps.
func requiredAmongMany(w world) {
	c := newAdministrator(w, w.store)
	n := newInvitation(c)
	n.Required = "brightwater.example"
	i, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
	ok(w, err)
	r := provingBy(w, w.store, i, guid())
	proof := proofOf(r.ClaimedTenant)
	proof.Domains = nil
	for k := range 99 {
		proof.Domains = append(proof.Domains, fmt.Sprintf("d%d.example", k))
	}
	proof.Domains = append(proof.Domains, "BrightWater.example")
	told := slices.Clone(proof.Domains)
	l, err := w.store.CompleteLink(w.Context(), invitee, r.ID, proof)
	ok(w, err)
	if diff := cmp.Diff(append([]string{"BrightWater.example"}, told[:49]...), wantLink(w, w.store, l, link.Awaiting).Domains); diff != "" {
		w.Errorf("domains: %s", diff)
	}
	if diff := cmp.Diff(told, proof.Domains); diff != "" {
		w.Errorf("the caller's own list has changed: %s", diff)
	}
}

// requiredLookAlike: what only looks like the domain asked for is another one.
func requiredLookAlike(w world) {
	for _, domain := range []string{"harbour-\u017fons.example", "harbour-sons.e\u212aample", "harbour-sons.ex\u0430mple"} {
		c := newAdministrator(w, w.store)
		n := newInvitation(c)
		n.Required = link.Required(strings.NewReplacer("\u017f", "s", "\u212a", "k", "\u0430", "a").Replace(domain))
		i, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
		ok(w, err)
		r := provingBy(w, w.store, i, guid())
		proof := proofOf(r.ClaimedTenant)
		proof.Domains = []string{domain}
		_, err = w.store.CompleteLink(w.Context(), invitee, r.ID, proof)
		wantError(w, err, store.ErrWrongTenant)
		wantInvitation(w, w.store, i, link.InvitationOpen)
	}
}

func parallelInvitees(w world) {
	c := newAdministrator(w, w.store)
	i := invited(w, w.store, c)
	var requests []store.ConsentRequest
	for range 3 {
		requests = append(requests, provingBy(w, w.store, i, guid()))
	}
	race(w, func(n int) error {
		r := requests[n%3]
		_, err := w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(r.ClaimedTenant))
		return err
	})
	if links, err := w.store.AwaitingLinks(w.Context(), c.account.ID); err != nil || len(links) != 1 {
		w.Fatalf("%d links wait (%v), want 1", len(links), err)
	}
	wantSound(w, w.store)
}
