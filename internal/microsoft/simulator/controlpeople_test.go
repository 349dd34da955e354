package simulator_test

import (
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestControl_AccountsOfPeople(t *testing.T) {
	p := start(t)
	b := p.browser()
	person := func() simulator.Person { found, _, _ := p.World().Person(simulator.Ben); return found }
	first := person().ObjectID
	for _, step := range []struct {
		action, shown string
		fits          func() bool
	}{
		{"disable", "account disabled", func() bool { return person().Disabled }},
		{"enable", "", func() bool { return !person().Disabled }},
		{"factor", "a second factor is demanded", func() bool { return person().Stop == simulator.StopFactor }},
		{"block", "blocked by Conditional Access", func() bool { return person().Stop == simulator.StopConditionalAccess }},
		{"unstop", "", func() bool { return person().Stop == 0 }},
		{"unassign", "not assigned to the application", func() bool { return person().Unassigned }},
		{"assign", "", func() bool { return !person().Unassigned }},
		{"delete", "account deleted", func() bool { return person().Deleted }},
		{"recreate", "", func() bool { return !person().Deleted && person().ObjectID != first }},
	} {
		page := b.press(b.get("/control"), `form[action="/control/people"] button[value=`+step.action+`]`, "person", simulator.Ben).wantPage("control")
		item := page.doc().Find(`#standings li[data-person="` + simulator.Ben + `"]`)
		shown := strings.TrimSpace(strings.TrimPrefix(item.Text(), simulator.Ben))
		if !step.fits() || shown != step.shown {
			t.Errorf("after %s: %+v, shown %q", step.action, person(), shown)
		}
	}
	if a := b.post("/control/people", nil); a.status != http.StatusUnprocessableEntity {
		t.Errorf("nobody: %d", a.status)
	}
}

func TestControl_Groups(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.get("/control")
	if page.doc().Find(`#group option[value="`+simulator.GroupFieldStaff+`"]`).Length() != 1 || page.doc().Find(`#group option[value="`+simulator.ProjectGroup(7)+`"]`).Length() != 0 {
		t.Error("groups that can be chosen")
	}
	press := func(action, person, name string) answer {
		return b.press(page, `form[action="/control/groups"] button[value=`+action+`]`, "group", simulator.GroupITAdministrators, "person", person, "name", name)
	}
	press("rename", simulator.Ben, " IT Crew ").wantPage("control")
	if _, found := p.World().GroupNamed(simulator.BrightwaterID, "IT Crew"); !found {
		t.Error("not renamed")
	}
	ben := func() int {
		return len(p.World().GroupsOf(simulator.BrightwaterID, "2d8c3e74-bf50-4132-8c49-e3a7f9b15d13"))
	}
	if press("add", simulator.Ben, ""); ben() != 2 {
		t.Error("not added")
	}
	if press("remove", simulator.Ben, ""); ben() != 1 {
		t.Error("not removed")
	}
	for name, a := range map[string]answer{
		"no name": press("rename", simulator.Ben, " "), "stranger": press("add", simulator.Henry, ""), "no group": b.post("/control/groups", nil),
	} {
		if a.status != http.StatusUnprocessableEntity || a.doc().Find("[role=alert]").Length() != 1 {
			t.Errorf("%s: %d", name, a.status)
		}
	}
}

func TestControl_AssignmentAndGroupsInTokens(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	required := func() bool { tenant, _ := p.World().Tenant(simulator.BrightwaterID); return tenant.Assignment }
	row := `tr[data-tenant="` + simulator.BrightwaterID + `"] button[value=`
	if b.press(b.get("/control"), row+"assignment-on]"); !required() {
		t.Error("assignment is not required")
	}
	if b.press(b.get("/control"), row+"assignment-off]"); required() {
		t.Error("assignment is required")
	}
	b.press(b.get("/control"), `form[action="/control/claims"] button[value=security]`).wantPage("control")
	if p.identified(simulator.BrightwaterID, simulator.Ben)["groups"] == nil {
		t.Error("no groups in the token")
	}
	b.press(b.get("/control"), `form[action="/control/claims"] button[value=none]`).wantPage("control")
	if p.identified(simulator.BrightwaterID, simulator.Ben)["groups"] != nil {
		t.Error("groups in the token")
	}
}
