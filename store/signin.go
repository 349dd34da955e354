package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/signin"
)

// ErrSpent means that the state of a log-in has been used before, ErrUndecided that
// more must be known for it. Nothing was changed.
var (
	ErrSpent     = errors.New("state is spent")
	ErrUndecided = errors.New("more must be known to decide")
)

// provenEvery is how often a log-in notes that the link works: a busy account must not
// write it each time.
const provenEvery = 5 * time.Minute

// SignIn is a proven person who comes to log in. Person and Tenant come from one
// validated ID token.
type SignIn struct {
	StateHash  []byte // SHA-256 of the state, which is spent by it
	Reference  string
	StartedAt  time.Time
	AccountID  string // the account meant; TrySignIn finds it
	Tenant     string
	Person     signin.Person
	Membership signin.Membership
	GroupsFrom string // how the groups were read
	Mailbox    Mailbox
	Domains    []string // the organisation's, where they were read anew; else nil
	Session    NewSession
	Chosen     bool // by the person among several accounts: remembered if it lets them in
}

func (in SignIn) valid() error {
	if len(in.StateHash) != sha256.Size || len(in.Session.IDHash) != sha256.Size {
		return fmt.Errorf("sign-in: hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	}
	return nil
}

// SignedIn is what became of it.
type SignedIn struct {
	Cause       guidance.Cause // why not, or None
	User        User
	TraceID     string
	Provisioned bool // the user was made by it
}

// CompleteSignIn ends a log-in with Microsoft in one transaction: the decision on what
// the database says then, the user if one is made, the session, the trace and the audit
// entry. A refusal is recorded and no error: SignedIn.Cause says why. A state that was
// used before is ErrSpent.
func (s *Store) CompleteSignIn(ctx context.Context, actor Actor, in SignIn) (done SignedIn, err error) {
	if err := in.valid(); err != nil {
		return SignedIn{}, err
	}
	err = s.write(ctx, "complete sign-in", func(ctx context.Context, t *tx) (err error) {
		done, err = t.completeSignIn(ctx, actor, in)
		return err
	})
	return done, err
}

func (t *tx) completeSignIn(ctx context.Context, actor Actor, in SignIn) (SignedIn, error) {
	w := &arrival{in: in, actor: actor, traceID: t.newID()}
	c, err := t.candidateOf(ctx, in.AccountID, in.Person, in.Domains)
	switch {
	case errors.Is(err, ErrNotFound):
		return t.notServed(ctx, w)
	case err != nil:
		return SignedIn{}, err
	}
	w.at = c
	if in.Domains != nil {
		if err := t.newDomains(ctx, c, in.Domains); err != nil {
			return SignedIn{}, err
		}
	}
	return t.decide(ctx, w)
}

// TrySignIn is CompleteSignIn for a person of whom nothing more needs to be known: the
// account is the only one that the tenant serves, and enough, which sees it, says so.
// Otherwise nothing happens but that candidates are returned, with ErrUndecided. Most
// log-ins are over by it, and read all they need in the transaction that rests on it.
func (s *Store) TrySignIn(ctx context.Context, actor Actor, in SignIn, enough func(signin.Candidate) bool) (done SignedIn, candidates []signin.Candidate, err error) {
	if err := in.valid(); err != nil {
		return SignedIn{}, nil, err
	}
	err = s.write(ctx, "try sign-in", func(ctx context.Context, t *tx) (err error) {
		done, candidates, err = t.trySignIn(ctx, actor, in, enough)
		return err
	})
	return done, candidates, err
}

func (t *tx) trySignIn(ctx context.Context, actor Actor, in SignIn, enough func(signin.Candidate) bool) (SignedIn, []signin.Candidate, error) {
	found, err := candidatesOf(ctx, t, in.Person)
	if err != nil {
		return SignedIn{}, nil, err
	}
	w := &arrival{in: in, actor: actor, traceID: t.newID()}
	switch {
	case len(found) == 0:
		done, err := t.notServed(ctx, w)
		return done, nil, err
	case len(found) > 1 || !enough(found[0].Candidate):
		return SignedIn{}, toRules(found), ErrUndecided
	}
	w.at = found[0]
	done, err := t.decide(ctx, w)
	return done, nil, err
}

// notServed turns away whose organisation no account is linked to.
func (t *tx) notServed(ctx context.Context, w *arrival) (SignedIn, error) {
	return t.turnAway(ctx, w, signin.Decision{Step: signin.Refuse, Cause: guidance.TenantNotLinked})
}

// decide does what follows from who it is, after keeping what the log-in shows of the
// directory: also of somebody who is turned away.
func (t *tx) decide(ctx context.Context, w *arrival) (SignedIn, error) {
	if err := t.seeMembership(ctx, w); err != nil {
		return SignedIn{}, err
	}
	switch d := signin.Decide(w.in.Person, w.at.Candidate); d.Step {
	case signin.Enter:
		return t.enter(ctx, w)
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
	actor   Actor // as a stranger, until it is known who it is
	traceID string
	details SignInDetails
	outcome string
}

// newDomains keeps what an organisation has proven since it was linked.
func (t *tx) newDomains(ctx context.Context, c candidate, domains []string) error {
	l, err := linkOf(ctx, t, c.AccountID, c.LinkID)
	if err != nil {
		return err
	}
	before := l.Domains
	l.Domains = cleanAll(domains, maxHostname)
	if slices.Equal(l.Domains, before) {
		return nil
	}
	if err := t.saveLink(ctx, l); err != nil {
		return err
	}
	if err := t.saveDomains(ctx, l.ID, before, l.Domains); err != nil {
		return err
	}
	return t.audit(ctx, System(), l.event(ActionLinkDomains, changed("domains", listText(before), listText(l.Domains)), stateDetail(l.State, l.State)))
}

// enter lets in a user who is known by identity.
func (t *tx) enter(ctx context.Context, w *arrival) (SignedIn, error) {
	u, was := w.at.user, w.at.identity
	is := was.as(w.in.Person)
	is.Check = CheckedIn
	if was.Check != CheckedIn {
		is.CheckedAt = t.now
	}
	if err := t.noteMailbox(ctx, w, &is, u); err != nil {
		return SignedIn{}, err
	}
	if err := t.saveIdentity(ctx, was, is); err != nil {
		return SignedIn{}, err
	}
	if err := t.rememberMembership(ctx, w, u.ID); err != nil {
		return SignedIn{}, err
	}
	u, err := t.applyTemplate(ctx, w, u)
	if err != nil {
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
		fact("tenant", identity.TenantID), fact("object ID", identity.ObjectID), fact("sessions ended", fmt.Sprint(n)),
	}})
	if err != nil {
		return SignedIn{}, err
	}
	if err := t.rememberMembership(ctx, w, u.ID); err != nil {
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
