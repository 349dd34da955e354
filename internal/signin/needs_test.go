package signin_test

import (
	"testing"
	"time"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

func TestNeedsOf(t *testing.T) {
	now := time.Date(2026, 3, 3, 10, 30, 0, 0, time.UTC)
	known := func(s *setting) {
		s.Known = &signin.User{
			ID: "u", LoginName: ada, LoginEnabled: true, Edition: policy.CRM, Identity: signin.Identity{TenantID: tenant, ObjectID: object},
			MailboxAt: now.Add(-time.Hour), GroupsAt: now.Add(-time.Hour),
		}
	}
	met := func(s *setting) {
		s.Named = []signin.User{{ID: "u", LoginName: ada, LoginEnabled: true, Edition: policy.CRM}}
	}
	managed := func(s *setting) { s.Known.Managed = signin.Fields() }
	each := func(s *setting) { s.ApplyAt = signin.AtEach }
	off := func(s *setting) { s.Provisioning = false }
	unproven := func(s *setting) { s.Domains = nil }
	guest := func(s *setting) { s.person.Guest, s.person.Email, s.person.EmailVerified = true, ada, true }
	guestsApart := func(s *setting) { s.Guests = signin.TemplateGuests }
	groupsAt := func(ago time.Duration) change { return func(s *setting) { s.Known.GroupsAt = now.Add(-ago) } }
	all := signin.Needs{Groups: true, Mailbox: true}
	for name, row := range map[string]struct {
		changes []change
		want    signin.Needs
	}{
		"somebody new":                            {nil, all},
		"somebody new, domain not proven":         {[]change{unproven}, signin.Needs{Domains: true, Groups: true, Mailbox: true}},
		"somebody new, provisioning off":          {[]change{off}, signin.Needs{}},
		"met for the first time":                  {[]change{met}, all},
		"met, provisioning off":                   {[]change{met, off}, signin.Needs{Mailbox: true}},
		"met, domain not proven":                  {[]change{met, unproven}, signin.Needs{Domains: true, Groups: true, Mailbox: true}},
		"known, read an hour ago":                 {[]change{known}, signin.Needs{}},
		"known, never read":                       {[]change{known, func(s *setting) { s.Known.GroupsAt = time.Time{} }}, signin.Needs{Groups: true}},
		"known, read a day ago":                   {[]change{known, groupsAt(24 * time.Hour)}, signin.Needs{Groups: true}},
		"known, read nearly a day ago":            {[]change{known, groupsAt(24*time.Hour - time.Second)}, signin.Needs{}},
		"known, read in a year":                   {[]change{known, groupsAt(-365 * 24 * time.Hour)}, signin.Needs{Groups: true}},
		"known, read a day ago, provisioning off": {[]change{known, groupsAt(48 * time.Hour), off}, signin.Needs{}},
		"known, mailbox a day ago":                {[]change{known, func(s *setting) { s.Known.MailboxAt = now.Add(-24 * time.Hour) }}, signin.Needs{Mailbox: true}},
		"made by a template, at each log-in":      {[]change{known, managed, each}, signin.Needs{Groups: true}},
		"made by a template, first log-in only":   {[]change{known, managed}, signin.Needs{}},
		"made by hand, at each log-in":            {[]change{known, each}, signin.Needs{}},
		"disabled":                                {[]change{known, func(s *setting) { s.Known.LoginEnabled = false; s.Known.MailboxAt = time.Time{} }}, signin.Needs{}},
		"a guest who is refused":                  {[]change{guest}, signin.Needs{}},
		"a guest like everybody else":             {[]change{guest, func(s *setting) { s.Guests = signin.AllowGuests }}, all},
		"a guest, one template for all":           {[]change{guest, guestsApart}, signin.Needs{Mailbox: true}},
		"a known guest, one template for all":     {[]change{known, managed, each, guest, guestsApart, groupsAt(48 * time.Hour)}, signin.Needs{}},
	} {
		t.Run(name, func(t *testing.T) {
			s := usual(row.changes...)
			if got := signin.NeedsOf(s.person, s.Candidate, now); got != row.want || got.Any() != (row.want != signin.Needs{}) {
				t.Errorf("NeedsOf = %+v, want %+v", got, row.want)
			}
		})
	}
}

func TestNeeds_WithIsBoth(t *testing.T) {
	got := signin.Needs{Domains: true}.With(signin.Needs{Groups: true}).With(signin.Needs{Mailbox: true})
	if got != (signin.Needs{Domains: true, Groups: true, Mailbox: true}) {
		t.Errorf("all are %+v", got)
	}
	for _, one := range []signin.Needs{{Domains: true}, {Groups: true}, {Mailbox: true}} {
		if !one.Any() || one.With(signin.Needs{}) != one || (signin.Needs{}).With(one) != one {
			t.Errorf("%+v counts for nothing", one)
		}
	}
}
