package guidance

// The words for failures that are about the account or organisation used.

func wrongOrganisation() Guidance {
	return Guidance{
		Title:   "Two different organisations took part",
		Meaning: "The organisation that was approved is not the one of the person who logged in at Microsoft. Workbooks links an organisation only when both are the same.",
		Changed: approvalMayStand,
		Who:     You,
		WhoIs:   "You, with the Azure administrator of the organisation you want to link.",
		Steps: []string{
			otherAccount,
			"At Microsoft, use one work account of the organisation you want to link, both times you are asked.",
			privateWindow,
			"If only one account was used, tell Workbooks support the reference shown below.",
		},
	}
}

func personalAccount() Guidance {
	return Guidance{
		Title:   "This is a personal Microsoft account",
		Meaning: "Private accounts, such as those for Outlook.com or Xbox, belong to no organisation. Workbooks can be linked to an organisation only.",
		Changed: nothingChanged,
		Who:     You,
		WhoIs:   administrator,
		Steps: []string{
			otherAccount,
			"At Microsoft, choose your work account: the one you use for e-mail at work.",
			privateWindow,
		},
	}
}

func wrongAccount() Guidance {
	return Guidance{
		Title:   "Microsoft could not use this account in that organisation",
		Meaning: "The account is not known there, or it is not active at the moment. Often the browser is still logged in to Microsoft with an account of another company.",
		Changed: nothingChanged,
		Who:     You,
		WhoIs:   "You, or your IT team if it is the right account.",
		Steps: []string{
			otherAccount,
			"At Microsoft, choose a work account of the organisation you want to link.",
			privateWindow,
			"If it was the right account, ask your IT team whether it is active in Azure; a guest must have accepted the invitation first.",
		},
	}
}

func tenantTaken() Guidance {
	return Guidance{
		Title:   "This organisation is already linked to another Workbooks account",
		Meaning: "One organisation in Azure serves one Workbooks account. The administrators of the other account are told that a second link was tried.",
		Changed: "Nothing has changed in Workbooks. Please leave the approval in Azure as it is: the other Workbooks account needs it.",
		Who:     You,
		WhoIs:   "You, together with Workbooks support.",
		Steps: []string{
			"Check the account you used at Microsoft. If it belongs to another organisation than you meant, choose «Try again with another account».",
			"Ask your colleagues whether your company has another Workbooks account, perhaps of another department.",
			"If the link should move to this account, tell Workbooks support the reference shown below.",
		},
	}
}

func unknownTenant() Guidance {
	return Guidance{
		Title:   "Microsoft does not know this organisation",
		Meaning: "It may have been deleted, or it may be in a separate part of Microsoft’s cloud, such as the one for China or for the government of the United States.",
		Changed: nothingChanged,
		Who:     You,
		WhoIs:   "You, with your IT team.",
		Steps: []string{
			"Choose «Try again with another account» and use a work account of the organisation you want to link.",
			"Ask your IT team whether your organisation is in the ordinary Microsoft cloud. Workbooks can be linked to that one only.",
			tellSupport,
		},
	}
}

func blockedByPolicy() Guidance {
	return Guidance{
		Title:   "A rule of your organisation stopped the login at Microsoft",
		Meaning: "Your organisation decides in Azure who may log in, from where, on which device and with what proof of identity. Microsoft applied such a rule.",
		Changed: nothingChanged,
		Who:     AzureAdministrator,
		WhoIs:   "The Azure administrators who look after these rules in your organisation, usually your IT team.",
		Steps: []string{
			"If Microsoft asked for something you can do, such as confirming on your phone or using a company device, do it and choose «Try again».",
			"Otherwise send the details below to your IT team.",
			"They find this login, and the rule behind it, in the Microsoft Entra admin centre › Sign-in logs. It is often called «Conditional Access».",
		},
	}
}

func notAssigned() Guidance {
	return Guidance{
		Title:   "Your Microsoft account is not assigned to Workbooks",
		Meaning: "In your organisation only the people who are assigned to Workbooks in Azure may log in to it.",
		Changed: nothingChanged,
		Who:     AzureAdministrator,
		WhoIs:   azureAdmins,
		Steps: []string{
			"Ask your Azure administrator to open " + enterpriseApp + " › Users and groups.",
			"They add you, or a group that you are a direct member of; a group inside a group does not count.",
			"Wait a few minutes, then choose «Try again».",
		},
	}
}
