package mail

import (
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// login proves who we are in the best way that the server offers. Without a user in
// the URL nothing is proven. PLAIN and LOGIN show the password, so they need TLS or
// a server on this machine.
func (s *SMTP) login(c *smtp.Client) error {
	if s.user == "" {
		return nil
	}
	_, words := c.Extension("AUTH")
	offered := strings.Fields(strings.ToUpper(words))
	for _, way := range []struct {
		name string
		auth smtp.Auth
	}{
		{"SCRAM-SHA-256", smtp.ScramSHA256Auth(s.user, s.password)},
		{"PLAIN", smtp.PlainAuth("", s.user, s.password, s.host, s.loopback())},
		{"LOGIN", smtp.LoginAuth(s.user, s.password, s.host, s.loopback())},
		{"CRAM-MD5", smtp.CRAMMD5Auth(s.user, s.password)},
	} {
		if slices.Contains(offered, way.name) {
			return c.Auth(way.auth)
		}
	}
	return errNoLogin
}
