package views

import (
	"time"

	"workbooks.com/authconsole/internal/link"
)

// Paths of the hand-over to an Azure administrator.
const (
	PathInvitations = PathMicrosoft + "/invitations" // GET the list, POST a new one
	PathInvite      = PathMicrosoft + "/invitations/new"
	PathOutbox      = "/outbox" // demo only
)

// PathInvitation is the sender's page of one invitation.
func PathInvitation(id string) string { return PathInvitations + "/" + id }

// PathRevoke takes an invitation back.
func PathRevoke(id string) string { return PathInvitation(id) + "/revoke" }

// PathSendAgain makes a new invitation in the place of an old one.
func PathSendAgain(id string) string { return PathInvitation(id) + "/again" }

// PathConfirm says «Yes, this is us» to a link that awaits confirmation.
func PathConfirm(linkID string) string { return PathMicrosoft + "/awaiting/" + linkID + "/confirm" }

// PathReject says «No» to it.
func PathReject(linkID string) string { return PathMicrosoft + "/awaiting/" + linkID + "/reject" }

// PathCheck looks whether Azure's reviewer has approved meanwhile.
func PathCheck(requestID string) string { return PathConsent(requestID) + "/check" }

// PathWorkspace is what an Azure administrator opens: GET shows, POST goes to
// Microsoft.
func PathWorkspace(token string) string { return "/consent/" + token }

// PathWorkspaceExplain answers «What did Microsoft's page show?» there.
func PathWorkspaceExplain(token string) string { return PathWorkspace(token) + "/explain" }

// PathMail is one mail of the demo's outbox.
func PathMail(id string) string { return PathOutbox + "/" + id }

// InviteForm is the form «Send to your Azure administrator…». Errors name what is to
// be put right, beside the field; Error stands above the form.
type InviteForm struct {
	Account   string
	Mails     bool   // mail is set up: without it the link is only to be copied
	Recipient string // optional
	Message   string // ≤ 1000 characters
	Days      int    // 1, 7 or 30
	Required  string // domain or tenant ID, optional
	Linked    string // the organisation that is linked now and would be replaced, or empty
	ForGroups bool   // asks the linked organisation for one more permission; sent as purpose=groups
	Error     string // e.g. five are open already
	Errors    InviteErrors
}

// InviteErrors are the faults of an InviteForm, each empty when its field is right.
type InviteErrors struct{ Recipient, Message, Days, Required string }

// Invitation is one invitation as its sender sees it.
type Invitation struct {
	ID        string
	Reference string
	State     link.InvitationState
	// LinkState is what became of the approval: awaiting confirmation, enabled,
	// rejected…; empty before.
	LinkState    link.State
	ForGroups    bool   // for the permission to read groups
	Recipient    string // empty: the link was copied
	Message      string
	Required     string
	Sender       string
	CreatedAt    time.Time
	ExpiresAt    time.Time
	EndedAt      time.Time
	Mail         MailState
	MailWords    string // why it failed or what is being waited for, a sentence; may be empty
	MailNext     time.Time
	Opens        int
	OpenedAt     time.Time // first
	LastOpenedAt time.Time
	// Try says how the last try at Microsoft stands while the invitation is open
	// («Declined at Microsoft»); empty when there was none.
	Try      string
	Timeline []Happening
}

// MailState is how far an invitation's mail has come.
type MailState string

// The states of a mail.
const (
	NoMail     MailState = ""
	MailQueued MailState = "queued"
	MailSent   MailState = "sent"
	MailFailed MailState = "failed"
)

// Happening is one line of a timeline.
type Happening struct {
	At     time.Time
	Tone   Tone
	What   string // a sentence
	Who    string // may be empty
	Detail string // may be empty
}

// InvitationsModel is the list of an account's invitations, newest first.
type InvitationsModel struct {
	Account     string
	Now         time.Time
	ReadOnly    bool
	Invitations []Invitation
	CanInvite   bool // fewer than link.MaxInvitations are open
}

// InvitationModel is the sender's page of one invitation. URL is the link to hand
// over: it is known only in the browser that made it, for a quarter of an hour, since
// Workbooks keeps nothing but its hash.
type InvitationModel struct {
	Account    string
	Now        time.Time
	ReadOnly   bool
	Invitation Invitation
	URL        string // empty: not shown (any more)
	Subject    string // of the mail that mailto: opens
	Body       string // of that mail, with the URL
	Mails      bool   // mail is set up
	CanRevoke  bool
	CanAgain   bool
	// Awaiting is the link that its approval proposed, nil before and after.
	Awaiting *AwaitingLink
}

// AwaitingLink is what a Workbooks administrator must read before saying «Yes, this
// is us».
type AwaitingLink struct {
	ID          string
	Link        Link // organisation, domains, approver, role, permissions; LinkedAt is when it was approved
	FromIP      string
	FromBrowser string // the browser's own description, shortened; may be empty
	Invitation  Invitation
	Replaces    string   // the organisation linked now, whose place it would take; empty for none
	Taken       bool     // meanwhile the organisation serves another account: only rejecting is possible
	Unusual     []string // sentences on what to look at twice; «Yes» then takes two presses
	ReadOnly    bool
}

// WorkspaceState is what an Azure administrator's page shows.
type WorkspaceState string

// The states of the workspace. Unknown has no model: see WorkspaceUnknownPage.
const (
	WorkspaceReady      WorkspaceState = "ready"
	WorkspaceInProgress WorkspaceState = "in_progress" // somebody went to Microsoft and has not come back
	WorkspaceApproved   WorkspaceState = "approved"
	WorkspaceExpired    WorkspaceState = "expired"
	WorkspaceRevoked    WorkspaceState = "revoked"
	WorkspaceSuperseded WorkspaceState = "superseded"
)

// WorkspaceModel is the Azure administrator's page. In the closed states (expired,
// revoked, superseded) only Account, Sender and SenderEmail are filled in.
type WorkspaceModel struct {
	Token       string
	State       WorkspaceState
	Now         time.Time
	Account     string // «Brightwater Ltd»
	Sender      string
	SenderEmail string
	Message     string // from the sender, may be empty
	Required    string // the organisation it must be, may be empty
	Reference   string
	SentAt      time.Time
	ExpiresAt   time.Time
	StartedAt   time.Time     // in progress: when somebody went to Microsoft
	Failed      *GuidanceView // the last try's failure, nil when there is none
	Explain     ExplainModel
	// Approved: the record to keep.
	Link      *Link
	LinkState link.State // awaiting confirmation, enabled, rejected…
	Replaces  bool       // the account is linked to an organisation now; approving would propose another
	// ForGroups: the account is linked already, and only the permission to read groups
	// is asked for.
	ForGroups bool
}

// Mail is one kept mail of the demo's outbox.
type Mail struct {
	ID      string
	To      string
	From    string
	Subject string
	At      time.Time
	Text    string
}

// OutboxModel is the demo's outbox.
type OutboxModel struct {
	Now   time.Time
	Mails []Mail // newest first
}

// InvitationMail is what the mail to an Azure administrator says, text and HTML.
type InvitationMail struct {
	Account, Sender, SenderEmail string
	Message                      string // may be empty
	Required                     string // may be empty
	ForGroups                    bool   // only the permission to read groups is asked for
	URL                          string
	Reference                    string
	ExpiresAt                    time.Time
}
