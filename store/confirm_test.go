package store_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func confirmReplaces(w world) {
	for _, before := range []link.State{link.Enabled, link.Disabled} {
		c, old := bringLink(w, w, before)
		_, l := proposed(w, w.store, c, guid())
		wantLink(w, w.store, old, before) // in use until somebody says yes
		_, second := proposed(w, w.store, c, guid())
		open := invited(w, w.store, c)
		w.clock.pass(2 * link.UndoWindow) // the window counts from the yes
		own, theirs := started(w, w.store, c), startedBy(w, w.store, open)
		l, err := w.store.ConfirmLink(w.Context(), c.actor(), c.account.ID, l.ID)
		ok(w, err)
		wantLink(w, w.store, old, link.Replaced)
		wantLink(w, w.store, second, link.Overtaken)
		wantInvitation(w, w.store, open, link.InvitationSuperseded)
		for _, r := range []store.ConsentRequest{own, theirs} {
			if r = wantRequest(w, w.store, r, link.Superseded); r.SupersededBy != l.RequestID {
				w.Fatalf("superseded by %s, want %s", r.SupersededBy, l.RequestID)
			}
		}
		w.clock.pass(link.UndoWindow - time.Microsecond)
		undone, restored, err := w.store.UndoLink(w.Context(), c.actor(), c.account.ID, l.RequestID)
		if err != nil || undone.ID != l.ID || restored == nil || restored.ID != old.ID || restored.State != before {
			w.Fatalf("undone is %+v, restored %+v, %v", undone, restored, err)
		}
	}
	wantSound(w, w.store)
}

func confirmRefused(w world) {
	c := newAdministrator(w, w.store)
	_, l := proposed(w, w.store, c, guid())
	helpdesk, err := w.store.CreateUser(w.Context(), operator, store.NewUser{
		AccountID: c.account.ID, Email: strings.ToLower(rand.Text()) + "@example.com", Name: "Help", Role: policy.Helpdesk, PasswordHash: "x",
	})
	ok(w, err)
	for name, who := range map[string]store.Actor{
		"helpdesk": (customer{c.account, helpdesk}).actor(), "the invitee": invitee, "another administrator": newAdministrator(w, w.store).actor(),
	} {
		w.Run(name, func(t *testing.T) {
			_, err := w.store.ConfirmLink(w.Context(), who, c.account.ID, l.ID)
			wantError(t, err, store.ErrNotEntitled)
		})
	}
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, false))
	_, err = w.store.ConfirmLink(w.Context(), c.actor(), c.account.ID, l.ID)
	wantError(w, err, store.ErrNotEntitled)
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, true))
	other := newAdministrator(w, w.store)
	theirs := linked(w, w.store, other, l.TenantID)
	_, err = w.store.ConfirmLink(w.Context(), c.actor(), c.account.ID, l.ID)
	wantError(w, err, store.ErrTenantTaken)
	if strings.Contains(err.Error(), other.account.Name) || strings.Contains(err.Error(), other.account.ID) {
		w.Fatalf("the refusal names the other account: %v", err)
	}
	wantLink(w, w.store, l, link.Awaiting)
	wantLink(w, w.store, theirs, link.Enabled)
	for _, why := range []string{"", " \n", strings.Repeat("x", 501)} {
		_, err := w.store.RejectLink(w.Context(), c.actor(), c.account.ID, l.ID, why)
		wantError(w, err, store.ErrInvalid)
	}
	w.clock.pass(time.Minute)
	rejected, err := w.store.RejectLink(w.Context(), c.actor(), c.account.ID, l.ID, " Not our \n tenant ")
	ok(w, err)
	stored := wantLink(w, w.store, l, link.Rejected)
	if diff := cmp.Diff(rejected, stored, ignoreUnexported); diff != "" || stored.RejectedWhy != "Not our tenant" || !stored.EndedAt.Equal(w.clock.Now()) {
		w.Fatalf("rejected link is %+v %s", stored, diff)
	}
	told, err := w.store.AuditEntries(w.Context(), c.account.ID, 0, 1)
	if err != nil || told[0].Action != store.ActionLinkRejected || detail(told[0], "why") != "Not our tenant" {
		w.Fatalf("trail ends with %+v, %v", told, err)
	}
	_, err = w.store.RejectLink(w.Context(), c.actor(), c.account.ID, l.ID, "again")
	wantRefused(w, err)
	wantNoLink(w, c)
	wantSound(w, w.store)
}

func parallelConfirm(w world) {
	c := newAdministrator(w, w.store)
	_, l := proposed(w, w.store, c, guid())
	race(w, func(int) error {
		_, err := w.store.ConfirmLink(w.Context(), c.actor(), c.account.ID, l.ID)
		return err
	})
	wantLink(w, w.store, l, link.Enabled)
	if n := count(actions(w, w.store, c.account.ID), store.ActionLinkConfirmed); n != 1 {
		w.Fatalf("%d entries tell of the yes, want 1", n)
	}
	wantSound(w, w.store)
}

func parallelYesAndNo(w world) {
	for range 10 {
		c := newAdministrator(w, w.store)
		_, l := proposed(w, w.store, c, guid())
		race(w, func(i int) (err error) {
			if i%2 == 0 {
				_, err = w.store.ConfirmLink(w.Context(), c.actor(), c.account.ID, l.ID)
			} else {
				_, err = w.store.RejectLink(w.Context(), c.actor(), c.account.ID, l.ID, "not us")
			}
			return err
		})
	}
	wantSound(w, w.store)
}
