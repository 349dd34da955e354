package views_test

import (
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

// handoverStates are the pages of the hand-over to an Azure administrator.
func handoverStates() []state {
	all := append(inviteStates(), invitationStates()...)
	all = append(all, workspaceStates()...)
	return append(all, handoverPanels()...)
}

func inviteStates() []state {
	f := msFrame("Send to your Azure administrator")
	silent := inviteForm()
	silent.Mails = false
	all := views.InvitationsModel{Account: "Brightwater Ltd", Now: now(), CanInvite: true, Invitations: []views.Invitation{
		opened(), approvedInvitation(link.Awaiting), approvedInvitation(link.Enabled), invitation(link.InvitationRevoked), fresh().Invitation,
	}}
	full, read := all, all
	full.CanInvite, read.ReadOnly = false, true
	list := msFrame("Invitations")
	demo := frame("Outbox", views.Crumb{Label: "Outbox"})
	return []state{
		{"invite", views.InvitePage(f, inviteForm())},
		{"invite without mail", views.InvitePage(f, silent)},
		{"invite refused", views.InvitePage(f, inviteRefused())},
		{"invitations", views.InvitationsPage(list, all)},
		{"invitations at the limit", views.InvitationsPage(list, full)},
		{"invitations for the helpdesk", views.InvitationsPage(list, read)},
		{"invitations empty", views.InvitationsPage(list, views.InvitationsModel{Account: "Brightwater Ltd", Now: now(), CanInvite: true})},
		{"outbox", views.OutboxPage(demo, outbox())},
		{"outbox empty", views.OutboxPage(demo, views.OutboxModel{Now: now()})},
		{"mail", views.MailPage(demo, mail())},
	}
}

func invitationStates() []state {
	f := msFrame("Invitation")
	mailed, queued, unsent, read := fresh(), invitationModel(invitation(link.InvitationOpen)), invitationModel(invitation(link.InvitationOpen)), invitationModel(opened())
	mailed.Invitation = invitation(link.InvitationOpen)
	queued.Invitation.Mail, queued.Invitation.MailWords, queued.Invitation.MailNext = views.MailQueued, "The mail server was busy.", now().Add(5*60e9)
	unsent.Invitation.Mail, unsent.Invitation.MailWords = views.MailFailed, "The mail server does not know this address."
	read.ReadOnly = true
	taken := awaitingModel()
	link2 := takenLink()
	taken.Awaiting = &link2
	all := []state{
		{"invitation fresh", views.InvitationPage(f, fresh())},
		{"invitation fresh and mailed", views.InvitationPage(f, mailed)},
		{"invitation queued", views.InvitationPage(f, queued)},
		{"invitation not sent", views.InvitationPage(f, unsent)},
		{"invitation opened", views.InvitationPage(f, invitationModel(opened()))},
		{"invitation for the helpdesk", views.InvitationPage(f, read)},
		{"invitation awaiting", views.InvitationPage(f, awaitingModel())},
		{"invitation awaiting and taken", views.InvitationPage(f, taken)},
	}
	for _, s := range []link.State{link.Enabled, link.Rejected} {
		all = append(all, state{"invitation " + string(s), views.InvitationPage(f, invitationModel(approvedInvitation(s)))})
	}
	for _, s := range []link.InvitationState{link.InvitationRevoked, link.InvitationSuperseded, link.InvitationExpired} {
		all = append(all, state{"invitation " + string(s), views.InvitationPage(f, invitationModel(invitation(s)))})
	}
	return all
}

func workspaceStates() []state {
	f := views.Frame{Title: "Request to approve Workbooks", Now: now()}
	wrong, asked := workspaceFailed(), workspace(views.WorkspaceReady)
	wrong.Failed = failed(guidance.WrongOrganisation)
	wrong.Failed.CanRetry, wrong.Failed.CanCopy = false, false
	asked.Explain = views.ExplainModel{Error: "Please paste the code or the text.", Secrets: true}
	all := []state{
		{"workspace failed", views.WorkspacePage(f, workspaceFailed())},
		{"workspace failed without a retry", views.WorkspacePage(f, wrong)},
		{"workspace explained", views.WorkspacePage(f, workspaceExplained())},
		{"workspace asked for nothing", views.WorkspacePage(f, asked)},
		{"workspace unknown", views.WorkspaceUnknownPage(f)},
	}
	for _, s := range []views.WorkspaceState{views.WorkspaceReady, views.WorkspaceInProgress} {
		all = append(all, state{"workspace " + string(s), views.WorkspacePage(f, workspace(s))})
	}
	for _, s := range []link.State{link.Awaiting, link.Enabled, link.Rejected, link.Overtaken, link.Unlinked, link.Disabled} {
		all = append(all, state{"workspace approved, link " + string(s), views.WorkspacePage(f, workspaceRecord(s))})
	}
	for _, s := range []views.WorkspaceState{views.WorkspaceExpired, views.WorkspaceRevoked, views.WorkspaceSuperseded} {
		all = append(all, state{"workspace " + string(s), views.WorkspacePage(f, workspaceOver(s))})
	}
	return all
}

// handoverPanels is the Microsoft window while a hand-over is under way.
func handoverPanels() []state {
	f := msFrame("Microsoft authentication")
	asked, awaits, both, reviewed, full := notLinked(), notLinked(), linkedModel(), notLinked(), notLinked()
	asked.Invitations = []views.Invitation{opened(), fresh().Invitation}
	awaits.Awaiting, awaits.Invitations = []views.AwaitingLink{awaitingLink()}, []views.Invitation{approvedInvitation(link.Awaiting)}
	second := takenLink()
	second.ID, second.ReadOnly = "01954f3e-0000-7000-8000-0000000000b2", true
	both.Awaiting = []views.AwaitingLink{awaitingLink(), second}
	both.Awaiting[0].Replaces = "Brightwater Ltd"
	reviewed.Check = "01954f3e-0000-7000-8000-000000000001"
	full.CanInvite, full.Invitations = false, []views.Invitation{opened()}
	return []state{
		{"microsoft with invitations", views.MicrosoftPage(f, asked)},
		{"microsoft awaiting", views.MicrosoftPage(f, awaits)},
		{"microsoft linked and awaiting", views.MicrosoftPage(f, both)},
		{"microsoft waiting for a reviewer", views.MicrosoftPage(f, reviewed)},
		{"microsoft at the limit of invitations", views.MicrosoftPage(f, full)},
	}
}
