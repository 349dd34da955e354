package mail

import (
	"errors"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// What can be wrong with the two settings. The words follow the name of the setting
// and never repeat its value, which may hold a password.
var (
	ErrURL       = errors.New("must be an address such as smtp://user:password@mail.example:587 (a password's special characters percent-encoded)")
	ErrScheme    = errors.New("must begin with smtp:// (STARTTLS) or smtps:// (TLS from the first byte)")
	ErrUser      = errors.New("must name user and password both, or neither")
	ErrTLSOption = errors.New("may end in ?tls=opportunistic, or on loopback in ?tls=none, with smtp:// only, and in nothing else")
	ErrFrom      = errors.New("must be an e-mail address, or a name and an address such as Workbooks <no-reply@workbooks.example>")
)

const maxAddress = 254 // bytes; RFC 5321 §4.5.3.1.3 without the brackets

// ParseFrom reads the sender of all mails, a plain address or «Name <a@b>». The only
// error is ErrFrom.
func ParseFrom(text string) (mail.Address, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(text))
	if err != nil || !plainText(a.Name) || !usable(a.Address) || !ascii(a.Address) {
		return mail.Address{}, ErrFrom
	}
	return *a, nil
}

// ParseURL reads smtp://user:password@host:587 or smtps://…:465 (these are the ports
// without one) for mails from this sender. Its errors are ErrURL, ErrScheme, ErrUser
// and ErrTLSOption.
func ParseURL(text string, from mail.Address) (*SMTP, error) {
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" {
		return nil, ErrURL // the parser's own error repeats the URL
	}
	s := &SMTP{From: from, host: u.Hostname(), port: u.Port(), user: u.User.Username()}
	s.password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
		s.security, s.port = starttls, or(s.port, "587")
	case "smtps":
		s.security, s.port = implicit, or(s.port, "465")
	default:
		return nil, ErrScheme
	}
	port, err := strconv.ParseUint(s.port, 10, 16)
	if s.host == "" || err != nil || port == 0 || strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return nil, ErrURL
	}
	if (s.user == "") != (s.password == "") {
		return nil, ErrUser
	}
	return s, s.option(u)
}

func (s *SMTP) option(u *url.URL) error {
	switch {
	case u.RawQuery == "":
		return nil
	case s.security == implicit:
		return ErrTLSOption
	case u.RawQuery == "tls=opportunistic":
		s.security = opportunistic
	case u.RawQuery == "tls=none" && s.loopback():
		s.security = none
	default:
		return ErrTLSOption
	}
	return nil
}

func (s *SMTP) loopback() bool {
	a, err := netip.ParseAddr(s.host)
	return s.host == "localhost" || err == nil && a.IsLoopback()
}

func (s *SMTP) address() string { return net.JoinHostPort(s.host, s.port) }

// usable reports whether a mail may be addressed so: it is what a parser finds in
// it, and nothing in it could begin another line or address.
func usable(address string) bool {
	a, err := mail.ParseAddress(address)
	return err == nil && a.Name == "" && a.Address == address && len(address) <= maxAddress && plainText(address)
}

// plainText reports whether a text has neither line ends nor other control
// characters.
func plainText(text string) bool { return !strings.ContainsFunc(text, unicode.IsControl) }

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
