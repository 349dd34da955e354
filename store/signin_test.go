package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

// served is an account whose organisation is linked, with Una, a user of it who has a
// Microsoft account there.
type served struct {
	staffed
	tenant string
	una    store.User
	person signin.Person
}

func newServed(t *testing.T) served {
	t.Helper()
	s := served{staffed: newStaffed(t, nil), tenant: guid()}
	linked(t, s.store, s.customer, s.tenant)
	s.una = s.created(func(n *store.NewUser) { n.Email = "una@brightwater.example" })
	s.person = signin.Person{TenantID: s.tenant, ObjectID: guid(), Name: "Una Moss", Username: s.una.Email, Email: s.una.Email}
	return s
}

var stranger = store.Actor{Kind: store.KindStranger, IP: "192.0.2.7", UserAgent: "test"}

// arriving is the person's log-in to the account.
func (s served) arriving(p signin.Person) store.SignIn {
	return store.SignIn{
		StateHash: secretHash(), Reference: "WB-" + guid()[:8], StartedAt: s.clock.Now(), AccountID: s.account.ID, Tenant: p.TenantID, Person: p,
		Session: store.NewSession{IDHash: secretHash(), AuthTime: s.clock.Now()},
	}
}

// comes ends a log-in.
func (s served) comes(in store.SignIn) store.SignedIn {
	s.Helper()
	done, err := s.store.CompleteSignIn(context.Background(), stranger, in)
	ok(s, err)
	return done
}

func TestS62_ASessionIsAsFreshAsMicrosoftSays(t *testing.T) {
	s := newServed(t)
	now := s.clock.Now()
	for name, row := range map[string]struct {
		authTime, want time.Time
		fresh          bool
	}{
		"just now":         {now, now, true},
		"half an hour ago": {now.Add(-policy.FreshFor), now.Add(-policy.FreshFor), true},
		"days ago":         {now.Add(-50 * time.Hour), now.Add(-50 * time.Hour), false},
		"by a clock ahead": {now.Add(3 * time.Minute), now, true},
		"it does not say":  {time.Time{}, time.Unix(0, 0).UTC(), false},
		"before 1970":      {time.Unix(-5, 0).UTC(), time.Unix(-5, 0).UTC(), false},
	} {
		in := s.arriving(s.person)
		in.Session.AuthTime = row.authTime
		s.comes(in)
		v, err := s.store.Visitor(t.Context(), in.Session.IDHash)
		if err != nil || !v.Session.AuthenticatedAt.Equal(row.want) || policy.Fresh(v.Session.AuthenticatedAt, now) != row.fresh {
			t.Errorf("%s: authenticated at %s (%v), want %s", name, v.Session.AuthenticatedAt, err, row.want)
		}
	}
}

func TestS108_ALoginSaysWhoItWasAtMicrosoft(t *testing.T) {
	s := newServed(t)
	s.comes(s.arriving(s.person))
	s.wantLast(store.ActionSignedIn, store.AuditDetail{Name: "with", After: "Microsoft"},
		store.AuditDetail{Name: "tenant", After: s.tenant}, store.AuditDetail{Name: "object ID", After: s.person.ObjectID})
	met, err := s.store.AuditEntries(t.Context(), s.account.ID, 0, 2)
	ok(t, err)
	if got := detailsOf(met[1]); met[1].Action != store.ActionIdentityMet || got["tenant"] != s.tenant || got["object ID"] != s.person.ObjectID {
		t.Errorf("%s says %v", met[1].Action, got)
	}
}

func detailsOf(e store.AuditEntry) map[string]string {
	found := map[string]string{}
	for _, d := range e.Details {
		found[d.Name] = d.After
	}
	return found
}

// A browser brings what somebody typed into it; only what Microsoft told us itself says
// that a person has left.
func TestS108_OnlyMicrosoftSaysThatSomebodyHasLeft(t *testing.T) {
	s := newServed(t)
	s.comes(s.arriving(s.person))
	for _, direct := range []bool{false, true} {
		for _, row := range []struct {
			cause  guidance.Cause
			status string
		}{
			{guidance.AccountDisabled, "disabled"}, {guidance.WrongAccount, "gone"}, {guidance.NotAssigned, "unassigned"},
			{guidance.MfaNeeded, "unassigned"}, // says nothing about it
		} {
			_, err := s.store.FailSignIn(t.Context(), stranger, store.FailedSignIn{
				Failure: guidance.Failure{Cause: row.cause}, StateHash: secretHash(), Reference: "WB-" + guid(), StartedAt: s.clock.Now(),
				TenantID: s.tenant, KnownUserID: s.una.ID, Direct: direct,
			})
			ok(t, err)
			leavers, err := s.store.Leavers(t.Context(), s.account.ID)
			ok(t, err)
			if direct && (len(leavers) != 1 || leavers[0].Status != row.status) || !direct && len(leavers) != 0 {
				t.Errorf("%s, direct %v: leavers are %+v", row.cause, direct, leavers)
			}
		}
	}
	s.comes(s.arriving(s.person))
	if leavers, err := s.store.Leavers(t.Context(), s.account.ID); err != nil || len(leavers) != 0 {
		t.Errorf("still a leaver who has come: %+v (%v)", leavers, err)
	}
}

// Anybody in the world has a Microsoft account: nobody's trail grows by it.
func TestS09_WhoseOrganisationIsNotLinkedLeavesATraceAlone(t *testing.T) {
	s := newServed(t)
	p := s.person
	p.TenantID = guid()
	before, err := s.store.AuditEntries(t.Context(), "", 0, 100)
	ok(t, err)
	done, _, err := s.store.TrySignIn(t.Context(), stranger, s.arriving(p), func(signin.Candidate) bool { return true })
	ok(t, err)
	trace, err := s.store.SignInTrace(t.Context(), done.TraceID)
	if err != nil || done.Cause != guidance.TenantNotLinked || trace.TenantID != p.TenantID || trace.AccountUsed != p.Username {
		t.Errorf("%s leaves %+v (%v)", done.Cause, trace, err)
	}
	after, err := s.store.AuditEntries(t.Context(), "", 0, 100)
	ok(t, err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
}

func TestSpendState_SaysWhyAConfirmationDoesNotCount(t *testing.T) {
	s := newServed(t)
	for _, cause := range []guidance.Cause{guidance.None, guidance.WrongAccount, guidance.NotFresh} {
		state := store.SpentState{StateHash: secretHash(), Reference: "WB-" + guid(), StartedAt: s.clock.Now(), TenantID: s.tenant, UserID: s.una.ID, Cause: cause}
		ok(t, s.store.SpendState(t.Context(), s.actor(), state))
		state.Reference = "WB-" + guid()
		wantError(t, s.store.SpendState(t.Context(), s.actor(), state), store.ErrSpent)
		traces, err := s.store.TracesOfUser(t.Context(), s.una.ID, 1)
		ok(t, err)
		if got := traces[0]; got.Kind != store.TraceReauth || got.Failure.Cause != cause || (got.Outcome == store.OutcomeConfirmed) != (cause == guidance.None) {
			t.Errorf("%q leaves %+v", cause, got)
		}
		s.clock.pass(time.Second)
	}
	s.wantLast(store.ActionSignInRefused, store.AuditDetail{Name: "with", After: "Microsoft"}, store.AuditDetail{Name: "reason", After: string(guidance.NotFresh)},
		store.AuditDetail{Name: "tenant", After: s.tenant})
}

// A choice counts for next time once it has led somewhere.
func TestRememberedAccount_IsWhereThePersonGotIn(t *testing.T) {
	s := newServed(t)
	choosing := func(cause guidance.Cause) {
		t.Helper()
		in := s.arriving(s.person)
		in.Chosen = true
		if done := s.comes(in); done.Cause != cause {
			t.Fatalf("refused: %s, want %q", done.Cause, cause)
		}
	}
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, s.una.ID, false))
	choosing(guidance.LoginDisabled)
	_, err := s.store.RememberedAccount(t.Context(), s.tenant, s.person.ObjectID)
	wantError(t, err, store.ErrNotFound)
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, s.una.ID, true))
	s.comes(s.arriving(s.person))
	_, err = s.store.RememberedAccount(t.Context(), s.tenant, s.person.ObjectID) // nobody has chosen
	wantError(t, err, store.ErrNotFound)
	choosing(guidance.None)
	if got, err := s.store.RememberedAccount(t.Context(), s.tenant, s.person.ObjectID); err != nil || got != s.account.ID {
		t.Fatalf("remembered %q (%v)", got, err)
	}
	_, err = s.store.RememberedAccount(t.Context(), guid(), s.person.ObjectID) // the same object ID elsewhere is somebody else
	wantError(t, err, store.ErrNotFound)
}

func TestS70_LinkedIdentityIsOfWhoMayLogIn(t *testing.T) {
	s := newServed(t)
	s.comes(s.arriving(s.person))
	find := func() error {
		_, err := s.store.LinkedIdentity(t.Context(), s.una.ID)
		return err
	}
	ok(t, find())
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, s.una.ID, false))
	wantError(t, find(), store.ErrNotFound)
	ok(t, s.store.SetLoginEnabled(t.Context(), s.actor(), s.account.ID, s.una.ID, true))
	ok(t, find())
	ok(t, s.store.FreeLicences(t.Context(), s.actor(), s.account.ID, s.una.ID))
	wantError(t, find(), store.ErrNotFound)
}
