package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
)

// ErrSpent means that the state of a log-in has been used before. Nothing was changed.
var ErrSpent = errors.New("state is spent")

// provenEvery is how often a log-in notes that the link works: a busy account must not
// write it each time.
const provenEvery = 5 * time.Minute

// SignIn is a proven person who comes to log in. Person and Tenant come from one
// validated ID token.
type SignIn struct {
	StateHash   []byte // SHA-256 of the state, which is spent by it
	Reference   string
	StartedAt   time.Time
	AccountID   string // the account meant; empty when the tenant serves none
	Tenant      string
	Person      signin.Person
	Membership  signin.Membership
	GroupsFrom  string // how the groups were read
	Mailbox     Mailbox
	Domains     []string // the organisation's, where they were read anew; else nil
	Session     NewSession
	KnownUserID string // who logged in last in this browser; may be empty
}

// SignedIn is what became of it.
type SignedIn struct {
	Cause       guidance.Cause // why not, or None
	User        User
	Account     Account
	TraceID     string
	Provisioned bool // the user was made by it
}

// CompleteSignIn ends a log-in with Microsoft in one transaction: the decision on what
// the database says then, the user if one is made, the session, the trace and the audit
// entry. A refusal is recorded and no error: SignedIn.Cause says why. A state that was
// used before is ErrSpent.
func (s *Store) CompleteSignIn(ctx context.Context, actor Actor, in SignIn) (done SignedIn, err error) {
	if len(in.StateHash) != sha256.Size || len(in.Session.IDHash) != sha256.Size {
		return SignedIn{}, fmt.Errorf("complete sign-in: hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	}
	err = s.write(ctx, "complete sign-in", func(ctx context.Context, t *tx) (err error) {
		done, err = t.completeSignIn(ctx, actor, in)
		return err
	})
	return done, err
}

func (t *tx) completeSignIn(ctx context.Context, actor Actor, in SignIn) (SignedIn, error) {
	if err := t.unspent(ctx, in.StateHash); err != nil {
		return SignedIn{}, err
	}
	w := &arrival{in: in, actor: actor, traceID: t.newID()}
	c, err := t.candidateOf(ctx, in.AccountID, in.Person, in.Domains)
	switch {
	case in.AccountID == "" || errors.Is(err, ErrNotFound):
		return t.turnAway(ctx, w, signin.Decision{Step: signin.Refuse, Cause: guidance.TenantNotLinked})
	case err != nil:
		return SignedIn{}, err
	}
	w.at = c
	if w.account, err = accountBy(ctx, t, "id", c.AccountID); err != nil {
		return SignedIn{}, err
	}
	if in.Domains != nil {
		if err := t.newDomains(ctx, c, in.Domains); err != nil {
			return SignedIn{}, err
		}
	}
	switch d := signin.Decide(in.Person, c.Candidate); d.Step {
	case signin.Enter:
		return t.enter(ctx, w, d, c.identity)
	case signin.Meet:
		return t.meet(ctx, w, d)
	case signin.Provision:
		return t.provision(ctx, w, d)
	default:
		return t.turnAway(ctx, w, d)
	}
}

// arrival is a log-in while it is decided: in as it came, and the account as it is.
type arrival struct {
	in      SignIn
	at      candidate
	account Account
	actor   Actor // as a stranger, until it is known who it is
	traceID string
	details SignInDetails
	outcome string
}

// unspent returns ErrSpent when a state was used before. There is one writer, so that
// nobody can use it in between.
func (t *tx) unspent(ctx context.Context, stateHash []byte) error {
	_, err := one(ctx, t, scanInt, "select 1 from traces where state_hash in ($1) and state_hash is not null", stateHash)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		err = ErrSpent
	}
	return err
}

// StateSpent reports whether a log-in's state was used before.
func (s *Store) StateSpent(ctx context.Context, stateHash []byte) (bool, error) {
	_, err := one(ctx, s.reads, scanInt, "select 1 from traces where state_hash in ($1) and state_hash is not null", stateHash)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, wrapped("read state", err)
}

// newDomains keeps what an organisation has proven since it was linked.
func (t *tx) newDomains(ctx context.Context, c candidate, domains []string) error {
	l, err := linkOf(ctx, t, c.AccountID, c.LinkID)
	if err != nil {
		return err
	}
	before := listText(l.Domains)
	l.Domains = cleanAll(domains, maxHostname)
	if listText(l.Domains) == before {
		return nil
	}
	if err := t.saveLink(ctx, l); err != nil {
		return err
	}
	if err := t.saveDomains(ctx, l.ID, l.Domains); err != nil {
		return err
	}
	return t.audit(ctx, System(), l.event(ActionLinkDomains, changed("domains", before, listText(l.Domains)), stateDetail(l.State, l.State)))
}

// enter lets in a user who is known by identity.
func (t *tx) enter(ctx context.Context, w *arrival, d signin.Decision, was Identity) (SignedIn, error) {
	is := was.as(w.in.Person)
	is.Check = CheckedIn
	if was.Check != CheckedIn {
		is.CheckedAt = t.now
	}
	u, err := userByID(ctx, t, d.User.ID)
	if err != nil {
		return SignedIn{}, err
	}
	if err := t.noteMailbox(ctx, w, &is, u); err != nil {
		return SignedIn{}, err
	}
	if err := t.saveIdentity(ctx, was, is); err != nil {
		return SignedIn{}, err
	}
	if u, err = t.applyTemplate(ctx, w, u); err != nil {
		return SignedIn{}, err
	}
	return t.letIn(ctx, w, u)
}

// meet is the first log-in with Microsoft of an existing user. Whoever was logged in as
// that user until now has to show who they are: nobody but Microsoft has vouched for
// them (attacks.md, S67).
func (t *tx) meet(ctx context.Context, w *arrival, d signin.Decision) (SignedIn, error) {
	u, err := userByID(ctx, t, d.User.ID)
	if err != nil {
		return SignedIn{}, err
	}
	identity := newIdentity(u.ID, u.AccountID, w.in.Person, MetByName, t.now)
	if err := t.noteMailbox(ctx, w, &identity, u); err != nil {
		return SignedIn{}, err
	}
	if err := t.insertIdentity(ctx, identity); err != nil {
		return SignedIn{}, err
	}
	if _, err := t.exec(ctx, "delete from relink_requests where user_id = $1", u.ID); err != nil {
		return SignedIn{}, err
	}
	n, err := t.endSessionsOf(ctx, u.ID, nil)
	if err != nil {
		return SignedIn{}, err
	}
	w.details.Names = namesTried(w.in.Person, w.at.Domains, d)
	err = t.audit(ctx, w.as(u), event{account: u.AccountID, action: ActionIdentityMet, subject: u.ID, reference: w.in.Reference, details: []AuditDetail{
		fact("log-in name", d.Name.Name), fact("from", string(d.Name.Source)), fact("Microsoft account", identity.Username),
		fact("object ID", identity.ObjectID), fact("sessions ended", fmt.Sprint(n)),
	}})
	if err != nil {
		return SignedIn{}, err
	}
	if u, err = t.applyTemplate(ctx, w, u); err != nil {
		return SignedIn{}, err
	}
	return t.letIn(ctx, w, u)
}

// as is the actor, once it is known who it is.
func (w *arrival) as(u User) Actor {
	a := w.actor
	a.Kind, a.UserID, a.Name, a.Email = KindUser, u.ID, u.Name, u.Email
	return a
}

// letIn gives the session, and notes that the link works.
func (t *tx) letIn(ctx context.Context, w *arrival, u User) (SignedIn, error) {
	session := w.in.Session.session(t.now)
	session.Method, session.LinkID, session.TenantID = MethodMicrosoft, w.at.LinkID, w.in.Tenant
	if err := t.beginSession(ctx, u.ID, w.in.Session, session); err != nil {
		return SignedIn{}, err
	}
	if w.at.health != link.Working || t.now.Sub(w.at.provenAt) >= provenEvery {
		if _, err := t.exec(ctx, "update links set proven_at = $1 where id = $2", stamp(t.now), w.at.LinkID); err != nil {
			return SignedIn{}, err
		}
		t.touch(w.at.AccountID, false)
	}
	if w.outcome == "" {
		w.outcome = OutcomeSignedIn
	}
	if err := t.insertSignInTrace(ctx, w, signInTrace{userID: u.ID, userName: u.Name, outcome: w.outcome}); err != nil {
		return SignedIn{}, err
	}
	err := t.audit(ctx, w.as(u), event{account: u.AccountID, action: ActionSignedIn, subject: u.ID, reference: w.in.Reference, details: []AuditDetail{
		fact("with", "Microsoft"),
	}})
	return SignedIn{User: u, Account: w.account, TraceID: w.traceID, Provisioned: w.outcome == OutcomeProvisioned}, err
}

// turnAway records why somebody was not let in.
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
	if w.at.AccountID != "" {
		t.touch(w.at.AccountID, false) // its last failure
	}
	actor := w.actor
	return SignedIn{Cause: d.Cause, Account: w.account, TraceID: w.traceID}, t.audit(ctx, actor, event{
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
