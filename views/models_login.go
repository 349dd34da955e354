package views

import "time"

// Paths of logging in and out.
const (
	PathLoginMicrosoft   = PathLogin + "/microsoft"           // POST: goes to Microsoft
	PathLoginAccount     = PathLogin + "/account"             // GET the choice, POST the account
	PathLoginProblem     = PathLogin + "/problem"             // why a log-in came to nothing
	PathLoggedOut        = "/logged-out"                      // also where Microsoft leads after its own log-out
	PathLogoutMicrosoft  = PathLoggedOut + "/microsoft"       // POST: log out there too
	PathConfirmIdentity  = "/confirm-identity"                // GET asks, POST by password
	PathConfirmMicrosoft = PathConfirmIdentity + "/microsoft" // POST: goes to Microsoft
	PathSessions         = "/sessions"                        // My sessions
	PathEndOthers        = PathSessions + "/end-others"       // POST
	PathOtherAccount     = PathSessions + "/other-account"    // POST: choose another account
	PathDismissAlert     = "/alerts/dismiss"                  // POST kind, subject
)

// PathEndSession ends one of one's own sessions.
func PathEndSession(id string) string { return PathSessions + "/" + id + "/end" }

// PathWelcome is where an invited user chooses a password: GET shows, POST sets it.
func PathWelcome(token string) string { return "/welcome/" + token }

// LoginProblemModel is the page of a log-in that came to nothing.
type LoginProblemModel struct {
	Failed   GuidanceView // for guidance.ForUser
	Account  string       // Workbooks account that turned the person away; empty where that is not to be told
	Ask      string       // names of its administrators
	Tenant   string       // ID of the organisation used, empty when unknown
	Email    string       // as typed on the login page, to try again with; may be empty
	ReturnTo string
	Now      time.Time
	// Reauth: the person is logged in and wanted to confirm who they are.
	Reauth bool
	// Several: more than one Workbooks account fits the person.
	Several bool
}

// ChooseAccountModel is the choice among several Workbooks accounts.
type ChooseAccountModel struct {
	Name, Username string // at Microsoft
	ReturnTo       string
	Accounts       []AccountChoice
}

// AccountChoice is one account that a Microsoft account may log in to.
type AccountChoice struct {
	ID, Name string
	Login    string // the login name there, empty for somebody new
	Last     bool   // chosen last time
}

// LoggedOutModel is the page after logging out.
type LoggedOutModel struct {
	Microsoft bool // it was a log-in with Microsoft, which goes on there
	Both      bool // Microsoft has sent the person back after its own log-out
}

// ConfirmIdentityModel asks for the password, or for Microsoft, once more.
type ConfirmIdentityModel struct {
	For              string // what it is for, a sentence; empty: «before you change how people log in»
	Email            string // login name
	MicrosoftAccount string // known username at Microsoft, may be empty
	HasPassword      bool
	HasMicrosoft     bool
	ReturnTo         string
	Cancel           string // where Cancel leads; empty is the desktop
	Error            string
}

// DesktopModel is what the desktop tells about its visitor. A zero model tells only
// the name.
type DesktopModel struct {
	Edition    string // «CRM», empty for none and for support
	Extensions []string
	UserGroups []string
	Timezone   string // IANA name, empty: the account's
	LoggedInBy string // «with Microsoft as ada@brightwater.example», «with your password»; may be empty
	NoMailbox  bool   // Microsoft knows no Office 365 mailbox of the visitor's
	Alerts     []AlertModel
	Now        time.Time
}

// AlertModel is something that administrators are told once.
type AlertModel struct {
	Kind, Subject   string // what PathDismissAlert gets
	Tone            Tone
	Title           string
	Words           string // a sentence or two, may be empty
	FirstAt, LastAt time.Time
	Count           int64  // how often it happened
	Reference       string // of the last time, may be empty
	Ways            []Way  // where to put it right
}

// SessionRow is one session of a user.
type SessionRow struct {
	ID        string // names it in addresses; never what the cookie holds
	This      bool   // the one that shows the page
	Microsoft bool   // logged in with Microsoft, else with a password
	As        string // the Microsoft account, may be empty
	StartedAt time.Time
	SeenAt    time.Time
	EndsAt    time.Time
	UserAgent string // as the browser names itself; shown in words
	IP        string
}

// SessionsModel is «My sessions».
type SessionsModel struct {
	Account  string
	Now      time.Time
	Sessions []SessionRow
	// Several: the visitor's Microsoft account may log in to other accounts too.
	Several bool
}

// WelcomeState is how an invitation of a user stands.
type WelcomeState string

// The states of such an invitation. Unknown ones have no model: see WelcomeUnknownPage.
const (
	WelcomeOpen       WelcomeState = "open"
	WelcomeUsed       WelcomeState = "used"
	WelcomeRevoked    WelcomeState = "revoked"
	WelcomeSuperseded WelcomeState = "superseded"
	WelcomeExpired    WelcomeState = "expired"
)

// WelcomeModel is the page on which an invited user chooses a password.
type WelcomeModel struct {
	Token       string
	State       WelcomeState
	Account     string
	Sender      string
	SenderEmail string
	Name        string // of the invited; only while open
	Email       string // their login name; only while open
	ExpiresAt   time.Time
	Now         time.Time
	Reference   string
	Microsoft   bool   // the account lets people log in with Microsoft
	Error       string // why the password is refused
	Mismatch    string // the two passwords differ
	// Taken: no password can be set for the login name here, so that only
	// Microsoft is possible.
	Taken bool
}

// WelcomeMail is what the mail to an invited user says, text and HTML.
type WelcomeMail struct {
	Account, Sender, SenderEmail string
	Name, Email                  string // of the invited
	URL                          string
	Microsoft                    bool // the account lets people log in with Microsoft
	LoginURL                     string
	Reference                    string
	ExpiresAt                    time.Time
}

// LoginAttempt is what a log-in adds to an attempt.
type LoginAttempt struct {
	Outcome  string // in words: «Logged in», «A new user was made»
	UserID   string // whom it was about, empty for nobody
	User     string // name
	UserPath string // of the user's page, empty where the visitor may not see it
	Reauth   bool
	Names    []TriedName
	GuestOf  string // where a guest comes from, empty for members
	Groups   string // how groups were read: «12 groups, from Microsoft Graph», «could not be read»; may be empty
	Verdicts []LoginVerdict
	Mailbox  string // in words, may be empty
	Licences []LicenceStep
	Template string   // that applied to somebody new, empty for none
	Gives    []Detail // what it gives
	Made     bool     // and the user was made
}

// TriedName is a login name under which a user was looked for.
type TriedName struct {
	Name   string
	Source string // in words: «user name at Microsoft», «e-mail address»
	Status Status // «found», «nobody of this name», «domain is not proven»
}

// LoginVerdict says why a User Template applied or did not.
type LoginVerdict struct {
	Group  string // Azure Group of the template
	Path   string // of the template, may be empty
	Status Status // «applies», «not a member», «disabled», …
}

// LicenceStep is what became of one licence in a log-in.
type LicenceStep struct {
	Name          string
	Before, After int // left
}
