package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// childDatabase names the database of a child process: each test here runs itself
// again as such a child, and then does the child's part only.
const childDatabase = "STORE_TEST_CHILD_DATABASE"

func child(t *testing.T, path string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), childDatabase+"="+path)
	out, err := cmd.StdoutPipe()
	ok(t, err)
	cmd.Stderr = os.Stderr
	ok(t, cmd.Start())
	return cmd, bufio.NewScanner(out)
}

// makeLinks makes links until it is killed and tells of each after its commit.
func makeLinks(t *testing.T, path string) {
	s := openAt(t, path)
	inParallel(4, func(int) {
		for {
			c := newAdministrator(t, s)
			first := linked(t, s, c, guid())
			fmt.Printf("linked %s %s\n", c.account.ID, first.ID)
			started(t, s, c)
			second := linked(t, s, c, guid())
			fmt.Printf("linked %s %s\n", c.account.ID, second.ID)
		}
	})
}

// TestF01_F17 kills a writing process again and again. Nothing acknowledged is lost,
// every link has its entry, every request is open or ended, the start is quick.
func TestF01_F17_KilledWhileWriting(t *testing.T) {
	if path := os.Getenv(childDatabase); path != "" {
		makeLinks(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "test.db")
	acknowledged := map[string]string{}
	for range 12 {
		cmd, lines := child(t, path)
		for n, enough := 0, 1+rand.IntN(40); n < enough && lines.Scan(); {
			n += note(acknowledged, lines.Text())
		}
		ok(t, cmd.Process.Kill())
		for lines.Scan() { // told before the kill
			note(acknowledged, lines.Text())
		}
		_ = cmd.Wait()
		begin := time.Now()
		s := openAt(t, path)
		ok(t, s.Ping(t.Context()))
		if took := time.Since(begin); took > time.Second {
			t.Errorf("start took %v", took)
		}
		wantAcknowledged(t, s, acknowledged)
		ok(t, s.Close())
	}
	wantIntegrity(t, path)
	wantTold(t, path)
}

func note(acknowledged map[string]string, line string) int {
	var account, id string
	if n, _ := fmt.Sscanf(line, "linked %s %s", &account, &id); n != 2 {
		return 0
	}
	acknowledged[id] = account
	return 1
}

func wantAcknowledged(t *testing.T, s *store.Store, acknowledged map[string]string) {
	t.Helper()
	for id, account := range acknowledged {
		if _, err := s.Link(t.Context(), account, id); err != nil {
			t.Fatalf("an acknowledged link is lost: %v", err)
		}
	}
	for account, err := range s.Accounts(t.Context()) {
		ok(t, err)
		open, ended, err := s.LatestConsents(t.Context(), account.ID)
		ok(t, err)
		if open != nil && open.LinkID != "" || ended != nil && (ended.State == link.Linked) != (ended.LinkID != "") {
			t.Fatalf("a request is half done: %+v %+v", open, ended)
		}
	}
	wantSound(t, s)
}

func wantIntegrity(t *testing.T, path string) {
	t.Helper()
	db := raw(t, path)
	var result string
	ok(t, db.QueryRow("pragma integrity_check").Scan(&result))
	var violations int
	ok(t, db.QueryRow("select count(*) from pragma_foreign_key_check").Scan(&violations))
	if result != "ok" || violations != 0 {
		t.Fatalf("integrity is %s, %d foreign keys are violated", result, violations)
	}
}

// wantTold fails unless each link has the entry of its making.
func wantTold(t *testing.T, path string) {
	t.Helper()
	db := raw(t, path)
	var links, entries int
	ok(t, db.QueryRow("select count(*) from links").Scan(&links))
	ok(t, db.QueryRow("select count(*) from audit_entries where action = 'link.made'").Scan(&entries))
	if links == 0 || links != entries {
		t.Fatalf("%d links have %d entries", links, entries)
	}
}

// writeToTheLimit writes until the operating system refuses.
func writeToTheLimit(t *testing.T, path string) {
	s := openAt(t, path)
	c := newAdministrator(t, s)
	signal.Ignore(syscall.SIGXFSZ)
	info, err := os.Stat(path + "-wal")
	ok(t, err)
	limit := uint64(info.Size()) + 200_000
	ok(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}))
	for n := 0; ; n++ {
		hash := secretHash()
		err := s.CreateSession(t.Context(), operator, store.NewSession{IDHash: hash, UserID: c.user.ID})
		if err == nil {
			fmt.Printf("signed in %x\n", hash)
			continue
		}
		if n == 0 || !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("write %d: %v", n, err)
		}
		break
	}
	if _, err := s.UserByEmail(t.Context(), c.user.Email); err != nil {
		t.Fatalf("reads do not go on: %v", err)
	}
}

// TestF05: a refused write(2) answers ErrUnavailable and leaves what was acknowledged.
func TestF05_WriteError(t *testing.T) {
	if path := os.Getenv(childDatabase); path != "" {
		writeToTheLimit(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "test.db")
	cmd, lines := child(t, path)
	var acknowledged int
	var said strings.Builder
	for lines.Scan() {
		var hash []byte
		if n, _ := fmt.Sscanf(lines.Text(), "signed in %x", &hash); n == 1 {
			acknowledged++
			continue
		}
		_, _ = io.WriteString(&said, lines.Text()+"\n")
	}
	if err := cmd.Wait(); err != nil || acknowledged == 0 {
		t.Fatalf("child: %v, %d acknowledged\n%s", err, acknowledged, said.String())
	}
	s := openAt(t, path)
	if report := wantSound(t, s); report.Entries != 2+acknowledged {
		t.Fatalf("%d acknowledged, report is %+v", acknowledged, report)
	}
	ok(t, s.Ping(t.Context()))
}
