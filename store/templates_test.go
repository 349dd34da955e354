package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
)

func salesTemplate() store.NewTemplate {
	return store.NewTemplate{GroupName: "Sales", Enabled: true, Edition: policy.CRM, Timezone: "Europe/Paris", Extensions: []string{"Mapping"}, UserGroups: []string{"Sales"}}
}

func (s staffed) template(name string) store.UserTemplate {
	s.Helper()
	n := salesTemplate()
	n.GroupName = name
	u, err := s.store.CreateTemplate(s.Context(), s.actor(), s.account.ID, n)
	ok(s, err)
	return u
}

// order is the account's group names, whose positions must have no gaps.
func (s staffed) order() (names string, version int64) {
	s.Helper()
	templates, version, err := s.store.Templates(s.Context(), s.account.ID)
	ok(s, err)
	for i, u := range templates {
		names += u.GroupName
		if u.Position != i+1 {
			s.Fatalf("template %d has position %d", i+1, u.Position)
		}
	}
	return names, version
}

func (s staffed) wantOrder(want string) {
	s.Helper()
	if names, _ := s.order(); names != want {
		s.Fatalf("order is %s, want %s", names, want)
	}
}

func (s staffed) see(groups ...signin.Group) {
	s.Helper()
	ok(s, s.store.SeeGroups(s.Context(), s.account.ID, guid(), groups...))
}

func TestTemplates_FromCreationToDeletion(t *testing.T) {
	s := newStaffed(t, nil)
	made := s.template(" Sales  EMEA ")
	want := store.UserTemplate{
		Template: signin.Template{
			ID: made.ID, GroupName: " Sales  EMEA ", Enabled: true, Timezone: "Europe/Paris", Edition: policy.CRM,
			Extensions: []string{"Mapping"}, UserGroups: []string{"Everyone", "Sales"},
		},
		AccountID: s.account.ID, Position: 1, Version: 1, CreatedAt: s.clock.Now(), UpdatedAt: s.clock.Now(),
	}
	found, err := s.store.Template(t.Context(), s.account.ID, made.ID)
	ok(t, err)
	if diff := cmp.Diff([]store.UserTemplate{want, want}, []store.UserTemplate{made, found}); diff != "" {
		t.Fatal(diff)
	}
	change := salesTemplate()
	change.Edition = policy.Business
	change.GroupName = made.GroupName
	ok(t, s.store.UpdateTemplate(t.Context(), s.actor(), s.account.ID, made.ID, change, 1))
	s.wantLast(store.ActionTemplateUpdated, store.AuditDetail{Name: "group", After: made.GroupName}, store.AuditDetail{Name: "edition", Before: "CRM", After: "Business"})
	wantError(t, s.store.UpdateTemplate(t.Context(), s.actor(), s.account.ID, made.ID, change, 1), store.ErrOutdated)
	ok(t, s.store.SetTemplateEnabled(t.Context(), s.actor(), s.account.ID, made.ID, false))
	s.wantLast(store.ActionTemplateDisabled, store.AuditDetail{Name: "group", After: made.GroupName}, store.AuditDetail{Name: "enabled", Before: "true", After: "false"})
	ok(t, s.store.DeleteTemplate(t.Context(), s.actor(), s.account.ID, made.ID))
	_, err = s.store.Template(t.Context(), s.account.ID, made.ID)
	wantError(t, err, store.ErrNotFound)
	wantSound(t, s.store)
}

func TestTemplates_InvalidValues(t *testing.T) {
	s := newStaffed(t, nil)
	rows := map[string]func(*store.NewTemplate){
		"no name":              func(n *store.NewTemplate) { n.GroupName = "" },
		"only spaces":          func(n *store.NewTemplate) { n.GroupName = "  " },
		"control character":    func(n *store.NewTemplate) { n.GroupName = "Sal\x00es" },
		"direction override":   func(n *store.NewTemplate) { n.GroupName = "Sal\u202ees" },
		"too long":             func(n *store.NewTemplate) { n.GroupName = strings.Repeat("é", 257) },
		"no edition":           func(n *store.NewTemplate) { n.Edition = policy.NoEdition },
		"unknown edition":      func(n *store.NewTemplate) { n.Edition = "Gold" },
		"unknown extension":    func(n *store.NewTemplate) { n.Extensions = []string{"Gold"} },
		"unknown user group":   func(n *store.NewTemplate) { n.UserGroups = []string{"Gold"} },
		"unknown timezone":     func(n *store.NewTemplate) { n.Timezone = "Mars/Base" },
		"group nobody is seen": func(n *store.NewTemplate) { n.GroupID = guid() },
	}
	for name, change := range rows {
		t.Run(name, func(t *testing.T) {
			n := salesTemplate()
			change(&n)
			_, err := s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, n)
			wantError(t, err, store.ErrInvalid)
		})
	}
	s.wantOrder("")
	longest := salesTemplate()
	longest.GroupName = strings.Repeat("é", 256)
	_, err := s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, longest)
	ok(t, err)
}

func TestTemplates_OneForEachGroup(t *testing.T) {
	s := newStaffed(t, nil)
	s.template("Sales")
	_, err := s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, salesTemplate())
	wantError(t, err, store.ErrTaken)
	s.template("sales") // another name, exactly
	a, b := signin.Group{ID: guid(), Name: "Twins"}, signin.Group{ID: guid(), Name: "Twins"}
	s.see(a, b)
	n := salesTemplate()
	n.GroupName, n.GroupID = "Twins", a.ID
	_, err = s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, n)
	ok(t, err)
	_, err = s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, n)
	wantError(t, err, store.ErrTaken)
	n.GroupID = b.ID
	_, err = s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, n)
	ok(t, err)
}

func TestTemplates_GoByTheGroupOfTheirName(t *testing.T) {
	s := newStaffed(t, nil)
	one, a, b := signin.Group{ID: guid(), Name: "Sales"}, signin.Group{ID: guid(), Name: "Twins"}, signin.Group{ID: guid(), Name: "Twins"}
	s.see(one, a, b)
	if bound := s.template("Sales"); bound.GroupID != one.ID || bound.SameName != 1 {
		t.Fatalf("template is %+v", bound)
	}
	if unbound := s.template("Twins"); unbound.GroupID != "" || !unbound.Ambiguous || unbound.SameName != 2 {
		t.Fatalf("template is %+v", unbound)
	}
	rules, err := s.store.TemplatesForRules(t.Context(), s.account.ID)
	ok(t, err)
	if rules[0].Ambiguous || !rules[1].Ambiguous {
		t.Fatalf("rules are %+v", rules)
	}
	s.clock.pass(time.Hour)
	s.see(signin.Group{ID: one.ID, Name: "Sales EMEA"})
	templates, _, err := s.store.Templates(t.Context(), s.account.ID)
	ok(t, err)
	if u := templates[0]; u.GroupNow != "Sales EMEA" || u.GroupWas != "Sales" || !u.RenamedAt.Equal(s.clock.Now()) || u.GroupID != one.ID {
		t.Fatalf("template is %+v", u)
	}
	// A new group under the old name does not take the place of the template's.
	s.see(signin.Group{ID: guid(), Name: "Sales"})
	change := salesTemplate()
	change.Edition = policy.Business
	ok(t, s.store.UpdateTemplate(t.Context(), s.actor(), s.account.ID, templates[0].ID, change, 1))
	if u, err := s.store.Template(t.Context(), s.account.ID, templates[0].ID); err != nil || u.GroupID != one.ID {
		t.Fatalf("template is %+v, %v", u, err)
	}
}

func TestTemplates_Order(t *testing.T) {
	s := newStaffed(t, nil)
	ids := map[string]string{}
	for _, name := range []string{"A", "B", "C", "D"} {
		ids[name] = s.template(name).ID
	}
	moves := []struct {
		name string
		to   int
		want string
	}{
		{"D", 1, "DABC"}, {"D", 3, "ABDC"}, {"A", 99, "BDCA"}, {"A", -5, "ABDC"}, {"B", 2, "ABDC"},
	}
	for _, m := range moves {
		_, version := s.order()
		ok(t, s.store.MoveTemplate(t.Context(), s.actor(), s.account.ID, ids[m.name], m.to, version))
		s.wantOrder(m.want)
	}
	_, version := s.order()
	wantError(t, s.store.MoveTemplate(t.Context(), s.actor(), s.account.ID, ids["B"], 1, version-1), store.ErrOutdated)
	ok(t, s.store.OrderTemplates(t.Context(), s.actor(), s.account.ID, []string{ids["D"], ids["C"], ids["B"], ids["A"]}, version))
	s.wantOrder("DCBA")
	s.wantLast(store.ActionTemplatesOrdered, store.AuditDetail{Name: "order", Before: "A, B, D, C", After: "D, C, B, A"})
	wantError(t, s.store.OrderTemplates(t.Context(), s.actor(), s.account.ID, []string{ids["A"], ids["C"], ids["B"], ids["D"]}, version), store.ErrOutdated)
	_, version = s.order()
	for name, list := range map[string][]string{
		"one missing": {ids["A"], ids["B"], ids["C"]}, "one twice": {ids["A"], ids["A"], ids["B"], ids["C"]},
		"a foreign one": {ids["A"], ids["B"], ids["C"], guid()},
	} {
		if err := s.store.OrderTemplates(t.Context(), s.actor(), s.account.ID, list, version); err == nil {
			t.Errorf("%s: was ordered", name)
		}
	}
	ok(t, s.store.DeleteTemplate(t.Context(), s.actor(), s.account.ID, ids["C"]))
	s.wantOrder("DBA")
	wantError(t, s.store.OrderTemplates(t.Context(), s.actor(), s.account.ID, []string{ids["A"], ids["B"], ids["D"]}, version), store.ErrOutdated)
}

func TestTemplates_TwoWhoMoveByOneOrderDoNotBothMove(t *testing.T) {
	s := newStaffed(t, nil)
	ids := map[string]string{}
	for _, name := range []string{"A", "B", "C", "D"} {
		ids[name] = s.template(name).ID
	}
	_, version := s.order()
	errs := make([]error, 8)
	inParallel(len(errs), func(i int) {
		errs[i] = s.store.MoveTemplate(t.Context(), s.actor(), s.account.ID, ids["D"], 1+i%3, version)
	})
	moved := 0
	for _, err := range errs {
		if err == nil {
			moved++
		} else {
			wantError(t, err, store.ErrOutdated)
		}
	}
	if moved != 1 {
		t.Errorf("%d moves by one order", moved)
	}
}

func TestTemplates_AGroupOfAnotherNameIsNotKept(t *testing.T) {
	s := newStaffed(t, nil)
	a, b := signin.Group{ID: guid(), Name: "Twins"}, signin.Group{ID: guid(), Name: "Twins"}
	sales := signin.Group{ID: guid(), Name: "Sales"}
	s.see(a, b, sales)
	n := salesTemplate()
	n.GroupName, n.GroupID = "Sales", b.ID // chosen while the name was that of the twins
	made, err := s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, n)
	ok(t, err)
	if made.GroupID != sales.ID {
		t.Errorf("goes by %q, not by its name", made.GroupID)
	}
	for _, row := range []struct{ name, group, want string }{
		{"Sales", a.ID, sales.ID}, {"Twins", a.ID, a.ID}, {"Marketing", a.ID, ""}, {"Marketing", sales.ID, ""}, {"Twins", "", ""}, {"Twins", sales.ID, ""}, {"Twins", b.ID, b.ID},
		{"Sales", b.ID, sales.ID},
	} {
		u, err := s.store.Template(t.Context(), s.account.ID, made.ID)
		ok(t, err)
		n.GroupName, n.GroupID = row.name, row.group
		ok(t, s.store.UpdateTemplate(t.Context(), s.actor(), s.account.ID, made.ID, n, u.Version))
		if u, err = s.store.Template(t.Context(), s.account.ID, made.ID); err != nil || u.GroupName != row.name || u.GroupID != row.want {
			t.Fatalf("%+v: goes by %q %q, %v", row, u.GroupName, u.GroupID, err)
		}
	}
	s.see(signin.Group{ID: sales.ID, Name: "Vertrieb"})
	u, err := s.store.Template(t.Context(), s.account.ID, made.ID)
	ok(t, err)
	n.GroupName, n.GroupID, n.Timezone = "Sales", sales.ID, ""
	ok(t, s.store.UpdateTemplate(t.Context(), s.actor(), s.account.ID, made.ID, n, u.Version))
	if u, err = s.store.Template(t.Context(), s.account.ID, made.ID); err != nil || u.GroupID != sales.ID || u.GroupNow != "Vertrieb" {
		t.Fatalf("a renamed group is lost: %+v, %v", u, err)
	}
}

func TestS105_OtherAccountsTemplatesAreNotFound(t *testing.T) {
	s := newStaffed(t, nil)
	id := s.template("Sales").ID
	other := newAdministrator(t, s.store)
	for name, err := range map[string]error{
		"update": s.store.UpdateTemplate(t.Context(), other.actor(), other.account.ID, id, salesTemplate(), 1),
		"delete": s.store.DeleteTemplate(t.Context(), other.actor(), other.account.ID, id),
		"enable": s.store.SetTemplateEnabled(t.Context(), other.actor(), other.account.ID, id, false),
		"move":   s.store.MoveTemplate(t.Context(), other.actor(), other.account.ID, id, 1, 1),
		"guests": s.store.SetProvisioning(t.Context(), other.actor(), other.account.ID, store.ProvisioningChange{
			WhenNoneLeft: signin.RefuseUser, ApplyAt: signin.AtFirst, Guests: signin.TemplateGuests, GuestTemplateID: id,
		}),
	} {
		t.Run(name, func(t *testing.T) { wantError(t, err, store.ErrNotFound) })
	}
}

func TestTemplates_AreBounded(t *testing.T) {
	s := newStaffed(t, nil)
	ok(t, s.store.ExecWriter(t.Context(), fmt.Sprintf(`insert into user_templates (id, account_id, position, enabled, group_name, group_id, timezone, edition,
  extensions, user_groups, version, created_at, updated_at)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 500)
select 't' || i, '%s', i, true, 'Group ' || i, '', '', 'CRM', '[]', '["Everyone"]', 1, 0, 0 from n`, s.account.ID)))
	_, err := s.store.CreateTemplate(t.Context(), s.actor(), s.account.ID, salesTemplate())
	wantError(t, err, store.ErrTooManyTemplates)
	templates, _, err := s.store.Templates(t.Context(), s.account.ID)
	ok(t, err)
	if len(templates) != 500 || !slices.IsSortedFunc(templates, func(a, b store.UserTemplate) int { return a.Position - b.Position }) {
		t.Fatalf("%d templates", len(templates))
	}
}

func TestProvisioning_Settings(t *testing.T) {
	s := newStaffed(t, nil)
	template := s.template("Sales") // makes the row
	p, err := s.store.Provisioning(t.Context(), s.account.ID)
	ok(t, err)
	if diff := cmp.Diff(store.Provisioning{WhenNoneLeft: signin.RefuseUser, ApplyAt: signin.AtFirst, Guests: signin.RefuseGuests}, p); diff != "" {
		t.Fatal(diff)
	}
	change := store.ProvisioningChange{WhenNoneLeft: signin.OverAllocate, ApplyAt: signin.AtEach, Guests: signin.TemplateGuests, GuestTemplateID: template.ID}
	ok(t, s.store.SetProvisioning(t.Context(), s.actor(), s.account.ID, change))
	wantError(t, s.store.SetProvisioning(t.Context(), s.actor(), s.account.ID, change), store.ErrOutdated)
	wantError(t, s.store.DeleteTemplate(t.Context(), s.actor(), s.account.ID, template.ID), store.ErrInUse)
	ok(t, s.store.SwitchProvisioning(t.Context(), s.actor(), s.account.ID, true))
	s.wantLast(store.ActionProvisioningOn, store.AuditDetail{Name: "because", After: "approved by ada"})
	p, err = s.store.Provisioning(t.Context(), s.account.ID)
	ok(t, err)
	if !p.Enabled || p.ApplyAt != signin.AtEach || p.GuestTemplateID != template.ID || p.Version != 2 {
		t.Fatalf("settings are %+v", p)
	}
	ok(t, s.store.SwitchProvisioningOff(t.Context(), s.actor(), s.account.ID))
	s.wantLast(store.ActionProvisioningOff)
	for name, bad := range map[string]store.ProvisioningChange{
		"none":            {Version: 3},
		"guests":          {WhenNoneLeft: signin.RefuseUser, ApplyAt: signin.AtFirst, Guests: "all", Version: 3},
		"no template":     {WhenNoneLeft: signin.RefuseUser, ApplyAt: signin.AtFirst, Guests: signin.TemplateGuests, Version: 3},
		"unknown licence": {WhenNoneLeft: "steal", ApplyAt: signin.AtFirst, Guests: signin.AllowGuests, Version: 3},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, s.store.SetProvisioning(t.Context(), s.actor(), s.account.ID, bad), store.ErrInvalid)
		})
	}
}
