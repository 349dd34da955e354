package handlers

// Attempt is the secrets of one consent request.
type Attempt = attempt

// NewAttempt makes them as a start of the flow does.
func NewAttempt() (Attempt, error) { return newAttempt() }
