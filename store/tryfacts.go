package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/signin"
)

// TryFacts is what trying the templates on a user needs.
type TryFacts struct {
	User       User
	Extensions []string
	Membership signin.Membership // as it was read; NotAsked when it never was
	Names      map[string]string // the directory's for groups whose names Microsoft did not tell, by ID
	Source     string            // how they were read
	ReadAt     time.Time
	Guest      bool // at Microsoft, at the last log-in
	// LastAdministrator: nobody else can administer the account.
	LastAdministrator bool
}

// Profile is what the user has of that which templates give.
func (f TryFacts) Profile() signin.Profile { return f.User.profile(f.Extensions) }

// TryFacts returns what is known of a user's groups from the last log-in; another
// account's user is ErrNotFound.
func (s *Store) TryFacts(ctx context.Context, accountID, userID string) (TryFacts, error) {
	f, err := s.tryFacts(ctx, accountID, userID)
	return f, wrapped("read facts to try templates with", err)
}

func (s *Store) tryFacts(ctx context.Context, accountID, userID string) (f TryFacts, err error) {
	if f.User, err = userOf(ctx, s.reads, accountID, userID); err != nil {
		return TryFacts{}, err
	}
	if f.Extensions, err = extensionsOf(ctx, s.reads, userID); err != nil {
		return TryFacts{}, err
	}
	if f.LastAdministrator, err = lastAdministrator(ctx, s.reads, f.User); err != nil {
		return TryFacts{}, err
	}
	identity, err := one(ctx, s.reads, scanIdentity, selectIdentity+"where i.user_id = cast($1 as text)", userID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return TryFacts{}, err
	}
	f.Guest = identity.Guest
	kept, err := personGroupsOf(ctx, s.reads, userID)
	if errors.Is(err, ErrNotFound) {
		return f, nil
	}
	if err != nil {
		return TryFacts{}, err
	}
	f.Membership.Reading, f.Source, f.ReadAt = signin.Read, kept.source, kept.readAt
	if err := json.Unmarshal([]byte(kept.text), &f.Membership.Groups); err != nil {
		return TryFacts{}, fmt.Errorf("decode groups: %w", err)
	}
	f.Names, err = s.namesOfUnnamed(ctx, accountID, f.Membership.Groups)
	return f, err
}

func (s *Store) namesOfUnnamed(ctx context.Context, accountID string, groups []signin.Group) (map[string]string, error) {
	var ids []string
	for _, g := range groups {
		if g.Name == "" {
			ids = append(ids, g.ID)
		}
	}
	return groupNames(ctx, s.reads, accountID, ids)
}

// TryPeople returns users who have come with Microsoft, by name, as Users finds them.
func (s *Store) TryPeople(ctx context.Context, accountID, query string, limit int) ([]UserRow, error) {
	rows, err := s.Users(ctx, UserFilter{AccountID: accountID, Query: query, State: usersMicrosoft, Limit: limit})
	return rows, wrapped("list people to try templates with", err)
}
