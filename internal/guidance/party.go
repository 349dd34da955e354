package guidance

// party is who must act, in the words of each audience. help tells a user whom to
// turn to.
type party struct {
	who  Who
	is   said
	help string
}

const (
	approvers = "a Global Administrator, Privileged Role Administrator, Application Administrator or Cloud Application Administrator"
	toIT      = "Your IT team can help: tell them when it happened and the details below."
	toLinker  = "Your Workbooks administrator can help: tell them when it happened and the details below."
	nobody    = " Nobody in {organisation} needs to do anything."
)

// tryer is the person who tried; with is who helps, e.g. «, with {it}», or empty.
func tryer(with string) party {
	return party{You, said{
		admin: "You, as Workbooks administrator" + with + ".", approver: "You" + with + ".",
		desk: "The person who tried" + with + ".", user: "You" + with + ".",
	}, toIT}
}

// linker is the Workbooks administrator who makes the link.
func linker(with string) party {
	return party{You, said{
		admin: "You, as Workbooks administrator" + with + ".", approver: "You, and the person who sent you the link.",
		desk: "{Linker}" + with + ".", user: "Your Workbooks administrator.",
	}, toLinker}
}

// administratorsOf are those who may approve.
func administratorsOf() party {
	const who = ": " + approvers + "."
	return party{AzureAdministrator, said{
		admin:    "An Azure administrator of your organisation" + who + " This is usually your IT team.",
		approver: "An Azure administrator of your organisation, such as you or a colleague" + who,
		desk:     "An Azure administrator of {organisation}" + who + " This is usually {it}.",
		user:     "Your IT team.",
	}, toIT}
}

// reviewers are those who decide about requests in Azure's own workflow.
func reviewers() party {
	const who = ", who is " + approvers + "."
	p := administratorsOf()
	p.is.admin = "A reviewer in your organisation, usually in your IT team" + who
	p.is.approver = "A reviewer in your organisation, such as you or a colleague" + who
	p.is.desk = "A reviewer in {organisation}, usually in {it}" + who
	return p
}

// keepersOf are the Azure administrators who look after something in particular.
func keepersOf(what string) party {
	return party{AzureAdministrator, said{
		admin:    "The Azure administrators who look after " + what + " in your organisation, usually your IT team.",
		approver: "The Azure administrators who look after " + what + " in your organisation: you or a colleague.",
		desk:     "The Azure administrators who look after " + what + " in {organisation}, usually {it}.",
		user:     "Your IT team.",
	}, toIT}
}

func workbooksItself() party {
	const who = "Workbooks support." + nobody
	return party{Workbooks, said{admin: who, approver: who, desk: who, support: "Workbooks operations." + nobody, user: "Workbooks."}, toLinker}
}

func microsoftItself() party {
	const who = "Microsoft." + nobody
	return party{Microsoft, said{admin: who, approver: who, desk: who, user: "Microsoft."}, toLinker}
}
