package mail

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"syscall"
)

// point is how far a conversation came.
type point int

const (
	connecting point = iota
	greeting
	encrypting
	loggingIn
	sending // MAIL FROM
	naming  // RCPT TO
	writing // DATA to the answer to its final dot
	done
)

var (
	errNoTLS    = errors.New("encryption is not offered")
	errNoLogin  = errors.New("no login that we know is offered")
	errNotASCII = errors.New("the server does not carry such an address")
)

// Replies that mean the same wherever they come (RFC 5321 §4.2.3, RFC 4954 §6).
const (
	closingDown  = 421
	loginMissing = 530
)

// failure turns what went wrong into one of our reasons.
func failure(ctx context.Context, at point, err error) *Error {
	var reply *textproto.Error
	var network net.Error
	switch {
	case ctx.Err() != nil:
		return &Error{Reason: TimedOut, cause: ctx.Err()}
	case errors.As(err, &reply):
		return replied(at, reply.Code)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return &Error{Reason: TimedOut}
	case errors.Is(err, errNotASCII):
		return &Error{Permanent: true, Reason: RefusedRecipient}
	case at == encrypting:
		return &Error{Reason: TLSFailed}
	case at != connecting && closed(err):
		return &Error{Reason: ClosedEarly}
	case at == loggingIn:
		return &Error{Reason: LoginRefused}
	}
	return &Error{Reason: Unreachable}
}

func closed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// replied judges a reply that was not the one hoped for.
func replied(at point, code int) *Error {
	e := &Error{Code: code, Reason: Unreachable}
	permanent := code >= 500 && code <= 599
	switch {
	case code == closingDown:
		e.Reason = Busy
	case at == encrypting:
		e.Reason = TLSFailed
	case at == loggingIn, code == loginMissing:
		e.Reason = LoginRefused
	case at == naming:
		e.Reason, e.Permanent = RefusedRecipient, permanent
	case !permanent:
		e.Reason = Busy
	case at == sending:
		e.Reason, e.Permanent = RefusedSender, true
	case at == writing:
		e.Reason, e.Permanent = MessageRefused, true
	}
	return e
}
