package views

import (
	"time"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// Paths of Users & Security.
const (
	PathUsersSecurity = "/configuration/users-security"
	PathUsers         = PathUsersSecurity + "/users" // GET the list, POST a new user
	PathUserNew       = PathUsers + "/new"
	PathLicences      = PathUsersSecurity + "/licences"
)

// PathUser is the page of one user.
func PathUser(id string) string { return PathUsers + "/" + id }

// PathUserEdit is the form that changes a user: GET shows, POST saves.
func PathUserEdit(id string) string { return PathUser(id) + "/edit" }

// PathUserDo is where one act on a user is asked about (GET) and done (POST).
func PathUserDo(id string, act UserAct) string { return PathUser(id) + "/" + string(act) }

// PathUserSession ends one session of a user.
func PathUserSession(id, session string) string {
	return PathUser(id) + "/sessions/" + session + "/end"
}

// UserAct is something that an administrator does with a user.
type UserAct string

// The acts; each is the end of its path.
const (
	ActDisable       UserAct = "disable"
	ActEnable        UserAct = "enable"
	ActInvite        UserAct = "invite"
	ActRevoke        UserAct = "invite-revoke"
	ActForget        UserAct = "forget"
	ActRelink        UserAct = "relink"
	ActRelinkDismiss UserAct = "relink-dismiss"
	ActFree          UserAct = "free"
	ActEndSessions   UserAct = "sessions/end"
)

// UserState filters the list of users.
type UserState string

// The states that the list can be filtered by.
const (
	AnyUser       UserState = ""
	ActiveUsers   UserState = "active"
	DisabledUsers UserState = "disabled"
	DeniedUsers   UserState = "denied" // no Edition, so no log-in
	RelinkUsers   UserState = "relink"
	MailboxUsers  UserState = "mailbox" // without an Office 365 mailbox
)

// UserStates lists the states in the order of the filter.
func UserStates() []UserState {
	return []UserState{AnyUser, ActiveUsers, DisabledUsers, DeniedUsers, RelinkUsers, MailboxUsers}
}

// UsersModel is the list of an account's users.
type UsersModel struct {
	Account  string
	Now      time.Time
	ReadOnly bool // helpdesk
	Query    string
	State    UserState
	Rows     []UserRow
	Older    string // path of the next page, empty at the end
	Newest   string // path of the first page when this is not it
}

// UserRow is one user in the list.
type UserRow struct {
	ID, Name, LoginName string
	Edition             policy.Edition
	Extensions          []string
	Role                policy.Role
	HasPassword         bool
	Microsoft           string // username at Microsoft, empty for no identity
	LastLoginAt         time.Time
	LastByMicrosoft     bool
	Disabled            bool
	Relink              bool // somebody at Microsoft waits to be this user
	NoMailbox           bool
	Invited             bool // an invitation is open, and they never logged in
}

// UserModel is the page of one user.
type UserModel struct {
	Account  string
	Now      time.Time
	ReadOnly bool
	User     UserRow

	UserGroups []string
	Timezone   string // IANA name, empty: the account's
	Origin     string // how the user came about, in words; may be empty
	CreatedAt  time.Time
	// Template is the User Template that looks after the managed fields, its Azure
	// Group as label; no label for none.
	Template Way
	Managed  []signin.Field

	Identity   *UserIdentity
	Relink     *RelinkModel
	Sessions   []SessionRow
	Invitation *UserInvitation
	Failures   []Attempt // last failed log-ins, newest first

	Mails      bool // mail is set up
	CanInvite  bool // has no password, or never logged in, and may be sent an invitation
	CanFree    bool // holds licences while disabled, or has left
	Yourself   bool // the visitor's own page: not to be disabled
	LastKeeper bool // the last administrator: not to be disabled
}

// UserIdentity is who a user is at Microsoft.
type UserIdentity struct {
	Username, Name, Email string
	TenantID, ObjectID    string
	Organisation          string // name, may be empty
	Guest                 bool
	Home                  string // where a guest comes from, may be empty
	LinkedAt              time.Time
	LinkedHow             string // in words: «by login name at the first log-in»
	Check                 Status // what Microsoft last said of them: «let in», «disabled in Azure»; no word for unknown
	CheckedAt             time.Time
	Mailbox               Status // «found», «none»; no word for unknown
	MailboxAt             time.Time
	Elsewhere             bool // the identity is of an organisation that is not linked now
}

// RelinkModel is somebody at Microsoft who asks to be this user.
type RelinkModel struct {
	Key                   string // what the forms carry, so that only what was read is confirmed
	Username, Name, Email string
	TenantID, ObjectID    string
	Guest                 bool
	Home                  string
	Reason                string // why an administrator has to decide, a sentence
	Reference             string
	At                    time.Time
	Tries                 int
	Replaces              bool // the user has another Microsoft identity now
}

// UserInvitation is the open or last invitation of a user. URL is known only in the
// browser that made it, for a quarter of an hour.
type UserInvitation struct {
	State     WelcomeState
	Sender    string
	CreatedAt time.Time
	ExpiresAt time.Time
	EndedAt   time.Time
	Mail      MailState
	MailWords string
	URL       string
	Reference string
}

// UserForm adds or changes a user. Errors name what is to be put right, beside the
// field; Error stands above the form.
type UserForm struct {
	UserFields
	Account    string
	ID         string      // empty: a new user
	Version    string      // what the form was made from, so that nothing is overwritten unseen
	Now        *UserFields // what somebody else has saved meanwhile, told where it differs; nil for nothing
	LoginName  string      // of a new user; afterwards it is only shown
	Editions   []LicenceOffer
	Extras     []LicenceOffer // Extensions
	Groups     []string       // all User Groups
	Timezones  []string       // all that can be chosen
	Template   string         // Azure Group of the template that looks after Managed
	Managed    []signin.Field
	Mails      bool // offer to send an invitation
	Invite     bool
	LastKeeper bool   // System Administration cannot be taken away
	Confirm    string // where to confirm who one is before giving System Administration; empty: not needed
	Error      string
	Errors     UserFormErrors
}

// UserFields are what can be changed of a user.
type UserFields struct {
	Name       string
	Edition    policy.Edition
	Extensions []string
	UserGroups []string
	Timezone   string // IANA name, empty: the account's
}

// UserFormErrors are the faults of a UserForm, each empty when its field is right.
type UserFormErrors struct{ Name, LoginName, Edition, Extensions, UserGroups, Timezone string }

// LicenceOffer is an Edition or Extension to choose, with what is left of it. Left
// counts before the choice; Held says that this user holds one already.
type LicenceOffer struct {
	Name string
	Left int
	Held bool
}

// LicencesModel is the Licences page.
type LicencesModel struct {
	Account        string
	AccountManager string // may be empty
	ReadOnly       bool
	Editions       []LicenceRow
	Extensions     []LicenceRow
}

// LicenceRow is one kind of licence of the account.
type LicenceRow struct {
	Name        string
	Owned, Used int
}

// Left is how many are left, negative when more are used than owned.
func (r LicenceRow) Left() int { return r.Owned - r.Used }
