package store

import (
	"context"
	"errors"
	"fmt"
)

// SessionsOf returns a user's sessions that have not ended, the latest first.
func (s *Store) SessionsOf(ctx context.Context, userID string) ([]Session, error) {
	found, err := all(ctx, s.reads, scanSession, fmt.Sprintf("select "+sessionColumns+` from sessions s
where s.user_id = cast($1 as text) order by s.created_at desc, s.id_hash limit %d`, maxPage), userID)
	var live []Session
	for _, session := range found {
		if !session.dead(s.now()) {
			live = append(live, session)
		}
	}
	return live, wrapped("list sessions", err)
}

func scanSession(row scanner) (s Session, err error) {
	err = row.Scan(s.fields()...)
	return s, err
}

// EndSession ends one session of a user; another user's, or one that is not there, is
// ErrNotFound.
func (s *Store) EndSession(ctx context.Context, actor Actor, userID string, idHash []byte) error {
	return s.write(ctx, "end session", func(ctx context.Context, t *tx) error {
		u, err := userByID(ctx, t, userID)
		if err != nil {
			return err
		}
		n, err := t.exec(ctx, "delete from sessions where id_hash in ($1) and user_id = cast($2 as text)", idHash, userID)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		if err != nil {
			return err
		}
		return t.audit(ctx, actor, event{account: u.AccountID, action: ActionSessionsEnded, subject: u.ID, details: []AuditDetail{
			fact("e-mail", u.Email), fact("sessions ended", "1"),
		}})
	})
}

// EndSessions ends all sessions of a user but one, which may be nil, and returns how
// many those were.
func (s *Store) EndSessions(ctx context.Context, actor Actor, userID string, except []byte) (ended int64, err error) {
	err = s.write(ctx, "end sessions", func(ctx context.Context, t *tx) error {
		u, err := userByID(ctx, t, userID)
		if err != nil {
			return err
		}
		if ended, err = t.endSessionsOf(ctx, userID, except); err != nil || ended == 0 {
			return err
		}
		return t.audit(ctx, actor, event{account: u.AccountID, action: ActionSessionsEnded, subject: u.ID, details: []AuditDetail{
			fact("e-mail", u.Email), fact("sessions ended", fmt.Sprint(ended)),
		}})
	})
	return ended, err
}

func (t *tx) endSessionsOf(ctx context.Context, userID string, except []byte) (int64, error) {
	if except == nil {
		except = []byte{}
	}
	return t.exec(ctx, "delete from sessions where user_id = cast($1 as text) and id_hash <> $2", userID, except)
}

// endSessionsOfLink ends what came through a link that is given up (S65). The session
// in which that is done goes on, so that it can be undone (lessons.md, 1).
func (t *tx) endSessionsOfLink(ctx context.Context, actor Actor, l Link) error {
	except := actor.SessionHash
	if except == nil {
		except = []byte{}
	}
	n, err := t.exec(ctx, "delete from sessions where link_id = cast($1 as text) and link_id <> '' and id_hash <> $2", l.ID, except)
	if err != nil || n == 0 {
		return err
	}
	return t.audit(ctx, actor, event{account: l.AccountID, action: ActionSessionsEnded, subject: l.ID, details: []AuditDetail{
		fact("organisation", l.Organisation), fact("sessions ended", fmt.Sprint(n)),
	}})
}

type sidSession struct {
	hash            []byte
	userID, account string
}

func scanSIDSession(row scanner) (s sidSession, err error) {
	err = row.Scan(&s.hash, &s.userID, (*ref)(&s.account))
	return s, err
}

// EndSessionsBySID ends the sessions that Microsoft knows by one session ID, given as
// its SHA-256, because it has ended there (microsoft.md §3.10).
func (s *Store) EndSessionsBySID(ctx context.Context, actor Actor, sidHash []byte) (ended int, err error) {
	const find = `select s.id_hash, s.user_id, u.account_id from sessions s join users u on u.id = s.user_id
where s.sid_hash in ($1) and s.sid_hash is not null`
	// Most of them are of nobody: those write nothing.
	if _, err := one(ctx, s.reads, scanSIDSession, find, sidHash); errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	err = s.write(ctx, "end sessions by sid", func(ctx context.Context, t *tx) error {
		found, err := all(ctx, t, scanSIDSession, find, sidHash)
		if err != nil {
			return err
		}
		ended = len(found)
		for _, session := range found {
			if _, err := t.exec(ctx, "delete from sessions where id_hash = $1", session.hash); err != nil {
				return err
			}
			err := t.audit(ctx, actor, event{account: session.account, action: ActionSignedOut, subject: session.userID, details: []AuditDetail{fact("by", "Microsoft")}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return ended, err
}

// CountLinkSessions returns how many sessions came through a link and have not ended
// by their own time.
func (s *Store) CountLinkSessions(ctx context.Context, linkID string) (int, error) {
	n, err := one(ctx, s.reads, scanInt, "select count(*) from sessions where link_id = cast($1 as text) and link_id <> '' and expires_at > $2", linkID, stamp(s.now()))
	return int(n), wrapped("count sessions of a link", err)
}
