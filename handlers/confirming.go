package handlers

import (
	"strings"

	"workbooks.com/authconsole/views"
)

// confirming says what people confirm who they are for, a sentence or nothing, and where
// they were. Both follow from where they go then: a page that asks before a change, which
// itself would ask who they are again, or the page on which they pressed a button.
func confirming(to string) (sentence, cancel string) {
	path, _, _ := strings.Cut(to, "?")
	for _, at := range []struct{ path, what, from string }{
		{views.PathUnlink, "unlink Workbooks from Microsoft Azure", views.PathMicrosoft},
		{views.PathDisable, "disable Microsoft authentication", views.PathMicrosoft},
		{views.PathEnable, "enable Microsoft authentication", views.PathMicrosoft},
		{pathReplace, "link Workbooks to Microsoft Azure again", views.PathMicrosoft},
		{views.PathProvisioningOff, "switch off User Provisioning", views.PathTemplates},
	} {
		if path == at.path {
			return beforeThat(at.what), at.from
		}
	}
	if path == views.PathUserNew {
		return beforeThat("add a Workbooks administrator"), views.PathUsers
	}
	rest, ofUser := strings.CutPrefix(path, views.PathUsers+"/")
	switch id, _, _ := strings.Cut(rest, "/"); {
	case ofUser && path == views.PathUserEdit(id):
		return beforeThat("make somebody a Workbooks administrator"), views.PathUser(id)
	case ofUser && path == views.PathUserDo(id, views.ActForget):
		return beforeThat("forget a Microsoft identity"), views.PathUser(id)
	}
	return "", to
}

func beforeThat(what string) string {
	return "To " + what + ", please show once more who you are."
}
