package store_test

import (
	"errors"
	"strings"
	"sync/atomic"

	"workbooks.com/authconsole/internal/link"
)

// race runs 50 callers at once and expects one success and 49 refusals.
func race(w world, call func(i int) error) {
	w.Helper()
	var won, refused atomic.Int64
	inParallel(50, func(i int) {
		err := call(i)
		var r *link.RefusedError
		switch {
		case err == nil:
			won.Add(1)
		case errors.As(err, &r):
			refused.Add(1)
		default:
			w.Errorf("unexpected error: %v", err)
		}
	})
	if won.Load() != 1 || refused.Load() != 49 {
		w.Fatalf("%d won and %d were refused, want 1 and 49", won.Load(), refused.Load())
	}
}

func parallelApprove(w world) {
	c := newAdministrator(w, w.store)
	r := started(w, w.store, c)
	tenants := make([]string, 50)
	for i := range tenants {
		tenants[i] = guid()
	}
	var winner atomic.Int64
	race(w, func(i int) error {
		_, err := w.store.ApproveConsent(w.Context(), c.actor(), r.ID, tenants[i])
		if err == nil {
			winner.Store(int64(i))
		}
		return err
	})
	after, err := w.store.Consent(w.Context(), c.account.ID, r.ID)
	ok(w, err)
	if after.ClaimedTenant != tenants[winner.Load()] {
		w.Fatal("the claimed tenant is not the winner's")
	}
}

func parallelRedeem(w world) {
	c := newAdministrator(w, w.store)
	r := started(w, w.store, c)
	_, err := w.store.ApproveConsent(w.Context(), c.actor(), r.ID, guid())
	ok(w, err)
	race(w, func(int) error {
		_, err := w.store.RedeemConsent(w.Context(), r.ID)
		return err
	})
}

func parallelComplete(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	r := proving(w, w.store, c, tenant)
	race(w, func(int) error {
		_, err := w.store.CompleteLink(w.Context(), c.actor(), r.ID, proofOf(tenant))
		return err
	})
	var made int
	for _, a := range actions(w, w.store, c.account.ID) {
		if strings.HasPrefix(a, "link.") {
			made++
		}
	}
	if made != 1 {
		w.Fatalf("%d entries tell of a link, want 1", made)
	}
	wantSound(w, w.store)
}
