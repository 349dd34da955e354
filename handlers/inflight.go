package handlers

import (
	"sync"
	"time"
)

// maxSpent bounds how many states are remembered, in about a hundred bytes each.
const maxSpent = 8192

// inflight lets one request at a time work on a state: of several that arrive at once
// the first goes to Microsoft, and the others wait for what becomes of it. Without it
// a second delivery could spend the state of the first with the refusal of a code that
// the first has just redeemed (F24).
//
// It remembers the states that are spent for as long as their flows live, so that an
// answer that comes again, by Back or reload, is not sent to Microsoft again. That
// spares a read at each log-in and is no proof: only the transaction that ends a flow
// spends its state, also for a program that was started anew in between.
type inflight struct {
	now   func() time.Time
	mu    sync.Mutex
	busy  map[string]*working
	spent map[string]bool
	ended []ended // those of spent, oldest first
}

type ended struct {
	state string
	at    time.Time
}

func newInflight(now func() time.Time) *inflight {
	return &inflight{now: now, busy: map[string]*working{}, spent: map[string]bool{}}
}

// working is a state that a request works on.
type working struct {
	done   chan struct{} // closed when that has ended; answer is set before
	answer answer
}

// answer is where a browser was sent, empty where nothing came of it, and which failure
// it was told of.
type answer struct {
	to      string
	problem *loginProblem
}

// claim reports whether the caller is the first; then end must be called. Otherwise w
// is what the first works on.
func (i *inflight) claim(state string) (w *working, first bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if w, ok := i.busy[state]; ok {
		return w, false
	}
	w = &working{done: make(chan struct{})}
	i.busy[state] = w
	return w, true
}

// end says what became of it, and whether the state is spent by it.
func (i *inflight) end(state string, w *working, a answer, spent bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.busy, state)
	if spent {
		i.remember(state)
	}
	w.answer = a
	close(w.done)
}

// isSpent reports whether a state is known to be spent.
func (i *inflight) isSpent(state string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.spent[state]
}

func (i *inflight) remember(state string) {
	now := i.now()
	for len(i.ended) > 0 && (len(i.ended) == maxSpent || now.Sub(i.ended[0].at) > flowLife) {
		delete(i.spent, i.ended[0].state)
		i.ended = i.ended[1:]
	}
	if !i.spent[state] {
		i.spent[state] = true
		i.ended = append(i.ended, ended{state, now})
	}
}
