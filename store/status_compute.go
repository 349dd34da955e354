package store

import (
	"context"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/policy"
)

const outcomeFailed = "failed"

// tellingCause is the condition of the index traces_telling, word for word.
const tellingCause = `((kind = 'consent' or kind = 'check' or kind = 'groups') and (cause = 'app_missing' or cause = 'consent_missing' or cause = 'app_disabled' or cause = 'blocked_by_policy' or cause = 'not_assigned')
    or direct and (cause = 'app_missing' or cause = 'consent_missing' or cause = 'app_disabled'))`

// selectEvidence reads what a status follows from, and the status as it is stored.
// The link is the current one, else one that awaits, else the last that has been
// the account's. Beside one that awaits p tells of that last one.
const selectEvidence = `select a.id, a.name, a.name_key, a.advanced_security, coalesce(l.ended_at, l.linked_at, a.created_at),
  coalesce(l.state, ''), coalesce(l.tenant_id, ''), coalesce(l.organisation, ''), coalesce(l.domains, '[]'), l.proven_at, l.conflict_at,
  coalesce(p.tenant_id, ''), coalesce(p.organisation, ''), coalesce(p.domains, '[]'), p.proven_at,
  f.ended_at, coalesce(f.cause, ''), h.ended_at, coalesce(h.cause, ''), s.account_id is not null,
  coalesce(s.state, ''), coalesce(s.health, ''), coalesce(s.reason, ''), coalesce(s.tenant_id, ''), coalesce(s.organisation, ''),
  coalesce(s.domain, ''), s.changed_at, s.proven_at, s.last_failed_at, coalesce(s.last_cause, ''), s.review_at,
  coalesce(s.name_key, ''), coalesce(s.terms, '')
from accounts a
left join account_status s on s.account_id = a.id
left join links p on p.id = (select c.id from links c where c.account_id = a.id and c.confirmed_at is not null and c.ended_at is not null
  order by c.ended_at desc, c.confirmed_at desc, c.id desc limit 1)
left join links l on l.id = coalesce(
  (select c.id from links c where c.account_id = a.id and (c.state = 'enabled' or c.state = 'disabled') order by c.linked_at desc, c.id desc limit 1),
  (select c.id from links c where c.account_id = a.id and c.state = 'awaiting_confirmation' order by c.linked_at desc, c.id desc limit 1),
  p.id)
left join traces f on f.id = (select id from traces where account_id = a.id and outcome = 'failed' order by ended_at desc, id desc limit 1)
left join traces h on h.id = (select id from traces where account_id = a.id and tenant_id = l.tenant_id and ended_at > l.proven_at
  and ` + tellingCause + ` order by ended_at desc, id desc limit 1)
`

// statusEvidence is what an account's status follows from.
type statusEvidence struct {
	accountID, name, nameKey string
	entitled                 bool
	since                    time.Time // the last change that is known, for an account that has no status yet
	state                    link.State
	searched
	provenAt, conflictAt time.Time
	last                 searched  // of the last link that was the account's and has ended
	lastProvenAt         time.Time // of the same
	failedAt             time.Time // of the last failed attempt
	cause                guidance.Cause
	tellingAt            time.Time // of the last one that tells of this tenant
	telling              guidance.Cause
	there                bool   // a status is stored
	stored               Status // as it is
}

func scanEvidence(row scanner) (e statusEvidence, err error) {
	s := &e.stored
	err = row.Scan(&e.accountID, &e.name, &e.nameKey, &e.entitled, (*stamp)(&e.since),
		&e.state, &e.tenant, &e.organisation, (*list)(&e.domains), (*stamp)(&e.provenAt), (*stamp)(&e.conflictAt),
		&e.last.tenant, &e.last.organisation, (*list)(&e.last.domains), (*stamp)(&e.lastProvenAt),
		(*stamp)(&e.failedAt), &e.cause, (*stamp)(&e.tellingAt), &e.telling, &e.there,
		&s.State, &s.Health, &s.Reason, &s.TenantID, &s.Organisation,
		&s.Domain, (*stamp)(&s.ChangedAt), (*stamp)(&s.ProvenAt), (*stamp)(&s.LastFailedAt), &s.LastCause, (*stamp)(&s.ReviewAt),
		&s.nameKey, &s.terms)
	s.AccountID, s.Name = e.accountID, e.name
	return e, err
}

// status is the account's status at a moment, without its terms.
func (e statusEvidence) status(now time.Time) Status {
	s := Status{AccountID: e.accountID, Name: e.name, nameKey: e.nameKey, State: link.NotLinked, LastFailedAt: e.failedAt, LastCause: e.cause}
	switch e.state {
	case link.Enabled, link.Disabled, link.Awaiting, link.Unlinked:
		s.State, s.TenantID, s.Organisation, s.ProvenAt = e.state, e.tenant, e.organisation, e.provenAt
		if len(e.domains) > 0 {
			s.Domain = e.domains[0]
		}
	default: // none, or one that has been taken from the account
	}
	if s.State == link.Awaiting {
		s.ProvenAt = e.lastProvenAt
	}
	s.Health, s.Reason, s.ReviewAt = link.HealthOf(link.Evidence{
		State: s.State, AdvancedSecurity: e.entitled, TenantID: e.tenant, ProvenAt: e.provenAt, ContestedAt: e.conflictAt, Now: now,
		Failed: link.FailedAttempt{TenantID: e.tenant, Cause: e.telling, At: e.tellingAt},
	})
	switch {
	case !e.there:
		s.ChangedAt = e.since
	case s.board() == e.stored.board():
		s.ChangedAt = e.stored.ChangedAt
	default:
		s.ChangedAt = now
	}
	return s
}

// board is where the account counts.
func (s Status) board() boardKey { return boardKey{s.State, s.Health} }

// boardKey is one figure of the board.
type boardKey struct {
	state  link.State
	health link.Health
}

// terms are what the account is found by, with a status that has been computed.
func (e statusEvidence) terms(ctx context.Context, q querier, s Status) (termList, error) {
	emails, err := all(ctx, q, scanText, fmt.Sprintf(`select email from users
where account_id = cast($1 as text) and role = cast($2 as text) order by id limit %d`, searchedPeople), e.accountID, policy.Administrator)
	if err != nil {
		return "", err
	}
	source := termSource{name: e.name, emails: emails}
	if s.TenantID != "" {
		source.links = append(source.links, e.searched)
	}
	if s.State == link.Awaiting && e.last.tenant != "" {
		source.links = append(source.links, e.last)
	}
	return source.terms(), nil
}
