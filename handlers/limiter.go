package handlers

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// consentStartsPerMinute and consentStartBurst bound how fast one account may
	// start consent requests (S09): more than anybody presses by hand.
	consentStartsPerMinute = 30
	consentStartBurst      = 30
	// limiterKeys is how many keys are remembered before full ones are dropped.
	limiterKeys = 10_000
)

// limiter allows so many events a minute for each key.
type limiter struct {
	mu    sync.Mutex
	limit rate.Limit
	burst int
	now   func() time.Time
	keys  map[string]*rate.Limiter
}

func newLimiter(perMinute, burst int, now func() time.Time) *limiter {
	return &limiter{limit: rate.Limit(float64(perMinute) / 60), burst: burst, now: now, keys: map[string]*rate.Limiter{}}
}

func (l *limiter) allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	k, ok := l.keys[key]
	if !ok {
		l.forget(now)
		k = rate.NewLimiter(l.limit, l.burst)
		l.keys[key] = k
	}
	return k.AllowN(now, 1)
}

// forget drops the keys that have their whole burst back, which are the ones
// that nothing needs to be known about.
func (l *limiter) forget(now time.Time) {
	if len(l.keys) < limiterKeys {
		return
	}
	for key, k := range l.keys {
		if k.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
}
