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

// SpentStates is the memory of the states of log-ins that are over.
type SpentStates struct{ *inflight }

// NewSpentStates makes it as the console does.
func NewSpentStates(now func() time.Time) SpentStates { return SpentStates{newInflight(now)} }

// End is a request that works on a state, and ends.
func (s SpentStates) End(state string, spent bool) {
	w, _ := s.claim(state)
	s.end(state, w, answer{}, spent)
}

// Spent reports whether a state is known to be spent.
func (s SpentStates) Spent(state string) bool { return s.isSpent(state) }

// Kept is how many are remembered.
func (s SpentStates) Kept() int { return max(len(s.spent), len(s.ended)) }
