// Package smtptest is an SMTP server for tests: the real protocol over TCP on
// loopback, with STARTTLS and log-in, that keeps what it is given and, by its script,
// refuses, hangs, hangs up or talks nonsense at any point.
package smtptest

import "crypto/tls"

// Points of a conversation at which a script can make the server misbehave, beside
// the commands themselves (EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, QUIT).
const (
	Connect = "CONNECT" // instead of the greeting
	Within  = "WITHIN"  // after the first line of the mail
	Dot     = "."       // after the last line of the mail
)

// Script says how a server behaves. The zero Script takes every mail, offers
// STARTTLS, and asks for no log-in.
type Script struct {
	Implicit bool // TLS from the first byte
	NoTLS    bool // does not offer STARTTLS
	// Name is the name or address in the certificate; 127.0.0.1 when empty.
	Name string
	// Users are who may log in; nil asks for no log-in.
	Users map[string]string
	// Ways are the log-ins offered; PLAIN and LOGIN when nil.
	Ways     []string
	SMTPUTF8 bool
	// Replies are said at a point in the place of the usual reply.
	Replies map[string]string
	// Hang is the point at which the server says nothing any more.
	Hang string
	// Close is the point at which it hangs up without a word.
	Close string
}

// Mail is one mail as it was taken over.
type Mail struct {
	From, To  string // of the envelope, with their parameters
	Data      []byte // with dots unstuffed and lines ended by LF
	Encrypted bool
	User      string // who was logged in, or empty
}

// Heard is one line of a client's.
type Heard struct {
	Line      string
	Encrypted bool
}

func (s Script) ways() []string {
	if s.Ways == nil {
		return []string{"PLAIN", "LOGIN"}
	}
	return s.Ways
}

func (s Script) extensions(encrypted bool) []string {
	list := []string{"PIPELINING", "8BITMIME"}
	if !encrypted && !s.NoTLS {
		list = append(list, "STARTTLS")
	}
	if s.Users != nil {
		auth := "AUTH"
		for _, way := range s.ways() {
			auth += " " + way
		}
		list = append(list, auth)
	}
	if s.SMTPUTF8 {
		list = append(list, "SMTPUTF8")
	}
	return list
}

func (s *Server) tls() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{s.certificate}, MinVersion: tls.VersionTLS12}
}
