package guidance

// The words for failures of the approval itself.

func noAuthority() Guidance {
	return Guidance{
		Title:   "Your Microsoft account may not approve for the whole organisation",
		Meaning: "Only some Azure administrators may let Workbooks in for everybody. Most people are not one of them, so this is quite usual.",
		Changed: nothingChanged,
		Who:     AzureAdministrator,
		WhoIs:   azureAdmins,
		Steps: []string{
			"Tell your Azure administrator: «Send to your Azure administrator…» gives you the words.",
			"When they are with you, choose «Try again with another account»; they log in at Microsoft with their own account and press Accept.",
			"Your Workbooks window shows it the moment they have.",
		},
	}
}

func approvalRequested() Guidance {
	return Guidance{
		Title:   "Your organisation wants a reviewer to approve Workbooks",
		Meaning: "Microsoft let you ask for approval instead of giving it. If you sent the request, a reviewer has it now, and Microsoft tells you the outcome by e-mail.",
		Changed: "Nothing has changed in Workbooks. In Azure a request may be waiting, and nothing else has changed there.",
		Who:     AzureAdministrator,
		WhoIs:   "The people who review such requests in your organisation, usually your IT team. To approve they must be " + approvers + ".",
		Steps: []string{
			"If you have not sent the request yet, choose «Try again» and send it from Microsoft’s page with a short reason.",
			"Tell your IT team that it is waiting for them.",
			"Once it is approved, ask an Azure administrator to finish the link here with «Add Workbooks to Azure…». Workbooks is not told of the approval by Microsoft.",
		},
	}
}

func declined() Guidance {
	return Guidance{
		Title:   "Cancel was pressed on Microsoft’s permissions page",
		Meaning: "Workbooks was not approved this time. You can look at the request again whenever you like.",
		Changed: nothingChanged,
		Who:     You,
		WhoIs:   "You, or whoever decides about apps in your organisation.",
		Steps: []string{
			"Read what Workbooks asks for, and why, on the page «Microsoft authentication».",
			"When you are ready, choose «Add Workbooks to Azure…» and press Accept at Microsoft.",
			"If somebody else has to decide, «Send to your Azure administrator…» gives you words for them.",
		},
	}
}

func notAdministrator() Guidance {
	return Guidance{
		Title:   "Workbooks could not see that you are an Azure administrator",
		Meaning: "Your login at Microsoft worked, but it named none of the four Azure roles that may link an organisation. This protects your organisation from being linked by anybody else.",
		Changed: approvalMayStand,
		Who:     AzureAdministrator,
		WhoIs:   azureAdmins,
		Steps: []string{
			"Ask somebody with one of these four roles to help; a role that your organisation made itself is not recognised.",
			"Choose «Try again with another account»; they log in at Microsoft with their own account.",
			"If you hold such a role but have to activate it first, activate it, wait a few minutes and choose «Try again».",
		},
	}
}

func appMissing() Guidance {
	return Guidance{
		Title:   "Workbooks is not approved in your organisation’s Azure",
		Meaning: "The approval was not finished, or it was removed since. Right after Accept it can also take Azure a few minutes to know of it everywhere.",
		Changed: approvalMayStand,
		Who:     AzureAdministrator,
		WhoIs:   azureAdmins,
		Steps: []string{
			"If Accept was pressed only just now, wait a few minutes and choose «Try again».",
			"Otherwise ask an Azure administrator to choose «Add Workbooks to Azure…» here, log in at Microsoft and press Accept.",
			tellSupport,
		},
	}
}

func appDisabled() Guidance {
	return Guidance{
		Title:   "Workbooks is switched off in your organisation’s Azure",
		Meaning: "Workbooks is known there, but an Azure administrator has turned login to it off.",
		Changed: approvalMayStand,
		Who:     AzureAdministrator,
		WhoIs:   azureAdmins,
		Steps: []string{
			"Ask your Azure administrator whether Workbooks was switched off on purpose.",
			"To switch it on they open " + enterpriseApp + " › Properties, set «Enabled for users to sign-in» to Yes and save.",
			"Wait a few minutes, then choose «Try again».",
		},
	}
}
