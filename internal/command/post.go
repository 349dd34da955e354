package command

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/delivery"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// post sends the mails of a console: what handlers.Mail asks for, and the runner.
type post struct {
	sealer *delivery.Sealer
	runner *delivery.Runner
}

func newPost(db *store.Store, sender delivery.Sender, keys [][]byte, public *url.URL, log *slog.Logger) (*post, error) {
	sealer, err := delivery.NewSealer(keys)
	if err != nil {
		return nil, err
	}
	return &post{sealer, &delivery.Runner{
		Store: db, Sender: sender, Open: sealer.Open, Message: Letter(public), Now: time.Now, Log: log,
	}}, nil
}

// Seal encrypts a token for the queue.
func (p *post) Seal(reference, token string) []byte { return p.sealer.Seal(reference, token) }

// Wake says that there may be something to send.
func (p *post) Wake() { p.runner.Wake() }

// Letter returns how mails are written. Replies go to the person who asks.
func Letter(public *url.URL) func(token string, d store.Due) mail.Message {
	return func(token string, d store.Due) mail.Message {
		if d.Welcome != nil {
			return welcomeLetter(public, token, d)
		}
		return invitationLetter(public, token, *d.Invitation, d.Account)
	}
}

func invitationLetter(public *url.URL, token string, i store.Invitation, a store.Account) mail.Message {
	m := views.InvitationMail{
		Account: a.Name, Sender: i.SenderName, SenderEmail: i.SenderEmail, Message: i.Message, Required: string(i.Required),
		ForGroups: i.Purpose == link.ForGroups, URL: handlers.WorkspaceURL(public, token), Reference: i.Reference, ExpiresAt: i.ExpiresAt,
	}
	subject, text := views.InvitationText(m)
	out := mail.Message{To: i.Recipient, Subject: subject, Text: text, ReplyTo: i.SenderEmail, ReplyToName: i.SenderName}
	out.HTML = rendered(views.InvitationHTML(m))
	return out
}

func welcomeLetter(public *url.URL, token string, d store.Due) mail.Message {
	w := d.Welcome
	m := views.WelcomeMail{
		Account: d.Account.Name, Sender: w.SenderName, SenderEmail: w.SenderEmail, Name: w.User.Name, Email: w.User.Email,
		URL: handlers.WelcomeURL(public, token), Microsoft: d.Microsoft, LoginURL: public.String() + views.PathLogin,
		Reference: w.Reference, ExpiresAt: w.ExpiresAt,
	}
	subject, text := views.WelcomeText(m)
	out := mail.Message{To: w.User.Email, Subject: subject, Text: text, ReplyTo: w.SenderEmail, ReplyToName: w.SenderName}
	out.HTML = rendered(views.WelcomeHTML(m))
	return out
}

// rendered is the HTML of a mail. Without it the mail is text only, which says the same.
func rendered(c templ.Component) string {
	var html bytes.Buffer
	if err := c.Render(context.Background(), &html); err != nil {
		return ""
	}
	return html.String()
}

// mailWords says how mails are sent.
func mailWords(s *mail.SMTP) string {
	if s == nil {
		return "none: SMTP_URL is not set, so invitations are links to copy"
	}
	return s.String()
}

// checkMail logs in at the mail server and sends nothing.
func checkMail(ctx context.Context, c config.Console, _ Streams) (string, error) {
	if c.Mail == nil {
		return mailWords(nil), nil
	}
	if err := c.Mail.Check(ctx); err != nil {
		return "", fmt.Errorf("%s: %w", c.Mail, err)
	}
	return "ok; " + mailWords(c.Mail), nil
}
