package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// Groups of Brightwater and Harbour & Sons in the default world, by object ID.
// Brightwater has ProjectGroups more, see ProjectGroup.
const (
	GroupAllUsers         = "f1a00000-1d2e-4c3b-8f4a-5e6d7c8b9a01" // «All Users»
	GroupSalesTeam        = "0c200000-2e3f-4d4c-905b-6f7e8d9cab02" // «Sales Team»
	GroupOtherSalesTeam   = "0d300000-3f40-4e5d-a16c-708f9eadbc03" // «Sales Team» as well
	GroupITAdministrators = "0e400000-4051-4f6e-b27d-8190afbecd04" // «IT Administrators»
	GroupFinanceLondon    = "0f500000-5162-407f-838e-92a1b0cfde05" // «Finance – London», with an en dash
	GroupFieldStaff       = "1a600000-6273-4180-949f-a3b2c1d0ef06" // «Field Staff», nested in GroupSalesTeam

	HarbourAllUsers = "2b700000-7384-4291-a5a0-b4c3d2e1f007" // «All Users» of Harbour & Sons
)

// ProjectGroups is how many groups «Project 001» and onwards Brightwater has.
const ProjectGroups = 201

// Group is a security group of one tenant.
type Group struct {
	ID      string
	Name    string // not unique, and anybody may change it (microsoft.md §6.1)
	Members []string
	Project bool // one of the ProjectGroups, of which the pages show none
}

// ProjectGroup is the object ID of «Project n», with n from 1 to ProjectGroups.
func ProjectGroup(n int) string { return fmt.Sprintf("9b000000-84a5-43b2-b6c1-%012d", n) }

// brightwaterGroups have object IDs of these people and of groups as members.
func brightwaterGroups(people []Person) []Group {
	id := map[string]string{}
	for _, person := range people {
		id[person.Username] = person.ObjectID
	}
	groups := []Group{
		{ID: GroupAllUsers, Name: "All Users", Members: []string{id[Ada], id[Grace], id[Ben], id[Hal], id[Una], id[Max],
			id[Dan], id[Otto], id[Uma], id[Mia], id[Cora], GroupFinanceLondon}},
		{ID: GroupSalesTeam, Name: "Sales Team", Members: []string{GroupFieldStaff}},
		{ID: GroupOtherSalesTeam, Name: "Sales Team", Members: []string{id[Hal]}},
		{ID: GroupITAdministrators, Name: "IT Administrators", Members: []string{id[Ada], id[Grace]}},
		{ID: GroupFinanceLondon, Name: "Finance – London", Members: []string{id[Ivy]}},
		{ID: GroupFieldStaff, Name: "Field Staff", Members: []string{id[Una]}},
	}
	for n := 1; n <= ProjectGroups; n++ {
		groups = append(groups, Group{ID: ProjectGroup(n), Name: fmt.Sprintf("Project %03d", n), Members: []string{id[Max]}, Project: true})
	}
	return groups
}

func harbourGroups() []Group {
	return []Group{{ID: HarbourAllUsers, Name: "All Users",
		Members: []string{"3e9d4f85-c061-4243-9d5a-f4b80ac26e21", "4fae5096-d172-4354-8e6b-05c91bd37f22"}}}
}

// Group returns the group with this ID and the tenant it belongs to.
func (w World) Group(id string) (Group, Tenant, bool) {
	for _, tenant := range w.Tenants {
		for _, group := range tenant.Groups {
			if strings.EqualFold(group.ID, id) {
				return group, tenant, true
			}
		}
	}
	return Group{}, Tenant{}, false
}

// GroupNamed returns the first group of the tenant with this name.
func (w World) GroupNamed(tenantID, name string) (Group, bool) {
	tenant, _ := w.Tenant(tenantID)
	for _, group := range tenant.Groups {
		if group.Name == name {
			return group, true
		}
	}
	return Group{}, false
}

// GroupsOf returns every group of the tenant that contains the object, directly
// or through other groups, in order of ID.
func (w World) GroupsOf(tenantID, objectID string) []Group {
	tenant, _ := w.Tenant(tenantID)
	found := map[string]Group{}
	for waiting := []string{objectID}; len(waiting) > 0; waiting = waiting[1:] {
		for _, group := range tenant.containing(waiting[0]) {
			if _, met := found[group.ID]; !met {
				found[group.ID] = group
				waiting = append(waiting, group.ID)
			}
		}
	}
	return ordered(found)
}

// DirectGroupsOf returns the groups of the tenant that list the object itself as
// a member, in order of ID.
func (w World) DirectGroupsOf(tenantID, objectID string) []Group {
	tenant, _ := w.Tenant(tenantID)
	found := map[string]Group{}
	for _, group := range tenant.containing(objectID) {
		found[group.ID] = group
	}
	return ordered(found)
}

func (t Tenant) containing(objectID string) []Group {
	var groups []Group
	for _, group := range t.Groups {
		if slices.Contains(group.Members, objectID) {
			groups = append(groups, group)
		}
	}
	return groups
}

func ordered(found map[string]Group) []Group {
	groups := make([]Group, 0, len(found))
	for _, group := range found {
		groups = append(groups, group)
	}
	slices.SortFunc(groups, func(a, b Group) int { return strings.Compare(a.ID, b.ID) })
	return groups
}
