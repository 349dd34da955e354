package link

import "strings"

// Purpose says what a consent is asked for. Its text is stored.
type Purpose string

// The purposes of a consent.
const (
	ForLink   Purpose = "link"   // the account is to be linked
	ForGroups Purpose = "groups" // User Provisioning may read group memberships
)

// GroupsScope is the permission that User Provisioning needs (microsoft.md §6.3).
const GroupsScope = "GroupMember.Read.All"

// Scopes is what Microsoft is asked for: the least that logging in needs, and with
// groups also the permission to read group memberships. Granting again can replace what
// was granted before, so that each request names everything (microsoft.md §1.5).
func Scopes(groups bool) []string {
	scopes := []string{"openid", "profile", "email", "User.Read"}
	if groups {
		scopes = append(scopes, GroupsScope)
	}
	return scopes
}

// Grants reports whether granted scopes, in any of Microsoft's spellings, hold one.
func Grants(granted []string, scope string) bool {
	for _, s := range granted {
		if strings.EqualFold(s[strings.LastIndexByte(s, '/')+1:], scope) {
			return true
		}
	}
	return false
}
