package guidance

// opens stands for the first step of a letter about an approval: to open the
// invitation, or to wait for it.
const opens = "{open}"

const (
	// sameAccount is said wherever somebody is to press Accept, because a second login
	// at Microsoft follows that proves who did it, with a choice of accounts where the
	// browser knows several (microsoft.md §3.4).
	sameAccount  = " Microsoft may ask once more who you are: choose the same account."
	approveAgain = "If that does not help, choose «Approve at Microsoft…» and press Accept." + sameAccount
)

// approvalByLink are the steps of a letter to somebody who is to approve through the
// page of an invitation, in the order in which they are done.
func approvalByLink(then ...said) []said {
	return append([]said{
		{letter: opens},
		{letter: "Read there what Workbooks asks for, and choose «Approve at Microsoft…». You need no Workbooks login."},
		{letter: "Log in with an account that has one of these roles: Global, Privileged Role, Application or Cloud Application Administrator. " +
			"If you hold none of them, please pass this mail on to somebody who does."},
	}, then...)
}

func accept() said { return said{letter: "Press Accept." + sameAccount} }

func confirmed() said {
	return said{letter: "{linker} then confirms that it is the right organisation, and Microsoft login is on."}
}

// opening puts the first step into words. Only an administrator of Workbooks can send
// a link; whoever else writes says who will.
func (g Guidance) opening(f Facts) string {
	switch {
	case f.Link != "":
		return "Open this link:"
	case g.Audience == ForAdministrator:
		return "I will send you a link from Workbooks. Open it."
	default:
		return "The Workbooks administrator will send you a link from Workbooks. Open it."
	}
}
