package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// namesScope lets a token see more of groups than their IDs (microsoft.md §6.3).
const namesScope = "GroupMember.Read.All"

// allGroups answers GET /graph/v1.0/me/transitiveMemberOf/microsoft.graph.group.
func (s *Server) allGroups(w http.ResponseWriter, r *http.Request) {
	fault := s.take(EndpointGroups)
	if s.breakAnswer(w, r, fault) {
		return
	}
	if token, ok := s.bearerFor(w, r, "User.Read"); ok {
		s.writeGroups(w, r, token, s.World().GroupsOf(token.id.tenant.ID, token.id.objectID), fault)
	}
}

// directGroups answers GET /graph/v1.0/me/memberOf.
func (s *Server) directGroups(w http.ResponseWriter, r *http.Request) {
	if token, ok := s.bearerFor(w, r, "User.Read"); ok {
		s.writeGroups(w, r, token, s.World().DirectGroupsOf(token.id.tenant.ID, token.id.objectID), "")
	}
}

// writeGroups writes one page of the groups, in order of ID, as the fault says.
func (s *Server) writeGroups(w http.ResponseWriter, r *http.Request, token accessToken, groups []Group, fault Fault) {
	part, problem := parseWindow(r, len(groups))
	if problem != "" {
		s.graphError(w, r, http.StatusBadRequest, "Request_UnsupportedQuery", problem)
		return
	}
	named := slices.Contains(token.scopes, namesScope)
	items := []map[string]any{}
	for _, group := range groups[part.from:part.to] {
		item, ok := s.selected(w, r, groupEntity(group, named))
		if !ok {
			return
		}
		item["@odata.type"] = "#microsoft.graph.group"
		items = append(items, item)
	}
	answer := map[string]any{"@odata.context": s.context("groups")}
	if part.counted {
		answer["@odata.count"] = len(groups)
	}
	if part.to < len(groups) {
		answer["@odata.nextLink"] = s.base + r.URL.Path + "?" + part.next(r.URL.Query())
	}
	answer["value"] = items
	bendGroups(answer, items, fault)
	writeJSON(w, http.StatusOK, answer)
}

// groupEntity is a group as Graph shows it: without the permission for names,
// everything but the ID is null.
func groupEntity(group Group, named bool) map[string]any {
	entity := map[string]any{
		"displayName": group.Name, "description": nil, "mail": nil, "mailEnabled": false, "securityEnabled": true,
		"mailNickname": strings.ReplaceAll(group.ID, "-", ""), "groupTypes": []string{}, "visibility": "Private",
		"createdDateTime": "2021-06-01T08:00:00Z",
	}
	if !named {
		for property := range entity {
			entity[property] = nil
		}
	}
	entity["id"] = group.ID
	return entity
}

// group answers GET /graph/v1.0/groups/{id}, for any group of the token's tenant.
func (s *Server) group(w http.ResponseWriter, r *http.Request) {
	token, ok := s.bearerFor(w, r, namesScope)
	if !ok {
		return
	}
	group, owner, known := s.World().Group(r.PathValue("id"))
	if !known || owner.ID != token.id.tenant.ID {
		s.graphError(w, r, http.StatusNotFound, "Request_ResourceNotFound", "The group does not exist.")
		return
	}
	s.writeSelected(w, r, "groups/$entity", groupEntity(group, true))
}

// memberObjects answers POST /graph/v1.0/me/getMemberObjects: the IDs of all
// groups, for which User.Read suffices.
func (s *Server) memberObjects(w http.ResponseWriter, r *http.Request) {
	token, ok := s.bearerFor(w, r, "User.Read")
	if !ok {
		return
	}
	var asked struct {
		SecurityEnabledOnly *bool `json:"securityEnabledOnly"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.SecurityEnabledOnly == nil {
		s.graphError(w, r, http.StatusBadRequest, "Request_BadRequest", "The body must be JSON with securityEnabledOnly.")
		return
	}
	ids := groupIDs(s.World().GroupsOf(token.id.tenant.ID, token.id.objectID))
	writeJSON(w, http.StatusOK, map[string]any{"@odata.context": s.context("Collection(Edm.String)"), "value": ids})
}

// bendGroups changes a page of groups as the fault says.
func bendGroups(answer map[string]any, items []map[string]any, fault Fault) {
	if len(items) == 0 {
		items = []map[string]any{{"@odata.type": "#microsoft.graph.group", "id": GroupAllUsers, "displayName": "All Users"}}
	}
	switch fault {
	case FaultGroupsForeignLink:
		answer["@odata.nextLink"] = "http://elsewhere.invalid/graph/v1.0/me/transitiveMemberOf/microsoft.graph.group?$skiptoken=x"
	case FaultGroupsEmptyNames:
		for _, item := range items {
			item["displayName"] = ""
		}
		answer["value"] = items
	case FaultGroupsBadIDs:
		for i, item := range items {
			item["id"] = "../no-guid-" + strconv.Itoa(i)
		}
		answer["value"] = items
	default: // the page is honest
	}
}
