package guidance

// The words for failures that are about the organisation.

func organisationWords(c Cause) func() words {
	switch c {
	case WrongOrganisation:
		return wrongOrganisation
	case RequiredOrganisation:
		return requiredOrganisation
	case OrganisationUnread:
		return organisationUnread
	case InvitationEnded:
		return invitationEnded
	case TenantTaken:
		return tenantTaken
	case UnknownTenant:
		return unknownTenant
	case WrongCloud:
		return wrongCloud
	case OrganisationBlocked:
		return organisationBlocked
	case TenantRestricted:
		return tenantRestricted
	default:
		return nil
	}
}

func wrongOrganisation() words {
	return words{
		title:   "Two different organisations took part",
		why:     "The organisation that was approved is not the one of the person who logged in at Microsoft.",
		more:    "Workbooks links an organisation only when both are the same.",
		changed: approvalCanGo,
		party:   tryer(", with an Azure administrator of the organisation to be linked"),
		steps: []said{
			otherAccount("the same work account of the organisation to be linked, every time"),
			privateWindow(),
			tellSupport("If only one account was used"),
		},
	}
}

func requiredOrganisation() words {
	return words{
		title:   "The invitation asks for another organisation",
		why:     "The sender of the invitation named one organisation, and at Microsoft another one was used.",
		more:    "Workbooks accepts only the one that was named.",
		changed: approvalCanGo,
		party:   linker(", with the Azure administrator who was invited"),
		steps: []said{
			{
				admin:    "Compare the organisation that you asked for with the one that was used.",
				approver: "Choose {retry} and log in with an account of the organisation that the invitation names.",
				desk:     "Compare the organisation that was asked for with the one that was used.",
				user:     "Log in with an account of the organisation that the invitation names.",
			},
			{
				admin:    "If the one used is right, send a new invitation: «Send to your Azure administrator…».",
				approver: "If you think that yours is the right one, ask the person who sent you the link for a new invitation.",
				desk:     "If the one used is right, ask {linker} for a new invitation.",
			},
			{
				admin: "If not, ask the Azure administrator to open the link again and to use an account of the other organisation.",
				desk:  "If not, ask the Azure administrator to open the link again and to use an account of the other organisation.",
			},
			{approver: "If Microsoft keeps choosing the same account, log out of Microsoft first or use a private browser window."},
		},
		place: overview,
	}
}

func organisationUnread() words {
	return words{
		title:   "Microsoft did not say which domains the organisation has",
		why:     "The invitation asks for a certain domain, and Workbooks could not find out whether it is there.",
		more:    "Rather than guess, Workbooks did not make the link.",
		changed: approvalCanGo,
		party:   linker(", with the Azure administrator who was invited"),
		steps: []said{
			{
				admin: "Ask the Azure administrator to open the link again in a few minutes.", approver: "Wait a few minutes, then choose {retry}.",
				desk: "Ask the Azure administrator to open the link again in a few minutes.",
			},
			{
				admin:    "If it happens again, ask them for the organisation’s ID.",
				approver: "If it happens again, tell the person who sent you the link your organisation’s ID. It is on the Overview page.",
				desk:     "If it happens again, ask the Azure administrator for the organisation’s ID, which is on the Overview page.",
			},
			{
				admin:    "Send a new invitation that asks for this ID instead of the domain: «Send to your Azure administrator…».",
				approver: "They can send you a new invitation that asks for this ID instead of the domain.",
				desk:     "Ask {linker} for a new invitation that asks for this ID instead of the domain.",
			},
		},
		place: overview,
	}
}

func invitationEnded() words {
	return words{
		title:   "The invitation ended while somebody was at Microsoft",
		why:     "It was taken back, replaced by a newer one, or its time had run out.",
		more:    "So Workbooks did not make the link.",
		changed: approvalCanGo,
		party:   linker(""),
		steps: []said{
			{
				admin: "Look at your invitations: if there is a newer one, ask the Azure administrator to use the link in it.",
				desk:  "If there is a newer invitation, ask the Azure administrator to use the link in it.", approver: "Look for a newer mail about Workbooks, and open the link in it.",
			},
			{
				admin:    "Otherwise send a new one: «Send to your Azure administrator…».",
				approver: "If there is none, ask the person who sent you the link for a new one.",
				desk:     "Otherwise ask {linker} to send a new one.",
			},
			{admin: "If you took it back on purpose, nothing more needs to be done in Workbooks.", desk: "If it was taken back on purpose, nothing more needs to be done in Workbooks."},
		},
	}
}

func tenantTaken() words {
	return words{
		title:   "This organisation is already linked to another Workbooks account",
		why:     "One organisation in Azure serves one Workbooks account.",
		more:    "The administrators of the other account are told that a second link was tried.",
		changed: "Nothing has changed in Workbooks. Please leave the approval in Azure as it is: the other Workbooks account needs it.",
		party:   linker(", together with Workbooks support"),
		steps: []said{
			{
				admin:    "If you meant another organisation, choose {retry} and log in with an account of that one.",
				approver: "If you meant another organisation, choose {retry} and log in with an account of that one.",
				desk:     "Find out whether the organisation used at Microsoft is the one that was meant.",
			},
			{
				admin:    "Ask your colleagues whether your company has another Workbooks account, perhaps of another department.",
				approver: "Ask your colleagues whether your company has another Workbooks account, perhaps of another department.",
				desk:     "Ask {linker} whether there is another Workbooks account, perhaps of another department.",
			},
			{
				admin:    "If the link should move to this account, tell Workbooks support the details below.",
				approver: "Tell the person who sent you the link the details below; Workbooks support can help them.",
				desk:     "If the link should move to this account, tell Workbooks support the details below.",
				support:  "If both accounts belong to this customer, allow the second one under Link status, and give the reason.",
			},
		},
	}
}

func unknownTenant() words {
	return words{
		title: "Microsoft does not know this organisation",
		why:   "It may have been deleted, or its name or ID is written differently.",
		more:  "It can also be in a separate part of Microsoft’s cloud.",
		party: tryer(", with {it}"),
		steps: []said{
			otherAccount("a work account of {organisation}"),
			namedOrganisation(),
			azure("look up the organisation’s ID and its domains"),
			azure("check whether the organisation is in the ordinary Microsoft cloud: Workbooks can be linked to no other"),
			tellSupport(again),
		},
		place: overview,
	}
}

func wrongCloud() words {
	return words{
		title: "This organisation is in a separate part of Microsoft’s cloud",
		why:   "Microsoft keeps some organisations apart, such as those of the government of the United States or those in China.",
		more:  "Workbooks can be linked to the ordinary cloud only.",
		party: tryer(", with {it}"),
		steps: []said{
			azure("find out whether the organisation has a second place, in the ordinary Microsoft cloud"),
			{
				admin: "If it has, choose {retry} and use an account from there.", approver: "If it has, choose {retry} and use an account from there.",
				desk: "If it has, ask the person to try again with an account from there.",
			},
			{
				admin: "If not, tell Workbooks support which cloud you use.", approver: "If not, tell the person who sent you the link which cloud you use.",
				desk: "If not, tell Workbooks support which cloud it is.", support: "If not, tell product management which cloud the customer uses.",
			},
		},
		place: overview,
	}
}

func organisationBlocked() words {
	return words{
		title: "Microsoft has blocked this organisation",
		why:   "Microsoft lets nobody of this organisation log in at the moment.",
		more:  "Only Microsoft can say why, and lift it.",
		party: keepersOf("the contract with Microsoft"),
		steps: []said{
			azure("ask Microsoft, with the details below, why the organisation is blocked"),
			azure("look for mails from Microsoft about safety or bills"),
			staff("When Microsoft has lifted it, Workbooks works again by itself."),
		},
		place: entra + " › New support request",
	}
}

func tenantRestricted() words {
	return words{
		title: "A rule between organisations stopped the login at Microsoft",
		why:   "An organisation, or the network at work, can decide which other organisations people may use at Microsoft.",
		party: keepersOf("these rules"),
		steps: []said{
			person("choose an account of the organisation itself, if another one was used"),
			azure("look at the rules for people who come from other organisations, and for those who go there"),
			azure("talk to those who look after the network, if it lets people use certain organisations only"),
			afterwards(),
		},
		place: entra + " › External Identities › Cross-tenant access settings",
	}
}
