package views_test

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

const (
	invitationID = "01954f3e-0000-7000-8000-0000000000a1"
	awaitingID   = "01954f3e-0000-7000-8000-0000000000b1"
	token        = "Zk3q9sXvT1aB7cD2eF5gH8iJ0kL4mN6oP9qR2sT5uVw"
	handoverURL  = "https://auth.workbooks.example/consent/" + token
	longMessage  = "Hello Grace,\nthis is the CRM we talked about on Monday.\nCould you approve it before the training on Thursday?"
)

func inviteForm() views.InviteForm {
	return views.InviteForm{Account: "Brightwater Ltd", Mails: true, Days: 7}
}

func inviteRefused() views.InviteForm {
	m := inviteForm()
	m.Recipient, m.Message, m.Days, m.Required, m.Linked = "grace", longMessage, 30, "brightwater", "Harbour & Sons"
	m.Error = "Five requests are open already. Revoke one to send another."
	m.Errors = views.InviteErrors{
		Recipient: "That is no e-mail address.", Message: "At most 1,000 characters.",
		Days: "Please choose how long.", Required: "That is neither a domain nor a tenant ID.",
	}
	return m
}

func invitation(state link.InvitationState) views.Invitation {
	return views.Invitation{
		ID: invitationID, Reference: "WB-3M8T-6KX4", State: state, Recipient: "grace@brightwater.example", Message: longMessage,
		Required: "brightwater.example", Sender: "Ada Lovelace", CreatedAt: now().Add(-50 * time.Minute), ExpiresAt: now().Add(7 * 24 * time.Hour),
		Mail: views.MailSent,
	}
}

func opened() views.Invitation {
	i := invitation(link.InvitationOpen)
	i.Opens, i.OpenedAt, i.LastOpenedAt = 3, now().Add(-40*time.Minute), now().Add(-2*time.Minute)
	i.Timeline = []views.Happening{
		{At: now().Add(-50 * time.Minute), Tone: views.OK, What: "The link was made for grace@brightwater.example.", Who: "Ada Lovelace"},
		{At: now().Add(-49 * time.Minute), Tone: views.OK, What: "The mail was sent."},
		{At: now().Add(-40 * time.Minute), Tone: views.Wait, What: "The link was opened."},
		{At: now().Add(-20 * time.Minute), Tone: views.Warn, What: "Microsoft refused it.", Detail: "The account may not approve for the whole organisation.", Who: "heidi@brightwater.example"},
		{At: now().Add(-2 * time.Minute), Tone: views.Wait, What: "Somebody went to Microsoft with the link."},
	}
	return i
}

func approvedInvitation(s link.State) views.Invitation {
	i := opened()
	i.State, i.LinkState, i.EndedAt = link.InvitationApproved, s, now().Add(-time.Minute)
	return i
}

func invitationModel(i views.Invitation) views.InvitationModel {
	open := i.State == link.InvitationOpen
	return views.InvitationModel{Account: "Brightwater Ltd", Now: now(), Invitation: i, Mails: true, CanRevoke: open, CanAgain: open}
}

// fresh is the page right after the link was made.
func fresh() views.InvitationModel {
	i := invitation(link.InvitationOpen)
	i.Recipient, i.Mail, i.Message, i.Required = "", views.NoMail, "", ""
	m := invitationModel(i)
	m.URL, m.Subject, m.Body, m.Mails = handoverURL, "Brightwater Ltd asks you", "Hello,\n\n"+handoverURL+"\n", false
	return m
}

func awaitingLink() views.AwaitingLink {
	l := enabledLink()
	l.State, l.ProvenAt, l.LinkedBy = link.Awaiting, time.Time{}, ""
	return views.AwaitingLink{
		ID: awaitingID, Link: *l, FromIP: "198.51.100.23", FromBrowser: "Firefox on Windows", Invitation: approvedInvitation(link.Awaiting),
	}
}

func takenLink() views.AwaitingLink {
	a := awaitingLink()
	a.Taken, a.Replaces = true, "Harbour & Sons"
	a.Unusual = []string{"The approver’s address belongs to none of the organisation’s domains.", "Approved from another country than the request was sent from."}
	return a
}

func awaitingModel() views.InvitationModel {
	m, a := invitationModel(approvedInvitation(link.Awaiting)), awaitingLink()
	m.Awaiting = &a
	return m
}

func workspace(state views.WorkspaceState) views.WorkspaceModel {
	return views.WorkspaceModel{
		Token: token, State: state, Now: now(), Account: "Brightwater Ltd", Sender: "Ada Lovelace", SenderEmail: "ada@brightwater.example",
		Message: longMessage, Required: "brightwater.example", Reference: "WB-3M8T-6KX4", SentAt: now().Add(-time.Hour),
		ExpiresAt: now().Add(7 * 24 * time.Hour), StartedAt: now().Add(-3 * time.Minute),
	}
}

// workspaceOver is all that a closed workspace may know.
func workspaceOver(state views.WorkspaceState) views.WorkspaceModel {
	return views.WorkspaceModel{Token: token, State: state, Now: now(), Account: "Brightwater Ltd", Sender: "Ada Lovelace", SenderEmail: "ada@brightwater.example"}
}

func workspaceFailed() views.WorkspaceModel {
	m := workspace(views.WorkspaceReady)
	m.Failed = failed(guidance.NoAuthority)
	m.Failed.RetryPath = views.PathWorkspace(token)
	return m
}

func workspaceExplained() views.WorkspaceModel {
	m := workspaceFailed()
	m.Explain = views.ExplainModel{Answer: failed(guidance.NotAssigned), Secrets: true}
	m.Explain.Answer.RetryPath = views.PathWorkspace(token)
	return m
}

func workspaceRecord(s link.State) views.WorkspaceModel {
	m := workspace(views.WorkspaceApproved)
	m.Link, m.LinkState = enabledLink(), s
	m.Link.State = s
	return m
}

func outbox() views.OutboxModel {
	return views.OutboxModel{Now: now(), Mails: []views.Mail{mail()}}
}

func mail() views.Mail {
	subject, text := views.InvitationText(invitationMail())
	return views.Mail{ID: "m1", To: "grace@brightwater.example", From: "Workbooks <auth@workbooks.example>", Subject: subject, At: now().Add(-time.Minute), Text: text}
}

func invitationMail() views.InvitationMail {
	return views.InvitationMail{
		Account: "Brightwater Ltd", Sender: "Ada Lovelace", SenderEmail: "ada@brightwater.example", Message: longMessage,
		Required: "brightwater.example", URL: handoverURL, Reference: "WB-3M8T-6KX4", ExpiresAt: now().Add(7 * 24 * time.Hour),
	}
}
