package views_test

import (
	"strings"

	"github.com/a-h/templ"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

// templateStates are the screens of User Provisioning, User Templates and leavers.
func templateStates() []state {
	f := msFrame("Microsoft authentication")
	var all []state
	for name, m := range templatesInStates() {
		all = append(all, state{"templates " + name, views.TemplatesPage(f, m)})
	}
	read, nobody := leaversModel(), leaversModel()
	read.ReadOnly, nobody.Left, nobody.Unseen = true, nil, nil
	all = append(all,
		state{"leavers", views.LeaversPage(f, leaversModel())}, state{"leavers for the helpdesk", views.LeaversPage(f, read)}, state{"no leavers", views.LeaversPage(f, nobody)},
		state{"template", views.TemplateFormPage(msFrame("User Template"), templateForm())},
		state{"template refused", views.TemplateFormPage(msFrame("New User Template"), templateRefused())},
		state{"try it", views.TryPage(msFrame("Try it"), tryModel(nil))})
	for _, o := range []views.MatchOutcome{views.MatchApplies, views.MatchNone, views.MatchUnread, views.MatchNoLicence, views.MatchNoTemplate, views.MatchUnsure, views.MatchGuest, views.MatchGuestOff} {
		all = append(all, state{"try it: " + string(o), views.TryPage(msFrame("Try it"), tryModel(match(o)))})
	}
	return append(all, groupsStates()...)
}

func templatesInStates() map[string]views.TemplatesModel {
	list := map[string]views.TemplatesModel{"on": templatesModel(), "for the helpdesk": templatesForHelpdesk()}
	for name, change := range map[string]func(*views.TemplatesModel){
		"off":          func(m *views.TemplatesModel) { m.Provisioning = provisioningOff() },
		"granted":      func(m *views.TemplatesModel) { m.Provisioning = provisioningOff(); m.Provisioning.Granted = true },
		"not linked":   func(m *views.TemplatesModel) { m.Provisioning = provisioningOff(); m.Provisioning.Linked = false },
		"not entitled": func(m *views.TemplatesModel) { m.Provisioning = provisioningOff(); m.Provisioning.NotEntitled = true },
		"waiting": func(m *views.TemplatesModel) {
			m.Provisioning = provisioningOff()
			m.Provisioning.Request = groupsRequest(link.AtMicrosoft)
		},
		"refused": func(m *views.TemplatesModel) {
			m.Provisioning = provisioningOff()
			m.Provisioning.Failed = groupsRefused()
		},
		"invited": func(m *views.TemplatesModel) {
			m.Provisioning = provisioningOff()
			i := opened()
			i.ForGroups = true
			m.Provisioning.Invitations = []views.Invitation{i}
		},
		"empty": func(m *views.TemplatesModel) { m.Table.Rows = nil },
		"with one template": func(m *views.TemplatesModel) {
			m.Table.Rows = m.Table.Rows[:1]
			m.Table.Rows[0].Count = 1
		},
		"reordered meanwhile": func(m *views.TemplatesModel) { m.Table.Changed = true },
		"settings refused": func(m *views.TemplatesModel) {
			m.Settings.Error = "Somebody else has changed these settings meanwhile."
			m.Settings.Errors = views.SettingsErrors{GuestTemplate: "Please choose the template that guests get.", Guests: "Please choose one."}
		},
	} {
		m := templatesModel()
		change(&m)
		list[name] = m
	}
	return list
}

// groupsStates are the screens of linking, where the permission to read groups is what
// is asked for.
func groupsStates() []state {
	next, waits := linkedModel(), linkedModel()
	next.Next = &views.NextModel{LoggedIn: 3}
	waits.Request = groupsRequest(link.Proving)
	off := groupsConfirmed()
	off.ProvisioningOff = true
	all := []state{
		{"enabled with what is next", views.MicrosoftPage(msFrame("Microsoft authentication"), next)},
		{"enabled and waiting for groups", views.MicrosoftPage(msFrame("Microsoft authentication"), waits)},
		{"groups confirmed", views.ConsentPage(msFrame("User Provisioning"), groupsConfirmed())},
		{"groups confirmed, off since", views.ConsentPage(msFrame("User Provisioning"), off)},
		{"invite for groups", views.InvitePage(msFrame("Send to your Azure administrator"), groupsInvite())},
	}
	for _, s := range []views.WorkspaceState{views.WorkspaceReady, views.WorkspaceInProgress} {
		all = append(all, state{"workspace for groups " + string(s), views.WorkspacePage(frame("Approve"), groupsWorkspace(s))})
	}
	return all
}

// templatePages are those screens filled by a stranger.
func templatePages(text string) map[string]templ.Component {
	f := hostileModel[views.Frame](text)
	open := hostileModel[views.TemplatesModel](text)
	open.ReadOnly, open.Provisioning = false, views.ProvisioningModel{Linked: true, Failed: open.Provisioning.Failed, Invitations: open.Provisioning.Invitations}
	open.Table.ReadOnly, open.Settings.ReadOnly = false, false
	open.Table.Rows = append(open.Table.Rows, open.Table.Rows...)
	for i := range open.Table.Rows {
		open.Table.Rows[i].ReadOnly, open.Table.Rows[i].Count, open.Table.Rows[i].ID = false, 2, text+strings.Repeat("x", i)
	}
	leavers := hostileModel[views.LeaversModel](text)
	leavers.ReadOnly, leavers.Left[0].Yourself, leavers.Left[0].Keeper = false, false, false
	form := hostileModel[views.TemplateForm](text)
	form.Check.Choices = append(form.Check.Choices, form.Check.Choices...)
	return map[string]templ.Component{
		"templates read":      views.TemplatesPage(f, hostileModel[views.TemplatesModel](text)),
		"templates":           views.TemplatesPage(f, open),
		"template":            views.TemplateFormPage(f, form),
		"try it":              views.TryPage(f, hostileModel[views.TryModel](text)),
		"leavers":             views.LeaversPage(f, leavers),
		"match explanation":   views.MatchExplanation(hostileModel[views.MatchModel](text)),
		"provisioning switch": views.ProvisioningPanel(open.Provisioning),
	}
}
