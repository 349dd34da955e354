package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

func consentStory(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	n := newConsent(c)
	request, err := w.store.StartConsent(w.Context(), c.actor(), n)
	ok(w, err)
	want := store.ConsentRequest{
		ID: request.ID, Reference: n.Reference, AccountID: c.account.ID, UserID: c.user.ID, Purpose: link.ForLink, UserName: c.user.Name, State: link.AtMicrosoft,
		BrowserHash: n.BrowserHash, StartedAt: w.clock.Now(), ExpiresAt: w.clock.Now().Add(link.RequestLife),
	}
	wantConsent(w, want, request)
	w.clock.pass(time.Minute)
	request, err = w.store.ApproveConsent(w.Context(), c.actor(), request.ID, strings.ToUpper(tenant))
	ok(w, err)
	want.State, want.ClaimedTenant, want.ApprovedAt = link.Approved, tenant, w.clock.Now()
	wantConsent(w, want, request)
	w.clock.pass(time.Minute)
	request, err = w.store.RedeemConsent(w.Context(), request.ID)
	ok(w, err)
	want.State, want.ProvingAt = link.Proving, w.clock.Now()
	wantConsent(w, want, request)
	proof := proofOf(tenant)
	made, err := w.store.CompleteLink(w.Context(), c.actor(), request.ID, proof)
	ok(w, err)
	want.State, want.EndedAt, want.LinkID, want.ProvenTenant, want.AccountUsed = link.Linked, w.clock.Now(), made.ID, tenant, proof.ApproverUsername
	for name, find := range map[string]func() (store.ConsentRequest, error){
		"by ID":    func() (store.ConsentRequest, error) { return w.store.Consent(w.Context(), c.account.ID, request.ID) },
		"by state": func() (store.ConsentRequest, error) { return w.store.ConsentByState(w.Context(), n.StateHash) },
		"by sign-in state": func() (store.ConsentRequest, error) {
			return w.store.ConsentBySignInState(w.Context(), n.SignInStateHash)
		},
	} {
		found, err := find()
		if diff := cmp.Diff(want, found); err != nil || diff != "" {
			w.Fatalf("%s: %v %s", name, err, diff)
		}
	}
	current, err := w.store.CurrentLink(w.Context(), c.account.ID)
	ok(w, err)
	wantLink := store.Link{
		ID: made.ID, AccountID: c.account.ID, State: link.Enabled, TenantID: tenant, Organisation: proof.Organisation, Domains: proof.Domains,
		ApproverObjectID: proof.ApproverObjectID, ApproverName: proof.ApproverName, ApproverUsername: proof.ApproverUsername, Role: proof.Role,
		Scopes: proof.Scopes, LinkedByName: c.user.Name, RequestID: request.ID, LinkedAt: w.clock.Now(), ConfirmedAt: w.clock.Now(), ProvenAt: w.clock.Now(),
		ApproverIP: proof.IP, ApproverAgent: proof.Agent,
	}
	if diff := cmp.Diff(wantLink, current, ignoreUnexported); diff != "" {
		w.Fatal(diff)
	}
	trail := []string{
		store.ActionAccountCreated, store.ActionUserCreated, store.ActionConsentStarted, store.ActionConsentApproved, store.ActionLinkMade,
	}
	if diff := cmp.Diff(trail, actions(w, w.store, c.account.ID)); diff != "" {
		w.Fatal(diff)
	}
	wantSound(w, w.store)
}

func wantConsent(t testing.TB, want, got store.ConsentRequest) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// bring puts a new request of a new account into a state.
func bring(t testing.TB, w world, state link.RequestState) (customer, store.ConsentRequest, string) {
	t.Helper()
	c, tenant, ctx := newAdministrator(t, w.store), guid(), w.Context()
	r := started(t, w.store, c)
	var err error
	switch state {
	case link.AtMicrosoft:
	case link.Checking:
		n := newConsent(c)
		n.Check = true
		r, err = w.store.StartConsent(ctx, c.actor(), n)
	case link.Approved:
		r, err = w.store.ApproveConsent(ctx, c.actor(), r.ID, tenant)
	case link.Proving:
		r = proving(t, w.store, c, tenant)
	case link.Linked:
		r = proving(t, w.store, c, tenant)
		_, err = w.store.CompleteLink(ctx, c.actor(), r.ID, proofOf(tenant))
	case link.Failed:
		r, err = w.store.FailConsent(ctx, c.actor(), r.ID, store.ConsentFailure{Failure: guidance.Failure{Cause: guidance.Unknown}})
	case link.Cancelled:
		_, err = w.store.CancelConsents(ctx, c.actor(), c.account.ID, link.ForLink)
	case link.Superseded:
		linked(t, w.store, c, tenant)
	case link.Expired:
		w.clock.pass(link.RequestLife)
		err = w.store.Sweep(ctx)
	}
	ok(t, err)
	r, err = w.store.Consent(ctx, c.account.ID, r.ID)
	ok(t, err)
	if r.State != state {
		t.Fatalf("brought into state %s, want %s", r.State, state)
	}
	return c, r, tenant
}

// requestStates applies every event to every state through the store, and expects
// what the rules of package link say: the new state, or a refusal and no change.
func requestStates(w world) {
	for _, from := range link.RequestStates() {
		for _, event := range link.RequestEvents() {
			w.Run(fmt.Sprintf("%s %s", from, event), func(t *testing.T) {
				c, r, tenant := bring(t, w, from)
				want, rule := link.NextRequest(from, event)
				err := applyEvent(w, c, r, tenant, event)
				after, readErr := w.store.Consent(w.Context(), c.account.ID, r.ID)
				ok(t, readErr)
				if rule != nil {
					want = from
				}
				if after.State != want {
					t.Fatalf("state is %s, want %s (%v)", after.State, want, err)
				}
				if open := after.EndedAt.IsZero(); open != want.Open() {
					t.Fatalf("state %s ended at %v", want, after.EndedAt)
				}
				if asked := event != link.Cancel && event != link.Supersede && event != link.Expire; asked && rule != nil {
					wantRefused(t, err)
				} else {
					ok(t, err)
				}
			})
		}
	}
	wantSound(w, w.store)
}

func applyEvent(w world, c customer, r store.ConsentRequest, tenant string, event link.RequestEvent) (err error) {
	switch event {
	case link.Approve:
		_, err = w.store.ApproveConsent(w.Context(), c.actor(), r.ID, tenant)
	case link.Redeem:
		_, err = w.store.RedeemConsent(w.Context(), r.ID)
	case link.Finish:
		_, err = w.store.CompleteLink(w.Context(), c.actor(), r.ID, proofOf(tenant))
	case link.Fail:
		_, err = w.store.FailConsent(w.Context(), c.actor(), r.ID, store.ConsentFailure{Failure: guidance.Failure{Cause: guidance.Unknown}})
	case link.Cancel:
		_, err = w.store.CancelConsents(w.Context(), c.actor(), c.account.ID, link.ForLink)
	case link.Supersede:
		for range link.MaxOpenRequests {
			started(w, w.store, c)
		}
	case link.Expire:
		w.clock.pass(link.RequestLife)
		err = w.store.Sweep(w.Context())
	}
	return err
}

func consentEntitlement(w world) {
	c, other := newAdministrator(w, w.store), newAdministrator(w, w.store)
	helpdesk, err := w.store.CreateUser(w.Context(), operator, store.NewUser{
		AccountID: c.account.ID, Email: "help@example.com", Name: "Help", Role: policy.Helpdesk, PasswordHash: "x",
	})
	ok(w, err)
	denied, err := w.store.CreateUser(w.Context(), operator, store.NewUser{
		AccountID: c.account.ID, Email: "former@example.com", Name: "Former", Role: policy.Administrator, PasswordHash: "x", LoginDenied: true,
	})
	ok(w, err)
	for name, who := range map[string]customer{
		"helpdesk": {c.account, helpdesk}, "an administrator without an Edition": {c.account, denied}, "a disabled administrator": {c.account, switchedOff(w, c)},
		"another account's administrator": {c.account, other.user}, "nobody": {},
	} {
		w.Run(name, func(t *testing.T) {
			_, err := w.store.StartConsent(w.Context(), who.actor(), newConsent(who))
			wantError(t, err, store.ErrNotEntitled)
		})
	}
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, false))
	_, err = w.store.StartConsent(w.Context(), c.actor(), newConsent(c))
	wantError(w, err, store.ErrNotEntitled)
	n := newConsent(other)
	n.StateHash = nil
	_, err = w.store.StartConsent(w.Context(), other.actor(), n)
	wantError(w, err, store.ErrInvalid)
}

func emptyState(w world) {
	c := newAdministrator(w, w.store)
	started(w, w.store, c)
	for _, hash := range [][]byte{nil, {}, make([]byte, 32), []byte("short")} {
		_, err := w.store.ConsentByState(w.Context(), hash)
		wantError(w, err, store.ErrNotFound)
		_, err = w.store.ConsentBySignInState(w.Context(), hash)
		wantError(w, err, store.ErrNotFound)
	}
	_, err := w.store.ApproveConsent(w.Context(), c.actor(), "", guid())
	wantError(w, err, store.ErrNotFound)
}

func boundedStarts(w world) {
	c, other := newAdministrator(w, w.store), newAdministrator(w, w.store)
	first := started(w, w.store, c)
	var hashes [][]byte
	for range 300 {
		n := newConsent(c)
		_, err := w.store.StartConsent(w.Context(), c.actor(), n)
		ok(w, err)
		hashes = append(hashes, n.StateHash)
	}
	var open, kept int
	for _, hash := range hashes {
		r, err := w.store.ConsentByState(w.Context(), hash)
		if err != nil {
			wantError(w, err, store.ErrNotFound)
			continue
		}
		kept++
		if r.State.Open() {
			open++
		}
	}
	if open != link.MaxOpenRequests || kept > 60 {
		w.Fatalf("%d of 300 are kept and %d open, want at most 60 and %d", kept, open, link.MaxOpenRequests)
	}
	_, err := w.store.Consent(w.Context(), c.account.ID, first.ID)
	wantError(w, err, store.ErrNotFound)
	linked(w, w.store, other, guid())
	wantSound(w, w.store)
}

func twoTabs(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	one, two := proving(w, w.store, c, tenant), proving(w, w.store, c, tenant)
	open, ended, err := w.store.LatestConsents(w.Context(), c.account.ID)
	if err != nil || open == nil || open.ID != two.ID || ended != nil {
		w.Fatalf("latest are %v, %v, %v", open, ended, err)
	}
	made, err := w.store.CompleteLink(w.Context(), c.actor(), one.ID, proofOf(tenant))
	ok(w, err)
	loser, err := w.store.CompleteLink(w.Context(), c.actor(), two.ID, proofOf(tenant))
	wantRefused(w, err)
	if loser.ID != "" {
		w.Fatal("the second tab got a link")
	}
	two, err = w.store.Consent(w.Context(), c.account.ID, two.ID)
	ok(w, err)
	if two.State != link.Superseded || two.SupersededBy != one.ID {
		w.Fatalf("second tab is %s by %s", two.State, two.SupersededBy)
	}
	open, ended, err = w.store.LatestConsents(w.Context(), c.account.ID)
	if err != nil || open != nil || ended == nil {
		w.Fatalf("latest are %v, %v, %v", open, ended, err)
	}
	if current, err := w.store.CurrentLink(w.Context(), c.account.ID); err != nil || current.ID != made.ID {
		w.Fatalf("current link is %v, %v", current, err)
	}
}

func bothTenants(w world) {
	c, claimed, proven := newAdministrator(w, w.store), guid(), guid()
	declined := started(w, w.store, c)
	_, err := w.store.FailConsent(w.Context(), c.actor(), declined.ID, store.ConsentFailure{Failure: guidance.Failure{Cause: guidance.Declined}})
	ok(w, err)
	r := proving(w, w.store, c, claimed)
	at := w.clock.Now().Add(-time.Second)
	f := guidance.Failure{Cause: guidance.WrongOrganisation, OAuthError: "x", AADSTS: "1", CorrelationID: guid(), TraceID: guid(), At: at}
	r, err = w.store.FailConsent(w.Context(), c.actor(), r.ID, store.ConsentFailure{Failure: f, ProvenTenant: proven, AccountUsed: "eve@evil.example"})
	ok(w, err)
	if diff := cmp.Diff(f, r.Failure); diff != "" || r.ProvenTenant != proven || r.AccountUsed != "eve@evil.example" {
		w.Fatalf("%s %+v", diff, r)
	}
	entries, err := w.store.AuditEntries(w.Context(), c.account.ID, 0, 100)
	ok(w, err)
	if got := entries[0]; got.Action != store.ActionConsentFailed || detail(got, "claimed tenant") != claimed || detail(got, "proven tenant") != proven || got.Reference != r.Reference {
		w.Fatalf("entry is %+v", got)
	}
	if got := entries[3]; got.Action != store.ActionConsentDeclined {
		w.Fatalf("entry is %+v", got)
	}
	// Also when the caller has not compared them.
	r = proving(w, w.store, c, claimed)
	_, err = w.store.CompleteLink(w.Context(), c.actor(), r.ID, proofOf(proven))
	wantError(w, err, store.ErrWrongTenant)
	r, err = w.store.Consent(w.Context(), c.account.ID, r.ID)
	ok(w, err)
	if r.State != link.Failed || r.Failure.Cause != guidance.WrongOrganisation {
		w.Fatalf("request is %+v", r)
	}
	_, err = w.store.CurrentLink(w.Context(), c.account.ID)
	wantError(w, err, store.ErrNotFound)
}

func detail(e store.AuditEntry, name string) string {
	for _, d := range e.Details {
		if d.Name == name {
			return d.After
		}
	}
	return ""
}

func entitlementAgain(w world) {
	c, tenant := newAdministrator(w, w.store), guid()
	r := proving(w, w.store, c, tenant)
	ok(w, w.store.SetAdvancedSecurity(w.Context(), operator, c.account.ID, false))
	_, err := w.store.CompleteLink(w.Context(), c.actor(), r.ID, proofOf(tenant))
	wantError(w, err, store.ErrNotEntitled)
	r, err = w.store.Consent(w.Context(), c.account.ID, r.ID)
	ok(w, err)
	if r.State != link.Failed || r.Failure.Cause != guidance.NotEntitled {
		w.Fatalf("request is %+v", r)
	}
	_, err = w.store.LastLink(w.Context(), c.account.ID)
	wantError(w, err, store.ErrNotFound)
	overdue := newAdministrator(w, w.store)
	r = proving(w, w.store, overdue, tenant)
	w.clock.pass(link.RequestLife)
	_, err = w.store.CompleteLink(w.Context(), overdue.actor(), r.ID, proofOf(tenant))
	wantRefused(w, err)
	r, err = w.store.Consent(w.Context(), overdue.account.ID, r.ID)
	if err != nil || r.State != link.Expired {
		w.Fatalf("request is %s, %v", r.State, err)
	}
	wantSound(w, w.store)
}
