package mail

import (
	"context"
	"net/mail"
	"slices"
	"strconv"
	"sync"
	"time"
)

// OutboxSize is how many mails an outbox keeps.
const OutboxSize = 100

// Kept is a mail that an outbox keeps.
type Kept struct {
	ID      string // of this outbox
	At      time.Time
	From    mail.Address
	Message Message
}

// Outbox keeps mails instead of sending them. It is safe for concurrent use.
type Outbox struct {
	from mail.Address
	now  func() time.Time

	mu    sync.Mutex
	count int
	mails []Kept // oldest first
}

// NewOutbox returns an empty outbox for mails from this sender.
func NewOutbox(from mail.Address, now func() time.Time) *Outbox {
	return &Outbox{from: from, now: now}
}

// Send keeps a mail. It refuses what SMTP would refuse without asking a server.
func (o *Outbox) Send(_ context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count++
	o.mails = append(o.mails, Kept{ID: strconv.Itoa(o.count), At: o.now(), From: o.from, Message: m})
	if len(o.mails) > OutboxSize {
		o.mails = slices.Clone(o.mails[1:])
	}
	return nil
}

// Mails returns the kept mails, newest first.
func (o *Outbox) Mails() []Kept {
	o.mu.Lock()
	defer o.mu.Unlock()
	mails := slices.Clone(o.mails)
	slices.Reverse(mails)
	return mails
}

// Mail returns one kept mail, and whether it is still there.
func (o *Outbox) Mail(id string) (Kept, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.mails, func(k Kept) bool { return k.ID == id })
	if i < 0 {
		return Kept{}, false
	}
	return o.mails[i], true
}
