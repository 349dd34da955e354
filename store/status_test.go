package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// wantStatuses fails unless every status, count and term is what it follows from.
func wantStatuses(t testing.TB, s *store.Store) {
	t.Helper()
	broken, err := s.VerifyStatus(t.Context())
	ok(t, err)
	if len(broken) > 0 {
		t.Fatalf("statuses are broken: %s", strings.Join(broken, "; "))
	}
}

func wantStatus(w world, c customer, state link.State, health link.Health, reason string) store.Status {
	w.Helper()
	s, err := w.store.Status(w.Context(), c.account.ID)
	ok(w, err)
	if s.State != state || s.Health != health || s.Reason != reason {
		w.Fatalf("status is %s, %q, %q; want %s, %q, %q", s.State, s.Health, s.Reason, state, health, reason)
	}
	return s
}

// failIn lets an attempt of the account fail in a tenant.
func failIn(w world, c customer, tenant string, cause guidance.Cause) {
	w.Helper()
	r := proving(w, w.store, c, tenant)
	_, err := w.store.FailConsent(w.Context(), c.actor(), r.ID, store.ConsentFailure{Failure: guidance.Failure{Cause: cause}})
	ok(w, err)
}

func statusStory(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	begun := w.clock.Now()
	s := wantStatus(w, c, link.NotLinked, link.HealthNone, "")
	if s.Name != c.account.Name || s.TenantID != "" || !s.ChangedAt.Equal(begun) {
		w.Fatalf("status is %+v", s)
	}
	w.clock.pass(time.Hour)
	l := linked(w, w.store, c, tenant)
	s = wantStatus(w, c, link.Enabled, link.Working, "")
	if s.TenantID != tenant || s.Organisation != l.Organisation || s.Domain != l.Domains[0] || !s.ProvenAt.Equal(w.clock.Now()) || !s.ChangedAt.Equal(w.clock.Now()) {
		w.Fatalf("status is %+v", s)
	}
	changed := w.clock.Now()
	w.clock.pass(time.Hour)
	linked(w, w.store, c, tenant) // proven again
	if s = wantStatus(w, c, link.Enabled, link.Working, ""); !s.ChangedAt.Equal(changed) || !s.ProvenAt.Equal(w.clock.Now()) {
		w.Fatalf("status is %+v", s)
	}
	for _, step := range []struct {
		event  link.Event
		state  link.State
		health link.Health
	}{{link.Disable, link.Disabled, ""}, {link.Enable, link.Enabled, link.Working}, {link.Unlink, link.Unlinked, ""}} {
		w.clock.pass(time.Hour)
		_, err := w.store.MoveLink(w.Context(), c.actor(), c.account.ID, l.ID, step.event)
		ok(w, err)
		if s = wantStatus(w, c, step.state, step.health, ""); !s.ChangedAt.Equal(w.clock.Now()) || s.TenantID != tenant {
			w.Fatalf("status is %+v", s)
		}
		wantStatuses(w, w.store)
	}
	w.clock.pass(time.Hour)
	linked(w, w.store, c, guid())
	wantStatus(w, c, link.Enabled, link.Working, "")
	wantStatuses(w, w.store)
}

func statusHealth(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	linked(w, w.store, c, tenant)
	for _, step := range []struct {
		cause  guidance.Cause
		tenant string
		health link.Health
		reason string
	}{
		{guidance.OurCredential, tenant, link.Working, ""},
		{guidance.AppMissing, guid(), link.Working, ""},
		{guidance.AppMissing, tenant, link.Broken, link.ReasonConsentWithdrawn},
		{guidance.OurSetup, tenant, link.Broken, link.ReasonConsentWithdrawn},
		{guidance.NotAssigned, tenant, link.Attention, link.ReasonNotAssigned},
	} {
		w.clock.pass(time.Minute)
		failIn(w, c, step.tenant, step.cause)
		if s := wantStatus(w, c, link.Enabled, step.health, step.reason); s.LastCause != step.cause || !s.LastFailedAt.Equal(w.clock.Now()) {
			w.Fatalf("status is %+v", s)
		}
		wantStatuses(w, w.store)
	}
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, false))
	wantStatus(w, c, link.Enabled, link.Attention, link.ReasonAdvancedSecurityEnded)
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, true))
	w.clock.pass(time.Minute)
	linked(w, w.store, c, tenant)
	wantStatus(w, c, link.Enabled, link.Working, "")
	wantStatuses(w, w.store)
}

func statusContested(w world) {
	c, other, tenant := newAdministrator(w, w.store), newAdministrator(w, w.store), guid()
	linked(w, w.store, c, tenant)
	r := proving(w, w.store, other, tenant)
	_, err := w.store.CompleteLink(w.Context(), other.actor(), r.ID, proofOf(tenant))
	wantError(w, err, store.ErrTenantTaken)
	s := wantStatus(w, c, link.Enabled, link.Attention, link.ReasonContested)
	if !s.ReviewAt.Equal(w.clock.Now().Add(link.ContestedFor)) {
		w.Fatalf("review at %v", s.ReviewAt)
	}
	wantStatus(w, other, link.NotLinked, "", "")
	w.clock.pass(link.ContestedFor - time.Second)
	ok(w, w.store.Sweep(w.Context()))
	wantStatus(w, c, link.Enabled, link.Attention, link.ReasonContested)
	w.clock.pass(time.Second)
	wantStatuses(w, w.store) // due, but Sweep has not come by
	ok(w, w.store.Sweep(w.Context()))
	if s = wantStatus(w, c, link.Enabled, link.Working, ""); !s.ReviewAt.IsZero() || !s.ChangedAt.Equal(w.clock.Now()) {
		w.Fatalf("status is %+v", s)
	}
	wantStatuses(w, w.store)
}

// statusWalk does hundreds of things in random order to a few accounts that share
// tenants; statuses, counts and terms always follow.
func statusWalk(w world) {
	random := rand.New(rand.NewPCG(1, 2))
	tenants := []string{guid(), guid(), guid()}
	var people []customer
	for i := range 600 {
		w.clock.pass(time.Duration(1+random.IntN(600)) * time.Minute)
		if len(people) < 3 || random.IntN(60) == 0 {
			people = append(people, newAdministrator(w, w.store))
		}
		walkStep(w, random, people[random.IntN(len(people))], tenants[random.IntN(len(tenants))])
		if i%20 == 0 {
			wantStatuses(w, w.store)
		}
	}
	wantStatuses(w, w.store)
	wantSound(w, w.store)
}

// walkStep does one thing; that it is refused is fine.
func walkStep(w world, random *rand.Rand, c customer, tenant string) {
	ctx := w.Context()
	current, _ := w.store.CurrentLink(ctx, c.account.ID)
	move := func(e link.Event) { _, _ = w.store.MoveLink(ctx, c.actor(), c.account.ID, current.ID, e) }
	request := func() (store.ConsentRequest, bool) {
		r, err := w.store.StartConsent(ctx, c.actor(), newConsent(c))
		if err == nil {
			_, err = w.store.ApproveConsent(ctx, c.actor(), r.ID, tenant)
		}
		if err == nil {
			r, err = w.store.RedeemConsent(ctx, r.ID)
		}
		return r, err == nil
	}
	switch random.IntN(10) {
	case 0, 1, 2:
		if r, open := request(); open {
			proof := proofOf(tenant)
			proof.Organisation, proof.Domains = fmt.Sprintf("Org %d Ltd", random.IntN(5)), []string{fmt.Sprintf("d%d.example", random.IntN(5))}
			_, _ = w.store.CompleteLink(ctx, c.actor(), r.ID, proof)
		}
	case 3, 4:
		if r, open := request(); open {
			causes := guidance.Causes()
			_, _ = w.store.FailConsent(ctx, c.actor(), r.ID, store.ConsentFailure{Failure: guidance.Failure{Cause: causes[random.IntN(len(causes))]}})
		}
	case 5:
		move([]link.Event{link.Disable, link.Enable, link.Unlink}[random.IntN(3)])
	case 6:
		_ = w.store.SetAdvancedSecurity(ctx, operator, c.account.ID, random.IntN(4) > 0)
	case 7:
		_, _, _ = w.store.UndoLink(ctx, c.actor(), c.account.ID, current.RequestID)
	case 8:
		_, _ = w.store.CreateUser(ctx, operator, store.NewUser{
			AccountID: c.account.ID, Email: "x" + guid()[:8] + "@mail.example", Name: "X", Role: []policy.Role{policy.Administrator, policy.Helpdesk}[random.IntN(2)], PasswordHash: "x",
		})
	case 9:
		_ = w.store.Sweep(ctx)
		_, _ = w.store.PurgeTraces(ctx, w.clock.Now().Add(-48*time.Hour))
	}
}

// statusBuilt: a database from before there were statuses gets them when it is
// opened.
func statusBuilt(w world) {
	path := filepath.Join(w.TempDir(), "old.db")
	s := openWith(w, store.Options{URL: "sqlite:" + path, Now: w.clock.Now})
	ok(w, s.Seed(w.Context(), 300, "x"))
	before := everyStatus(w, s, store.StatusFilter{Order: store.OrderName, Limit: 500})
	ok(w, s.ExecWriter(w.Context(), "delete from account_status"))
	ok(w, s.ExecWriter(w.Context(), "delete from status_terms"))
	ok(w, s.ExecWriter(w.Context(), "delete from status_counts"))
	ok(w, s.ExecWriter(w.Context(), "insert into status_builds (id, after_id) values ('status', '')"))
	ok(w, s.Close())
	s = openWith(w, store.Options{URL: "sqlite:" + path, Now: w.clock.Now})
	wantStatuses(w, s)
	after := everyStatus(w, s, store.StatusFilter{Order: store.OrderName, Limit: 500})
	if d := diff.Diff(before, after, cmpopts.IgnoreUnexported(store.Status{})); d != "" {
		w.Fatal(d)
	}
}

// statusBuildResumed: a build that was interrupted goes on where it was, and takes
// accounts along that a change has reached meanwhile.
func statusBuildResumed(w world) {
	path := filepath.Join(w.TempDir(), "old.db")
	s := openWith(w, store.Options{URL: "sqlite:" + path, Now: w.clock.Now})
	ok(w, s.Seed(w.Context(), 300, "x"))
	c := newAdministrator(w, s)
	half := everyStatus(w, s, store.StatusFilter{Order: store.OrderName, Limit: 500})
	slices.SortFunc(half, func(a, b store.Status) int { return cmp.Compare(a.AccountID, b.AccountID) })
	middle := half[150].AccountID
	for _, statement := range []string{
		"delete from status_terms where account_id > '" + middle + "'", "delete from account_status where account_id > '" + middle + "'", "delete from status_counts",
		"insert into status_counts (state, health, n) select state, health, count(*) from account_status group by state, health",
		"insert into status_builds (id, after_id) values ('status', '" + middle + "')",
	} {
		ok(w, s.ExecWriter(w.Context(), statement))
	}
	linked(w, s, c, guid())
	ok(w, s.Close())
	wantStatuses(w, openWith(w, store.Options{URL: "sqlite:" + path, Now: w.clock.Now}))
}

func statusMeddling(w world) {
	c := newAdministrator(w, w.store)
	linked(w, w.store, c, guid())
	for _, row := range []struct{ do, undo, says string }{
		{"update account_status set health = 'broken'", "update account_status set health = 'working'", "counts are"},
		{"update account_status set organisation = 'x'", "update account_status set organisation = 'Brightwater Ltd'", "has status"},
		{"update status_counts set n = n + 1", "update status_counts set n = n - 1", "counts are"},
		{"insert into status_terms (term, account_id) values ('nonsense', '" + c.account.ID + "')", "delete from status_terms where term = 'nonsense'", "which it does not have"},
		{"delete from status_terms where term = 'ltd'", "insert into status_terms (term, account_id) values ('ltd', '" + c.account.ID + "')", "is not found by"},
		{"update account_status set terms = 'x' || terms", "update account_status set terms = substr(terms, 2)", "must be by"},
	} {
		ok(w, w.store.ExecWriter(w.Context(), row.do))
		broken, err := w.store.VerifyStatus(w.Context())
		if err != nil || !strings.Contains(strings.Join(broken, "; "), row.says) {
			w.Errorf("%s: found %v (%v), want %q", row.do, broken, err, row.says)
		}
		ok(w, w.store.ExecWriter(w.Context(), row.undo))
		wantStatuses(w, w.store)
	}
}
