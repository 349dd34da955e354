package smtptest

import (
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// talk is one conversation.
type talk struct {
	*Server
	conn      net.Conn
	text      *textproto.Conn
	encrypted bool
	mail      Mail
}

func (s *Server) serve(conn net.Conn) {
	t := &talk{Server: s, conn: conn}
	if s.script.Implicit {
		t.conn, t.encrypted = tls.Server(conn, s.tls()), true
	}
	t.text = textproto.NewConn(t.conn)
	if !t.reply(Connect, "220 smtptest ready") {
		return
	}
	for {
		line, err := t.text.ReadLine()
		if err != nil {
			return
		}
		t.note(line)
		verb, rest, _ := strings.Cut(line, " ")
		if verb = strings.ToUpper(verb); !t.command(verb, rest) || verb == "QUIT" {
			return
		}
	}
}

func (t *talk) note(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.heard = append(t.heard, Heard{Line: line, Encrypted: t.encrypted})
}

// reply says the line for a point, or what the script wants there. It reports
// whether the conversation goes on as if the usual had been said.
func (t *talk) reply(at, usual string) bool {
	if t.script.Close == at {
		return false
	}
	if t.script.Hang == at {
		_, _ = io.Copy(io.Discard, t.conn) // until the client gives up
		return false
	}
	if other, found := t.script.Replies[at]; found {
		return t.text.PrintfLine("%s", other) == nil
	}
	return t.text.PrintfLine("%s", usual) == nil
}

// usual reports whether the script leaves a point alone.
func (t *talk) usual(at string) bool {
	_, replaced := t.script.Replies[at]
	return !replaced && t.script.Hang != at && t.script.Close != at
}

// command answers one command; false ends the conversation.
func (t *talk) command(verb, rest string) bool {
	switch verb {
	case "EHLO":
		lines := append([]string{"smtptest"}, t.script.extensions(t.encrypted)...)
		last := len(lines) - 1
		usual := ""
		for _, l := range lines[:last] {
			usual += "250-" + l + "\r\n"
		}
		return t.reply(verb, usual+"250 "+lines[last])
	case "STARTTLS":
		return t.starttls()
	case "AUTH":
		return t.auth(rest)
	case "MAIL":
		if t.script.Users != nil && t.mail.User == "" {
			return t.text.PrintfLine("530 5.7.0 log in first") == nil
		}
		t.mail.From = rest
	case "RCPT":
		t.mail.To = rest
	case "DATA":
		return t.data()
	case "QUIT":
		return t.reply(verb, "221 bye")
	}
	return t.reply(verb, "250 ok")
}

func (t *talk) starttls() bool {
	if !t.reply("STARTTLS", "220 go ahead") {
		return false
	}
	if t.usual("STARTTLS") {
		t.conn = tls.Server(t.conn, t.tls())
		t.text, t.encrypted = textproto.NewConn(t.conn), true
	}
	return true
}

func (t *talk) auth(rest string) bool {
	way, first, _ := strings.Cut(rest, " ")
	var user, password string
	switch {
	case !t.usual("AUTH"):
		return t.reply("AUTH", "")
	case way == "PLAIN":
		parts := strings.Split(decoded(first), "\x00")
		if len(parts) == 3 {
			user, password = parts[1], parts[2]
		}
	case way == "LOGIN":
		user, password = t.ask("Username:"), t.ask("Password:")
	}
	if known, found := t.script.Users[user]; !found || known != password {
		return t.text.PrintfLine("535 5.7.8 wrong, %s", user) == nil
	}
	t.mail.User = user
	return t.text.PrintfLine("235 welcome") == nil
}

func (t *talk) ask(question string) string {
	_ = t.text.PrintfLine("334 %s", base64.StdEncoding.EncodeToString([]byte(question)))
	line, _ := t.text.ReadLine()
	return decoded(line)
}

func decoded(text string) string {
	b, _ := base64.StdEncoding.DecodeString(text)
	return string(b)
}

// data takes a mail over, or fails half-way.
func (t *talk) data() bool {
	if !t.reply("DATA", "354 go ahead") {
		return false
	}
	if !t.usual("DATA") {
		return true
	}
	from := t.text.DotReader()
	if !t.usual(Within) {
		_, _ = io.ReadFull(from, make([]byte, 1))
		return t.reply(Within, "")
	}
	var all bytes.Buffer
	if _, err := all.ReadFrom(from); err != nil {
		return false
	}
	if _, refused := t.script.Replies[Dot]; !refused { // one whose yes is never heard is taken too
		taken := t.mail
		taken.Data, taken.Encrypted = all.Bytes(), t.encrypted
		t.mu.Lock()
		t.mails = append(t.mails, taken)
		t.mu.Unlock()
	}
	return t.reply(Dot, "250 2.0.0 taken")
}
