package store

import "context"

// InvitationByReference returns the invitation of a reference as it was given out. An
// empty account is any, for support; another account's is ErrNotFound.
func (s *Store) InvitationByReference(ctx context.Context, accountID, reference string) (Invitation, error) {
	i, err := one(ctx, s.reads, scanInvitation, selectInvitation+"where i.reference = cast($1 as text)", reference)
	if err == nil && accountID != "" && i.AccountID != accountID {
		err = ErrNotFound
	}
	if err != nil {
		return Invitation{}, wrapped("read invitation by reference", err)
	}
	return i.asOf(s.now()), nil
}
