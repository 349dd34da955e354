package microsoft

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// How long documents live (microsoft.md §3.3).
const (
	refreshAfter = time.Hour       // then one use starts a refresh in the background
	expireAfter  = 24 * time.Hour  // then a use waits for the refresh
	forceAfter   = 5 * time.Minute // between refreshes for an unknown key
	retryAfterOK = time.Minute     // after a failure, with a last good document
	retryAfterNo = 3 * time.Second // after a failure, with none
	maxTenants   = 1000            // kept per kind of document
)

// lastGood keeps one kind of document per tenant: fetched once however many ask,
// refreshed on use, and kept when a refresh fails. Failures of tenants without a
// document are kept apart, so that a flood of invented tenants evicts nobody.
type lastGood[T any] struct {
	name    string
	client  *Client
	fetch   func(ctx context.Context, tenant string) (T, error)
	flights singleflight.Group

	mu       sync.Mutex
	good     *recent[document[T]]
	failures *recent[failure]
}

type document[T any] struct {
	value   T
	fetched time.Time
	forced  time.Time // last refresh for an unknown key
}

type failure struct {
	err error
	at  time.Time
}

func newLastGood[T any](name string, c *Client, fetch func(context.Context, string) (T, error)) *lastGood[T] {
	return &lastGood[T]{
		name: name, client: c, fetch: fetch,
		good: newRecent[document[T]](maxTenants), failures: newRecent[failure](maxTenants),
	}
}

// get returns the tenant's document. It waits only if there is none yet or the
// one at hand is more than a day old.
func (l *lastGood[T]) get(ctx context.Context, tenant string) (T, error) {
	doc, have, failed := l.look(tenant)
	now := l.client.now()
	switch {
	case have && within(now, doc.fetched, refreshAfter):
		return doc.value, nil
	case have && within(now, failed.at, retryAfterOK):
		return doc.value, nil
	case have && within(now, doc.fetched, expireAfter):
		l.flight(tenant, doc.fetched)
		return doc.value, nil
	case !have && failed.err != nil && within(now, failed.at, retryAfterNo):
		return doc.value, failed.err
	}
	return l.wait(ctx, tenant, doc.fetched)
}

// renew fetches again because the document lacks something. If that was done
// within the last five minutes the document at hand is returned, and if it has
// just failed the same failure. Both are decided inside the flight, so that
// callers who come late do not cause a second fetch.
func (l *lastGood[T]) renew(ctx context.Context, tenant string) (T, error) {
	return l.join(ctx, l.flights.DoChan("renew "+tenant, func() (any, error) {
		doc, _, failed := l.look(tenant)
		now := l.client.now()
		switch {
		case within(now, doc.forced, forceAfter):
			return doc.value, nil
		case within(now, failed.at, retryAfterOK):
			return doc.value, failed.err
		}
		value, err := l.load(tenant)
		if err == nil {
			l.mark(tenant, now)
		}
		return value, err
	}))
}

func (l *lastGood[T]) mark(tenant string, forced time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if doc, ok := l.good.get(tenant); ok {
		doc.forced = forced
		l.good.put(tenant, doc)
	}
}

func (l *lastGood[T]) look(tenant string) (document[T], bool, failure) {
	l.mu.Lock()
	defer l.mu.Unlock()
	doc, have := l.good.get(tenant)
	failed, _ := l.failures.get(tenant)
	return doc, have, failed
}

// wait joins the fetch of the tenant's document. A last good document makes up
// for a failure.
func (l *lastGood[T]) wait(ctx context.Context, tenant string, seen time.Time) (T, error) {
	value, err := l.join(ctx, l.flight(tenant, seen))
	if err != nil && ctx.Err() == nil {
		if doc, have, _ := l.look(tenant); have {
			return doc.value, nil
		}
	}
	return value, err
}

// join waits for a flight, which does not end with the caller, since others may
// be waiting for it.
func (l *lastGood[T]) join(ctx context.Context, flight <-chan singleflight.Result) (value T, err error) {
	select {
	case <-ctx.Done():
		return value, l.client.broken(ctx, "fetch "+l.name, 0, ctx.Err())
	case result := <-flight:
		if result.Err != nil {
			return value, result.Err
		}
		return result.Val.(T), nil
	}
}

// flight fetches the document for a caller who saw the one of that time, or none.
// Whether another caller has done so meanwhile is decided inside, as in renew: who
// looks before a flight lands and joins after it must not cause a second one.
func (l *lastGood[T]) flight(tenant string, seen time.Time) <-chan singleflight.Result {
	return l.flights.DoChan(tenant, func() (any, error) {
		doc, have, failed := l.look(tenant)
		switch now := l.client.now(); {
		case have && doc.fetched.After(seen), have && within(now, failed.at, retryAfterOK):
			return doc.value, nil
		case !have && failed.err != nil && within(now, failed.at, retryAfterNo):
			return doc.value, failed.err
		}
		return l.load(tenant)
	})
}

func (l *lastGood[T]) load(tenant string) (T, error) {
	ctx, cancel := context.WithTimeout(l.client.life, documentTime)
	defer cancel()
	value, err := l.fetch(ctx, tenant)
	l.keep(tenant, value, err)
	return value, err
}

func (l *lastGood[T]) keep(tenant string, value T, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.client.now()
	doc, have := l.good.get(tenant)
	if err == nil {
		// An ordinary refresh does not open the way for another forced one.
		l.good.put(tenant, document[T]{value: value, fetched: now, forced: doc.forced})
		l.failures.remove(tenant)
		return
	}
	l.failures.put(tenant, failure{err: err, at: now})
	if have {
		l.client.log.Warn("kept the last good "+l.name, "tenant", tenant, "age", now.Sub(doc.fetched), "error", err)
	}
}

// within reports whether at lies less than span before now. A time in the
// future, left by a clock that was set back, does not count.
func within(now, at time.Time, span time.Duration) bool {
	age := now.Sub(at)
	return age >= 0 && age < span
}
