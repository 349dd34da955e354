package signin_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

func TestPlanFor_WhichTemplate(t *testing.T) {
	guest, user := signin.Who{Guest: true}, signin.Who{Has: &signin.Holder{}}
	byTemplate := func(c *signin.Candidate) { c.Guests, c.GuestTemplateID = signin.TemplateGuests, "t-9" }
	for name, row := range map[string]struct {
		who       signin.Who
		account   func(*signin.Candidate)
		templates []signin.Template
		in        signin.Membership
		index     int
		cause     guidance.Cause
	}{
		"somebody new":                             {signin.Who{}, nil, []signin.Template{bound("1")}, in("1"), 0, guidance.None},
		"no group fits":                            {signin.Who{}, nil, []signin.Template{bound("1")}, in("2"), -1, guidance.NoTemplateMatched},
		"groups not read":                          {signin.Who{}, nil, []signin.Template{bound("1")}, signin.Membership{Reading: signin.NotRead}, -1, guidance.GroupsUnreadable},
		"groups not asked for":                     {user, nil, []signin.Template{bound("1")}, signin.Membership{}, -1, guidance.GroupsUnreadable},
		"groups not read, no templates":            {signin.Who{}, nil, nil, signin.Membership{Reading: signin.NotRead}, -1, guidance.GroupsUnreadable},
		"groups not asked for, no templates":       {signin.Who{}, nil, nil, signin.Membership{}, -1, guidance.GroupsUnreadable},
		"a later one is not bound by a guess":      {signin.Who{}, nil, []signin.Template{named("Sales"), named("Team")}, in("1=Team", "2"), -1, guidance.GroupsUnreadable},
		"new, one before is not known":             {signin.Who{}, nil, []signin.Template{named("Sales"), bound("1")}, in("1", "2"), -1, guidance.GroupsUnreadable},
		"a user, one before is not known":          {user, nil, []signin.Template{named("Sales"), bound("1")}, in("1", "2"), -1, guidance.GroupsUnreadable},
		"one behind is not known":                  {signin.Who{}, nil, []signin.Template{bound("1"), named("Sales")}, in("1", "2"), 0, guidance.None},
		"none fits and one is not known":           {signin.Who{}, nil, []signin.Template{named("Sales")}, in("2"), -1, guidance.GroupsUnreadable},
		"the one not known is disabled":            {signin.Who{}, nil, []signin.Template{off(named("Sales")), bound("1")}, in("1", "2"), 1, guidance.None},
		"new, one before has a shared name":        {signin.Who{}, nil, []signin.Template{ambiguous(named("Sales")), bound("1")}, in("1"), 1, guidance.None},
		"a user, one before has a shared name":     {user, nil, []signin.Template{ambiguous(named("Sales")), bound("1")}, in("1"), -1, guidance.GroupsUnreadable},
		"a user, only one of a shared name":        {user, nil, []signin.Template{ambiguous(named("Sales"))}, in("1"), -1, guidance.NoTemplateMatched},
		"guests are refused":                       {guest, nil, []signin.Template{bound("1")}, in("1"), -1, guidance.GuestNotAllowed},
		"guests as everybody else":                 {guest, func(c *signin.Candidate) { c.Guests = signin.AllowGuests }, []signin.Template{bound("1")}, in("1"), 0, guidance.None},
		"guests get theirs":                        {guest, byTemplate, []signin.Template{bound("1"), bound("9")}, in("1"), 1, guidance.None},
		"a guest with a user gets it too":          {signin.Who{Guest: true, Has: &signin.Holder{}}, byTemplate, []signin.Template{bound("1"), bound("9")}, in("1"), 1, guidance.None},
		"guests get theirs, groups not read":       {guest, byTemplate, []signin.Template{bound("1"), bound("9")}, signin.Membership{}, 1, guidance.None},
		"guests get none while theirs is disabled": {guest, byTemplate, []signin.Template{bound("1"), off(bound("9"))}, in("1"), -1, guidance.NoTemplateMatched},
		"guests get none when theirs is gone":      {guest, byTemplate, []signin.Template{bound("1")}, in("1"), -1, guidance.NoTemplateMatched},
		"members do not get the guests'":           {signin.Who{}, byTemplate, []signin.Template{bound("1"), bound("9")}, in("1"), 0, guidance.None},
	} {
		t.Run(name, func(t *testing.T) {
			c := signin.Candidate{Provisioning: true, ApplyAt: signin.AtEach}
			if row.account != nil {
				row.account(&c)
			}
			p := signin.PlanFor(row.who, c, row.templates, row.in)
			if p.Index != row.index || p.Cause != row.cause {
				t.Errorf("plan is %d, %q, want %d, %q", p.Index, p.Cause, row.index, row.cause)
			}
			if p.Index < 0 && p.Matched.Bind != (signin.Group{}) {
				t.Errorf("binds %v without a template", p.Matched.Bind)
			}
		})
	}
}

func TestPlanFor_WhatFollows(t *testing.T) {
	template := bound("1")
	template.Edition, template.Extensions, template.UserGroups = policy.Business, []string{"Mapping"}, []string{"Everyone", "Sales"}
	gives := template.Profile()
	has := signin.Profile{Edition: policy.CRM, UserGroups: []string{"Everyone", policy.SystemAdministration}}
	kept := signin.Profile{Edition: policy.Business, Extensions: []string{"Mapping"}, UserGroups: policy.SortedUserGroups([]string{"Everyone", policy.SystemAdministration, "Sales"})}
	edition := has
	edition.Edition = policy.Business
	for name, row := range map[string]struct {
		has   *signin.Holder
		apply signin.ApplyAt
		off   bool
		want  signin.Profile
		taken []string
		kept  bool
	}{
		"somebody new":              {nil, signin.AtFirst, false, gives, []string{"Business", "Mapping"}, false},
		"a user at each log-in":     {&signin.Holder{Profile: has, Managed: signin.Fields()}, signin.AtEach, false, gives, []string{"Business", "Mapping"}, false},
		"a user, first log-in only": {&signin.Holder{Profile: has, Managed: signin.Fields()}, signin.AtFirst, false, has, nil, false},
		"a user made by hand":       {&signin.Holder{Profile: has}, signin.AtEach, false, has, nil, false},
		"a user, provisioning off":  {&signin.Holder{Profile: has, Managed: signin.Fields()}, signin.AtEach, true, has, nil, false},
		"what was changed by hand":  {&signin.Holder{Profile: has, Managed: []signin.Field{signin.FieldEdition}}, signin.AtEach, false, edition, []string{"Business"}, false},
		"the last administrator":    {&signin.Holder{Profile: has, Managed: signin.Fields(), LastAdministrator: true}, signin.AtEach, false, kept, []string{"Business", "Mapping"}, true},
		"nothing differs any more":  {&signin.Holder{Profile: gives, Managed: signin.Fields()}, signin.AtEach, false, gives, nil, false},
		"groups are not looked after": {&signin.Holder{Profile: has, Managed: []signin.Field{signin.FieldEdition}, LastAdministrator: true}, signin.AtEach, false, edition,
			[]string{"Business"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			p := signin.PlanFor(signin.Who{Has: row.has}, signin.Candidate{Provisioning: !row.off, ApplyAt: row.apply}, []signin.Template{template}, in("1"))
			if !p.To.Same(row.want) || !slices.Equal(p.Taken, row.taken) || p.Kept != row.kept {
				t.Errorf("plan is %+v", p)
			}
		})
	}
}

func TestProfile_Same(t *testing.T) {
	a := signin.Profile{Edition: policy.CRM, Extensions: []string{"Mapping", "Support"}, UserGroups: []string{"Everyone"}, Timezone: "Europe/London"}
	for name, row := range map[string]struct {
		change func(*signin.Profile)
		same   bool
	}{
		"itself":          {func(*signin.Profile) {}, true},
		"another order":   {func(p *signin.Profile) { p.Extensions = []string{"Support", "Mapping"} }, true},
		"another edition": {func(p *signin.Profile) { p.Edition = policy.Business }, false},
		"one less":        {func(p *signin.Profile) { p.Extensions = []string{"Mapping"} }, false},
		"more groups":     {func(p *signin.Profile) { p.UserGroups = []string{"Everyone", "Sales"} }, false},
		"no timezone":     {func(p *signin.Profile) { p.Timezone = "" }, false},
	} {
		b := a
		row.change(&b)
		if a.Same(b) != row.same || b.Same(a) != row.same {
			t.Errorf("%s: %v", name, cmp.Diff(a, b))
		}
	}
}
