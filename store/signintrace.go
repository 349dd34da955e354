package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/signin"
)

// How a log-in's trace ends well; else with link.Failed. The texts are stored.
const (
	OutcomeSignedIn    = "signed_in"
	OutcomeProvisioned = "provisioned"
	OutcomeConfirmed   = "confirmed" // somebody logged in showed again who they are
)

// maxVerdicts bounds how many templates' reasons a trace keeps.
const maxVerdicts = 50

// SignInDetails are what a log-in's trace tells beside its outcome. They hold no token.
type SignInDetails struct {
	Names    []NameTried      `json:"names,omitempty"`
	GuestOf  string           `json:"guest_of,omitempty"`
	Groups   int              `json:"groups,omitempty"`
	Reading  signin.Reading   `json:"reading,omitempty"`
	From     string           `json:"from,omitempty"` // how groups were read
	Template string           `json:"template,omitempty"`
	Verdicts []signin.Verdict `json:"verdicts,omitempty"`
	Licences []LicenceTaken   `json:"licences,omitempty"`
	Gives    *signin.Profile  `json:"gives,omitempty"`   // by the template, to somebody new
	Mailbox  Mailbox          `json:"mailbox,omitempty"` // where it was looked for
}

// NameTried is a log-in name under which a user was looked for.
type NameTried struct {
	Name   string        `json:"name"`
	Source signin.Source `json:"source"`
	Proven bool          `json:"proven,omitempty"`
	Found  bool          `json:"found,omitempty"`
}

// LicenceTaken is a licence that a template gives in addition, with what was left before.
// Kept says that it was not taken after all.
type LicenceTaken struct {
	Name string `json:"name"`
	Left int    `json:"left"`
	Kept bool   `json:"kept,omitempty"`
}

func namesTried(p signin.Person, domains []string, d signin.Decision) (tried []NameTried) {
	for _, n := range signin.LoginNames(p, domains) {
		tried = append(tried, NameTried{Name: n.Name, Source: n.Source, Proven: n.Proven, Found: d.User.ID != "" && d.User.LoginName == n.Name})
	}
	return tried
}

func (d *SignInDetails) noteGroups(in SignIn) {
	d.Groups, d.Reading, d.From = len(in.Membership.Groups), in.Membership.Reading, in.GroupsFrom
}

// noteVerdicts keeps the first ones: nobody decides by what a trace tells.
func (d *SignInDetails) noteVerdicts(m signin.Matched) {
	d.Verdicts = m.Verdicts[:min(len(m.Verdicts), maxVerdicts)]
}

// text is empty when there is nothing to tell.
func (d SignInDetails) text() string {
	text, err := json.Marshal(d)
	if err != nil || string(text) == "{}" {
		return ""
	}
	return string(text)
}

// signInTrace is what a log-in's trace has besides the arrival.
type signInTrace struct {
	userID, userName, outcome string
	failure                   guidance.Failure
	direct                    bool
	kind                      string // TraceLogin when empty
}

// insertSignInTrace writes the trace of a log-in, which begins and ends in one row and
// spends the state: ErrSpent when another trace has it, which undoes the whole log-in.
func (t *tx) insertSignInTrace(ctx context.Context, w *arrival, s signInTrace) error {
	if s.kind == "" {
		s.kind = TraceLogin
	}
	reference, f := clean(w.in.Reference, maxID), s.failure
	steps := []TraceStep{{StepStarted, w.in.StartedAt}, {s.outcome, t.now}}
	_, err := t.exec(ctx, `insert into traces (id, reference, reference_key, kind, account_id, user_id, user_name, started_at, ended_at, outcome, cause,
  oauth_error, aadsts, correlation_id, trace_id, microsoft_at, tenant_id, account_used, steps, direct, state_hash, details)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
		w.traceID, reference, referenceKey(reference), s.kind, ref(w.at.AccountID), s.userID, s.userName, stamp(w.in.StartedAt), stamp(t.now), s.outcome, f.Cause,
		f.OAuthError, f.AADSTS, strings.ToLower(f.CorrelationID), strings.ToLower(f.TraceID), stamp(f.At), w.in.Tenant,
		strings.ToLower(clean(w.in.Person.Username, maxEmail)), stepsText(steps), s.direct, w.in.StateHash, w.details.text())
	return err
}

// FailedSignIn is a log-in that came to nothing before it was known who it is, or one
// that came back with the wrong person.
type FailedSignIn struct {
	guidance.Failure
	StateHash   []byte
	Reference   string
	StartedAt   time.Time
	TenantID    string // asked, or proven; may be empty
	AccountUsed string // the Microsoft account, where it is proven
	KnownUserID string // who it must have been, by our own cookie; may be empty
	// Direct: Microsoft told us, and not a browser.
	Direct bool
	Reauth bool // somebody logged in was to show again who they are
}

// FailSignIn records a log-in that failed, and spends its state: ErrSpent when that was
// used before. Who has left, as Microsoft told us itself, is kept with the user.
func (s *Store) FailSignIn(ctx context.Context, actor Actor, f FailedSignIn) (trace Trace, err error) {
	if len(f.StateHash) != sha256.Size {
		return Trace{}, fmt.Errorf("fail sign-in: hash must have %d bytes: %w", sha256.Size, ErrInvalid)
	}
	var id string
	err = s.write(ctx, "fail sign-in", func(ctx context.Context, t *tx) error {
		id = t.newID()
		return t.failSignIn(ctx, actor, f, id)
	})
	if err != nil {
		return Trace{}, err
	}
	return s.SignInTrace(ctx, id)
}

func (t *tx) failSignIn(ctx context.Context, actor Actor, f FailedSignIn, id string) error {
	user, err := t.knownUser(ctx, f.KnownUserID)
	if err != nil {
		return err
	}
	w := &arrival{in: SignIn{
		StateHash: f.StateHash, Reference: f.Reference, StartedAt: f.StartedAt, Tenant: f.TenantID, Person: signin.Person{Username: f.AccountUsed},
	}, traceID: id}
	w.at.AccountID = user.AccountID
	if w.at.AccountID == "" {
		if w.at.AccountID, err = t.onlyAccountOf(ctx, f.TenantID); err != nil {
			return err
		}
	}
	kind := TraceLogin
	if f.Reauth {
		kind = TraceReauth
	}
	row := signInTrace{userID: user.ID, userName: user.Name, outcome: string(link.Failed), failure: f.Failure, direct: f.Direct, kind: kind}
	if err := t.insertSignInTrace(ctx, w, row); err != nil {
		return err
	}
	if w.at.AccountID != "" {
		t.touch(w.at.AccountID, false)
	}
	if user.ID == "" {
		return nil // nobody knows who it was: whoever comes and goes cannot fill the trail
	}
	if err := t.noteLeaver(ctx, user, f); err != nil {
		return err
	}
	return t.audit(ctx, actor, event{account: user.AccountID, action: ActionSignInRefused, subject: user.ID, reference: f.Reference, details: []AuditDetail{
		fact("with", "Microsoft"), fact("reason", string(f.Cause)), fact("code", f.AADSTS), fact("tenant", f.TenantID),
	}})
}

// knownUser is a user, or nobody.
func (t *tx) knownUser(ctx context.Context, id string) (User, error) {
	if id == "" {
		return User{}, nil
	}
	u, err := userByID(ctx, t, id)
	if errors.Is(err, ErrNotFound) {
		return User{}, nil
	}
	return u, err
}

// onlyAccountOf is the account that a tenant serves, if it is one alone.
func (t *tx) onlyAccountOf(ctx context.Context, tenantID string) (string, error) {
	ids, err := all(ctx, t, scanText, `select account_id from links
where tenant_id = cast($1 as text) and ended_at is null and confirmed_at is not null limit 2`, tenantID)
	if err != nil || len(ids) != 1 {
		return "", err
	}
	return ids[0], nil
}

// noteLeaver keeps that Microsoft no longer lets a known person in. What a browser
// brings says nothing about it: anybody can write such an answer.
func (t *tx) noteLeaver(ctx context.Context, u User, f FailedSignIn) error {
	status, left := f.Cause.Leaver()
	if !left || !f.Direct {
		return nil
	}
	n, err := t.exec(ctx, `update identities set check_outcome = $1, checked_at = $2
where user_id = cast($3 as text) and tenant_id = cast($4 as text)`, status, stamp(t.now), u.ID, f.TenantID)
	if err != nil || n == 0 {
		return err
	}
	return t.audit(ctx, System(), event{account: u.AccountID, action: ActionLeaverFound, subject: u.ID, reference: f.Reference, details: []AuditDetail{
		fact("e-mail", u.Email), fact("at Microsoft", status),
	}})
}

// SpentState is a confirmation of who somebody is that came back from Microsoft.
type SpentState struct {
	StateHash   []byte
	Reference   string
	StartedAt   time.Time
	TenantID    string
	AccountUsed string
	UserID      string
	Cause       guidance.Cause // why it does not count, or None
}

// SpendState records it, once: ErrSpent when the state was used before.
func (s *Store) SpendState(ctx context.Context, actor Actor, in SpentState) error {
	return s.write(ctx, "spend state", func(ctx context.Context, t *tx) error {
		u, err := userByID(ctx, t, in.UserID)
		if err != nil {
			return err
		}
		w := &arrival{in: SignIn{
			StateHash: in.StateHash, Reference: in.Reference, StartedAt: in.StartedAt, Tenant: in.TenantID, Person: signin.Person{Username: in.AccountUsed},
		}, traceID: t.newID()}
		w.at.AccountID = u.AccountID
		row := signInTrace{userID: u.ID, userName: u.Name, outcome: OutcomeConfirmed, kind: TraceReauth}
		if in.Cause != guidance.None {
			row.outcome, row.failure.Cause = string(link.Failed), in.Cause
			t.touch(u.AccountID, false)
		}
		if err := t.insertSignInTrace(ctx, w, row); err != nil || in.Cause == guidance.None {
			return err
		}
		return t.audit(ctx, actor, event{account: u.AccountID, action: ActionSignInRefused, subject: u.ID, reference: in.Reference, details: []AuditDetail{
			fact("with", "Microsoft"), fact("reason", string(in.Cause)), fact("Microsoft account", in.AccountUsed), fact("tenant", in.TenantID),
		}})
	})
}

// SignInTrace returns one trace by its ID, or ErrNotFound.
func (s *Store) SignInTrace(ctx context.Context, id string) (Trace, error) {
	trace, err := one(ctx, s.reads, scanTrace, selectTrace+"where t.id = cast($1 as text)", id)
	return trace, wrapped("read trace", err)
}

// TracesOfUser returns a user's last log-ins, newest first. limit is 1 to 500.
func (s *Store) TracesOfUser(ctx context.Context, userID string, limit int) ([]Trace, error) {
	traces, err := all(ctx, s.reads, scanTrace, fmt.Sprintf(selectTrace+`where t.user_id = cast($1 as text) and t.user_id <> ''
order by t.started_at desc, t.id desc limit %d`, traceLimit(limit)), userID)
	return traces, wrapped("list traces of a user", err)
}
