package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/store"
)

// waitFor spins until n writes wait for their turn.
func waitFor(s *store.Store, n int) {
	for s.Waiting() < n {
		runtime.Gosched()
	}
}

func TestWrite_CancelledBeforeItsTurnNeverRuns(t *testing.T) {
	s := openTemporary(t, newClock())
	release := s.HoldTurn()
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error)
	ran := false
	go func() { result <- s.Write(ctx, func() error { ran = true; return nil }) }()
	waitFor(s, 1)
	cancel()
	wantError(t, <-result, context.Canceled)
	release()
	ok(t, s.Ping(t.Context()))
	if ran {
		t.Fatal("a cancelled write ran")
	}
	wantError(t, s.Write(ctx, func() error { return nil }), context.Canceled)
}

func TestWrite_BegunIsAwaited(t *testing.T) {
	s := openTemporary(t, newClock())
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Write(ctx, func() error { cancel(); return nil }); err != nil {
		t.Fatalf("a write that has begun answered %v", err)
	}
}

func TestWrite_PanicIsThatCallersError(t *testing.T) {
	s := openTemporary(t, newClock())
	release := s.HoldTurn()
	results := make([]error, 3)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			results[i] = s.Write(t.Context(), func() error {
				if i == 1 {
					panic("boom")
				}
				return nil
			})
		})
	}
	waitFor(s, 3)
	release()
	wg.Wait()
	if results[0] != nil || results[2] != nil || results[1] == nil || !strings.Contains(results[1].Error(), "panic") {
		t.Fatalf("results are %v", results)
	}
	ok(t, s.Ping(t.Context()))
}

func TestWrite_ErrorUndoesItsOwnWorkOnly(t *testing.T) {
	s := openTemporary(t, newClock())
	release := s.HoldTurn()
	names := []string{"A", "B", "a", "C"} // «A» and «a» clash
	results := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() {
			_, results[i] = s.CreateAccount(t.Context(), operator, store.NewAccount{Name: name})
		})
		waitFor(s, i+1)
	}
	release()
	wg.Wait()
	if results[0] != nil || results[1] != nil || !errors.Is(results[2], store.ErrNameTaken) || results[3] != nil {
		t.Fatalf("results are %v", results)
	}
	if report := wantSound(t, s); report.Accounts != 3 || report.Entries != 3 {
		t.Fatalf("report is %+v", report)
	}
}

func TestWrite_WaitsNoLongerThanItsTime(t *testing.T) {
	s := openWith(t, store.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db"), BusyTimeout: 50 * time.Millisecond})
	release := s.HoldTurn()
	defer release()
	err := s.Write(t.Context(), func() error { return nil })
	var unavailable *store.UnavailableError
	if !errors.As(err, &unavailable) || unavailable.RetryAfter <= 0 {
		t.Fatalf("error is %v", err)
	}
}

// TestF07 lets another program hold the lock, shorter and longer than the timeout.
func TestF07_ForeignLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := openWith(t, store.Options{URL: "sqlite:" + path, BusyTimeout: 400 * time.Millisecond})
	c := newAdministrator(t, s)
	hash := signIn(t, s, c.user)
	stranger := raw(t, path)
	lock := func() {
		_, err := stranger.Exec("begin immediate")
		ok(t, err)
	}
	unlock := func() {
		_, err := stranger.Exec("rollback")
		ok(t, err)
	}
	goroutines := runtime.NumGoroutine()
	lock()
	time.AfterFunc(100*time.Millisecond, unlock)
	ok(t, s.SetNotice(t.Context(), hash, "shorter"))

	lock()
	begin := time.Now()
	results := make([]error, 8)
	inParallel(len(results), func(i int) { results[i] = s.SetNotice(t.Context(), hash, "longer") })
	for _, err := range results {
		var unavailable *store.UnavailableError
		if !errors.As(err, &unavailable) || unavailable.RetryAfter <= 0 {
			t.Fatalf("error is %v", err)
		}
	}
	if waited := time.Since(begin); waited < 300*time.Millisecond || waited > 3*time.Second {
		t.Fatalf("waited %v", waited)
	}
	if _, err := s.Visitor(t.Context(), hash); err != nil {
		t.Fatalf("reads do not go on: %v", err)
	}
	unlock()
	if text, err := s.TakeNotice(t.Context(), hash); err != nil || text != "shorter" {
		t.Fatalf("notice is %q, %v", text, err)
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, were %d", runtime.NumGoroutine(), goroutines)
		}
	}
}

// TestF08: another program's write between our read and our write cannot fail ours,
// since our transactions hold the lock from their beginning.
func TestF08_ForeignWritesDoNotBreakOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s, other := openAt(t, path), openAt(t, path)
	c := newAdministrator(t, s)
	inParallel(8, func(i int) {
		writer := []*store.Store{s, other}[i%2]
		for range 25 {
			if err := writer.CreateSession(t.Context(), operator, store.NewSession{IDHash: secretHash(), UserID: c.user.ID}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	if report := wantSound(t, s); report.Entries != 2+200 {
		t.Fatalf("report is %+v", report)
	}
}

func TestF09_ReadPoolCannotWrite(t *testing.T) {
	s := openTemporary(t, newClock())
	err := s.ExecReader(t.Context(), "delete from accounts")
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Fatalf("error is %v", err)
	}
	wantError(t, err, store.ErrUnavailable)
}

// TestF16 closes the store while 200 callers write: what was acknowledged is there,
// what was not says so, and the log is moved into the database.
func TestF16_CloseUnderLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path)
	c := newAdministrator(t, s)
	var mu sync.Mutex
	var acknowledged [][]byte
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			for {
				hash := secretHash()
				err := s.CreateSession(context.Background(), operator, store.NewSession{IDHash: hash, UserID: c.user.ID})
				if err != nil {
					if !errors.Is(err, store.ErrUnavailable) {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				acknowledged = append(acknowledged, hash)
				mu.Unlock()
			}
		})
	}
	for enough := false; !enough; runtime.Gosched() {
		mu.Lock()
		enough = len(acknowledged) > 400
		mu.Unlock()
	}
	ok(t, s.Close())
	wg.Wait()
	if files, _ := filepath.Glob(path + "-*"); len(files) > 0 {
		t.Fatalf("files are left: %v", files)
	}
	s = openAt(t, path)
	for _, hash := range acknowledged {
		if _, err := s.Visitor(t.Context(), hash); err != nil {
			t.Fatalf("an acknowledged session is lost: %v", err)
		}
	}
	if report := wantSound(t, s); report.Entries < 2+len(acknowledged) {
		t.Fatalf("%d acknowledged, report is %+v", len(acknowledged), report)
	}
}
