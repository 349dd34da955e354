package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"workbooks.com/authconsole/internal/signin"
)

// maxPersonGroups bounds how many of somebody's groups are kept.
const maxPersonGroups = 5000

// personGroups is the last reading of somebody's groups.
type personGroups struct {
	text   string
	source string
	readAt time.Time
}

func scanPersonGroups(row scanner) (g personGroups, err error) {
	err = row.Scan(&g.text, &g.source, (*stamp)(&g.readAt))
	return g, err
}

func personGroupsOf(ctx context.Context, q querier, userID string) (personGroups, error) {
	return one(ctx, q, scanPersonGroups, "select groups, source, read_at from person_groups where user_id = cast($1 as text)", userID)
}

// seeMembership keeps what a log-in shows of the directory, while User Provisioning is
// on: else nobody has said that groups may be read.
func (t *tx) seeMembership(ctx context.Context, w *arrival) error {
	w.details.Mailbox = w.in.Mailbox
	if !w.at.Provisioning || w.in.Membership.Reading == signin.NotAsked {
		return nil
	}
	w.details.noteGroups(w.in)
	if w.in.Membership.Reading != signin.Read {
		return nil
	}
	return t.seeGroups(ctx, w.at.AccountID, w.in.Tenant, w.in.Membership.Groups)
}

// rememberMembership keeps it for the user, likewise.
func (t *tx) rememberMembership(ctx context.Context, w *arrival, userID string) error {
	if !w.at.Provisioning {
		return nil
	}
	return t.rememberGroups(ctx, userID, w.in.Membership, w.in.GroupsFrom)
}

// rememberGroups keeps the groups of a user, to try templates with. What could not be
// read leaves the last reading. An unchanged one is written once a day.
func (t *tx) rememberGroups(ctx context.Context, userID string, m signin.Membership, source string) error {
	if m.Reading != signin.Read {
		return nil
	}
	kept := make([]signin.Group, 0, min(len(m.Groups), maxPersonGroups))
	for _, g := range m.Groups[:min(len(m.Groups), maxPersonGroups)] {
		kept = append(kept, signin.Group{ID: g.ID, Name: clean(g.Name, maxGroupName)})
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	source = clean(source, maxID)
	was, err := personGroupsOf(ctx, t, userID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if err == nil && was.text == string(text) && was.source == source && t.now.Sub(was.readAt).Abs() < signin.GroupsEvery {
		return nil
	}
	_, err = t.exec(ctx, `insert into person_groups (user_id, groups, source, read_at) values ($1, $2, $3, $4)
on conflict (user_id) do update set groups = excluded.groups, source = excluded.source, read_at = excluded.read_at`, userID, string(text), source, stamp(t.now))
	return err
}
