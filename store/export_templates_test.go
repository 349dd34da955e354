package store

import (
	"context"

	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/signin"
)

// SeeGroups shows groups of the directory, as a log-in does.
func (s *Store) SeeGroups(ctx context.Context, accountID, tenant string, groups ...signin.Group) error {
	return s.write(ctx, "see groups", func(ctx context.Context, t *tx) error { return t.seeGroups(ctx, accountID, tenant, groups) })
}

// RememberGroups keeps a user's groups, as a log-in does.
func (s *Store) RememberGroups(ctx context.Context, userID string, m signin.Membership) error {
	return s.write(ctx, "remember groups", func(ctx context.Context, t *tx) error { return t.rememberGroups(ctx, userID, m, "graph") })
}

// AskRelink asks to be a user, as a log-in does.
func (s *Store) AskRelink(ctx context.Context, accountID, userID string, p signin.Person) error {
	return s.write(ctx, "ask relink", func(ctx context.Context, t *tx) error {
		return t.askRelink(ctx, accountID, userID, p, guidance.RelinkNeeded, "WB-7F3K-9QD2")
	})
}

// Identify gives a user an identity that was last checked with an outcome.
func (s *Store) Identify(ctx context.Context, accountID, userID string, p signin.Person, outcome string) error {
	return s.write(ctx, "identify", func(ctx context.Context, t *tx) error {
		i := newIdentity(userID, accountID, p, MetByName, t.now)
		i.Check = outcome
		return t.insertIdentity(ctx, i)
	})
}

// SwitchProvisioning switches User Provisioning, as a consent does.
func (s *Store) SwitchProvisioning(ctx context.Context, actor Actor, accountID string, on bool) error {
	return s.write(ctx, "switch", func(ctx context.Context, t *tx) error {
		return t.switchProvisioning(ctx, actor, accountID, on, "approved by ada")
	})
}

// TemplatesForRules returns what a log-in goes by.
func (s *Store) TemplatesForRules(ctx context.Context, accountID string) ([]signin.Template, error) {
	return templatesOf(ctx, s.reads, accountID)
}
