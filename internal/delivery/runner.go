package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/store"
)

// Reasons of ours beside those of package mail. They are stored.
const (
	Unreadable = "unreadable" // no key opens the token: SESSION_KEY was changed
	Failed     = "failed"     // the sender gave no reason
)

const (
	sendWithin   = 45 * time.Second
	lease        = 2 * time.Minute  // > sendWithin + noteWithin
	noteWithin   = 10 * time.Second // for the store to note an outcome
	stopWithin   = 10 * time.Second // for the mail in hand when the program ends
	lookEvery    = time.Minute      // at the latest, whatever the store says
	lookNotUnder = time.Second      // at the earliest, unless woken
)

// Store is what the runner asks of the store. DueMail and NextMail answer
// store.ErrNotFound when nothing waits.
type Store interface {
	DueMail(ctx context.Context, lease time.Duration) (store.Due, error)
	NextMail(ctx context.Context) (time.Time, error)
	MailSent(ctx context.Context, id string) error
	MailDelayed(ctx context.Context, id, reason string, until time.Time) error
	MailFailed(ctx context.Context, id, reason string) error
}

// Sender hands a mail over. An *mail.Error tells why it could not; any other error
// is temporary.
type Sender interface {
	Send(ctx context.Context, m mail.Message) error
}

// Runner sends the mails that wait. Fill in every field, and do not copy it after.
type Runner struct {
	Store  Store
	Sender Sender
	// Open opens the token sealed for the invitation of this reference.
	Open func(reference string, sealed []byte) (token string, err error)
	// Message writes the mail; its ID is the runner's business.
	Message func(token string, d store.Due) mail.Message
	Now     func() time.Time
	Log     *slog.Logger

	once sync.Once
	wake chan struct{}
}

// Wake makes the runner look for mails now. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wakes() <- struct{}{}:
	default: // it will look anyway
	}
}

func (r *Runner) wakes() chan struct{} {
	r.once.Do(func() { r.wake = make(chan struct{}, 1) })
	return r.wake
}

// Run sends mails until the context ends. The mail in hand then has ten seconds, and
// stays queued when they do not suffice. Run returns nil: what goes wrong with a mail
// or with the store is logged, and tried again.
func (r *Runner) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		taken, err := r.next(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Warn("mail queue", "error", err)
		}
		if !taken { // else there may be more
			r.wait(ctx, err == nil)
		}
	}
	return nil
}

// next takes the mail that is due and deals with it. It reports whether there was one.
func (r *Runner) next(ctx context.Context) (taken bool, err error) {
	due, err := r.Store.DueMail(ctx, lease)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("take the next mail: %w", err)
	}
	if err := r.deal(ctx, due); err != nil {
		return true, fmt.Errorf("note the mail of %s: %w", due.Reference(), err)
	}
	return true, nil
}

func (r *Runner) deal(ctx context.Context, due store.Due) error {
	token, unreadable := r.Open(due.Reference(), due.Mail.Sealed)
	var sent error
	if unreadable == nil {
		message := r.Message(token, due)
		message.ID = due.Mail.ID
		sent = r.send(ctx, message)
	}
	note, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin) // even when the program is ending
	defer cancel()
	if unreadable != nil {
		return r.fail(note, due, Unreadable)
	}
	return r.settle(note, due, sent)
}

// send outlives the end of the program by a little, so that a mail in hand is not
// torn off between the server's yes and our note of it.
func (r *Runner) send(ctx context.Context, m mail.Message) error {
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendWithin)
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		hurry := time.AfterFunc(stopWithin, cancel)
		context.AfterFunc(sending, func() { hurry.Stop() })
	})()
	return r.Sender.Send(sending, m)
}

// settle notes what became of an attempt.
func (r *Runner) settle(ctx context.Context, d store.Due, sent error) error {
	m := d.Mail
	if sent == nil {
		r.Log.Info("mail sent", "invitation", d.Reference(), "attempt", m.Attempts)
		return r.Store.MailSent(ctx, m.ID)
	}
	refused := &mail.Error{Reason: Failed}
	_ = errors.As(sent, &refused) // any other error may hold a stranger's words: only ours are kept
	until, intime := again(r.Now(), m.CreatedAt, d.ExpiresAt(), m.Attempts)
	if refused.Permanent || !intime {
		return r.fail(ctx, d, refused.Reason)
	}
	r.Log.Warn("mail put off", "invitation", d.Reference(), "attempt", m.Attempts, "reason", refused.Reason, "code", refused.Code, "until", until)
	return r.Store.MailDelayed(ctx, m.ID, refused.Reason, until)
}

func (r *Runner) fail(ctx context.Context, d store.Due, reason string) error {
	r.Log.Warn("mail failed", "invitation", d.Reference(), "attempt", d.Mail.Attempts, "reason", reason)
	return r.Store.MailFailed(ctx, d.Mail.ID, reason)
}

// wait returns when the next mail is due, when woken, after a minute at the latest,
// or when the context ends. After trouble with the store it does not ask again when.
func (r *Runner) wait(ctx context.Context, ask bool) {
	length := lookEvery
	if ask {
		if due, err := r.Store.NextMail(ctx); err == nil {
			length = min(max(due.Sub(r.Now()), lookNotUnder), lookEvery)
		}
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-r.wakes():
	case <-timer.C:
	}
}
