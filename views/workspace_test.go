package views_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

func TestWorkspaceReadyTellsAStrangerEverything(t *testing.T) {
	d := parse(t, views.WorkspacePanel(workspace(views.WorkspaceReady)))
	has(t, d, "#workspace", "Brightwater Ltd asks you to approve Workbooks", "Ada Lovelace", "ada@brightwater.example", "Workbooks is the CRM",
		"Sign people in", "so that they need no Workbooks password", "cannot read mail, calendars, files or other people",
		"brightwater.example. Any other is refused", "Works until 10 March 2026, 10:36 UTC", "WB-3M8T-6KX4", "press Accept",
		"choose the same account", "Brightwater Ltd checks that it is the right organisation", "take it back in Azure at any time", "Pass the link on", "Do nothing")
	has(t, d, ".quote figcaption", "Ada Lovelace writes:")
	has(t, d, ".quote blockquote", "this is the CRM we talked about on Monday.")
	for _, role := range link.Roles() {
		has(t, d, ".ticks", role.Name)
	}
	none(t, d, "[data-poll]")
	if got := strings.Count(text(d, "#workspace"), "Microsoft Entra ID (Azure AD)"); got != 1 {
		t.Errorf("the directory's name stands there %d times", got)
	}
}

// TestWorkspaceOpensMicrosoftOnlyByPost: whatever follows links, or fetches ahead,
// finds none that leads to Microsoft.
func TestWorkspaceOpensMicrosoftOnlyByPost(t *testing.T) {
	for _, m := range []views.WorkspaceModel{workspace(views.WorkspaceReady), workspace(views.WorkspaceInProgress), workspaceFailed()} {
		d := parse(t, views.WorkspacePanel(m))
		has(t, d, `.ways-on form[method=post][action="`+views.PathWorkspace(token)+`"][data-once]:not([target]) button[type=submit]`, "Approve at Microsoft…")
		none(t, d, `#workspace a:not([href^="mailto:"])`)
		one(t, d, ".button.primary")
	}
}

func TestWorkspaceShowsNoMenuEvenToTheSignedIn(t *testing.T) {
	d := parse(t, views.WorkspacePage(msFrame("Request"), workspace(views.WorkspaceReady)))
	none(t, d, ".taskbar, .crumbs, .title .close")
	none(t, parse(t, views.WorkspaceUnknownPage(msFrame("Request"))), ".taskbar, .crumbs, .title .close")
	if strings.Contains(render(t, views.WorkspaceUnknownPage(msFrame("Request"))), visitor(policy.Administrator).Email) {
		t.Error("the visitor is named")
	}
}

func TestWorkspaceInProgress(t *testing.T) {
	d := parse(t, views.WorkspacePanel(workspace(views.WorkspaceInProgress)))
	has(t, d, ".note", "Somebody went to Microsoft with this link 3 minutes ago", "If that was not you, just go on")
	one(t, d, `#workspace[data-poll][hx-get="`+views.PathWorkspace(token)+`"][hx-swap="outerMorph"]`)
}

func TestWorkspaceFailedKeepsTheWayOn(t *testing.T) {
	d := parse(t, views.WorkspacePanel(workspaceFailed()))
	has(t, d, "#error-guidance", guidance.Explain(guidance.NoAuthority).Title)
	if got := d.Find("#workspace > *").First().AttrOr("id", ""); got != "error-guidance" {
		t.Errorf("%q is on top", got)
	}
	has(t, d, ".ways-on button", "Approve at Microsoft…")
	has(t, d, `#error-guidance + .actions a[href^="mailto:ada@brightwater.example?subject="]`, "Write to Ada Lovelace")
	none(t, d, `a[href="`+views.PathInvite+`"]`)
}

func TestWorkspaceExplain(t *testing.T) {
	d := parse(t, views.WorkspacePanel(workspace(views.WorkspaceReady)))
	one(t, d, `#explain[hx-morph-skip] details:not([open]) form[method=post][action="`+views.PathWorkspaceExplain(token)+`"]:not([hx-post]) textarea[name=text][required]`)
	d = parse(t, views.WorkspacePanel(workspaceExplained()))
	one(t, d, "#error-guidance")
	has(t, d, "#error-guidance", guidance.Explain(guidance.NotAssigned).Title)
	has(t, d, ".note", "We have not kept it")
	one(t, d, "#guidance-title[autofocus][tabindex='-1']")
	none(t, parse(t, views.WorkspacePanel(workspaceFailed())), "[autofocus]")
	none(t, d, "[hx-get]")
	m := workspace(views.WorkspaceReady)
	m.Explain.Error = "Please paste the text."
	d = parse(t, views.WorkspacePanel(m))
	has(t, d, "details[open] #explain-error", "Please paste the text.")
}

// TestWorkspaceClosedSaysNothingMore: whoever opens an old link learns whom to ask and
// nothing about the account, the request or the organisation.
func TestWorkspaceClosedSaysNothingMore(t *testing.T) {
	rows := map[views.WorkspaceState]string{
		views.WorkspaceExpired: "This link has expired", views.WorkspaceRevoked: "This link was taken back", views.WorkspaceSuperseded: "There is a newer link",
	}
	for state, want := range rows {
		t.Run(string(state), func(t *testing.T) {
			d := parse(t, views.WorkspacePanel(workspaceOver(state)))
			has(t, d, "#workspace", want, "Please turn to Ada Lovelace of Brightwater Ltd")
			one(t, d, `a[href="mailto:ada@brightwater.example"]`)
			none(t, d, "form, button, dl, [hx-get]")
			full := workspace(state)
			words := render(t, views.WorkspacePanel(full))
			for _, secret := range []string{full.Reference, "Monday", full.Required + ".", token} {
				if strings.Contains(words, secret) {
					t.Errorf("%q is told", secret)
				}
			}
		})
	}
}

func TestWorkspaceUnknownIsOfNobody(t *testing.T) {
	d := parse(t, views.WorkspaceUnknownPage(views.Frame{Title: "Request to approve Workbooks", Now: now()}))
	has(t, d, "main", "This link leads nowhere", "break a long link over two lines", "ask the person who sent it", "Nothing has been approved or changed.")
	none(t, d, "main a, main form")
}
