package guidance

const (
	nothingChanged = "Nothing has changed in Workbooks or in Azure."
	// approvalMayStand is said wherever Accept may have been pressed already. It is
	// true whether that happened or not, because we often cannot know.
	approvalMayStand = "Nothing has changed in Workbooks. If somebody pressed Accept at Microsoft, that approval still stands in Azure. " +
		"Where Workbooks is not used, it can be removed: " + enterpriseApp + " › Properties › Delete."
	enterpriseApp = "Microsoft Entra admin centre › Enterprise applications › Workbooks"
	approvers     = "a Global Administrator, Privileged Role Administrator, Application Administrator or Cloud Application Administrator"
	azureAdmins   = "An Azure administrator of your organisation: " + approvers + ". This is usually your IT team."
	administrator = "You, as Workbooks administrator."
	startAgain    = "Choose «Add Workbooks to Azure…» to start again."
	otherAccount  = "Choose «Try again with another account»."
	privateWindow = "If Microsoft keeps choosing the same account, log out of Microsoft first or use a private browser window."
	tellSupport   = "If it happens again, tell Workbooks support the reference shown below."
)

// Explain returns the words for a cause. For None, and for a cause it does not
// know, they are those of Unknown: a page of guidance is never empty.
func Explain(cause Cause) Guidance {
	words, known := texts()[cause]
	if !known {
		cause, words = Unknown, unknown
	}
	g := words()
	g.Cause = cause
	return g
}

// AfterApproval returns the guidance for a failure that came after Microsoft's
// answer had claimed approval: then Azure may have changed, and it says so.
func (g Guidance) AfterApproval() Guidance {
	if g.Changed == nothingChanged {
		g.Changed = approvalMayStand
	}
	return g
}

func texts() map[Cause]func() Guidance {
	return map[Cause]func() Guidance{
		NoAuthority:          noAuthority,
		ApprovalRequested:    approvalRequested,
		Declined:             declined,
		WrongOrganisation:    wrongOrganisation,
		NotAdministrator:     notAdministrator,
		PersonalAccount:      personalAccount,
		WrongAccount:         wrongAccount,
		TenantTaken:          tenantTaken,
		UnknownTenant:        unknownTenant,
		StateUnknown:         stateUnknown,
		StateExpired:         stateExpired,
		OtherBrowser:         otherBrowser,
		OtherUser:            otherUser,
		NotEntitled:          notEntitled,
		BadAnswer:            badAnswer,
		BadToken:             badToken,
		OurCredential:        ourCredential,
		OurSetup:             ourSetup,
		AppMissing:           appMissing,
		AppDisabled:          appDisabled,
		BlockedByPolicy:      blockedByPolicy,
		NotAssigned:          notAssigned,
		CodeSpent:            codeSpent,
		MicrosoftUnreachable: microsoftUnreachable,
		MicrosoftSlow:        microsoftSlow,
		MicrosoftNonsense:    microsoftNonsense,
		MicrosoftTrouble:     microsoftTrouble,
		NeverCameBack:        neverCameBack,
		Unknown:              unknown,
	}
}
