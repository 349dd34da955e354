package signin_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

const (
	tenant = "8a0b1c2d-0000-4000-8000-00000000000a"
	object = "8a0b1c2d-0000-4000-8000-00000000000b"
	ada    = "ada@corp.com"
)

// setting is a person and an account; the changes say what is special of a row.
type setting struct {
	person signin.Person
	signin.Candidate
}

type change func(*setting)

// usual is a member who comes to an account that knows nobody, provisioning on.
func usual(changes ...change) setting {
	s := setting{
		person: signin.Person{TenantID: tenant, ObjectID: object, Name: "Ada", Username: ada},
		Candidate: signin.Candidate{AccountID: "a", LinkState: link.Enabled, AdvancedSecurity: true, Domains: []string{"corp.com"}, Provisioning: true,
			Guests: signin.RefuseGuests},
	}
	for _, c := range changes {
		c(&s)
	}
	return s
}

func user(changes ...func(*signin.User)) signin.User {
	u := signin.User{ID: "u", LoginName: ada, LoginEnabled: true, Edition: policy.CRM}
	for _, c := range changes {
		c(&u)
	}
	return u
}

func disabled(u *signin.User)  { u.LoginEnabled = false }
func noEdition(u *signin.User) { u.Edition = policy.NoEdition }
func other(u *signin.User)     { u.Identity = signin.Identity{TenantID: tenant, ObjectID: "another"} }
func elsewhere(u *signin.User) { u.Identity = signin.Identity{TenantID: "another", ObjectID: object} }
func at(name string) func(*signin.User) {
	return func(u *signin.User) { u.ID, u.LoginName = "u-"+name, name }
}

func known(changes ...func(*signin.User)) change {
	return func(s *setting) {
		u := user(append([]func(*signin.User){func(u *signin.User) { u.Identity = signin.Identity{TenantID: tenant, ObjectID: object} }}, changes...)...)
		s.Known = &u
	}
}

func met(changes ...func(*signin.User)) change {
	return func(s *setting) { s.Named = append(s.Named, user(changes...)) }
}

func guest(email string, verified bool, guests signin.GuestPolicy) change {
	return func(s *setting) {
		s.person.Guest, s.person.Username, s.person.Email, s.person.EmailVerified, s.Guests = true, "x#EXT#@corp.com", email, verified, guests
	}
}

func mail(email string, verified bool) change {
	return func(s *setting) { s.person.Email, s.person.EmailVerified = email, verified }
}

func username(name string) change       { return func(s *setting) { s.person.Username = name } }
func linkState(state link.State) change { return func(s *setting) { s.LinkState = state } }
func unproven(s *setting)               { s.Domains = nil }
func notEntitled(s *setting)            { s.AdvancedSecurity = false }
func provisioningOff(s *setting)        { s.Provisioning = false }

func check(t *testing.T, s setting, step signin.Step, cause guidance.Cause, userID, name string, relink bool) {
	t.Helper()
	d := signin.Decide(s.person, s.Candidate)
	got := []any{d.Step, d.Cause, d.User.ID, d.Name.Name, d.Relink}
	if diff := cmp.Diff([]any{step, cause, userID, name, relink}, got); diff != "" {
		t.Errorf("step, cause, user, name, relink: %s", diff)
	}
}

func TestDecide(t *testing.T) {
	const none = guidance.None
	const bob = "bob@corp.com"
	for name, row := range map[string]struct {
		setting
		step         signin.Step
		cause        guidance.Cause
		userID, name string
		relink       bool
	}{
		"known":                                    {usual(known()), signin.Enter, none, "u", "", false},
		"known, name changed in Azure":             {usual(known(), username("lovelace@corp.com")), signin.Enter, none, "u", "", false},
		"known, and another user has the name":     {usual(known(), met(at(ada))), signin.Enter, none, "u", "", false},
		"known, domain not proven":                 {usual(known(), unproven), signin.Enter, none, "u", "", false},
		"known, provisioning off":                  {usual(known(), provisioningOff), signin.Enter, none, "u", "", false},
		"known, no name told":                      {usual(known(), username("")), signin.Enter, none, "u", "", false},
		"known, disabled":                          {usual(known(disabled)), signin.Refuse, guidance.LoginDisabled, "u", "", false},
		"known, no edition":                        {usual(known(noEdition)), signin.Refuse, guidance.NoEdition, "u", "", false},
		"known, disabled and no edition":           {usual(known(disabled, noEdition)), signin.Refuse, guidance.LoginDisabled, "u", "", false},
		"known, account not entitled":              {usual(known(), notEntitled), signin.Refuse, guidance.MicrosoftLoginNotAllowed, "", "", false},
		"known, link disabled":                     {usual(known(), linkState(link.Disabled)), signin.Refuse, guidance.LinkDisabled, "", "", false},
		"not entitled and link disabled":           {usual(notEntitled, linkState(link.Disabled)), signin.Refuse, guidance.MicrosoftLoginNotAllowed, "", "", false},
		"link awaits confirmation":                 {usual(met(), linkState(link.Awaiting)), signin.Refuse, guidance.LinkDisabled, "", "", false},
		"no link":                                  {usual(met(), linkState("")), signin.Refuse, guidance.LinkDisabled, "", "", false},
		"met by name":                              {usual(met()), signin.Meet, none, "u", ada, false},
		"met by a name in capitals":                {usual(met(), username("ADA@Corp.com")), signin.Meet, none, "u", ada, false},
		"met, provisioning off":                    {usual(met(), provisioningOff), signin.Meet, none, "u", ada, false},
		"met by verified e-mail":                   {usual(met(), username(""), mail(ada, true)), signin.Meet, none, "u", ada, false},
		"two users, the username's comes first":    {usual(met(at(bob)), met(at(ada)), mail(bob, true)), signin.Meet, none, "u-" + ada, ada, false},
		"only the e-mail's user exists":            {usual(met(at(bob)), mail(bob, true)), signin.Meet, none, "u-" + bob, bob, false},
		"user of an e-mail that nobody verified":   {usual(met(at(bob)), mail(bob, false)), signin.Provision, none, "", ada, false},
		"user of another name":                     {usual(met(at(bob))), signin.Provision, none, "", ada, false},
		"met, disabled":                            {usual(met(disabled)), signin.Refuse, guidance.LoginDisabled, "u", "", false},
		"met, no edition":                          {usual(met(noEdition)), signin.Refuse, guidance.NoEdition, "u", "", false},
		"met, domain not proven":                   {usual(met(), unproven), signin.Refuse, guidance.LoginNameUnproven, "u", ada, true},
		"met, has another identity":                {usual(met(other)), signin.Refuse, guidance.RelinkNeeded, "u", ada, true},
		"met, another identity, no edition":        {usual(met(other, noEdition)), signin.Refuse, guidance.RelinkNeeded, "u", ada, true},
		"met, another identity and disabled":       {usual(met(other, disabled)), signin.Refuse, guidance.LoginDisabled, "u", "", false},
		"met, another identity and not proven":     {usual(met(other), unproven), signin.Refuse, guidance.RelinkNeeded, "u", ada, true},
		"new":                                      {usual(), signin.Provision, none, "", ada, false},
		"new, provisioning off":                    {usual(provisioningOff), signin.Refuse, guidance.ProvisioningOff, "", "", false},
		"new, no name told":                        {usual(username("")), signin.Refuse, guidance.NoAccount, "", "", false},
		"new, no name told, provisioning off":      {usual(username(""), provisioningOff), signin.Refuse, guidance.ProvisioningOff, "", "", false},
		"new, domain not proven":                   {usual(unproven), signin.Refuse, guidance.LoginNameUnproven, "", ada, false},
		"guest known, guests refused":              {usual(known(), guest("", false, signin.RefuseGuests)), signin.Refuse, guidance.GuestNotAllowed, "u", "", false},
		"guest known, guests allowed":              {usual(known(), guest("", false, signin.AllowGuests)), signin.Enter, none, "u", "", false},
		"guest known, disabled, guests allowed":    {usual(known(disabled), guest("", false, signin.AllowGuests)), signin.Refuse, guidance.LoginDisabled, "u", "", false},
		"guest met, guests refused":                {usual(met(at("g@x.org")), guest("g@x.org", true, signin.RefuseGuests)), signin.Refuse, guidance.GuestNotAllowed, "u-g@x.org", "", false},
		"guest met, guests allowed":                {usual(met(at("g@x.org")), guest("g@x.org", true, signin.AllowGuests)), signin.Meet, none, "u-g@x.org", "g@x.org", false},
		"guest met, e-mail not verified":           {usual(met(at("g@x.org")), guest("g@x.org", false, signin.AllowGuests)), signin.Refuse, guidance.NoAccount, "", "", false},
		"guest met, has another identity":          {usual(met(at("g@x.org"), other), guest("g@x.org", true, signin.AllowGuests)), signin.Refuse, guidance.RelinkNeeded, "u-g@x.org", "g@x.org", true},
		"guest new, guests refused":                {usual(guest("g@x.org", true, signin.RefuseGuests)), signin.Refuse, guidance.GuestNotAllowed, "", "", false},
		"guest new, refused, provisioning off":     {usual(guest("g@x.org", true, signin.RefuseGuests), provisioningOff), signin.Refuse, guidance.GuestNotAllowed, "", "", false},
		"guest new, guests allowed":                {usual(guest("g@x.org", true, signin.AllowGuests)), signin.Provision, none, "", "g@x.org", false},
		"guest new, template for guests":           {usual(guest("g@x.org", true, signin.TemplateGuests)), signin.Provision, none, "", "g@x.org", false},
		"guest new, allowed, provisioning off":     {usual(guest("g@x.org", true, signin.AllowGuests), provisioningOff), signin.Refuse, guidance.ProvisioningOff, "", "", false},
		"guest new, a policy that is not known":    {usual(guest("g@x.org", true, "everybody")), signin.Refuse, guidance.GuestNotAllowed, "", "", false},
		"guest new, no policy":                     {usual(guest("g@x.org", true, "")), signin.Refuse, guidance.GuestNotAllowed, "", "", false},
		"user named with capitals in the database": {usual(met(at("Ada@Corp.com"))), signin.Meet, none, "u-Ada@Corp.com", ada, false},
	} {
		t.Run(name, func(t *testing.T) { check(t, row.setting, row.step, row.cause, row.userID, row.name, row.relink) })
	}
}

func TestS43_AnotherOrganisationsPersonWithTheVictimsAddressIsNotTheVictim(t *testing.T) {
	for name, s := range map[string]setting{
		"as username":                    usual(met(other), func(s *setting) { s.Domains = []string{"evil.com"} }),
		"as username, victim not linked": usual(met(), func(s *setting) { s.Domains = []string{"evil.com"} }),
		"as e-mail":                      usual(met(), username("x@evil.com"), mail(ada, true), func(s *setting) { s.Domains = []string{"evil.com"} }),
	} {
		t.Run(name, func(t *testing.T) {
			if d := signin.Decide(s.person, s.Candidate); d.Step != signin.Refuse || !d.Relink {
				t.Errorf("Decide = %+v", d)
			}
		})
	}
	s := usual(met(at("x@evil.com")), username("x@evil.com"), mail(ada, false), func(s *setting) { s.Domains = []string{"evil.com"} })
	check(t, s, signin.Meet, guidance.None, "u-x@evil.com", "x@evil.com", false)
}

func TestS44_AnotherObjectWithTheSameAddressNeverBecomesTheOldUser(t *testing.T) {
	check(t, usual(met(other)), signin.Refuse, guidance.RelinkNeeded, "u", ada, true)
}

func TestS46_S47_TheSameObjectInAnotherTenantIsSomebodyElse(t *testing.T) {
	check(t, usual(met(elsewhere)), signin.Refuse, guidance.RelinkNeeded, "u", ada, true)
	check(t, usual(known(elsewhere)), signin.Provision, guidance.None, "", ada, false)
	check(t, usual(known(other)), signin.Provision, guidance.None, "", ada, false)
}

func TestS52_AGuestsNameInTheTenantIsNoLoginName(t *testing.T) {
	s := usual(met(), guest("", false, signin.AllowGuests), username(ada))
	check(t, s, signin.Refuse, guidance.NoAccount, "", "", false)
}

func TestS67_AUserMadeBeforehandIsMetAndNotMerelyEntered(t *testing.T) {
	check(t, usual(met()), signin.Meet, guidance.None, "u", ada, false)
	check(t, usual(met(), unproven), signin.Refuse, guidance.LoginNameUnproven, "u", ada, true)
}

func TestS68_NamesThatOnlyLookTheSameAreNoKeys(t *testing.T) {
	for _, name := range []string{"\u0430da@corp.com", "ada\u200b@corp.com", "ada@corp.com\x00", "\u202eada@corp.com", "ada\u0301@corp.com"} {
		check(t, usual(met(), username(name)), signin.Refuse, guidance.NoAccount, "", "", false)
	}
	s := usual(met(), username(""))
	s.person.Name = ada
	check(t, s, signin.Refuse, guidance.NoAccount, "", "", false)
}

func TestS70_ADisabledUserStaysOutAndIsNotMadeAnew(t *testing.T) {
	for name, s := range map[string]setting{
		"known":                   usual(known(disabled)),
		"met":                     usual(met(disabled)),
		"met, not proven":         usual(met(disabled), unproven),
		"met, another identity":   usual(met(disabled, other)),
		"met by the second name":  usual(met(disabled), username("new@corp.com"), mail(ada, true)),
		"known, licence is freed": usual(known(disabled, noEdition)),
	} {
		t.Run(name, func(t *testing.T) { check(t, s, signin.Refuse, guidance.LoginDisabled, "u", "", false) })
	}
}
