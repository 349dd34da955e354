package store

import (
	"context"
	"time"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
)

// selectJudgement reads only what state and health follow from. Most changes move
// nothing else, and selectEvidence costs twice as much. settled is false when the
// account needs to be looked at in full: it has no status or no current link, or
// something else differs.
const selectJudgement = `select a.advanced_security, l.state, l.tenant_id, l.proven_at, l.conflict_at, h.ended_at, coalesce(h.cause, ''),
  s.state, s.health, s.reason, s.review_at,
  s.proven_at = l.proven_at and s.tenant_id = l.tenant_id and coalesce(s.last_failed_at, 0) = coalesce(
    (select ended_at from traces where account_id = a.id and outcome = 'failed' order by ended_at desc, id desc limit 1), 0)
from accounts a
join account_status s on s.account_id = a.id
join links l on l.id = (select c.id from links c
  where c.account_id = a.id and (c.state = 'enabled' or c.state = 'disabled') order by c.linked_at desc, c.id desc limit 1)
left join traces h on h.id = (select id from traces where account_id = a.id and tenant_id = l.tenant_id and ended_at > l.proven_at
  and ` + tellingCause + ` order by ended_at desc, id desc limit 1)
where a.id = cast($1 as text)`

// judgement is what the state and health of a current link follow from, and how
// they are stored.
type judgement struct {
	entitled             bool
	is, was              boardKey
	tenant               string
	provenAt, conflictAt time.Time
	tellingAt            time.Time
	telling              guidance.Cause
	reason               string
	reviewAt             time.Time
	settled              bool
}

func scanJudgement(row scanner) (j judgement, err error) {
	err = row.Scan(&j.entitled, &j.is.state, &j.tenant, (*stamp)(&j.provenAt), (*stamp)(&j.conflictAt), (*stamp)(&j.tellingAt), &j.telling,
		&j.was.state, &j.was.health, &j.reason, (*stamp)(&j.reviewAt), &j.settled)
	return j, err
}

// refreshLight writes state and health where nothing else has changed, and reports
// whether that was so.
func (t *tx) refreshLight(ctx context.Context, account string) (done bool, err error) {
	rows, err := all(ctx, t, scanJudgement, selectJudgement, account)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	j := rows[0]
	health, reason, until := link.HealthOf(link.Evidence{
		State: j.is.state, AdvancedSecurity: j.entitled, TenantID: j.tenant, ProvenAt: j.provenAt, ContestedAt: j.conflictAt, Now: t.now,
		Failed: link.FailedAttempt{TenantID: j.tenant, Cause: j.telling, At: j.tellingAt},
	})
	if !j.settled || reason != j.reason || !until.Equal(j.reviewAt) {
		return false, nil
	}
	j.is.health = health
	return true, t.moveBoard(ctx, account, j.was, j.is, t.now)
}
