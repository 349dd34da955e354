package store_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

func mailQueue(w world) {
	_, err := w.store.NextMail(w.Context())
	wantError(w, err, store.ErrNotFound)
	_, err = w.store.DueMail(w.Context(), 0)
	wantError(w, err, store.ErrInvalid)
	c := newAdministrator(w, w.store)
	first := invited(w, w.store, c)
	w.clock.pass(time.Second)
	second := invited(w, w.store, c)
	d, err := w.store.DueMail(w.Context(), time.Minute)
	ok(w, err)
	m, i, a := d.Mail, d.Invitation, d.Account
	want := store.Mail{
		ID: first.Mail.ID, InvitationID: first.ID, State: store.MailQueued, Attempts: 1, NextAt: w.clock.Now().Add(time.Minute),
		CreatedAt: first.CreatedAt, Sealed: []byte("sealed"),
	}
	if diff := cmp.Diff(want, m); diff != "" || i.ID != first.ID || i.Mail.Sealed != nil || a.ID != c.account.ID {
		w.Fatalf("%s invitation %s of %s", diff, i.ID, a.ID)
	}
	ok(w, w.store.MailDelayed(w.Context(), m.ID, "server_busy", w.clock.Now().Add(time.Hour)))
	d, err = w.store.DueMail(w.Context(), time.Minute)
	m = d.Mail
	ok(w, err)
	ok(w, w.store.MailSent(w.Context(), m.ID))
	second = wantInvitation(w, w.store, second, link.InvitationOpen)
	if second.Mail.State != store.MailSent || !second.Mail.EndedAt.Equal(w.clock.Now()) || m.InvitationID != second.ID {
		w.Fatalf("mail is %+v", second.Mail)
	}
	_, err = w.store.DueMail(w.Context(), time.Minute)
	wantError(w, err, store.ErrNotFound)
	next, err := w.store.NextMail(w.Context())
	if err != nil || !next.Equal(w.clock.Now().Add(time.Hour)) {
		w.Fatalf("next is due at %v, %v", next, err)
	}
	w.clock.pass(time.Hour)
	d, err = w.store.DueMail(w.Context(), time.Minute)
	m, i = d.Mail, d.Invitation
	if err != nil || m.Attempts != 2 || m.Reason != "server_busy" || string(m.Sealed) != "sealed" || i.ID != first.ID {
		w.Fatalf("mail is %+v, %v", m, err)
	}
	w.clock.pass(time.Minute) // the runner died: the lease is over
	d, err = w.store.DueMail(w.Context(), time.Minute)
	m = d.Mail
	if err != nil || m.Attempts != 3 {
		w.Fatalf("mail is %+v, %v", m, err)
	}
	ok(w, w.store.MailFailed(w.Context(), m.ID, "refused"))
	ok(w, w.store.MailSent(w.Context(), m.ID)) // too late
	ok(w, w.store.MailDelayed(w.Context(), m.ID, "x", w.clock.Now()))
	first = wantInvitation(w, w.store, first, link.InvitationOpen)
	if first.Mail.State != store.MailFailed || first.Mail.Reason != "refused" || first.Mail.Attempts != 3 {
		w.Fatalf("mail is %+v", first.Mail)
	}
	for _, err := range []error{
		w.store.MailSent(w.Context(), guid()), w.store.MailFailed(w.Context(), guid(), "x"), w.store.MailDelayed(w.Context(), guid(), "x", w.clock.Now()),
	} {
		wantError(w, err, store.ErrNotFound)
	}
	wantSound(w, w.store)
}

// mailsEnd lets invitations end while their mails are queued.
func mailsEnd(w world) {
	for state, reason := range map[link.InvitationState]string{
		link.InvitationApproved: "ended", link.InvitationRevoked: "revoked", link.InvitationSuperseded: "ended", link.InvitationExpired: "ended",
	} {
		w.Run(string(state), func(t *testing.T) {
			c, i := bringInvitation(t, w, state)
			if i.Mail.State != store.MailFailed || i.Mail.Reason != reason || i.Mail.EndedAt.IsZero() {
				t.Fatalf("mail is %+v", i.Mail)
			}
			if n := count(actions(t, w.store, c.account.ID), store.ActionMailFailed); n != 0 {
				t.Fatalf("%d entries tell of the mail, the invitation's end does", n)
			}
		})
	}
	w.clock.pass(30 * day)
	ok(w, w.store.Sweep(w.Context()))
	c := newAdministrator(w, w.store)
	overdue := invited(w, w.store, c)
	w.clock.pass(overdue.Life)
	alive := invited(w, w.store, c)
	d, err := w.store.DueMail(w.Context(), time.Minute) // before any sweep
	m := d.Mail
	if err != nil || m.InvitationID != alive.ID {
		w.Fatalf("mail is %+v, %v", m, err)
	}
	overdue = wantInvitation(w, w.store, overdue, link.InvitationExpired)
	if overdue.Mail.State != store.MailFailed || overdue.Mail.Reason != "ended" || overdue.Mail.Attempts != 0 {
		w.Fatalf("mail is %+v", overdue.Mail)
	}
	lonely := invited(w, w.store, newAdministrator(w, w.store))
	w.clock.pass(lonely.Life)
	_, err = w.store.DueMail(w.Context(), time.Minute)
	wantError(w, err, store.ErrNotFound)
	if lonely = wantInvitation(w, w.store, lonely, link.InvitationExpired); lonely.Mail.State != store.MailFailed {
		w.Fatalf("mail is %+v", lonely.Mail)
	}
	wantSound(w, w.store)
}

func parallelMail(w world) {
	const mails = 20
	for range mails {
		invited(w, w.store, newAdministrator(w, w.store))
	}
	var handed, none atomic.Int64
	seen := make([]atomic.Int64, mails*2)
	ids := map[string]int{}
	for range mails { // numbers, so that the runners share no map
		d, err := w.store.DueMail(w.Context(), time.Minute)
		m := d.Mail
		ok(w, err)
		ids[m.ID] = len(ids)
	}
	if len(ids) != mails {
		w.Fatalf("%d different mails were handed out, want %d", len(ids), mails)
	}
	w.clock.pass(time.Minute)
	inParallel(mails*2, func(int) {
		d, err := w.store.DueMail(w.Context(), time.Minute)
		m := d.Mail
		switch {
		case err == nil:
			handed.Add(1)
			seen[ids[m.ID]].Add(1)
		case errors.Is(err, store.ErrNotFound):
			none.Add(1)
		default:
			w.Errorf("unexpected error: %v", err)
		}
	})
	if handed.Load() != mails || none.Load() != mails {
		w.Fatalf("%d were handed out and %d found none, want %d each", handed.Load(), none.Load(), mails)
	}
	for n := range mails {
		if seen[n].Load() != 1 {
			w.Fatalf("mail %d was handed out %d times", n, seen[n].Load())
		}
	}
}
