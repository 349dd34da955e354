package views

import (
	"strconv"

	"workbooks.com/authconsole/views/ui"
)

func seq(n int64) string { return strconv.FormatInt(n, 10) }

// microsoftTabs are the tabs of the Microsoft window.
func microsoftTabs(activity bool) []ui.Tab {
	return []ui.Tab{
		{Label: "Main", Path: PathMicrosoft, Current: !activity},
		{Label: "Activity", Path: PathActivity, Current: activity},
	}
}
