package views_test

import (
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/views"
)

func TestStatusAccountForSupport(t *testing.T) {
	d := parse(t, views.StatusAccountPanel(accountModel()))
	has(t, d, ".status", "Brightwater Ltd: Consent withdrawn", "Workbooks was removed from the organisation in Azure")
	one(t, d, `.status a[href="`+views.PathExplainAny+`"]`)
	has(t, d, "#status-account", "what you look at here is shown to this customer under Activity")
	has(t, d, ".facts", "Brightwater Ltd", "7a1c…1d01", "brightwater.example · brightwater.onmicrosoft.example", "Grace Hopper", "Application Administrator",
		"2 hours ago by Ada Lovelace", "4 minutes ago", "3 hours ago", "Mary Somerville")
	one(t, d, `.facts a[href="mailto:ada@brightwater.example"]`)
	has(t, d, ".attempts", "may not approve for the whole organisation", "An Azure administrator must act.", "ada@brightwater.example")
	one(t, d, `.attempts a[href="`+views.PathAttempt(accountID, "WB-7F3K-9QD2")+`"]`)
	has(t, d, "table", "WB-2M8P-4TXA", "Linked")
	has(t, d, "#activity-table", "Linked the account to Brightwater Ltd.")
	has(t, d, "[aria-labelledby=second-title]", "Two accounts of one group", "Not used yet")
}

// TestStatusAccountIsReadOnly: nobody changes a customer's link here, and only
// support may allow a second account.
func TestStatusAccountIsReadOnly(t *testing.T) {
	d := parse(t, views.StatusAccountPanel(accountModel()))
	one(t, d, "form")
	one(t, d, `form[method=post][action="`+views.PathAllow(accountID)+`"][data-once]`)
	own := accountModel()
	own.Support = false
	d = parse(t, views.StatusAccountPanel(own))
	none(t, d, "form, [aria-labelledby=second-title]")
	if words := text(d, "#status-account"); strings.Contains(words, "shown to this customer") {
		t.Errorf("the customer reads what is for support: %q", words)
	}
}

func TestStatusAccountAllowForm(t *testing.T) {
	d := parse(t, views.StatusAccountPanel(accountModel()))
	none(t, d, "details:has(form)[open], [aria-invalid]")
	one(t, d, "form input[name=tenant][required]")
	one(t, d, "form textarea[name=reason][required][maxlength='500']")
	has(t, d, "form", "links nothing by itself", "recorded")
	m := accountModel()
	m.Allow = views.AllowForm{TenantID: "brightwater", Reason: "Because.", TenantIDError: "Give the ID.", ReasonError: "Say more."}
	d = parse(t, views.StatusAccountPanel(m))
	one(t, d, "details:has(form)[open]")
	one(t, d, `input[name=tenant][value=brightwater][aria-invalid][aria-describedby=allow-tenant-error]`)
	has(t, d, "#allow-tenant-error", "Give the ID.")
	has(t, d, "#allow-reason-error", "Say more.")
	has(t, d, "textarea[name=reason]", "Because.")
}

func TestStatusAccountPending(t *testing.T) {
	d := parse(t, views.StatusAccountPanel(accountModel()))
	has(t, d, "[aria-labelledby=pending-title]", "Brightwater Group", "Approved by grace@brightwater.example", "must confirm or reject it", "Awaits confirmation",
		"grace@brightwater.example", "WB-5H2C-7JKN", "from Ada Lovelace", "first opened 1 hour ago", "valid until 9 March 2026", "Opened")
	m := accountModel()
	m.Awaiting, m.Invitations = nil, nil
	none(t, parse(t, views.StatusAccountPanel(m)), "[aria-labelledby=pending-title]")
}

func TestStatusAccountInvitationWords(t *testing.T) {
	base := func(change func(*views.Invitation)) views.Invitation {
		i := pendingInvitation()
		i.Recipient, i.Mail, i.OpenedAt = "", views.NoMail, time.Time{}
		change(&i)
		return i
	}
	for words, change := range map[string]func(*views.Invitation){
		"Open":               func(*views.Invitation) {},
		"Sent":               func(i *views.Invitation) { i.Mail = views.MailSent },
		"Mail on its way":    func(i *views.Invitation) { i.Mail = views.MailQueued },
		"Mail not delivered": func(i *views.Invitation) { i.Mail, i.MailWords = views.MailFailed, "The address does not exist." },
		"Opened":             func(i *views.Invitation) { i.OpenedAt = now() },
		"Approved":           func(i *views.Invitation) { i.State = link.InvitationApproved },
		"Ended":              func(i *views.Invitation) { i.State = link.InvitationRevoked },
	} {
		m := accountModel()
		m.Awaiting, m.Invitations = nil, []views.Invitation{base(change)}
		d := parse(t, views.StatusAccountPanel(m))
		if got := text(d, "[aria-labelledby=pending-title] .badge"); got != words {
			t.Errorf("%q, want %q", got, words)
		}
		has(t, d, "[aria-labelledby=pending-title]", "A link handed over by copying", m.Invitations[0].MailWords)
	}
}

func TestStatusAccountAwaitingSaysWhatWouldHappen(t *testing.T) {
	m := accountModel()
	m.Awaiting[0].Replaces = "Harbour & Sons"
	has(t, parse(t, views.StatusAccountPanel(m)), "[aria-labelledby=pending-title]", "would take the place of Harbour & Sons")
	m.Awaiting[0].Taken = true
	has(t, parse(t, views.StatusAccountPanel(m)), "[aria-labelledby=pending-title]", "it can only be rejected")
}

func TestStatusAccountThatNeverLinked(t *testing.T) {
	m := views.StatusAccountModel{AccountID: accountID, Account: "Harbour & Sons", Now: now(), Status: views.Status{Tone: views.Idle, Word: "Not linked"}}
	d := parse(t, views.StatusAccountPanel(m))
	has(t, d, "#status-account", "Not linked", "None yet", "without it nothing can be linked", "None in the last 90 days.", "Nothing has happened yet.")
	none(t, d, ".attempts, [data-copy]")
}

func TestStatusAccountTellsTheLastLink(t *testing.T) {
	m := accountModel()
	m.Link, m.Last = nil, enabledLink()
	m.Last.EndedAt = now().AddDate(0, 0, -2)
	has(t, parse(t, views.StatusAccountPanel(m)), ".facts", "Was linked to", "Brightwater Ltd", "until 2 days ago")
}

func TestAttemptPage(t *testing.T) {
	d := parse(t, views.AttemptPage(statusFrame("Attempt"), attemptModel()))
	has(t, d, ".reference", "WB-7F3K-9QD2", "Refused")
	has(t, d, "#attempt", "On the telephone: Whiskey Bravo, 7 Foxtrot 3 Kilo, 9 Quebec Delta 2")
	one(t, d, `.reference [data-copy="WB-7F3K-9QD2"]`)
	has(t, d, ".facts", "Adding Workbooks to Azure", "3 March 2026, 10:32:00 UTC", "after 60 seconds", tenant, "ada@brightwater.example")
	has(t, d, ".happenings", "10:32:00", "Went to Microsoft.", "Ada Lovelace", "Came back refused.", "access_denied")
	has(t, d, "#guidance-details", correlation, trace, "AADSTS90094")
	one(t, d, `main a.button[href="`+views.PathStatusOf(accountID)+`"]`)
}

func TestAttemptThatIsUnderWay(t *testing.T) {
	m := attemptModel()
	m.Attempt = succeeded()
	m.Attempt.EndedAt, m.Attempt.AccountUsed, m.Attempt.Steps = time.Time{}, "", nil
	d := parse(t, views.AttemptPage(statusFrame("Attempt"), m))
	has(t, d, "#attempt", "Not yet", "Not known", "No step was recorded.")
	none(t, d, "#error-guidance")
}

func TestAttemptsDoNotRepeatTheGuidance(t *testing.T) {
	m := accountModel()
	m.Failures = []views.Attempt{attempt(guidance.NoAuthority), attempt(guidance.AppDisabled)}
	d := parse(t, views.StatusAccountPanel(m))
	none(t, d, ".guidance")
	if got := d.Find(".attempts li").Length(); got != 2 {
		t.Errorf("%d failures", got)
	}
}
