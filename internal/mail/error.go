package mail

import "fmt"

// Reasons why a mail was not taken. They are stored and shown in words, so that
// their spelling must not change.
const (
	RefusedRecipient = "refused_recipient" // the server does not take mail for this address
	RefusedSender    = "refused_sender"    // the server does not take mail from MAIL_FROM
	LoginRefused     = "login_refused"     // user or password of SMTP_URL are wrong, or no login is offered
	TLSFailed        = "tls_failed"        // no encryption, or the certificate is not the server's
	Unreachable      = "unreachable"       // nobody listens, or not an SMTP server that serves us
	TimedOut         = "timed_out"         // it did not answer in time
	ClosedEarly      = "closed_early"      // it hung up before the mail was taken over
	MessageRefused   = "message_refused"   // the server does not take this text
	Busy             = "busy"              // it said: later
)

// Error says why a mail was not sent, without a word of the server's.
type Error struct {
	Permanent bool   // the same mail will never be taken
	Reason    string // one of the reasons above
	Code      int    // the SMTP reply, 0 when there was none
	cause     error  // the context's error, or nil
}

// Error names the reason and the reply's number.
func (e *Error) Error() string {
	if e.Code != 0 {
		return fmt.Sprintf("mail: send: %s (%d)", e.Reason, e.Code)
	}
	return "mail: send: " + e.Reason
}

// Unwrap returns the context's error when it was the context that ended the
// conversation.
func (e *Error) Unwrap() error { return e.cause }
