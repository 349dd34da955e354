package handlers

import "time"

// NewLimiter makes a limiter as the console does.
func NewLimiter(perMinute, burst int, now func() time.Time) (allow func(key string) bool, keys func() int) {
	l := newLimiter(perMinute, burst, now)
	return l.allow, func() int {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.keys)
	}
}
