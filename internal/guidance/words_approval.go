package guidance

// The words for failures of the approval itself.

func approvalWords(c Cause) func() words {
	switch c {
	case NoAuthority:
		return noAuthority
	case ApprovalRequested:
		return approvalRequested
	case AppRisky:
		return appRisky
	case Declined:
		return declined
	case ConsentMissing:
		return consentMissing
	case AppMissing:
		return appMissing
	case AppDisabled:
		return appDisabled
	case ServiceMissing:
		return serviceMissing
	case NotAdministrator:
		return notAdministrator
	case NotAssigned:
		return notAssigned
	default:
		return nil
	}
}

func noAuthority() words {
	return words{
		title: "{Account} may not approve for the whole organisation",
		why:   "Only some Azure administrators may let Workbooks in for everybody.",
		more:  "Most people are not one of them, so this is quite usual.",
		party: administratorsOf(),
		steps: []said{
			{approver: "Choose «Try again» and log in at Microsoft with an account that has one of these roles."},
			sendRequest(),
			{
				admin: "They open it, log in at Microsoft and press Accept.",
				desk:  "The Azure administrator opens it, logs in at Microsoft and presses Accept.",
			},
			{
				admin:  "You confirm that it is your organisation, and Microsoft login is on.",
				desk:   "{linker} confirms that it is {organisation}, and Microsoft login is on.",
				letter: "Log in with an account that has one of these roles: Global, Privileged Role, Application or Cloud Application Administrator.",
			},
			{approver: "If you have to activate your role first, activate it, wait a few minutes and choose «Try again»."},
		},
		place: entra + " › Roles & admins",
	}
}

func approvalRequested() words {
	return words{
		title:   "{Organisation} wants a reviewer to approve Workbooks",
		why:     "Microsoft takes a request for approval here, and a reviewer decides about it.",
		more:    "If the request was sent, Microsoft sends the outcome by e-mail to whoever asked. Workbooks is not told.",
		changed: "Nothing has changed in Workbooks. In Azure a request may be waiting, and nothing else has changed there.",
		party:   keepersOf("such requests"),
		steps: []said{
			{
				admin:    "If you have not sent the request yet, choose «Try again» and send it from Microsoft’s page with a short reason.",
				approver: "If you have not sent the request yet, choose «Try again» and send it from Microsoft’s page with a short reason.",
				desk:     "Ask the person whether they sent the request from Microsoft’s page.",
				letter:   "Open the waiting request for Workbooks and decide about it.",
			},
			{
				admin: "Tell your IT team that it is waiting for them.", approver: "Tell the reviewer that it is waiting, or open it if you are one.",
				desk: "Tell {it} that it is waiting for them.",
			},
			{
				admin:    "Once it is approved, choose «Check again». Whoever logs in then must hold one of the four roles that may approve.",
				approver: "Once it is approved, choose «Try again» and log in with an account that holds one of the four roles that may approve.",
				desk:     "Once it is approved, {linker} checks again. Whoever logs in then must hold one of the four roles that may approve.",
				letter:   "To approve it, hold one of these roles: Global, Privileged Role, Application or Cloud Application Administrator.",
			},
			{
				admin: "If you cannot do that, «Send to your Azure administrator…» gives the reviewer a link to finish it.",
				desk:  "If nobody there can, {linker} sends the reviewer a link to finish it.",
			},
		},
		place: enterprise + " › Admin consent requests",
	}
}

func appRisky() words {
	return words{
		title: "Microsoft wants an administrator to look at Workbooks first",
		why:   "Microsoft gives a warning about apps that it does not know well, and leaves the decision to an administrator.",
		more:  "It is about Workbooks and not about the person who tried.",
		party: administratorsOf(),
		steps: []said{
			{approver: "Choose «Try again» and log in with an account that has one of these roles. Microsoft then lets you read the warning and go on."},
			sendRequest(),
			{
				admin:  "They read Microsoft’s warning, and press Accept if they agree.",
				desk:   "The Azure administrator reads Microsoft’s warning, and presses Accept if they agree.",
				letter: "Read Microsoft’s warning, and go on if you agree.",
			},
			{
				admin: "If they have doubts, Workbooks support can answer their questions about the app.",
				desk:  "If there are doubts, Workbooks support can answer questions about the app.", support: "If there are doubts, answer questions about the app.",
				letter: "If you have doubts, ask support@workbooks.com about the app.",
			},
			{approver: "If you have doubts, ask support@workbooks.com about the app before you accept."},
		},
		place: enterprise + " › Consent and permissions › User consent settings",
	}
}

func declined() words {
	p := tryer("")
	p.is.admin = "You, or whoever decides about apps in your organisation."
	return words{
		title: "Cancel was pressed on Microsoft’s permissions page",
		why:   "Workbooks was not approved this time.",
		more:  "The request can be looked at again at any time.",
		party: p,
		steps: []said{
			{
				admin: "Read what Workbooks asks for, and why, on the page «Microsoft authentication».", approver: "Read on this page what Workbooks asks for, and why.",
				desk: "Ask the person whether they pressed Cancel on purpose.", user: "Log in to Workbooks again, and read what Microsoft asks.",
			},
			{
				admin:    "When you are ready, choose «Add Workbooks to Azure…» and press Accept at Microsoft.",
				approver: "When you are ready, choose «Approve at Microsoft…» and press Accept there.",
				desk:     "If not, ask them to start again and to press Accept at Microsoft.", user: "Press Accept, if you agree.",
			},
			{
				admin:    "If somebody else has to decide, choose «Send to your Azure administrator…».",
				approver: "If you do not want to approve, do nothing, and tell the person who sent you the link why.",
			},
		},
	}
}

func consentMissing() words {
	return words{
		title:   "The approval for Workbooks in Azure is missing",
		why:     "Azure knows Workbooks, but its approval for {organisation} was taken back or never finished.",
		more:    "Right after Accept it can take Azure a few minutes to know of it everywhere.",
		changed: approvalMayStand,
		party:   administratorsOf(),
		steps: []said{
			waitAndRetry(),
			{
				admin:    "If that does not help, ask your Azure administrator to approve again: «Send to your Azure administrator…».",
				approver: "If that does not help, choose «Approve at Microsoft…» and press Accept.",
				desk:     "If that does not help, ask {linker} to start the approval again.",
			},
			{
				admin: "They can also choose «Grant admin consent» in the permissions of Workbooks.", approver: "Or choose «Grant admin consent» in the permissions of Workbooks.",
				desk: "An Azure administrator can also choose «Grant admin consent» in the permissions of Workbooks.", letter: "If Workbooks should be used, choose «Grant admin consent» in its permissions.",
			},
			tellSupport(again),
		},
		place: workbooksApp + " › Permissions",
	}
}

func appMissing() words {
	return words{
		title:   "Workbooks is not approved in {organisation}",
		why:     "Azure does not know Workbooks there: the approval was not finished, or Workbooks was removed since.",
		more:    "Right after Accept it can take Azure a few minutes to know of it everywhere.",
		changed: approvalMayStand,
		party:   administratorsOf(),
		steps: []said{
			waitAndRetry(),
			{
				admin:    "If that does not help, start again with «Add Workbooks to Azure…»; an Azure administrator presses Accept.",
				approver: "If that does not help, choose «Approve at Microsoft…» and press Accept.",
				desk:     "If that does not help, ask {linker} to start the approval again.",
				letter:   "Look whether Workbooks is in the list of applications.",
			},
			{letter: "If it is not, open the request that Workbooks sends you, log in at Microsoft and press Accept."},
			tellSupport(again),
		},
		place: enterprise,
	}
}

func appDisabled() words {
	return words{
		title:   "Workbooks is switched off in {organisation}’s Azure",
		why:     "Azure knows Workbooks, but an Azure administrator has turned login to it off.",
		changed: approvalMayStand,
		party:   administratorsOf(),
		steps: []said{
			azure("find out whether Workbooks was switched off on purpose"),
			azure("set «Enabled for users to sign-in» to Yes in the properties of Workbooks, and save"),
			afterwards(),
		},
		place: workbooksApp + " › Properties",
	}
}

func serviceMissing() words {
	return words{
		title: "A part of Microsoft that login needs is missing in {organisation}",
		why:   "Workbooks reads the name of the person from a service of Microsoft’s, which is missing or switched off there.",
		party: administratorsOf(),
		steps: []said{
			azure("look at Microsoft Graph, under the application type «Microsoft Applications», and switch it on"),
			azure("check that no Microsoft subscription has run out"),
			afterwards(),
			tellSupport(again),
		},
		place: enterprise + " › Microsoft Graph › Properties",
	}
}

func notAdministrator() words {
	return words{
		title:   "Workbooks could not see that {they are} an Azure administrator",
		why:     "The login at Microsoft worked, but it named none of the four Azure roles that may link an organisation.",
		more:    "This protects {organisation} from being linked by anybody else.",
		changed: approvalMayStand,
		party:   administratorsOf(),
		steps: []said{
			{
				admin:    "Ask somebody with one of these four roles to help; a role that your organisation made itself is not recognised.",
				approver: "Use an account with one of these four roles; a role that your organisation made itself is not recognised.",
				desk:     "Find somebody with one of these four roles; a role that the organisation made itself is not recognised.",
				letter:   "See who has one of the four roles Global, Privileged Role, Application and Cloud Application Administrator.",
			},
			otherAccount("the account with that role"),
			{letter: "Open the request that Workbooks sends you, or pass it on to one of them. It needs no Workbooks login."},
			{
				admin:    "If you hold such a role but have to activate it first, activate it, wait a few minutes and choose «Try again».",
				approver: "If you hold such a role but have to activate it first, activate it, wait a few minutes and choose «Try again».",
				desk:     "If they hold such a role but have to activate it first, they activate it and try again a few minutes later.",
			},
		},
		place: entra + " › Roles & admins",
	}
}

func notAssigned() words {
	return words{
		title: "{Account} is not assigned to Workbooks",
		why:   "In {organisation} only the people who are assigned to Workbooks in Azure may log in to it.",
		party: administratorsOf(),
		steps: []said{
			azure("add the person under Users and groups of Workbooks, or a group that has them as a direct member"),
			staff("A group inside a group does not count.").andLetter(),
			afterwards(),
		},
		place: workbooksApp + " › Users and groups",
	}
}
