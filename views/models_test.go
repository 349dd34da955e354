package views_test

import (
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

const (
	tenant      = "7a1c2b3d-4e5f-4a6b-8c7d-9e0f1a2b1d01"
	correlation = "5f0c1a2e-77aa-4d0b-9c1d-2e3f4a5b6c7d"
	trace       = "0b9e8d7c-6a5b-4c3d-8e1f-a0b1c2d3e4f5"
)

// now is when every page of these tests is looked at.
func now() time.Time { return time.Date(2026, 3, 3, 10, 36, 0, 0, time.UTC) }

func visitor(role policy.Role) *views.Visitor {
	return &views.Visitor{Name: "Ada Lovelace", Email: "ada@brightwater.example", Role: role, Account: "Brightwater Ltd"}
}

func frame(title string, crumbs ...views.Crumb) views.Frame {
	return views.Frame{Title: title, Crumbs: crumbs, Visitor: visitor(policy.Administrator), Here: views.PathMicrosoft, Now: now()}
}

// msFrame is the frame of the Microsoft window and of the pages below it.
func msFrame(title string) views.Frame {
	return frame(title,
		views.Crumb{Label: "Configuration", Path: views.PathConfiguration},
		views.Crumb{Label: "Account Settings", Path: views.PathConfiguration},
		views.Crumb{Label: "Authentication", Path: views.PathAuthentication},
		views.Crumb{Label: title})
}

func enabledLink() *views.Link {
	return &views.Link{
		State: link.Enabled, TenantID: tenant, Organisation: "Brightwater Ltd", Domains: []string{"brightwater.example", "brightwater.onmicrosoft.example"},
		ApprovedBy: "Grace Hopper", ApprovedAs: "grace@brightwater.example", Role: "Application Administrator",
		Permissions: []string{"sign in", "basic profile", "e-mail", "read own profile"},
		LinkedAt:    now().Add(-2 * time.Hour), LinkedBy: "Ada Lovelace", ProvenAt: now().Add(-4 * time.Minute),
	}
}

func disabledLink() *views.Link {
	l := enabledLink()
	l.State = link.Disabled
	return l
}

func request(state link.RequestState) *views.Request {
	return &views.Request{
		ID: "01954f3e-0000-7000-8000-000000000001", Reference: "WB-7F3K-9QD2", State: state,
		StartedAt: now().Add(-90 * time.Second), StartedBy: "Ada Lovelace", Mine: true,
	}
}

func failed(cause guidance.Cause) *views.GuidanceView {
	return &views.GuidanceView{
		Guidance: guidance.Explain(cause),
		Failure:  guidance.Failure{Cause: cause, OAuthError: "access_denied", AADSTS: "90094", CorrelationID: correlation, TraceID: trace, At: now().Add(-3 * time.Minute)},
		Account:  "Brightwater Ltd", Reference: "WB-7F3K-9QD2", At: now().Add(-3 * time.Minute), CanRetry: true, CanCopy: true,
		AccountUsed: "ada@brightwater.example",
	}
}

func notLinked() views.MicrosoftModel {
	return views.MicrosoftModel{Account: "Brightwater Ltd", Now: now(), CanInvite: true}
}

func waitingModel(state link.RequestState) views.MicrosoftModel {
	m := notLinked()
	m.Request = request(state)
	return m
}

func linkedModel() views.MicrosoftModel {
	m := notLinked()
	m.Link = enabledLink()
	return m
}

func consent(state link.RequestState) views.ConsentModel {
	return views.ConsentModel{Account: "Brightwater Ltd", Now: now(), Request: *request(state)}
}

func confirmed() views.ConsentModel {
	m := consent(link.Linked)
	m.Link, m.CanUndo = enabledLink(), true
	return m
}

func confirmUnlink() views.ConfirmModel {
	return views.ConfirmModel{
		Title: "Unlink from Microsoft Azure", Question: "Remove the link between Brightwater Ltd and its organisation?",
		Affected: []string{"Nobody in Brightwater Ltd can log in with Microsoft any more. Passwords go on working.", "To link again, an Azure administrator must approve again."},
		After:    []string{"Sign in to the Microsoft Entra admin centre.", "Open Enterprise applications › Workbooks › Properties.", "Choose Delete."},
		Action:   views.PathUnlink, Button: "Unlink", Cancel: views.PathMicrosoft, Stop: true,
	}
}

func activity() views.ActivityModel {
	return views.ActivityModel{
		Account: "Brightwater Ltd", Now: now(), Older: views.PathActivity + "?before=40", Newest: views.PathActivity,
		Entries: []views.Entry{
			{Seq: 42, At: now().Add(-2 * time.Hour), Who: "Ada Lovelace", From: "192.0.2.17", What: "Linked the account to Brightwater Ltd.", Details: []views.Detail{{Name: "Organisation ID", Value: tenant}, {Name: "Approved by", Value: "grace@brightwater.example"}}},
			{Seq: 41, At: now().Add(-49 * time.Hour), Who: "Workbooks support", From: "command line", What: "Switched Advanced Security on."},
		},
	}
}

func problem() views.ProblemModel {
	return views.ProblemModel{
		Status: 503, Title: "The console cannot save just now", Words: "Nothing was changed. Please try again in a minute.", Reference: "WB-7F3K-9QD2",
		Ways: []views.Way{{Label: "Back to the desktop", Path: views.PathDesktop}},
	}
}
