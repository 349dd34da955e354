package delivery_test

import (
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/mail/smtptest"
	"workbooks.com/authconsole/store"
)

// TestRun_ThroughARealServer goes from the store to a mail server and back.
func TestRun_ThroughARealServer(t *testing.T) {
	for name, tc := range map[string]struct {
		script smtptest.Script
		state  store.MailState
		reason string
		taken  int
	}{
		"takes it":        {smtptest.Script{}, store.MailSent, "", 1},
		"refuses it":      {smtptest.Script{Replies: map[string]string{"RCPT": "550 no such user"}}, store.MailFailed, mail.RefusedRecipient, 0},
		"wants it later":  {smtptest.Script{Replies: map[string]string{"RCPT": "450 later"}}, store.MailQueued, mail.RefusedRecipient, 0},
		"closes half-way": {smtptest.Script{Close: smtptest.Within}, store.MailQueued, mail.ClosedEarly, 0},
		"hangs":           {smtptest.Script{Hang: "RCPT"}, store.MailQueued, mail.TimedOut, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			defer func() { _ = d.db.Close() }()
			server := smtptest.Start(t, tc.script)
			client, err := mail.ParseURL("smtp://"+server.Address(), netmail.Address{Address: "no-reply@workbooks.example"})
			if err != nil {
				t.Fatal(err)
			}
			client.Roots, client.Limit = server.Roots(), time.Second
			i := d.invite("grace@brightwater.example")
			stop := runs(t, d.runner(d.db, client))
			d.settled(i)
			stop()
			d.wantMail(i, tc.state, tc.reason, 1)
			mails := server.Mails()
			if len(mails) != tc.taken || tc.taken == 1 && !strings.Contains(string(mails[0].Data), "token of "+i.Reference) {
				t.Errorf("%d mails: %+v", len(mails), mails)
			}
		})
	}
}

// settled waits until the first attempt has an outcome.
func (d *desk) settled(i store.Invitation) {
	d.t.Helper()
	for began := time.Now(); time.Since(began) < 20*time.Second; time.Sleep(10 * time.Millisecond) {
		if m := d.mail(i); m.State != store.MailQueued || m.Reason != "" {
			return
		}
	}
	d.t.Fatal("no outcome")
}
