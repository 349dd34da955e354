package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// The kinds of traces. Their texts are stored and never renamed.
const (
	TraceConsent    = "consent"    // an administrator's own attempt to link
	TraceInvitation = "invitation" // an attempt by an invitation
	TraceCheck      = "check"      // «check again» after a reviewer approved
	TraceGroups     = "groups"     // an attempt to get the permission for User Provisioning
	TraceLogin      = "login"      // somebody logged in, or tried to
	TraceReauth     = "reauth"     // somebody logged in was to show again who they are
)

// The steps of a trace, besides those named like the end states of a request.
const (
	StepStarted  = "started"  // the browser was sent to Microsoft
	StepApproved = "approved" // Microsoft's answer claims consent
	StepProving  = "proving"  // the proving sign-in came back
)

// Trace is one attempt at Microsoft. It is kept for Options.TraceRetention, longer
// than the consent request it tells of, and holds no token, code, secret or URL.
type Trace struct {
	ID          string
	Reference   string // «WB-7F3K-9QD2», for people to read out
	Kind        string
	AccountID   string // empty when a log-in belongs to no account
	RequestID   string // the consent request, which may be gone
	UserID      string // of log-ins: whom it was about, where that is known
	UserName    string // who started it, or whose invitation it was
	StartedAt   time.Time
	EndedAt     time.Time         // zero while open
	Outcome     link.RequestState // empty while open
	Failure     guidance.Failure
	TenantID    string // proven; else what Microsoft's answer claimed
	AccountUsed string // the Microsoft account in lower case, where known
	Steps       []TraceStep
	Direct      bool           // Microsoft told us of the failure, and not a browser
	Details     *SignInDetails // of log-ins; nil when there is nothing to tell
}

// TraceStep is how far a trace had come when.
type TraceStep struct {
	Code string
	At   time.Time
}

// TraceKey is a place in a list of traces; the zero one is its beginning.
type TraceKey struct {
	StartedAt time.Time
	ID        string
}

// Key is the trace's place in a list.
func (t Trace) Key() TraceKey { return TraceKey{t.StartedAt, t.ID} }

const selectTrace = `select t.id, t.reference, t.kind, t.account_id, t.request_id, t.user_id, t.user_name, t.started_at, t.ended_at, t.outcome,
  t.cause, t.oauth_error, t.aadsts, t.correlation_id, t.trace_id, t.microsoft_at, t.tenant_id, t.account_used, t.steps, t.direct, t.details from traces t `

func scanTrace(row scanner) (t Trace, err error) {
	var steps, details string
	f := &t.Failure
	err = row.Scan(&t.ID, &t.Reference, &t.Kind, (*ref)(&t.AccountID), &t.RequestID, &t.UserID, &t.UserName, (*stamp)(&t.StartedAt), (*stamp)(&t.EndedAt), &t.Outcome,
		&f.Cause, &f.OAuthError, &f.AADSTS, &f.CorrelationID, &f.TraceID, (*stamp)(&f.At), &t.TenantID, &t.AccountUsed, &steps, &t.Direct, &details)
	t.Steps = parseSteps(steps)
	if err == nil && details != "" {
		err = json.Unmarshal([]byte(details), &t.Details)
	}
	return t, err
}

// parseSteps reads «started@1772534000000000 approved@…» and leaves out what it
// cannot read.
func parseSteps(text string) (steps []TraceStep) {
	for step := range strings.FieldsSeq(text) {
		code, at, _ := strings.Cut(step, "@")
		if µs, err := strconv.ParseInt(at, 10, 64); err == nil {
			steps = append(steps, TraceStep{code, time.UnixMicro(µs).UTC()})
		}
	}
	return steps
}

func stepsText(steps []TraceStep) string {
	var b strings.Builder
	for _, s := range steps {
		if s.At.IsZero() {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s.Code + "@" + strconv.FormatInt(s.At.UnixMicro(), 10))
	}
	return b.String()
}

func traceLimit(limit int) int { return max(1, min(limit, maxPage)) }

// Traces returns the account's traces before a key, newest first. limit is 1 to 500.
func (s *Store) Traces(ctx context.Context, accountID string, before TraceKey, limit int) ([]Trace, error) {
	condition, args := "where t.account_id = cast($1 as text) ", []any{accountID}
	if before.ID != "" {
		condition += "and (t.started_at, t.id) < ($2, $3) "
		args = append(args, before.StartedAt.UnixMicro(), before.ID)
	}
	traces, err := all(ctx, s.reads, scanTrace, fmt.Sprintf(selectTrace+condition+"order by t.started_at desc, t.id desc limit %d", traceLimit(limit)), args...)
	return traces, wrapped("list traces", err)
}

// TraceByReference returns the trace with a reference, however it was typed: case,
// dashes, spaces and the leading «WB» do not matter. accountID "" finds those of
// every account, which is for support; else another account's is ErrNotFound.
func (s *Store) TraceByReference(ctx context.Context, accountID, reference string) (Trace, error) {
	key := referenceKey(reference)
	if key == "" {
		return Trace{}, fmt.Errorf("read trace: %w", ErrNotFound)
	}
	traces, err := all(ctx, s.reads, scanTrace, selectTrace+"where t.reference_key = $1 or t.reference_key = $2 limit 2", key, "WB"+key)
	for _, t := range traces {
		if accountID == "" || t.AccountID == accountID {
			return t, nil
		}
	}
	if err == nil {
		err = ErrNotFound
	}
	return Trace{}, fmt.Errorf("read trace: %w", err)
}

// referenceKey is the spelling by which references are compared.
func referenceKey(reference string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, head(reference, maxID))
}

// TracesByCorrelation returns the traces for which Microsoft gave a correlation or
// trace ID, newest first; accountID as in TraceByReference.
func (s *Store) TracesByCorrelation(ctx context.Context, accountID, id string, limit int) ([]Trace, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	correlated, err := s.tracesBy(ctx, "correlation_id", accountID, id, limit)
	if err != nil {
		return nil, err
	}
	traced, err := s.tracesBy(ctx, "trace_id", accountID, id, limit)
	if err != nil {
		return nil, err
	}
	return newestTraces(append(correlated, traced...), traceLimit(limit)), nil
}

// newestTraces sorts them, drops doubles and keeps the first.
func newestTraces(traces []Trace, limit int) []Trace {
	slices.SortFunc(traces, func(a, b Trace) int {
		if c := b.StartedAt.Compare(a.StartedAt); c != 0 {
			return c
		}
		return strings.Compare(b.ID, a.ID)
	})
	traces = slices.CompactFunc(traces, func(a, b Trace) bool { return a.ID == b.ID })
	return traces[:min(limit, len(traces))]
}

// TracesByMicrosoftAccount returns the traces in which a Microsoft account was used,
// newest first; accountID as in TraceByReference.
func (s *Store) TracesByMicrosoftAccount(ctx context.Context, accountID, loginName string, limit int) ([]Trace, error) {
	return s.tracesBy(ctx, "account_used", accountID, strings.ToLower(clean(strings.TrimSpace(loginName), maxEmail)), limit)
}

// tracesBy finds by one column; its name stands in the condition twice, since the
// index has only rows in which it is not empty.
func (s *Store) tracesBy(ctx context.Context, column, accountID, value string, limit int) ([]Trace, error) {
	if value == "" {
		return nil, nil
	}
	condition, args := "where t."+column+" = cast($1 as text) and t."+column+" <> '' ", []any{value}
	if accountID != "" {
		condition += "and t.account_id = cast($2 as text) "
		args = append(args, accountID)
	}
	traces, err := all(ctx, s.reads, scanTrace, fmt.Sprintf(selectTrace+condition+"order by t.started_at desc, t.id desc limit %d", traceLimit(limit)), args...)
	return traces, wrapped("find traces", err)
}
