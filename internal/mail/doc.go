// Package mail sends mails: through an SMTP server, or, for the demo, into an outbox
// that keeps the last of them in memory.
//
// # What SMTP promises
//
// With the scheme smtp the conversation is encrypted by STARTTLS before anything
// about the mail is said, with smtps from the first byte; certificates are verified.
// A server that cannot do it gets nothing. Everything is bounded: connecting, the
// whole conversation, and what the server may say.
//
// Send returns nil only when the server has taken the mail over. After that nothing
// is an error any more. When the connection ends between the last line and the
// server's answer, nobody knows whether it has: that is a temporary failure, and the
// mail sent again carries the same Message-ID.
//
// # Permanent and temporary
//
// Permanent is what the server says for good about this mail: its recipient, sender
// or text. A server that cannot be reached, proves to be another one, or does not
// accept our login is a fault of the installation that its operator mends, while the
// mail waits.
//
// Nothing that a server says is kept: it may hold addresses and anybody's words.
// Errors carry a reason of ours and the number of the reply.
package mail
