package microsoft

import (
	"context"
	"encoding/json"
)

const (
	maxClaimedGroups = 250    // Microsoft puts 200 at most into a token (microsoft.md §6.2)
	maxGroups        = 20_000 // of one person, from Graph
)

// GroupsState tells what an ID token says of groups (microsoft.md §6.2).
type GroupsState string

// What a token can say of groups. Absent means that the person has none or that the
// registration does not ask for them; overage, that there are too many for a token.
// Neither may be read as leaving a group.
const (
	GroupsAbsent  GroupsState = ""
	GroupsPresent GroupsState = "present"
	GroupsOverage GroupsState = "overage"
)

// GroupsClaim is the groups claim of an ID token. IDs are GUIDs in lower case, at
// most 250, and only there if State is [GroupsPresent].
type GroupsClaim struct {
	State GroupsState
	IDs   []string
}

// Group is a group that the person is in, directly or by way of another one. ID is
// a GUID in lower case. Name is free text of at most 256 characters that the tenant
// sets and that others may share; it is empty if the token does not show names
// (microsoft.md §6.3).
type Group struct{ ID, Name string }

// Groups asks Graph for all groups of the person who signed in, nested ones
// included. It reads at most 50 pages and 20,000 groups within 30 seconds; if Graph
// is busy it waits once as long as told, where the context's time allows. Errors are
// *Error or wrap [ErrIncomplete]; with any error there are no groups, which must not
// be taken for a person in none.
func (c *Client) Groups(ctx context.Context, t GraphToken) ([]Group, error) {
	list := listing{
		op: "read groups", token: t, eventual: true,
		address: c.graph + "/v1.0/me/transitiveMemberOf/microsoft.graph.group?$select=id,displayName&$top=999&$count=true",
	}
	type item struct {
		ID          string
		DisplayName string // null leaves it empty
	}
	groups := []Group{}
	seen := map[string]bool{}
	for page, err := range pages[item](ctx, c, list) {
		if err != nil {
			return nil, err
		}
		for _, one := range page {
			id, ok := ParseTenantID(one.ID)
			if !ok || len(groups) == maxGroups {
				return nil, c.nonsense(list.op, 0)
			}
			if !seen[id] { // a page may repeat what moved while we read
				seen[id] = true
				groups = append(groups, Group{ID: id, Name: clip(one.DisplayName)})
			}
		}
	}
	return groups, nil
}

// groupsClaim reads what the token says of groups. The address that an overage
// comes with is never looked at: it names a service that is gone, and could name any
// other (microsoft.md §6.2).
func groupsClaim(claims map[string]json.RawMessage) (GroupsClaim, bool) {
	var elsewhere map[string]json.RawMessage
	if raw, ok := claims["_claim_names"]; ok && json.Unmarshal(raw, &elsewhere) != nil {
		return GroupsClaim{}, false
	}
	ids, ok := groupIDs(claims)
	if _, over := elsewhere["groups"]; over || affirmed(claims["hasgroups"]) {
		return GroupsClaim{State: GroupsOverage}, ok
	}
	if ids == nil || !ok {
		return GroupsClaim{}, ok
	}
	return GroupsClaim{State: GroupsPresent, IDs: ids}, true
}

// groupIDs returns nil if the claim is not there, and false if it is not a list of
// GUIDs.
func groupIDs(claims map[string]json.RawMessage) ([]string, bool) {
	raw, ok := claims["groups"]
	if !ok {
		return nil, true
	}
	var ids []string
	if json.Unmarshal(raw, &ids) != nil || ids == nil || len(ids) > maxClaimedGroups {
		return nil, false
	}
	for i, id := range ids {
		if ids[i], ok = ParseTenantID(id); !ok {
			return nil, false
		}
	}
	return ids, true
}
