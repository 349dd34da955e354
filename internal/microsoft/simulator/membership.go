package simulator

import (
	"slices"
	"strings"

	"github.com/google/uuid"
)

// editGroup changes one group. It reports whether there is one with this ID.
func (s *Server) editGroup(groupID string, change func(World, Tenant, *Group) bool) bool {
	return s.edit(func(w *World) bool {
		for i := range w.Tenants {
			groups := w.Tenants[i].Groups
			for j := range groups {
				if strings.EqualFold(groups[j].ID, groupID) {
					return change(*w, w.Tenants[i], &groups[j])
				}
			}
		}
		return false
	})
}

// RenameGroup changes the name of a group of the tenant and keeps its ID. It
// reports whether there is such a group.
func (s *Server) RenameGroup(tenantID, groupID, name string) bool {
	return s.editGroup(groupID, func(_ World, tenant Tenant, group *Group) bool {
		if !strings.EqualFold(tenant.ID, tenantID) {
			return false
		}
		group.Name = name
		return true
	})
}

// AddToGroup makes the person a member of the group, as the guest they are where
// the group is another tenant's. It reports whether both exist there.
func (s *Server) AddToGroup(groupID, username string) bool {
	return s.editGroup(groupID, func(w World, tenant Tenant, group *Group) bool {
		id, known := w.objectID(tenant.ID, username)
		if known && !slices.Contains(group.Members, id) {
			group.Members = append(group.Members, id)
		}
		return known
	})
}

// RemoveFromGroup takes the person out of the group. A membership through a nested
// group stays.
func (s *Server) RemoveFromGroup(groupID, username string) bool {
	return s.editGroup(groupID, func(w World, tenant Tenant, group *Group) bool {
		id, known := w.objectID(tenant.ID, username)
		group.Members = slices.DeleteFunc(group.Members, func(member string) bool { return member == id })
		return known
	})
}

// SetGroups makes the person a direct member of exactly these groups of the home
// tenant. It reports whether person and groups exist; else nothing changes.
func (s *Server) SetGroups(username string, groupIDs ...string) bool {
	return s.edit(func(w *World) bool {
		person, home, known := w.Person(username)
		for _, id := range groupIDs {
			_, owner, exists := w.Group(id)
			known = known && exists && owner.ID == home.ID
		}
		for i := range w.Tenants {
			if !known || w.Tenants[i].ID != home.ID {
				continue
			}
			for j := range w.Tenants[i].Groups {
				group := &w.Tenants[i].Groups[j]
				group.Members = slices.DeleteFunc(group.Members, func(member string) bool { return member == person.ObjectID })
				if slices.Contains(groupIDs, group.ID) {
					group.Members = append(group.Members, person.ObjectID)
				}
			}
		}
		return known
	})
}

// CreateGroup makes an empty group in the tenant and returns its ID, empty if
// there is no such tenant.
func (s *Server) CreateGroup(tenantID, name string) string {
	id := uuid.NewString()
	made := s.edit(func(w *World) bool {
		for i := range w.Tenants {
			if strings.EqualFold(w.Tenants[i].ID, tenantID) {
				w.Tenants[i].Groups = append(w.Tenants[i].Groups, Group{ID: id, Name: name})
				return true
			}
		}
		return false
	})
	if !made {
		return ""
	}
	return id
}

// DeleteGroup removes the group. It reports whether there was one with this ID.
func (s *Server) DeleteGroup(groupID string) bool {
	return s.edit(func(w *World) bool {
		for i := range w.Tenants {
			groups := w.Tenants[i].Groups
			at := slices.IndexFunc(groups, func(g Group) bool { return strings.EqualFold(g.ID, groupID) })
			if at >= 0 {
				w.Tenants[i].Groups = slices.Delete(groups, at, at+1)
				return true
			}
		}
		return false
	})
}

// objectID is the person's object ID in the tenant, at home or as a guest.
func (w World) objectID(tenantID, username string) (string, bool) {
	person, home, known := w.Person(username)
	if !known {
		return "", false
	}
	if home.ID == tenantID {
		return person.ObjectID, true
	}
	for _, guest := range person.Guests {
		if guest.TenantID == tenantID {
			return guest.ObjectID, true
		}
	}
	return "", false
}
