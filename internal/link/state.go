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
	Enabled   State = "enabled"
	Disabled  State = "disabled"
	Unlinked  State = "unlinked"
	Replaced  State = "replaced"
)

// States lists every state, in the order of a link's life.
func States() []State { return []State{NotLinked, Enabled, Disabled, Unlinked, Replaced} }

// Current reports whether a link in this state is the account's link now.
func (s State) Current() bool { return s == Enabled || s == Disabled }

// Event is something that happens to a link.
type Event string

// The events of a link.
const (
	Prove   Event = "prove"   // a tenant was proven for the account
	Disable Event = "disable" // an administrator switched Microsoft login off
	Enable  Event = "enable"  // and on again
	Unlink  Event = "unlink"  // an administrator gave the link up
	Replace Event = "replace" // another tenant was proven for the account
	Restore Event = "restore" // the link that replaced this one was undone
)

// Events lists every event.
func Events() []Event { return []Event{Prove, Disable, Enable, Unlink, Replace, Restore} }

var transitions = map[State]map[Event]State{
	NotLinked: {Prove: Enabled},
	Enabled:   {Prove: Enabled, Disable: Disabled, Unlink: Unlinked, Replace: Replaced},
	Disabled:  {Prove: Enabled, Enable: Enabled, Unlink: Unlinked, Replace: Replaced},
	Unlinked:  {},
	Replaced:  {Restore: Enabled},
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
