package mail

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// Message is one mail to one person, as text and as HTML.
type Message struct {
	To            string // an e-mail address
	Subject, Text string
	HTML          string // empty: text only
	ReplyTo       string // an e-mail address, or empty
	ReplyToName   string // may be empty
	// ID becomes the left half of the Message-ID, so that a mail sent twice after a
	// crash is recognisable: letters, digits, - and _ only, and not empty.
	ID string
}

// check refuses what could not be a mail, or could begin another header (attacks by
// CR and LF in names and subjects).
func (m Message) check() error {
	switch {
	case !usable(m.To):
		return &Error{Permanent: true, Reason: RefusedRecipient}
	case !plainText(m.Subject), !plainText(m.ReplyToName), m.ReplyTo != "" && !usable(m.ReplyTo), !identifier(m.ID):
		return &Error{Permanent: true, Reason: MessageRefused}
	case !utf8.ValidString(m.Subject + m.ReplyToName + m.Text + m.HTML):
		return &Error{Permanent: true, Reason: MessageRefused}
	}
	return nil
}

// compose returns the mail as it goes over the wire. Bodies are quoted-printable and
// headers encoded words, so that any server can carry them.
func (m Message) compose(from mail.Address) *gomail.Msg {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&from)
	msg.ToMailAddress(&mail.Address{Address: m.To})
	if m.ReplyTo != "" {
		msg.ReplyToMailAddress(&mail.Address{Name: m.ReplyToName, Address: m.ReplyTo})
	}
	msg.Subject(m.Subject)
	_, domain, _ := strings.Cut(from.Address, "@")
	msg.SetMessageIDWithValue(m.ID + "@" + domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 §5: no holiday replies
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg
}

func identifier(id string) bool {
	return id != "" && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}
