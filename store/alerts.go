package store

import (
	"context"
	"fmt"
	"time"
)

// AlertKind says what administrators are told of. Its text is stored.
type AlertKind string

// The kinds of alerts.
const (
	AlertNoLicenceLeft AlertKind = "no_licence_left" // somebody new was turned away; subject: the licence
	AlertOverAllocated AlertKind = "over_allocated"  // more are used than owned; subject: the licence
)

// Alert is something that the administrators of an account are told once, until it is
// over or somebody has put it away.
type Alert struct {
	Kind      AlertKind
	Subject   string
	Reference string // of the attempt that it was last about; empty for none
	FirstAt   time.Time
	LastAt    time.Time
	Times     int64
}

const selectAlert = "select kind, subject, reference, first_at, last_at, times from alerts "

func scanAlert(row scanner) (a Alert, err error) {
	err = row.Scan(&a.Kind, &a.Subject, &a.Reference, (*stamp)(&a.FirstAt), (*stamp)(&a.LastAt), &a.Times)
	return a, err
}

// Alerts returns what the account's administrators have not put away, the latest first.
func (s *Store) Alerts(ctx context.Context, accountID string) ([]Alert, error) {
	alerts, err := all(ctx, s.reads, scanAlert, selectAlert+`where account_id = cast($1 as text) and dismissed_at is null
order by last_at desc, kind, subject limit 20`, accountID)
	return alerts, wrapped("list alerts", err)
}

// DismissAlert puts an alert away until what it tells of is over and happens again.
// ErrNotFound without it.
func (s *Store) DismissAlert(ctx context.Context, actor Actor, accountID string, kind AlertKind, subject string) error {
	return s.write(ctx, "dismiss alert", func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, `update alerts set dismissed_at = $1
where account_id = cast($2 as text) and kind = cast($3 as text) and subject = cast($4 as text) and dismissed_at is null`, stamp(t.now), accountID, kind, subject)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: accountID, action: ActionAlertDismissed, subject: accountID, details: []AuditDetail{
			fact("about", string(kind)), fact("licence", subject),
		}})
	})
}

// raise tells the administrators of something. Only the first time is in the trail.
func (t *tx) raise(ctx context.Context, accountID string, kind AlertKind, subject, reference string) error {
	n, err := t.exec(ctx, `update alerts set last_at = $1, times = times + 1, reference = $2
where account_id = cast($3 as text) and kind = cast($4 as text) and subject = cast($5 as text)`, stamp(t.now), reference, accountID, kind, subject)
	if err != nil || n > 0 {
		return err
	}
	_, err = t.exec(ctx, `insert into alerts (account_id, kind, subject, reference, first_at, last_at, times) values ($1, $2, $3, $4, $5, $5, 1)`,
		accountID, kind, subject, reference, stamp(t.now))
	if err != nil {
		return err
	}
	return t.audit(ctx, System(), event{account: accountID, action: ActionAlertRaised, subject: accountID, reference: reference, details: []AuditDetail{
		fact("about", string(kind)), fact("licence", subject),
	}})
}

// raiseOnce is raise for what is no new attempt of anybody's: where administrators know
// already, it does not count again.
func (t *tx) raiseOnce(ctx context.Context, accountID string, kind AlertKind, subject string) error {
	n, err := one(ctx, t, scanInt, `select count(*) from alerts
where account_id = cast($1 as text) and kind = cast($2 as text) and subject = cast($3 as text)`, accountID, kind, subject)
	if err != nil || n > 0 {
		return err
	}
	return t.raise(ctx, accountID, kind, subject, "")
}

// endAlerts forgets the alerts of licences of which some are left again.
func (t *tx) endAlerts(ctx context.Context, accountID string) error {
	alerts, err := all(ctx, t, scanAlert, selectAlert+"where account_id = cast($1 as text)", accountID)
	if err != nil || len(alerts) == 0 {
		return err
	}
	stock, err := stockOf(ctx, t, accountID)
	if err != nil {
		return err
	}
	for _, a := range alerts {
		left := stock[a.Subject].Left()
		if left < 0 || left == 0 && a.Kind == AlertNoLicenceLeft {
			continue
		}
		_, err := t.exec(ctx, "delete from alerts where account_id = cast($1 as text) and kind = cast($2 as text) and subject = cast($3 as text)", accountID, a.Kind, a.Subject)
		if err != nil {
			return fmt.Errorf("end alert: %w", err)
		}
	}
	return nil
}
