package store_test

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func handOver(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	colleague, err := w.store.CreateUser(w.Context(), operator, store.NewUser{
		AccountID: c.account.ID, Email: strings.ToLower(rand.Text()) + "@example.com", Name: "Mary Shelley", Role: policy.Administrator, PasswordHash: "x",
	})
	ok(w, err)
	i := invited(w, w.store, c)
	r := provingBy(w, w.store, i, tenant)
	if r.AccountID != c.account.ID || r.UserID != c.user.ID || r.InvitationID != i.ID {
		w.Fatalf("request is %+v", r)
	}
	proof := proofOf(tenant)
	l, err := w.store.CompleteLink(w.Context(), invitee, r.ID, proof)
	ok(w, err)
	want := store.Link{
		ID: l.ID, AccountID: c.account.ID, State: link.Awaiting, TenantID: tenant, Organisation: proof.Organisation, Domains: proof.Domains,
		ApproverObjectID: proof.ApproverObjectID, ApproverName: proof.ApproverName, ApproverUsername: proof.ApproverUsername, Role: proof.Role,
		ApproverIP: proof.IP, ApproverAgent: proof.Agent, Scopes: proof.Scopes, LinkedByName: c.user.Name, RequestID: r.ID, InvitationID: i.ID,
		LinkedAt: w.clock.Now(), ProvenAt: w.clock.Now(),
	}
	for name, read := range map[string]func() (store.Link, error){
		"returned": func() (store.Link, error) { return l, nil },
		"stored":   func() (store.Link, error) { return w.store.Link(w.Context(), c.account.ID, l.ID) },
		"awaiting": func() (store.Link, error) {
			links, err := w.store.AwaitingLinks(w.Context(), c.account.ID)
			return links[0], err
		},
	} {
		got, err := read()
		if diff := cmp.Diff(want, got, ignoreUnexported); err != nil || diff != "" {
			w.Fatalf("%s: %v %s", name, err, diff)
		}
	}
	if i = wantInvitation(w, w.store, i, link.InvitationApproved); i.LinkID != l.ID || i.Mail.State != store.MailFailed || i.Mail.Reason != "ended" {
		w.Fatalf("invitation is %+v", i)
	}
	if r = wantRequest(w, w.store, r, link.Linked); r.LinkID != l.ID {
		w.Fatalf("request is %+v", r)
	}
	wantNoLink(w, c)
	// It reserves nothing: another account may link the tenant and give it up again.
	other := newAdministrator(w, w.store)
	theirs := linked(w, w.store, other, tenant)
	_, err = w.store.MoveLink(w.Context(), other.actor(), other.account.ID, theirs.ID, link.Unlink)
	ok(w, err)
	w.clock.pass(time.Hour)
	l, err = w.store.ConfirmLink(w.Context(), customer{c.account, colleague}.actor(), c.account.ID, l.ID)
	ok(w, err)
	want.State, want.ConfirmedAt, want.ConfirmedBy = link.Enabled, w.clock.Now(), "Mary Shelley"
	current, err := w.store.CurrentLink(w.Context(), c.account.ID)
	ok(w, err)
	for name, got := range map[string]store.Link{"returned": l, "stored": current} {
		if diff := cmp.Diff(want, got, ignoreUnexported); diff != "" {
			w.Fatalf("%s: %s", name, diff)
		}
	}
	wantSound(w, w.store)
}

// wantNoLink fails unless the account has no link and never had one.
func wantNoLink(w world, c customer) {
	w.Helper()
	_, err := w.store.CurrentLink(w.Context(), c.account.ID)
	wantError(w, err, store.ErrNotFound)
	_, err = w.store.LastLink(w.Context(), c.account.ID)
	wantError(w, err, store.ErrNotFound)
}

func requiredMet(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	for _, required := range []link.Required{link.Required(tenant), "brightwater.example"} {
		n := newInvitation(c)
		n.Required = required
		i, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
		ok(w, err)
		r := provingBy(w, w.store, i, tenant)
		_, err = w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(tenant))
		ok(w, err)
	}
	// The same tenant again: an administrator is asked once.
	links, err := w.store.AwaitingLinks(w.Context(), c.account.ID)
	if err != nil || len(links) != 1 || count(actions(w, w.store, c.account.ID), store.ActionLinkOvertaken) != 1 {
		w.Fatalf("waiting links are %+v, %v", links, err)
	}
	wantSound(w, w.store)
}

func invitedProofOfCurrent(w world) {
	for _, state := range []link.State{link.Enabled, link.Disabled} {
		c, own := bringLink(w, w, state)
		w.clock.pass(time.Hour)
		i, l := proposed(w, w.store, c, own.TenantID)
		if l.ID != own.ID || l.State != state || !l.ProvenAt.Equal(w.clock.Now()) || i.LinkID != own.ID || i.State != link.InvitationApproved {
			w.Fatalf("link is %+v, invitation %+v", l, i)
		}
		stored := wantLink(w, w.store, own, state)
		if diff := cmp.Diff(l, stored, ignoreUnexported); diff != "" {
			w.Fatal(diff)
		}
	}
	wantSound(w, w.store)
}

func directLinkEndsProposals(w world) {
	c := newAdministrator(w, w.store)
	own := linked(w, w.store, c, guid())
	_, waiting := proposed(w, w.store, c, guid())
	open := invited(w, w.store, c)
	away := startedBy(w, w.store, open)
	linked(w, w.store, c, own.TenantID) // proven again: nothing is decided
	wantLink(w, w.store, waiting, link.Awaiting)
	wantInvitation(w, w.store, open, link.InvitationOpen)
	wantRequest(w, w.store, away, link.AtMicrosoft)
	made := linked(w, w.store, c, waiting.TenantID)
	wantLink(w, w.store, waiting, link.Overtaken)
	wantInvitation(w, w.store, open, link.InvitationSuperseded)
	if away = wantRequest(w, w.store, away, link.Superseded); away.SupersededBy != made.RequestID {
		w.Fatalf("superseded by %s, want %s", away.SupersededBy, made.RequestID)
	}
	_, err := w.store.ConfirmLink(w.Context(), c.actor(), c.account.ID, waiting.ID)
	wantRefused(w, err)
	wantSound(w, w.store)
}

// checkAgain finishes a request that began at the sign-in, where consent was given
// elsewhere.
func checkAgain(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	n := newConsent(c)
	n.Check = true
	r, err := w.store.StartConsent(w.Context(), c.actor(), n)
	ok(w, err)
	_, err = w.store.ApproveConsent(w.Context(), c.actor(), r.ID, tenant)
	wantRefused(w, err)
	_, err = w.store.RedeemConsent(w.Context(), r.ID)
	ok(w, err)
	_, err = w.store.CompleteLink(w.Context(), c.actor(), r.ID, proofOf(tenant))
	ok(w, err)
	if r = wantRequest(w, w.store, r, link.Linked); r.ClaimedTenant != tenant || r.ProvenTenant != tenant {
		w.Fatalf("request is %+v", r)
	}
	if diff := cmp.Diff([]string{store.ActionConsentChecked, store.ActionLinkMade}, actions(w, w.store, c.account.ID)[2:]); diff != "" {
		w.Fatal(diff)
	}
	// Also by invitation, and without a tenant it proves nothing.
	other := newAdministrator(w, w.store)
	n = invitedConsent(invited(w, w.store, other))
	n.Check = true
	r, err = w.store.StartConsent(w.Context(), invitee, n)
	ok(w, err)
	_, err = w.store.RedeemConsent(w.Context(), r.ID)
	ok(w, err)
	_, err = w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(""))
	wantError(w, err, store.ErrWrongTenant)
	wantSound(w, w.store)
}

// oneEntryPerEvent is the whole life of two invitations, told once each.
func oneEntryPerEvent(w world) {
	c := newAdministrator(w, w.store)
	i := invited(w, w.store, c)
	d, err := w.store.DueMail(w.Context(), time.Minute)
	ok(w, err)
	ok(w, w.store.MailSent(w.Context(), d.Mail.ID))
	ok(w, w.store.MailSent(w.Context(), d.Mail.ID))
	for range 3 {
		ok(w, w.store.NoteInvitationOpened(w.Context(), invitee, i.ID))
		w.clock.pass(time.Minute)
	}
	r := provingBy(w, w.store, i, guid())
	l, err := w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(r.ClaimedTenant))
	ok(w, err)
	second := invited(w, w.store, c)
	d, err = w.store.DueMail(w.Context(), time.Minute)
	ok(w, err)
	ok(w, w.store.MailFailed(w.Context(), d.Mail.ID, "refused"))
	_, err = w.store.RevokeInvitation(w.Context(), c.actor(), c.account.ID, second.ID)
	ok(w, err)
	third := invited(w, w.store, c)
	_, err = w.store.ConfirmLink(w.Context(), c.actor(), c.account.ID, l.ID)
	ok(w, err)
	type told struct{ Action, Subject, Who, Reference string }
	want := []told{
		{store.ActionInvitationCreated, i.ID, "user", i.Reference},
		{store.ActionMailSent, i.ID, "system", i.Reference},
		{store.ActionInvitationOpened, i.ID, "invited", i.Reference},
		{store.ActionConsentStarted, r.ID, "invited", r.Reference},
		{store.ActionConsentApproved, r.ID, "invited", r.Reference},
		{store.ActionLinkProposed, l.ID, "invited", r.Reference},
		{store.ActionInvitationApproved, i.ID, "invited", i.Reference},
		{store.ActionInvitationCreated, second.ID, "user", second.Reference},
		{store.ActionMailFailed, second.ID, "system", second.Reference},
		{store.ActionInvitationRevoked, second.ID, "user", second.Reference},
		{store.ActionInvitationCreated, third.ID, "user", third.Reference},
		{store.ActionLinkConfirmed, l.ID, "user", ""},
		{store.ActionInvitationSuperseded, third.ID, "system", third.Reference},
	}
	entries, err := w.store.AuditEntries(w.Context(), c.account.ID, 0, 500)
	ok(w, err)
	var got []told
	for _, e := range entries[:len(entries)-2] {
		got = append([]told{{e.Action, e.Subject, string(e.Actor.Kind), e.Reference}}, got...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Fatal(diff)
	}
	wantSound(w, w.store)
}
