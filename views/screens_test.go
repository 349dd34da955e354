package views_test

import (
	"testing"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

func TestStartMenuByRole(t *testing.T) {
	rows := []struct {
		role  policy.Role
		items []string
	}{
		{policy.Administrator, []string{views.PathDesktop, views.PathConfiguration, views.PathAuthentication, views.PathUsers, views.PathStatus, views.PathExplainAny, views.PathSessions}},
		{policy.Helpdesk, []string{views.PathDesktop, views.PathConfiguration, views.PathAuthentication, views.PathUsers, views.PathStatus, views.PathExplainAny, views.PathSessions}},
		{policy.PlainUser, []string{views.PathDesktop, views.PathSessions}},
		{policy.Support, []string{views.PathDesktop, views.PathStatus, views.PathExplainAny, views.PathSessions}},
	}
	for _, row := range rows {
		t.Run(string(row.role), func(t *testing.T) {
			f := frame("Desktop")
			f.Visitor = visitor(row.role)
			d := parse(t, views.DesktopPage(f, views.DesktopModel{}))
			if got := d.Find("details[data-menu] li a").Length(); got != len(row.items) {
				t.Errorf("%d entries, want %d", got, len(row.items))
			}
			for _, path := range row.items {
				one(t, d, `details[data-menu] li a[href="`+path+`"]`)
			}
			one(t, d, `details[data-menu] form[action="`+views.PathLogout+`"]`)
			one(t, d, `form[action="`+views.PathAppearance+`"] input[name=back]`)
		})
	}
}

func TestThemeIsTheVisitorsChoice(t *testing.T) {
	f := frame("Desktop")
	none(t, parse(t, views.DesktopPage(f, views.DesktopModel{})), "html[data-theme]")
	f.Theme = "dark"
	d := parse(t, views.DesktopPage(f, views.DesktopModel{}))
	one(t, d, "html[data-theme=dark]")
	has(t, d, "[aria-pressed=true]", "Dark")
}

func TestDesktopOfAUserIsHonest(t *testing.T) {
	f := frame("Desktop")
	f.Visitor = visitor(policy.PlainUser)
	d := parse(t, views.DesktopPage(f, views.DesktopModel{}))
	has(t, d, "main", "Ada Lovelace", "Brightwater Ltd", "nothing for you to set up here")
	one(t, d, `main a[href="`+views.PathSessions+`"]`)
	one(t, d, "main a")
}

func TestDesktopOfSupportLeadsToLinkStatus(t *testing.T) {
	f := statusFrame("Desktop")
	d := parse(t, views.DesktopPage(f, views.DesktopModel{}))
	one(t, d, `main .tiles a[href="`+views.PathStatus+`"]`)
	one(t, d, `main .tiles a[href="`+views.PathExplainAny+`"]`)
	none(t, d, `main a[href="`+views.PathAuthentication+`"], main .note`)
	has(t, d, "main .tiles", "All accounts")
}

func TestPageWithoutVisitorHasNoMenu(t *testing.T) {
	d := parse(t, views.ProblemPage(views.Frame{Title: "Not found"}, problem()))
	none(t, d, ".taskbar, .crumbs, .title .close")
}

func TestAuthenticationWithoutAdvancedSecurity(t *testing.T) {
	m := views.AuthenticationModel{Account: "Brightwater Ltd", Methods: []views.Method{{Name: "Password", Path: views.PathPassword, Status: views.Status{Tone: views.OK, Word: "Allowed"}}}}
	d := parse(t, views.AuthenticationPage(msFrame("Authentication"), m))
	none(t, d, `main a[href="`+views.PathMicrosoft+`"]`)
	has(t, d, "main", "More ways to log in, such as Microsoft, come with Advanced Security. Ask your account manager or sales@workbooks.com.")
	m.AccountManager = "Mary Somerville"
	has(t, parse(t, views.AuthenticationPage(msFrame("Authentication"), m)), "main", "Ask your account manager (Mary Somerville) or")
	m.AdvancedSecurity = true
	none(t, parse(t, views.AuthenticationPage(msFrame("Authentication"), m)), ".after-list")
}

func TestStatesAreIconAndWord(t *testing.T) {
	for _, tone := range []views.Tone{views.OK, views.Wait, views.Warn, views.Stop, views.Idle} {
		m := views.AuthenticationModel{Methods: []views.Method{{Name: "Microsoft", Path: "/x", Status: views.Status{Tone: tone, Word: "A word"}}}}
		d := parse(t, views.AuthenticationPage(msFrame("Authentication"), m))
		has(t, d, ".badge.tone-"+string(tone), "A word")
		if d.Find(".badge svg").Children().Length() == 0 {
			t.Errorf("%s has no icon", tone)
		}
	}
}

func TestConfirmPage(t *testing.T) {
	d := parse(t, views.ConfirmPage(msFrame("Unlink"), confirmUnlink()))
	one(t, d, `form[action="`+views.PathUnlink+`"][data-once]:not([target]) button.danger`)
	one(t, d, `a.button[href="`+views.PathMicrosoft+`"]`)
	has(t, d, "main", "must approve again", "Choose Delete.")
	m := confirmUnlink()
	m.NewTab, m.Stop = true, false
	d = parse(t, views.ConfirmPage(msFrame("Link again"), m))
	one(t, d, `form[target="_blank"][data-consent][data-goto="`+views.PathMicrosoft+`"] button.primary`)
}

func TestActivityPaging(t *testing.T) {
	d := parse(t, views.ActivityTable(activity()))
	one(t, d, `.pager a[rel=next][href="`+views.PathActivity+`?before=40"]`)
	one(t, d, `.pager a[href="`+views.PathActivity+`"]`)
	has(t, d, "tbody tr:first-child", "Ada Lovelace", "192.0.2.17", "Linked the account", "2 hours ago", tenant, "3 March 2026, 08:36:00 UTC")
	empty := views.ActivityModel{Now: now()}
	d = parse(t, views.ActivityTable(empty))
	has(t, d, ".empty", "Nothing has happened yet.", "adds Workbooks to Azure")
	none(t, d, "table, .pager")
}

func TestTabsHaveTitlesOfTheirOwn(t *testing.T) {
	f := msFrame("Microsoft authentication")
	has(t, parse(t, views.MicrosoftPage(f, notLinked())), "title", "Microsoft authentication – Workbooks")
	has(t, parse(t, views.ActivityPage(f, activity())), "title", "Activity – Microsoft authentication – Workbooks")
}

func TestProblemPage(t *testing.T) {
	d := parse(t, views.ProblemPage(frame("Something went wrong"), problem()))
	has(t, d, "main", "Nothing was changed.", "WB-7F3K-9QD2", "Error 503")
	one(t, d, `main a.button[href="/"]`)
}

func TestClosingAWindowLeadsOneStepUp(t *testing.T) {
	d := parse(t, views.PasswordPage(msFrame("Password"), views.PasswordModel{}))
	one(t, d, `.title .close[href="`+views.PathAuthentication+`"]`)
	d = parse(t, views.ConfigurationPage(frame("Configuration", views.Crumb{Label: "Configuration"})))
	one(t, d, `.title .close[href="/"]`)
}
