package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func newSupport(w world) store.Actor {
	w.Helper()
	u, err := w.store.CreateUser(w.Context(), operator, store.NewUser{Email: "s" + guid()[:8] + "@workbooks.example", Name: "Sam Support", Role: policy.Support, PasswordHash: "x"})
	ok(w, err)
	return store.Actor{Kind: store.KindUser, UserID: u.ID, Name: u.Name, Email: u.Email, IP: "192.0.2.9"}
}

const becauseOfTwoBrands = "Two brands, one directory"

func permissions(w world) {
	c, support, tenant := newAdministrator(w, w.store), newSupport(w), guid()
	if id, err := w.store.PermissionOf(w.Context(), c.account.ID, tenant); err != nil || id != "" {
		w.Fatalf("permission %q before there is one (%v)", id, err)
	}
	given, err := w.store.AllowTenant(w.Context(), support, c.account.ID, " "+strings.ToUpper(tenant), becauseOfTwoBrands)
	ok(w, err)
	want := store.Permission{ID: given.ID, AccountID: c.account.ID, TenantID: tenant, Reason: becauseOfTwoBrands, ByName: support.Name, ByUserID: support.UserID, CreatedAt: w.clock.Now()}
	w.clock.pass(time.Minute)
	again, err := w.store.AllowTenant(w.Context(), newSupport(w), c.account.ID, tenant, "Another reason altogether")
	ok(w, err)
	listed, err := w.store.Permissions(w.Context(), c.account.ID)
	ok(w, err)
	if diff := cmp.Diff([]store.Permission{want, want, want}, append(listed, given, again)); diff != "" {
		w.Fatal(diff)
	}
	if id, err := w.store.PermissionOf(w.Context(), c.account.ID, tenant); err != nil || id != given.ID {
		w.Fatalf("permission is %q (%v)", id, err)
	}
	for range 2 { // the first use counts, and it still holds
		ok(w, w.store.UsePermission(w.Context(), given.ID))
		want.UsedAt = w.clock.Now()
		listed, err = w.store.Permissions(w.Context(), c.account.ID)
		ok(w, err)
		if len(listed) != 1 || listed[0].UsedAt.IsZero() || listed[0].UsedAt.After(want.UsedAt) {
			w.Fatalf("permissions are %+v", listed)
		}
	}
	if id, err := w.store.PermissionOf(w.Context(), c.account.ID, tenant); err != nil || id != given.ID {
		w.Fatalf("used permission is %q (%v)", id, err)
	}
	trail := []string{store.ActionAccountCreated, store.ActionUserCreated, store.ActionTenantAllowed}
	if diff := cmp.Diff(trail, actions(w, w.store, c.account.ID)); diff != "" {
		w.Fatal(diff)
	}
	entries, err := w.store.AuditEntries(w.Context(), c.account.ID, 0, 1)
	ok(w, err)
	details := []store.AuditDetail{{Name: "tenant", After: tenant}, {Name: "reason", After: becauseOfTwoBrands}}
	if diff := cmp.Diff(details, entries[0].Details); diff != "" || entries[0].Subject != given.ID || entries[0].Actor.UserID != support.UserID {
		w.Fatalf("entry is %+v: %s", entries[0], diff)
	}
	for _, foreign := range [][2]string{{guid(), tenant}, {c.account.ID, guid()}} {
		if id, err := w.store.PermissionOf(w.Context(), foreign[0], foreign[1]); err != nil || id != "" {
			w.Errorf("permission %q for %v (%v)", id, foreign, err)
		}
	}
	wantSound(w, w.store)
}

func permissionsRefused(w world) {
	c, support := newAdministrator(w, w.store), newSupport(w)
	helpdesk, err := w.store.CreateUser(w.Context(), operator, store.NewUser{AccountID: c.account.ID, Email: "h@help.example", Name: "H", Role: policy.Helpdesk, PasswordHash: "x"})
	ok(w, err)
	for name, row := range map[string]struct {
		actor                   store.Actor
		account, tenant, reason string
		want                    error
	}{
		"administrator":            {c.actor(), c.account.ID, guid(), becauseOfTwoBrands, store.ErrNotEntitled},
		"helpdesk":                 {customer{c.account, helpdesk}.actor(), c.account.ID, guid(), becauseOfTwoBrands, store.ErrNotEntitled},
		"operator":                 {operator, c.account.ID, guid(), becauseOfTwoBrands, store.ErrNotEntitled},
		"somebody unknown":         {store.Actor{Kind: store.KindUser, UserID: guid()}, c.account.ID, guid(), becauseOfTwoBrands, store.ErrNotEntitled},
		"unknown account":          {support, guid(), guid(), becauseOfTwoBrands, store.ErrNotFound},
		"no account":               {support, "", guid(), becauseOfTwoBrands, store.ErrNotFound},
		"no tenant":                {support, c.account.ID, "", becauseOfTwoBrands, store.ErrInvalid},
		"a domain":                 {support, c.account.ID, "brightwater.example", becauseOfTwoBrands, store.ErrInvalid},
		"tenant without dashes":    {support, c.account.ID, strings.ReplaceAll(guid(), "-", ""), becauseOfTwoBrands, store.ErrInvalid},
		"tenant in braces":         {support, c.account.ID, "{" + guid() + "}", becauseOfTwoBrands, store.ErrInvalid},
		"tenant as URN":            {support, c.account.ID, "urn:uuid:" + guid(), becauseOfTwoBrands, store.ErrInvalid},
		"personal accounts":        {support, c.account.ID, link.PersonalTenant, becauseOfTwoBrands, store.ErrInvalid},
		"no reason":                {support, c.account.ID, guid(), "", store.ErrInvalid},
		"reason of 9 characters":   {support, c.account.ID, guid(), "ééééééééé", store.ErrInvalid},
		"reason of spaces":         {support, c.account.ID, guid(), strings.Repeat(" ", 50), store.ErrInvalid},
		"reason of 501 characters": {support, c.account.ID, guid(), strings.Repeat("é", 501), store.ErrInvalid},
	} {
		w.Run(name, func(t *testing.T) {
			_, err := w.store.AllowTenant(t.Context(), row.actor, row.account, row.tenant, row.reason)
			wantError(t, err, row.want)
		})
	}
	for _, reason := range []string{"éééééééééé", strings.Repeat("é", 500)} {
		p, err := w.store.AllowTenant(w.Context(), support, c.account.ID, guid(), reason)
		if err != nil || p.Reason != reason {
			w.Errorf("reason %q: %v", reason, err)
		}
	}
	if n := len(actions(w, w.store, c.account.ID)); n != 5 { // account, two users, two permissions
		w.Errorf("%d entries", n)
	}
}

// permissionShared: the account that has the tenant is told once, and not with whom
// or why; each side's trail names only itself.
func permissionShared(w world) {
	first, second, support, tenant := newAdministrator(w, w.store), newAdministrator(w, w.store), newSupport(w), guid()
	l := linked(w, w.store, first, tenant)
	before := len(actions(w, w.store, first.account.ID))
	for range 2 {
		_, err := w.store.AllowTenant(w.Context(), support, second.account.ID, tenant, becauseOfTwoBrands)
		ok(w, err)
	}
	entries, err := w.store.AuditEntries(w.Context(), first.account.ID, 0, 500)
	ok(w, err)
	e := entries[0]
	if len(entries) != before+1 || e.Action != store.ActionTenantShared || e.Subject != l.ID {
		w.Fatalf("%d entries after %d, the last is %+v", len(entries), before, e)
	}
	told := strings.ToLower(strings.Join([]string{e.Actor.Name, e.Actor.Email, e.Actor.UserID, e.Actor.IP, e.Reference, e.Details[0].After}, " "))
	for _, secret := range []string{second.account.ID, second.account.Name, support.Email, support.UserID, support.IP, "brands"} {
		if strings.Contains(told, strings.ToLower(secret)) || len(e.Details) != 1 {
			w.Errorf("entry tells %q: %+v", secret, e)
		}
	}
	wantSound(w, w.store)
	wantStatuses(w, w.store)
}

func supportViews(w world) {
	c, other := newAdministrator(w, w.store), newAdministrator(w, w.store)
	one, two := newSupport(w), newSupport(w)
	count := func() (n int) {
		for _, a := range actions(w, w.store, c.account.ID) {
			if a == store.ActionSupportViewed {
				n++
			}
		}
		return n
	}
	view := func(who store.Actor, c customer) { ok(w, w.store.NoteSupportView(w.Context(), who, c.account.ID)) }
	inParallel(20, func(int) { _ = w.store.NoteSupportView(w.Context(), one, c.account.ID) })
	if count() != 1 {
		w.Fatalf("%d entries after 20 looks at once, want 1", count())
	}
	view(two, c)
	view(one, other)
	w.clock.pass(time.Hour - time.Microsecond)
	view(one, c)
	if count() != 2 {
		w.Fatalf("%d entries within the hour, want 2", count())
	}
	w.clock.pass(time.Microsecond)
	view(one, c)
	if count() != 3 {
		w.Fatalf("%d entries after an hour, want 3", count())
	}
	w.clock.pass(2 * time.Hour)
	ok(w, w.store.Sweep(w.Context()))
	if n := w.store.CountRows(w.Context(), "support_views"); n != 0 {
		w.Errorf("%d old views are kept", n)
	}
	wantError(w, w.store.NoteSupportView(w.Context(), c.actor(), c.account.ID), store.ErrNotEntitled)
	wantError(w, w.store.NoteSupportView(w.Context(), operator, c.account.ID), store.ErrNotEntitled)
	wantError(w, w.store.NoteSupportView(w.Context(), one, guid()), store.ErrNotFound)
	wantError(w, w.store.NoteSupportView(w.Context(), one, ""), store.ErrNotFound)
	wantSound(w, w.store)
}
