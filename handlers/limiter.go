package handlers

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limits bound how often things may be done (S09, S103): each more than anybody does
// by hand, none shared by people who could lock one another out.
type limits struct {
	start    *limiter // consent requests, by account
	callback *limiter // answers that belong to no request of theirs, by client
	invite   *limiter // invitations made, by account
	open     *limiter // invitation links looked at, by client: open windows ask again and again
	tries    *limiter // journeys to Microsoft, by invitation and client
	search   *limiter // searches and explanations, by person
	failed   *limiter // failures of log-ins that are kept, by the person whom our cookie names, else by client
	forged   *limiter // refused tokens that are kept, likewise: these take an account at Microsoft
	login    *limiter // log-ins sent to Microsoft, by client: a whole company may sit behind one address
}

func newLimits(now func() time.Time) limits {
	return limits{
		start:    newLimiter(30, 30, now),
		callback: newLimiter(120, 120, now),
		invite:   newLimiter(6, 12, now),
		open:     newLimiter(600, 600, now),
		tries:    newLimiter(2, 6, now), // far fewer than could push another client's journey out of the store
		search:   newLimiter(300, 150, now),
		failed:   newLimiter(30, 60, now), // anybody can bring such an answer
		forged:   newLimiter(60, 240, now),
		login:    newLimiter(1200, 600, now),
	}
}

const (
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

	looked time.Time // when keys were last looked through
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
// that nothing needs to be known about. It looks through them once a second at most;
// where even that leaves too many, all are let go rather than memory.
func (l *limiter) forget(now time.Time) {
	if len(l.keys) >= 20*limiterKeys {
		clear(l.keys)
	}
	if len(l.keys) < limiterKeys || now.Sub(l.looked) < time.Second {
		return
	}
	l.looked = now
	for key, k := range l.keys {
		if k.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
}
