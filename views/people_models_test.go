package views_test

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/views"
)

const (
	objectID = "c2f1e0d9-b8a7-4c6d-9e5f-4a3b2c1d0e9f"
	edge     = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0"
	iphone   = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)

// usersFrame is the frame of the pages of Users & Security.
func usersFrame(title string) views.Frame {
	return frame(title,
		views.Crumb{Label: "Configuration", Path: views.PathConfiguration},
		views.Crumb{Label: "Users & Security", Path: views.PathConfiguration},
		views.Crumb{Label: "Users", Path: views.PathUsers},
		views.Crumb{Label: title})
}

// outside is the frame of a page for nobody who is logged in.
func outside(title string) views.Frame { return views.Frame{Title: title, Now: now()} }

func loginProblem(cause guidance.Cause) views.LoginProblemModel {
	return views.LoginProblemModel{
		Failed: views.GuidanceView{
			Guidance: cause.For(guidance.ForUser), Reference: "WB-7F3K-9QD2", At: now().Add(-time.Minute), AccountUsed: "mary@harbour.example",
			Failure: guidance.Failure{Cause: cause, OAuthError: "interaction_required", AADSTS: "50105", CorrelationID: correlation, TraceID: trace, At: now().Add(-time.Minute)},
		},
		Tenant: tenant, Email: "mary@brightwater.example", ReturnTo: views.PathStatus, Now: now(),
	}
}

func chooseModel() views.ChooseAccountModel {
	return views.ChooseAccountModel{Name: "Mary Somerville", Username: "mary@brightwater.example", ReturnTo: views.PathStatus, Accounts: []views.AccountChoice{
		{ID: "a1", Name: "Brightwater Ltd", Login: "mary@brightwater.example", Last: true}, {ID: "a2", Name: "Brightwater Training"},
	}}
}

func desktopModel() views.DesktopModel {
	return views.DesktopModel{
		Edition: "CRM", Extensions: []string{"Mapping", "Outlook Connector"}, UserGroups: []string{"Everyone", "Sales"}, Timezone: "Europe/London",
		LoggedInBy: "with Microsoft as ada@brightwater.example", NoMailbox: true, Now: now(),
		Alerts: []views.AlertModel{{
			Kind: "no_licence_left", Subject: "CRM", Tone: views.Warn, Title: "No CRM licence is left for new people",
			Words: "Three people could not be let in, because their User Template gives them CRM.", FirstAt: now().Add(-3 * time.Hour), LastAt: now().Add(-4 * time.Minute),
			Count: 3, Reference: "WB-7F3K-9QD2", Ways: []views.Way{{Label: "Licences", Path: views.PathLicences}},
		}},
	}
}

func sessionRows() []views.SessionRow {
	return []views.SessionRow{
		{ID: "s1", This: true, Microsoft: true, As: "ada@brightwater.example", StartedAt: now().Add(-2 * time.Hour), SeenAt: now(), EndsAt: now().Add(10 * time.Hour), UserAgent: edge, IP: "192.0.2.17"},
		{ID: "s2", StartedAt: now().Add(-5 * time.Hour), SeenAt: now().Add(-40 * time.Minute), EndsAt: now().Add(7 * time.Hour), UserAgent: iphone, IP: "2001:db8:85a3::8a2e:370:7334"},
	}
}

func sessionsModel() views.SessionsModel {
	return views.SessionsModel{Account: "Brightwater Ltd", Now: now(), Sessions: sessionRows(), Several: true}
}

func usersModel() views.UsersModel {
	return views.UsersModel{Account: "Brightwater Ltd", Now: now(), Older: views.PathUsers + "?after=Mary", Rows: []views.UserRow{
		{ID: "u1", Name: "Ada Lovelace", LoginName: "ada@brightwater.example", Edition: policy.CRM, Extensions: []string{"Mapping", "Outlook Connector"}, Role: policy.Administrator,
			HasPassword: true, Microsoft: "ada@brightwater.example", LastLoginAt: now().Add(-4 * time.Minute), LastByMicrosoft: true},
		{ID: "u2", Name: "Charles Babbage", LoginName: "charles@brightwater.example", Edition: policy.Business, HasPassword: true, Disabled: true, LastLoginAt: now().Add(-100 * 24 * time.Hour)},
		{ID: "u3", Name: "Grace Hopper", LoginName: "grace@brightwater.example", HasPassword: true, NoMailbox: true},
		{ID: "u4", Name: "Mary Somerville", LoginName: "mary@brightwater.example", Edition: policy.CRM, Microsoft: "m.somerville@brightwater.example", Relink: true, NoMailbox: true},
		{ID: "u5", Name: "Sophie Germain", LoginName: "sophie@brightwater.example", Edition: policy.CRM, Invited: true},
	}}
}

func userModel() views.UserModel {
	return views.UserModel{
		Account: "Brightwater Ltd", Now: now(), User: usersModel().Rows[3], UserGroups: []string{"Everyone", "Sales"}, Timezone: "Europe/London",
		Origin: "made by User Provisioning", CreatedAt: now().Add(-90 * 24 * time.Hour), Template: views.Way{Label: "UK Sales", Path: "/t/1"},
		Managed: []signin.Field{signin.FieldEdition, signin.FieldUserGroups},
		Identity: &views.UserIdentity{
			Username: "m.somerville@brightwater.example", Name: "Mary Somerville", Email: "mary@brightwater.example", TenantID: tenant, ObjectID: objectID,
			Organisation: "Brightwater Ltd", LinkedAt: now().Add(-90 * 24 * time.Hour), LinkedHow: "by User Provisioning",
			Check: views.Status{Tone: views.OK, Word: "Let in"}, CheckedAt: now().Add(-time.Hour), Mailbox: views.Status{Tone: views.Idle, Word: "None"}, MailboxAt: now().Add(-time.Hour),
		},
		Relink: relinkModel(), Sessions: sessionRows()[1:], Mails: true,
		Failures: []views.Attempt{{
			Reference: "WB-7F3K-9QD2", Kind: "Log-in", StartedAt: now().Add(-time.Hour), Status: views.Status{Tone: views.Warn, Word: "Not logged in"},
			AccountUsed: "mary@brightwater.example", Path: views.PathAttempt("a1", "WB-7F3K-9QD2"), Failed: failed(guidance.NotAssigned),
		}},
	}
}

func relinkModel() *views.RelinkModel {
	return &views.RelinkModel{
		Key: "k1", Username: "mary@brightwater.example", Name: "Mary Somerville", Email: "mary@brightwater.example", TenantID: tenant, ObjectID: correlation,
		Reason: "Somebody logged in at Microsoft under the login name of this user, but is not the person known until now.", Reference: "WB-7F3K-9QD3",
		At: now().Add(-20 * time.Minute), Tries: 3, Replaces: true,
	}
}

func invited() *views.UserInvitation {
	return &views.UserInvitation{State: views.WelcomeOpen, Sender: "Ada Lovelace", CreatedAt: now().Add(-time.Minute), ExpiresAt: now().Add(7 * 24 * time.Hour),
		Mail: views.MailSent, Reference: "WB-7F3K-9QD4", URL: "https://console.workbooks.example/welcome/0123456789abcdef0123456789abcdef0123456789a"}
}

func userForm() views.UserForm {
	return views.UserForm{
		UserFields: views.UserFields{Name: "Mary Somerville", Edition: policy.CRM, Extensions: []string{"Mapping"}, UserGroups: []string{"Everyone"}},
		Account:    "Brightwater Ltd", LoginName: "mary@brightwater.example",
		Editions: []views.LicenceOffer{{Name: "CRM", Left: 3}, {Name: "Business"}}, Mails: true, Invite: true,
		Extras: []views.LicenceOffer{{Name: "Mapping", Left: -2}, {Name: "Outlook Connector", Left: 12}}, Groups: policy.UserGroups(), Timezones: []string{"Europe/London", "Europe/Prague"},
	}
}

func editForm() views.UserForm {
	m := userForm()
	m.ID, m.Version, m.Template, m.LastKeeper, m.Editions[0].Held = "u4", "17", "UK Sales", true, true
	m.Managed = []signin.Field{signin.FieldEdition, signin.FieldExtensions, signin.FieldUserGroups, signin.FieldTimezone}
	return m
}

func refusedForm() views.UserForm {
	m := userForm()
	m.Error = "Please look at the fields below."
	m.Errors = views.UserFormErrors{Name: "Please give a name.", LoginName: "Another user has this login name.", Edition: "No Business licence is left.",
		Extensions: "No Mapping licence is left.", UserGroups: "Please choose at least one.", Timezone: "Please choose one of the list."}
	return m
}

// overwritingForm is of somebody who was not the only one at it.
func overwritingForm() views.UserForm {
	m := editForm()
	m.LastKeeper, m.Confirm = false, views.PathConfirmIdentity
	m.Now = &views.UserFields{Name: m.Name, UserGroups: []string{"Everyone", "Helpdesk"}, Extensions: []string{"Outlook Connector"}, Timezone: "Europe/Prague"}
	return m
}

func licencesModel() views.LicencesModel {
	return views.LicencesModel{Account: "Brightwater Ltd", AccountManager: "Joan Clarke",
		Editions:   []views.LicenceRow{{"CRM", 25, 22}, {"Business", 5, 7}},
		Extensions: []views.LicenceRow{{"Mapping", 3, 3}, {"Outlook Connector", 25, 10}}}
}

func welcomeModel() views.WelcomeModel {
	return views.WelcomeModel{Token: "t", State: views.WelcomeOpen, Account: "Brightwater Ltd", Sender: "Ada Lovelace", SenderEmail: "ada@brightwater.example",
		Name: "Mary Somerville", Email: "mary@brightwater.example", ExpiresAt: now().Add(7 * 24 * time.Hour), Now: now(), Reference: "WB-7F3K-9QD4", Microsoft: true}
}

func welcomeMail() views.WelcomeMail {
	return views.WelcomeMail{Account: "Brightwater Ltd", Sender: "Ada Lovelace", SenderEmail: "ada@brightwater.example", Name: "Mary Somerville", Email: "mary@brightwater.example",
		URL: "https://console.workbooks.example/welcome/abc", Microsoft: true, LoginURL: "https://console.workbooks.example/login", Reference: "WB-7F3K-9QD4", ExpiresAt: now().Add(7 * 24 * time.Hour)}
}

func loginAttempt() *views.LoginAttempt {
	return &views.LoginAttempt{
		Outcome: "No User Template applies", User: "Mary Somerville", UserPath: views.PathUser("u4"), GuestOf: "harbour.example", Groups: "12 groups, from Microsoft Graph", Mailbox: "none found",
		Names: []views.TriedName{
			{Name: "mary@brightwater.example", Source: "user name at Microsoft", Status: views.Status{Tone: views.Idle, Word: "Nobody of this name"}},
			{Name: "mary@harbour.example", Source: "e-mail address", Status: views.Status{Tone: views.Warn, Word: "Domain not proven"}},
		},
		Verdicts: []views.LoginVerdict{
			{Group: "UK Sales", Path: "/t/1", Status: views.Status{Tone: views.Idle, Word: "Not a member"}},
			{Group: "All Users", Status: views.Status{Tone: views.Idle, Word: "Disabled"}},
		},
		Licences: []views.LicenceStep{{"CRM", 1, 0}, {"Mapping", 0, -1}},
		Template: "UK Sales", Gives: []views.Detail{{Name: "Edition", Value: "CRM"}, {Name: "User Groups", Value: "Everyone, Sales"}},
	}
}
