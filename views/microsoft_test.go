package views_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

func TestMicrosoftPanelNotLinked(t *testing.T) {
	d := parse(t, views.MicrosoftPanel(notLinked()))
	has(t, d, "#microsoft-panel", "Link Workbooks to Microsoft Azure", "Sign people in", "Name and e-mail address", "Basic company information",
		"cannot read mail, calendars, files or other people", "make sure that you may", "Application Administrator")
	one(t, d, `#consent-button form[action="`+views.PathConsents+`"][target="_blank"]`)
	has(t, d, "#consent-button form button", "Add Workbooks to Azure…")
	one(t, d, `#consent-button a[href="`+views.PathInvite+`"]`)
	none(t, d, "[data-poll]")
}

func TestMicrosoftPanelWaiting(t *testing.T) {
	rows := []struct {
		state link.RequestState
		now   string
		done  int
	}{
		{link.AtMicrosoft, "At Microsoft", 1},
		{link.Approved, "Organisation proven", 3},
		{link.Proving, "Organisation proven", 3},
	}
	for _, row := range rows {
		t.Run(string(row.state), func(t *testing.T) {
			d := parse(t, views.MicrosoftPanel(waitingModel(row.state)))
			one(t, d, `#microsoft-panel[data-poll][hx-get="`+views.PathMicrosoft+`"][hx-swap="outerMorph"][hx-trigger="poll"]`)
			has(t, d, "[aria-current=step]", row.now)
			if got := d.Find(".stage-done").Length(); got != row.done {
				t.Errorf("%d stages done, want %d", got, row.done)
			}
			one(t, d, "[role=status][aria-live=polite]")
			one(t, d, `form[action="`+views.PathCancel+`"]`)
			one(t, d, `a.no-script[href="`+views.PathMicrosoft+`"]`)
			one(t, d, "#explain[hx-morph-skip]")
		})
	}
}

func TestMicrosoftPanelSilentAsksWhatWasShown(t *testing.T) {
	m := waitingModel(link.AtMicrosoft)
	none(t, parse(t, views.MicrosoftPanel(m)), "#explain details[open]")
	m.Request.Silent = true
	d := parse(t, views.MicrosoftPanel(m))
	has(t, d, "[role=status]", "Nobody has come back from Microsoft for five minutes")
	one(t, d, "#explain details[open] textarea[name=text]")
}

func TestMicrosoftPanelOfAColleaguesRequest(t *testing.T) {
	m := waitingModel(link.AtMicrosoft)
	m.Request.Mine, m.Request.StartedBy = false, "Mary Somerville"
	d := parse(t, views.MicrosoftPanel(m))
	has(t, d, ".progress", "by Mary Somerville", "A colleague")
	none(t, d, "[data-consent]")
}

func TestMicrosoftPanelLinked(t *testing.T) {
	d := parse(t, views.MicrosoftPanel(linkedModel()))
	has(t, d, "#microsoft-panel", "Microsoft authentication is enabled", "Brightwater Ltd", "brightwater.example", "7a1c…1d01",
		"Grace Hopper", "Application Administrator", "sign in · basic profile", "Working", "last proven 4 minutes ago", "by Ada Lovelace")
	one(t, d, `a[href="`+views.PathDisable+`"]`)
	one(t, d, `a[href="`+views.PathUnlink+`"]`)
	one(t, d, `a[href="`+views.PathConsents+`/replace"]`)
	none(t, d, `a[href="`+views.PathEnable+`"]`)
	none(t, d, "[data-poll]")
	if got := d.Find("[data-copy]").AttrOr("data-copy", ""); got != tenant {
		t.Errorf("copies %q, want the whole organisation ID", got)
	}
}

func TestMicrosoftPanelDisabled(t *testing.T) {
	m := linkedModel()
	m.Link = disabledLink()
	d := parse(t, views.MicrosoftPanel(m))
	has(t, d, "h2", "Microsoft authentication is disabled")
	one(t, d, `a[href="`+views.PathEnable+`"]`)
	none(t, d, `a[href="`+views.PathDisable+`"]`)
	none(t, d, ".is-ok")
}

func TestMicrosoftPanelForTheHelpdeskHasNoWayToChange(t *testing.T) {
	linked, waiting, refused := linkedModel(), waitingModel(link.AtMicrosoft), notLinked()
	refused.Failed = failed(guidance.NoAuthority)
	refused.Failed.CanRetry, refused.Failed.CanCopy = false, false
	for _, m := range []views.MicrosoftModel{notLinked(), linked, waiting, refused} {
		m.ReadOnly = true
		d := parse(t, views.MicrosoftPanel(m))
		none(t, d, `form:not([action="`+views.PathExplain+`"])`)
		none(t, d, ".actions .button:not(.no-script)")
		has(t, d, ".read-only", "only a Workbooks administrator of your account can change it")
	}
}

func TestMicrosoftPanelAnswerTakesTheFailuresPlace(t *testing.T) {
	m := notLinked()
	m.Failed = failed(guidance.NeverCameBack)
	d := parse(t, views.MicrosoftPanel(m))
	one(t, d, "#error-guidance")
	// By htmx the answer would stand beside the failure with the same ID.
	none(t, d, "#explain form[hx-post]")
	m.Explain.Answer = failed(guidance.NotAssigned)
	d = parse(t, views.MicrosoftPanel(m))
	one(t, d, "#explain #error-guidance")
	// Asking again on coming back to the window would wipe the answer out.
	none(t, d, "#microsoft-panel[hx-get]")
	one(t, d, "#error-guidance")
}

func TestMicrosoftPanelNamesAnUnknownOrganisationByID(t *testing.T) {
	m := linkedModel()
	m.Link.Organisation, m.Link.Domains = "", nil
	has(t, parse(t, views.MicrosoftPanel(m)), ".organisation", "Name unknown", "7a1c…1d01")
}

func TestMicrosoftPanelConflict(t *testing.T) {
	m := linkedModel()
	m.Conflict = &views.Conflict{At: now(), By: "mallory@harbour.example"}
	has(t, parse(t, views.MicrosoftPanel(m)), ".note", "another Workbooks account", "mallory@harbour.example", "refused")
}

func TestMicrosoftPageShowsManyDomainsBriefly(t *testing.T) {
	m := linkedModel()
	m.Link.Domains = []string{"a.example", "b.example", "c.example", "d.example", "e.example"}
	d := parse(t, views.MicrosoftPanel(m))
	has(t, d, ".domains", "c.example and 2 more")
	if strings.Contains(text(d, ".domains"), "d.example") {
		t.Error("the fourth domain is shown")
	}
}
