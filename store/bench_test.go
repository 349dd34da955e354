package store_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// diskDir returns a folder on the disk of the source tree: the system's temporary
// folder may be memory, where fdatasync costs nothing.
func diskDir(b *testing.B) string {
	b.Helper()
	here, err := os.Getwd()
	if err != nil {
		b.Fatal(err)
	}
	parent := filepath.Join(filepath.Dir(here), ".cache")
	if err := os.MkdirAll(parent, 0o700); err != nil {
		b.Fatal(err)
	}
	dir, err := os.MkdirTemp(parent, "bench-")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// cpuTime is what this process has used: unlike the clock it does not depend on
// what else the machine does.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkFdatasync is the disk's own limit: 4 KB written and made durable.
func BenchmarkFdatasync(b *testing.B) {
	file, err := os.Create(filepath.Join(diskDir(b), "file"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	page := make([]byte, 4096)
	const pages = 1000 // as long as the write-ahead log before it starts again
	for i := range pages {
		if _, err := file.WriteAt(page, int64(i)*4096); err != nil {
			b.Fatal(err)
		}
	}
	_ = file.Sync()
	for i := 0; b.Loop(); i++ {
		if _, err := file.WriteAt(page, int64(i%pages)*4096); err != nil {
			b.Fatal(err)
		}
		if err := syscall.Fdatasync(int(file.Fd())); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

// BenchmarkAuditedWrite enables and disables links: a changed row and its audit
// entry, durable when the call returns.
func BenchmarkAuditedWrite(b *testing.B) {
	for _, bench := range []struct {
		name    string
		callers int
	}{{"1 caller", 1}, {"16 callers", 16}, {"64 callers", 64}} {
		b.Run(bench.name, func(b *testing.B) { benchmarkAuditedWrite(b, bench.callers) })
	}
}

func benchmarkAuditedWrite(b *testing.B, callers int) {
	s := openAt(b, filepath.Join(diskDir(b), "bench.db"))
	links := make([]store.Link, callers)
	for i := range links {
		links[i] = linked(b, s, newAdministrator(b, s), guid())
	}
	var next, caller atomic.Int64
	total := int64(b.N)
	work := func() {
		l, e := links[caller.Add(1)-1], link.Disable
		for next.Add(1) <= total {
			if _, err := s.MoveLink(context.Background(), operator, l.AccountID, l.ID, e); err != nil {
				b.Error(err)
				return
			}
			e = map[link.Event]link.Event{link.Disable: link.Enable, link.Enable: link.Disable}[e]
		}
	}
	b.ResetTimer()
	cpu := cpuTime(b)
	inParallel(callers, func(int) { work() })
	b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}

// BenchmarkVisitor is the read behind every page: who is signed in.
func BenchmarkVisitor(b *testing.B) {
	s := openAt(b, filepath.Join(diskDir(b), "bench.db"))
	hash := signIn(b, s, newAdministrator(b, s).user)
	ctx, cancel := context.WithCancel(b.Context()) // as a request's
	defer cancel()
	cpu := cpuTime(b)
	for b.Loop() {
		if _, err := s.Visitor(ctx, hash); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/float64(b.N), "cpu-µs/op")
}

// BenchmarkOpen is the store's part of start-up, with an existing database.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(diskDir(b), "bench.db")
	s := openAt(b, path)
	if err := s.Seed(b.Context(), 1000, "x"); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := store.Open(b.Context(), store.Options{URL: "sqlite:" + path})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkSeed is what «demo --accounts» takes for 1,000 accounts.
func BenchmarkSeed(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		s := openAt(b, filepath.Join(diskDir(b), "bench.db"))
		cpu := cpuTime(b)
		if err := s.Seed(b.Context(), 1000, "x"); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64((cpuTime(b) - cpu).Milliseconds()), "cpu-ms/op")
		_ = s.Close()
	}
}
