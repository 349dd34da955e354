package guidance

// The words for failures on the way to Microsoft and back.

const (
	lookFirst = "Open Start › Configuration › Account Settings › Authentication. If Microsoft is enabled there, all is done."
	deskLooks = "Look at the link’s state. If it is enabled, all is done."
)

func requestWords(c Cause) func() words {
	switch c {
	case StateUnknown:
		return stateUnknown
	case StateExpired:
		return stateExpired
	case OtherBrowser:
		return otherBrowser
	case OtherUser:
		return otherUser
	case NotEntitled:
		return notEntitled
	case BadAnswer:
		return badAnswer
	case CodeSpent:
		return codeSpent
	case LoginUnfinished:
		return loginUnfinished
	case SessionEnded:
		return sessionEnded
	case BrowserTrouble:
		return browserTrouble
	case NeverCameBack:
		return neverCameBack
	default:
		return nil
	}
}

func stateUnknown() words {
	return words{
		title:     "Workbooks did not expect this answer",
		why:       "It belongs to no request that is waiting here.",
		more:      "An old page, the Back button or a link from somebody else can lead to this.",
		changed:   approvalCanGo,
		userTitle: "Workbooks did not expect this answer",
		userWhy:   "It belongs to no log-in that was started in this browser, or to one that is over.",
		party:     tryer(""),
		steps: []said{
			{admin: lookFirst, desk: deskLooks},
			restart(),
			direct(
				"If somebody sent you a link that led here, do not use it again and tell your IT team.",
				"If a link from somebody else led the person there, ask them to tell {it} and not to use it again."),
		},
	}
}

func stateExpired() words {
	return words{
		title:     "The request was open for too long",
		why:       "A request waits fifteen minutes for Microsoft’s answer, so that nobody can use an old one later.",
		changed:   approvalCanGo,
		userTitle: "The log-in took too long",
		userWhy:   "Workbooks waits fifteen minutes for Microsoft’s answer, so that nobody can use an old one later.",
		party:     tryer(""),
		steps: []said{
			restart(),
			{
				admin: "Log in at Microsoft and press Accept within fifteen minutes." + sameAccount, approver: "Log in at Microsoft and press Accept within fifteen minutes." + sameAccount,
				desk: "They then have fifteen minutes at Microsoft.",
			},
			{admin: "If your Azure administrator has no time now, choose «Send to your Azure administrator…»: that link waits for days."},
		},
	}
}

func otherBrowser() words {
	return words{
		title:     "The answer came back in another browser",
		why:       "A request must come back in the browser that started it, so that nobody can get an approval for an account of theirs.",
		changed:   approvalCanGo,
		userTitle: "The answer came back in another browser",
		userWhy:   "A log-in must end in the browser in which it began, so that nobody can take it over.",
		party:     tryer(""),
		steps: []said{
			person("go back to the browser in which {they} started"),
			restart(),
			direct(
				"If you did not start a request, close this page and tell your IT team who sent you to Microsoft.",
				"If they did not start a request, ask them to close that page and to tell {it} who sent them to Microsoft."),
		},
	}
}

func otherUser() words {
	return words{
		title:     "The person who started this is no longer logged in to Workbooks",
		why:       "That session has ended, or somebody else has logged in to Workbooks in this browser.",
		changed:   approvalCanGo,
		userTitle: "Somebody else is logged in here, or nobody",
		userWhy:   "The session for which you went to Microsoft has ended meanwhile.",
		party:     tryer(""),
		steps: []said{
			{
				admin: "Log in to Workbooks again as the administrator who started.", desk: "Ask the person who started to log in to Workbooks again.",
				approver: "Open the link of the invitation again.",
			},
			restart(),
		},
	}
}

func notEntitled() words {
	return words{
		title:     "The right to link this account has ended meanwhile",
		why:       "The account no longer has Advanced Security, or the person who started is no longer one of its administrators.",
		changed:   approvalCanGo,
		userTitle: "Microsoft log-in is not available for you at the moment",
		userWhy:   "Something that it rests on has been changed in Workbooks.",
		party:     linker(", with another administrator of the company or the account manager at Workbooks"),
		steps: []said{
			{
				admin:    "Ask another Workbooks administrator of your company whether you should still be one.",
				approver: "Tell the person who sent you the link. You need not do anything else.",
				desk:     "Look whether the person is still a Workbooks administrator.",
			},
			{
				admin:   "For Advanced Security, ask your account manager or sales@workbooks.com.",
				desk:    "For Advanced Security, ask {linker} to write to sales@workbooks.com.",
				support: "For Advanced Security, tell the customer’s account manager.",
			},
			{admin: "Then choose «Add Workbooks to Azure…» again.", desk: "Then {linker} starts again."},
		},
	}
}

func badAnswer() words {
	return words{
		title:     "The answer from Microsoft was incomplete",
		why:       "It does not say clearly whether Workbooks was approved, so Workbooks takes it as not approved.",
		changed:   approvalCanGo,
		userTitle: "The answer from Microsoft was incomplete",
		userWhy:   "It does not say clearly who has logged in, so nobody was logged in.",
		party:     tryer(""),
		steps: []said{
			restart(),
			person("let the browser come back from Microsoft by itself, without changing the address"),
			tellSupport(again),
		},
	}
}

func codeSpent() words {
	return words{
		title:   "This login at Microsoft cannot be used any more",
		why:     "Microsoft’s confirmation works once and for a few minutes.",
		more:    "Reloading the page or going back uses it a second time.",
		changed: approvalCanGo,
		party:   tryer(""),
		steps:   []said{{admin: lookFirst, desk: deskLooks}, restart(), person("wait for the confirmation without reloading the page"), tellSupport(again)},
	}
}

func loginUnfinished() words {
	return words{
		title: "The login at Microsoft was not finished",
		why:   "Microsoft still had a question, or its page was left before the end.",
		party: tryer(""),
		steps: []said{retry(), person("answer what Microsoft asks, up to the end"), privateWindow(), tellSupport(again)},
	}
}

func sessionEnded() words {
	return words{
		title: "Microsoft asks for a new login",
		why:   "Time has passed, the password was changed or an administrator has ended all sessions.",
		party: tryer(""),
		steps: []said{retry(), person("log in at Microsoft with name and password when it asks"), privateWindow(), tellSupport(again)},
	}
}

func browserTrouble() words {
	return words{
		title:   "The browser got in the way",
		why:     "Blocked cookies, the Back button or an old browser kept the pages from working together.",
		changed: approvalMayStand,
		party:   tryer(""),
		steps: []said{
			direct("Close Microsoft’s page, and do not go back to it.", "Ask the person to close Microsoft’s page and not to go back to it."),
			restart(),
			person("allow cookies for Workbooks and for Microsoft"),
			person("use another browser, or a newer one, if that does not help"),
		},
	}
}

func neverCameBack() words {
	return words{
		title:   "Nobody has come back from Microsoft yet",
		why:     "Microsoft shows many problems only on its own page and does not tell Workbooks.",
		more:    "The tab may also just have been closed.",
		changed: approvalCanGo,
		party:   tryer(", or whoever is at Microsoft’s page now"),
		steps: []said{
			person("look at the tab with Microsoft’s page, and go on there if it waits"),
			{
				admin:    "If it shows a code or a message, enter it on this page: you get advice for just that.",
				approver: "If it shows a code or a message, enter it on this page: you get advice for just that.",
				desk:     "If it shows a code or a message, enter it under «Explain», which gives advice for just that.",
			},
			{admin: "If the tab is gone, choose {retry}.", approver: "If the tab is gone, choose {retry} and press Accept there." + sameAccount, desk: "If the tab is gone, ask the person to start again."},
			{admin: "If you are not an Azure administrator, choose «Send to your Azure administrator…»."},
		},
	}
}
