package views_test

import (
	"time"

	"github.com/a-h/templ"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

// loginStates are the pages of logging in and out.
func loginStates() []state {
	noticed := outside("Log in")
	noticed.Notice = "Saved."
	moved := loginProblem(guidance.NotAssigned)
	moved.Failed.Expected, moved.Failed.Found = "Brightwater Ltd", "Harbour & Sons"
	again := loginProblem(guidance.MicrosoftSlow)
	again.Reauth, again.Failed.AccountUsed, again.Tenant = true, "", ""
	both := views.ConfirmIdentityModel{Email: "ada@brightwater.example", MicrosoftAccount: "ada@brightwater.example", HasPassword: true, HasMicrosoft: true, ReturnTo: views.PathMicrosoft}
	password, neither := both, both
	password.HasMicrosoft, password.Error, password.For = false, "That is not your password.", "Please say once more who you are, before you unlink the account."
	neither.HasMicrosoft, neither.HasPassword = false, false
	return []state{
		{"login", views.LoginPage(outside("Log in"), views.LoginForm{})},
		{"login refused", views.LoginPage(outside("Log in"), views.LoginForm{Email: "ada@brightwater.example", ReturnTo: "/configuration", Error: "That e-mail address and password do not belong together."})},
		{"login known", views.LoginPage(outside("Log in"), views.LoginForm{Info: "Please log in to see that page.", Known: "a…@brightwater.example"})},
		{"login without Microsoft", views.LoginPage(noticed, views.LoginForm{Email: "ada@brightwater.example", MicrosoftError: "Microsoft cannot be reached just now. Please try again in a minute."})},
		{"login problem", views.LoginProblemPage(outside("Not logged in"), moved)},
		{"login problem with another account", views.LoginProblemPage(outside("Not logged in"), loginProblem(guidance.PersonalAccount))},
		{"login problem on our side", views.LoginProblemPage(outside("Not logged in"), loginProblem(guidance.OurCredential))},
		{"confirmation problem", views.LoginProblemPage(outside("Not confirmed"), again)},
		{"choose an account", views.ChooseAccountPage(outside("Choose an account"), chooseModel())},
		{"logged out", views.LoggedOutPage(outside("Logged out"), views.LoggedOutModel{})},
		{"logged out and at Microsoft", views.LoggedOutPage(outside("Logged out"), views.LoggedOutModel{Microsoft: true})},
		{"logged out of both", views.LoggedOutPage(outside("Logged out"), views.LoggedOutModel{Microsoft: true, Both: true})},
		{"confirm identity", views.ConfirmIdentityPage(outside("Please confirm that it is you"), both)},
		{"confirm identity by password", views.ConfirmIdentityPage(outside("Please confirm that it is you"), password)},
		{"confirm identity by nothing", views.ConfirmIdentityPage(outside("Please confirm that it is you"), neither)},
	}
}

// peopleStates are the pages about users, their sessions and licences.
func peopleStates() []state {
	alone := views.SessionsModel{Account: "Brightwater Ltd", Now: now(), Sessions: sessionRows()[:1]}
	read, empty, searched := usersModel(), usersModel(), usersModel()
	read.ReadOnly, read.Newest = true, views.PathUsers
	empty.Rows, empty.Older = nil, ""
	searched.Rows, searched.Query, searched.State = nil, "babbage", views.DisabledUsers
	attempt := attemptModel()
	attempt.Attempt.Login = loginAttempt()
	enough := licencesModel()
	enough.Editions, enough.Extensions, enough.AccountManager = enough.Editions[:1], nil, ""
	all := []state{
		{"desktop with all", views.DesktopPage(frame("Desktop"), desktopModel())},
		{"my sessions", views.SessionsPage(frame("My sessions", views.Crumb{Label: "My sessions"}), sessionsModel())},
		{"my only session", views.SessionsPage(frame("My sessions", views.Crumb{Label: "My sessions"}), alone)},
		{"users", views.UsersPage(usersFrame("Users"), usersModel())},
		{"users for the helpdesk", views.UsersPage(usersFrame("Users"), read)},
		{"no users", views.UsersPage(usersFrame("Users"), empty)},
		{"no users found", views.UsersPage(usersFrame("Users"), searched)},
		{"add user", views.UserFormPage(usersFrame("Add user"), userForm())},
		{"add user refused", views.UserFormPage(usersFrame("Add user"), refusedForm())},
		{"edit user", views.UserFormPage(usersFrame("Edit Mary Somerville"), editForm())},
		{"edit user meanwhile changed", views.UserFormPage(usersFrame("Edit Mary Somerville"), overwritingForm())},
		{"licences", views.LicencesPage(usersFrame("Licences"), licencesModel())},
		{"licences enough", views.LicencesPage(usersFrame("Licences"), enough)},
		{"attempt of a log-in", views.AttemptPage(usersFrame("Attempt"), attempt)},
		{"welcome unknown", views.WelcomeUnknownPage(outside("Welcome to Workbooks"))},
	}
	all = append(all, userStates()...)
	return append(all, welcomeStates()...)
}

func userStates() []state {
	plain, read, off, denied, self, last, guest := userModel(), userModel(), userModel(), userModel(), userModel(), userModel(), userModel()
	plain.User, plain.Relink, plain.Identity, plain.Sessions, plain.Failures, plain.Managed = usersModel().Rows[4], nil, nil, nil, nil, nil
	plain.CanInvite = true
	sent := plain
	sent.Invitation = invited()
	read.ReadOnly = true
	off.User, off.Relink, off.CanFree = usersModel().Rows[1], nil, true
	denied.User, denied.Relink = usersModel().Rows[2], nil
	self.User, self.Relink, self.Yourself, self.Sessions = usersModel().Rows[0], nil, true, sessionRows()
	last.User, last.Relink, last.LastKeeper = usersModel().Rows[0], nil, true
	guest.Identity.Guest, guest.Identity.Home, guest.Identity.Elsewhere, guest.Relink.Guest = true, "harbour.example", true, true
	ended := plain
	ended.Invitation = &views.UserInvitation{State: views.WelcomeExpired, Sender: "Ada Lovelace", CreatedAt: now().Add(-9 * 24 * time.Hour), EndedAt: now().Add(-2 * 24 * time.Hour), MailWords: "The mail server refused the address.", Mail: views.MailFailed}
	named := map[string]views.UserModel{"": userModel(), " new": plain, " invited": sent, " whose invitation ended": ended, " for the helpdesk": read, " disabled": off,
		" denied": denied, " oneself": self, " last administrator": last, " guest": guest}
	var all []state
	for name, m := range named {
		all = append(all, state{"user" + name, views.UserPage(usersFrame(m.User.Name), m)})
	}
	return all
}

func welcomeStates() []state {
	wrong, taken, stuck := welcomeModel(), welcomeModel(), welcomeModel()
	wrong.Microsoft, wrong.Error, wrong.Mismatch = false, string(policy.PasswordShort), "These are two different passwords."
	taken.Taken, stuck.Taken, stuck.Microsoft = true, true, false
	all := []state{
		{"welcome", views.WelcomePage(outside("Welcome to Workbooks"), welcomeModel())},
		{"welcome refused", views.WelcomePage(outside("Welcome to Workbooks"), wrong)},
		{"welcome taken", views.WelcomePage(outside("Welcome to Workbooks"), taken)},
		{"welcome taken without Microsoft", views.WelcomePage(outside("Welcome to Workbooks"), stuck)},
	}
	for _, s := range []views.WelcomeState{views.WelcomeUsed, views.WelcomeRevoked, views.WelcomeSuperseded, views.WelcomeExpired} {
		m := welcomeModel()
		m.State = s
		all = append(all, state{"welcome " + string(s), views.WelcomePage(outside("Welcome to Workbooks"), m)})
	}
	return all
}

// peoplePages are the same with every field filled by a stranger; the models have
// states that show different fields.
func peoplePages(text string) map[string]templ.Component {
	f := hostileModel[views.Frame](text)
	user, bare, form := hostileModel[views.UserModel](text), hostileModel[views.UserModel](text), hostileModel[views.UserForm](text)
	user.ReadOnly, user.Yourself, user.User.Disabled, user.Invitation.State = false, false, false, views.WelcomeOpen
	bare.ReadOnly, bare.Relink, bare.Identity, bare.Invitation, bare.LastKeeper = false, nil, nil, nil, true
	form.ID = ""
	alone := hostileModel[views.UsersModel](text)
	alone.Rows = nil
	open, taken := hostileModel[views.WelcomeModel](text), hostileModel[views.WelcomeModel](text)
	open.State, open.Taken = views.WelcomeOpen, false
	taken.State, taken.Microsoft = views.WelcomeOpen, false
	again := hostileModel[views.LoginProblemModel](text)
	again.Reauth = false
	waiting := hostileModel[views.SessionsModel](text)
	waiting.Sessions[0].This = false
	return map[string]templ.Component{
		"login problem":    views.LoginProblemPage(f, again),
		"reauth problem":   views.LoginProblemPage(f, hostileModel[views.LoginProblemModel](text)),
		"choose":           views.ChooseAccountPage(f, hostileModel[views.ChooseAccountModel](text)),
		"logged out":       views.LoggedOutPage(f, hostileModel[views.LoggedOutModel](text)),
		"confirm identity": views.ConfirmIdentityPage(f, hostileModel[views.ConfirmIdentityModel](text)),
		"full desktop":     views.DesktopPage(f, hostileModel[views.DesktopModel](text)),
		"sessions":         views.SessionsPage(f, waiting),
		"users":            views.UsersPage(f, hostileModel[views.UsersModel](text)),
		"no users":         views.UsersPage(f, alone),
		"user":             views.UserPage(f, user),
		"bare user":        views.UserPage(f, bare),
		"add user":         views.UserFormPage(f, form),
		"edit user":        views.UserFormPage(f, hostileModel[views.UserForm](text)),
		"licences":         views.LicencesPage(f, hostileModel[views.LicencesModel](text)),
		"welcome":          views.WelcomePage(f, open),
		"welcome taken":    views.WelcomePage(f, taken),
		"welcome ended":    views.WelcomePage(f, hostileModel[views.WelcomeModel](text)),
		"welcome mail":     views.WelcomeHTML(hostileModel[views.WelcomeMail](text)),
	}
}
