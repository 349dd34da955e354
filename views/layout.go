package views

import (
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views/ui"
)

// documentTitle tells the tabs of a window apart; the first goes without saying.
func documentTitle(title string, tabs []ui.Tab) string {
	for i, t := range tabs {
		if t.Current && i > 0 {
			return t.Label + " – " + title
		}
	}
	return title
}

// closePath is where closing a window leads: one step up the breadcrumbs, and
// from the first step to the desktop. It is empty without breadcrumbs.
func closePath(list []Crumb) string {
	if len(list) == 0 {
		return ""
	}
	for i := len(list) - 2; i >= 0; i-- {
		if list[i].Path != "" {
			return list[i].Path
		}
	}
	return PathDesktop
}

// roleWords names a role on screen.
func roleWords(r policy.Role) string {
	switch r {
	case policy.Administrator:
		return "Administrator"
	case policy.Helpdesk:
		return "Helpdesk, read-only"
	case policy.Support:
		return "Workbooks support"
	default:
		return "User"
	}
}

// belonging says account and role; support has only the one.
func belonging(v Visitor) string {
	if v.Role == policy.Support {
		return roleWords(v.Role)
	}
	return v.Account + " · " + roleWords(v.Role)
}

// idleWords tell somebody who can do nothing here why.
func idleWords() string {
	return "How people log in is looked after by the Workbooks administrators of your account."
}

// Entry of the Start menu and of the desktop.
type shortcut struct{ Label, Path, Icon, Words string }

// shortcuts lists what a role may open; everybody has sessions.
func shortcuts(r policy.Role) []shortcut {
	var list []shortcut
	if r.MaySeeAuthentication() {
		list = append(list,
			shortcut{"Configuration", PathConfiguration, "configuration", "All settings of the account"},
			shortcut{"Authentication", PathAuthentication, "shield", "How people may log in"},
			shortcut{"Users", PathUsers, "people", "Who they are, and what they have"})
	}
	if r.MaySeeAuthentication() || r == policy.Support {
		list = append(list,
			shortcut{"Link status", PathStatus, "pulse", statusShortcut(r)},
			shortcut{"Explain", PathExplainAny, "question", "What an error of Microsoft means, and who must act"})
	}
	return append(list, shortcut{"My sessions", PathSessions, "screen", "Where you are logged in"})
}

func statusShortcut(r policy.Role) string {
	if r == policy.Support {
		return "All accounts: state, health, what failed and why"
	}
	return "Is it working, and why a colleague cannot get in"
}
