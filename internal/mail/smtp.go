package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/mail"
	"os"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

const (
	connectWithin = 10 * time.Second
	talkWithin    = 30 * time.Second
	maxHeard      = 256 << 10 // bytes that a server may say in one conversation
)

type security int

const (
	starttls      security = iota // STARTTLS or nothing
	implicit                      // TLS from the first byte
	opportunistic                 // STARTTLS when it is offered; no login without
	none                          // loopback only
)

// SMTP sends mails through an SMTP server, each in a connection of its own. It is
// made by ParseURL, safe for concurrent use, and never prints its password.
type SMTP struct {
	From  mail.Address
	Roots *x509.CertPool // who may sign the server's certificate; nil: the system's
	Limit time.Duration  // of a whole conversation; 30 s when zero
	// Dial connects; nil: by TCP, within 10 s.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	host, port     string
	security       security
	user, password string
}

// String names the server and nothing else.
func (s *SMTP) String() string { return s.address() }

// GoString keeps %#v from printing the password.
func (s *SMTP) GoString() string { return s.String() }

// LogValue keeps slog from writing the password.
func (s *SMTP) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Send hands a mail to the server. The error is an *Error; nil means that the server
// has taken the mail over.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	return s.converse(ctx, func(c *smtp.Client) (point, error) { return s.hand(c, m) })
}

// Check greets the server, encrypts and logs in as for a mail, and sends none. The
// error is an *Error.
func (s *SMTP) Check(ctx context.Context) error {
	return s.converse(ctx, func(c *smtp.Client) (point, error) {
		_ = c.Quit() // it has let us in; how it says goodbye does not matter
		return done, nil
	})
}

// converse has a conversation of its own with the server, within its limit.
func (s *SMTP) converse(ctx context.Context, purpose func(*smtp.Client) (point, error)) error {
	limit := s.Limit
	if limit == 0 {
		limit = talkWithin
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := s.dial(ctx)
	if err != nil {
		return failure(ctx, connecting, err)
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	if at, err := s.talk(ctx, &heard{Conn: conn, left: maxHeard}, purpose); err != nil {
		return failure(ctx, at, err)
	}
	return nil
}

func (s *SMTP) dial(ctx context.Context) (net.Conn, error) {
	dial := s.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: connectWithin}).DialContext
	}
	return dial(ctx, "tcp", s.address())
}

// talk has the whole conversation and returns the point that failed.
func (s *SMTP) talk(ctx context.Context, conn net.Conn, purpose func(*smtp.Client) (point, error)) (point, error) {
	if s.security == implicit {
		encrypted := tls.Client(conn, s.tls())
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return encrypting, err
		}
		conn = encrypted
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return greeting, err
	}
	if err := c.Hello(ourName()); err != nil {
		return greeting, err
	}
	if err := s.encrypt(c); err != nil {
		return encrypting, err
	}
	if err := s.login(c); err != nil {
		return loggingIn, err
	}
	return purpose(c)
}

// encrypt switches to TLS, or refuses to go on without it.
func (s *SMTP) encrypt(c *smtp.Client) error {
	if s.security == implicit || s.security == none {
		return nil
	}
	if offered, _ := c.Extension("STARTTLS"); offered {
		return c.StartTLS(s.tls())
	}
	if s.security == opportunistic && (s.user == "" || s.loopback()) {
		return nil
	}
	return errNoTLS
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

// hand gives the mail over.
func (s *SMTP) hand(c *smtp.Client, m Message) (point, error) {
	utf8, _ := c.Extension("SMTPUTF8")
	if !ascii(m.To+m.ReplyTo) && !utf8 {
		return naming, errNotASCII
	}
	c.SkipSMTPUTF8(ascii(m.To + m.ReplyTo)) // asked for without need, the next server may refuse it
	if err := c.Mail(brackets(s.From.Address)); err != nil {
		return sending, err
	}
	if err := c.Rcpt(brackets(m.To)); err != nil {
		return naming, err
	}
	w, err := c.Data()
	if err != nil {
		return writing, err
	}
	if _, err := m.compose(s.From).WriteTo(w); err != nil {
		return writing, err // without the final dot, so that half a mail is never taken
	}
	if err := w.Close(); err != nil {
		return writing, err
	}
	_ = c.Quit() // the mail is taken; a server that hangs up instead is no failure
	return done, nil
}

func brackets(address string) string { return (&mail.Address{Address: address}).String() }

// ourName is what we call ourselves in EHLO.
func ourName() string {
	name, err := os.Hostname()
	if err != nil || name == "" || !ascii(name) || !plainText(name) {
		return "localhost"
	}
	return name
}

// heard is a connection that hears only so much, so that a server that never stops
// talking costs nothing.
type heard struct {
	net.Conn
	left int
}

var errTooMuch = errors.New("the server says too much")

// Read reads until the bound.
func (h *heard) Read(p []byte) (int, error) {
	if h.left <= 0 {
		return 0, errTooMuch
	}
	n, err := h.Conn.Read(p[:min(len(p), h.left)])
	h.left -= n
	return n, err
}
