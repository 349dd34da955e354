package guidance

// The words for a proof by somebody who holds none of the roles.

func notAdministrator() words {
	another := otherAccount("the account with that role")
	another.user = "" // whoever only wanted to log in need not look for one
	return words{
		title:   "Workbooks could not see that {they are} an Azure administrator",
		why:     "The login at Microsoft worked, but it named no Azure role that may approve for an organisation.",
		more:    "This protects {organisation} from being linked by anybody else.",
		changed: approvalCanGo,
		party:   administratorsOf(),
		steps: append([]said{
			{
				admin:    "Ask somebody with one of these four roles to help; a role that your organisation made itself is not recognised.",
				approver: "Use an account with one of these four roles; a role that your organisation made itself is not recognised.",
				desk:     "Find somebody with one of these four roles; a role that the organisation made itself is not recognised.",
			},
			another,
			activateRole("{retry}"),
		}, approvalByLink(accept(), confirmed())...),
		place: entra + " › Roles & admins",
	}
}

// proofMissing is what is said after «Check again»: what a reviewer approved stands,
// and somebody who may approve has to log in once.
func proofMissing() words {
	return words{
		title: "Workbooks could not see that {they are} an Azure administrator",
		why:   "The login at Microsoft worked, but it named no Azure role that may approve for an organisation.",
		more:  "Only this proof is missing: nobody needs to approve anything a second time.",
		party: administratorsOf(),
		steps: append([]said{
			{
				admin:    "Choose «Check again», and let somebody with one of these four roles log in at Microsoft once, in this browser.",
				approver: "Choose {retry}, and log in at Microsoft once with an account that has one of these four roles.",
				desk:     "Somebody with one of these four roles has to log in at Microsoft once, while {linker} checks again.",
			},
			{
				admin:    "Or give them a link to do it: «Send to your Azure administrator…». They need no Workbooks login.",
				approver: "Or pass the link on to somebody who has one: it needs no Workbooks login.",
				desk:     "Or {linker} sends them a link to do it, which needs no Workbooks login.",
			},
			activateRole("«Check again»"),
		}, approvalByLink(said{letter: "If Microsoft shows its permissions page once more, press Accept." + sameAccount}, confirmed())...),
		place: entra + " › Roles & admins",
	}
}

// activateRole is for roles that are held for hours only; button tries again.
func activateRole(button string) said {
	const first = "If you hold such a role but have to activate it first, activate it, wait a few minutes and choose "
	return said{
		admin: first + button + ".", approver: first + "{retry}.",
		desk: "If they hold such a role but have to activate it first, they activate it and try again a few minutes later.",
	}
}
