package guidance

// Who says who must act.
type Who string

// Who must act.
const (
	You                Who = "you"
	AzureAdministrator Who = "azure_administrator"
	Workbooks          Who = "workbooks"
	Microsoft          Who = "microsoft"
)

// Guidance is what a person is told about a cause: what happened, what changed,
// who must act and what to do, in this order (screens.md, «Error guidance»).
type Guidance struct {
	Cause Cause
	// Audience is for whom the words are.
	Audience Audience
	Title    string   // what happened, one plain sentence without a code
	Meaning  string   // one or two sentences more
	Changed  string   // «Nothing has changed in Workbooks or in Azure.»
	Who      Who      // must act
	WhoIs    string   // in words
	Steps    []string // what to do, in order
	// Place is where in the Microsoft Entra admin centre it is done, empty when
	// nothing is to be done there.
	Place   string
	OurSide bool // we are at fault: shown in the colour of stop
	Checked bool // the failure is one of «Check again»: see AfterCheck
}
