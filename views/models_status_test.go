package views_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

const accountID = "01954f3e-0000-7000-8000-00000000a001"

// statusFrame is the frame of Link status, as support sees it.
func statusFrame(title string, crumbs ...views.Crumb) views.Frame {
	f := frame(title, append([]views.Crumb{{Label: "Link status", Path: views.PathStatus}}, crumbs...)...)
	f.Visitor = visitor(policy.Support)
	f.Visitor.Account, f.Here = "Workbooks support", views.PathStatus
	return f
}

func choices(chosen string, list ...string) []views.Choice {
	var all []views.Choice
	for _, l := range list {
		value := strings.ReplaceAll(strings.ToLower(l), " ", "_")
		all = append(all, views.Choice{Label: l, Value: value, Chosen: value == chosen})
	}
	return all
}

func board() []views.StatusCount {
	return []views.StatusCount{
		{Label: "Working", Tone: views.OK, Count: 911, Path: views.PathStatus + "?health=working"},
		{Label: "Needs attention", Tone: views.Warn, Count: 12, Path: views.PathStatus + "?health=attention", Chosen: true},
		{Label: "Broken", Tone: views.Stop, Count: 3, Path: views.PathStatus + "?health=broken"},
		{Label: "Awaiting", Tone: views.Wait, Count: 41, Path: views.PathStatus + "?state=awaiting_confirmation"},
		{Label: "Not linked", Tone: views.Idle, Count: 317, Path: views.PathStatus + "?state=not_linked"},
	}
}

// statusModel is a page of so many accounts, made up the same way each time.
func statusModel(rows int) views.StatusModel {
	m := views.StatusModel{
		Now: now(), Total: 1284, Board: board(), Filtered: true,
		States:  append([]views.Choice{{Label: "Any state"}}, choices("", "Enabled", "Disabled", "Awaiting confirmation", "Unlinked", "Not linked")...),
		Healths: append([]views.Choice{{Label: "Any health"}}, choices("attention", "Working", "Attention", "Broken")...),
		Orders:  choices("changed", "Changed", "Name"),
		Older:   views.PathStatus + "?health=attention&after=MDE5NTRmM2UtMDAwMC03MDAw", Export: views.PathStatusExport + "?health=attention",
	}
	random := rand.New(rand.NewPCG(1, 2))
	ids := make([]string, rows)
	for i := range rows {
		r := statusRow(random)
		m.Rows, ids[i] = append(m.Rows, r), r.AccountID
	}
	if rows > 0 {
		m.Rest = views.PathStatusRows + "?health=attention&ids=" + strings.Join(ids, ",")
	}
	return m
}

func statusRow(random *rand.Rand) views.StatusRow {
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	name := pick("Brightwater", "Harbour", "Quarry", "Meadow", "Lantern", "Ashford", "Beacon", "Copper", "Driftwood", "Elmfield", "Foxglove", "Granite") + " " +
		pick("Trading", "Logistics", "Partners", "Foods", "Instruments", "Travel", "Energy", "Press", "Textiles", "Marine")
	statuses := []views.Status{{Tone: views.OK, Word: "Working"}, {Tone: views.Warn, Word: "Consent withdrawn"}, {Tone: views.Idle, Word: "Not linked"}, {Tone: views.Wait, Word: "Awaiting confirmation"}}
	details := []string{"last proven", "Azure administrator must act, since", "changed", "approved"}
	n := random.IntN(len(statuses))
	return views.StatusRow{
		AccountID: fmt.Sprintf("%08x-%04x-7%03x-%04x-%012x", 0x01954f3e+random.IntN(9999), random.IntN(0xffff), random.IntN(0xfff), 0x8000+random.IntN(0x3fff), random.Int64N(1<<48)),
		Account:   name + pick(" Ltd", " plc", " Group", ""), State: link.Enabled, Status: statuses[n],
		Domain: strings.ToLower(strings.ReplaceAll(name, " ", "-")) + pick(".example", ".test", ".co.example"),
		Detail: details[n], At: now().Add(-time.Duration(random.IntN(3_000_000)) * time.Second),
	}
}

func attempt(cause guidance.Cause) views.Attempt {
	return views.Attempt{
		Reference: "WB-7F3K-9QD2", Kind: "Adding Workbooks to Azure", StartedAt: now().Add(-4 * time.Minute), EndedAt: now().Add(-3 * time.Minute),
		Status: views.Status{Tone: views.Warn, Word: "Refused"}, AccountUsed: "ada@brightwater.example", TenantID: tenant,
		Path: views.PathAttempt(accountID, "WB-7F3K-9QD2"), Failed: readOnlyFailure(cause),
		Steps: []views.Happening{
			{At: now().Add(-4 * time.Minute), Tone: views.OK, What: "Went to Microsoft.", Who: "Ada Lovelace"},
			{At: now().Add(-3 * time.Minute), Tone: views.Warn, What: "Came back refused.", Detail: "access_denied"},
		},
	}
}

func readOnlyFailure(cause guidance.Cause) *views.GuidanceView {
	g := failed(cause)
	g.CanRetry, g.CanCopy = false, false
	return g
}

func succeeded() views.Attempt {
	a := attempt(guidance.NoAuthority)
	a.Reference, a.Status, a.Failed = "WB-2M8P-4TXA", views.Status{Tone: views.OK, Word: "Linked"}, nil
	a.Path = views.PathAttempt(accountID, a.Reference)
	return a
}

func pendingInvitation() views.Invitation {
	return views.Invitation{
		ID: "i", Reference: "WB-5H2C-7JKN", State: link.InvitationOpen, Recipient: "grace@brightwater.example", Sender: "Ada Lovelace", Mail: views.MailSent,
		CreatedAt: now().Add(-26 * time.Hour), ExpiresAt: now().Add(6 * 24 * time.Hour), OpenedAt: now().Add(-time.Hour),
	}
}

func pendingLink() views.AwaitingLink {
	l := enabledLink()
	l.State, l.Organisation = link.Awaiting, "Brightwater Group"
	return views.AwaitingLink{ID: "a", Link: *l, FromIP: "192.0.2.17", Invitation: pendingInvitation()}
}

// accountModel is a linked account as support sees it, with something of everything.
func accountModel() views.StatusAccountModel {
	return views.StatusAccountModel{
		AccountID: accountID, Account: "Brightwater Ltd", Now: now(), Support: true, AccountManager: "Mary Somerville", Entitled: true,
		Administrators: []views.Person{{Name: "Ada Lovelace", Email: "ada@brightwater.example"}},
		State:          link.Enabled, Status: views.Status{Tone: views.Warn, Word: "Consent withdrawn"}, Reason: "The last login failed because Workbooks was removed from the organisation in Azure.",
		Link: enabledLink(), LastSuccess: now().Add(-3 * time.Hour), Awaiting: []views.AwaitingLink{pendingLink()}, Invitations: []views.Invitation{pendingInvitation()},
		Failures: []views.Attempt{attempt(guidance.NoAuthority)}, Attempts: []views.Attempt{attempt(guidance.NoAuthority), succeeded()},
		Entries: activity().Entries, Older: views.PathStatusOf(accountID) + "?before=40",
		Allowed: []views.Permission{{TenantID: tenant, Reason: "Two accounts of one group, agreed with Grace Hopper.", By: "Workbooks support", At: now().Add(-time.Hour)}},
	}
}

func attemptModel() views.AttemptModel {
	return views.AttemptModel{Account: "Brightwater Ltd", Now: now(), Attempt: attempt(guidance.NoAuthority), Back: views.PathStatusOf(accountID)}
}

func mailed() *views.GuidanceView {
	g := failed(guidance.NoAuthority)
	g.Place = "Microsoft Entra admin centre › Enterprise applications › Admin consent requests"
	g.Subject, g.Body = "Please approve Workbooks + Azure & co", "Hello,\n\nplease approve 100% of it.\n\nAda"
	return g
}

func explained() views.ExplainAnyModel {
	return views.ExplainAnyModel{Now: now(), Text: "AADSTS90094", Answer: mailed(), Attempts: []views.Attempt{attempt(guidance.NoAuthority), succeeded()}, Ready: true}
}
