package guidance

// The words for failures that are about the Microsoft account used.

func accountWords(c Cause) func() words {
	switch c {
	case PersonalAccount:
		return personalAccount
	case WrongAccount:
		return wrongAccount
	case GuestNotRedeemed:
		return guestNotRedeemed
	case AccountDisabled:
		return accountDisabled
	case AccountLocked:
		return accountLocked
	case PasswordNotAccepted:
		return passwordNotAccepted
	case PasswordExpired:
		return passwordExpired
	default:
		return nil
	}
}

func personalAccount() words {
	return words{
		title: "This is a personal Microsoft account",
		why:   "Private accounts, such as those for Outlook.com or Xbox, belong to no organisation.",
		more:  "Workbooks works with the accounts of organisations only.",
		party: tryer(""),
		steps: []said{otherAccount("{their} work account, the one for e-mail at work"), privateWindow()},
	}
}

func wrongAccount() words {
	return words{
		title: "Microsoft could not use this account in that organisation",
		why:   "The account is not known there.",
		more:  "Often the browser is still logged in to Microsoft with an account of another company.",
		party: tryer(", or {it} if it is the right account"),
		steps: []said{
			otherAccount("a work account of {organisation}"),
			namedOrganisation(),
			privateWindow(),
			azure("look for the account there, if it was the right one, and invite it as a guest if it belongs to another company"),
		},
		place: entra + " › Users › All users",
	}
}

func guestNotRedeemed() words {
	return words{
		title: "This guest has not accepted the invitation yet",
		why:   "{Account} is a guest in that organisation, and Microsoft waits until the guest accepts.",
		party: tryer(", with {it}"),
		steps: []said{
			person("look for the mail from «Microsoft Invitations», and accept the invitation in it"),
			azure("invite the guest once more, if that mail cannot be found"),
			retry(),
		},
		place: thePerson + " › Overview",
	}
}

func accountDisabled() words {
	return words{
		title: "{Account} is switched off in Azure",
		why:   "Somebody in {organisation} switched it off, perhaps by mistake.",
		party: keepersOf("the Microsoft accounts"),
		steps: []said{
			azure("find out whether the account was switched off on purpose"),
			azure("switch it on under «Account status», if it should be used"),
			afterwards(),
		},
		place: thePerson + " › Properties",
	}
}

func accountLocked() words {
	return words{
		title: "{Account} is locked at the moment",
		why:   "Microsoft locked it after many attempts with another password, or after a login that looked unusual.",
		party: keepersOf("the Microsoft accounts"),
		steps: []said{
			person("wait half an hour without trying in between, then try once more"),
			person("choose a new password at Microsoft, if somebody else may know the old one"),
			azure("look at why the account counts as risky, and unlock it"),
		},
		place: entra + " › ID Protection › Risky users",
	}
}

func passwordNotAccepted() words {
	return words{
		title: "Microsoft did not accept this name with this password",
		why:   "The name and the password do not belong together at Microsoft.",
		more:  "Workbooks never sees this password.",
		party: tryer(", or {it}"),
		steps: []said{
			person("type the whole name, as in ada@brightwater.example, and the password once more"),
			person("use «Forgot my password» on Microsoft’s page, if it is still not accepted"),
			azure("set a new password for the person, if that page does not offer it"),
		},
		place: thePerson + " › Reset password",
	}
}

func passwordExpired() words {
	return words{
		title: "A new password at Microsoft is needed first",
		why:   "The password of {account} has run out, or {organisation} wants a new one.",
		more:  "A new one that is too short, too plain or too much like the old one is not accepted either.",
		party: tryer(", with {it}"),
		steps: []said{
			person("log in to Office 365 and choose a new password there"),
			azure("set a new password for the person, if Microsoft does not let them choose one"),
			retry(),
		},
		place: thePerson + " › Reset password",
	}
}
