package link

import "time"

const (
	// RequestLife is how long a consent request waits for Microsoft's answer.
	RequestLife = 15 * time.Minute
	// SilentAfter is when a request that has not come back is treated as
	// «never came back» on screen (product.md, step 7). It stays open.
	SilentAfter = 5 * time.Minute
	// MaxOpenRequests is how many requests of one account may be open at once;
	// one more ends the oldest.
	MaxOpenRequests = 5
)

// RequestState is the state of a consent request.
type RequestState string

// The states of a consent request. The first four are open.
const (
	AtMicrosoft RequestState = "at_microsoft"
	Checking    RequestState = "checking" // as AtMicrosoft, but consent was given elsewhere: only the proof is asked for
	Approved    RequestState = "approved"
	Proving     RequestState = "proving"
	Linked      RequestState = "linked"
	Failed      RequestState = "failed"
	Cancelled   RequestState = "cancelled"
	Superseded  RequestState = "superseded"
	Expired     RequestState = "expired"
)

// RequestStates lists every state of a consent request.
func RequestStates() []RequestState {
	return []RequestState{AtMicrosoft, Checking, Approved, Proving, Linked, Failed, Cancelled, Superseded, Expired}
}

// Open reports whether the request may still end in a link.
func (s RequestState) Open() bool {
	return s == AtMicrosoft || s == Checking || s == Approved || s == Proving
}

// RequestEvent is something that happens to a consent request.
type RequestEvent string

// The events of a consent request.
const (
	Approve   RequestEvent = "approve"   // Microsoft's answer claims consent
	Redeem    RequestEvent = "redeem"    // the proving sign-in came back
	Finish    RequestEvent = "finish"    // the tenant is proven and linked
	Fail      RequestEvent = "fail"      // a cause of guidance applies
	Cancel    RequestEvent = "cancel"    // an administrator gave it up
	Supersede RequestEvent = "supersede" // another request finished, or is newer
	Expire    RequestEvent = "expire"    // RequestLife is over
)

// RequestEvents lists every event of a consent request.
func RequestEvents() []RequestEvent {
	return []RequestEvent{Approve, Redeem, Finish, Fail, Cancel, Supersede, Expire}
}

var requestTransitions = map[RequestState]map[RequestEvent]RequestState{
	AtMicrosoft: {Approve: Approved, Fail: Failed, Cancel: Cancelled, Supersede: Superseded, Expire: Expired},
	Checking:    {Redeem: Proving, Fail: Failed, Cancel: Cancelled, Supersede: Superseded, Expire: Expired},
	Approved:    {Redeem: Proving, Fail: Failed, Cancel: Cancelled, Supersede: Superseded, Expire: Expired},
	Proving:     {Finish: Linked, Fail: Failed, Cancel: Cancelled, Supersede: Superseded, Expire: Expired},
	Linked:      {},
	Failed:      {},
	Cancelled:   {},
	Superseded:  {},
	Expired:     {},
}

// NextRequest returns the state that follows from an event, or a *RefusedError.
func NextRequest(from RequestState, event RequestEvent) (RequestState, error) {
	if to, ok := requestTransitions[from][event]; ok {
		return to, nil
	}
	return "", &RefusedError{From: string(from), Event: string(event)}
}
