package guidance

// The words for people whom User Provisioning could not add.

const templatesTab = "Authentication › Microsoft › User Templates"

func provisioningWords(c Cause) func() words {
	switch c {
	case ProvisioningOff:
		return provisioningOff
	case NoTemplateMatched:
		return noTemplateMatched
	case GroupsUnreadable:
		return groupsUnreadable
	case NoLicenceLeft:
		return noLicenceLeft
	case GroupsNotGranted:
		return groupsNotGranted
	default:
		return nil
	}
}

func provisioningOff() words {
	return words{
		title:     "Workbooks does not know this person yet",
		why:       "Microsoft has confirmed who it is, but there is no Workbooks user for {account}.",
		more:      "User Provisioning is off, so nobody is added automatically.",
		userTitle: "Workbooks does not know you yet",
		userWhy:   "Microsoft has confirmed who you are, but there is no Workbooks user for you, and nobody is added automatically.",
		changed:   workbooksAsItIs,
		party:     keeper(),
		steps: []said{
			inWorkbooks("add the person under " + userPage),
			{
				admin: "Or switch on User Provisioning under " + templatesTab + ", so that people of certain Azure groups are added by themselves.",
				desk:  "User Provisioning under " + templatesTab + " adds people of certain Azure groups by itself.",
			},
			thenAgain(),
		},
	}
}

func noTemplateMatched() words {
	return words{
		title:     "No User Template fits this person",
		why:       "New people are added by their groups in Azure, and none of the groups of {account} is meant for Workbooks.",
		more:      "Groups inside of groups count. A group that was joined a moment ago can take a while.",
		userTitle: "You are in no group that may use Workbooks",
		userWhy:   "New people are added by their groups in Azure, and none of yours is meant for Workbooks.",
		changed:   workbooksAsItIs,
		party:     keeper(),
		steps: []said{
			inWorkbooks("see with «Try it» under " + templatesTab + " why each template does not apply"),
			azure("put the person into one of the groups that the templates name"),
			thenAgain(),
		},
		place: thePerson + " › Groups",
	}
}

func groupsUnreadable() words {
	return words{
		title:     "Microsoft did not tell which groups this person is in",
		why:       "New people are added by their groups in Azure, and those could not be read just now.",
		more:      "That is not the same as being in none: nobody’s rights were changed.",
		userTitle: "Microsoft did not tell which groups you are in",
		userWhy:   "New people are added by their groups in Azure, and yours could not be read just now.",
		changed:   workbooksAsItIs,
		party:     tryer(", in a few minutes; a Workbooks administrator if it goes on"),
		steps: []said{
			waitAndRetry(),
			azure("check that Workbooks still has the permission «Read group memberships» (GroupMember.Read.All)"),
		},
		place: workbooksApp + " › Permissions",
	}
}

func noLicenceLeft() words {
	return words{
		title:     "No Workbooks licence is left for this person",
		why:       "The licences that this person would get are all in use.",
		more:      "The administrators of the account have been told.",
		userTitle: "No Workbooks licence is left for you",
		userWhy:   "The licences that you would get are all in use, and the administrators have been told.",
		changed:   workbooksAsItIs,
		party:     keeper(),
		steps: []said{
			inWorkbooks("free a licence of somebody who has left, under Authentication › Microsoft › Leavers"),
			{
				admin: "Ask your account manager or sales@workbooks.com for more licences.", approver: "Ask a Workbooks administrator for more licences.",
				desk: "More licences come from sales@workbooks.com.", support: "Tell the customer’s account manager that licences are missing.",
			},
			thenAgain(),
		},
	}
}

func groupsNotGranted() words {
	return words{
		title:   "Workbooks was not given the permission to read groups",
		why:     "Microsoft’s answer names no permission «Read group memberships», so User Provisioning stays off.",
		more:    "Logging in with Microsoft goes on as before.",
		changed: approvalMayStand,
		party:   administratorsOf(),
		steps: []said{
			retry(),
			azure("accept all permissions that Microsoft lists for Workbooks, «Read group memberships» among them"),
		},
		place: workbooksApp + " › Permissions",
	}
}
