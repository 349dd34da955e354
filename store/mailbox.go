package store

// Mailbox says whether a person has an Office 365 mailbox, as far as is known. Its text
// is stored.
type Mailbox string

// What is known of a mailbox.
const (
	MailboxUnknown Mailbox = ""
	MailboxFound   Mailbox = "yes"
	MailboxMissing Mailbox = "no"
)
