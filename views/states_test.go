package views_test

import (
	"time"

	"github.com/a-h/templ"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

// state is a page in one of its states, as a visitor may meet it.
type state struct {
	name string
	page templ.Component
}

// states lists every page in every state that looks different.
func states() []state {
	var all []state
	all = append(all, plainStates()...)
	all = append(all, handoverStates()...)
	all = append(all, microsoftStates()...)
	all = append(all, statusStates()...)
	all = append(all, explainStates()...)
	all = append(all, loginStates()...)
	all = append(all, peopleStates()...)
	all = append(all, templateStates()...)
	return append(all, consentStates()...)
}

func plainStates() []state {
	user := frame("Desktop")
	user.Visitor = visitor(policy.PlainUser)
	noticed := msFrame("Microsoft authentication")
	noticed.Notice = "Cancelled. Nothing has changed in Workbooks."
	methods := []views.Method{
		{Name: "Password", Path: views.PathPassword, Status: views.Status{Tone: views.OK, Word: "Allowed"}, Detail: "14 people use it"},
		{Name: "Microsoft", Path: views.PathMicrosoft, Status: views.Status{Tone: views.Idle, Word: "Not linked"}, Detail: "Link your account to Microsoft Azure"},
	}
	config := frame("Configuration", views.Crumb{Label: "Configuration"})
	replace := confirmUnlink()
	replace.Title, replace.Stop, replace.NewTab, replace.After, replace.Button = "Link again", false, true, nil, "Add Workbooks to Azure…"
	empty := activity()
	empty.Entries, empty.Older, empty.Newest = nil, "", ""
	beyond := activity()
	beyond.Entries, beyond.Older = nil, ""
	return []state{
		{"desktop of an administrator", views.DesktopPage(frame("Desktop"), views.DesktopModel{})},
		{"desktop of a user", views.DesktopPage(user, views.DesktopModel{})},
		{"configuration", views.ConfigurationPage(config)},
		{"authentication", views.AuthenticationPage(msFrame("Authentication"), views.AuthenticationModel{Account: "Brightwater Ltd", Methods: methods, AdvancedSecurity: true})},
		{"authentication without advanced security", views.AuthenticationPage(msFrame("Authentication"), views.AuthenticationModel{Account: "Brightwater Ltd", Methods: methods[:1], AccountManager: "Mary Somerville"})},
		{"authentication for the helpdesk", views.AuthenticationPage(msFrame("Authentication"), views.AuthenticationModel{Account: "Brightwater Ltd", Methods: methods, AdvancedSecurity: true, ReadOnly: true})},
		{"password", views.PasswordPage(msFrame("Password"), views.PasswordModel{Account: "Brightwater Ltd", People: 14, MaxWrong: 10, LockMinutes: 15, IdleHours: 8, MaximumHours: 24})},
		{"confirm unlink", views.ConfirmPage(msFrame("Unlink from Microsoft Azure"), confirmUnlink())},
		{"confirm replace", views.ConfirmPage(msFrame("Link again"), replace)},
		{"activity", views.ActivityPage(msFrame("Microsoft authentication"), activity())},
		{"activity empty", views.ActivityPage(msFrame("Microsoft authentication"), empty)},
		{"activity beyond the end", views.ActivityPage(msFrame("Microsoft authentication"), beyond)},
		{"problem", views.ProblemPage(frame("Something went wrong"), problem())},
		{"problem without a session", views.ProblemPage(views.Frame{Title: "Something went wrong"}, problem())},
		{"notice", views.MicrosoftPage(noticed, notLinked())},
	}
}

func microsoftStates() []state {
	helpdesk, refused, ours, silent := notLinked(), notLinked(), notLinked(), waitingModel(link.AtMicrosoft)
	helpdesk.ReadOnly = true
	refused.Failed = failed(guidance.NoAuthority)
	ours.Failed = failed(guidance.OurCredential)
	ours.Failed.CanCopy = false
	silent.Request.Silent = true
	explained, disabled, unlinked, conflict := waitingModel(link.AtMicrosoft), linkedModel(), notLinked(), linkedModel()
	explained.Explain = views.ExplainModel{Answer: failed(guidance.NotAssigned), Secrets: true}
	disabled.Link = disabledLink()
	unlinked.Unlinked = enabledLink()
	unlinked.Unlinked.State, unlinked.Unlinked.EndedAt = link.Unlinked, now().Add(-48*time.Hour)
	conflict.Conflict = &views.Conflict{At: now().Add(-time.Hour), By: "mallory@harbour.example"}
	nameless, replacing, linkedHelp, never := linkedModel(), linkedModel(), linkedModel(), notLinked()
	nameless.Link.Organisation, nameless.Link.Domains, nameless.Link.Role, nameless.Link.ProvenAt = "", nil, "", time.Time{}
	replacing.Request = request(link.Proving)
	replacing.Request.Mine = false
	linkedHelp.ReadOnly = true
	never.Failed = failed(guidance.NeverCameBack)
	named := []struct {
		name string
		m    views.MicrosoftModel
	}{
		{"not linked", notLinked()}, {"not linked for the helpdesk", helpdesk}, {"not linked after unlinking", unlinked},
		{"waiting", waitingModel(link.AtMicrosoft)}, {"waiting and silent", silent}, {"waiting and approved", waitingModel(link.Approved)},
		{"waiting and explained", explained}, {"failed for want of authority", refused}, {"failed on our side", ours}, {"never came back", never},
		{"enabled", linkedModel()}, {"enabled for the helpdesk", linkedHelp}, {"enabled without a name", nameless}, {"enabled with a conflict", conflict},
		{"enabled and replacing", replacing}, {"disabled", disabled},
	}
	var all []state
	for _, n := range named {
		all = append(all, state{n.name, views.MicrosoftPage(msFrame("Microsoft authentication"), n.m)})
	}
	return all
}

func consentStates() []state {
	replaced, read, refused := confirmed(), confirmed(), consent(link.Failed)
	replaced.Replaced, replaced.CanUndo = "Harbour & Sons", false
	read.ReadOnly = true
	refused.Failed = failed(guidance.WrongOrganisation)
	refused.Failed.Expected, refused.Failed.Found = tenant, correlation
	return []state{
		{"consent waiting", views.ConsentPage(msFrame("Waiting for Microsoft"), consent(link.Proving))},
		{"confirmation", views.ConsentPage(msFrame("Linked"), confirmed())},
		{"confirmation of a replacement", views.ConsentPage(msFrame("Linked"), replaced)},
		{"confirmation for the helpdesk", views.ConsentPage(msFrame("Linked"), read)},
		{"consent refused", views.ConsentPage(msFrame("Not linked"), refused)},
		{"consent cancelled", views.ConsentPage(msFrame("Cancelled"), consent(link.Cancelled))},
		{"consent expired", views.ConsentPage(msFrame("Run out"), consent(link.Expired))},
		{"consent superseded", views.ConsentPage(msFrame("Superseded"), consent(link.Superseded))},
	}
}
