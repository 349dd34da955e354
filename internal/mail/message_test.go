package mail_test

import (
	"errors"
	"mime"
	netmail "net/mail"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/mail/smtptest"
)

func TestSend_NamesAndSubjectsOfTheWorld(t *testing.T) {
	s := smtptest.Start(t, smtptest.Script{})
	client, err := mail.ParseURL("smtp://"+s.Address(), netmail.Address{Name: "Wørkbooks «Ltd»", Address: "no-reply@workbooks.example"})
	if err != nil {
		t.Fatal(err)
	}
	client.Roots = s.Roots()
	m := message()
	m.Subject = "Zoë Åström, 株式会社 & Söhne bittet Sie, Workbooks für Microsoft Azure freizugeben: «bitte lesen» " + strings.Repeat("ÿ", 80)
	m.ReplyToName, m.Text = `Zoë "the boss" Åström, 山田`, "Grüße aus 東京\n"+strings.Repeat("long ", 400)+"\n"
	if err := client.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	data := s.Mails()[0].Data
	for i, line := range strings.Split(string(data), "\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("line %d cannot go through every server: %q", i+1, line)
		}
	}
	header, parts := read(t, data)
	subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject"))
	if err != nil || subject != m.Subject {
		t.Errorf("subject %q %v", subject, err)
	}
	for name, want := range map[string]netmail.Address{
		"Reply-To": {Name: m.ReplyToName, Address: m.ReplyTo}, "From": {Name: "Wørkbooks «Ltd»", Address: "no-reply@workbooks.example"},
	} {
		if got, err := netmail.ParseAddress(header.Get(name)); err != nil || *got != want {
			t.Errorf("%s is %v %v", name, got, err)
		}
	}
	if parts["text/plain"] != m.Text {
		t.Errorf("text is %q", parts["text/plain"])
	}
}

func TestSend_AddressesBeyondASCIINeedSMTPUTF8(t *testing.T) {
	m := message()
	m.To = "zoë@brightwater.example"
	with := smtptest.Start(t, smtptest.Script{SMTPUTF8: true})
	if err := through(t, with, "smtp://%s").Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got := with.Mails()[0]; !strings.Contains(got.From, "SMTPUTF8") || got.To != "TO:<zoë@brightwater.example>" {
		t.Errorf("envelope %q %q", got.From, got.To)
	}
	without := smtptest.Start(t, smtptest.Script{})
	wantRefusedForGood(t, through(t, without, "smtp://%s").Send(t.Context(), m), mail.RefusedRecipient)
	if err := through(t, with, "smtp://%s").Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	if got := with.Mails()[1]; strings.Contains(got.From, "SMTPUTF8") {
		t.Errorf("an ASCII mail asks for SMTPUTF8: %q", got.From)
	}
}

func TestSend_NothingBeginsAnotherHeader(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*mail.Message)
		reason string
	}{
		"CRLF in the subject":           {func(m *mail.Message) { m.Subject = "x\r\nBcc: eve@evil.example" }, mail.MessageRefused},
		"LF in the subject":             {func(m *mail.Message) { m.Subject = "x\nBcc: eve@evil.example" }, mail.MessageRefused},
		"NUL in the subject":            {func(m *mail.Message) { m.Subject = "x\x00" }, mail.MessageRefused},
		"CRLF in the name":              {func(m *mail.Message) { m.ReplyToName = "Ada\r\nBcc: eve@evil.example" }, mail.MessageRefused},
		"CRLF in the reply address":     {func(m *mail.Message) { m.ReplyTo = "a@b.example\r\nBcc: eve@evil.example" }, mail.MessageRefused},
		"two reply addresses":           {func(m *mail.Message) { m.ReplyTo = "a@b.example, eve@evil.example" }, mail.MessageRefused},
		"CRLF in the ID":                {func(m *mail.Message) { m.ID = "x>\r\nBcc: eve@evil.example" }, mail.MessageRefused},
		"no ID":                         {func(m *mail.Message) { m.ID = "" }, mail.MessageRefused},
		"text that is not UTF-8":        {func(m *mail.Message) { m.Text = "\xff" }, mail.MessageRefused},
		"CRLF in the recipient":         {func(m *mail.Message) { m.To = "a@b.example>\r\nRCPT TO:<eve@evil.example" }, mail.RefusedRecipient},
		"two recipients":                {func(m *mail.Message) { m.To = "a@b.example, eve@evil.example" }, mail.RefusedRecipient},
		"a name before the recipient":   {func(m *mail.Message) { m.To = "Grace <a@b.example>" }, mail.RefusedRecipient},
		"no recipient":                  {func(m *mail.Message) { m.To = "" }, mail.RefusedRecipient},
		"a recipient of 300 characters": {func(m *mail.Message) { m.To = strings.Repeat("a", 290) + "@b.example" }, mail.RefusedRecipient},
	} {
		t.Run(name, func(t *testing.T) {
			s := smtptest.Start(t, smtptest.Script{SMTPUTF8: true})
			m := message()
			tc.change(&m)
			wantRefusedForGood(t, through(t, s, "smtp://%s").Send(t.Context(), m), tc.reason)
			wantRefusedForGood(t, mail.NewOutbox(sender(), nil).Send(t.Context(), m), tc.reason)
			if len(s.Heard()) != 0 {
				t.Errorf("the server heard %v", s.Heard())
			}
		})
	}
}

func wantRefusedForGood(t *testing.T, err error, reason string) {
	t.Helper()
	var e *mail.Error
	if !errors.As(err, &e) || e.Reason != reason || !e.Permanent {
		t.Errorf("error is %#v, want a permanent %s", err, reason)
	}
}
