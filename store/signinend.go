package store

import (
	"context"
	"strings"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
)

// letIn gives the session, and notes that the link works.
func (t *tx) letIn(ctx context.Context, w *arrival, u User) (SignedIn, error) {
	session := w.in.Session.session(t.now)
	session.Method, session.LinkID, session.TenantID = MethodMicrosoft, w.at.LinkID, w.in.Tenant
	session.AuthenticatedAt = w.in.Session.shownAt(t.now)
	if err := t.beginSession(ctx, u.ID, w.in.Session, session); err != nil {
		return SignedIn{}, err
	}
	if w.at.health != link.Working || t.now.Sub(w.at.provenAt) >= provenEvery {
		if _, err := t.exec(ctx, "update links set proven_at = $1 where id = $2", stamp(t.now), w.at.LinkID); err != nil {
			return SignedIn{}, err
		}
		t.touch(w.at.AccountID, false)
	}
	if w.in.Chosen {
		if err := t.rememberAccount(ctx, w.in.Person, u.AccountID); err != nil {
			return SignedIn{}, err
		}
	}
	if w.outcome == "" {
		w.outcome = OutcomeSignedIn
	}
	if err := t.insertSignInTrace(ctx, w, signInTrace{userID: u.ID, userName: u.Name, outcome: w.outcome}); err != nil {
		return SignedIn{}, err
	}
	err := t.audit(ctx, w.as(u), event{account: u.AccountID, action: ActionSignedIn, subject: u.ID, reference: w.in.Reference, details: []AuditDetail{
		fact("with", "Microsoft"), fact("tenant", w.in.Tenant), fact("object ID", w.in.Person.ObjectID),
	}})
	return SignedIn{User: u, TraceID: w.traceID, Provisioned: w.outcome == OutcomeProvisioned}, err
}

// turnAway records why somebody was not let in. Who comes to no account leaves a trace,
// which goes after a time, and no entry in a trail, which stays for good: that could be
// anybody who has a Microsoft account.
func (t *tx) turnAway(ctx context.Context, w *arrival, d signin.Decision) (SignedIn, error) {
	w.details.Names = namesTried(w.in.Person, w.at.Domains, d)
	if w.in.Person.Guest {
		w.details.GuestOf = clean(guestOf(w.in.Person), maxName)
	}
	if d.Relink {
		if err := t.askRelink(ctx, w.at.AccountID, d.User.ID, w.in.Person, d.Cause, w.in.Reference); err != nil {
			return SignedIn{}, err
		}
	}
	name := ""
	if d.User.ID != "" {
		u, err := userByID(ctx, t, d.User.ID)
		if err != nil {
			return SignedIn{}, err
		}
		name = u.Name
	}
	err := t.insertSignInTrace(ctx, w, signInTrace{userID: d.User.ID, userName: name, outcome: string(link.Failed), failure: guidance.Failure{Cause: d.Cause}})
	if err != nil {
		return SignedIn{}, err
	}
	done := SignedIn{Cause: d.Cause, TraceID: w.traceID}
	if w.at.AccountID == "" {
		return done, nil
	}
	t.touch(w.at.AccountID, false) // its last failure
	return done, t.audit(ctx, w.actor, event{
		account: w.at.AccountID, action: ActionSignInRefused, subject: d.User.ID, reference: w.in.Reference, details: []AuditDetail{
			fact("with", "Microsoft"), fact("reason", string(d.Cause)), fact("Microsoft account", clean(w.in.Person.Username, maxEmail)),
			fact("tenant", w.in.Tenant), fact("object ID", w.in.Person.ObjectID),
		},
	})
}

// guestOf names where a guest comes from, as far as Microsoft tells.
func guestOf(p signin.Person) string {
	if p.Home != "" {
		return p.Home
	}
	_, domain, _ := strings.Cut(p.Email, "@")
	return domain
}

// noteMailbox keeps whether the person has a mailbox, and tells once when one is
// missing. It is advice only.
func (t *tx) noteMailbox(ctx context.Context, w *arrival, i *Identity, u User) error {
	if w.in.Mailbox == MailboxUnknown {
		return nil
	}
	was := i.Mailbox
	i.Mailbox, i.MailboxAt = w.in.Mailbox, t.now
	var action string
	switch {
	case w.in.Mailbox == MailboxMissing && was != MailboxMissing:
		action = ActionMailboxMissing
	case w.in.Mailbox == MailboxFound && was == MailboxMissing:
		action = ActionMailboxFound
	default:
		return nil
	}
	return t.audit(ctx, System(), event{account: u.AccountID, action: action, subject: u.ID, reference: w.in.Reference, details: []AuditDetail{fact("e-mail", u.Email)}})
}
