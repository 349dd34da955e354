package guidance

// The words for failures of a request on its way to Microsoft and back.

func stateUnknown() Guidance {
	return Guidance{
		Title:   "Workbooks did not expect this answer",
		Meaning: "It belongs to no request that is waiting here. An old page, the Back button or a link from somebody else can lead to this.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   administrator,
		Steps: []string{
			"Open Start › Configuration › Account Settings › Authentication. If Microsoft is enabled there, all is done.",
			"Otherwise choose «Add Workbooks to Azure…» to start again.",
			"If somebody sent you a link that led here, do not use it again and tell your IT team.",
		},
	}
}

func stateExpired() Guidance {
	return Guidance{
		Title:   "The request was open for too long",
		Meaning: "A request waits fifteen minutes for Microsoft’s answer, so that nobody can use an old one later.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   administrator,
		Steps: []string{
			startAgain,
			"Log in at Microsoft and press Accept within fifteen minutes.",
			"If you need your Azure administrator for it, start when they have a moment.",
		},
	}
}

func otherBrowser() Guidance {
	return Guidance{
		Title:   "The answer came back in another browser",
		Meaning: "A request must come back in the browser that started it, so that nobody can get your approval for an account of theirs.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   "The Workbooks administrator who started the request.",
		Steps: []string{
			"Go back to the browser in which you logged in to Workbooks.",
			"Choose «Add Workbooks to Azure…» there, and stay in that browser until you see the confirmation.",
			"If you did not start a request, close this page and tell your IT team who sent you to Microsoft.",
		},
	}
}

func otherUser() Guidance {
	return Guidance{
		Title:   "The person who started this is no longer logged in to Workbooks",
		Meaning: "Your session has ended meanwhile, or somebody else has logged in to Workbooks in this browser.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   "The Workbooks administrator who started the request.",
		Steps: []string{
			"Log in to Workbooks again as the administrator who started.",
			startAgain,
		},
	}
}

func notEntitled() Guidance {
	return Guidance{
		Title:   "Your right to link this account has ended meanwhile",
		Meaning: "While you were at Microsoft, Workbooks stopped offering Advanced Security to your account, or you stopped being one of its administrators.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   "You, with another Workbooks administrator of your company or your account manager at Workbooks.",
		Steps: []string{
			"Ask another Workbooks administrator of your company whether you should still be one.",
			"For Advanced Security, ask your account manager or sales@workbooks.com.",
			"Then choose «Add Workbooks to Azure…» again.",
		},
	}
}

func badAnswer() Guidance {
	return Guidance{
		Title:   "The answer from Microsoft was incomplete",
		Meaning: "It does not say clearly whether Workbooks was approved, so Workbooks takes it as not approved.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   administrator,
		Steps: []string{
			startAgain,
			"Let the browser come back from Microsoft by itself; do not copy or change the address.",
			tellSupport,
		},
	}
}

func codeSpent() Guidance {
	return Guidance{
		Title:   "This login at Microsoft cannot be used any more",
		Meaning: "Microsoft’s confirmation works once and for a few minutes. Reloading the page or going back uses it a second time.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   administrator,
		Steps: []string{
			"Open Start › Configuration › Account Settings › Authentication. If Microsoft is enabled there, all is done.",
			"Otherwise choose «Add Workbooks to Azure…» to start again, and wait for the confirmation without reloading.",
			tellSupport,
		},
	}
}

func neverCameBack() Guidance {
	return Guidance{
		Title:   "Nobody has come back from Microsoft yet",
		Meaning: "Microsoft shows many problems only on its own page and does not tell Workbooks. The tab may also just have been closed.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   "You, or whoever is at Microsoft’s page now.",
		Steps: []string{
			"Look at the tab with Microsoft’s page. If it is waiting for you, go on there.",
			"If it shows a code or a message, enter it on this page: you get advice for just that.",
			"If the tab is gone, choose «Open it again».",
			"If you are not an Azure administrator, «Send to your Azure administrator…» gives you words for one.",
		},
	}
}
