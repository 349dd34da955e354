package simulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

const (
	groupsPath = "/v1.0/me/transitiveMemberOf/microsoft.graph.group"
	directPath = "/v1.0/me/memberOf"
)

// access returns an access token of the person, with or without the permission to
// read the names of groups.
func (p *platform) access(tenant, person string, more ...string) string {
	p.t.Helper()
	p.Grant(tenant, slices.Concat([]string{"openid", "profile", "email", "User.Read"}, more)...)
	token, _ := p.tokens(tenant, person)["access_token"].(string)
	return token
}

// list returns the items of a Graph list.
func (a answer) list() []map[string]any {
	a.t.Helper()
	value, ok := a.json()["value"].([]any)
	if !ok {
		a.t.Fatalf("status %d, no list: %.300s", a.status, a.body)
	}
	items := make([]map[string]any, 0, len(value))
	for _, item := range value {
		items = append(items, item.(map[string]any))
	}
	return items
}

func names(items []map[string]any) string {
	var all []string
	for _, item := range items {
		name, _ := item["displayName"].(string)
		all = append(all, name)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestGroups_OfThePeople(t *testing.T) {
	p := start(t)
	for _, row := range []struct{ person, all, direct string }{
		{simulator.Nora, "", ""},
		{simulator.Ben, "All Users", "All Users"},
		{simulator.Una, "All Users, Field Staff, Sales Team", "All Users, Field Staff"},
		{simulator.Ivy, "All Users, Finance – London", "Finance – London"},
		{simulator.Hal, "All Users, Sales Team", "All Users, Sales Team"},
		{simulator.Grace, "All Users, IT Administrators", "All Users, IT Administrators"},
		{simulator.Pat, "", ""},
	} {
		t.Run(row.person, func(t *testing.T) {
			token := p.access(simulator.BrightwaterID, row.person, "GroupMember.Read.All")
			if got := names(p.graph(groupsPath, token).list()); got != row.all {
				t.Errorf("all groups %q, want %q", got, row.all)
			}
			if got := names(p.graph(directPath, token).list()); got != row.direct {
				t.Errorf("direct groups %q, want %q", got, row.direct)
			}
		})
	}
}

func TestGroups_TwoOfOneNameAreTold(t *testing.T) {
	p := start(t)
	una, hal := p.access(simulator.BrightwaterID, simulator.Una), p.access(simulator.BrightwaterID, simulator.Hal)
	if !strings.Contains(p.graph(groupsPath, una).body, simulator.GroupSalesTeam) || strings.Contains(p.graph(groupsPath, una).body, simulator.GroupOtherSalesTeam) {
		t.Error("Una is not in the first Sales Team only")
	}
	if !strings.Contains(p.graph(groupsPath, hal).body, simulator.GroupOtherSalesTeam) || strings.Contains(p.graph(groupsPath, hal).body, simulator.GroupSalesTeam) {
		t.Error("Hal is not in the second Sales Team only")
	}
}

// TestGroups_WithoutThePermissionEverythingButTheIDIsNull is microsoft.md §10.3, 12.
func TestGroups_WithoutThePermissionEverythingButTheIDIsNull(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Ben)
	for _, path := range []string{groupsPath, directPath} {
		items := p.graph(path, token).list()
		if len(items) != 1 || len(items[0]) < 5 {
			t.Fatalf("%s: %v", path, items)
		}
		for property, value := range items[0] {
			if kept := property == "id" || property == "@odata.type"; kept != (value != nil) {
				t.Errorf("%s: %s = %v", path, property, value)
			}
		}
	}
	got := p.graph(groupsPath+"?$select=id,displayName", token).list()
	want := []map[string]any{{"@odata.type": "#microsoft.graph.group", "id": simulator.GroupAllUsers, "displayName": nil}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("selected (-want +got):\n%s", diff)
	}
	wantGraphError(t, p.graph("/v1.0/groups/"+simulator.GroupAllUsers, token), http.StatusForbidden, "Authorization_RequestDenied")
}

func TestGroups_OneByItsID(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Nora, "GroupMember.Read.All")
	got := p.graph("/v1.0/groups/"+simulator.GroupFinanceLondon+"?$select=id,displayName", token).json()
	if got["id"] != simulator.GroupFinanceLondon || got["displayName"] != "Finance – London" || len(got) != 3 {
		t.Errorf("group %v", got)
	}
	for _, id := range []string{simulator.HarbourAllUsers, simulator.BrightwaterID, "nonsense"} {
		wantGraphError(t, p.graph("/v1.0/groups/"+id, token), http.StatusNotFound, "Request_ResourceNotFound")
	}
}

func TestGroups_MemberObjectsNeedsOnlyUserRead(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Una)
	post := func(body string) answer {
		r, err := http.NewRequest(http.MethodPost, p.url+"/graph/v1.0/me/getMemberObjects", strings.NewReader(body))
		if err == nil {
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/json")
		}
		return p.browser().do(r, err)
	}
	want := []any{simulator.GroupSalesTeam, simulator.GroupFieldStaff, simulator.GroupAllUsers}
	if diff := cmp.Diff(want, post(`{"securityEnabledOnly":true}`).json()["value"]); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
	for _, body := range []string{"", "{}", `{"securityEnabledOnly":`, "[]"} {
		wantGraphError(t, post(body), http.StatusBadRequest, "Request_BadRequest")
	}
}

func TestGroups_ChangeWhileTheTokenLives(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Nora, "GroupMember.Read.All")
	steps := []struct {
		name   string
		change func() bool
		want   string
	}{
		{"added", func() bool { return p.AddToGroup(simulator.GroupFieldStaff, simulator.Nora) }, "Field Staff, Sales Team"},
		{"added twice", func() bool { return p.AddToGroup(simulator.GroupFieldStaff, simulator.Nora) }, "Field Staff, Sales Team"},
		{"renamed", func() bool { return p.RenameGroup(simulator.BrightwaterID, simulator.GroupSalesTeam, "Vendors") }, "Field Staff, Vendors"},
		{"removed", func() bool { return p.RemoveFromGroup(simulator.GroupFieldStaff, simulator.Nora) }, ""},
		{"set", func() bool {
			return p.SetGroups(simulator.Nora, simulator.GroupITAdministrators, simulator.GroupFinanceLondon)
		}, "All Users, Finance – London, IT Administrators"},
		{"deleted", func() bool { return p.DeleteGroup(simulator.GroupITAdministrators) }, "All Users, Finance – London"},
		{"created", func() bool {
			return p.AddToGroup(p.CreateGroup(simulator.BrightwaterID, "All  users"), simulator.Nora)
		}, "All  users, All Users, Finance – London"},
		{"forgotten", func() bool { p.Reset(); token = p.access(simulator.BrightwaterID, simulator.Nora); return true }, ""},
	}
	for _, step := range steps {
		if !step.change() {
			t.Fatalf("%s: nothing changed", step.name)
		}
		if got := names(p.graph(groupsPath, token).list()); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
}

func TestGroups_ChangesOfNobodyAndNothingAreRefused(t *testing.T) {
	p := start(t)
	for name, changed := range map[string]bool{
		"unknown group renamed":        p.RenameGroup(simulator.BrightwaterID, simulator.HarbourID, "x"),
		"group of another tenant":      p.RenameGroup(simulator.BrightwaterID, simulator.HarbourAllUsers, "x"),
		"stranger added":               p.AddToGroup(simulator.GroupAllUsers, "nobody@brightwater.example"),
		"person of another tenant":     p.AddToGroup(simulator.GroupAllUsers, simulator.Henry),
		"set to a group of elsewhere":  p.SetGroups(simulator.Nora, simulator.HarbourAllUsers),
		"group made in no tenant":      p.CreateGroup("nowhere", "x") != "",
		"unknown group deleted":        p.DeleteGroup("nothing"),
		"assignment in no tenant":      p.RequireAssignment("nowhere", true),
		"unknown person disabled":      p.DisablePerson("nobody", true),
		"unknown person made again":    p.RecreatePerson("nobody") != "",
		"renamed to somebody's name":   p.RenamePerson(simulator.Una, simulator.Ivy),
		"unknown person has a new one": p.RenamePerson("nobody", "somebody"),
	} {
		if changed {
			t.Errorf("%s: reported as done", name)
		}
	}
	if diff := cmp.Diff(simulator.DefaultWorld(), p.World()); diff != "" {
		t.Errorf("the world changed (-want +got):\n%s", diff)
	}
}

func TestGroups_OfAGuestAreThoseOfTheHost(t *testing.T) {
	p := start(t)
	if !p.AddToGroup(simulator.GroupSalesTeam, simulator.Pat) {
		t.Fatal("the guest cannot be added")
	}
	if got := names(p.graph(groupsPath, p.access(simulator.BrightwaterID, simulator.Pat, "GroupMember.Read.All")).list()); got != "Sales Team" {
		t.Errorf("as a guest %q", got)
	}
	home := p.graph(groupsPath, p.access(simulator.HarbourID, simulator.Pat, "GroupMember.Read.All")).list()
	if len(home) != 1 || home[0]["id"] != simulator.HarbourAllUsers {
		t.Errorf("at home %v", home)
	}
}

func TestGroups_AdministratorGrantsTheNames(t *testing.T) {
	p := start(t)
	b := p.browser()
	path := consentPath(simulator.BrightwaterID, "scope=openid profile email User.Read GroupMember.Read.All")
	page := b.pick(b.get(path), simulator.Ada).wantPage("consent")
	if !strings.Contains(page.doc().Find(".permissions").Text(), "GroupMember.Read.All") {
		t.Fatal("the permission is not shown")
	}
	b.accept(page).back(consentURI)
	token, _ := p.tokens(simulator.BrightwaterID, simulator.Ben)["access_token"].(string)
	if got := names(p.graph(groupsPath, token).list()); got != "All Users" {
		t.Errorf("names %q", got)
	}
	stranger := p.browser()
	stranger.pick(stranger.get(path), simulator.Ben).wantPage("need-approval")
}
