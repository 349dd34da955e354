package delivery

import "time"

// tryFor is how long a mail is tried.
const tryFor = 24 * time.Hour

// pause is how long to wait after so many attempts (at least 1).
func pause(attempts int64) time.Duration {
	pauses := [...]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}
	return pauses[min(max(attempts, 1), int64(len(pauses)))-1]
}

// again returns when to try next, and false when it would be too late: a day after
// the mail was queued, or when its invitation has ended.
func again(now, queued, expires time.Time, attempts int64) (time.Time, bool) {
	next := now.Add(pause(attempts))
	return next, next.Before(queued.Add(tryFor)) && next.Before(expires)
}
