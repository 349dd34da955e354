package guidance

// The words for faults of Workbooks and of Microsoft, and for what has no name.

func systemWords(c Cause) func() words {
	switch c {
	case OurCredential:
		return ourCredential
	case SecretExpired:
		return secretExpired
	case OurSetup:
		return ourSetup
	case RedirectMismatch:
		return redirectMismatch
	case BadToken:
		return badToken
	case MicrosoftUnreachable:
		return microsoftUnreachable
	case MicrosoftSlow:
		return microsoftSlow
	case MicrosoftNonsense:
		return microsoftNonsense
	case MicrosoftTrouble:
		return microsoftTrouble
	case TooManyRequests:
		return tooManyRequests
	case Unknown:
		return unknown
	default:
		return nil
	}
}

// ourFault is one that only Workbooks can mend. operations is what they have to
// do, as an infinitive.
func ourFault(title, cause, operations string) words {
	return words{
		title:   title,
		why:     "This is our fault: " + cause,
		more:    "Nobody else can do anything about it.",
		changed: nobodysLink,
		party:   workbooksItself(),
		steps:   []said{tellWorkbooks(operations), onceMended()},
		ours:    true,
	}
}

func ourCredential() words {
	return ourFault("Workbooks could not identify itself to Microsoft", "Microsoft did not accept the key by which it knows Workbooks.",
		"compare the key in our configuration with the one registered at Microsoft")
}

func secretExpired() words {
	return ourFault("The key by which Microsoft knows Workbooks has run out", "we have to give Microsoft a new one.",
		"make a new key at Microsoft and put it into our configuration, at once: no customer can log in")
}

func ourSetup() words {
	return ourFault("Workbooks is not set up correctly at Microsoft", "Microsoft did not accept the way in which Workbooks asked.",
		"compare our registration at Microsoft with what this console expects")
}

func redirectMismatch() words {
	return ourFault("Microsoft does not know the address of Workbooks", "the address to which Microsoft should return is not registered there.",
		"register the two addresses that the command «check» prints")
}

func badToken() words {
	p := workbooksItself()
	p.is.admin = "Workbooks support, if it happens more than once." + nobody
	p.is.approver, p.is.desk = p.is.admin, p.is.admin
	return words{
		title:   "Workbooks could not verify the login at Microsoft",
		why:     "What came back about the person and the organisation did not pass our checks, so Workbooks did not rely on it.",
		changed: approvalCanGo,
		party:   p,
		steps:   []said{retry(), tellSupport(again)},
	}
}

func microsoftUnreachable() words {
	p := workbooksItself()
	p.is.admin = "Workbooks and Microsoft." + nobody
	p.is.approver, p.is.desk = p.is.admin, p.is.admin
	return words{
		title:   "Workbooks could not reach Microsoft",
		why:     "The connection between Workbooks and Microsoft did not work just now.",
		changed: approvalMayStand,
		party:   p,
		steps:   []said{waitAndRetry(), tellSupport(afterAWhile)},
	}
}

func microsoftSlow() words {
	return words{
		title:   "Microsoft took too long to answer",
		why:     "Workbooks asked Microsoft about the login and stopped waiting.",
		more:    "Such delays are usually short.",
		changed: approvalMayStand,
		party:   microsoftItself(),
		steps:   []said{waitAndRetry(), tellSupport(afterAWhile)},
	}
}

func microsoftNonsense() words {
	return words{
		title:   "Workbooks could not understand Microsoft’s answer",
		why:     "Something came back that does not look like an answer of Microsoft’s.",
		more:    "A fault on the way between us can cause this.",
		changed: approvalMayStand,
		party:   microsoftItself(),
		steps:   []said{waitAndRetry(), tellSupport(afterAWhile)},
	}
}

func microsoftTrouble() words {
	return words{
		title:   "Microsoft has a problem at the moment",
		why:     "Microsoft says that something on its side does not work.",
		more:    "It usually passes within minutes.",
		changed: approvalMayStand,
		party:   microsoftItself(),
		steps: []said{
			waitAndRetry(),
			staff("If it lasts, «Service health» in the Microsoft 365 admin centre tells whether Microsoft knows of it."),
			tellSupport(afterAWhile),
		},
	}
}

func tooManyRequests() words {
	return words{
		title:   "Microsoft wants a pause",
		why:     "It was asked too much within minutes, and now answers nobody here for a while.",
		changed: approvalMayStand,
		party:   microsoftItself(),
		steps:   []said{person("leave the page alone for ten minutes, without reloading it"), retry(), tellSupport(afterAWhile)},
	}
}

func unknown() words {
	return words{
		title:   "Microsoft did not finish the request",
		why:     "The reason is one that Workbooks has no words for yet.",
		more:    "The details below say more to people who know Azure.",
		changed: approvalMayStand,
		party:   tryer(", with {it}"),
		steps: []said{
			retry(),
			{
				admin: "If it happens again, send the details below to your IT team; they can look up the login at Microsoft.",
				desk:  "If it happens again, send the details below to {it}; they can look up the login at Microsoft.", letter: "Look up this login.",
				approver: "If it happens again, look up this login with the details below.",
			},
			tellSupport(noHelp),
		},
		place: signInLogs,
	}
}
