package policy

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
