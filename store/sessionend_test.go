package store_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// throughLink begins a session as a log-in with Microsoft does.
func (s staffed) throughLink(l store.Link, n store.NewSession) []byte {
	s.Helper()
	n.IDHash = secretHash()
	if n.UserID == "" {
		n.UserID = s.user.ID
	}
	ok(s, s.store.BeginMicrosoftSession(s.Context(), l, n))
	return n.IDHash
}

func TestS65_TheEndOfALinkEndsItsSessionsButTheActingOne(t *testing.T) {
	for name, end := range map[string]func(s staffed, actor store.Actor, l store.Link) error{
		"unlinked": func(s staffed, actor store.Actor, l store.Link) error {
			_, err := s.store.MoveLink(s.Context(), actor, s.account.ID, l.ID, link.Unlink)
			return err
		},
		"replaced": func(s staffed, actor store.Actor, _ store.Link) error {
			tenant := guid()
			_, err := s.store.CompleteLink(s.Context(), actor, proving(s, s.store, s.customer, tenant).ID, proofOf(tenant))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStaffed(t, map[string]int{"CRM": 5})
			l := linked(t, s.store, s.customer, guid())
			other := newAdministrator(t, s.store)
			others := linked(t, s.store, other, guid())
			acting, colleague := s.throughLink(l, store.NewSession{}), s.throughLink(l, store.NewSession{UserID: s.created(func(*store.NewUser) {}).ID})
			byPassword, elsewhere := signIn(t, s.store, s.user), s.throughLink(others, store.NewSession{UserID: other.user.ID})
			actor := s.actor()
			actor.SessionHash = acting
			ok(t, end(s, actor, l))
			if s.live(acting) != 1 || s.live(byPassword, elsewhere) != 2 || s.live(colleague) != 0 {
				t.Fatalf("acting %d, by password or elsewhere %d, colleague's %d", s.live(acting), s.live(byPassword, elsewhere), s.live(colleague))
			}
			if n := count(actions(t, s.store, s.account.ID), store.ActionSessionsEnded); n != 1 {
				t.Fatalf("%d entries tell of the sessions", n)
			}
			wantSound(t, s.store)
		})
	}
}

// Support and the command line act in no session.
func TestS65_WithoutAnActingSessionAllEnd(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	l := linked(t, s.store, s.customer, guid())
	first, second := s.throughLink(l, store.NewSession{}), s.throughLink(l, store.NewSession{})
	_, err := s.store.MoveLink(t.Context(), s.actor(), s.account.ID, l.ID, link.Unlink)
	ok(t, err)
	if n := s.live(first, second); n != 0 {
		t.Fatalf("%d sessions live", n)
	}
}

func TestS71_APasswordOpensNothingForWhoMayNotLogIn(t *testing.T) {
	for name, row := range map[string]struct {
		change func(s staffed, u store.User) error
		want   error
	}{
		"disabled": {func(s staffed, u store.User) error {
			return s.store.SetLoginEnabled(s.Context(), s.actor(), s.account.ID, u.ID, false)
		}, store.ErrLoginDisabled},
		"no edition": {func(s staffed, u store.User) error {
			return s.store.FreeLicences(s.Context(), s.actor(), s.account.ID, u.ID)
		}, store.ErrNoEdition},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStaffed(t, map[string]int{"CRM": 5})
			u := s.created(func(*store.NewUser) {})
			ok(t, row.change(s, u))
			hash := secretHash()
			wantError(t, s.store.CreateSession(t.Context(), operator, store.NewSession{IDHash: hash, UserID: u.ID}), row.want)
			if s.live(hash) != 0 || !s.now(u).LastLoginAt.IsZero() {
				t.Fatal("a session was made")
			}
			s.wantLast(store.ActionSignInRefused, store.AuditDetail{Name: "e-mail", After: u.Email}, store.AuditDetail{Name: "reason", After: row.want.Error()})
		})
	}
}

func TestS72_OneAddressInTwoAccountsHasOnePassword(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	other := newAdministrator(t, s.store)
	const shared = "una@shared.example"
	microsoft := s.created(func(n *store.NewUser) { n.Email, n.PasswordHash = shared, "" })
	if u, err := s.store.UserByEmail(t.Context(), shared); err != nil || u.ID != microsoft.ID || u.PasswordHash != "" {
		t.Fatalf("found %+v (%v)", u, err)
	}
	n := s.newUser()
	n.AccountID, n.Email = other.account.ID, shared
	withPassword, err := s.store.CreateUser(t.Context(), operator, n)
	ok(t, err)
	if u, err := s.store.UserByEmail(t.Context(), shared); err != nil || u.ID != withPassword.ID {
		t.Fatalf("found %+v (%v), want the one with a password", u, err)
	}
	third := newAdministrator(t, s.store)
	n.AccountID = third.account.ID
	_, err = s.store.CreateUser(t.Context(), operator, n)
	wantError(t, err, store.ErrEmailTaken)
	n.PasswordHash = ""
	_, err = s.store.CreateUser(t.Context(), operator, n)
	ok(t, err)
	_, err = s.store.CreateUser(t.Context(), operator, n)
	wantError(t, err, store.ErrEmailTaken) // in its own account
	if all, able, err := s.store.CountUsers(t.Context(), s.account.ID); err != nil || all != 2 || able != 1 {
		t.Fatalf("%d users, %d with a password (%v)", all, able, err)
	}
}

func TestS74_AReauthenticationChangesTheID(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	old, fresh := signIn(t, s.store, s.user), secretHash()
	began := s.clock.Now()
	s.clock.pass(time.Hour)
	wantError(t, s.store.Reauthenticate(t.Context(), s.actor(), store.NewSession{IDHash: fresh}), store.ErrInvalid)
	wantError(t, s.store.Reauthenticate(t.Context(), s.actor(), store.NewSession{IDHash: fresh, ReplacesIDHash: secretHash()}), store.ErrNotFound)
	somebody := s.created(func(*store.NewUser) {})
	wantError(t, s.store.Reauthenticate(t.Context(), s.actor(), store.NewSession{IDHash: fresh, UserID: somebody.ID, ReplacesIDHash: old}), store.ErrNotFound)
	ok(t, s.store.Reauthenticate(t.Context(), s.actor(), store.NewSession{IDHash: fresh, UserID: s.user.ID, ReplacesIDHash: old}))
	s.wantLast(store.ActionReauthenticated)
	v, err := s.store.Visitor(t.Context(), fresh)
	ok(t, err)
	if s.live(old) != 0 || !v.Session.AuthenticatedAt.Equal(s.clock.Now()) || !v.Session.CreatedAt.Equal(began) || !v.Session.ExpiresAt.Equal(began.Add(policy.SessionMax)) {
		t.Fatalf("old lives (%d) or session is %+v", s.live(old), v.Session)
	}
	s.clock.pass(policy.SessionMax)
	wantError(t, s.store.Reauthenticate(t.Context(), s.actor(), store.NewSession{IDHash: secretHash(), ReplacesIDHash: fresh}), store.ErrNotFound)
}

func TestS76_SessionsEndOneByOneOrAllButOne(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	other := newAdministrator(t, s.store)
	theirs := signIn(t, s.store, other.user)
	var mine [][]byte
	for range 4 {
		mine = append(mine, signIn(t, s.store, s.user))
		s.clock.pass(time.Minute)
	}
	wantError(t, s.store.EndSession(t.Context(), s.actor(), s.user.ID, theirs), store.ErrNotFound)
	ok(t, s.store.EndSession(t.Context(), s.actor(), s.user.ID, mine[0]))
	wantError(t, s.store.EndSession(t.Context(), s.actor(), s.user.ID, mine[0]), store.ErrNotFound)
	list, err := s.store.SessionsOf(t.Context(), s.user.ID)
	ok(t, err)
	var hashes [][]byte
	for _, session := range list {
		hashes = append(hashes, session.IDHash)
	}
	if diff := cmp.Diff([][]byte{mine[3], mine[2], mine[1]}, hashes); diff != "" {
		t.Fatal(diff)
	}
	for _, step := range []struct {
		except []byte
		ended  int64
		live   int
	}{{mine[2], 2, 1}, {mine[2], 0, 1}, {nil, 1, 0}} {
		n, err := s.store.EndSessions(t.Context(), s.actor(), s.user.ID, step.except)
		if err != nil || n != step.ended || s.live(mine...) != step.live {
			t.Fatalf("ended %d (%v), %d live, want %d and %d", n, err, s.live(mine...), step.ended, step.live)
		}
	}
	if s.live(theirs) != 1 {
		t.Fatal("another account's session has ended")
	}
	if n := count(actions(t, s.store, s.account.ID), store.ActionSessionsEnded); n != 3 {
		t.Fatalf("%d entries tell of it, want 3", n)
	}
	wantSound(t, s.store)
}

func TestS77_SessionsHaveLimits(t *testing.T) {
	const life = policy.MicrosoftSessionLife
	for name, row := range map[string]struct {
		seen, now time.Duration // after the beginning
		live      int
	}{
		"new":                                    {0, 0, 1},
		"busy, to the end":                       {11 * time.Hour, life - time.Microsecond, 1},
		"busy, at the end":                       {11 * time.Hour, life, 0},
		"idle for exactly the limit":             {time.Hour, time.Hour + policy.SessionIdle, 1},
		"idle for longer":                        {time.Hour, time.Hour + policy.SessionIdle + time.Microsecond, 0},
		"clock set back":                         {6 * time.Hour, 5 * time.Hour, 1},
		"clock set back after the end":           {life, 11 * time.Hour, 0},
		"clock set back before the beginning":    {0, -2 * time.Hour, 1},
		"clock set back after a use at its edge": {life - time.Microsecond, time.Hour, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStaffed(t, nil)
			l := linked(t, s.store, s.customer, guid())
			began := s.clock.Now()
			hash := s.throughLink(l, store.NewSession{ExpiresAt: began.Add(life)})
			ok(t, s.store.TouchSession(t.Context(), hash, began.Add(row.seen)))
			s.clock.pass(row.now)
			if n := s.live(hash); n != row.live {
				t.Fatalf("%d live, want %d", n, row.live)
			}
			list, err := s.store.SessionsOf(t.Context(), s.user.ID)
			if err != nil || len(list) != row.live {
				t.Fatalf("%d listed (%v), want %d", len(list), err, row.live)
			}
		})
	}
}

func TestS77_SweepForgetsWhatHasEnded(t *testing.T) {
	s := newStaffed(t, nil)
	l := linked(t, s.store, s.customer, guid())
	short := s.throughLink(l, store.NewSession{ExpiresAt: s.clock.Now().Add(time.Hour)})
	long := s.throughLink(l, store.NewSession{})
	s.clock.pass(time.Hour)
	ok(t, s.store.Sweep(t.Context()))
	wantError(t, s.store.EndSession(t.Context(), s.actor(), s.user.ID, short), store.ErrNotFound)
	ok(t, s.store.EndSession(t.Context(), s.actor(), s.user.ID, long))
}

func TestS78_TheNextRequestIsRefused(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	denied, disabled, demoted := s.created(func(*store.NewUser) {}), s.created(func(*store.NewUser) {}), s.created(func(n *store.NewUser) { n.Role = policy.Helpdesk })
	sessions := [][]byte{signIn(t, s.store, denied), signIn(t, s.store, disabled)}
	c := changeOf(denied)
	c.Edition = policy.NoEdition
	ok(t, s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, denied.ID, c))
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, disabled.ID, false))
	if n := s.live(sessions...); n != 0 {
		t.Fatalf("%d sessions live", n)
	}
	wantError(t, s.store.Reauthenticate(t.Context(), s.actor(), store.NewSession{IDHash: secretHash(), ReplacesIDHash: sessions[0]}), store.ErrNotFound)
	session := signIn(t, s.store, demoted)
	c = changeOf(demoted)
	c.UserGroups = policy.GroupsOf(policy.PlainUser)
	ok(t, s.store.UpdateUser(t.Context(), s.actor(), s.account.ID, demoted.ID, c))
	if v, err := s.store.Visitor(t.Context(), session); err != nil || v.User.Role != policy.PlainUser {
		t.Fatalf("role is %s (%v)", v.User.Role, err)
	}
}

func TestS82_NothingStoredOpensASession(t *testing.T) {
	s := newStaffed(t, nil)
	l := linked(t, s.store, s.customer, guid())
	sid := sha256.Sum256([]byte("sid"))
	hash := s.throughLink(l, store.NewSession{SIDHash: sid[:], LoginHint: "hint", IP: "192.0.2.7", UserAgent: "Edge"})
	v, err := s.store.Visitor(t.Context(), hash)
	ok(t, err)
	now := s.clock.Now()
	want := store.Session{
		IDHash: hash, CreatedAt: now, SeenAt: now, AuthenticatedAt: now, ExpiresAt: now.Add(policy.SessionMax), Method: store.MethodMicrosoft,
		LinkID: l.ID, TenantID: l.TenantID, LoginHint: "hint", IP: "192.0.2.7", UserAgent: "Edge",
	}
	if diff := cmp.Diff(want, v.Session); diff != "" {
		t.Fatal(diff)
	}
	twice := sha256.Sum256(hash)
	for name, key := range map[string][]byte{"a hash as an ID": twice[:], "Microsoft's session": sid[:]} {
		if s.live(key) != 0 {
			t.Fatalf("%s opens a session", name)
		}
	}
}

func TestEndSessionsBySID(t *testing.T) {
	s := newStaffed(t, map[string]int{"CRM": 5})
	l := linked(t, s.store, s.customer, guid())
	sid, otherSID := secretHash(), secretHash()
	first, second := s.throughLink(l, store.NewSession{SIDHash: sid}), s.throughLink(l, store.NewSession{SIDHash: sid})
	kept := [][]byte{s.throughLink(l, store.NewSession{SIDHash: otherSID}), s.throughLink(l, store.NewSession{}), signIn(t, s.store, s.user)}
	before := len(actions(t, s.store, s.account.ID))
	for _, unknown := range [][]byte{nil, {}, secretHash()} {
		if n, err := s.store.EndSessionsBySID(t.Context(), store.System(), unknown); n != 0 || err != nil {
			t.Fatalf("ended %d (%v) for an unknown one", n, err)
		}
	}
	if n := len(actions(t, s.store, s.account.ID)); n != before {
		t.Fatal("an unknown one left a trace")
	}
	n, err := s.store.EndSessionsBySID(t.Context(), store.System(), sid)
	if n != 2 || err != nil || s.live(first, second) != 0 || s.live(kept...) != len(kept) {
		t.Fatalf("ended %d (%v), %d live, %d of others", n, err, s.live(first, second), s.live(kept...))
	}
	s.wantLast(store.ActionSignedOut, store.AuditDetail{Name: "by", After: "Microsoft"})
	wantSound(t, s.store)
}
