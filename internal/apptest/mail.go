package apptest

import (
	"context"
	netmail "net/mail"
	"net/url"
	"time"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/command"
	"workbooks.com/authconsole/internal/delivery"
	"workbooks.com/authconsole/internal/mail"
)

// mailbox keeps mails in the outbox and tells of each.
type mailbox struct{ app *App }

// Send keeps a mail.
func (m mailbox) Send(ctx context.Context, message mail.Message) error {
	if err := m.app.Outbox.Send(ctx, message); err != nil {
		return err
	}
	m.app.mails <- message
	return nil
}

// outgoing is what the console needs of whatever sends mail.
type outgoing struct {
	*delivery.Sealer
	runner *delivery.Runner
}

// Wake makes the runner look for mails.
func (o outgoing) Wake() { o.runner.Wake() }

// startMail runs the delivery of mails until the test ends.
func (a *App) startMail(s settings, keys [][]byte, public *url.URL) handlers.Mail {
	a.t.Helper()
	a.Outbox = mail.NewOutbox(netmail.Address{Name: "Workbooks", Address: "no-reply@workbooks.example"}, a.Clock.Now)
	a.mails = make(chan mail.Message, 1000)
	sealer, err := delivery.NewSealer(keys)
	a.must(err)
	sender := s.sender
	if sender == nil {
		sender = mailbox{a}
	}
	runner := &delivery.Runner{
		Store: a.Store, Sender: sender, Open: sealer.Open, Message: command.Letter(public), Now: a.Clock.Now, Log: a.Log.Logger(),
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = runner.Run(ctx) // returns nil
	}()
	a.t.Cleanup(func() {
		stop()
		<-done
	})
	return outgoing{sealer, runner}
}

// AwaitMail returns the next mail that was sent.
func (a *App) AwaitMail() mail.Message {
	a.t.Helper()
	select {
	case m := <-a.mails:
		return m
	case <-time.After(20 * time.Second):
		a.t.Fatal("no mail was sent")
		return mail.Message{}
	}
}
