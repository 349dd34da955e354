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
		steps: append([]said{
			{approver: "Choose {retry} and log in at Microsoft with an account that has one of these roles."},
			{approver: "Press Accept there." + sameAccount},
			sendRequest(),
			{
				admin: "They open it, log in at Microsoft and press Accept.",
				desk:  "The Azure administrator opens it, logs in at Microsoft and presses Accept.",
			},
			{
				admin: "You confirm that it is your organisation, and Microsoft login is on.",
				desk:  "{linker} confirms that it is {organisation}, and Microsoft login is on.",
			},
			{approver: "If you have to activate your role first, activate it, wait a few minutes and choose {retry}."},
		}, approvalByLink(accept(), confirmed())...),
		place: entra + " › Roles & admins",
	}
}

func approvalRequested() words {
	return words{
		title:   "{Organisation} wants a reviewer to approve Workbooks",
		why:     "Microsoft takes a request for approval here, and a reviewer decides about it.",
		more:    "If the request was sent, Microsoft sends the outcome by e-mail to whoever asked. Workbooks is not told.",
		changed: "Nothing has changed in Workbooks. In Azure a request may be waiting, and nothing else has changed there.",
		party:   reviewers(),
		steps: append([]said{
			{
				admin:    "If you have not sent the request yet, choose {retry} and send it from Microsoft’s page with a short reason.",
				approver: "If you have not sent the request yet, choose {retry} and send it from Microsoft’s page with a short reason.",
				desk:     "Ask the person whether they sent the request from Microsoft’s page.",
			},
			{
				admin: "Tell your IT team that it is waiting for them.", approver: "Tell the reviewer that it is waiting, or open it if you are one.",
				desk: "Tell {it} that it is waiting for them.",
			},
			{
				admin:    "Once it is approved, choose «Check again». Whoever logs in then must hold one of the four roles that may approve.",
				approver: "Once it is approved, choose {retry} and log in with an account that holds one of the four roles that may approve.",
				desk:     "Once it is approved, {linker} checks again. Whoever logs in then must hold one of the four roles that may approve.",
			},
			{
				admin: "If you cannot do that, «Send to your Azure administrator…» gives the reviewer a link to finish it.",
				desk:  "If nobody there can, {linker} sends the reviewer a link to finish it.",
			},
		}, approvalByLink(accept(), said{letter: "The request that waits in Azure is not needed after that, and can be closed."})...),
		place: enterprise + " › Admin consent requests",
	}
}

func appRisky() words {
	return words{
		title: "Microsoft wants an administrator to look at Workbooks first",
		why:   "Microsoft gives a warning about apps that it does not know well, and leaves the decision to an administrator.",
		more:  "It is about Workbooks and not about the person who tried.",
		party: administratorsOf(),
		steps: append([]said{
			{approver: "Choose {retry} and log in with an account that has one of these roles. Microsoft then lets you read the warning."},
			{approver: "If you have doubts, ask support@workbooks.com about the app before you go on."},
			{approver: "If you agree, press Accept." + sameAccount},
			sendRequest(),
			{
				admin: "They read Microsoft’s warning, and press Accept if they agree.",
				desk:  "The Azure administrator reads Microsoft’s warning, and presses Accept if they agree.",
			},
			{
				admin: "If they have doubts, Workbooks support can answer their questions about the app.",
				desk:  "If there are doubts, Workbooks support can answer questions about the app.", support: "If there are doubts, answer questions about the app.",
			},
		}, approvalByLink(said{letter: "Read Microsoft’s warning. If you have doubts, ask support@workbooks.com about the app."}, accept())...),
		place: enterprise + " › Consent and permissions › User consent settings",
	}
}

func declined() words {
	p := tryer("")
	p.is.admin = "You, or whoever decides about apps in your organisation."
	p.is.approver = "You, if you want to approve. Otherwise nobody needs to do anything."
	return words{
		title: "Cancel was pressed on Microsoft’s permissions page",
		why:   "Workbooks was not approved this time.",
		more:  "The request can be looked at again at any time.",
		party: p,
		steps: []said{
			{approver: "If you do not want to approve, you need do nothing more; you can tell the person who asked."},
			{
				admin: "Read what Workbooks asks for, and why, on the page «Microsoft authentication».", approver: "If you are not sure, read on this page what Workbooks asks for, and why.",
				desk: "Ask the person whether they pressed Cancel on purpose.", user: "Log in to Workbooks again, and read what Microsoft asks.",
			},
			{
				admin:    "When you are ready, choose «Add Workbooks to Azure…» and press Accept at Microsoft." + sameAccount,
				approver: "If you want to approve, choose «Approve at Microsoft…» and press Accept there." + sameAccount,
				desk:     "If not, ask them to start again and to press Accept at Microsoft.", user: "Press Accept, if you agree.",
			},
			{admin: "If somebody else has to decide, choose «Send to your Azure administrator…»."},
		},
	}
}

func consentMissing() words {
	return words{
		title:   "The approval for Workbooks in Azure is missing",
		why:     "Azure knows Workbooks, but its approval for {organisation} was taken back or never finished.",
		more:    "Right after Accept it can take Azure a few minutes to know of it everywhere.",
		changed: workbooksAsItIs,
		party:   administratorsOf(),
		steps: append([]said{
			waitAndRetry(),
			{
				admin:    "If that does not help, ask your Azure administrator to approve again: «Send to your Azure administrator…».",
				approver: approveAgain,
				desk:     "If that does not help, ask {linker} to start the approval again.",
			},
			{
				admin: "They can also choose «Grant admin consent» in the permissions of Workbooks.", approver: "Or choose «Grant admin consent» in the permissions of Workbooks.",
				desk: "An Azure administrator can also choose «Grant admin consent» in the permissions of Workbooks.",
			},
			tellSupport(again),
		}, approvalByLink(accept(), said{letter: "If people could log in before, «Grant admin consent» in the permissions of Workbooks does instead of all this."})...),
		place: workbooksApp + " › Permissions",
	}
}

func appMissing() words {
	return words{
		title:   "Workbooks is not approved in {organisation}",
		why:     "Azure does not know Workbooks there: the approval was not finished, or Workbooks was removed since.",
		more:    "Right after Accept it can take Azure a few minutes to know of it everywhere.",
		changed: workbooksAsItIs,
		party:   administratorsOf(),
		steps: append([]said{
			waitAndRetry(),
			{
				admin:    "If that does not help, start again with «Add Workbooks to Azure…»; an Azure administrator presses Accept.",
				approver: approveAgain,
				desk:     "If that does not help, ask {linker} to start the approval again.",
			},
			tellSupport(again),
		}, approvalByLink(accept(), said{letter: "After that, Workbooks is in the list of enterprise applications."})...),
		place: enterprise,
	}
}

func appDisabled() words {
	return words{
		title:   "Workbooks is switched off in {organisation}’s Azure",
		why:     "Azure knows Workbooks, but an Azure administrator has turned login to it off.",
		changed: workbooksAsItIs,
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
