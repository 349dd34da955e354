package signin

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
)

// Person is a proven Microsoft identity: everything here comes from one validated
// ID token (microsoft.md §3.7). Only TenantID with ObjectID tells who it is.
type Person struct {
	TenantID, ObjectID string
	Name               string
	Username           string // preferred_username, can change
	Email              string // often missing, never proof by itself
	EmailVerified      bool   // xms_edov
	Guest              bool
	Home               string // where a guest comes from, as told; may be empty
}

// Source says where a login name comes from.
type Source string

// The sources of login names, in the order in which they are tried.
const (
	FromUsername Source = "preferred_username"
	FromEmail    Source = "email"
)

// LoginName is one name under which an existing user may be met for the first time.
type LoginName struct {
	Name   string // lower case
	Source Source
	Proven bool // its domain is one that the organisation has proven
}

// User is an existing Workbooks user as the rules need it.
type User struct {
	ID           string
	LoginName    string
	LoginEnabled bool
	Edition      policy.Edition
	// Identity is the Microsoft identity that the user has in this account, zero if none.
	Identity Identity
	// MailboxAt is when the user's mailbox was last looked for, GroupsAt when their groups
	// were last read; zero for never. Both, and Managed, are told of Candidate.Known only.
	MailboxAt, GroupsAt time.Time
	Managed             []Field
}

// Identity is the key of a Microsoft person.
type Identity struct{ TenantID, ObjectID string }

// Zero reports whether there is no identity.
func (i Identity) Zero() bool { return i == Identity{} }

// GuestPolicy says what becomes of guests of the organisation.
type GuestPolicy string

// The policies for guests. Their texts are stored.
const (
	RefuseGuests   GuestPolicy = "refuse"
	AllowGuests    GuestPolicy = "allow"    // as everybody else
	TemplateGuests GuestPolicy = "template" // new ones get a template of their own
)

// WhenNoneLeft says what happens when a new user's licence is used up.
type WhenNoneLeft string

// The policies for licences. Their texts are stored.
const (
	RefuseUser   WhenNoneLeft = "refuse"
	OverAllocate WhenNoneLeft = "overallocate"
)

// ApplyAt says when templates are applied to a user.
type ApplyAt string

// When templates apply. Their texts are stored.
const (
	AtFirst ApplyAt = "first"
	AtEach  ApplyAt = "each"
)

// Candidate is one account that the person's organisation serves, with what a
// decision needs to know of it.
type Candidate struct {
	AccountID        string
	AccountName      string
	LinkID           string
	LinkState        link.State
	AdvancedSecurity bool
	Domains          []string // that the organisation has proven
	Provisioning     bool
	Guests           GuestPolicy
	GuestTemplateID  string
	ApplyAt          ApplyAt
	WhenNoneLeft     WhenNoneLeft
	// Known is the user with exactly this identity, nil if there is none.
	Known *User
	// Named are users whose login name is one of LoginNames, at most one for each.
	Named []User
}

// Step is what follows from a decision.
type Step string

// The steps. Refuse goes with a cause.
const (
	Enter     Step = "enter"     // the user is known: log in
	Meet      Step = "meet"      // an existing user is met for the first time
	Provision Step = "provision" // a new user may be made, if a template and a licence are found
	Refuse    Step = "refuse"
)

// Decision is who the person is for an account, and what follows.
type Decision struct {
	Step  Step
	Cause guidance.Cause // of Refuse, else None
	User  User           // of Enter and Meet; of Refuse the user it is about, if any
	// Name is by which login name a user was met or would be made.
	Name LoginName
	// Relink says that the person asks to be put in the place of the user's identity:
	// an administrator has to decide.
	Relink bool
}

// Group is one group of the organisation's directory.
type Group struct{ ID, Name string }

// Reading says whether somebody's groups are known.
type Reading string

// The readings. NotRead is different from «in no group» (lessons.md, 3 and 6).
const (
	NotAsked Reading = ""
	Read     Reading = "read"
	NotRead  Reading = "not_read"
)

// Membership is the groups that somebody is in, transitively.
type Membership struct {
	Reading Reading
	Groups  []Group // Name may be empty: Microsoft does not tell names without a permission
}

// Template turns a group into what a new user gets.
type Template struct {
	ID         string
	GroupName  string // exactly as Azure shows it
	GroupID    string // empty until a group of this name was seen
	Ambiguous  bool   // several groups have this name and none was chosen
	Enabled    bool
	Timezone   string // IANA name, empty: the account's
	Edition    policy.Edition
	Extensions []string
	UserGroups []string
}

// Reason says why a template applies or does not.
type Reason string

// The reasons. Their texts are stored in traces.
const (
	Applies      Reason = "applies"
	NotMember    Reason = "not_member"
	SwitchedOff  Reason = "disabled"
	LaterInOrder Reason = "later" // matches too, but another one comes first
	SeveralNamed Reason = "ambiguous"
	NamesUnknown Reason = "names_unknown" // not yet bound to a group, and Microsoft told no names
)

// Verdict is the reason of one template.
type Verdict struct {
	TemplateID string
	GroupName  string
	Reason     Reason
}

// Matched is what matching a membership against the templates gave.
type Matched struct {
	Index    int   // of the template that applies, -1 for none
	Bind     Group // the group whose ID the template is to be bound to, zero if it is already
	Verdicts []Verdict
}

// Licence is one kind of licence of an account.
type Licence struct{ Owned, Used int }

// Left is how many are left, negative when more are used than owned.
func (l Licence) Left() int { return l.Owned - l.Used }

// Stock is what an account owns and uses, by name of Edition or Extension.
type Stock map[string]Licence

// Field is one of the fields of a user that a template can look after.
type Field string

// The managed fields. Their texts are stored.
const (
	FieldEdition    Field = "edition"
	FieldExtensions Field = "extensions"
	FieldUserGroups Field = "user_groups"
	FieldTimezone   Field = "timezone"
)

// Profile is what a template gives to a user.
type Profile struct {
	Edition    policy.Edition
	Extensions []string
	UserGroups []string
	Timezone   string
}

// GraphBudget is how long a log-in waits for Microsoft Graph in all.
const GraphBudget = 2 * time.Second

// MailboxEvery is how often a user's mailbox is looked for, at most, and GroupsEvery how
// often their groups are read where no template changes what they have.
const (
	MailboxEvery = 24 * time.Hour
	GroupsEvery  = 24 * time.Hour
)
