package simulator

import (
	"slices"
	"strings"

	"github.com/google/uuid"
)

// World returns everybody as they are now. What it returns does not change later.
func (s *Server) World() World { return *s.world.Load() }

// edit replaces the world by a changed copy, if change reports that it changed it.
func (s *Server) edit(change func(*World) bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.World().clone()
	if !change(&next) {
		return false
	}
	s.world.Store(&next)
	return true
}

// clone copies what edits change in place.
func (w World) clone() World {
	w.Tenants = slices.Clone(w.Tenants)
	for i := range w.Tenants {
		tenant := &w.Tenants[i]
		tenant.People = slices.Clone(tenant.People)
		tenant.Groups = slices.Clone(tenant.Groups)
		for j := range tenant.Groups {
			tenant.Groups[j].Members = slices.Clone(tenant.Groups[j].Members)
		}
	}
	return w
}

// editPerson changes one person. It reports whether there is one of this name.
func (s *Server) editPerson(username string, change func(*Person)) bool {
	return s.edit(func(w *World) bool {
		person := w.person(username)
		if person == nil {
			return false
		}
		change(person)
		return true
	})
}

func (w *World) person(username string) *Person {
	for i := range w.Tenants {
		people := w.Tenants[i].People
		for j := range people {
			if strings.EqualFold(people[j].Username, username) {
				return &people[j]
			}
		}
	}
	return nil
}

// DisablePerson blocks the account's sign-ins with 50057, or lets them again. Like
// all methods that change a person, it reports whether there is one of this name.
func (s *Server) DisablePerson(username string, disabled bool) bool {
	return s.editPerson(username, func(p *Person) { p.Disabled = disabled })
}

// DeletePerson removes the account: sign-ins with its name end at 50034. The name
// stays on the sign-in page, so that this can be seen.
func (s *Server) DeletePerson(username string) bool {
	return s.editPerson(username, func(p *Person) { p.Deleted = true })
}

// RecreatePerson makes a new account under the name of the old one, as after a
// deletion: another object ID, no group, signed in nowhere. It returns the new
// object ID, empty for an unknown name.
func (s *Server) RecreatePerson(username string) string {
	id := uuid.NewString()
	if !s.editPerson(username, func(p *Person) { p.ObjectID, p.Deleted, p.Disabled, p.Stop = id, false, false, 0 }) {
		return ""
	}
	s.everySession(func(known session) session { return without(known, username) })
	return id
}

// RenamePerson changes the user principal name and keeps the object ID. Who is
// signed in stays so. A name that somebody has is refused.
func (s *Server) RenamePerson(username, principal string) bool {
	renamed := s.edit(func(w *World) bool {
		person := w.person(username)
		if person == nil || w.person(principal) != nil {
			return false
		}
		person.Username = principal
		return true
	})
	if renamed {
		s.everySession(func(known session) session { return renamedIn(known, username, principal) })
	}
	return renamed
}

// SetMail sets the mail address, empty for none.
func (s *Server) SetMail(username, mail string) bool {
	return s.editPerson(username, func(p *Person) { p.Mail = mail })
}

// SetEdov sets whether ID tokens call the domain of the mail address verified
// (xms_edov). Nil leaves the claim out, which means unknown.
func (s *Server) SetEdov(username string, verified *bool) bool {
	return s.editPerson(username, func(p *Person) { p.VerifiedMail = verified })
}

// SetLicences replaces the person's licences.
func (s *Server) SetLicences(username string, licences ...Licence) bool {
	return s.editPerson(username, func(p *Person) { p.Licences = slices.Clone(licences) })
}

// Assign says whether the person is assigned to the application, at home and
// wherever they are a guest. It matters where assignment is required.
func (s *Server) Assign(username string, assigned bool) bool {
	return s.editPerson(username, func(p *Person) { p.Unassigned = !assigned })
}

// StopSignIn lets every sign-in of the person end at this AADSTS number on a page
// that never comes back, such as StopFactor. 0 lets them sign in again.
func (s *Server) StopSignIn(username string, code int) bool {
	return s.editPerson(username, func(p *Person) { p.Stop = code })
}

// RequireAssignment sets «Assignment required» of the enterprise application in
// the tenant: who is not assigned is refused with 50105, and nobody may consent
// for themself (microsoft.md §1.7).
func (s *Server) RequireAssignment(tenantID string, required bool) bool {
	return s.edit(func(w *World) bool {
		for i := range w.Tenants {
			if strings.EqualFold(w.Tenants[i].ID, tenantID) {
				w.Tenants[i].Assignment = required
				return true
			}
		}
		return false
	})
}
