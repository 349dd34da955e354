package store_test

import (
	"fmt"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

// provisioned is an account with an enabled link and User Provisioning on.
type provisioned struct {
	staffed
	tenant string
}

func newProvisioned(t *testing.T, change store.ProvisioningChange) provisioned {
	t.Helper()
	s := provisioned{newStaffed(t, map[string]int{"CRM": 10, "Business": 10, "Mapping": 10}), guid()}
	linked(t, s.store, s.customer, s.tenant)
	ok(t, s.store.SwitchProvisioning(t.Context(), s.actor(), s.account.ID, true))
	s.settings(change)
	return s
}

// settings changes what is not empty in change.
func (s provisioned) settings(change store.ProvisioningChange) {
	s.Helper()
	p, err := s.store.Provisioning(s.Context(), s.account.ID)
	ok(s, err)
	c := store.ProvisioningChange{WhenNoneLeft: p.WhenNoneLeft, ApplyAt: p.ApplyAt, Guests: p.Guests, GuestTemplateID: p.GuestTemplateID, Version: p.Version}
	if change.WhenNoneLeft != "" {
		c.WhenNoneLeft = change.WhenNoneLeft
	}
	if change.ApplyAt != "" {
		c.ApplyAt = change.ApplyAt
	}
	if change.Guests != "" {
		c.Guests, c.GuestTemplateID = change.Guests, change.GuestTemplateID
	}
	ok(s, s.store.SetProvisioning(s.Context(), s.actor(), s.account.ID, c))
}

func (s provisioned) gives(name string, edition policy.Edition, userGroups ...string) store.UserTemplate {
	s.Helper()
	u, err := s.store.CreateTemplate(s.Context(), s.actor(), s.account.ID, store.NewTemplate{GroupName: name, Enabled: true, Edition: edition, UserGroups: userGroups})
	ok(s, err)
	return u
}

func (s provisioned) guest() signin.Person {
	return signin.Person{TenantID: s.tenant, ObjectID: guid(), Name: "Pat", Email: "pat@harbour.example", EmailVerified: true, Guest: true}
}

func (s provisioned) member(name string) signin.Person {
	return signin.Person{TenantID: s.tenant, ObjectID: guid(), Name: name, Username: name + "@brightwater.example"}
}

func groupsRead(groups ...signin.Group) signin.Membership {
	return signin.Membership{Reading: signin.Read, Groups: groups}
}

// enter logs a person in, or not.
func (s provisioned) enter(p signin.Person, m signin.Membership) store.SignedIn {
	s.Helper()
	done, err := s.store.CompleteSignIn(s.Context(), store.Actor{Kind: store.KindStranger, IP: "192.0.2.7"}, store.SignIn{
		StateHash: secretHash(), Reference: "WB-" + guid(), StartedAt: s.clock.Now(), AccountID: s.account.ID, Tenant: s.tenant, Person: p,
		Membership: m, GroupsFrom: "graph", Session: store.NewSession{IDHash: secretHash(), IP: "192.0.2.7", ExpiresAt: s.clock.Now().Add(time.Hour)},
	})
	ok(s, err)
	return done
}

func (s provisioned) wantCause(done store.SignedIn, want guidance.Cause) {
	s.Helper()
	if done.Cause != want {
		s.Fatalf("cause is %q, want %q", done.Cause, want)
	}
}

func (s provisioned) recorded(action string) (n int) {
	s.Helper()
	for _, a := range actions(s, s.store, s.account.ID) {
		if a == action {
			n++
		}
	}
	return n
}

func TestProvisioning_AGuestNeverGetsAnEmployeesTemplate(t *testing.T) {
	s := newProvisioned(t, store.ProvisioningChange{ApplyAt: signin.AtEach})
	everybody := signin.Group{ID: guid(), Name: "All Users"}
	s.gives("All Users", policy.Business, policy.SystemAdministration)
	guests := s.gives("Guests", policy.CRM)
	s.settings(store.ProvisioningChange{Guests: signin.TemplateGuests, GuestTemplateID: guests.ID})
	pat := s.guest()
	first := s.enter(pat, groupsRead(everybody))
	s.wantCause(first, guidance.None)
	again := s.enter(pat, groupsRead(everybody))
	if u := s.now(again.User); u.Edition != policy.CRM || u.Role != policy.PlainUser || u.TemplateID != guests.ID {
		t.Fatalf("the guest is %+v", u)
	}
	change := store.NewTemplate{GroupName: "Guests", Enabled: true, Edition: policy.Business}
	ok(t, s.store.UpdateTemplate(t.Context(), s.actor(), s.account.ID, guests.ID, change, 1))
	if u := s.now(s.enter(pat, signin.Membership{}).User); u.Edition != policy.Business {
		t.Fatalf("the guest does not follow the guests' template: %+v", u)
	}
	ok(t, s.store.SetTemplateEnabled(t.Context(), s.actor(), s.account.ID, guests.ID, false))
	if u := s.now(s.enter(pat, groupsRead(everybody)).User); u.Edition != policy.Business || u.Role != policy.PlainUser {
		t.Fatalf("the guest is %+v", u)
	}
	s.wantCause(s.enter(signin.Person{
		TenantID: s.tenant, ObjectID: guid(), Email: "new@harbour.example", EmailVerified: true, Guest: true,
	}, groupsRead(everybody)), guidance.NoTemplateMatched)
	wantSound(t, s.store)
}

func TestProvisioning_WhatComesFirstIsJudgedBeyondWhatATraceKeeps(t *testing.T) {
	s := newProvisioned(t, store.ProvisioningChange{ApplyAt: signin.AtEach})
	known := signin.Group{ID: guid(), Name: "All Users"}
	ok(t, s.store.SeeGroups(t.Context(), s.account.ID, s.tenant, known))
	other := make([]signin.Group, 60)
	for i := range other {
		other[i] = signin.Group{ID: guid(), Name: fmt.Sprint("Team ", i)}
	}
	ok(t, s.store.SeeGroups(t.Context(), s.account.ID, s.tenant, other...))
	for _, g := range other {
		s.gives(g.Name, policy.CRM)
	}
	s.gives("Never seen", policy.CRM)
	s.gives("All Users", policy.Business)
	unnamed := groupsRead(known, signin.Group{ID: guid()})
	done := s.enter(s.member("grace"), unnamed)
	s.wantCause(done, guidance.GroupsUnreadable)
	trace, err := s.store.SignInTrace(t.Context(), done.TraceID)
	if err != nil || len(trace.Details.Verdicts) != 50 {
		t.Fatalf("the trace is %+v, %v", trace, err)
	}
	u := s.created(func(n *store.NewUser) { n.Email = "otto@brightwater.example" })
	ok(t, s.store.Manage(t.Context(), u.ID, signin.Fields()...))
	s.wantCause(s.enter(s.member("otto"), unnamed), guidance.None)
	if is := s.now(u); is.Edition != u.Edition || is.TemplateID != "" {
		t.Fatalf("a guess changed %+v", is)
	}
	s.wantCause(s.enter(s.member("first"), groupsRead(other[55], known, signin.Group{ID: guid()})), guidance.None)
}

func TestProvisioning_GroupsAreKeptOfEverybodyWhoLogsIn(t *testing.T) {
	s := newProvisioned(t, store.ProvisioningChange{})
	byHand := s.created(func(n *store.NewUser) { n.Email = "otto@brightwater.example" })
	sales, team := signin.Group{ID: guid(), Name: "Sales"}, signin.Group{ID: guid(), Name: "Team"}
	otto := s.member("otto")
	s.wantCause(s.enter(otto, groupsRead(sales)), guidance.None)
	f, err := s.store.TryFacts(t.Context(), s.account.ID, byHand.ID)
	if err != nil || len(f.Membership.Groups) != 1 || f.Membership.Groups[0] != sales {
		t.Fatalf("facts are %+v, %v", f, err)
	}
	known := func() *signin.User {
		t.Helper()
		found, err := s.store.SignInCandidates(t.Context(), otto)
		ok(t, err)
		return found[0].Known
	}
	if u := known(); !u.GroupsAt.Equal(s.clock.Now()) || len(u.Managed) != 0 {
		t.Fatalf("known as %+v", u)
	}
	read := s.clock.Now()
	s.clock.pass(25 * time.Hour)
	s.wantCause(s.enter(otto, signin.Membership{Reading: signin.NotRead}), guidance.None)
	s.wantCause(s.enter(otto, signin.Membership{}), guidance.None)
	if u := known(); !u.GroupsAt.Equal(read) {
		t.Fatalf("an unread list counts as read: %+v", u)
	}
	s.wantCause(s.enter(s.member("stranger"), groupsRead(team)), guidance.NoTemplateMatched)
	if g := s.groups("Team"); len(g) != 1 {
		t.Errorf("a refusal shows %+v", g)
	}
	s.wantCause(s.enter(otto, groupsRead(signin.Group{ID: sales.ID, Name: "Vertrieb"})), guidance.None)
	if u := known(); !u.GroupsAt.Equal(s.clock.Now()) || s.recorded(store.ActionGroupRenamed) != 1 {
		t.Fatalf("the new name is not noticed: %+v", u)
	}
	ok(t, s.store.SwitchProvisioningOff(t.Context(), s.actor(), s.account.ID))
	s.wantCause(s.enter(otto, groupsRead(signin.Group{ID: guid(), Name: "Secret"})), guidance.None)
	if g := s.groups("Secret"); len(g) != 0 {
		t.Errorf("kept while User Provisioning is off: %+v", g)
	}
	f, err = s.store.TryFacts(t.Context(), s.account.ID, byHand.ID)
	if err != nil || len(f.Membership.Groups) != 1 || f.Membership.Groups[0].ID != sales.ID {
		t.Errorf("kept of the person while User Provisioning is off: %+v, %v", f, err)
	}
}

func TestS108_AUserWhoIsMadeSaysWhoItIsAtMicrosoft(t *testing.T) {
	s := newProvisioned(t, store.ProvisioningChange{})
	s.gives("All Users", policy.CRM)
	p := s.member("grace")
	s.wantCause(s.enter(p, groupsRead(signin.Group{ID: guid(), Name: "All Users"})), guidance.None)
	entries, err := s.store.AuditEntries(t.Context(), s.account.ID, 0, 2)
	ok(t, err)
	if got := detailsOf(entries[1]); entries[1].Action != store.ActionUserProvisioned || got["tenant"] != s.tenant || got["object ID"] != p.ObjectID {
		t.Errorf("%s says %v", entries[1].Action, got)
	}
}

func TestProvisioning_TheLastAdministratorIsKeptAndToldOnce(t *testing.T) {
	s := newProvisioned(t, store.ProvisioningChange{ApplyAt: signin.AtEach})
	everybody := signin.Group{ID: guid(), Name: "All Users"}
	template := s.gives("All Users", policy.Business)
	ok(t, s.store.Manage(t.Context(), s.user.ID, signin.Fields()...))
	p := s.member("ada")
	ok(t, s.store.Identify(t.Context(), s.account.ID, s.user.ID, p, store.CheckedIn))
	for range 3 {
		done := s.enter(p, groupsRead(everybody))
		s.wantCause(done, guidance.None)
		if u := s.now(s.user); u.Role != policy.Administrator || u.Edition != policy.Business || u.TemplateID != template.ID {
			t.Fatalf("the last administrator is %+v", u)
		}
	}
	if n := s.recorded(store.ActionLastAdministratorKept); n != 1 {
		t.Errorf("told %d times", n)
	}
	change := store.NewTemplate{GroupName: "All Users", Enabled: true, Edition: policy.CRM}
	ok(t, s.store.UpdateTemplate(t.Context(), s.actor(), s.account.ID, template.ID, change, 1))
	s.enter(p, groupsRead(everybody))
	if n := s.recorded(store.ActionLastAdministratorKept); n != 2 {
		t.Errorf("told %d times after the template was changed", n)
	}
}

func TestProvisioning_ATraceTellsWhatWouldHaveBeenMade(t *testing.T) {
	s := newProvisioned(t, store.ProvisioningChange{})
	s.gives("All Users", policy.Business, "Sales")
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"Business": 0}))
	done := s.enter(s.member("grace"), groupsRead(signin.Group{ID: guid(), Name: "All Users"}))
	s.wantCause(done, guidance.NoLicenceLeft)
	trace, err := s.store.SignInTrace(t.Context(), done.TraceID)
	ok(t, err)
	d := trace.Details
	if d.Gives == nil || d.Gives.Edition != policy.Business || len(d.Licences) != 1 || !d.Licences[0].Kept || d.Licences[0].Left != 0 {
		t.Fatalf("details are %+v", d)
	}
}

func TestProvisioning_BeyondWhatIsOwnedAdministratorsAreToldSo(t *testing.T) {
	s := newProvisioned(t, store.ProvisioningChange{WhenNoneLeft: signin.OverAllocate})
	s.gives("All Users", policy.Business)
	ok(t, s.store.SetLicences(t.Context(), operator, s.account.ID, map[string]int{"Business": 0}))
	s.wantCause(s.enter(s.member("grace"), groupsRead(signin.Group{ID: guid(), Name: "All Users"})), guidance.None)
	alerts, err := s.store.Alerts(t.Context(), s.account.ID)
	if err != nil || len(alerts) != 1 || alerts[0].Kind != store.AlertOverAllocated || alerts[0].Subject != "Business" {
		t.Fatalf("alerts are %+v, %v", alerts, err)
	}
}
