package views_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

func TestDesktopTellsWhatOneHas(t *testing.T) {
	d := parse(t, views.DesktopPage(frame("Desktop"), desktopModel()))
	has(t, d, "#possessions", "Ada Lovelace", "ada@brightwater.example", "Brightwater Ltd", "CRM", "Mapping, Outlook Connector", "Everyone, Sales", "Europe/London", "with Microsoft as")
	has(t, d, "main", "Microsoft shows no Office 365 mailbox for you.")
	has(t, d, "#alerts", "No CRM licence is left", "3 times since", "WB-7F3K-9QD2")
	one(t, d, `#alerts form[method=post][action="`+views.PathDismissAlert+`"] input[name=kind][value=no_licence_left]`)
	one(t, d, `#alerts a[href="`+views.PathLicences+`"]`)
	none(t, parse(t, views.DesktopPage(frame("Desktop"), views.DesktopModel{})), "#possessions, #alerts, main .note")
}

func TestMySessions(t *testing.T) {
	d := parse(t, views.SessionsPage(frame("My sessions"), sessionsModel()))
	has(t, d, "tbody tr:first-child", "Edge on Windows", "This one", "192.0.2.17", "with Microsoft as ada@brightwater.example", "in 10 hours")
	has(t, d, "tbody tr:last-child", "Safari on an iPhone", "with a password", "40 minutes ago")
	one(t, d, "tbody form")
	one(t, d, `tbody form[method=post][action="`+views.PathEndSession("s2")+`"]`)
	one(t, d, `form[action="`+views.PathEndOthers+`"]`)
	one(t, d, `form[action="`+views.PathOtherAccount+`"]`)
	alone := views.SessionsModel{Now: now(), Sessions: sessionRows()[:1]}
	none(t, parse(t, views.SessionsPanel(alone)), "form")
}

func TestBrowsersAreNamedInWords(t *testing.T) {
	for agent, want := range map[string]string{
		"": "An unknown browser", "curl/8.9": "curl", hostile: "An unknown browser",
		"Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0":                                                       "Firefox on Linux",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15":           "Safari on a Mac",
		"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36":                     "Chrome on Android",
		"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29 Chrome/141.0 Mobile Safari/537.36":   "Samsung Internet on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile Safari/60": "Chrome on an iPhone",
		"Mozilla/5.0 (Windows NT 10.0)": "A browser on Windows", edge: "Edge on Windows", iphone: "Safari on an iPhone",
	} {
		m := views.SessionsModel{Now: now(), Sessions: []views.SessionRow{{UserAgent: agent}}}
		has(t, parse(t, views.SessionsPanel(m)), "tbody strong", want)
	}
}

func TestUsersList(t *testing.T) {
	d := parse(t, views.UsersPage(usersFrame("Users"), usersModel()))
	rows := [][]string{
		{"Ada Lovelace", "ada@brightwater.example", "CRM", "Mapping, Outlook Connector", "Microsoft or password", "4 minutes ago", "with Microsoft", "Active"},
		{"Charles Babbage", "Business", "Disabled", "with a password"},
		{"Grace Hopper", "None", "never", "Log-in denied", "No mailbox"},
		{"Mary Somerville", "m.somerville@brightwater.example", "Waits for relink"},
		{"Sophie Germain", "Not set up yet", "Invited"},
	}
	for i, words := range rows {
		has(t, d, "tbody tr:nth-child("+string(rune('1'+i))+")", words...)
	}
	one(t, d, `tbody a[href="`+views.PathUser("u4")+`"]`)
	one(t, d, `.pager a[rel=next]`)
	one(t, d, `a[href="`+views.PathUserNew+`"]`)
	if n := d.Find("#users-search option").Length(); n != len(views.UserStates()) {
		t.Errorf("%d states to choose, want %d", n, len(views.UserStates()))
	}
	read := usersModel()
	read.ReadOnly = true
	none(t, parse(t, views.UsersPage(usersFrame("Users"), read)), `a[href="`+views.PathUserNew+`"]`)
}

func TestUsersListIsNeverEmptyWithoutWords(t *testing.T) {
	for name, row := range map[string]struct {
		m    views.UsersModel
		want string
	}{
		"none":        {views.UsersModel{}, "There are no users yet."},
		"none found":  {views.UsersModel{Query: "bab"}, "Nobody fits “bab”."},
		"none chosen": {views.UsersModel{State: views.RelinkUsers}, "Nobody waits to be relinked."},
		"both":        {views.UsersModel{Query: "bab", State: views.DisabledUsers}, "Nobody of those chosen fits “bab”."},
		"beyond":      {views.UsersModel{Newest: views.PathUsers}, "There are no more users."},
	} {
		t.Run(name, func(t *testing.T) { has(t, parse(t, views.UsersTable(row.m)), ".empty", row.want) })
	}
}

func TestUserPage(t *testing.T) {
	m := userModel()
	d := parse(t, views.UserPage(usersFrame("Mary Somerville"), m))
	has(t, d, "#user-panel", "managed by the template UK Sales", "CRM", "Everyone, Sales", "Europe/London")
	if n := d.Find(".managed").Length(); n != 2 {
		t.Errorf("%d fields are marked as managed, want 2", n)
	}
	has(t, d, "#user-identity", "m.somerville@brightwater.example", "Brightwater Ltd", "by User Provisioning", "Let in")
	one(t, d, `#user-identity [data-copy="`+objectID+`"]`)
	one(t, d, `#user-identity a[href="`+views.PathUserDo("u4", views.ActForget)+`"]`)
	has(t, d, "#relink", "Is this Mary Somerville?", "mary@brightwater.example", "3 times", "WB-7F3K-9QD3", "All sessions of Mary Somerville end.", "is forgotten")
	one(t, d, `#relink form[method=post][action="`+views.PathUserDo("u4", views.ActRelink)+`"] input[name=key][value=k1]`)
	one(t, d, `#relink button[formaction="`+views.PathUserDo("u4", views.ActRelinkDismiss)+`"]`)
	one(t, d, `#user-sessions form[action="`+views.PathUserSession("u4", "s2")+`"]`)
	one(t, d, `#user-sessions form[action="`+views.PathUserDo("u4", views.ActEndSessions)+`"]`)
	one(t, d, `.attempts a[href="`+views.PathAttempt("a1", "WB-7F3K-9QD2")+`"]`)
	one(t, d, `a[href="`+views.PathUserDo("u4", views.ActDisable)+`"]`)
}

func TestHelpdeskChangesNoUser(t *testing.T) {
	m := userModel()
	m.ReadOnly, m.CanInvite, m.CanFree, m.Invitation = true, true, true, invited()
	d := parse(t, views.UserPanel(m))
	none(t, d, "form, a.button")
}

func TestNobodyDisablesThemselvesOrTheLastAdministrator(t *testing.T) {
	self, last := userModel(), userModel()
	self.Yourself, last.LastKeeper = true, true
	for words, m := range map[string]views.UserModel{"This is you": self, "last Workbooks administrator": last} {
		d := parse(t, views.UserPanel(m))
		has(t, d, "#user-panel", words)
		none(t, d, `a[href="`+views.PathUserDo("u4", views.ActDisable)+`"]`)
	}
}

func TestUserInvitation(t *testing.T) {
	m := userModel()
	m.CanInvite = true
	d := parse(t, views.UserPanel(m))
	one(t, d, `#user-invitation form[action="`+views.PathUserDo("u4", views.ActInvite)+`"] button[name=how][value=mail]`)
	m.Invitation, m.Mails = invited(), false
	d = parse(t, views.UserPanel(m))
	has(t, d, "#user-invitation", "Sent, not used yet", "WB-7F3K-9QD4", "Workbooks keeps no copy of it")
	has(t, d, "#welcome-url", invited().URL)
	none(t, d, `#user-invitation button[value=mail]`)
	one(t, d, `#user-invitation button[formaction="`+views.PathUserDo("u4", views.ActRevoke)+`"]`)
}

func TestUserForm(t *testing.T) {
	d := parse(t, views.UserFormPage(usersFrame("Add user"), userForm()))
	one(t, d, `form[method=post][action="`+views.PathUsers+`"] input[name=login_name][type=email][required]`)
	one(t, d, `input[type=radio][name=edition][value=CRM][checked]`)
	one(t, d, `input[type=radio][name=edition][value=""]`)
	one(t, d, `input[type=checkbox][name=extension][value=Mapping][checked]`)
	one(t, d, `input[type=checkbox][name=group][value=Everyone][checked]`)
	one(t, d, `input[type=checkbox][name=invite][checked]`)
	has(t, d, "form", "3 left", "none left", "12 left")
	has(t, d, ".left.short", "−2: 2 more used than owned")
	d = parse(t, views.UserFormPage(usersFrame("Edit"), editForm()))
	one(t, d, `form[action="`+views.PathUserEdit("u4")+`"] input[name=version][value="17"]`)
	none(t, d, "input[name=login_name], input[name=invite]")
	has(t, d, "form", "until you change it", "3 left · has one", "cannot be taken away")
	d = parse(t, views.UserFormPage(usersFrame("Add user"), refusedForm()))
	has(t, d, "#user-error[role=alert]", "Please look at the fields below.")
	one(t, d, `#user-name[aria-invalid=true][aria-describedby="user-name-error"]`)
	one(t, d, `#user-login_name[aria-describedby="user-login_name-error user-login_name-hint"]`)
	if n := d.Find(".field-error").Length(); n != 6 {
		t.Errorf("%d faults are told, want 6", n)
	}
}

func TestUserFormSaysWhatItWouldOverwriteAndNothingElse(t *testing.T) {
	d := parse(t, views.UserFormPanel(overwritingForm()))
	has(t, d, "form", "Now: none: cannot log in", "Now: Outlook Connector", "Now: Everyone, Helpdesk", "Now: Europe/Prague")
	if n := strings.Count(d.Text(), "Now: "); n != 4 {
		t.Errorf("%d fields are marked, want 4", n)
	}
	one(t, d, `#confirm-giving a[href="`+views.PathConfirmIdentity+`"][target=_blank]`)
	none(t, parse(t, views.UserFormPanel(editForm())), "#confirm-giving")
}

func TestLicencesTellOverAllocationInWords(t *testing.T) {
	d := parse(t, views.LicencesPage(usersFrame("Licences"), licencesModel()))
	has(t, d, "#editions tbody tr:first-child", "CRM", "25", "22", "3")
	has(t, d, "#editions .short", "−2: 2 more used than owned")
	has(t, d, "main", "More licences are used than owned.", "Joan Clarke", "sales@workbooks.com")
	m := licencesModel()
	m.Editions = m.Editions[:1]
	none(t, parse(t, views.LicencesPage(usersFrame("Licences"), m)), ".short, main .note")
}

func TestWelcomePage(t *testing.T) {
	d := parse(t, views.WelcomePage(outside("Welcome to Workbooks"), welcomeModel()))
	has(t, d, "main", "Ada Lovelace", "Brightwater Ltd", "Mary Somerville", "mary@brightwater.example", "10 March 2026, 10:36 UTC", "At least 12 characters")
	one(t, d, `form[action="`+views.PathWelcome("t")+`"] input[name=password][autocomplete="new-password"][required]`)
	one(t, d, `form[action="`+views.PathLoginMicrosoft+`"] input[name=email][value="mary@brightwater.example"]`)
	m := welcomeModel()
	m.Taken, m.Microsoft = true, false
	d = parse(t, views.WelcomePanel(m))
	none(t, d, "form")
	has(t, d, ".note", "cannot be set for this login name here", "Ask Ada Lovelace")
	if strings.Contains(d.Text(), "another Workbooks account") {
		t.Error("whoever has the link learns of another account")
	}
}

// TestEndedInvitationTellsNothingOfTheInvited: whoever finds an old link learns neither
// a name nor a login name.
func TestEndedInvitationTellsNothingOfTheInvited(t *testing.T) {
	for _, s := range []views.WelcomeState{views.WelcomeUsed, views.WelcomeRevoked, views.WelcomeSuperseded, views.WelcomeExpired} {
		m := welcomeModel()
		m.State = s
		d := parse(t, views.WelcomePage(outside("Welcome to Workbooks"), m))
		none(t, d, "form, input")
		one(t, d, `a[href="`+views.PathLogin+`"]`)
		if strings.Contains(d.Text(), m.Email) || strings.Contains(d.Text(), m.Name) {
			t.Errorf("%s: the page tells of the invited", s)
		}
	}
}

func TestAttemptOfALogin(t *testing.T) {
	m := attemptModel()
	none(t, parse(t, views.AttemptPage(frame("Attempt"), m)), "#attempt-login")
	m.Attempt.Login = loginAttempt()
	d := parse(t, views.AttemptPage(frame("Attempt"), m))
	has(t, d, "#attempt-login", "No User Template applies", "Domain not proven", "from harbour.example", "12 groups", "UK Sales", "Not a member", "What would have been created, by «UK Sales»", "Everyone, Sales", "1 left before, none left after", "−1: 1 more used than owned")
	one(t, d, `#attempt-login a[href="`+views.PathUser("u4")+`"]`)
}

// TestS93_LongNamesStayText: a name of ten thousand characters or of one word is
// shown whole and adds no markup.
func TestS93_LongNamesStayText(t *testing.T) {
	long := strings.Repeat("Hohenlohe", 1000)
	m := usersModel()
	m.Rows[0].Name = long
	has(t, parse(t, views.UsersTable(m)), "tbody tr:first-child a", long)
	u := userModel()
	u.User.Name, u.User.Role = long, policy.Administrator
	has(t, parse(t, views.UserPanel(u)), "#relink h2", "Is this "+long+"?")
}
