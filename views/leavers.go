package views

import "workbooks.com/authconsole/views/ui"

func unseenTitle(days int) string { return "Not seen for " + ui.Count(days, "day", "days") }

// notToBeTaken says why nothing can be taken from a user, empty when it can.
func notToBeTaken(r LeaverRow) string {
	switch {
	case r.Yourself:
		return "This is you"
	case r.Keeper:
		return "The last Workbooks administrator"
	}
	return ""
}
