package policy

import "time"

const (
	// MaxWrongPasswords is how many wrong passwords in a row a login bears. One
	// more locks it for LockFor.
	MaxWrongPasswords = 10
	// LockFor is how long a login stays locked after too many wrong passwords.
	LockFor = 15 * time.Minute
	// SessionIdle is how long a session lives without a request.
	SessionIdle = 8 * time.Hour
	// SessionMax is how long a session lives however busy it is.
	SessionMax = 24 * time.Hour
	// MicrosoftSessionLife is how long a session that began with Microsoft lives, unless
	// the operator says otherwise: Microsoft is then asked again whether the person may
	// still log in (lessons.md, 25).
	MicrosoftSessionLife = 12 * time.Hour
	// FreshFor is how long after a log-in somebody may do what cannot be undone easily,
	// without showing once more who they are (attacks.md, S62).
	FreshFor = 30 * time.Minute
	// WelcomeLife is how long an invited user may take to choose a password.
	WelcomeLife = 7 * 24 * time.Hour
	// UnseenDays is after how many days without a log-in somebody may have left.
	UnseenDays = 60

	minSessionLife = 5 * time.Minute
)

// ValidSessionLife reports whether an operator may choose this life for sessions that
// begin with Microsoft: 5 minutes to SessionMax.
func ValidSessionLife(d time.Duration) bool { return d >= minSessionLife && d <= SessionMax }

// Fresh reports whether somebody has shown who they are recently enough. A clock that
// was set back to before that moment wins no time: the person is asked once more.
func Fresh(authenticated, now time.Time) bool {
	age := now.Sub(authenticated)
	return !authenticated.IsZero() && age >= 0 && age <= FreshFor
}

// SessionEnded reports whether a session that began at created and was last used
// at seen has ended by now: after more than SessionIdle without use, or more than
// SessionMax in all. A clock set back below seen ends nothing and wins no time:
// seen then stands for the present. A session that claims to begin more than
// SessionMax after that has ended too, because nothing would ever limit it.
func SessionEnded(created, seen, now time.Time) bool {
	present := now
	if seen.After(now) {
		present = seen
	}
	return present.Sub(created).Abs() > SessionMax || present.Sub(seen) > SessionIdle
}
