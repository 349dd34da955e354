package guidance

// The words for faults of Workbooks and of Microsoft, and for what has no name.

const (
	nobodyElse  = "Nobody in your organisation needs to do anything."
	waitAndTry  = "Wait a few minutes, then choose «Try again»."
	stillFailed = "If it still happens after half an hour, tell Workbooks support the reference shown below."
)

func ourCredential() Guidance {
	return Guidance{
		Title:   "Workbooks could not identify itself to Microsoft",
		Meaning: "This is our fault, and there is nothing you can do about it. Microsoft did not accept the key by which it knows Workbooks.",
		Changed: "Nobody’s link has changed. " + approvalMayStand,
		Who:     Workbooks,
		WhoIs:   "Workbooks support. " + nobodyElse,
		Steps: []string{
			"Tell Workbooks support the reference shown below.",
			"When they say that it is mended, choose «Try again».",
		},
		OurSide: true,
	}
}

func ourSetup() Guidance {
	return Guidance{
		Title:   "Workbooks is not set up correctly at Microsoft",
		Meaning: "This is our fault, and there is nothing you can do about it. Microsoft did not accept the way in which Workbooks asked.",
		Changed: "Nobody’s link has changed. " + approvalMayStand,
		Who:     Workbooks,
		WhoIs:   "Workbooks support. " + nobodyElse,
		Steps: []string{
			"Tell Workbooks support the reference shown below.",
			"When they say that it is mended, choose «Try again».",
		},
		OurSide: true,
	}
}

func badToken() Guidance {
	return Guidance{
		Title:   "Workbooks could not verify the login at Microsoft",
		Meaning: "What came back about the person and the organisation did not pass our checks, so Workbooks did not rely on it.",
		Changed: approvalMayStand,
		Who:     Workbooks,
		WhoIs:   "Workbooks support, if it happens more than once. " + nobodyElse,
		Steps: []string{
			"Choose «Try again».",
			tellSupport,
		},
	}
}

func microsoftUnreachable() Guidance {
	return Guidance{
		Title:   "Workbooks could not reach Microsoft",
		Meaning: "The connection between Workbooks and Microsoft did not work just now.",
		Changed: approvalMayStand,
		Who:     Workbooks,
		WhoIs:   "Workbooks and Microsoft. " + nobodyElse,
		Steps:   []string{waitAndTry, stillFailed},
	}
}

func microsoftSlow() Guidance {
	return Guidance{
		Title:   "Microsoft took too long to answer",
		Meaning: "Workbooks asked Microsoft about the login and stopped waiting. Such delays are usually short.",
		Changed: approvalMayStand,
		Who:     Microsoft,
		WhoIs:   "Microsoft. " + nobodyElse,
		Steps:   []string{waitAndTry, stillFailed},
	}
}

func microsoftNonsense() Guidance {
	return Guidance{
		Title:   "Workbooks could not understand Microsoft’s answer",
		Meaning: "Something came back that does not look like an answer of Microsoft’s. A fault on the way between us can cause this.",
		Changed: approvalMayStand,
		Who:     Microsoft,
		WhoIs:   "Microsoft, and Workbooks if it lasts. " + nobodyElse,
		Steps:   []string{waitAndTry, stillFailed},
	}
}

func microsoftTrouble() Guidance {
	return Guidance{
		Title:   "Microsoft has a problem at the moment",
		Meaning: "Microsoft says that it has a fault or too much to do. It usually passes within minutes.",
		Changed: approvalMayStand,
		Who:     Microsoft,
		WhoIs:   "Microsoft. " + nobodyElse,
		Steps: []string{
			waitAndTry,
			"If it lasts, your IT team can see under «Service health» in the Microsoft 365 admin centre whether Microsoft knows of it.",
			stillFailed,
		},
	}
}

func unknown() Guidance {
	return Guidance{
		Title:   "Microsoft did not finish the request",
		Meaning: "The reason is one that Workbooks has no words for yet. The details below say more to people who know Azure.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   "You, with your IT team.",
		Steps: []string{
			"Choose «Try again».",
			"If it happens again, send the details below to your IT team; they can look up the code at Microsoft.",
			"If that does not help, tell Workbooks support the reference shown below.",
		},
	}
}
