package delivery_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/delivery"
	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/store"
)

func refusing(reason string, permanent bool) *postman {
	return &postman{do: func(context.Context, mail.Message) error {
		return &mail.Error{Reason: reason, Permanent: permanent, Code: 450}
	}}
}

func TestRun_SendsWhatWaitsAndWhatComesWhenWoken(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		before := d.invite("grace@brightwater.example")
		p := &postman{}
		r := d.runner(d.db, p)
		stop := runs(t, r)
		synctest.Wait()
		d.wantMail(before, store.MailSent, "", 1)
		began := time.Now()
		after := d.invite("alan@brightwater.example")
		r.Wake()
		synctest.Wait()
		d.wantMail(after, store.MailSent, "", 1)
		if took := time.Since(began); took != 0 {
			t.Errorf("the second mail waited %s", took)
		}
		stop()
		got := p.seen()
		if len(got) != 2 || got[1].Text != "token of "+after.Reference || got[1].To != after.Recipient || got[1].ID != after.Mail.ID || got[1].ID == got[0].ID {
			t.Errorf("sent %+v", got)
		}
	})
}

func TestRun_SendsInvitationsOfUsersAmongOthers(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i, u := d.invite("grace@brightwater.example"), d.welcome("una@brightwater.example")
		p := &postman{}
		stop := runs(t, d.runner(d.db, p))
		synctest.Wait()
		stop()
		d.wantMail(i, store.MailSent, "", 1)
		w, err := d.db.LatestWelcome(t.Context(), d.account.ID, u.ID)
		if err != nil || w.Mail.State != store.MailSent || w.State != store.WelcomeOpen {
			t.Fatalf("invitation is %s with mail %+v (%v)", w.State, w.Mail, err)
		}
		got := p.seen()
		if len(got) != 2 || got[1].To != u.Email || got[1].Text != "token of "+w.Reference || got[1].ID != w.Mail.ID || got[1].Subject != "welcome to "+d.account.Name {
			t.Errorf("sent %+v", got)
		}
	})
}

func TestRun_FindsUnannouncedMailsWithinAMinute(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		stop := runs(t, d.runner(d.db, &postman{}))
		defer stop()
		synctest.Wait()
		i := d.invite("grace@brightwater.example")
		time.Sleep(time.Minute)
		synctest.Wait()
		d.wantMail(i, store.MailSent, "", 1)
	})
}

func TestRun_TriesForADayWithLongerAndLongerPauses(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i := d.invite("grace@brightwater.example")
		p := refusing(mail.Busy, false)
		stop := runs(t, d.runner(d.db, p))
		synctest.Wait()
		d.wantMail(i, store.MailQueued, mail.Busy, 1)
		if next := time.Until(d.mail(i).NextAt); next != time.Minute {
			t.Errorf("the second attempt is due in %s", next)
		}
		time.Sleep(48 * time.Hour)
		stop()
		var got []string
		for _, a := range p.seen() {
			got = append(got, a.at.Sub(p.seen()[0].at).String())
		}
		want := []string{"0s", "1m0s", "6m0s", "21m0s", "1h21m0s", "5h21m0s", "9h21m0s", "13h21m0s", "17h21m0s", "21h21m0s"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("attempts (-want +got):\n%s", diff)
		}
		d.wantMail(i, store.MailFailed, mail.Busy, 10)
	})
}

func TestRun_NeedsNoSecondTryForWhatIsRefusedForGood(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i := d.invite("nobody@brightwater.example")
		p := refusing(mail.RefusedRecipient, true)
		stop := runs(t, d.runner(d.db, p))
		time.Sleep(48 * time.Hour)
		stop()
		d.wantMail(i, store.MailFailed, mail.RefusedRecipient, 1)
	})
}

func TestRun_DeliversAfterTrouble(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i := d.invite("grace@brightwater.example")
		p := &postman{}
		p.do = func(context.Context, mail.Message) error {
			if len(p.seen()) < 3 {
				return errors.New("stranger's words")
			}
			return nil
		}
		stop := runs(t, d.runner(d.db, p))
		time.Sleep(5 * time.Minute)
		d.wantMail(i, store.MailQueued, delivery.Failed, 2)
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		d.wantMail(i, store.MailSent, "", 3)
		for _, private := range []string{"stranger", "token of", "grace@"} {
			if strings.Contains(d.log.String(), private) {
				t.Errorf("the log holds %q:\n%s", private, d.log)
			}
		}
	})
}

func TestRun_AnUnreadableTokenStopsNobodyElse(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		d.sealer = sealer(t, "z") // the key of last week
		lost := d.invite("grace@brightwater.example")
		d.sealer = sealer(t, "a")
		time.Sleep(time.Second)
		fine := d.invite("alan@brightwater.example")
		p := &postman{}
		stop := runs(t, d.runner(d.db, p))
		synctest.Wait()
		stop()
		d.wantMail(lost, store.MailFailed, delivery.Unreadable, 1)
		d.wantMail(fine, store.MailSent, "", 1)
		if got := p.seen(); len(got) != 1 || got[0].To != fine.Recipient {
			t.Errorf("sent %+v", got)
		}
	})
}

func TestRun_ARevokedInvitationIsNotSentAgain(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i := d.invite("grace@brightwater.example")
		p := refusing(mail.Busy, false)
		stop := runs(t, d.runner(d.db, p))
		synctest.Wait()
		if _, err := d.db.RevokeInvitation(t.Context(), d.actor(), i.AccountID, i.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		stop()
		d.wantMail(i, store.MailFailed, "revoked", 1)
		if n := len(p.seen()); n != 1 {
			t.Errorf("%d attempts", n)
		}
	})
}

func TestRun_OneMailHasFortyFiveSeconds(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i := d.invite("grace@brightwater.example")
		var took time.Duration
		p := &postman{do: func(ctx context.Context, _ mail.Message) error {
			began := time.Now()
			<-ctx.Done()
			took = time.Since(began)
			return &mail.Error{Reason: mail.TimedOut}
		}}
		stop := runs(t, d.runner(d.db, p))
		time.Sleep(46 * time.Second)
		synctest.Wait()
		d.wantMail(i, store.MailQueued, mail.TimedOut, 1)
		if took != 45*time.Second {
			t.Errorf("the sender had %s", took)
		}
		stop()
	})
}

func TestRun_TheMailInHandHasTenSecondsAtTheEnd(t *testing.T) {
	for name, tc := range map[string]struct {
		needs, takes time.Duration
		state        store.MailState
		reason       string
	}{
		"it finishes":     {9 * time.Second, 9 * time.Second, store.MailSent, ""},
		"it stays queued": {30 * time.Second, 10 * time.Second, store.MailQueued, mail.TimedOut},
	} {
		t.Run(name, func(t *testing.T) {
			within(t, func(t *testing.T, d *desk) {
				i, waits := d.invite("grace@brightwater.example"), d.invite("alan@brightwater.example")
				p := &postman{do: func(ctx context.Context, _ mail.Message) error {
					select {
					case <-time.After(tc.needs):
						return nil
					case <-ctx.Done():
						return &mail.Error{Reason: mail.TimedOut}
					}
				}}
				stop := runs(t, d.runner(d.db, p))
				synctest.Wait()
				began := time.Now()
				stop()
				if took := time.Since(began); took != tc.takes {
					t.Errorf("stopping took %s", took)
				}
				d.wantMail(i, tc.state, tc.reason, 1)
				d.wantMail(waits, store.MailQueued, "", 0)
			})
		})
	}
}

// forgetful is a store behind a process that dies before it can note anything.
type forgetful struct{ *store.Store }

func (forgetful) MailSent(context.Context, string) error { return errLost }

func TestRun_ACrashAfterSendingSendsAgainWithTheSameID(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i := d.invite("grace@brightwater.example")
		p := &postman{}
		stop := runs(t, d.runner(forgetful{d.db}, p))
		synctest.Wait()
		stop() // and another process starts at once
		d.wantMail(i, store.MailQueued, "", 1)
		stop = runs(t, d.runner(d.db, p))
		time.Sleep(119 * time.Second)
		synctest.Wait()
		if n := len(p.seen()); n != 1 {
			t.Fatalf("%d attempts before the lease is over", n)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		stop()
		got := p.seen()
		if len(got) != 2 || got[0].ID != got[1].ID {
			t.Errorf("attempts %+v", got)
		}
		d.wantMail(i, store.MailSent, "", 2)
	})
}

func TestRun_TwoRunnersNeverSendTheSame(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		var all []store.Invitation
		for range 8 {
			d.customer()
			for range 5 {
				all = append(all, d.invite("grace@brightwater.example"))
			}
		}
		p := &postman{do: func(context.Context, mail.Message) error { time.Sleep(time.Second); return nil }}
		first, second := runs(t, d.runner(d.db, p)), runs(t, d.runner(d.db, p))
		began := time.Now()
		time.Sleep(time.Hour)
		first()
		second()
		seen := map[string]bool{}
		for _, a := range p.seen() {
			seen[a.ID] = true
		}
		if last := p.seen()[len(p.seen())-1].at.Sub(began); len(p.seen()) != len(all) || len(seen) != len(all) || last > 25*time.Second {
			t.Errorf("%d attempts at %d of %d mails, the last after %s", len(p.seen()), len(seen), len(all), last)
		}
		for _, i := range all {
			d.wantMail(i, store.MailSent, "", 1)
		}
	})
}

// sick is a store that cannot hand anything out until it is well.
type sick struct {
	*store.Store
	well  time.Time
	asked *int
}

func (s sick) DueMail(ctx context.Context, lease time.Duration) (store.Due, error) {
	if *s.asked++; time.Now().Before(s.well) {
		return store.Due{}, store.ErrUnavailable
	}
	return s.Store.DueMail(ctx, lease)
}

func TestRun_OutlivesTroubleWithTheStore(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i, asked := d.invite("grace@brightwater.example"), 0
		stop := runs(t, d.runner(sick{d.db, time.Now().Add(10*time.Minute - time.Second), &asked}, &postman{}))
		time.Sleep(10*time.Minute + time.Second)
		synctest.Wait()
		stop()
		d.wantMail(i, store.MailSent, "", 1)
		if asked > 13 {
			t.Errorf("asked %d times in ten minutes", asked)
		}
	})
}

// shortened is a store whose invitations end soon.
type shortened struct {
	*store.Store
	left time.Duration
}

func (s shortened) DueMail(ctx context.Context, lease time.Duration) (store.Due, error) {
	due, err := s.Store.DueMail(ctx, lease)
	if err == nil {
		due.Invitation.ExpiresAt = due.Invitation.CreatedAt.Add(s.left)
	}
	return due, err
}

func TestRun_TriesNoLongerThanTheInvitationLives(t *testing.T) {
	within(t, func(t *testing.T, d *desk) {
		i := d.invite("grace@brightwater.example")
		p := refusing(mail.Busy, false)
		stop := runs(t, d.runner(shortened{d.db, 10 * time.Minute}, p))
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		d.wantMail(i, store.MailFailed, mail.Busy, 3) // a fourth would come after 21 minutes
	})
}
