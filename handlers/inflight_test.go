package handlers_test

import (
	"strconv"
	"testing"
	"time"

	"workbooks.com/authconsole/handlers"
)

func TestInflight_RemembersASpentStateAsLongAsItsFlowLives(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 10, 30, 0, 0, time.UTC)
	m := handlers.NewSpentStates(func() time.Time { return now })
	m.End("failed", false)
	m.End("first", true)
	m.End("first", true)
	if m.Spent("failed") || !m.Spent("first") || m.Kept() != 1 {
		t.Errorf("%d are kept, failed %v, first %v", m.Kept(), m.Spent("failed"), m.Spent("first"))
	}
	now = now.Add(15 * time.Minute)
	if m.End("second", true); !m.Spent("first") {
		t.Error("forgotten within 15 minutes")
	}
	now = now.Add(time.Second)
	if m.End("third", true); m.Spent("first") || !m.Spent("second") || m.Kept() != 2 {
		t.Errorf("%d are kept after 15 minutes, first %v, second %v", m.Kept(), m.Spent("first"), m.Spent("second"))
	}
}

func TestS103_SpentStatesAreRememberedUpToABound(t *testing.T) {
	t.Parallel()
	const bound = 8192
	now := time.Date(2026, 3, 3, 10, 30, 0, 0, time.UTC)
	m := handlers.NewSpentStates(func() time.Time { return now })
	for i := range bound + 10 {
		m.End(strconv.Itoa(i), true)
	}
	if n := m.Kept(); n != bound {
		t.Errorf("%d are kept, want %d", n, bound)
	}
	for state, want := range map[string]bool{"9": false, "10": true, strconv.Itoa(bound + 9): true} {
		if m.Spent(state) != want {
			t.Errorf("state %s: spent is %v", state, !want)
		}
	}
}
