package views_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

func TestWorkspaceRecordSaysWhatBecameOfIt(t *testing.T) {
	rows := map[link.State]struct{ title, words, scope string }{
		link.Awaiting:  {"Approved, and waiting for Brightwater Ltd to confirm", "nothing more for you to do", "once it has confirmed"},
		link.Enabled:   {"Approved for Brightwater Ltd, thank you", "Microsoft authentication is enabled for Brightwater Ltd.", "for people of Brightwater Ltd"},
		link.Disabled:  {"switched off for now", "has disabled Microsoft authentication since", "for people of Brightwater Ltd"},
		link.Rejected:  {"Approved, but Brightwater Ltd did not accept it", "never switched on", "not in use"},
		link.Overtaken: {"Brightwater Ltd uses another organisation now", "never switched on", "not in use"},
		link.Replaced:  {"Brightwater Ltd uses another organisation now", "Nobody logs in with it any more", "not in use"},
		link.Unlinked:  {"Brightwater Ltd no longer uses this approval", "Nobody logs in with it any more", "not in use"},
	}
	for state, want := range rows {
		t.Run(string(state), func(t *testing.T) {
			d := parse(t, views.WorkspacePanel(workspaceRecord(state)))
			has(t, d, ".status h2", want.title)
			has(t, d, ".status", want.words)
			has(t, d, ".facts", want.scope)
			if got := d.Find(".status.is-ok").Length() == 1; got != (state == link.Enabled) {
				t.Errorf("green: %v", got)
			}
			thanked := strings.Contains(text(d, ".status"), "thank you")
			if thanked != (state == link.Enabled) {
				t.Errorf("thanked: %v", thanked)
			}
		})
	}
}

// TestWorkspaceRecordPromisesNoLogin: it is the account that confirmed, whoever of its
// administrators did, and a link is enabled before anybody can log in with it.
func TestWorkspaceRecordPromisesNoLogin(t *testing.T) {
	d := parse(t, views.WorkspacePanel(workspaceRecord(link.Enabled)))
	has(t, d, ".status", "Brightwater Ltd has confirmed it")
	if got := text(d, "#workspace"); strings.Contains(got, "can log in") || strings.Contains(got, "Ada Lovelace has") {
		t.Errorf("promises too much: %q", got)
	}
}

func TestWorkspaceRecordTellsFirstHowToTakeBackWhatIsOver(t *testing.T) {
	over := map[link.State]bool{
		link.Awaiting: false, link.Enabled: false, link.Disabled: false,
		link.Rejected: true, link.Overtaken: true, link.Replaced: true, link.Unlinked: true,
	}
	for state, first := range over {
		d := parse(t, views.WorkspacePanel(workspaceRecord(state)))
		has(t, d, `section[aria-labelledby="back-title"]`, "Enterprise applications › Workbooks › Properties and choose Delete")
		one(t, d, "#back-title")
		if got := d.Find(`section[aria-labelledby="back-title"] ~ .facts`).Length() == 1; got != first {
			t.Errorf("%s: above the facts: %v", state, got)
		}
	}
}

func TestWorkspaceRecordIsToBeKept(t *testing.T) {
	d := parse(t, views.WorkspacePanel(workspaceRecord(link.Awaiting)))
	has(t, d, ".facts", "sign in · basic profile", tenant, "Grace Hopper", "3 March 2026, 08:36:00 UTC", "WB-3M8T-6KX4", "Ada Lovelace, Brightwater Ltd")
	one(t, d, "button[data-print]")
	none(t, d, "form")
}
