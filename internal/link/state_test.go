package link_test

import (
	"errors"
	"slices"
	"testing"

	"workbooks.com/authconsole/internal/link"
)

// no stands for an event that a state refuses.
const no = ""

func TestEveryLinkStateAndEvent(t *testing.T) {
	events := []link.Event{
		link.Prove, link.Propose, link.Confirm, link.Reject, link.Overtake, link.Disable, link.Enable, link.Unlink, link.Replace, link.Restore,
	}
	if !slices.Equal(events, link.Events()) {
		t.Fatalf("events %v, want %v", link.Events(), events)
	}
	table := []struct {
		from link.State
		to   [10]link.State // prove, propose, confirm, reject, overtake, disable, enable, unlink, replace, restore
	}{
		{link.NotLinked, [10]link.State{link.Enabled, link.Awaiting, no, no, no, no, no, no, no, no}},
		{link.Awaiting, [10]link.State{no, no, link.Enabled, link.Rejected, link.Overtaken, no, no, no, no, no}},
		{link.Enabled, [10]link.State{link.Enabled, no, no, no, no, link.Disabled, no, link.Unlinked, link.Replaced, no}},
		{link.Disabled, [10]link.State{link.Enabled, no, no, no, no, no, link.Enabled, link.Unlinked, link.Replaced, no}},
		{link.Unlinked, [10]link.State{no, no, no, no, no, no, no, no, no, no}},
		{link.Replaced, [10]link.State{no, no, no, no, no, no, no, no, no, link.Enabled}},
		{link.Rejected, [10]link.State{no, no, no, no, no, no, no, no, no, no}},
		{link.Overtaken, [10]link.State{no, no, no, no, no, no, no, no, no, no}},
		{"made up", [10]link.State{no, no, no, no, no, no, no, no, no, no}},
		{"", [10]link.State{no, no, no, no, no, no, no, no, no, no}},
	}
	if len(link.States()) != len(table)-2 {
		t.Fatalf("%d states, the table has %d", len(link.States()), len(table)-2)
	}
	for i, row := range table {
		if i < len(link.States()) && link.States()[i] != row.from {
			t.Errorf("state %d is %q, want %q", i, link.States()[i], row.from)
		}
		for j, event := range events {
			got, err := link.Next(row.from, event)
			if got != row.to[j] {
				t.Errorf("Next(%q, %q) = %q, want %q", row.from, event, got, row.to[j])
			}
			refusal(t, err, row.to[j] == no, string(row.from), string(event))
		}
	}
}

// refusal checks that an error is there if and only if the event was refused, and
// that it names both.
func refusal(t *testing.T, err error, refused bool, from, event string) {
	t.Helper()
	if !refused {
		if err != nil {
			t.Errorf("%q in %q: %v", event, from, err)
		}
		return
	}
	var typed *link.RefusedError
	if !errors.As(err, &typed) || *typed != (link.RefusedError{From: from, Event: event}) {
		t.Errorf("%q in %q: error %v", event, from, err)
	}
}

func TestUnknownEventsAreRefused(t *testing.T) {
	for _, from := range link.States() {
		_, err := link.Next(from, "made up")
		refusal(t, err, true, string(from), "made up")
	}
	for _, from := range link.RequestStates() {
		_, err := link.NextRequest(from, "")
		refusal(t, err, true, string(from), "")
	}
}

func TestCurrentLinksAreTheEnabledAndTheDisabled(t *testing.T) {
	for state, want := range map[link.State]bool{
		link.NotLinked: false, link.Awaiting: false, link.Enabled: true, link.Disabled: true, link.Unlinked: false, link.Replaced: false,
		link.Rejected: false, link.Overtaken: false, "made up": false,
	} {
		if got := state.Current(); got != want {
			t.Errorf("%q.Current() = %v, want %v", state, got, want)
		}
	}
}

func TestRefusalNamesEventAndState(t *testing.T) {
	_, err := link.Next(link.Unlinked, link.Enable)
	if want := `link: "enable" is not possible in state "unlinked"`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
