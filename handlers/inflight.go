package handlers

import "sync"

// inflight lets one request at a time work on a state: of several that arrive at once
// the first goes to Microsoft, and the others wait for what becomes of it. Without it
// a second delivery could spend the state of the first with the refusal of a code that
// the first has just redeemed (F24).
type inflight struct {
	mu   sync.Mutex
	busy map[string]chan struct{}
}

func newInflight() *inflight { return &inflight{busy: map[string]chan struct{}{}} }

// claim reports whether the caller is the first; then end must be called. Otherwise
// done is closed when the first has ended.
func (i *inflight) claim(state string) (end func(), done <-chan struct{}, first bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if ch, ok := i.busy[state]; ok {
		return nil, ch, false
	}
	ch := make(chan struct{})
	i.busy[state] = ch
	return func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		delete(i.busy, state)
		close(ch)
	}, ch, true
}
