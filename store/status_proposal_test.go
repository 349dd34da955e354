package store_test

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// statusProposals: what somebody with an invitation approves is no success of the
// account, and is forgotten when it is refused; what was the account's stays findable.
func statusProposals(w world) {
	for name, end := range map[string]func(c customer, l store.Link) error{
		"rejected": func(c customer, l store.Link) error {
			_, err := w.store.RejectLink(w.Context(), c.actor(), c.account.ID, l.ID, "not us")
			return err
		},
		"overtaken": func(c customer, _ store.Link) error {
			l := linked(w, w.store, c, guid())
			_, err := w.store.MoveLink(w.Context(), c.actor(), c.account.ID, l.ID, link.Unlink)
			return err
		},
	} {
		for _, had := range []bool{false, true} {
			c := newAdministrator(w, w.store)
			var old store.Link
			if had {
				old = organisationLinked(w, c, "Yarrow Old Ltd", "old-yarrow.example")
				_, err := w.store.MoveLink(w.Context(), c.actor(), c.account.ID, old.ID, link.Unlink)
				ok(w, err)
			}
			w.clock.pass(time.Hour)
			l := foreignProposal(w, c)
			s := wantStatus(w, c, link.Awaiting, link.HealthNone, "")
			if s.TenantID != l.TenantID || !s.ProvenAt.Equal(old.ProvenAt) {
				w.Errorf("%s, had one %v: status is %+v, last proven %v", name, had, s, old.ProvenAt)
			}
			wantFound(w, c, true, l.TenantID, "zeta.example", "foreign zeta")
			if had {
				wantFound(w, c, true, old.TenantID, "old-yarrow.example", "yarrow old")
			}
			wantStatuses(w, w.store)
			w.clock.pass(time.Hour)
			ok(w, end(c, l))
			s, err := w.store.Status(w.Context(), c.account.ID)
			ok(w, err)
			want := link.NotLinked
			if had || name == "overtaken" {
				want = link.Unlinked
			}
			if s.State != want || s.Organisation == "Foreign Zeta" || name == "rejected" && !s.ProvenAt.Equal(old.ProvenAt) {
				w.Errorf("%s, had one %v: status is %+v", name, had, s)
			}
			wantFound(w, c, false, l.TenantID, "zeta.example", "foreign zeta")
			if had {
				wantFound(w, c, name == "rejected", old.TenantID, "old-yarrow.example", "yarrow old")
			}
			wantStatuses(w, w.store)
		}
	}
}

func organisationLinked(w world, c customer, organisation, domain string) store.Link {
	w.Helper()
	r := proving(w, w.store, c, guid())
	proof := proofOf(r.ClaimedTenant)
	proof.Organisation, proof.Domains = organisation, []string{domain}
	l, err := w.store.CompleteLink(w.Context(), c.actor(), r.ID, proof)
	ok(w, err)
	return l
}

func foreignProposal(w world, c customer) store.Link {
	w.Helper()
	r := provingBy(w, w.store, invited(w, w.store, c), guid())
	proof := proofOf(r.ClaimedTenant)
	proof.Organisation, proof.Domains = "Foreign Zeta", []string{"zeta.example"}
	l, err := w.store.CompleteLink(w.Context(), invitee, r.ID, proof)
	ok(w, err)
	return l
}

func wantFound(w world, c customer, want bool, needles ...string) {
	w.Helper()
	for _, needle := range needles {
		names := found(w, needle)
		has := false
		for _, name := range names {
			has = has || name == c.account.Name
		}
		if has != want {
			w.Errorf("%q finds %v: %v, want %v", needle, names, has, want)
		}
	}
}

// statusUndone: a link that came back and was unlinked later is the last one, not
// the one that was undone before.
func statusUndone(w world) {
	c := newAdministrator(w, w.store)
	old := organisationLinked(w, c, "Yarrow Old Ltd", "old-yarrow.example")
	w.clock.pass(time.Hour)
	wrong := linked(w, w.store, c, guid())
	w.clock.pass(time.Minute)
	_, restored, err := w.store.UndoLink(w.Context(), c.actor(), c.account.ID, wrong.RequestID)
	ok(w, err)
	if restored == nil || restored.ID != old.ID {
		w.Fatalf("restored is %+v", restored)
	}
	w.clock.pass(time.Minute)
	_, err = w.store.MoveLink(w.Context(), c.actor(), c.account.ID, old.ID, link.Unlink)
	ok(w, err)
	s := wantStatus(w, c, link.Unlinked, link.HealthNone, "")
	if s.TenantID != old.TenantID || !s.ProvenAt.Equal(old.ProvenAt) {
		w.Errorf("status is %+v", s)
	}
	if last, err := w.store.LastLink(w.Context(), c.account.ID); err != nil || cmp.Diff(last.ID, old.ID) != "" {
		w.Errorf("last link is %s of %s (%v)", last.ID, last.TenantID, err)
	}
	wantStatuses(w, w.store)
}
