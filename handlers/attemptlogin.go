package handlers

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/signin"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// loginView is what the trace of a log-in tells beside its failure; nil for others.
func (c *Console) loginView(ctx echo.Context, t store.Trace) *views.LoginAttempt {
	if t.Kind != store.TraceLogin && t.Kind != store.TraceReauth {
		return nil
	}
	l := &views.LoginAttempt{Outcome: stepView(store.TraceStep{Code: string(t.Outcome)}).What, UserID: t.UserID, User: t.UserName, Reauth: t.Kind == store.TraceReauth}
	v, _ := visitor(ctx)
	if t.UserID != "" && v.Account.ID == t.AccountID && v.User.Role.MaySeeAuthentication() {
		l.UserPath = views.PathUser(t.UserID)
	}
	d := t.Details
	if d == nil {
		return l
	}
	l.GuestOf, l.Groups, l.Verdicts = d.GuestOf, groupsWords(*d), verdictViews(v.User.Role, d.Verdicts)
	for _, n := range d.Names {
		l.Names = append(l.Names, views.TriedName{Name: n.Name, Source: sourceWords(n.Source), Status: triedStatus(n)})
	}
	for _, taken := range d.Licences {
		l.Licences = append(l.Licences, licenceStep(taken.Name, taken.Left, !taken.Kept))
	}
	l.Mailbox = mailboxWords(d.Mailbox)
	if d.Gives != nil {
		l.Template, l.Gives, l.Made = d.Template, profileViews(*d.Gives), t.Outcome == store.OutcomeProvisioned
	}
	return l
}

func sourceWords(s signin.Source) string {
	if s == signin.FromEmail {
		return "e-mail address"
	}
	return "user name at Microsoft"
}

func triedStatus(n store.NameTried) views.Status {
	switch {
	case n.Found && n.Proven:
		return views.Status{Tone: views.OK, Word: "found"}
	case n.Found:
		return views.Status{Tone: views.Warn, Word: "found, but its domain is not proven"}
	case !n.Proven:
		return views.Status{Tone: views.Idle, Word: "its domain is not proven"}
	}
	return views.Status{Tone: views.Idle, Word: "nobody of this name"}
}

func mailboxWords(m store.Mailbox) string {
	switch m {
	case store.MailboxFound:
		return "found"
	case store.MailboxMissing:
		return "none found"
	case store.MailboxUnknown:
	}
	return ""
}

// groupsSource says how somebody's groups were read.
func groupsSource(from string) string {
	switch from {
	case groupsFromClaim:
		return "the log-in itself"
	case groupsFromGraph:
		return "Microsoft Graph"
	}
	return ""
}

func groupsWords(d store.SignInDetails) string {
	switch d.Reading {
	case signin.Read:
		return strconv.Itoa(d.Groups) + ", from " + groupsSource(d.From)
	case signin.NotRead:
		if d.From == groupsTooMany {
			return "more than a log-in can name, and Microsoft Graph did not answer"
		}
		return "could not be read"
	case signin.NotAsked:
	}
	return ""
}
