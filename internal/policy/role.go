package policy

// Role is what a person may do in the console.
type Role string

// The roles. Support is Workbooks' own staff and belongs to no account.
const (
	Administrator Role = "administrator"
	Helpdesk      Role = "helpdesk"
	PlainUser     Role = "user"
	Support       Role = "support"
)

// Valid reports whether r is a known role.
func (r Role) Valid() bool {
	return r == Administrator || r == Helpdesk || r == PlainUser || r == Support
}

// MayAdminister reports whether the role may change the account's authentication.
func (r Role) MayAdminister() bool { return r == Administrator }

// MaySeeAuthentication reports whether the role may look at the account's
// authentication: administrators, and helpdesk read-only.
func (r Role) MaySeeAuthentication() bool { return r == Administrator || r == Helpdesk }
