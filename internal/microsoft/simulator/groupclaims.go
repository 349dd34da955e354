package simulator

// GroupClaims is groupMembershipClaims of the registration (microsoft.md §6.1).
type GroupClaims string

// Values of GroupClaims.
const (
	GroupClaimsNone     GroupClaims = ""              // tokens say nothing about groups
	GroupClaimsSecurity GroupClaims = "SecurityGroup" // tokens carry the IDs of all groups
)

// groupsInToken is how many groups fit into a token (microsoft.md §6.2).
const groupsInToken = 200

// EmitGroups sets what ID tokens say about groups. Anything but
// GroupClaimsSecurity means nothing, as at the start.
func (s *Server) EmitGroups(mode GroupClaims) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groupClaims = mode
}

// addGroups adds the groups claim, or where there are too many the hint at them:
// an address of the dead Azure AD Graph, which must never be called. Who is in no
// group has neither, as if nothing were configured.
func (s *Server) addGroups(claims map[string]any, id identity) {
	s.mu.Lock()
	mode := s.groupClaims
	s.mu.Unlock()
	if mode != GroupClaimsSecurity {
		return
	}
	groups := s.World().GroupsOf(id.tenant.ID, id.objectID)
	switch {
	case len(groups) == 0:
	case len(groups) > groupsInToken:
		claims["_claim_names"] = map[string]string{"groups": "src1"}
		claims["_claim_sources"] = map[string]any{"src1": map[string]string{
			"endpoint": "https://graph.windows.net/" + id.tenant.ID + "/users/" + id.objectID + "/getMemberObjects",
		}}
	default:
		claims["groups"] = groupIDs(groups)
	}
}

func groupIDs(groups []Group) []string {
	ids := make([]string, 0, len(groups))
	for _, group := range groups {
		ids = append(ids, group.ID)
	}
	return ids
}
