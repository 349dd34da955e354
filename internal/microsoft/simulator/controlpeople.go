package simulator

import (
	"net/http"
	"strings"
)

// controlPeople handles POST /control/people: what an Azure administrator may do
// to one account.
func (s *Server) controlPeople(w http.ResponseWriter, r *http.Request) {
	username := r.PostFormValue("person")
	if _, _, known := s.World().Person(username); !known {
		s.renderControl(w, http.StatusUnprocessableEntity, "Choose an account.")
		return
	}
	switch r.PostFormValue("action") {
	case "disable":
		s.DisablePerson(username, true)
	case "enable":
		s.DisablePerson(username, false)
	case "delete":
		s.DeletePerson(username)
	case "recreate":
		s.RecreatePerson(username)
	case "assign":
		s.Assign(username, true)
	case "unassign":
		s.Assign(username, false)
	case "factor":
		s.StopSignIn(username, StopFactor)
	case "block":
		s.StopSignIn(username, StopConditionalAccess)
	case "unstop":
		s.StopSignIn(username, 0)
	}
	done(w, r)
}

// controlGroups handles POST /control/groups: the name of a group, and who is in it.
func (s *Server) controlGroups(w http.ResponseWriter, r *http.Request) {
	group, tenant, known := s.World().Group(r.PostFormValue("group"))
	name := strings.TrimSpace(r.PostFormValue("name"))
	changed := false
	switch {
	case !known:
		s.renderControl(w, http.StatusUnprocessableEntity, "Choose a group.")
		return
	case r.PostFormValue("action") == "rename" && name == "":
		s.renderControl(w, http.StatusUnprocessableEntity, "Give the new name of the group.")
		return
	case r.PostFormValue("action") == "rename":
		changed = s.RenameGroup(tenant.ID, group.ID, name)
	case r.PostFormValue("action") == "add":
		changed = s.AddToGroup(group.ID, r.PostFormValue("person"))
	case r.PostFormValue("action") == "remove":
		changed = s.RemoveFromGroup(group.ID, r.PostFormValue("person"))
	}
	if !changed {
		s.renderControl(w, http.StatusUnprocessableEntity, "Choose somebody of the group's organisation, or one of its guests.")
		return
	}
	done(w, r)
}

// controlClaims handles POST /control/claims.
func (s *Server) controlClaims(w http.ResponseWriter, r *http.Request) {
	if r.PostFormValue("action") == "security" {
		s.EmitGroups(GroupClaimsSecurity)
	} else {
		s.EmitGroups(GroupClaimsNone)
	}
	done(w, r)
}
