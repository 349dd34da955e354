package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Outbox holds the mails that the demo would have sent.
type Outbox interface {
	Mails() []mail.Kept // newest first
	Mail(id string) (mail.Kept, bool)
}

// outbox handles GET /outbox, in the demo only.
func (c *Console) outbox(ctx echo.Context) error {
	m := views.OutboxModel{Now: c.Now()}
	for _, kept := range c.Outbox.Mails() {
		m.Mails = append(m.Mails, mailView(kept))
	}
	return c.render(ctx, http.StatusOK, views.OutboxPage(c.frame(ctx, "Outbox of the demo"), m))
}

// outboxMail handles GET /outbox/:mail.
func (c *Console) outboxMail(ctx echo.Context) error {
	kept, ok := c.Outbox.Mail(ctx.Param("mail"))
	if !ok {
		return store.ErrNotFound
	}
	return c.render(ctx, http.StatusOK, views.MailPage(c.frame(ctx, kept.Message.Subject), mailView(kept)))
}

func mailView(k mail.Kept) views.Mail {
	return views.Mail{ID: k.ID, To: k.Message.To, From: k.From.String(), Subject: k.Message.Subject, At: k.At, Text: k.Message.Text}
}
