package mail_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/mail"
)

func TestOutbox_KeepsTheLastHundred(t *testing.T) {
	now := time.Date(2026, 3, 3, 10, 30, 0, 0, time.UTC)
	o := mail.NewOutbox(sender(), func() time.Time { return now })
	for i := range mail.OutboxSize + 5 {
		m := message()
		m.Subject = strconv.Itoa(i)
		if err := o.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	kept := o.Mails()
	if len(kept) != mail.OutboxSize || kept[0].Message.Subject != "104" || kept[99].Message.Subject != "5" || !kept[0].At.Equal(now) || kept[0].From != sender() {
		t.Errorf("%d mails, first %+v", len(kept), kept[0])
	}
	if got, found := o.Mail(kept[50].ID); !found || got.Message.Subject != kept[50].Message.Subject {
		t.Errorf("mail %s is %+v %v", kept[50].ID, got, found)
	}
	if _, found := o.Mail("1"); found {
		t.Error("the first mail is still there")
	}
}

func TestOutbox_TakesMailsFromAllSides(t *testing.T) {
	o := mail.NewOutbox(sender(), time.Now)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if err := o.Send(t.Context(), message()); err != nil {
				t.Error(err)
			}
			_ = o.Mails()
		})
	}
	wg.Wait()
	ids := map[string]bool{}
	for _, k := range o.Mails() {
		ids[k.ID] = true
	}
	if len(ids) != 50 {
		t.Errorf("%d mails of their own", len(ids))
	}
}
