package views

import "workbooks.com/authconsole/views/ui"

func nextIcon(done bool) string {
	if done {
		return "ok"
	}
	return "todo"
}

func doneWords(done bool) string {
	if done {
		return "Done: "
	}
	return "To do: "
}

// loggedInWords count who uses Microsoft already.
func loggedInWords(n int) string {
	if n == 0 {
		return "Nobody has logged in with Microsoft yet: choose «Log in with Microsoft» on the login page, best in a private window"
	}
	return ui.Count(n, "user has", "users have") + " logged in with Microsoft"
}

// templatesWords go on after «User Templates».
func templatesWords(n NextModel) string {
	switch {
	case n.Provisioning && n.Templates > 0:
		return ": " + ui.Count(n.Templates, "template makes", "templates make") + " users for new people"
	case n.Provisioning:
		return ": User Provisioning is on, but no template is enabled, so that nobody is created"
	case n.Templates > 0:
		return ": " + ui.Count(n.Templates, "template is", "templates are") + " prepared; User Provisioning is off, so new people are turned away"
	}
	return ": new people are turned away until you set them up, or add them by hand"
}
