package views

import "workbooks.com/authconsole/internal/policy"

// stateWords names a filter of the list of users.
func stateWords(s UserState) string {
	switch s {
	case ActiveUsers:
		return "Can log in"
	case DisabledUsers:
		return "Disabled"
	case DeniedUsers:
		return "No Edition: log-in denied"
	case RelinkUsers:
		return "Waits to be relinked"
	case MailboxUsers:
		return "No Office 365 mailbox"
	default:
		return "All users"
	}
}

// noneWords say that nobody fits.
func noneWords(m UsersModel) string {
	switch {
	case m.Query != "" && m.State != AnyUser:
		return "Nobody of those chosen fits “" + m.Query + "”."
	case m.Query != "":
		return "Nobody fits “" + m.Query + "”."
	case m.State == RelinkUsers:
		return "Nobody waits to be relinked."
	case m.Newest != "":
		return "There are no more users."
	}
	return "There is nobody in this state."
}

// userStatuses are the states of a user, the one that matters most first.
func userStatuses(u UserRow) []Status {
	var list []Status
	switch {
	case u.Disabled:
		list = append(list, Status{Stop, "Disabled"})
	case u.Edition == policy.NoEdition:
		list = append(list, Status{Warn, "Log-in denied"})
	case u.Invited:
		list = append(list, Status{Wait, "Invited"})
	default:
		list = append(list, Status{OK, "Active"})
	}
	if u.Relink {
		list = append(list, Status{Warn, "Waits for relink"})
	}
	if u.NoMailbox {
		list = append(list, Status{Idle, "No mailbox"})
	}
	return list
}

// waysIn says how a user may log in.
func waysIn(u UserRow) string {
	switch {
	case u.HasPassword && u.Microsoft != "":
		return "Microsoft or password"
	case u.Microsoft != "":
		return "Microsoft"
	case u.HasPassword:
		return "Password"
	}
	return "Not set up yet"
}

func lastWay(u UserRow) string {
	if u.LastByMicrosoft {
		return "with Microsoft"
	}
	return "with a password"
}

// userRole says what a user may do in the console, beyond using Workbooks.
func userRole(r policy.Role) string {
	switch r {
	case policy.Administrator:
		return "Workbooks administrator"
	case policy.Helpdesk:
		return "Helpdesk: sees how people log in, changes nothing"
	default:
		return "Uses Workbooks"
	}
}

// leftWords say how many licences are left, never by a sign or colour alone.
func leftWords(left int) string {
	switch {
	case left < 0:
		return "−" + count(-left) + ": " + count(-left) + " more used than owned"
	case left == 0:
		return "none left"
	}
	return count(left) + " left"
}
