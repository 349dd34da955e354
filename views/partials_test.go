package views_test

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

// TestPagesContainTheirPartials proves that a page and its htmx fragment cannot
// differ: the fragment is in the page byte for byte, and its root has its name.
func TestPagesContainTheirPartials(t *testing.T) {
	asked := waitingModel(link.AtMicrosoft)
	asked.Explain = views.ExplainModel{Error: "Please type the code."}
	refused := consent(link.Failed)
	refused.Failed = failed(guidance.Declined)
	failedModel := notLinked()
	failedModel.Failed = failed(guidance.NoAuthority)
	f := msFrame("Microsoft authentication")
	rows := []struct {
		name          string
		page, partial templ.Component
	}{
		{"invite-panel", views.InvitePage(f, inviteRefused()), views.InvitePanel(inviteRefused())},
		{"invitations-table", views.InvitationsPage(f, views.InvitationsModel{Now: now()}), views.InvitationsTable(views.InvitationsModel{Now: now()})},
		{"invitation-panel", views.InvitationPage(f, fresh()), views.InvitationPanel(fresh())},
		{"awaiting-" + awaitingID, views.InvitationPage(f, awaitingModel()), views.AwaitingCard(awaitingLink())},
		{"workspace", views.WorkspacePage(f, workspaceFailed()), views.WorkspacePanel(workspaceFailed())},
		{"microsoft-panel", views.MicrosoftPage(f, linkedModel()), views.MicrosoftPanel(linkedModel())},
		{"consent-button", views.MicrosoftPage(f, notLinked()), views.ConsentButton(notLinked())},
		{"consent-button", views.MicrosoftPage(f, waitingModel(link.Proving)), views.ConsentButton(waitingModel(link.Proving))},
		{"error-guidance", views.MicrosoftPage(f, failedModel), views.ErrorGuidance(*failedModel.Failed)},
		{"error-guidance", views.ConsentPage(f, refused), views.ErrorGuidance(*refused.Failed)},
		{"confirmation", views.ConsentPage(f, confirmed()), views.Confirmation(confirmed())},
		{"consent-panel", views.ConsentPage(f, confirmed()), views.ConsentPanel(confirmed())},
		{"explain", views.MicrosoftPage(f, asked), views.ExplainPanel(asked.Explain)},
		{"error-guidance", views.AttemptPage(f, attemptModel()), views.ErrorGuidance(*attemptModel().Attempt.Failed)},
		{"status-panel", views.StatusPage(f, statusModel(3)), views.StatusPanel(statusModel(3))},
		{"status-account", views.StatusAccountPage(f, accountModel()), views.StatusAccountPanel(accountModel())},
		{"explain-answer", views.ExplainAnyPage(f, explained()), views.ExplainAnyAnswer(explained())},
		{"sessions-panel", views.SessionsPage(f, sessionsModel()), views.SessionsPanel(sessionsModel())},
		{"users-table", views.UsersPage(f, usersModel()), views.UsersTable(usersModel())},
		{"user-panel", views.UserPage(f, userModel()), views.UserPanel(userModel())},
		{"user-form", views.UserFormPage(f, userForm()), views.UserFormPanel(userForm())},
		{"welcome-panel", views.WelcomePage(f, welcomeModel()), views.WelcomePanel(welcomeModel())},
		{"templates-panel", views.TemplatesPage(f, templatesModel()), views.TemplatesPanel(templatesModel())},
		{"provisioning", views.TemplatesPage(f, templatesModel()), views.ProvisioningPanel(provisioningOn())},
		{"templates-table", views.TemplatesPage(f, templatesModel()), views.TemplateTable(templateTable())},
		{"template-settings", views.TemplatesPage(f, templatesModel()), views.SettingsPanel(settings())},
		{"template-form", views.TemplateFormPage(f, templateForm()), views.TemplateFormPanel(templateForm())},
		{"group-hints", views.TemplateFormPage(f, templateRefused()), views.GroupHints(templateRefused().Check)},
		{"try-panel", views.TryPage(f, tryModel(match(views.MatchApplies))), views.TryPanel(tryModel(match(views.MatchApplies)))},
		{"try-answer", views.TryPage(f, tryModel(match(views.MatchNone))), views.TryAnswer(tryModel(match(views.MatchNone)))},
		{"leavers-panel", views.LeaversPage(f, leaversModel()), views.LeaversPanel(leaversModel())},
		{"activity-table", views.ActivityPage(f, activity()), views.ActivityTable(activity())},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			partial := render(t, row.partial)
			if !strings.Contains(render(t, row.page), partial) {
				t.Errorf("the page does not contain its partial:\n%s", partial)
			}
			if got := parse(t, row.partial).Find("body > *").First().AttrOr("id", ""); got != row.name {
				t.Errorf("root id %q, want %q", got, row.name)
			}
		})
	}
}

func TestProblemToast(t *testing.T) {
	d := parse(t, views.ProblemToast(problem()))
	one(t, d, "body > #toast[role=alert]")
	has(t, d, "#toast", "The console cannot save just now", "WB-7F3K-9QD2")
}

// TestAnswerTakesTheFocusOnAWholePageOnly: a window that is fetched again and again
// would take it from whatever is done meanwhile.
func TestAnswerTakesTheFocusOnAWholePageOnly(t *testing.T) {
	m := notLinked()
	m.Explain.Answer = failed(guidance.NotAssigned)
	m.Failed = failed(guidance.NeverCameBack)
	one(t, parse(t, views.MicrosoftPanel(m)), "#explain #guidance-title[autofocus]")
	waits := waitingModel(link.AtMicrosoft)
	waits.Explain = m.Explain
	d := parse(t, views.MicrosoftPanel(waits))
	one(t, d, "#microsoft-panel[data-poll] #guidance-title")
	none(t, d, "[autofocus]")
	none(t, parse(t, views.ExplainAnyAnswer(explained())), "[autofocus]")
}
