package link

import (
	"slices"
	"strings"
)

// Role is a built-in directory role that may consent for a whole organisation.
type Role struct {
	ID   string // of the role template, as the wids claim names it
	Name string // as Azure shows it
}

// Roles lists the roles that may consent to what Workbooks asks for, the strongest
// first (microsoft.md §1.5, §1.8).
func Roles() []Role {
	return []Role{
		{"62e90394-69f5-4237-9190-012177145e10", "Global Administrator"},
		{"e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator"},
		{"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator"},
		{"158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator"},
	}
}

// strongest names the strongest consenting role among wids, or "". Presence of the
// claim means nothing: ordinary members carry a value of their own.
func strongest(wids []string) string {
	for _, role := range Roles() {
		if slices.ContainsFunc(wids, func(id string) bool { return strings.EqualFold(id, role.ID) }) {
			return role.Name
		}
	}
	return ""
}
