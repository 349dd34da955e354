package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// faultyDriver is SQLite whose n-th changing statement fails, a commit included.
type faultyDriver struct {
	sqlite3.SQLiteDriver
	left      atomic.Int64 // statements until the fault; 0 is none
	rollsBack bool         // as SQLite itself does after some errors
	happened  atomic.Bool
}

func (d *faultyDriver) Open(dsn string) (driver.Conn, error) {
	conn, err := d.SQLiteDriver.Open(dsn)
	return &faultyConn{conn.(*sqlite3.SQLiteConn), d}, err
}

func (d *faultyDriver) fault(c *sqlite3.SQLiteConn) error {
	if d.left.Add(-1) != 0 {
		return nil
	}
	d.happened.Store(true)
	if d.rollsBack {
		_, _ = c.Exec("rollback", nil)
	}
	return sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrWrite}
}

type faultyConn struct {
	*sqlite3.SQLiteConn
	driver *faultyDriver
}

func (c *faultyConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.SQLiteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &faultyStmt{stmt.(*sqlite3.SQLiteStmt), c}, nil
}

type faultyStmt struct {
	*sqlite3.SQLiteStmt
	conn *faultyConn
}

func (s *faultyStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.conn.driver.fault(s.conn.SQLiteConn); err != nil {
		return nil, err
	}
	return s.SQLiteStmt.ExecContext(ctx, args)
}

// flow goes from the start of a request over the replacement of a link to its undoing.
func flow(s *store.Store, c customer, tenant string) error {
	ctx := context.Background()
	r, err := s.StartConsent(ctx, c.actor(), newConsent(c))
	if err != nil {
		return err
	}
	if _, err := s.ApproveConsent(ctx, c.actor(), r.ID, tenant); err != nil {
		return err
	}
	if _, err := s.RedeemConsent(ctx, r.ID); err != nil {
		return err
	}
	l, err := s.CompleteLink(ctx, c.actor(), r.ID, proofOf(tenant))
	if err != nil {
		return err
	}
	if _, err := s.MoveLink(ctx, c.actor(), c.account.ID, l.ID, link.Disable); err != nil {
		return err
	}
	_, _, err = s.UndoLink(ctx, c.actor(), c.account.ID, r.ID)
	return err
}

// handOverFlow goes from an invitation over its mail to a confirmed link and its undoing.
func handOverFlow(s *store.Store, c customer, tenant string) error {
	ctx := context.Background()
	i, err := s.CreateInvitation(ctx, c.actor(), newInvitation(c))
	if err != nil {
		return err
	}
	d, err := s.DueMail(ctx, time.Nanosecond) // due again at once, whatever becomes of this
	if err != nil {
		return err
	}
	if err := s.MailSent(ctx, d.Mail.ID); err != nil {
		return err
	}
	if err := s.NoteInvitationOpened(ctx, invitee, i.ID); err != nil {
		return err
	}
	r, err := s.StartConsent(ctx, invitee, invitedConsent(i))
	if err != nil {
		return err
	}
	if _, err := s.ApproveConsent(ctx, invitee, r.ID, tenant); err != nil {
		return err
	}
	if _, err := s.RedeemConsent(ctx, r.ID); err != nil {
		return err
	}
	l, err := s.CompleteLink(ctx, invitee, r.ID, proofOf(tenant))
	if err != nil {
		return err
	}
	if _, err = s.ConfirmLink(ctx, c.actor(), c.account.ID, l.ID); err != nil {
		return err
	}
	_, _, err = s.UndoLink(ctx, c.actor(), c.account.ID, r.ID)
	return err
}

// TestF06 lets every single statement of the flows fail, one after the other: never is
// there a link without its entry, a half-made change or a store that stays broken.
func TestF06_EveryStatementMayFail(t *testing.T) {
	flows := map[string]func(*store.Store, customer, string) error{"replaced link": flow, "hand-over": handOverFlow}
	for name, flow := range flows {
		for _, rollsBack := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, SQLite rolls back by itself %v", name, rollsBack), func(t *testing.T) {
				everyStatementFails(t, flow, rollsBack)
			})
		}
	}
}

func everyStatementFails(t *testing.T, flow func(*store.Store, customer, string) error, rollsBack bool) {
	d := &faultyDriver{rollsBack: rollsBack}
	s, err := store.OpenWith(t.Context(), store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db")}, d)
	ok(t, err)
	defer s.Close()
	for n := int64(1); ; n++ {
		c := newAdministrator(t, s)
		old := linked(t, s, c, guid())
		d.happened.Store(false)
		d.left.Store(n)
		err := flow(s, c, guid())
		d.left.Store(0)
		if !d.happened.Load() {
			ok(t, err)
			if n < 30 {
				t.Fatalf("the flow has only %d statements", n)
			}
			return
		}
		wantError(t, err, store.ErrUnavailable)
		wantSound(t, s)
		wantWhole(t, s, c, old)
		ok(t, flow(s, c, guid()))
	}
}

// wantWhole fails unless the account has one current link: the old one, or the one
// that replaced it.
func wantWhole(t *testing.T, s *store.Store, c customer, old store.Link) {
	t.Helper()
	current, err := s.CurrentLink(t.Context(), c.account.ID)
	ok(t, err)
	if current.ID != old.ID && current.Replaces != old.ID {
		t.Fatalf("current link is %+v", current)
	}
	open, ended, err := s.LatestConsents(t.Context(), c.account.ID)
	ok(t, err)
	if ended == nil || open != nil && open.LinkID != "" {
		t.Fatalf("requests are %+v and %+v", open, ended)
	}
	if (ended.LinkID == "") != (ended.State != link.Linked) {
		t.Fatalf("request is %+v", ended)
	}
}

// TestF06_CommitFailsForEverybody: when the commit of a batch fails, nobody in it is
// told of a success.
func TestF06_CommitFailsForEverybody(t *testing.T) {
	d := &faultyDriver{}
	s, err := store.OpenWith(t.Context(), store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db")}, d)
	ok(t, err)
	defer s.Close()
	release := s.HoldTurn()
	results := make(chan error, 3)
	for range cap(results) {
		go func() { results <- s.Write(context.Background(), func() error { return nil }) }()
	}
	waitFor(s, cap(results))
	d.left.Store(2) // begin, commit
	release()
	for range cap(results) {
		if err := <-results; !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "commit") {
			t.Errorf("answer is %v", err)
		}
	}
	ok(t, s.Ping(t.Context()))
}

// TestF04: a full disk refuses changes, keeps what was acknowledged, goes on reading,
// and recovers without a restart.
func TestF04_DiskFull(t *testing.T) {
	s := openTemporary(t, newClock())
	c := newAdministrator(t, s)
	pages, err := s.PragmaWriter("page_count")
	ok(t, err)
	_, err = s.PragmaWriter("max_page_count = " + pages)
	ok(t, err)
	var acknowledged [][]byte
	for err == nil {
		hash := secretHash()
		if err = s.CreateSession(t.Context(), operator, store.NewSession{IDHash: hash, UserID: c.user.ID}); err == nil {
			acknowledged = append(acknowledged, hash)
		}
	}
	wantError(t, err, store.ErrUnavailable)
	inParallel(16, func(int) { // whole batches too
		if err := s.CreateSession(t.Context(), operator, store.NewSession{IDHash: secretHash(), UserID: c.user.ID}); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("error is %v", err)
		}
	})
	for _, hash := range acknowledged {
		_, err := s.Visitor(t.Context(), hash)
		ok(t, err)
	}
	if report := wantSound(t, s); report.Entries != 2+len(acknowledged) {
		t.Fatalf("%d acknowledged, report is %+v", len(acknowledged), report)
	}
	_, err = s.PragmaWriter("max_page_count = 1000000")
	ok(t, err)
	signIn(t, s, c.user)
	if report := wantSound(t, s); report.Entries != 3+len(acknowledged) {
		t.Fatalf("%d acknowledged, report is %+v", len(acknowledged), report)
	}
}
