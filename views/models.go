package views

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
)

// Paths of the screens. handlers/routes.go registers the same constants, so that
// a link and its route cannot drift apart.
const (
	PathDesktop        = "/"
	PathLogin          = "/login"
	PathLogout         = "/logout"
	PathAppearance     = "/appearance"
	PathConfiguration  = "/configuration"
	PathAuthentication = "/configuration/account-settings/authentication"
	PathPassword       = PathAuthentication + "/password"
	PathMicrosoft      = PathAuthentication + "/microsoft"
	PathActivity       = PathMicrosoft + "/activity"
	PathExplain        = PathMicrosoft + "/explain"
	PathConsents       = PathMicrosoft + "/consent"
	PathCancel         = PathMicrosoft + "/consent/cancel"
	PathDisable        = PathMicrosoft + "/disable"
	PathEnable         = PathMicrosoft + "/enable"
	PathUnlink         = PathMicrosoft + "/unlink"
)

// PathConsent is the page of one consent request.
func PathConsent(id string) string { return PathConsents + "/" + id }

// PathUndo undoes the link that one consent request made.
func PathUndo(id string) string { return PathConsents + "/" + id + "/undo" }

// Visitor is the signed-in person, as the task bar and the menu need it.
type Visitor struct {
	Name    string
	Email   string
	Role    policy.Role
	Account string // the account's name; "Workbooks support" for support
}

// Frame is what every page needs around its window.
type Frame struct {
	Title   string   // of the window and, with the product's name, of the document
	Crumbs  []Crumb  // below «Start ›»
	Visitor *Visitor // nil when nobody is signed in: no task bar menu
	Theme   string   // "light", "dark" or "" for the system's choice
	Here    string   // this page's path, to come back to after changing the theme
	Notice  string   // one sentence after a saved change, or empty
	Now     time.Time
}

// Crumb is one step of the breadcrumbs; the last one has no Path.
type Crumb struct{ Label, Path string }

// LoginForm is the login page's form; it is never filled with a password.
type LoginForm struct {
	Email    string
	ReturnTo string
	Error    string // above the password: wrong name or password, locked, session ended
	Info     string // «Please log in to see that page.»
	// MicrosoftError says why logging in with Microsoft could not begin.
	MicrosoftError string
	// Known is a hint of who logged in here last with Microsoft, masked:
	// «b…@brightwater.example».
	Known string
}

// Method is one row of the Authentication list.
type Method struct {
	Name   string // "Password", "Microsoft"
	Path   string
	Status Status
	Detail string // «14 people use it», «Brightwater Ltd · brightwater.example»
}

// Status is a state shown as icon and word, never by colour alone.
type Status struct {
	Tone Tone
	Word string
}

// Tone picks icon and colour.
type Tone string

// The tones.
const (
	OK   Tone = "ok"
	Wait Tone = "wait"
	Warn Tone = "warn"
	Stop Tone = "stop"
	Idle Tone = "idle"
)

// AuthenticationModel is the Authentication window.
type AuthenticationModel struct {
	Account          string
	Methods          []Method
	AdvancedSecurity bool
	AccountManager   string // name, or empty
	ReadOnly         bool   // helpdesk
}

// PasswordModel is the Password window.
type PasswordModel struct {
	Account      string
	People       int // who log in with a password
	MaxWrong     int // wrong passwords in a row before the lock
	LockMinutes  int
	IdleHours    int
	MaximumHours int
}

// MicrosoftModel is the Microsoft window, tab Main.
type MicrosoftModel struct {
	Account  string
	ReadOnly bool // helpdesk: sees everything, no buttons
	Now      time.Time
	Link     *Link         // nil when not linked
	Request  *Request      // the request that is open now, nil if none
	Failed   *GuidanceView // the last request's failure, nil if none or no longer of interest
	Unlinked *Link         // the last link that was given up, nil if none
	// Conflict is set for a week after another Workbooks account tried to link
	// this account's organisation.
	Conflict *Conflict
	Explain  ExplainModel
	// Awaiting are links that were approved through invitations and need «Yes, this
	// is us».
	Awaiting []AwaitingLink
	// Invitations are the open ones and those that ended in the last day.
	Invitations []Invitation
	CanInvite   bool // an administrator, entitled, and fewer than link.MaxInvitations are open
	// Check is the request that waits for Azure's reviewer, empty for none.
	Check string
	// NotEntitled: Advanced Security is gone. What there is can be seen and given
	// up, but nothing new can be started.
	NotEntitled bool
	// Next is what is still to be done, or was, after linking; nil shows nothing.
	Next *NextModel
}

// NextModel is the checklist of a linked account.
type NextModel struct {
	LoggedIn     int  // users who have logged in with Microsoft
	Provisioning bool // User Provisioning is on
	Templates    int  // enabled ones
}

// Conflict says that somebody tried to link our tenant to another account.
type Conflict struct {
	At time.Time
	By string // the Microsoft account that tried
}

// Link is a link as the screens show it.
type Link struct {
	State        link.State
	TenantID     string
	Organisation string // empty: Microsoft did not tell
	Domains      []string
	ApprovedBy   string // name
	ApprovedAs   string // login name at Microsoft
	Role         string // «Application Administrator», empty when not checked
	Permissions  []string
	LinkedAt     time.Time
	LinkedBy     string // the Workbooks administrator
	ProvenAt     time.Time
	EndedAt      time.Time // when it was unlinked
}

// Name is the organisation's name, or its ID when the name is unknown.
func (l Link) Name() string {
	if l.Organisation != "" {
		return l.Organisation
	}
	return l.TenantID
}

// Request is an open or ended consent request.
type Request struct {
	ID        string
	Reference string
	State     link.RequestState
	StartedAt time.Time
	StartedBy string
	Mine      bool // the visitor started it
	Silent    bool // open, and nothing came back for link.SilentAfter
	// ForGroups: it asks a linked organisation for the permission to read groups, no more.
	ForGroups bool
}

// GuidanceView is the error guidance partial's model.
type GuidanceView struct {
	guidance.Guidance
	Failure   guidance.Failure
	Account   string
	Reference string
	At        time.Time // when it happened, by our clock
	CanRetry  bool      // offer «Try again» (administrators of an entitled account)
	CanCopy   bool      // offer the invitation to an Azure administrator
	Check     string    // the request that «Check again» looks after, empty for none
	// RetryPath is where «Try again» posts to; empty is PathConsents. With
	// PathProvisioningOn an invitation asks for the permission to read groups too.
	RetryPath string
	// Subject and Body are the ready mail for whoever must act; empty: none.
	Subject, Body string
	To            string // that mail's address where it is known, else empty
	// Expected and Found name the two organisations or accounts where they differ.
	Expected, Found string
	AccountUsed     string // the Microsoft account used, where known
	// Support: Workbooks support reads it, so no mail for Workbooks support is offered
	// and the details are theirs to copy.
	Support bool
}

// ExplainModel is the «What did Microsoft's page show?» form and its answer.
type ExplainModel struct {
	Text    string        // what was typed, to be put right; empty when it held a secret
	Error   string        // validation, e.g. nothing was pasted
	Answer  *GuidanceView // nil before the form was sent
	Secrets bool          // the text held a code or token; it was not kept
}

// ConsentModel is the page of one consent request: progress, confirmation or
// error guidance.
type ConsentModel struct {
	Account  string
	Now      time.Time
	Request  Request
	Link     *Link         // set when the request, or the one that overtook it, made the link
	CanUndo  bool          // within link.UndoWindow, administrator, still the current link
	Replaced string        // the organisation that was linked before, if any
	Failed   *GuidanceView // set when it failed
	ReadOnly bool
	// ProvisioningOff: the request was for groups, and User Provisioning, which it
	// switched on, has been switched off since.
	ProvisioningOff bool
}

// ConfirmModel asks before disabling, enabling, unlinking or replacing.
type ConfirmModel struct {
	Title    string
	Question string
	Affected []string // consequences, as sentences
	After    []string // what to do afterwards in Azure, as steps; may be empty
	Action   string   // where the form posts to
	Button   string   // the primary button's words
	Cancel   string   // where Cancel leads
	Stop     bool     // destructive
	NewTab   bool     // the form opens Microsoft in a new tab
}

// Entry is one line of the Activity tab.
type Entry struct {
	Seq     int64
	At      time.Time
	Who     string
	From    string // IP address, or "command line"
	What    string // a sentence
	Details []Detail
}

// Detail is one named value of an entry.
type Detail struct{ Name, Value string }

// ActivityModel is the Activity tab.
type ActivityModel struct {
	Account string
	Now     time.Time
	Entries []Entry
	Older   string // path of the next page, empty at the end
	Newest  string // path of the first page when this is not it
}

// ProblemModel is any error page.
type ProblemModel struct {
	Status    int
	Title     string
	Words     string
	Reference string
	Ways      []Way // where to go from here
}

// Way is a link out of a dead end.
type Way struct{ Label, Path string }
