package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func invitationStory(w world) {
	c := newAdministrator(w, w.store)
	n := newInvitation(c)
	n.Recipient, n.Message, n.Required, n.Life = " IT@Brightwater.Example ", "  Dear IT,\r\nplease.\n", "Brightwater.Example", day
	made, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
	ok(w, err)
	want := store.Invitation{
		ID: made.ID, Reference: n.Reference, AccountID: c.account.ID, UserID: c.user.ID, SenderName: c.user.Name, SenderEmail: c.user.Email, SenderMay: true,
		State: link.InvitationOpen, Recipient: "it@brightwater.example", Message: "Dear IT,\nplease.", Purpose: link.ForLink, Required: "brightwater.example", Life: day,
		CreatedAt: w.clock.Now(), ExpiresAt: w.clock.Now().Add(day),
		Mail: store.Mail{ID: made.Mail.ID, InvitationID: made.ID, State: store.MailQueued, NextAt: w.clock.Now(), CreatedAt: w.clock.Now()},
	}
	sameInvitation(w, want, made)
	w.clock.pass(time.Minute)
	ok(w, w.store.NoteInvitationOpened(w.Context(), invitee, made.ID))
	want.OpenedAt, want.LastOpenedAt, want.Opens = w.clock.Now(), w.clock.Now(), 1
	found, account, err := w.store.InvitationByToken(w.Context(), n.TokenHash)
	ok(w, err)
	sameInvitation(w, want, found)
	if diff := cmp.Diff(c.account, account); diff != "" {
		w.Fatal(diff)
	}
	second := invited(w, w.store, c)
	list, err := w.store.Invitations(w.Context(), c.account.ID, 10)
	ok(w, err)
	if len(list) != 2 || list[0].ID != second.ID {
		w.Fatalf("list is %+v", list)
	}
	sameInvitation(w, want, list[1])
	w.clock.pass(day)
	want.State, want.EndedAt = link.InvitationExpired, made.ExpiresAt
	found, _, err = w.store.InvitationByToken(w.Context(), n.TokenHash) // before any sweep
	ok(w, err)
	sameInvitation(w, want, found)
	ok(w, w.store.Sweep(w.Context()))
	wantInvitation(w, w.store, made, link.InvitationExpired)
	wantInvitation(w, w.store, second, link.InvitationOpen)
	wantSound(w, w.store)
}

func sameInvitation(t testing.TB, want, got store.Invitation) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// invitationStates applies every event to every state through the store, and
// expects what the rules of package link say: the new state, or a refusal and no
// change.
func invitationStates(w world) {
	for _, from := range link.InvitationStates() {
		for _, event := range link.InvitationEvents() {
			w.Run(fmt.Sprintf("%s %s", from, event), func(t *testing.T) {
				c, i := bringInvitation(t, w, from)
				want, rule := link.NextInvitation(from, event)
				if rule != nil {
					want = from
				}
				err := applyInvitationEvent(t, w, c, i, event)
				after := wantInvitation(t, w.store, i, want)
				again := event == link.InvitationSupersede && (from == link.InvitationExpired || from == link.InvitationRevoked)
				if rule == nil || event == link.InvitationExpire || again {
					ok(t, err)
				} else {
					wantRefused(t, err)
				}
				if rule != nil {
					sameInvitation(t, i, after)
				}
			})
		}
	}
	wantSound(w, w.store)
}

func applyInvitationEvent(t testing.TB, w world, c customer, i store.Invitation, event link.InvitationEvent) error {
	t.Helper()
	switch event {
	case link.InvitationApprove:
		r, err := w.store.StartConsent(w.Context(), invitee, invitedConsent(i))
		if err != nil {
			return err
		}
		_, err = w.store.ApproveConsent(w.Context(), invitee, r.ID, guid())
		ok(t, err)
		r, err = w.store.RedeemConsent(w.Context(), r.ID)
		ok(t, err)
		_, err = w.store.CompleteLink(w.Context(), invitee, r.ID, proofOf(r.ClaimedTenant))
		return err
	case link.InvitationRevoke:
		_, err := w.store.RevokeInvitation(w.Context(), c.actor(), c.account.ID, i.ID)
		return err
	case link.InvitationSupersede:
		n := newInvitation(c)
		n.Supersedes = i.ID
		_, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
		return err
	default:
		w.clock.pass(i.Life)
		return w.store.Sweep(w.Context())
	}
}

func invitationValues(w world) {
	c, other := newAdministrator(w, w.store), newAdministrator(w, w.store)
	helpdesk, err := w.store.CreateUser(w.Context(), operator, store.NewUser{
		AccountID: c.account.ID, Email: "help@example.com", Name: "Help", Role: policy.Helpdesk, PasswordHash: "x",
	})
	ok(w, err)
	for name, row := range map[string]struct {
		change func(*store.NewInvitation)
		want   error
	}{
		"short hash":              {func(n *store.NewInvitation) { n.TokenHash = []byte("short") }, store.ErrInvalid},
		"no hash":                 {func(n *store.NewInvitation) { n.TokenHash = nil }, store.ErrInvalid},
		"another life":            {func(n *store.NewInvitation) { n.Life = 2 * day }, store.ErrInvalid},
		"no life":                 {func(n *store.NewInvitation) { n.Life = 0 }, store.ErrInvalid},
		"long message":            {func(n *store.NewInvitation) { n.Message = strings.Repeat("ä", 1001) }, store.ErrInvalid},
		"longest message":         {func(n *store.NewInvitation) { n.Message = strings.Repeat("ä\r\n", 499) + "ab" }, nil},
		"recipient no address":    {func(n *store.NewInvitation) { n.Recipient = "it" }, store.ErrInvalid},
		"two recipients":          {func(n *store.NewInvitation) { n.Recipient = "a@b.example, c@d.example" }, store.ErrInvalid},
		"recipient with a header": {func(n *store.NewInvitation) { n.Recipient = "a@b.example\r\nBcc: c@d.example" }, store.ErrInvalid},
		"mail to nobody":          {func(n *store.NewInvitation) { n.Recipient = "" }, store.ErrInvalid},
		"link to pass on":         {func(n *store.NewInvitation) { n.Recipient, n.Sealed = "", nil }, nil},
		"huge token":              {func(n *store.NewInvitation) { n.Sealed = make([]byte, 1025) }, store.ErrInvalid},
		"organisation a page":     {func(n *store.NewInvitation) { n.Required = "https://a.example" }, store.ErrInvalid},
		"personal accounts":       {func(n *store.NewInvitation) { n.Required = link.PersonalTenant }, store.ErrInvalid},
		"helpdesk":                {func(n *store.NewInvitation) { n.UserID = helpdesk.ID }, store.ErrNotEntitled},
		"another's administrator": {func(n *store.NewInvitation) { n.UserID = other.user.ID }, store.ErrNotEntitled},
		"supersedes nothing":      {func(n *store.NewInvitation) { n.Supersedes = guid() }, store.ErrNotFound},
	} {
		w.Run(name, func(t *testing.T) {
			n := newInvitation(c)
			row.change(&n)
			_, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
			wantError(t, err, row.want)
		})
	}
	n := newInvitation(c)
	n.Message = "one\u202e\x00\ntwo"
	i, err := w.store.CreateInvitation(w.Context(), c.actor(), n)
	ok(w, err)
	if i.Message != "one\ufffd\ufffd\ntwo" {
		w.Fatalf("message is %q", i.Message)
	}
	_, err = w.store.CreateInvitation(w.Context(), c.actor(), n)
	wantError(w, err, store.ErrTaken) // the token is used
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, false))
	_, err = w.store.CreateInvitation(w.Context(), c.actor(), newInvitation(c))
	wantError(w, err, store.ErrNotEntitled)
}

func invitationLimit(w world) {
	c := newAdministrator(w, w.store)
	first := invited(w, w.store, c)
	proposed(w, w.store, c, guid())
	_, waiting := proposed(w, w.store, c, guid())
	for range link.MaxInvitations - 3 {
		invited(w, w.store, c)
	}
	_, err := w.store.CreateInvitation(w.Context(), c.actor(), newInvitation(c))
	wantError(w, err, store.ErrTooManyOpen)
	n := newInvitation(c)
	n.Supersedes = first.ID
	second, err := w.store.CreateInvitation(w.Context(), c.actor(), n) // takes the first one's place
	ok(w, err)
	if first = wantInvitation(w, w.store, first, link.InvitationSuperseded); first.SupersededBy != second.ID {
		w.Fatalf("superseded by %q, want %q", first.SupersededBy, second.ID)
	}
	n = newInvitation(c)
	n.Supersedes = first.ID
	_, err = w.store.CreateInvitation(w.Context(), c.actor(), n)
	wantRefused(w, err)
	_, err = w.store.RejectLink(w.Context(), c.actor(), c.account.ID, waiting.ID, "not us")
	ok(w, err)
	invited(w, w.store, c)
	_, err = w.store.CreateInvitation(w.Context(), c.actor(), newInvitation(c))
	wantError(w, err, store.ErrTooManyOpen)
	w.clock.pass(7 * day) // overdue ones do not count even before a sweep
	invited(w, w.store, c)
	n = newInvitation(c)
	n.Supersedes = second.ID
	_, err = w.store.CreateInvitation(w.Context(), c.actor(), n)
	ok(w, err)
	if second = wantInvitation(w, w.store, second, link.InvitationExpired); second.SupersededBy != "" {
		w.Fatal("an overdue invitation was superseded")
	}
	wantSound(w, w.store)
}

func invitationOpened(w world) {
	c := newAdministrator(w, w.store)
	i := invited(w, w.store, c)
	first := w.clock.Now()
	for range 100 { // a scanner
		ok(w, w.store.NoteInvitationOpened(w.Context(), invitee, i.ID))
		w.clock.pass(time.Second)
	}
	i = wantInvitation(w, w.store, i, link.InvitationOpen)
	if i.Opens != 2 || !i.OpenedAt.Equal(first) || !i.LastOpenedAt.Equal(first.Add(time.Minute)) {
		w.Fatalf("opened %d times, first %v, last %v", i.Opens, i.OpenedAt, i.LastOpenedAt)
	}
	w.clock.pass(7 * day)
	ok(w, w.store.NoteInvitationOpened(w.Context(), invitee, i.ID)) // it is over, though nobody has swept
	if after := wantInvitation(w, w.store, i, link.InvitationExpired); after.Opens != 2 {
		w.Fatalf("opened %d times after its end", after.Opens)
	}
	if n := count(actions(w, w.store, c.account.ID), store.ActionInvitationOpened); n != 1 {
		w.Fatalf("%d entries tell of the opening, want 1", n)
	}
	wantError(w, w.store.NoteInvitationOpened(w.Context(), invitee, guid()), store.ErrNotFound)
	_, _, err := w.store.InvitationByToken(w.Context(), secretHash())
	wantError(w, err, store.ErrNotFound)
	_, _, err = w.store.InvitationByToken(w.Context(), nil)
	wantError(w, err, store.ErrNotFound)
}

// otherAccountsInvitations tries another account's IDs with every call that takes one.
func otherAccountsInvitations(w world) {
	mine, theirs := newAdministrator(w, w.store), newAdministrator(w, w.store)
	approved, l := proposed(w, w.store, theirs, guid())
	i := invited(w, w.store, theirs)
	before := actions(w, w.store, theirs.account.ID)
	ctx, a := w.Context(), mine.account.ID
	for name, try := range map[string]func() error{
		"read":    func() error { _, err := w.store.Invitation(ctx, a, i.ID); return err },
		"revoke":  func() error { _, err := w.store.RevokeInvitation(ctx, mine.actor(), a, i.ID); return err },
		"confirm": func() error { _, err := w.store.ConfirmLink(ctx, mine.actor(), a, l.ID); return err },
		"reject":  func() error { _, err := w.store.RejectLink(ctx, mine.actor(), a, l.ID, "why"); return err },
		"undo":    func() error { _, _, err := w.store.UndoLink(ctx, mine.actor(), a, l.RequestID); return err },
		"supersede": func() error {
			n := newInvitation(mine)
			n.Supersedes = i.ID
			_, err := w.store.CreateInvitation(ctx, mine.actor(), n)
			return err
		},
		"start": func() error {
			n := newConsent(mine)
			n.InvitationID = i.ID
			_, err := w.store.StartConsent(ctx, mine.actor(), n)
			return err
		},
		"start with an approved one": func() error {
			n := newConsent(mine)
			n.InvitationID = approved.ID
			_, err := w.store.StartConsent(ctx, mine.actor(), n)
			return err
		},
	} {
		w.Run(name, func(t *testing.T) { wantError(t, try(), store.ErrNotFound) })
	}
	_, err := w.store.ConfirmLink(ctx, mine.actor(), theirs.account.ID, l.ID)
	wantError(w, err, store.ErrNotEntitled)
	list, err := w.store.Invitations(ctx, a, 100)
	links, err2 := w.store.AwaitingLinks(ctx, a)
	if err != nil || err2 != nil || len(list) > 0 || len(links) > 0 {
		w.Fatalf("lists hold %v and %v (%v, %v)", list, links, err, err2)
	}
	for _, id := range []string{i.ID, l.ID} {
		if noted, err := w.store.NoteForeign(ctx, mine.actor(), a, id); !noted || err != nil {
			w.Fatalf("the try is not noted: %v", err)
		}
	}
	if after := actions(w, w.store, theirs.account.ID); !slices.Equal(before, after) {
		w.Fatalf("the other account's trail is %v, was %v", after, before)
	}
	wantInvitation(w, w.store, i, link.InvitationOpen)
	wantLink(w, w.store, l, link.Awaiting)
}
