package store_test

import (
	"crypto/rand"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// guest is a user without a password.
func (s staffed) guest() store.User {
	s.Helper()
	return s.created(func(n *store.NewUser) { n.PasswordHash = "" })
}

func (s staffed) newWelcome(u store.User) store.NewWelcome {
	return store.NewWelcome{
		AccountID: s.account.ID, UserID: u.ID, SenderID: s.user.ID, Reference: "WB-" + rand.Text()[:8], TokenHash: secretHash(),
		Sealed: []byte("sealed"), Life: 7 * day,
	}
}

func (s staffed) welcomed(u store.User) (store.Welcome, []byte) {
	s.Helper()
	n := s.newWelcome(u)
	w, err := s.store.CreateWelcome(s.Context(), s.actor(), n)
	ok(s, err)
	return w, n.TokenHash
}

func (s staffed) wantWelcome(hash []byte, state store.WelcomeState, mail store.MailState) store.Welcome {
	s.Helper()
	w, err := s.store.WelcomeByToken(s.Context(), hash)
	ok(s, err)
	if w.State != state || w.EndedAt.IsZero() != (state == store.WelcomeOpen) || w.Mail.State != mail {
		s.Fatalf("invitation is %s, ended at %v, mail %s, want %s and %s", w.State, w.EndedAt, w.Mail.State, state, mail)
	}
	return w
}

func TestWelcome_FromInvitationToPassword(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	u := s.guest()
	before := signIn(t, s.store, u) // with Microsoft, for the store it is all one
	u = s.now(u)
	made, hash := s.welcomed(u)
	want := store.Welcome{
		ID: made.ID, Reference: made.Reference, AccountID: s.account.ID, AccountName: s.account.Name, User: u, SenderID: s.user.ID,
		SenderName: s.user.Name, SenderEmail: s.user.Email, State: store.WelcomeOpen, CreatedAt: s.clock.Now(), ExpiresAt: s.clock.Now().Add(7 * day),
		Mail: store.Mail{ID: made.Mail.ID, WelcomeID: made.ID, State: store.MailQueued, NextAt: s.clock.Now(), CreatedAt: s.clock.Now()},
	}
	for name, read := range map[string]func() (store.Welcome, error){
		"by token": func() (store.Welcome, error) { return s.store.WelcomeByToken(t.Context(), hash) },
		"latest":   func() (store.Welcome, error) { return s.store.LatestWelcome(t.Context(), s.account.ID, u.ID) },
	} {
		got, err := read()
		ok(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %s", name, diff)
		}
	}
	s.wantLast(store.ActionUserInvited, store.AuditDetail{Name: "e-mail", After: u.Email}, store.AuditDetail{Name: "until", After: "2026-03-10T10:30:00Z"})
	ok(t, s.store.UseWelcome(t.Context(), operator, hash, "hash"))
	s.wantLast(store.ActionWelcomeUsed, store.AuditDetail{Name: "e-mail", After: u.Email}, store.AuditDetail{Name: "sessions ended", After: "1"})
	if s.now(u).PasswordHash != "hash" || s.live(before) != 0 {
		t.Fatal("no password was set, or a session from before lives")
	}
	s.wantWelcome(hash, store.WelcomeUsed, store.MailFailed)
	wantError(t, s.store.UseWelcome(t.Context(), operator, hash, "other"), store.ErrNotFound)
	_, err := s.store.CreateWelcome(t.Context(), s.actor(), s.newWelcome(u))
	wantError(t, err, store.ErrInvalid)
	wantSound(t, s.store)
}

func TestWelcome_IsUsedOnce(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	_, hash := s.welcomed(s.guest())
	var used atomic.Int64
	inParallel(20, func(int) {
		err := s.store.UseWelcome(t.Context(), operator, hash, "hash")
		if err == nil {
			used.Add(1)
		} else if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unexpected error: %v", err)
		}
	})
	if used.Load() != 1 {
		t.Fatalf("used %d times", used.Load())
	}
}

func TestWelcome_Ends(t *testing.T) {
	for name, row := range map[string]struct {
		end   func(s staffed, u store.User) error
		state store.WelcomeState
	}{
		"revoked": {func(s staffed, u store.User) error {
			return s.store.RevokeWelcome(s.Context(), s.actor(), s.account.ID, u.ID)
		}, store.WelcomeRevoked},
		"the user disabled": {func(s staffed, u store.User) error {
			return s.store.SetLoginEnabled(s.Context(), s.actor(), s.account.ID, u.ID, false)
		}, store.WelcomeRevoked},
		"the licences freed": {func(s staffed, u store.User) error {
			return s.store.FreeLicences(s.Context(), s.actor(), s.account.ID, u.ID)
		}, store.WelcomeRevoked},
		"the Edition taken away": {func(s staffed, u store.User) error {
			c := changeOf(s.now(u))
			c.Edition = policy.NoEdition
			return s.store.UpdateUser(s.Context(), s.actor(), s.account.ID, u.ID, c)
		}, store.WelcomeRevoked},
		"superseded": {func(s staffed, u store.User) error {
			_, err := s.store.CreateWelcome(s.Context(), s.actor(), s.newWelcome(u))
			return err
		}, store.WelcomeSuperseded},
		"expired": {func(s staffed, _ store.User) error {
			s.clock.pass(7 * day)
			return s.store.Sweep(s.Context())
		}, store.WelcomeExpired},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStaffed(t, map[string]int{"CRM": 5})
			u := s.guest()
			_, hash := s.welcomed(u)
			s.clock.pass(time.Minute)
			ok(t, row.end(s, u))
			s.wantWelcome(hash, row.state, store.MailFailed)
			wantError(t, s.store.UseWelcome(t.Context(), operator, hash, "hash"), store.ErrNotFound)
			if row.state != store.WelcomeSuperseded {
				wantError(t, s.store.RevokeWelcome(t.Context(), s.actor(), s.account.ID, u.ID), store.ErrNotFound)
			} else if w, err := s.store.LatestWelcome(t.Context(), s.account.ID, u.ID); err != nil || w.State != store.WelcomeOpen {
				t.Fatalf("the latest is %s (%v)", w.State, err)
			}
			wantSound(t, s.store)
		})
	}
}

func TestWelcome_IsOverBeforeAnySweep(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	u := s.guest()
	_, hash := s.welcomed(u)
	s.clock.pass(7 * day)
	wantError(t, s.store.UseWelcome(t.Context(), operator, hash, "hash"), store.ErrNotFound)
	s.wantWelcome(hash, store.WelcomeExpired, store.MailQueued)
	_, err := s.store.DueMail(t.Context(), time.Minute)
	wantError(t, err, store.ErrNotFound)
	s.wantWelcome(hash, store.WelcomeExpired, store.MailFailed)
}

func TestWelcome_Refuses(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	u, other := s.guest(), newAdministrator(t, s.store)
	helpdesk := s.created(func(n *store.NewUser) { n.Role = policy.Helpdesk })
	denied := s.created(func(n *store.NewUser) { n.PasswordHash, n.LoginDenied = "", true })
	former := s.created(func(n *store.NewUser) { n.Role = policy.Administrator })
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, former.ID, false))
	for name, row := range map[string]struct {
		change func(n *store.NewWelcome)
		want   error
	}{
		"a user with a password":         {func(n *store.NewWelcome) { n.UserID = helpdesk.ID }, store.ErrInvalid},
		"a user without an Edition":      {func(n *store.NewWelcome) { n.UserID = denied.ID }, store.ErrInvalid},
		"a disabled administrator":       {func(n *store.NewWelcome) { n.SenderID = former.ID }, store.ErrNotEntitled},
		"a short hash":                   {func(n *store.NewWelcome) { n.TokenHash = []byte("x") }, store.ErrInvalid},
		"no life":                        {func(n *store.NewWelcome) { n.Life = 0 }, store.ErrInvalid},
		"too long a life":                {func(n *store.NewWelcome) { n.Life = 31 * day }, store.ErrInvalid},
		"an empty token":                 {func(n *store.NewWelcome) { n.Sealed = []byte{} }, store.ErrInvalid},
		"helpdesk":                       {func(n *store.NewWelcome) { n.SenderID = helpdesk.ID }, store.ErrNotEntitled},
		"another account's sender":       {func(n *store.NewWelcome) { n.SenderID = other.user.ID }, store.ErrNotEntitled},
		"TestS105 another account's":     {func(n *store.NewWelcome) { n.UserID = other.user.ID }, store.ErrNotFound},
		"TestS105 in another's account":  {func(n *store.NewWelcome) { n.AccountID = other.account.ID }, store.ErrNotFound},
		"a user who is not there at all": {func(n *store.NewWelcome) { n.UserID = "nobody" }, store.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			n := s.newWelcome(u)
			row.change(&n)
			_, err := s.store.CreateWelcome(t.Context(), s.actor(), n)
			wantError(t, err, row.want)
		})
	}
	_, hash := s.welcomed(u)
	wantError(t, s.store.RevokeWelcome(t.Context(), other.actor(), other.account.ID, u.ID), store.ErrNotFound)
	_, err := s.store.LatestWelcome(t.Context(), other.account.ID, u.ID)
	wantError(t, err, store.ErrNotFound)
	wantError(t, s.store.UseWelcome(t.Context(), operator, secretHash(), "hash"), store.ErrNotFound)
	wantError(t, s.store.UseWelcome(t.Context(), operator, hash, ""), store.ErrInvalid)
	s.wantWelcome(hash, store.WelcomeOpen, store.MailQueued)
}

func TestS72_AWelcomeGivesNoSecondPasswordToOneAddress(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	other := newAdministrator(t, s.store)
	u := s.created(func(n *store.NewUser) { n.Email, n.PasswordHash = other.user.Email, "" })
	_, hash := s.welcomed(u)
	wantError(t, s.store.UseWelcome(t.Context(), operator, hash, "hash"), store.ErrEmailTaken)
	s.wantWelcome(hash, store.WelcomeOpen, store.MailQueued) // nothing of it was done
	if s.now(u).PasswordHash != "" {
		t.Fatal("a password was set")
	}
}

func TestDueMail_HandsOutBothKindsInTheirOrder(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	linked(t, s.store, s.customer, guid())
	u := s.guest()
	w, hash := s.welcomed(u)
	s.clock.pass(time.Second)
	i := invited(t, s.store, s.customer)
	d, err := s.store.DueMail(t.Context(), time.Minute)
	ok(t, err)
	if d.Welcome == nil || d.Invitation != nil || d.Reference() != w.Reference || !d.ExpiresAt().Equal(w.ExpiresAt) || string(d.Mail.Sealed) != "sealed" || !d.Microsoft || d.Account.ID != s.account.ID {
		t.Fatalf("due is %+v", d)
	}
	ok(t, s.store.MailSent(t.Context(), d.Mail.ID))
	s.wantLast(store.ActionWelcomeMailSent, store.AuditDetail{Name: "e-mail", After: u.Email}, store.AuditDetail{Name: "attempts", After: "1"})
	s.wantWelcome(hash, store.WelcomeOpen, store.MailSent)
	d, err = s.store.DueMail(t.Context(), time.Minute)
	if err != nil || d.Invitation == nil || d.Welcome != nil || d.Reference() != i.Reference || d.Mail.InvitationID != i.ID {
		t.Fatalf("due is %+v (%v)", d, err)
	}
	ok(t, s.store.MailFailed(t.Context(), d.Mail.ID, "refused"))
	wantInvitation(t, s.store, i, link.InvitationOpen)
	_, err = s.store.DueMail(t.Context(), time.Minute)
	wantError(t, err, store.ErrNotFound)
	wantSound(t, s.store)
}
