package views_test

import (
	"maps"

	"github.com/a-h/templ"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

// allHostilePages are those of the console, of the hand-over, of people and of templates.
func allHostilePages(text string) map[string]templ.Component {
	pages := hostilePages(text)
	maps.Copy(pages, handoverPages(text))
	maps.Copy(pages, peoplePages(text))
	maps.Copy(pages, templatePages(text))
	return pages
}

// handoverPages are those of the hand-over; the models have states that show
// different fields.
func handoverPages(text string) map[string]templ.Component {
	f := hostileModel[views.Frame](text)
	free, open := hostileModel[views.InvitationModel](text), hostileModel[views.InvitationModel](text)
	free.ReadOnly, free.Awaiting.ReadOnly = false, false
	open.ReadOnly, open.Invitation.State, open.Invitation.Mail, open.Awaiting = false, link.InvitationOpen, views.MailQueued, nil
	reviewed := hostileModel[views.MicrosoftModel](text)
	reviewed.ReadOnly, reviewed.NotEntitled, reviewed.Link, reviewed.Request, reviewed.Failed = false, false, nil, nil, nil
	pages := map[string]templ.Component{
		"invite":      views.InvitePage(f, hostileModel[views.InviteForm](text)),
		"invitations": views.InvitationsPage(f, hostileModel[views.InvitationsModel](text)),
		"approved":    views.InvitationPage(f, free),
		"open":        views.InvitationPage(f, open),
		"reviewed":    views.MicrosoftPage(f, reviewed),
		"outbox":      views.OutboxPage(f, hostileModel[views.OutboxModel](text)),
		"mail":        views.MailPage(f, hostileModel[views.Mail](text)),
		"invitation":  views.InvitationHTML(hostileModel[views.InvitationMail](text)),
	}
	for _, s := range []views.WorkspaceState{views.WorkspaceReady, views.WorkspaceInProgress, views.WorkspaceApproved, views.WorkspaceExpired} {
		m := hostileModel[views.WorkspaceModel](text)
		m.State = s
		asked := m
		asked.Explain.Answer = nil
		pages["workspace "+string(s)], pages["workspace asked "+string(s)] = views.WorkspacePage(f, m), views.WorkspacePage(f, asked)
	}
	return pages
}
