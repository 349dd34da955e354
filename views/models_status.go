package views

import (
	"time"

	"workbooks.com/authconsole/internal/link"
)

// Paths of Link status and of Explain.
const (
	PathStatus       = "/status"
	PathStatusRows   = "/status/rows"   // the rows on screen, as they are now
	PathStatusExport = "/status/export" // CSV
	PathExplainAny   = "/explain"       // GET the box, POST the answer
)

// PathStatusOf is the Link status of one account.
func PathStatusOf(accountID string) string { return PathStatus + "/" + accountID }

// PathAttempt is one attempt at Microsoft, by its reference.
func PathAttempt(accountID, reference string) string {
	return PathStatusOf(accountID) + "/attempts/" + reference
}

// PathAllow lets support allow a second account for a tenant.
func PathAllow(accountID string) string { return PathStatusOf(accountID) + "/second-account" }

// StatusCount is one figure of the board; choosing it filters the list.
type StatusCount struct {
	Label  string
	Tone   Tone
	Count  int64
	Path   string // of the list filtered so
	Chosen bool
}

// Choice is one option of a filter or order.
type Choice struct {
	Label, Value string
	Chosen       bool
}

// StatusModel is the list of accounts, for support. The address carries all of it.
type StatusModel struct {
	Now     time.Time
	Total   int64
	Board   []StatusCount
	Query   string // what is searched for
	States  []Choice
	Healths []Choice
	Orders  []Choice
	Rows    []StatusRow
	Older   string // path of the next page, empty at the end
	Newest  string // path of the first page when this is not it
	Export  string // path of the CSV of this view
	Rest    string // path that gives the rows on screen again, as they are now
	// Partly: only the first candidates were looked through; Older goes on looking.
	Partly bool
	// Clock compares our clock with Microsoft's; nil before Microsoft has told its time.
	Clock *ClockReading
	// Filtered: a search or filter is set, so that an empty list is no empty product.
	Filtered bool
}

// ClockReading is how far our clock was ahead of Microsoft's, and when that was seen;
// negative is behind. Log-ins fail when the two are too far apart.
type ClockReading struct {
	Ahead time.Duration
	At    time.Time
	Warn  bool // so far that somebody must look at it
}

// StatusRow is one account in the list.
type StatusRow struct {
	AccountID string
	Account   string
	State     link.State
	Status    Status // icon and words: «Working», «Consent withdrawn», «Not linked»
	Domain    string // the organisation's first domain, may be empty
	Detail    string // «last proven», «since», who must act; may be empty
	At        time.Time
}

// StatusAccountModel is the Link status of one account.
type StatusAccountModel struct {
	AccountID      string
	Account        string
	Now            time.Time
	Support        bool   // the visitor is Workbooks support: what they see is logged
	AccountManager string // may be empty
	Entitled       bool   // has Advanced Security
	Administrators []Person
	State          link.State
	Status         Status
	Reason         string // why the health is not «working», a sentence; may be empty
	Link           *Link  // current, nil for none
	Last           *Link  // the last one given up, nil for none or when Link is set
	LastSuccess    time.Time
	Awaiting       []AwaitingLink
	Invitations    []Invitation // open ones
	Failures       []Attempt    // the last few that failed, newest first
	Attempts       []Attempt    // the last few of any outcome
	Entries        []Entry
	Older, Newest  string // pages of the timeline
	// Allowed are the permissions for a second account that hold now.
	Allowed []Permission
	Allow   AllowForm
}

// Person is somebody to ask.
type Person struct{ Name, Email string }

// Permission lets this account link a tenant that serves another one already.
type Permission struct {
	TenantID string
	Reason   string
	By       string
	At       time.Time
	Used     bool
}

// AllowForm is support's form for such a permission.
type AllowForm struct {
	TenantID, Reason           string
	TenantIDError, ReasonError string
}

// Attempt is one attempt at Microsoft as its trace tells it.
type Attempt struct {
	Reference   string
	Kind        string // «Adding Workbooks to Azure», «By invitation», «Check again»
	StartedAt   time.Time
	EndedAt     time.Time
	Status      Status
	AccountUsed string
	TenantID    string
	Path        string
	Failed      *GuidanceView // what to do, nil when it did not fail
	Steps       []Happening
	Login       *LoginAttempt // of a log-in, else nil
}

// AttemptModel is the page of one attempt.
type AttemptModel struct {
	Account string
	Now     time.Time
	Attempt Attempt
	Back    string // path of the account's Link status
}

// ExplainAnyModel is the Explain box of helpdesk, support and administrators. It
// answers while one types.
type ExplainAnyModel struct {
	Now      time.Time
	Text     string // kept only when it held no secret
	Error    string
	Secrets  bool
	Answer   *GuidanceView
	Attempts []Attempt // that the text is about: by reference, correlation ID or Microsoft account
	Support  bool      // looks at all accounts
	Ready    bool      // something was asked
}
