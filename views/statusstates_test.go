package views_test

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

func statusStates() []state {
	none, missed, filtered, beyond, partly := statusModel(0), statusModel(0), statusModel(0), statusModel(0), statusModel(0)
	none.Filtered, none.Total, none.Older = false, 0, ""
	missed.Query, filtered.Older = "harbour", ""
	beyond.Newest, beyond.Older = views.PathStatus, ""
	partly.Query, partly.Partly, partly.Newest = "ltd", true, views.PathStatus
	searched := statusModel(12)
	searched.Query, searched.Newest = "tra", views.PathStatus
	f := statusFrame("Link status")
	var all []state
	for _, n := range []struct {
		name string
		m    views.StatusModel
	}{{"", statusModel(40)}, {" searched", searched}, {" without accounts", none}, {" without a match", missed}, {" without one in the state", filtered}, {" beyond the end", beyond}, {" partly", partly}} {
		all = append(all, state{"link status" + n.name, views.StatusPage(f, n.m)})
	}
	return append(all, accountStates()...)
}

func accountStates() []state {
	own, ended, again := accountModel(), accountModel(), accountModel()
	own.Support = false
	fresh := views.StatusAccountModel{AccountID: accountID, Account: "Harbour & Sons", Now: now(), State: link.NotLinked, Status: views.Status{Tone: views.Idle, Word: "Not linked"}}
	ended.Link, ended.Last = nil, enabledLink()
	ended.Last.EndedAt, ended.Status = now().Add(-48*time.Hour), views.Status{Tone: views.Idle, Word: "Unlinked"}
	again.Allow = views.AllowForm{TenantID: "brightwater", TenantIDError: "Please give the organisation’s ID.", ReasonError: "Please give a reason."}
	helpdesk := frame("Link status", views.Crumb{Label: "Link status"})
	helpdesk.Visitor = visitor(policy.Helpdesk)
	f := statusFrame("Brightwater Ltd", views.Crumb{Label: "Brightwater Ltd"})
	open := attemptModel()
	open.Attempt = succeeded()
	open.Attempt.EndedAt, open.Attempt.AccountUsed, open.Attempt.TenantID, open.Attempt.Steps, open.Back = time.Time{}, "", "", nil, ""
	return []state{
		{"account for support", views.StatusAccountPage(f, accountModel())},
		{"account for the helpdesk", views.StatusAccountPage(helpdesk, own)},
		{"account not linked", views.StatusAccountPage(helpdesk, fresh)},
		{"account unlinked", views.StatusAccountPage(f, ended)},
		{"account with a form to put right", views.StatusAccountPage(f, again)},
		{"attempt that failed", views.AttemptPage(f, attemptModel())},
		{"attempt under way", views.AttemptPage(f, open)},
		{"desktop of support", views.DesktopPage(statusFrame("Desktop"), views.DesktopModel{})},
	}
}

func explainStates() []state {
	f := statusFrame("Explain", views.Crumb{Label: "Explain"})
	secret := explained()
	secret.Text, secret.Secrets, secret.Support = "", true, true
	only := explained()
	only.Answer = nil
	check := explained()
	check.Answer = failed(guidance.ApprovalRequested)
	check.Answer.Check = "01954f3e-0000-7000-8000-000000000001"
	return []state{
		{"explain any empty", views.ExplainAnyPage(f, views.ExplainAnyModel{Now: now()})},
		{"explain any answered", views.ExplainAnyPage(f, explained())},
		{"explain any with a secret", views.ExplainAnyPage(f, secret)},
		{"explain any by person", views.ExplainAnyPage(f, only)},
		{"explain any to be checked", views.ExplainAnyPage(f, check)},
		{"explain any nothing found", views.ExplainAnyPage(f, views.ExplainAnyModel{Now: now(), Text: "hello", Ready: true})},
		{"explain any unclear", views.ExplainAnyPage(f, views.ExplainAnyModel{Now: now(), Text: "hello", Ready: true, Error: "We found no code in this text."})},
	}
}
