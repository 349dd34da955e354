package guidance

// Explain returns the words for a cause as a Workbooks administrator needs them.
func Explain(cause Cause) Guidance { return cause.For(ForAdministrator) }

// AfterApproval returns the guidance for a failure that came after Microsoft's
// answer had claimed approval: then Azure may have changed, and it says so.
func (g Guidance) AfterApproval() Guidance {
	if g.Changed == nothingChanged {
		g.Changed = approvalMayStand
	}
	return g
}

// tells returns what says the words for a cause, or nil for None and a cause it does
// not know.
func (c Cause) tells() func() words {
	for _, of := range []func(Cause) func() words{approvalWords, organisationWords, accountWords, loginWords, requestWords, systemWords} {
		if tell := of(c); tell != nil {
			return tell
		}
	}
	return nil
}
