package mail_test

import (
	"errors"
	netmail "net/mail"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/mail"
)

func TestParseURL(t *testing.T) {
	for text, want := range map[string]struct {
		server string
		err    error
	}{
		"smtp://mail.example":                       {"mail.example:587", nil},
		"smtp://u:p%40ss%2F@mail.example:2525/":     {"mail.example:2525", nil},
		"smtps://u:p@mail.example":                  {"mail.example:465", nil},
		"smtp://[::1]:25?tls=none":                  {"[::1]:25", nil},
		"smtp://localhost:1025?tls=none":            {"localhost:1025", nil},
		"smtp://u:p@mail.example?tls=opportunistic": {"mail.example:587", nil},
		"":                                              {"", mail.ErrScheme},
		"mail.example:587":                              {"", mail.ErrURL},
		"http://mail.example":                           {"", mail.ErrScheme},
		"smtp:mail.example":                             {"", mail.ErrURL},
		"smtp://":                                       {"", mail.ErrURL},
		"smtp://mail.example:0":                         {"", mail.ErrURL},
		"smtp://mail.example:99999":                     {"", mail.ErrURL},
		"smtp://mail.example/inbox":                     {"", mail.ErrURL},
		"smtp://mail.example#x":                         {"", mail.ErrURL},
		"smtp://u:pa55-canary%zz@mail.example":          {"", mail.ErrURL},
		"smtp://u:pa55-canary/x@mail.example":           {"", mail.ErrURL},
		"smtp://u@mail.example":                         {"", mail.ErrUser},
		"smtp://:pa55-canary@mail.example":              {"", mail.ErrUser},
		"smtp://mail.example?tls=none":                  {"", mail.ErrTLSOption},
		"smtp://mail.example?tls=off":                   {"", mail.ErrTLSOption},
		"smtp://mail.example?tls=opportunistic&x=1":     {"", mail.ErrTLSOption},
		"smtps://mail.example?tls=opportunistic":        {"", mail.ErrTLSOption},
		"smtp://localhost.evil.example:1025?tls=none":   {"", mail.ErrTLSOption},
		"smtp://u:pa55-canary@mail.example?skip=verify": {"", mail.ErrTLSOption},
	} {
		got, err := mail.ParseURL(text, netmail.Address{})
		if !errors.Is(err, want.err) || (err == nil) != (want.err == nil) {
			t.Errorf("%q: error is %v, want %v", text, err, want.err)
		}
		if err != nil && strings.Contains(err.Error(), canary) {
			t.Errorf("%q: the error holds the password", text)
		}
		if err == nil && got.String() != want.server {
			t.Errorf("%q is %s, want %s", text, got, want.server)
		}
	}
}

func TestParseFrom(t *testing.T) {
	for text, want := range map[string]netmail.Address{
		"no-reply@workbooks.example":               {Address: "no-reply@workbooks.example"},
		" Workbooks <no-reply@workbooks.example> ": {Name: "Workbooks", Address: "no-reply@workbooks.example"},
		`"Wörk, Ltd" <a@b.example>`:                {Name: "Wörk, Ltd", Address: "a@b.example"},
	} {
		if got, err := mail.ParseFrom(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "workbooks", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "zoë@b.example", "=?utf-8?q?=0D=0AX?= <a@b.example>"} {
		if got, err := mail.ParseFrom(text); !errors.Is(err, mail.ErrFrom) {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
}
