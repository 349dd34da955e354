package mail_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/mail/smtptest"
)

const canary = "pa55-canary"

func sender() netmail.Address {
	return netmail.Address{Name: "Workbooks", Address: "no-reply@workbooks.example"}
}

func message() mail.Message {
	return mail.Message{
		To: "grace@brightwater.example", Subject: "Ada asks you to approve Workbooks",
		Text: "Hello Grace,\n.a line that begins with a dot\nhttps://crm.example/consent/abc\n", HTML: "<p>Hello <b>Grace</b></p>",
		ReplyTo: "ada@brightwater.example", ReplyToName: "Ada Lovelace", ID: "0198-abc",
	}
}

// through returns a sender through a server; the URL has %s for its address.
func through(t *testing.T, s *smtptest.Server, format string) *mail.SMTP {
	t.Helper()
	m, err := mail.ParseURL(fmt.Sprintf(format, s.Address()), sender())
	if err != nil {
		t.Fatal(err)
	}
	m.Roots = s.Roots()
	return m
}

func TestSMTP_DeliversTextAndHTML(t *testing.T) {
	users := map[string]string{"w": canary}
	for name, tc := range map[string]struct {
		script    smtptest.Script
		url       string
		encrypted bool
	}{
		"STARTTLS and no log-in":        {smtptest.Script{}, "smtp://%s", true},
		"STARTTLS and PLAIN":            {smtptest.Script{Users: users}, "smtp://w:" + canary + "@%s", true},
		"STARTTLS and LOGIN":            {smtptest.Script{Users: users, Ways: []string{"LOGIN"}}, "smtp://w:" + canary + "@%s", true},
		"TLS from the first byte":       {smtptest.Script{Users: users, Implicit: true}, "smtps://w:" + canary + "@%s", true},
		"opportunistic takes STARTTLS":  {smtptest.Script{}, "smtp://%s?tls=opportunistic", true},
		"opportunistic goes without":    {smtptest.Script{NoTLS: true}, "smtp://%s?tls=opportunistic", false},
		"none on loopback, with log-in": {smtptest.Script{NoTLS: true, Users: users}, "smtp://w:" + canary + "@%s?tls=none", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := smtptest.Start(t, tc.script)
			if err := through(t, s, tc.url).Send(t.Context(), message()); err != nil {
				t.Fatal(err)
			}
			mails := s.Mails()
			if len(mails) != 1 || mails[0].Encrypted != tc.encrypted || (tc.script.Users != nil) != (mails[0].User == "w") {
				t.Fatalf("taken: %+v", mails)
			}
			wantDelivered(t, mails[0])
		})
	}
}

func wantDelivered(t *testing.T, got smtptest.Mail) {
	t.Helper()
	if !strings.HasPrefix(got.From, "FROM:<no-reply@workbooks.example>") || !strings.HasPrefix(got.To, "TO:<grace@brightwater.example>") {
		t.Errorf("envelope %q %q", got.From, got.To)
	}
	header, parts := read(t, got.Data)
	for name, want := range map[string]string{
		"Subject": "Ada asks you to approve Workbooks", "From": `"Workbooks" <no-reply@workbooks.example>`, "To": "<grace@brightwater.example>",
		"Reply-To": `"Ada Lovelace" <ada@brightwater.example>`, "Message-ID": "<0198-abc@workbooks.example>", "Auto-Submitted": "auto-generated",
	} {
		if header.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, header.Get(name), want)
		}
	}
	if when, err := header.Date(); err != nil || time.Since(when).Abs() > time.Minute {
		t.Errorf("Date is %v %v", when, err)
	}
	if header.Get("User-Agent")+header.Get("X-Mailer") != "" {
		t.Error("the mail names the library")
	}
	if parts["text/plain"] != message().Text || parts["text/html"] != message().HTML {
		t.Errorf("bodies are %q", parts)
	}
}

// read returns the headers and the decoded bodies of a mail by their type.
func read(t *testing.T, data []byte) (netmail.Header, map[string]string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q %v", kind, err)
	}
	parts := map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return m.Header, parts
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			t.Errorf("a part is not quoted-printable: %v", p.Header)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		parts[kind] = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
}

func TestSMTP_EachFailureHasItsReason(t *testing.T) {
	replies := func(at, says string) smtptest.Script {
		return smtptest.Script{Users: map[string]string{"w": canary}, Replies: map[string]string{at: says}}
	}
	at := func(s smtptest.Script) smtptest.Script { s.Users = map[string]string{"w": canary}; return s }
	const temporary, permanent = false, true
	for name, tc := range map[string]struct {
		script    smtptest.Script
		reason    string
		permanent bool
		code      int
	}{
		"550 at RCPT":                   {replies("RCPT", "550 5.1.1 secret-words grace"), mail.RefusedRecipient, permanent, 550},
		"450 at RCPT":                   {replies("RCPT", "450 4.2.1 secret-words later"), mail.RefusedRecipient, temporary, 450},
		"421 at RCPT":                   {replies("RCPT", "421 secret-words closing"), mail.Busy, temporary, 421},
		"553 at MAIL":                   {replies("MAIL", "553 secret-words not you"), mail.RefusedSender, permanent, 553},
		"452 at MAIL":                   {replies("MAIL", "452 secret-words full"), mail.Busy, temporary, 452},
		"530 at MAIL":                   {replies("MAIL", "530 secret-words log in"), mail.LoginRefused, temporary, 530},
		"535 at AUTH":                   {replies("AUTH", "535 secret-words wrong"), mail.LoginRefused, temporary, 535},
		"unknown password":              {smtptest.Script{Users: map[string]string{"w": "other"}}, mail.LoginRefused, temporary, 535},
		"no log-in that we know":        {at(smtptest.Script{Ways: []string{"NTLM"}}), mail.LoginRefused, temporary, 0},
		"554 at the end of DATA":        {replies(smtptest.Dot, "554 5.7.1 secret-words spam"), mail.MessageRefused, permanent, 554},
		"451 at the end of DATA":        {replies(smtptest.Dot, "451 secret-words try later"), mail.Busy, temporary, 451},
		"552 at DATA":                   {replies("DATA", "552 secret-words"), mail.MessageRefused, permanent, 552},
		"554 instead of a greeting":     {replies(smtptest.Connect, "554 secret-words no service"), mail.Unreachable, temporary, 554},
		"421 instead of a greeting":     {replies(smtptest.Connect, "421 secret-words busy"), mail.Busy, temporary, 421},
		"454 at STARTTLS":               {replies("STARTTLS", "454 secret-words no TLS now"), mail.TLSFailed, temporary, 454},
		"garbage instead of a greeting": {replies(smtptest.Connect, "HTTP/1.1 400 secret-words"), mail.Unreachable, temporary, 0},
		"garbage at RCPT":               {replies("RCPT", "\x00\xff secret-words"), mail.Unreachable, temporary, 0},
		"garbage at the end of DATA":    {replies(smtptest.Dot, "maybe"), mail.Unreachable, temporary, 0},
		"a greeting of 10 MB":           {replies(smtptest.Connect, "220 "+strings.Repeat("x", 10<<20)), mail.Unreachable, temporary, 0},
		"EHLO lines without end":        {replies("EHLO", strings.Repeat("250-x\r\n", 1<<20)), mail.Unreachable, temporary, 0},
		"hangs up at once":              {at(smtptest.Script{Close: smtptest.Connect}), mail.ClosedEarly, temporary, 0},
		"hangs up at RCPT":              {at(smtptest.Script{Close: "RCPT"}), mail.ClosedEarly, temporary, 0},
		"hangs up at AUTH":              {at(smtptest.Script{Close: "AUTH"}), mail.ClosedEarly, temporary, 0},
		"hangs up within the mail":      {at(smtptest.Script{Close: smtptest.Within}), mail.ClosedEarly, temporary, 0},
		"hangs up after the final dot":  {at(smtptest.Script{Close: smtptest.Dot}), mail.ClosedEarly, temporary, 0},
		"STARTTLS is not offered":       {at(smtptest.Script{NoTLS: true}), mail.TLSFailed, temporary, 0},
		"certificate of another server": {at(smtptest.Script{Name: "elsewhere.example"}), mail.TLSFailed, temporary, 0},
		"hangs before the greeting":     {at(smtptest.Script{Hang: smtptest.Connect}), mail.TimedOut, temporary, 0},
		"hangs at EHLO":                 {at(smtptest.Script{Hang: "EHLO"}), mail.TimedOut, temporary, 0},
		"hangs at DATA":                 {at(smtptest.Script{Hang: "DATA"}), mail.TimedOut, temporary, 0},
		"hangs after the final dot":     {at(smtptest.Script{Hang: smtptest.Dot}), mail.TimedOut, temporary, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := smtptest.Start(t, tc.script)
			client := through(t, s, "smtp://w:"+canary+"@%s")
			if tc.reason == mail.TimedOut {
				client.Limit = 400 * time.Millisecond
			}
			err := client.Send(t.Context(), message())
			var e *mail.Error
			if !errors.As(err, &e) || e.Reason != tc.reason || e.Permanent != tc.permanent || e.Code != tc.code {
				t.Fatalf("error is %#v", err)
			}
			if strings.Contains(err.Error(), "secret-words") || strings.Contains(err.Error(), "grace") {
				t.Errorf("the server's words are in %q", err)
			}
			wantNothingInTheClear(t, s)
		})
	}
}

// wantNothingInTheClear fails when anything but greetings went unencrypted.
func wantNothingInTheClear(t *testing.T, s *smtptest.Server) {
	t.Helper()
	for _, h := range s.Heard() {
		verb, _, _ := strings.Cut(h.Line, " ")
		if !h.Encrypted && verb != "EHLO" && verb != "STARTTLS" && verb != "HELO" {
			t.Errorf("in the clear: %q", h.Line)
		}
	}
}

func TestSMTP_AStrangersCertificateIsRefused(t *testing.T) {
	for _, script := range []smtptest.Script{{}, {Implicit: true}} {
		s := smtptest.Start(t, script)
		format := "smtp://w:" + canary + "@%s"
		if script.Implicit {
			format = "smtps://w:" + canary + "@%s"
		}
		client := through(t, s, format)
		client.Roots = smtptest.Start(t, smtptest.Script{}).Roots() // another signer's
		wantReason(t, client.Send(t.Context(), message()), mail.TLSFailed)
		if len(s.Mails()) != 0 {
			t.Error("it got the mail")
		}
		wantNothingInTheClear(t, s)
	}
}

func TestSMTP_OpportunisticShowsNoPasswordInTheClear(t *testing.T) {
	s := smtptest.Start(t, smtptest.Script{NoTLS: true, Users: map[string]string{"w": canary}})
	client, err := mail.ParseURL("smtp://w:"+canary+"@mail.example?tls=opportunistic", sender())
	if err != nil {
		t.Fatal(err)
	}
	client.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.Address())
	}
	wantReason(t, client.Send(t.Context(), message()), mail.TLSFailed)
	wantNothingInTheClear(t, s)
}

func TestSMTP_NobodyListens(t *testing.T) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = on.Close()
	client, err := mail.ParseURL("smtp://"+on.Addr().String(), sender())
	if err != nil {
		t.Fatal(err)
	}
	wantReason(t, client.Send(t.Context(), message()), mail.Unreachable)
}

func TestSMTP_EndsWithItsContext(t *testing.T) {
	s := smtptest.Start(t, smtptest.Script{Hang: "RCPT"})
	ctx, cancel := context.WithCancel(t.Context())
	defer time.AfterFunc(200*time.Millisecond, cancel).Stop()
	err := through(t, s, "smtp://%s").Send(ctx, message())
	wantReason(t, err, mail.TimedOut)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v does not tell the context's end", err)
	}
}

func TestSMTP_TakenIsTakenWhateverFollows(t *testing.T) {
	for _, script := range []smtptest.Script{{Close: "QUIT"}, {Replies: map[string]string{"QUIT": "554 no"}}} {
		s := smtptest.Start(t, script)
		if err := through(t, s, "smtp://%s").Send(t.Context(), message()); err != nil || len(s.Mails()) != 1 {
			t.Errorf("%v, %d mails", err, len(s.Mails()))
		}
	}
}

func TestSMTP_AMailSentTwiceIsRecognisable(t *testing.T) {
	s := smtptest.Start(t, smtptest.Script{Close: smtptest.Dot}) // takes it, and nobody hears
	for range 2 {
		wantReason(t, through(t, s, "smtp://%s").Send(t.Context(), message()), mail.ClosedEarly)
	}
	mails := s.Mails()
	if len(mails) != 2 {
		t.Fatalf("%d mails", len(mails))
	}
	first, _ := read(t, mails[0].Data)
	second, _ := read(t, mails[1].Data)
	if first.Get("Message-ID") == "" || first.Get("Message-ID") != second.Get("Message-ID") {
		t.Errorf("%q and %q", first.Get("Message-ID"), second.Get("Message-ID"))
	}
}

func TestSMTP_PrintsNoPassword(t *testing.T) {
	client, err := mail.ParseURL("smtp://w:"+canary+"@mail.example", sender())
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "mail", client)
	for _, text := range []string{fmt.Sprint(client), fmt.Sprintf("%+v %#v", client, client), fmt.Sprintf("%+v", struct{ M *mail.SMTP }{client}), log.String()} {
		if strings.Contains(text, canary) {
			t.Errorf("printed: %s", text)
		}
	}
}

func wantReason(t *testing.T, err error, reason string) {
	t.Helper()
	var e *mail.Error
	if !errors.As(err, &e) || e.Reason != reason || e.Permanent {
		t.Errorf("error is %#v, want a temporary %s", err, reason)
	}
}

func TestSMTP_CheckLogsInAndSendsNothing(t *testing.T) {
	script := smtptest.Script{Users: map[string]string{"w": canary}}
	s := smtptest.Start(t, script)
	if err := through(t, s, "smtp://w:"+canary+"@%s").Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantReason(t, through(t, s, "smtp://w:another@%s").Check(t.Context()), mail.LoginRefused)
	for _, heard := range s.Heard() {
		if strings.HasPrefix(strings.ToUpper(heard.Line), "MAIL") {
			t.Errorf("said %q", heard.Line)
		}
	}
	script.NoTLS = true
	wantReason(t, through(t, smtptest.Start(t, script), "smtp://w:"+canary+"@%s").Check(t.Context()), mail.TLSFailed)
}
