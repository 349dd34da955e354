package link_test

import (
	"slices"
	"testing"

	"workbooks.com/authconsole/internal/link"
)

func TestEveryRequestStateAndEvent(t *testing.T) {
	events := []link.RequestEvent{link.Approve, link.Redeem, link.Finish, link.Fail, link.Cancel, link.Supersede, link.Expire}
	if !slices.Equal(events, link.RequestEvents()) {
		t.Fatalf("events %v, want %v", link.RequestEvents(), events)
	}
	table := []struct {
		from link.RequestState
		to   [7]link.RequestState // approve, redeem, finish, fail, cancel, supersede, expire
	}{
		{link.AtMicrosoft, [7]link.RequestState{link.Approved, no, no, link.Failed, link.Cancelled, link.Superseded, link.Expired}},
		{link.Checking, [7]link.RequestState{no, link.Proving, no, link.Failed, link.Cancelled, link.Superseded, link.Expired}},
		{link.Approved, [7]link.RequestState{no, link.Proving, no, link.Failed, link.Cancelled, link.Superseded, link.Expired}},
		{link.Proving, [7]link.RequestState{no, no, link.Linked, link.Failed, link.Cancelled, link.Superseded, link.Expired}},
		{link.Linked, [7]link.RequestState{no, no, no, no, no, no, no}},
		{link.Failed, [7]link.RequestState{no, no, no, no, no, no, no}},
		{link.Cancelled, [7]link.RequestState{no, no, no, no, no, no, no}},
		{link.Superseded, [7]link.RequestState{no, no, no, no, no, no, no}},
		{link.Expired, [7]link.RequestState{no, no, no, no, no, no, no}},
		{"made up", [7]link.RequestState{no, no, no, no, no, no, no}},
		{"", [7]link.RequestState{no, no, no, no, no, no, no}},
	}
	if len(link.RequestStates()) != len(table)-2 {
		t.Fatalf("%d states, the table has %d", len(link.RequestStates()), len(table)-2)
	}
	for i, row := range table {
		if i < len(link.RequestStates()) && link.RequestStates()[i] != row.from {
			t.Errorf("state %d is %q, want %q", i, link.RequestStates()[i], row.from)
		}
		for j, event := range events {
			got, err := link.NextRequest(row.from, event)
			if got != row.to[j] {
				t.Errorf("NextRequest(%q, %q) = %q, want %q", row.from, event, got, row.to[j])
			}
			refusal(t, err, row.to[j] == no, string(row.from), string(event))
		}
	}
}

func TestTheFourOpenStates(t *testing.T) {
	for state, want := range map[link.RequestState]bool{
		link.AtMicrosoft: true, link.Checking: true, link.Approved: true, link.Proving: true, link.Linked: false, link.Failed: false,
		link.Cancelled: false, link.Superseded: false, link.Expired: false, "made up": false,
	} {
		if got := state.Open(); got != want {
			t.Errorf("%q.Open() = %v, want %v", state, got, want)
		}
	}
}

func TestNoShortcutFromMicrosoftToALink(t *testing.T) {
	for _, path := range [][]link.RequestEvent{
		{link.Finish}, {link.Redeem}, {link.Approve, link.Finish}, {link.Approve, link.Approve}, {link.Approve, link.Redeem, link.Redeem},
		{link.Approve, link.Redeem, link.Finish, link.Finish}, {link.Cancel, link.Approve}, {link.Expire, link.Approve},
	} {
		state, err := link.AtMicrosoft, error(nil)
		for _, event := range path {
			state, err = link.NextRequest(state, event)
		}
		if err == nil {
			t.Errorf("%v ends in %q", path, state)
		}
	}
}

func TestASilentRequestIsStillOpen(t *testing.T) {
	if link.SilentAfter >= link.RequestLife {
		t.Errorf("silent after %v, but it lives %v only", link.SilentAfter, link.RequestLife)
	}
}
