package delivery_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"workbooks.com/authconsole/internal/delivery"
	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// desk is a store with one administrator who invites, and a runner's other parts.
type desk struct {
	t       *testing.T
	db      *store.Store
	sealer  *delivery.Sealer
	log     *lines
	account store.Account
	user    store.User
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	db, err := store.Open(context.Background(), store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, db: db, sealer: sealer(t, "a"), log: &lines{}}
	d.customer()
	return d
}

// customer makes another account with an administrator, the next to invite.
func (d *desk) customer() {
	d.t.Helper()
	operator, word := store.Actor{Kind: store.KindOperator, Name: "Operator"}, strings.ToLower(rand.Text()[:12])
	var err error
	if d.account, err = d.db.CreateAccount(context.Background(), operator, store.NewAccount{Name: "Company " + word, AdvancedSecurity: true}); err != nil {
		d.t.Fatal(err)
	}
	d.user, err = d.db.CreateUser(context.Background(), operator, store.NewUser{
		AccountID: d.account.ID, Email: "ada@" + word + ".example", Name: "Ada Lovelace", Role: policy.Administrator, PasswordHash: "$argon2id$",
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) actor() store.Actor {
	return store.Actor{Kind: store.KindUser, UserID: d.user.ID, Name: d.user.Name, Email: d.user.Email}
}

// invite queues a mail with a token, which is «token of » and the reference.
func (d *desk) invite(recipient string) store.Invitation {
	d.t.Helper()
	reference := "WB-" + rand.Text()[:8]
	token := "token of " + reference
	hash := sha256.Sum256([]byte(token))
	i, err := d.db.CreateInvitation(context.Background(), d.actor(), store.NewInvitation{
		AccountID: d.account.ID, UserID: d.user.ID, Reference: reference, TokenHash: hash[:], Recipient: recipient,
		Life: 7 * 24 * time.Hour, Sealed: d.sealer.Seal(reference, token),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return i
}

// welcome queues the mail of a new user's invitation, with a token as invite's.
func (d *desk) welcome(email string) store.User {
	d.t.Helper()
	u, err := d.db.CreateUser(context.Background(), d.actor(), store.NewUser{AccountID: d.account.ID, Email: email, Name: "Una Moss", Role: policy.PlainUser})
	if err != nil {
		d.t.Fatal(err)
	}
	reference := "WB-" + rand.Text()[:8]
	hash := sha256.Sum256([]byte(reference))
	_, err = d.db.CreateWelcome(context.Background(), d.actor(), store.NewWelcome{
		AccountID: d.account.ID, UserID: u.ID, SenderID: d.user.ID, Reference: reference, TokenHash: hash[:], Life: 7 * 24 * time.Hour,
		Sealed: d.sealer.Seal(reference, "token of "+reference),
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return u
}

// mail is the mail of an invitation as the store has it now.
func (d *desk) mail(i store.Invitation) store.Mail {
	d.t.Helper()
	now, err := d.db.Invitation(context.Background(), i.AccountID, i.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return now.Mail
}

func (d *desk) wantMail(i store.Invitation, state store.MailState, reason string, attempts int64) {
	d.t.Helper()
	if m := d.mail(i); m.State != state || m.Reason != reason || m.Attempts != attempts {
		d.t.Errorf("mail to %s is %s %q after %d attempts, want %s %q after %d", i.Recipient, m.State, m.Reason, m.Attempts, state, reason, attempts)
	}
}

func (d *desk) runner(from delivery.Store, by delivery.Sender) *delivery.Runner {
	return &delivery.Runner{
		Store: from, Sender: by, Open: d.sealer.Open, Now: time.Now, Log: slog.New(slog.NewTextHandler(d.log, nil)),
		Message: func(token string, d store.Due) mail.Message {
			if d.Welcome != nil {
				return mail.Message{To: d.Welcome.User.Email, Subject: "welcome to " + d.Account.Name, Text: token}
			}
			return mail.Message{To: d.Invitation.Recipient, Subject: d.Account.Name, Text: token}
		},
	}
}

// runs starts a runner and returns what stops it and waits.
func runs(t *testing.T, r *delivery.Runner) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// within runs a test with a clock of its own, and closes the desk's store inside it.
func within(t *testing.T, test func(t *testing.T, d *desk)) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		defer func() { _ = d.db.Close() }()
		test(t, d)
	})
}

// attempt is one call of a sender.
type attempt struct {
	at time.Time
	mail.Message
}

// postman is a sender that keeps what it was given and answers by do.
type postman struct {
	do func(ctx context.Context, m mail.Message) error // nil: takes all

	mu       sync.Mutex
	attempts []attempt
}

func (p *postman) Send(ctx context.Context, m mail.Message) error {
	p.mu.Lock()
	p.attempts = append(p.attempts, attempt{time.Now(), m})
	p.mu.Unlock()
	if p.do == nil {
		return nil
	}
	return p.do(ctx, m)
}

func (p *postman) seen() []attempt {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]attempt(nil), p.attempts...)
}

// lines is a log that is read while it is written.
type lines struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

var errLost = errors.New("the process is gone")
