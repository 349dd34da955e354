package guidance

// The words for log-ins of people whom Microsoft has let in and Workbooks has not.

const userPage = "Configuration › Users & Security › Users"

func personWords(c Cause) func() words {
	switch c {
	case NoAccount:
		return noAccount
	case LoginDisabled:
		return loginDisabled
	case NoEdition:
		return noEdition
	case MicrosoftLoginNotAllowed:
		return microsoftLoginNotAllowed
	case GuestNotAllowed:
		return guestNotAllowed
	case TenantNotLinked:
		return tenantNotLinked
	case LinkDisabled:
		return linkDisabled
	case RelinkNeeded:
		return relinkNeeded
	case LoginNameUnproven:
		return loginNameUnproven
	case Cancelled:
		return cancelled
	case MicrosoftRefused:
		return microsoftRefused
	case AccountChoiceEnded:
		return accountChoiceEnded
	case NotFresh:
		return notFresh
	default:
		return nil
	}
}

// keeper is the Workbooks administrator who looks after users.
func keeper() party {
	return party{You, said{
		admin: "You, as Workbooks administrator.", approver: "A Workbooks administrator.",
		desk: "{Linker}.", user: "Your Workbooks administrator.",
	}, toLinker}
}

// inWorkbooks is a step that a Workbooks administrator does, as an infinitive.
func inWorkbooks(do string) said {
	return said{admin: capital(do) + ".", approver: "Ask a Workbooks administrator to " + do + ".", desk: "Ask {linker} to " + do + "."}
}

// thenAgain is the new log-in once Workbooks is set right.
func thenAgain() said {
	const again = "Then the person logs in again."
	return said{admin: again, approver: again, desk: again}
}

func noAccount() words {
	return words{
		title:     "Workbooks does not know this person",
		why:       "Microsoft has confirmed who it is, but no Workbooks user belongs to {account}.",
		userTitle: "No Workbooks account knows you yet",
		userWhy:   "Microsoft has confirmed who you are, but there is no Workbooks user for you.",
		changed:   workbooksAsItIs,
		party:     keeper(),
		steps:     []said{inWorkbooks("add the person under " + userPage), thenAgain()},
	}
}

func loginDisabled() words {
	return words{
		title:     "Logging in is switched off for this user",
		why:       "A Workbooks administrator has disabled this user in Workbooks.",
		userTitle: "Logging in to Workbooks is switched off for you",
		userWhy:   "A Workbooks administrator of your company has done that.",
		changed:   workbooksAsItIs,
		party:     keeper(),
		steps:     []said{inWorkbooks("open the user under " + userPage + ", and enable the log-in if that is right"), thenAgain()},
	}
}

func noEdition() words {
	return words{
		title:     "This user has no Workbooks licence",
		why:       "Without an Edition nobody can log in to Workbooks.",
		userTitle: "You have no Workbooks licence at the moment",
		userWhy:   "Without one nobody can log in to Workbooks.",
		changed:   workbooksAsItIs,
		party:     keeper(),
		steps:     []said{inWorkbooks("open the user under " + userPage + ", and choose an Edition"), thenAgain()},
	}
}

func microsoftLoginNotAllowed() words {
	return words{
		title:   "Logging in with Microsoft is not available at the moment",
		why:     "The Workbooks account of this organisation cannot use it now.",
		more:    "It no longer has Advanced Security. The link to Microsoft Azure is kept.",
		changed: workbooksAsItIs,
		party:   keeper(),
		steps: []said{
			{
				admin: "Ask your account manager or sales@workbooks.com for Advanced Security.", approver: "Ask a Workbooks administrator to write to sales@workbooks.com.",
				desk: "Ask {linker} to write to sales@workbooks.com.", support: "Tell the customer’s account manager.",
			},
			direct("Until then log in with a password, if you have one.", "Until then the person can log in with a password, if they have one."),
		},
	}
}

func guestNotAllowed() words {
	return words{
		title:   "Guests of {organisation} cannot log in to Workbooks",
		why:     "{Account} belongs to another organisation and is only a guest in this one, and Workbooks is set up to turn guests away.",
		changed: workbooksAsItIs,
		party:   keeper(),
		steps: []said{
			direct("If you also have an account of the organisation itself, use that one.", "If the person also has an account of the organisation itself, ask them to use that one."),
			inWorkbooks("decide about guests under Authentication › Microsoft › User Templates"),
		},
	}
}

func tenantNotLinked() words {
	return words{
		title:   "This organisation is not linked to Workbooks",
		why:     "No Workbooks account uses the organisation of {account}.",
		more:    "Often the browser is still logged in to Microsoft with an account of another company.",
		changed: workbooksAsItIs,
		party:   tryer(""),
		steps:   []said{person("log in at Microsoft with {their} work account for Workbooks"), person("use a private window, if Microsoft does not ask for an account")},
	}
}

func linkDisabled() words {
	return words{
		title:   "Logging in with Microsoft is switched off",
		why:     "A Workbooks administrator has disabled it for the account.",
		changed: workbooksAsItIs,
		party:   keeper(),
		steps: []said{
			direct("Log in with a password, if you have one.", "The person can log in with a password, if they have one."),
			inWorkbooks("enable it under Authentication › Microsoft, if that is right"),
		},
	}
}

func relinkNeeded() words {
	return words{
		title:     "A Workbooks administrator has to confirm who this is",
		why:       "Workbooks knows a user by this log-in name, but has not seen this Microsoft account before.",
		more:      "That happens when somebody was made anew in Azure, or when a guest comes. Workbooks never takes one account for another by itself.",
		userTitle: "A Workbooks administrator has to confirm who you are",
		userWhy:   "Workbooks knows somebody by your log-in name, but has not seen this Microsoft account before.",
		changed:   workbooksAsItIs,
		party:     keeper(),
		steps:     []said{inWorkbooks("open the user under " + userPage + ", and say whether it is the same person"), thenAgain()},
	}
}

func loginNameUnproven() words {
	return words{
		title:   "Workbooks cannot tell by the log-in name who this is",
		why:     "The log-in name ends in a domain that {organisation} has not proven to be its own, so it shows nothing by itself.",
		more:    "Microsoft tells Workbooks which domains an organisation has proven.",
		changed: workbooksAsItIs,
		party:   keeper(),
		steps: []said{
			inWorkbooks("open the user under " + userPage + ", and say whether it is the same person"),
			azure("verify the domain in Azure, if it is the organisation’s"),
			thenAgain(),
		},
		place: entra + " › Settings › Domain names",
	}
}

func cancelled() words {
	return words{
		title:   "The log-in at Microsoft was not finished",
		why:     "Microsoft’s page was left before it was done.",
		changed: workbooksAsItIs,
		party:   tryer(""),
		steps:   []said{retry(), person("follow what Microsoft asks, up to the end")},
	}
}

func microsoftRefused() words {
	return words{
		title:   "Microsoft did not let {account} in",
		why:     "It gave no reason that Workbooks knows.",
		changed: workbooksAsItIs,
		party:   tryer(", with {it}"),
		steps:   []said{retry(), azure("find this log-in at Microsoft, with the details below, which tell the reason")},
		place:   signInLogs,
	}
}

func accountChoiceEnded() words {
	return words{
		title:   "The page on which to choose an account was open for too long",
		why:     "Workbooks keeps a log-in for fifteen minutes while somebody chooses among several accounts.",
		changed: workbooksAsItIs,
		party:   tryer(""),
		steps:   []said{retry()},
	}
}

func notFresh() words {
	return words{
		title:   "Microsoft did not ask again who it is",
		why:     "Before something important, Workbooks wants a new proof of identity, and Microsoft gave none.",
		more:    "It knew the browser, and let {account} in without a question.",
		changed: workbooksAsItIs,
		party:   tryer(""),
		steps: []said{
			person("confirm once more in Workbooks, and follow what Microsoft asks"),
			person("use the Workbooks password for it, if there is one"),
		},
	}
}
