package guidance

// said is one step in the words of each audience. Those that are empty leave it
// out. The helpdesk and support share desk unless support has words of its own.
type said struct{ admin, approver, desk, support, user, letter string }

func (s said) to(a Audience) string {
	switch a {
	case ForApprover:
		return s.approver
	case ForSupport:
		if s.support != "" {
			return s.support
		}
		return s.desk
	case ForHelpdesk:
		return s.desk
	case ForUser:
		return s.user
	case byLetter:
		return s.letter
	default:
		return s.admin
	}
}

// How those who act are asked by those who cannot.
const (
	askAzure  = "Ask {azure} to "
	askPerson = "Ask the person to "
)

// azure is a step that an Azure administrator does, as an infinitive.
func azure(do string) said {
	ask := askAzure + do + "."
	return said{admin: ask, approver: capital(do) + ".", desk: ask, letter: capital(do) + "."}
}

// person is a step that whoever tried does, as an infinitive.
func person(do string) said {
	you := capital(do) + "."
	return said{admin: you, approver: you, desk: askPerson + do + ".", user: you}
}

// direct is a step in which the person who tried is told something that cannot be
// an infinitive; desk is the same for those who tell them.
func direct(you, desk string) said {
	return said{admin: you, approver: you, desk: desk, user: you}
}

// staff is a sentence for everybody who looks after the link.
func staff(sentence string) said {
	return said{admin: sentence, approver: sentence, desk: sentence}
}

// andLetter also says it to an Azure administrator who gets a letter.
func (s said) andLetter() said {
	s.letter = s.approver
	return s
}

func retry() said {
	return said{admin: "Choose {retry}.", approver: "Choose {retry}.", desk: "Ask the person to try again.", user: "Log in to Workbooks again."}
}

func waitAndRetry() said {
	return said{
		admin: "Wait a few minutes, then choose {retry}.", approver: "Wait a few minutes, then choose {retry}.",
		desk: "After a few minutes, ask the person to try again.", user: "Wait a few minutes, then log in to Workbooks again.",
	}
}

// afterwards is the new attempt, once somebody in Azure has done their part.
func afterwards() said {
	return said{
		admin: "Wait a few minutes after that, then choose {retry}.", approver: "Wait a few minutes after that, then choose {retry}.",
		desk: "A few minutes after that, ask the person to try again.",
	}
}

func restart() said {
	return said{
		admin: "Choose «Add Workbooks to Azure…» to start again.", approver: "Choose «Approve at Microsoft…» on the page of the invitation.",
		desk: "Ask the person to start again from the page where they began.", user: "Log in to Workbooks again.",
	}
}

// otherAccount tries again with the account described, e.g. «your work account».
func otherAccount(which string) said {
	return said{
		admin:    "Choose {retry}, and at Microsoft choose " + which + ".",
		approver: "Choose {retry}, and at Microsoft choose " + which + ".",
		desk:     "Ask the person to try again, and at Microsoft to choose " + which + ".",
		user:     "Log in again, and at Microsoft choose " + which + ".",
	}
}

func privateWindow() said {
	const then = "log out of Microsoft first or use a private browser window."
	return said{
		admin: "If Microsoft keeps choosing the same account, " + then, approver: "If Microsoft keeps choosing the same account, " + then,
		desk: "If Microsoft keeps choosing the same account, they " + then,
	}
}

// namedOrganisation reminds those who approve that they may have been asked for one
// organisation in particular.
func namedOrganisation() said {
	return said{approver: "The request may be meant for one organisation only. If this page names one, choose an account of that organisation."}
}

// sendRequest hands the approval to somebody who may give it.
func sendRequest() said {
	return said{
		admin:    "Send the request to your Azure administrator: they need no Workbooks login.",
		approver: "If a colleague holds one of these roles, pass the link on to them: it needs no Workbooks login.",
		desk:     "Ask {linker} to send the request to {azure}, who needs no Workbooks login.",
	}
}

// tellSupport is the last resort; when is a clause, e.g. «If it happens again».
func tellSupport(when string) said {
	const words = " when it happened and the details below."
	return said{
		admin:    when + ", tell Workbooks support" + words,
		approver: when + ", tell the person who sent you the link" + words,
		desk:     when + ", tell Workbooks support" + words,
		support:  when + ", raise it with Workbooks operations and quote the details below.",
	}
}

const (
	again       = "If it happens again"
	noHelp      = "If that does not help"
	afterAWhile = "If it still happens after half an hour"
)

// tellWorkbooks is for faults of ours; operations is what they have to do, as an
// infinitive, and only our support is told it.
func tellWorkbooks(operations string) said {
	return said{
		admin:    "Tell Workbooks support when it happened and the details below.",
		approver: "Tell the person who sent you the link when it happened and the details below; they tell Workbooks support.",
		desk:     "Tell Workbooks support when it happened and the details below.",
		support:  "Raise it with Workbooks operations: they have to " + operations + ".",
	}
}

// onceMended ends the guidance for a fault of ours.
func onceMended() said {
	return said{
		admin: "When they say that it is mended, choose {retry}.", approver: "When they say that it is mended, choose {retry}.",
		desk:    "When they say that it is mended, ask the person to try again.",
		support: "When it is mended, tell the customer that they can try again.",
	}
}
