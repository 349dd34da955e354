package policy_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the names are checked against the real ones, wherever the tests run

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/policy"
)

func TestEditions(t *testing.T) {
	for edition, want := range map[policy.Edition]bool{policy.NoEdition: true, policy.CRM: true, policy.Business: true, "crm": false, "Business ": false, "Mapping": false} {
		if got := edition.Valid(); got != want {
			t.Errorf("%q: Valid = %v, want %v", edition, got, want)
		}
	}
	for _, edition := range policy.Editions() {
		if edition == policy.NoEdition || !edition.Valid() || policy.ValidExtension(string(edition)) {
			t.Errorf("edition %q is none, unknown or an extension too", edition)
		}
	}
}

func TestValidExtension(t *testing.T) {
	for name, want := range map[string]bool{"Mapping": true, "Web Insights": true, "": false, "mapping": false, "Mapping ": false, "CRM": false, "M\u0430pping": false} {
		if got := policy.ValidExtension(name); got != want {
			t.Errorf("ValidExtension(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestListsAreKeptInTheOrderOfTheCatalogue(t *testing.T) {
	for name, row := range map[string]struct{ groups, want []string }{
		"none":               {nil, []string{policy.Everyone}},
		"without Everyone":   {[]string{"Sales"}, []string{policy.Everyone, "Sales"}},
		"out of order":       {[]string{"Sales", policy.HelpdeskGroup, policy.Everyone}, []string{policy.Everyone, policy.HelpdeskGroup, "Sales"}},
		"twice":              {[]string{"Sales", "Sales"}, []string{policy.Everyone, "Sales"}},
		"unknown":            {[]string{"", "sales", "System Administration "}, []string{policy.Everyone}},
		"all, from the last": {reversed(policy.UserGroups()), policy.UserGroups()},
	} {
		t.Run(name, func(t *testing.T) {
			given := slices.Clone(row.groups)
			if diff := cmp.Diff(row.want, policy.SortedUserGroups(row.groups)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(given, row.groups); diff != "" {
				t.Errorf("the list given was changed: %s", diff)
			}
		})
	}
	if diff := cmp.Diff([]string{"Mapping", "Web Insights"}, policy.SortedExtensions([]string{"Web Insights", "CRM", "Mapping", "Web Insights", ""})); diff != "" {
		t.Errorf("extensions: %s", diff)
	}
}

func reversed(list []string) []string {
	slices.Reverse(list)
	return list
}

func TestS73_RoleOfUserGroups(t *testing.T) {
	for name, row := range map[string]struct {
		groups []string
		want   policy.Role
	}{
		"none":                {nil, policy.PlainUser},
		"Everyone":            {[]string{policy.Everyone}, policy.PlainUser},
		"helpdesk":            {[]string{policy.Everyone, policy.HelpdeskGroup}, policy.Helpdesk},
		"administrator":       {[]string{policy.SystemAdministration}, policy.Administrator},
		"both":                {[]string{policy.HelpdeskGroup, policy.SystemAdministration}, policy.Administrator},
		"names of roles":      {[]string{"administrator", "support", "helpdesk"}, policy.PlainUser},
		"nearly the name":     {[]string{"system administration", "System Administration "}, policy.PlainUser},
		"other User Groups":   {[]string{"Sales", "Finance"}, policy.PlainUser},
		"every one there is":  {policy.UserGroups(), policy.Administrator},
		"a look-alike letter": {[]string{"System \u0410dministration"}, policy.PlainUser},
	} {
		t.Run(name, func(t *testing.T) {
			if got := policy.RoleOf(row.groups); got != row.want {
				t.Errorf("RoleOf = %s, want %s", got, row.want)
			}
		})
	}
	for _, role := range []policy.Role{policy.Administrator, policy.Helpdesk, policy.PlainUser} {
		groups := policy.GroupsOf(role)
		if policy.RoleOf(groups) != role || !cmp.Equal(groups, policy.SortedUserGroups(groups)) {
			t.Errorf("GroupsOf(%s) = %v", role, groups)
		}
	}
	if got := append(policy.GroupsOf(policy.Support), policy.GroupsOf("root")...); got != nil {
		t.Errorf("support and unknown roles have %v", got)
	}
}

func TestTimezones(t *testing.T) {
	all := policy.Timezones()
	if all[0] != "Europe/London" {
		t.Errorf("the first is %s", all[0])
	}
	for i, name := range all {
		if _, err := time.LoadLocation(name); err != nil || !policy.ValidTimezone(name) || slices.Contains(all[:i], name) {
			t.Errorf("%s is unknown, not valid or there twice: %v", name, err)
		}
	}
	for name, want := range map[string]bool{"": true, "europe/london": false, "Local": false, "../etc/passwd": false, "GMT": false, "Europe/London ": false} {
		if got := policy.ValidTimezone(name); got != want {
			t.Errorf("ValidTimezone(%q) = %v, want %v", name, got, want)
		}
	}
}
