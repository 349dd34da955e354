package store

import (
	"context"

	"workbooks.com/authconsole/internal/signin"
)

// BeginMicrosoftSession makes a session as a log-in through a link does.
func (s *Store) BeginMicrosoftSession(ctx context.Context, l Link, n NewSession) error {
	return s.write(ctx, "test", func(ctx context.Context, t *tx) error {
		session := n.session(t.now)
		session.Method, session.LinkID, session.TenantID = MethodMicrosoft, l.ID, l.TenantID
		return t.beginSession(ctx, n.UserID, n, session)
	})
}

// Raise tells an account's administrators of something, as a refused log-in does.
func (s *Store) Raise(ctx context.Context, accountID string, kind AlertKind, subject, reference string) error {
	return s.write(ctx, "test", func(ctx context.Context, t *tx) error { return t.raise(ctx, accountID, kind, subject, reference) })
}

// Manage lets a template look after fields of a user.
func (s *Store) Manage(ctx context.Context, userID string, fields ...signin.Field) error {
	return s.write(ctx, "test", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, "update users set managed = $1 where id = $2", fieldTexts(fields), userID)
		return err
	})
}
