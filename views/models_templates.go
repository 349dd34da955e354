package views

import (
	"time"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
)

// Paths of User Provisioning, its templates and leavers.
const (
	PathTemplates        = PathMicrosoft + "/templates"        // GET the tab, POST a new template
	PathTemplateNew      = PathTemplates + "/new"              // GET the empty form
	PathTemplatesOrder   = PathTemplates + "/order"            // POST the order of all
	PathTemplatesCheck   = PathTemplates + "/check"            // GET the remarks on a group's name
	PathTemplateSettings = PathTemplates + "/settings"         // POST
	PathProvisioningOn   = PathTemplates + "/provisioning/on"  // POST, opens Microsoft
	PathProvisioningOff  = PathTemplates + "/provisioning/off" // GET asks, POST does
	PathTemplatesTry     = PathTemplates + "/try"              // GET and POST, both change nothing
	PathInviteGroups     = PathInvite + "?purpose=groups"      // the hand-over of that permission
	PathLeavers          = PathMicrosoft + "/leavers"          // GET
)

// PathTemplate is the form of one template: GET shows, POST saves.
func PathTemplate(id string) string { return PathTemplates + "/" + id }

// PathTemplateDo is where one act on a template is done (POST). Deleting is asked
// about at the same place (GET).
func PathTemplateDo(id string, act TemplateAct) string { return PathTemplate(id) + "/" + string(act) }

// TemplateAct is something that an administrator does with a template in the list.
type TemplateAct string

// The acts; each is the end of its path. Move carries «to», the position counted
// from 1, and «version», the order that was seen.
const (
	TemplateEnable  TemplateAct = "enable"
	TemplateDisable TemplateAct = "disable"
	TemplateDelete  TemplateAct = "delete"
	TemplateMove    TemplateAct = "move"
)

// TemplatesModel is the tab User Templates.
type TemplatesModel struct {
	Account      string
	Now          time.Time
	ReadOnly     bool // helpdesk
	Provisioning ProvisioningModel
	Settings     SettingsForm
	Table        TemplateTableModel
}

// ProvisioningModel is the switch User Provisioning and what is under way with it.
type ProvisioningModel struct {
	Account     string
	Now         time.Time
	ReadOnly    bool
	NotEntitled bool // Advanced Security is gone: nothing can be switched on
	Linked      bool // the account has an enabled link; without it there is nobody to make
	Enabled     bool
	Since       time.Time // when it was switched on; zero when not known
	By          string    // who did, may be empty
	// Granted: the organisation has given the permission, so that switching on needs
	// no visit to Microsoft.
	Granted     bool
	Request     *Request      // the request for the permission that is open now, nil if none
	Failed      *GuidanceView // why the last one failed, nil if none or no longer of interest
	CanInvite   bool
	Invitations []Invitation // for this permission, open ones
}

// SettingsForm is what applies to all templates. Errors name what is to be put right,
// beside the field; Error stands above the form. The fields are sent as guests,
// guest_template, when_none_left, apply_at and version.
type SettingsForm struct {
	ReadOnly        bool
	Version         string
	Guests          signin.GuestPolicy
	GuestTemplateID string
	WhenNoneLeft    signin.WhenNoneLeft
	ApplyAt         signin.ApplyAt
	Templates       []TemplateOption // that a guest can get
	Error           string
	Errors          SettingsErrors
}

// SettingsErrors are the faults of a SettingsForm, each empty when its field is right.
type SettingsErrors struct{ Guests, GuestTemplate, WhenNoneLeft, ApplyAt string }

// TemplateOption is one template to choose.
type TemplateOption struct {
	ID, GroupName string
	Off           bool // disabled, so that nobody gets it
}

// TemplateTableModel is the list of templates in their order. The order is sent as
// version and, for each template, id; numbers typed beside them as position, in the
// same order.
type TemplateTableModel struct {
	Now      time.Time
	ReadOnly bool
	Version  string // of the order that is shown
	Changed  bool   // somebody else changed the order meanwhile: this is theirs, and nothing was saved
	Error    string // why an order was not saved, otherwise
	Rows     []TemplateRowModel
}

// TemplateRowModel is one template in the list.
type TemplateRowModel struct {
	ID           string
	Version      string // of the order that is shown, as the list has it
	Position     int    // counted from 1
	Count        int    // how many templates there are
	ReadOnly     bool
	Now          time.Time
	GroupName    string
	GroupID      string    // empty: no group of this name was seen yet
	PreviousName string    // the group was renamed in Azure since; empty for no
	RenamedAt    time.Time // when that was noticed
	Ambiguous    bool      // several groups have this name, and none was chosen
	Hints        []GroupHint
	Enabled      bool
	Timezone     string // IANA name, empty: the account's
	Edition      LicenceOffer
	Extensions   []LicenceOffer
	UserGroups   []string
	Guests       bool // guests get this one
}

// GroupHint is one remark about a group's name.
type GroupHint struct {
	Kind signin.HintKind
	Name string // of the group that was probably meant, or the template's; may be empty
	Path string // of the template that has this group already; may be empty
}

// GroupChoice is one of several groups that have exactly the same name.
type GroupChoice struct {
	ID     string
	SeenAt time.Time // zero: not known
}

// GroupCheck is what is known of a group's name while it is typed. It is asked for
// with group_name, group_id and template (the ID of the one that is changed).
type GroupCheck struct {
	Name    string
	GroupID string // of the group that the template is bound to or that was chosen; may be empty
	Known   bool   // exactly one group of this name was seen
	Now     time.Time
	Hints   []GroupHint
	Choices []GroupChoice // several of this name; chosen by group_id
}

// TemplateForm adds or changes a template. Its fields are sent as group_name, group_id,
// position, placed, order, enabled, timezone, edition, extension and user_group. «Use this name»
// sends use_name with a name: the form is then shown again with it, and not saved.
type TemplateForm struct {
	Account    string
	ID         string // empty: a new template
	Version    string // what the form was made from, so that nothing is overwritten unseen
	Check      GroupCheck
	Known      []string // names of groups that were seen, to suggest
	Position   string   // as typed; counted from 1
	Placed     string   // the position that the form was made with: nothing moves while it stands
	Order      string   // the version of the order that the form was made from
	Count      int      // the last position there can be
	Enabled    bool
	Timezone   string
	Edition    policy.Edition
	Extensions []string
	UserGroups []string
	Editions   []LicenceOffer
	Extras     []LicenceOffer // Extensions
	Groups     []string       // all User Groups
	Timezones  []string
	Confirm    string // as in UserForm
	Error      string
	Errors     TemplateErrors
}

// TemplateErrors are the faults of a TemplateForm, each empty when its field is right.
type TemplateErrors struct {
	GroupName, GroupID, Position, Timezone, Edition, Extensions, UserGroups string
}

// TryModel is «Try it»: who, or which groups, and the answer. The fields are sent as
// user (a login name) and groups (a name on each line).
type TryModel struct {
	Account  string
	Now      time.Time
	ReadOnly bool
	User     string    // as typed
	Users    []TryUser // who have logged in with Microsoft, to suggest
	Groups   string    // as typed
	Error    string
	Errors   TryErrors
	Answer   *MatchModel // nil before the form was sent
}

// TryErrors are the faults of a TryModel, each empty when its field is right.
type TryErrors struct{ User, Groups string }

// TryUser is somebody whose groups are known from a log-in.
type TryUser struct{ LoginName, Name string }

// MatchOutcome is what matching somebody's groups comes to.
type MatchOutcome string

// The outcomes.
const (
	MatchApplies    MatchOutcome = "applies"
	MatchNone       MatchOutcome = "none"
	MatchUnread     MatchOutcome = "unread"     // the groups could not be read
	MatchNoLicence  MatchOutcome = "no_licence" // a template applies, but a licence is lacking
	MatchNoTemplate MatchOutcome = "no_templates"
	MatchUnsure     MatchOutcome = "unsure"    // one that comes before could not be judged
	MatchGuest      MatchOutcome = "guest"     // guests are turned away
	MatchGuestOff   MatchOutcome = "guest_off" // the guests' template is disabled
)

// MatchModel explains which template applies to somebody, and why the others do not.
type MatchModel struct {
	Outcome  MatchOutcome
	Who      string // the person, empty for groups that were typed
	Off      bool   // User Provisioning is off, so that nobody is made
	Groups   []string
	Unnamed  int       // further groups whose names Microsoft did not tell
	From     string    // how the groups are known, in words: «the log-in itself»; may be empty
	ReadAt   time.Time // when Microsoft told them; zero for typed ones
	Now      time.Time
	Template Way // the one that applies, its Azure Group as label
	Verdicts []LoginVerdict
	Licences []LicenceStep // that would change
	Lacking  []string      // licences of which none is left
	Refuses  bool          // when none is left nobody is made; else more are used than owned
	// Exists: the person has a user. Changes are then what would become of it, else
	// what would be made.
	Exists  bool
	Changes []Detail
	Guest   bool // what applies is the guests' template, whatever their groups
	Kept    bool // the last administrator keeps their rights, which the template would take
	// Tried: this was only tried, and nothing was written.
	Tried bool
}

// LeaversModel is the tab Leavers.
type LeaversModel struct {
	Account  string
	Now      time.Time
	ReadOnly bool
	Left     []LeaverRow // whom Microsoft refused when they last tried
	Unseen   []LeaverRow // not seen for UnseenDays
	Days     int         // after which somebody counts as not seen
}

// LeaverRow is one user who may have left.
type LeaverRow struct {
	ID, Name, LoginName string
	Check               Status // what Microsoft said: «Disabled in Azure», «Deleted in Azure», «No longer assigned»
	CheckedAt           time.Time
	How                 string   // how we were told, a sentence; may be empty
	Licences            []string // held now
	LastLoginAt         time.Time
	Disabled            bool // cannot log in any more
	Keeper              bool // the last administrator: not to be disabled or freed
	Yourself            bool
}
