package store_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// seededTrouble: some accounts need attention and a few are broken, each with the
// attempt that shows why.
func seededTrouble(w world) {
	const n = 3000
	ok(w, w.store.Seed(w.Context(), n, "x"))
	var attention, broken int64
	counts, err := w.store.StatusCounts(w.Context())
	ok(w, err)
	for _, c := range counts {
		switch c.Health {
		case link.Attention:
			attention += c.N
		case link.Broken:
			broken += c.N
		default: // all is well, or not judged
		}
	}
	if attention < n/70 || attention > n/35 || broken < n/400 || broken > n/120 {
		w.Errorf("%d need attention and %d are broken, of %d", attention, broken, n)
	}
	reasons := map[string]int{}
	for _, health := range []link.Health{link.Attention, link.Broken} {
		for _, s := range everyStatus(w, w.store, store.StatusFilter{Health: health, Limit: 500}) {
			reasons[s.Reason]++
			wantCaused(w, s)
		}
	}
	for _, reason := range []string{
		link.ReasonConsentWithdrawn, link.ReasonAppDisabled, link.ReasonAdvancedSecurityEnded, link.ReasonBlockedByPolicy, link.ReasonNotAssigned, link.ReasonContested,
	} {
		if reasons[reason] == 0 {
			w.Errorf("none for %s: %v", reason, reasons)
		}
	}
	wantStatuses(w, w.store)
	wantSound(w, w.store)
}

// wantCaused looks for what a seeded reason follows from.
func wantCaused(w world, s store.Status) {
	w.Helper()
	switch s.Reason {
	case link.ReasonAdvancedSecurityEnded:
		if n := count(actions(w, w.store, s.AccountID), store.ActionAdvancedSecurity); n != 1 {
			w.Errorf("%s: %d entries of the option", s.Name, n)
		}
		return
	case link.ReasonContested:
		l, err := w.store.CurrentLink(w.Context(), s.AccountID)
		if err != nil || l.ConflictBy == "" || count(actions(w, w.store, s.AccountID), store.ActionLinkContested) == 0 {
			w.Errorf("%s: contested by %q (%v)", s.Name, l.ConflictBy, err)
		}
		for _, t := range tracesOf(w, l.ConflictBy) {
			if t.AccountID == s.AccountID || t.Failure.Cause != guidance.TenantTaken || t.TenantID != l.TenantID {
				w.Errorf("%s: contested by %+v", s.Name, t)
			}
		}
		return
	}
	traces, err := w.store.Traces(w.Context(), s.AccountID, store.TraceKey{}, 1)
	ok(w, err)
	if len(traces) != 1 || traces[0].Outcome != link.Failed || traces[0].Failure.AADSTS == "" || traces[0].Failure.CorrelationID == "" || traces[0].TenantID != s.TenantID || !traces[0].EndedAt.Before(w.clock.Now()) {
		w.Errorf("%s (%s): trace %+v", s.Name, s.Reason, traces)
	}
}

func tracesOf(w world, loginName string) []store.Trace {
	w.Helper()
	traces, err := w.store.TracesByMicrosoftAccount(w.Context(), "", loginName, 10)
	ok(w, err)
	if len(traces) == 0 {
		w.Errorf("nothing tells of %s", loginName)
	}
	return traces
}

// seededReferences: references look as real ones do and are found as those are, also
// those of accounts that come later.
func seededReferences(w world) {
	form := regexp.MustCompile(`^WB-Z[2-9A-HJKMNP-TV-Z]{3}-[2-9A-HJKMNP-TV-Z]{4}$`)
	seen := map[string]bool{}
	ok(w, w.store.Seed(w.Context(), 300, "x"))
	ok(w, w.store.Seed(w.Context(), 900, "x"))
	for account, err := range w.store.Accounts(w.Context()) {
		ok(w, err)
		traces, err := w.store.Traces(w.Context(), account.ID, store.TraceKey{}, 100)
		ok(w, err)
		invitations, err := w.store.Invitations(w.Context(), account.ID, 100)
		ok(w, err)
		var references []string
		for _, t := range traces {
			references = append(references, t.Reference)
			if got, err := w.store.TraceByReference(w.Context(), account.ID, strings.ToLower(t.Reference)); err != nil || got.ID != t.ID {
				w.Errorf("%s finds %+v (%v)", t.Reference, got, err)
			}
		}
		for _, i := range invitations {
			references = append(references, i.Reference)
		}
		for _, reference := range references {
			if !form.MatchString(reference) || seen[reference] {
				w.Errorf("reference %q, seen before: %v", reference, seen[reference])
			}
			seen[reference] = true
		}
	}
	if len(seen) < 600 {
		w.Errorf("only %d references", len(seen))
	}
}

func TestSeedingAccountsLaterLeavesThoseBeforeAsTheyAre(t *testing.T) {
	c := newClock()
	s := openTemporary(t, c)
	w := world{t, s, c}
	ok(t, s.Seed(t.Context(), 200, "x"))
	before := seeded(w)
	c.pass(time.Hour)
	ok(t, s.Seed(t.Context(), 400, "x"))
	after := map[string]string{}
	for _, a := range seeded(w) {
		after[a.ID] = a.State
	}
	for _, a := range before {
		if after[a.ID] != a.State {
			t.Errorf("%s was %q and is %q", a.Name, a.State, after[a.ID])
		}
	}
	wantStatuses(t, s)
}

func TestSeed_AccountsOwnLicences(t *testing.T) {
	s := openTemporary(t, newClock())
	const n = 60
	ok(t, s.Seed(t.Context(), n, "x"))
	owning := map[string]int{}
	for account, err := range s.Accounts(t.Context()) {
		ok(t, err)
		stock, err := s.Stock(t.Context(), account.ID)
		ok(t, err)
		if crm := stock["CRM"]; crm.Used != 1 || crm.Left() < 1 || crm.Owned > 200 {
			t.Errorf("%s: %+v", account.Name, crm)
		}
		for name := range stock {
			owning[name]++
		}
	}
	if owning["CRM"] != n || owning["Business"] != n/4 || owning["Mapping"] != n/6 {
		t.Errorf("owned are %v", owning)
	}
}
