package store

import (
	"errors"
	"fmt"
	"time"
)

// The errors that callers tell apart with errors.Is. A *link.RefusedError is
// told apart with errors.As.
var (
	// ErrNotFound means that the row does not exist, or not for this account.
	ErrNotFound = errors.New("not found")
	// ErrTaken means that a value that must be unique is in use.
	ErrTaken = errors.New("already taken")
	// ErrNameTaken means that another account has this name.
	ErrNameTaken = fmt.Errorf("account name %w", ErrTaken)
	// ErrEmailTaken means that another user has this e-mail address.
	ErrEmailTaken = fmt.Errorf("e-mail address %w", ErrTaken)
	// ErrTenantTaken means that the tenant serves another account.
	ErrTenantTaken = fmt.Errorf("tenant %w", ErrTaken)
	// ErrWrongTenant means that the proven tenant is not the one claimed.
	ErrWrongTenant = errors.New("proven tenant is not the claimed one")
	// ErrNotEntitled means that the account has no Advanced Security or that the
	// user is not its administrator (any more).
	ErrNotEntitled = errors.New("not entitled")
	// ErrTooManyOpen means that link.MaxInvitations invitations of the account are
	// open or wait for a confirmation.
	ErrTooManyOpen = errors.New("too many open invitations")
	// ErrInvalid means that a value is out of its bounds; the text says which.
	ErrInvalid = errors.New("invalid value")
	// ErrNoDatabase means that the file of Options.URL does not exist.
	ErrNoDatabase = errors.New("there is no database")
	// ErrUnavailable means that the database cannot do it now: locked, full,
	// failing or closed. Nothing has been changed. See UnavailableError.
	ErrUnavailable = errors.New("database unavailable")
)

// UnavailableError is the ErrUnavailable of one call.
type UnavailableError struct {
	// RetryAfter is when another try makes sense; zero when nobody can say.
	RetryAfter time.Duration
	// Err is the engine's own error. It is for the log, not for people.
	Err error
}

// Error names the engine's error.
func (e *UnavailableError) Error() string { return fmt.Sprintf("%v: %v", ErrUnavailable, e.Err) }

// Unwrap returns the engine's error.
func (e *UnavailableError) Unwrap() error { return e.Err }

// Is makes every UnavailableError an ErrUnavailable.
func (e *UnavailableError) Is(target error) bool { return target == ErrUnavailable }

// retryAfterBusy is how long a caller who met a busy database should wait.
const retryAfterBusy = time.Second

func busy(err error) error { return &UnavailableError{RetryAfter: retryAfterBusy, Err: err} }

func unavailable(err error) error { return &UnavailableError{Err: err} }
