package views

import "workbooks.com/authconsole/views/ui"

// microsoftTabs are the tabs of the Microsoft window, one of them the current one.
func microsoftTabs(current string) []ui.Tab {
	tabs := []ui.Tab{
		{Label: "Main", Path: PathMicrosoft},
		{Label: "User Templates", Path: PathTemplates},
		{Label: "Leavers", Path: PathLeavers},
		{Label: "Activity", Path: PathActivity},
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Path == current
	}
	return tabs
}
