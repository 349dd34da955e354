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

// MaySeeStatus reports whether the role may look at Link status: administrators and
// helpdesk at their own account's, support at every account's.
func (r Role) MaySeeStatus() bool { return r.MaySeeAuthentication() || r == Support }

// MaySupport reports whether the role is of Workbooks' own staff.
func (r Role) MaySupport() bool { return r == Support }
