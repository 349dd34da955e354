package guidance

import "strings"

// Explain returns the words for a cause as a Workbooks administrator needs them.
func Explain(cause Cause) Guidance { return cause.For(ForAdministrator) }

// AfterApproval returns the guidance for a failure that came after Microsoft's
// answer had claimed approval: then Azure may have changed, and it says so, and how
// to take that back. Users are told neither: they can do nothing about it.
func (g Guidance) AfterApproval() Guidance {
	base, ok := map[string]string{
		nothingChanged: workbooksAsItIs, workbooksAsItIs: workbooksAsItIs, approvalMayStand: workbooksAsItIs, nobodysLink: nobodysLink,
	}[g.Changed]
	switch {
	case !ok:
	case g.Audience == ForUser:
		g.Changed = base
	default:
		g.Changed = base + stands + removal
	}
	return g
}

// AfterCheck returns the guidance for a failure of «Check again»: a reviewer may have
// approved in Azure by then, which stands and shall stand, and what is missing is
// only somebody who proves it.
func (g Guidance) AfterCheck() Guidance {
	if g.Cause == NotAdministrator {
		g = proofMissing().put(NotAdministrator, g.Audience)
	}
	g.Checked = true
	switch {
	case g.Changed == nobodysLink, g.Cause == TenantTaken, g.Cause == ApprovalRequested:
	case g.Audience == ForUser:
		g.Changed = workbooksAsItIs
	default:
		g.Changed = reviewStands
	}
	return g
}

// tells returns what says the words for a cause, or nil for None and a cause it does
// not know.
func (c Cause) tells() func() words {
	for _, of := range []func(Cause) func() words{approvalWords, organisationWords, accountWords, loginWords, requestWords, systemWords, personWords, provisioningWords} {
		if tell := of(c); tell != nil {
			return tell
		}
	}
	return nil
}

// atTemplates are what the request for the groups permission calls the button and the
// page that a request for a link starts from.
var atTemplates = strings.NewReplacer(
	"«Add Workbooks to Azure…»", "«Switch on and approve at Microsoft…»",
	"the page «Microsoft authentication»", "the tab «User Templates»",
)

// AtTemplates returns the guidance for a request for the groups permission, whose steps
// begin on the tab User Templates.
func (g Guidance) AtTemplates() Guidance {
	steps := make([]string, len(g.Steps))
	for i, step := range g.Steps {
		steps[i] = atTemplates.Replace(step)
	}
	g.Steps = steps
	return g
}
