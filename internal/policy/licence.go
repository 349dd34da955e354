package policy

import "slices"

// Edition is the licence that every user needs exactly one of to log in.
type Edition string

// The editions. Without one a user cannot log in.
const (
	NoEdition Edition = ""
	CRM       Edition = "CRM"
	Business  Edition = "Business"
)

// Editions lists the editions that an account can own.
func Editions() []Edition { return []Edition{CRM, Business} }

// Valid reports whether e is a known edition or none.
func (e Edition) Valid() bool { return e == NoEdition || e == CRM || e == Business }

// Extensions lists the licences that a user can have besides an edition.
func Extensions() []string {
	return []string{"Advanced Reporting", "Event Management", "Mapping", "Marketing Automation", "Outlook Connector", "Web Insights"}
}

// The User Groups that the console itself goes by.
const (
	Everyone             = "Everyone"
	SystemAdministration = "System Administration"
	HelpdeskGroup        = "Helpdesk"
)

// UserGroups lists the User Groups, each a set of capabilities of Workbooks.
func UserGroups() []string {
	return []string{Everyone, SystemAdministration, HelpdeskGroup, "Sales", "Marketing", "Customer Service", "Finance", "Projects"}
}

// ValidExtension reports whether name is a known extension.
func ValidExtension(name string) bool { return slices.Contains(Extensions(), name) }

// SortedExtensions keeps the known extensions of a list, each once, in the order of
// Extensions.
func SortedExtensions(list []string) []string { return kept(Extensions(), list) }

// SortedUserGroups keeps the known User Groups of a list, each once, in the order of
// UserGroups. Everyone is always among them.
func SortedUserGroups(list []string) []string {
	return kept(UserGroups(), append([]string{Everyone}, list...))
}

func kept(known, list []string) []string {
	var out []string
	for _, name := range known {
		if slices.Contains(list, name) {
			out = append(out, name)
		}
	}
	return out
}

// RoleOf is what the User Groups of an account's user allow in the console.
func RoleOf(groups []string) Role {
	switch {
	case slices.Contains(groups, SystemAdministration):
		return Administrator
	case slices.Contains(groups, HelpdeskGroup):
		return Helpdesk
	}
	return PlainUser
}

// GroupsOf is the least that a role needs; support has no User Groups.
func GroupsOf(r Role) []string {
	switch r {
	case Administrator:
		return []string{Everyone, SystemAdministration}
	case Helpdesk:
		return []string{Everyone, HelpdeskGroup}
	case PlainUser:
		return []string{Everyone}
	case Support:
	}
	return nil
}
