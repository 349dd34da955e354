package signin_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

func TestAllocate(t *testing.T) {
	stock := signin.Stock{"CRM": {Owned: 2, Used: 1}, "Business": {Owned: 2, Used: 2}, "Mapping": {Owned: 1, Used: 3}, "Web Insights": {}}
	for name, row := range map[string]struct {
		wants   []string
		when    signin.WhenNoneLeft
		lacking []string
		ok      bool
	}{
		"nothing wanted":                         {nil, signin.RefuseUser, nil, true},
		"the last one":                           {[]string{"CRM"}, signin.RefuseUser, nil, true},
		"none left":                              {[]string{"Business"}, signin.RefuseUser, []string{"Business"}, false},
		"none left, no policy":                   {[]string{"Business"}, "", []string{"Business"}, false},
		"none left, may be over-allocated":       {[]string{"Business"}, signin.OverAllocate, []string{"Business"}, true},
		"over-allocated before":                  {[]string{"CRM", "Mapping"}, signin.RefuseUser, []string{"Mapping"}, false},
		"over-allocated before, once more":       {[]string{"CRM", "Mapping"}, signin.OverAllocate, []string{"Mapping"}, true},
		"none owned":                             {[]string{"Web Insights"}, signin.RefuseUser, []string{"Web Insights"}, false},
		"not in the stock":                       {[]string{"Outlook Connector"}, signin.RefuseUser, []string{"Outlook Connector"}, false},
		"several lacking, in the order of wants": {[]string{"Mapping", "CRM", "Business"}, signin.RefuseUser, []string{"Mapping", "Business"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			lacking, ok := signin.Allocate(row.wants, stock, row.when)
			if diff := cmp.Diff(row.lacking, lacking); diff != "" || ok != row.ok {
				t.Errorf("ok = %v, want %v; lacking: %s", ok, row.ok, diff)
			}
		})
	}
}

func TestApply(t *testing.T) {
	template := signin.Template{Edition: policy.Business, Extensions: []string{"Mapping"}, UserGroups: []string{"Sales"}, Timezone: "Europe/Paris"}
	before := signin.Profile{Edition: policy.CRM, Extensions: []string{"Web Insights"}, UserGroups: []string{policy.Everyone, policy.SystemAdministration}, Timezone: "Europe/London"}
	after := signin.Profile{Edition: policy.Business, Extensions: []string{"Mapping"}, UserGroups: []string{policy.Everyone, "Sales"}, Timezone: "Europe/Paris"}
	with := func(p signin.Profile, change func(*signin.Profile)) signin.Profile {
		change(&p)
		return p
	}
	noZone := template
	noZone.Timezone = ""
	for name, row := range map[string]struct {
		user     signin.Profile
		template signin.Template
		managed  []signin.Field
		want     signin.Profile
		fields   []signin.Field
	}{
		"everything is managed":         {before, template, signin.Fields(), after, signin.Fields()},
		"nothing is managed":            {before, template, nil, before, nil},
		"only the edition":              {before, template, []signin.Field{signin.FieldEdition}, with(before, func(p *signin.Profile) { p.Edition = policy.Business }), []signin.Field{signin.FieldEdition}},
		"a field that nobody knows":     {before, template, []signin.Field{"role"}, before, nil},
		"nothing differs":               {after, template, signin.Fields(), after, nil},
		"no timezone in the template":   {before, noZone, []signin.Field{signin.FieldTimezone}, before, nil},
		"only the order of groups":      {with(after, func(p *signin.Profile) { p.UserGroups = []string{"Sales", policy.Everyone} }), template, signin.Fields(), after, nil},
		"a new user":                    {signin.Profile{}, template, signin.Fields(), after, signin.Fields()},
		"groups set by hand stay":       {before, template, []signin.Field{signin.FieldExtensions}, with(before, func(p *signin.Profile) { p.Extensions = []string{"Mapping"} }), []signin.Field{signin.FieldExtensions}},
		"a template without an edition": {before, signin.Template{}, []signin.Field{signin.FieldEdition}, with(before, func(p *signin.Profile) { p.Edition = policy.NoEdition }), []signin.Field{signin.FieldEdition}},
	} {
		t.Run(name, func(t *testing.T) {
			got, fields := signin.Apply(row.user, row.template, row.managed)
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("profile: %s", diff)
			}
			if diff := cmp.Diff(row.fields, fields); diff != "" {
				t.Errorf("fields: %s", diff)
			}
		})
	}
}

func TestS73_TheRoleComesFromTheTemplateAndNotFromNamesOfGroups(t *testing.T) {
	match := signin.Match([]signin.Template{bound("1")}, in("1="+policy.SystemAdministration, "2=administrator"))
	profile := bound("1").Profile()
	if match.Index != 0 || policy.RoleOf(profile.UserGroups) != policy.PlainUser {
		t.Errorf("Match = %+v, User Groups %v", match, profile.UserGroups)
	}
	odd := signin.Template{UserGroups: []string{"administrator", "system administration", "System Administration "}}
	if got := odd.Profile().UserGroups; policy.RoleOf(got) != policy.PlainUser || len(got) != 1 {
		t.Errorf("User Groups = %v", got)
	}
}

func TestTaken(t *testing.T) {
	none, crm := signin.Profile{}, signin.Profile{Edition: policy.CRM, Extensions: []string{"Mapping"}}
	business := signin.Profile{Edition: policy.Business, Extensions: []string{"Mapping", "Web Insights"}}
	for name, row := range map[string]struct {
		before, after signin.Profile
		want          []string
	}{
		"a new user":      {none, crm, []string{"CRM", "Mapping"}},
		"nothing changes": {crm, crm, nil},
		"more":            {crm, business, []string{"Business", "Web Insights"}},
		"less":            {crm, none, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, signin.Taken(row.before, row.after)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
