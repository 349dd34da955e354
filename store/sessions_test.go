package store_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

const (
	maxWrong = 10
	lockFor  = 15 * time.Minute
)

func loginGuard(w world) {
	name := secretHash()
	try := func(want bool) store.LoginGuard {
		w.Helper()
		guard, err := w.store.ReserveLogin(w.Context(), name, maxWrong, lockFor)
		ok(w, err)
		if guard.Locked != want {
			w.Fatalf("locked is %v, want %v", guard.Locked, want)
		}
		return guard
	}
	for range maxWrong + 1 {
		try(false)
	}
	until := w.clock.Now().Add(lockFor)
	w.clock.pass(lockFor - time.Microsecond)
	if guard := try(true); !guard.Until.Equal(until) {
		w.Fatalf("locked until %v, want %v", guard.Until, until)
	}
	w.clock.pass(time.Microsecond)
	for range maxWrong + 1 {
		try(false)
	}
	try(true)
	ok(w, w.store.ClearLogin(w.Context(), name))
	try(false)
	_, err := w.store.ReserveLogin(w.Context(), nil, maxWrong, lockFor)
	wantError(w, err, store.ErrInvalid)
}

func loginGuardParallel(w world) {
	name := secretHash()
	var passed atomic.Int64
	inParallel(50, func(int) {
		guard, err := w.store.ReserveLogin(w.Context(), name, maxWrong, lockFor)
		if err == nil && !guard.Locked {
			passed.Add(1)
		}
	})
	if passed.Load() != maxWrong+1 {
		w.Fatalf("%d parallel tries passed, want %d", passed.Load(), maxWrong+1)
	}
}

func sessions(w world) {
	c := newAdministrator(w, w.store)
	id := []byte(rand.Text())
	sum := sha256.Sum256(id)
	guarded := secretHash()
	for range maxWrong {
		_, err := w.store.ReserveLogin(w.Context(), guarded, maxWrong, lockFor)
		ok(w, err)
	}
	old := signIn(w, w.store, c.user)
	ok(w, w.store.CreateSession(w.Context(), c.actor(), store.NewSession{IDHash: sum[:], UserID: c.user.ID, LoginNameHash: guarded, ReplacesIDHash: old}))
	visitor, err := w.store.Visitor(w.Context(), sum[:])
	ok(w, err)
	now := w.clock.Now()
	want := store.Visitor{
		Session: store.Session{
			IDHash: sum[:], CreatedAt: now, SeenAt: now, AuthenticatedAt: now, ExpiresAt: now.Add(policy.SessionMax), Method: store.MethodPassword,
		},
		User: c.user, Account: c.account,
	}
	want.User.LastLoginAt, want.User.LastMethod = now, store.MethodPassword
	if diff := cmp.Diff(want, visitor); diff != "" {
		w.Fatal(diff)
	}
	for name, hash := range map[string][]byte{"the ID itself": id, "nothing": nil, "an empty ID": {}, "the replaced session": old} {
		if _, err := w.store.Visitor(w.Context(), hash); err == nil {
			w.Fatalf("%s opens a session", name)
		}
	}
	for range maxWrong + 1 { // the success made the wrong ones forgotten
		if guard, err := w.store.ReserveLogin(w.Context(), guarded, maxWrong, lockFor); err != nil || guard.Locked {
			w.Fatalf("locked after a success: %v %v", guard, err)
		}
	}
	ok(w, w.store.DeleteSession(w.Context(), c.actor(), sum[:]))
	ok(w, w.store.DeleteSession(w.Context(), c.actor(), sum[:]))
	_, err = w.store.Visitor(w.Context(), sum[:])
	wantError(w, err, store.ErrNotFound)
	want2 := []string{store.ActionAccountCreated, store.ActionUserCreated, store.ActionSignedIn, store.ActionSignedIn, store.ActionSignedOut}
	if diff := cmp.Diff(want2, actions(w, w.store, c.account.ID)); diff != "" {
		w.Fatal(diff)
	}
	supportSession(w)
}

func supportSession(w world) {
	user, err := w.store.CreateUser(w.Context(), operator, store.NewUser{Email: "help@workbooks.example", Name: "Help", Role: policy.Support, PasswordHash: "x"})
	ok(w, err)
	visitor, err := w.store.Visitor(w.Context(), signIn(w, w.store, user))
	ok(w, err)
	if diff := cmp.Diff(store.Account{}, visitor.Account); diff != "" {
		w.Fatal(diff)
	}
	wantError(w, w.store.CreateSession(w.Context(), operator, store.NewSession{IDHash: secretHash(), UserID: "nobody"}), store.ErrNotFound)
	wantError(w, w.store.CreateSession(w.Context(), operator, store.NewSession{IDHash: []byte("short"), UserID: user.ID}), store.ErrInvalid)
	wantSound(w, w.store)
}

func sessionsEnd(w world) {
	c := newAdministrator(w, w.store)
	idle, used := signIn(w, w.store, c.user), signIn(w, w.store, c.user)
	w.clock.pass(policy.SessionIdle)
	ok(w, w.store.TouchSession(w.Context(), used, w.clock.Now()))
	ok(w, w.store.TouchSession(w.Context(), used, w.clock.Now().Add(-time.Hour))) // never back
	_, err := w.store.Visitor(w.Context(), idle)
	ok(w, err)
	w.clock.pass(time.Second)
	_, err = w.store.Visitor(w.Context(), idle)
	wantError(w, err, store.ErrNotFound)
	for range 2 {
		visitor, err := w.store.Visitor(w.Context(), used)
		ok(w, err)
		if idle := w.clock.Now().Sub(visitor.Session.SeenAt); idle > policy.SessionIdle {
			w.Fatalf("seen %v ago", idle)
		}
		w.clock.pass(policy.SessionIdle - time.Hour)
		ok(w, w.store.TouchSession(w.Context(), used, w.clock.Now()))
	}
	w.clock.pass(2*time.Hour - 2*time.Second)
	_, err = w.store.Visitor(w.Context(), used)
	ok(w, err)
	w.clock.pass(time.Second)
	_, err = w.store.Visitor(w.Context(), used)
	wantError(w, err, store.ErrNotFound)
}

func notices(w world) {
	hash := signIn(w, w.store, newAdministrator(w, w.store).user)
	ok(w, w.store.SetNotice(w.Context(), hash, "Saved."))
	var taken atomic.Int64
	inParallel(20, func(int) {
		if text, err := w.store.TakeNotice(w.Context(), hash); err == nil && text == "Saved." {
			taken.Add(1)
		}
	})
	if taken.Load() != 1 {
		w.Fatalf("the notice was shown %d times, want once", taken.Load())
	}
	text, err := w.store.TakeNotice(w.Context(), bytes.Repeat([]byte{1}, 32))
	if text != "" || err != nil {
		w.Fatalf("notice of no session is %q, %v", text, err)
	}
	wantError(w, w.store.SetNotice(w.Context(), secretHash(), "Saved."), store.ErrNotFound)
}
