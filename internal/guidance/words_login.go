package guidance

// The words for rules of the customer's organisation that a login met, and for
// the services behind its logins.

func loginWords(c Cause) func() words {
	switch c {
	case MfaNeeded:
		return mfaNeeded
	case MfaSetup:
		return mfaSetup
	case DeviceNotCompliant:
		return deviceNotCompliant
	case BlockedByPolicy:
		return blockedByPolicy
	case CertificateTrouble:
		return certificateTrouble
	case FederationTrouble:
		return federationTrouble
	case OnPremisesTrouble:
		return onPremisesTrouble
	case ClaimRules:
		return claimRules
	default:
		return nil
	}
}

func mfaNeeded() words {
	return words{
		title: "Microsoft waits for a second proof of identity",
		why:   "Besides the password, {organisation} asks for a confirmation, such as one on the telephone.",
		more:  "It was not given, or it was too long ago.",
		party: tryer(", with {it} if the confirmation does not arrive"),
		steps: []said{
			retry(),
			person("confirm on the telephone, or with the security key, when Microsoft asks"),
			azure("look at the ways that the person can confirm, if nothing arrives"),
		},
		place: thePerson + " › Authentication methods",
	}
}

func mfaSetup() words {
	return words{
		title: "A second proof of identity has to be set up first",
		why:   "{Organisation} lets people in only with one, and {account} has none yet.",
		more:  "It may also say from which places and devices it can be set up.",
		party: tryer(", with {it}"),
		steps: []said{
			person("log in to Office 365 from the office or a company device, and follow what Microsoft shows"),
			azure("help the person with it; a Temporary Access Pass lets them begin"),
			retry(),
		},
		place: thePerson + " › Authentication methods",
	}
}

func deviceNotCompliant() words {
	return words{
		title: "{Organisation} admits only devices and apps that it knows",
		why:   "The device, or the browser or app on it, is not registered or does not keep to a rule there.",
		party: tryer(", with {it}"),
		steps: []said{
			person("use a company device, with the browser that comes with it"),
			person("do what the app «Company Portal» on that device asks"),
			azure("look at the device, and at the rule that asked for it"),
			retry(),
		},
		place: entra + " › Devices › All devices",
	}
}

func blockedByPolicy() words {
	return words{
		title: "A rule of {organisation} stopped the login at Microsoft",
		why:   "{Organisation} decides in Azure who may log in, from where and on which device.",
		more:  "Such a rule is often called «Conditional Access».",
		party: keepersOf("these rules"),
		steps: []said{
			person("do what Microsoft asked for, if it asked for something, and try again"),
			azure("look up this login, which names the rule that stopped it"),
			azure("decide whether the rule should let Workbooks, or this person, through"),
			afterwards(),
		},
		place: signInLogs + "; the rules are under " + policies,
	}
}

func certificateTrouble() words {
	return words{
		title: "The certificate or security key for this login was not accepted",
		why:   "Microsoft could not check the certificate, Windows Hello or the security key.",
		party: keepersOf("certificates and security keys"),
		steps: []said{
			person("log in at Microsoft in another way, if its page offers one"),
			azure("check the certificate, the list of revoked ones and the keys registered for the person"),
			afterwards(),
		},
		place: entra + " › Protection › Authentication methods › Policies",
	}
}

func federationTrouble() words {
	return words{
		title: "The login service of {organisation} did not work with Microsoft",
		why:   "Microsoft leaves the login to another service here, and could not use what that service answered.",
		party: keepersOf("that login service"),
		steps: []said{
			waitAndRetry(),
			azure("look at the log of that service, and at its certificate and addresses"),
			azure("find this login at Microsoft, with the details below"),
		},
		place: signInLogs,
	}
}

func onPremisesTrouble() words {
	return words{
		title: "Microsoft could not ask the directory at {organisation}",
		why:   "Microsoft checks the login against a directory that {organisation} runs itself, and got no usable answer.",
		party: keepersOf("that directory"),
		steps: []said{
			waitAndRetry(),
			azure("check that the directory and the agents that connect it run, and that their clocks are right"),
			azure("check the automatic login from Windows, if that was used"),
		},
		place: entra + " › Entra Connect › Connect Sync",
	}
}

func claimRules() words {
	return words{
		title: "A rule about what Microsoft tells Workbooks did not work",
		why:   "An Azure administrator can change what Microsoft says about people, and such a change could not be carried out.",
		party: keepersOf("the settings of Workbooks"),
		steps: []said{
			azure("look at what was changed last, and take it back"),
			azure("leave Microsoft’s own settings as they are: Workbooks needs no others"),
			afterwards(),
		},
		place: workbooksApp + " › Single sign-on › Attributes & Claims",
	}
}
