package views_test

import (
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/views"
)

func TestExplainAnyAnswersWhileTypingAndWithoutScript(t *testing.T) {
	d := parse(t, views.ExplainAnyPage(statusFrame("Explain"), views.ExplainAnyModel{Now: now(), Text: "AADSTS9"}))
	one(t, d, `form[method=post][action="/explain"][hx-post="/explain"][hx-target="#explain-answer"][hx-trigger="input changed delay:400ms, submit"]`)
	one(t, d, "#explain-any button[type=submit]")
	has(t, d, "#explain-any textarea[name=text][required]", "AADSTS9")
	none(t, d, "#explain-answer form, #explain-answer textarea")
}

func TestExplainAnyEmptySaysWhatCanBePasted(t *testing.T) {
	d := parse(t, views.ExplainAnyAnswer(views.ExplainAnyModel{Now: now()}))
	has(t, d, "#explain-answer", "AADSTS90094", "WB-7F3K-9QD2", "ada@brightwater.example")
	if got := text(d, "[role=status]"); got != "" {
		t.Errorf("reads out %q before anything was asked", got)
	}
}

func TestExplainAnyAnswer(t *testing.T) {
	nothing, unclear, person, answered := explained(), explained(), explained(), explained()
	nothing.Answer, nothing.Attempts = nil, nil
	unclear.Answer, unclear.Attempts, unclear.Error = nil, nil, "We found no code in this text."
	person.Answer = nil
	for _, row := range []struct {
		name, said string
		m          views.ExplainAnyModel
	}{
		{"answered", answered.Answer.Title, answered},
		{"a person's attempts", "2 attempts found", person},
		{"nothing found", "Nothing found.", nothing},
		{"unclear", "We found no code in this text.", unclear},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := parse(t, views.ExplainAnyAnswer(row.m))
			if got := text(d, "#explain-answer > [role=status]"); got != row.said {
				t.Errorf("reads out %q, want %q", got, row.said)
			}
			if got, want := d.Find("#error-guidance").Length() == 1, row.m.Answer != nil; got != want {
				t.Errorf("guidance: %v, want %v", got, want)
			}
			if got := d.Find(".attempts li").Length(); got != len(row.m.Attempts) {
				t.Errorf("%d attempts, want %d", got, len(row.m.Attempts))
			}
			none(t, d, ".note.tone-warn:not(li)")
		})
	}
	d := parse(t, views.ExplainAnyAnswer(answered))
	one(t, d, `.attempts a[href="`+views.PathAttempt(accountID, "WB-2M8P-4TXA")+`"]`)
	one(t, d, "[data-copy-from=guidance-details]")
}

func TestExplainAnyWarnsOfSecrets(t *testing.T) {
	m := explained()
	m.Secrets = true
	has(t, parse(t, views.ExplainAnyAnswer(m)), ".note", "We have not kept it")
}

func TestErrorGuidanceReadyMail(t *testing.T) {
	g := mailed()
	g.To = "it@brightwater.example"
	d := parse(t, views.ErrorGuidance(*g))
	has(t, d, "summary", "Ready mail for the Azure administrator")
	has(t, d, "#guidance-mail", "please approve 100% of it.")
	one(t, d, "[data-copy-from=guidance-mail]")
	path := d.Find(`a[href^="mailto:"]`).AttrOr("href", "")
	if strings.Contains(path, "+") || !strings.HasPrefix(path, "mailto:it@brightwater.example?subject=Please%20approve") {
		t.Fatalf("mailto %q", path)
	}
	_, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	if err != nil || values.Get("subject") != g.Subject || values.Get("body") != strings.ReplaceAll(g.Body, "\n", "\r\n") || len(values) != 2 {
		t.Errorf("the mail says %q, %v", values, err)
	}
	none(t, parse(t, views.ErrorGuidance(*failed(guidance.NoAuthority))), `a[href^="mailto:"], #guidance-mail`)
}

func TestErrorGuidanceReadyMailNamesWhoActs(t *testing.T) {
	for who, words := range map[guidance.Who]string{
		guidance.AzureAdministrator: "the Azure administrator", guidance.Workbooks: "Workbooks support", guidance.Microsoft: "Microsoft’s support", guidance.You: "whoever must act",
	} {
		g := mailed()
		g.Who = who
		has(t, parse(t, views.ErrorGuidance(*g)), "summary", "Ready mail for "+words)
	}
}

// TestErrorGuidanceForSupport: support needs no mail to itself, and has many customers.
func TestErrorGuidanceForSupport(t *testing.T) {
	g := mailed()
	g.Support = true
	d := parse(t, views.ErrorGuidance(*g))
	has(t, d, ".for-it summary", "Details to copy")
	has(t, d, "summary", "Ready mail for the Azure administrator of Brightwater Ltd")
	g.Who = guidance.Workbooks
	none(t, parse(t, views.ErrorGuidance(*g)), `a[href^="mailto:"], #guidance-mail`)
	g.Support = false
	d = parse(t, views.ErrorGuidance(*g))
	has(t, d, ".for-it summary", "For your IT team and Workbooks support")
	one(t, d, "#guidance-mail")
}

func TestErrorGuidanceSaysWhere(t *testing.T) {
	has(t, parse(t, views.ErrorGuidance(*mailed())), "#error-guidance", "Microsoft Entra admin centre › Enterprise applications › Admin consent requests")
}

func TestErrorGuidanceChecksAgain(t *testing.T) {
	g := failed(guidance.ApprovalRequested)
	none(t, parse(t, views.ErrorGuidance(*g)), `form[action$="/check"]`)
	g.Check = "01954f3e-0000-7000-8000-000000000001"
	d := parse(t, views.ErrorGuidance(*g))
	one(t, d, `form[action="`+views.PathCheck(g.Check)+`"][target="_blank"] button.primary`)
	one(t, d, ".button.primary")
}

// TestErrorGuidanceRetriesWhereItSays: whoever came by an invitation has no
// Workbooks window beside this one.
func TestErrorGuidanceRetriesWhereItSays(t *testing.T) {
	g := failed(guidance.Declined)
	one(t, parse(t, views.ErrorGuidance(*g)), `form[action="`+views.PathConsents+`"][target="_blank"][data-consent]`)
	g.RetryPath = views.PathWorkspace("token")
	d := parse(t, views.ErrorGuidance(*g))
	one(t, d, `form[action="/consent/token"][data-once]:not([target]):not([data-consent])`)
	none(t, d, `form[action="`+views.PathConsents+`"]`)
}
