package views_test

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/views"
)

const groupID = "3f8a1c2e-9b4d-4e6f-8a1b-2c3d4e5f6a7b"

func provisioningOff() views.ProvisioningModel {
	return views.ProvisioningModel{Account: "Brightwater Ltd", Now: now(), Linked: true, CanInvite: true}
}

func provisioningOn() views.ProvisioningModel {
	m := provisioningOff()
	m.Enabled, m.Granted, m.Since, m.By = true, true, now().Add(-26*time.Hour), "Ada Lovelace"
	return m
}

func groupsRequest(state link.RequestState) *views.Request {
	r := request(state)
	r.ForGroups = true
	return r
}

func settings() views.SettingsForm {
	return views.SettingsForm{
		Version: "4", Guests: signin.TemplateGuests, GuestTemplateID: "t3", WhenNoneLeft: signin.RefuseUser, ApplyAt: signin.AtFirst,
		Templates: []views.TemplateOption{{ID: "t1", GroupName: "Sales Managers"}, {ID: "t3", GroupName: "All Users"}},
	}
}

func templateTable() views.TemplateTableModel {
	m := views.TemplateTableModel{Now: now(), Version: "7", Rows: []views.TemplateRowModel{
		{
			ID: "t1", GroupName: "Sales Managers", GroupID: groupID, Enabled: true, Edition: views.LicenceOffer{Name: "Business", Left: 3}, Timezone: "Europe/London",
			Extensions: []views.LicenceOffer{{Name: "Advanced Reporting", Left: 1}, {Name: "Mapping", Left: -2}}, UserGroups: []string{"Everyone", "Sales"},
		},
		{
			ID: "t2", GroupName: "Marketing – EMEA", GroupID: correlation, PreviousName: "Marketing Europe", RenamedAt: now().Add(-50 * time.Hour),
			Edition: views.LicenceOffer{Name: "CRM", Left: 0}, UserGroups: []string{"Everyone", "Marketing"},
		},
		{ID: "t4", GroupName: "Finance", Ambiguous: true, Enabled: true, Edition: views.LicenceOffer{Name: "CRM"}, UserGroups: []string{"Everyone", "Finance"}},
		{
			ID: "t5", GroupName: "Help  desk ", Enabled: true, Edition: views.LicenceOffer{Name: "CRM"}, UserGroups: []string{"Everyone", "Helpdesk"},
			Hints: []views.GroupHint{{Kind: signin.HintSpaces, Name: "Help desk"}},
		},
		{ID: "t3", GroupName: "All Users", GroupID: tenant, Enabled: true, Edition: views.LicenceOffer{Name: "CRM"}, UserGroups: []string{"Everyone"}, Guests: true},
	}}
	for i := range m.Rows {
		r := &m.Rows[i]
		r.Version, r.Position, r.Count, r.Now = m.Version, i+1, len(m.Rows), m.Now
	}
	return m
}

func templatesModel() views.TemplatesModel {
	return views.TemplatesModel{Account: "Brightwater Ltd", Now: now(), Provisioning: provisioningOn(), Settings: settings(), Table: templateTable()}
}

func templatesForHelpdesk() views.TemplatesModel {
	m := templatesModel()
	m.ReadOnly, m.Provisioning.ReadOnly, m.Settings.ReadOnly, m.Table.ReadOnly = true, true, true, true
	for i := range m.Table.Rows {
		m.Table.Rows[i].ReadOnly = true
	}
	return m
}

func groupsRefused() *views.GuidanceView {
	g := failed(guidance.NoAuthority)
	g.RetryPath = views.PathProvisioningOn
	return g
}

func templateForm() views.TemplateForm {
	return views.TemplateForm{
		Account: "Brightwater Ltd", ID: "t2", Version: "3", Position: "2", Count: 5, Enabled: true, Edition: policy.CRM, Extensions: []string{"Mapping"},
		Check: views.GroupCheck{Name: "Marketing – EMEA", GroupID: groupID, Known: true, Now: now()},
		Known: []string{"All Users", "Marketing – EMEA", "Sales Managers"}, UserGroups: []string{"Everyone", "Marketing"}, Timezone: "Europe/Paris",
		Editions: []views.LicenceOffer{{Name: "CRM", Left: 12}, {Name: "Business", Left: 0}},
		Extras:   []views.LicenceOffer{{Name: "Advanced Reporting", Left: 4}, {Name: "Mapping", Left: -1}}, Groups: policy.UserGroups(), Timezones: policy.Timezones(),
	}
}

// templateRefused is the form of a new template with a fault at each field and every
// remark that there is.
func templateRefused() views.TemplateForm {
	m := templateForm()
	m.ID, m.Version, m.Error = "", "", "There are 500 templates already, which is the most there can be."
	m.Check = views.GroupCheck{
		Name: " sales  managers", Now: now(),
		Hints: []views.GroupHint{
			{Kind: signin.HintSpaces}, {Kind: signin.HintCase, Name: "Sales Managers"}, {Kind: signin.HintLooks, Name: "Sales‑Managers"},
			{Kind: signin.HintOwn, Name: "Sales Managers", Path: views.PathTemplate("t1")}, {Kind: signin.HintSeveral, Name: "Sales Managers"}, {Kind: signin.HintUnknown},
		},
		Choices: []views.GroupChoice{{ID: groupID, SeenAt: now().Add(-time.Hour)}, {ID: tenant}},
	}
	m.Errors = views.TemplateErrors{
		GroupName: "Another template has this group already.", Position: "Please enter a place in the order, counted from 1.", Timezone: "Please choose one of these.",
		Edition: "Please choose an Edition.", Extensions: "Please choose among these.", UserGroups: "Please choose among these.",
	}
	return m
}

func match(outcome views.MatchOutcome) *views.MatchModel {
	m := &views.MatchModel{Outcome: outcome, Who: "Grace Hopper", Now: now(), Tried: true, From: "Microsoft Graph", ReadAt: now().Add(-3 * time.Hour)}
	m.Groups, m.Unnamed = []string{"All Users", "Sales Managers", "Trailing "}, 2
	m.Verdicts = []views.LoginVerdict{
		{Group: "Finance", Path: views.PathTemplate("t4"), Status: views.VerdictStatus(signin.SeveralNamed)},
		{Group: "Sales Managers", Path: views.PathTemplate("t1"), Status: views.VerdictStatus(signin.Applies)},
		{Group: "All Users", Path: views.PathTemplate("t3"), Status: views.VerdictStatus(signin.LaterInOrder)},
	}
	if outcome == views.MatchApplies || outcome == views.MatchNoLicence {
		m.Template = views.Way{Label: "Sales Managers", Path: views.PathTemplate("t1")}
		m.Licences = []views.LicenceStep{{Name: "Business", Before: 3, After: 2}, {Name: "Mapping", Before: 0, After: -1}}
		m.Changes = []views.Detail{{Name: "Edition", Value: "Business"}, {Name: "Extensions", Value: "Mapping"}, {Name: "User Groups", Value: "Everyone, Sales"}}
	}
	if outcome == views.MatchNoLicence {
		m.Lacking, m.Refuses = []string{"Mapping"}, true
	}
	return m
}

func tryModel(answer *views.MatchModel) views.TryModel {
	return views.TryModel{
		Account: "Brightwater Ltd", Now: now(), User: "grace@brightwater.example", Answer: answer,
		Users: []views.TryUser{{LoginName: "grace@brightwater.example", Name: "Grace Hopper"}, {LoginName: "mary@brightwater.example", Name: "Mary Somerville"}},
	}
}

func leaversModel() views.LeaversModel {
	return views.LeaversModel{
		Account: "Brightwater Ltd", Now: now(), Days: 60,
		Left: []views.LeaverRow{
			{ID: "u1", Name: "Alan Turing", LoginName: "alan@brightwater.example", Check: views.Status{Tone: views.Stop, Word: "Disabled in Azure"}, CheckedAt: now().Add(-5 * time.Hour), How: "Microsoft said so when they last tried to log in.", Licences: []string{"CRM", "Mapping"}},
			{ID: "u2", Name: "Charles Babbage", LoginName: "charles@brightwater.example", Check: views.Status{Tone: views.Warn, Word: "No longer assigned"}, CheckedAt: now().Add(-72 * time.Hour), Disabled: true, Licences: []string{"Business"}},
			{ID: "u3", Name: "Ada Lovelace", LoginName: "ada@brightwater.example", Check: views.Status{Tone: views.Stop, Word: "Deleted in Azure"}, CheckedAt: now().Add(-time.Hour), Keeper: true, Licences: []string{"CRM"}},
		},
		Unseen: []views.LeaverRow{
			{ID: "u4", Name: "Mary Somerville", LoginName: "mary@brightwater.example", LastLoginAt: now().AddDate(0, -4, 0), Licences: []string{"CRM"}},
			{ID: "u5", Name: "Emmy Noether", LoginName: "emmy@brightwater.example", Licences: []string{"Business", "Advanced Reporting"}},
		},
	}
}

// groupsConfirmed is the page on which the approval of the permission ends.
func groupsConfirmed() views.ConsentModel {
	m := confirmed()
	m.Request.ForGroups = true
	m.Link.Permissions = append(m.Link.Permissions, "read group memberships")
	return m
}

func groupsInvite() views.InviteForm {
	m := inviteForm()
	m.ForGroups, m.Linked = true, "Brightwater Ltd"
	return m
}

func groupsWorkspace(state views.WorkspaceState) views.WorkspaceModel {
	m := workspace(state)
	m.ForGroups, m.Replaces = true, true
	return m
}
