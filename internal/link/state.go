package link

import (
	"fmt"
	"time"
)

// UndoWindow is how long after linking «Not your organisation? Undo» is offered.
const UndoWindow = time.Hour

// State is the state of a link between an account and a tenant.
type State string

// The states of a link. NotLinked stands for «no row».
const (
	NotLinked State = "not_linked"
	Awaiting  State = "awaiting_confirmation"
	Enabled   State = "enabled"
	Disabled  State = "disabled"
	Unlinked  State = "unlinked"
	Replaced  State = "replaced"
	Rejected  State = "rejected"
	Overtaken State = "overtaken"
)

// States lists every state, in the order of a link's life.
func States() []State {
	return []State{NotLinked, Awaiting, Enabled, Disabled, Unlinked, Replaced, Rejected, Overtaken}
}

// Current reports whether a link in this state is the account's link now.
func (s State) Current() bool { return s == Enabled || s == Disabled }

// Event is something that happens to a link.
type Event string

// The events of a link.
const (
	Prove    Event = "prove"    // a tenant was proven for the account
	Propose  Event = "propose"  // a tenant was proven through an invitation
	Confirm  Event = "confirm"  // an administrator said «Yes, this is us»
	Reject   Event = "reject"   // an administrator said «No»
	Overtake Event = "overtake" // another tenant was linked before anybody had said either
	Disable  Event = "disable"  // an administrator switched Microsoft login off
	Enable   Event = "enable"   // and on again
	Unlink   Event = "unlink"   // an administrator gave the link up
	Replace  Event = "replace"  // another tenant took this one's place
	Restore  Event = "restore"  // the link that replaced this one was undone
)

// Events lists every event.
func Events() []Event {
	return []Event{Prove, Propose, Confirm, Reject, Overtake, Disable, Enable, Unlink, Replace, Restore}
}

var transitions = map[State]map[Event]State{
	NotLinked: {Prove: Enabled, Propose: Awaiting},
	Awaiting:  {Confirm: Enabled, Reject: Rejected, Overtake: Overtaken},
	Enabled:   {Prove: Enabled, Disable: Disabled, Unlink: Unlinked, Replace: Replaced},
	Disabled:  {Prove: Enabled, Enable: Enabled, Unlink: Unlinked, Replace: Replaced},
	Unlinked:  {},
	Replaced:  {Restore: Enabled},
	Rejected:  {},
	Overtaken: {},
}

// Next returns the state that follows from an event, or a *RefusedError.
func Next(from State, event Event) (State, error) {
	if to, ok := transitions[from][event]; ok {
		return to, nil
	}
	return "", &RefusedError{From: string(from), Event: string(event)}
}

// RefusedError says that an event is not possible in a state.
type RefusedError struct{ From, Event string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("link: %q is not possible in state %q", e.Event, e.From)
}
