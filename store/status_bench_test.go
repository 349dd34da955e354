package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// benchSizes are the numbers of accounts in BENCH_SIZES, «1000,100000» when empty.
func benchSizes(b *testing.B) (sizes []int) {
	b.Helper()
	text := os.Getenv("BENCH_SIZES")
	if text == "" {
		text = "1000,100000"
	}
	for field := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatalf("BENCH_SIZES: %v", err)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// seededStore is a database with n accounts. With BENCH_DIR it is kept there and
// used again.
func seededStore(b *testing.B, n int) *store.Store {
	b.Helper()
	dir := os.Getenv("BENCH_DIR")
	if dir == "" {
		dir = diskDir(b)
	}
	path := filepath.Join(dir, fmt.Sprintf("accounts-%d.db", n))
	_, err := os.Stat(path)
	s := openAt(b, path)
	if err != nil {
		began := time.Now()
		if err := s.Seed(b.Context(), n, "x"); err != nil {
			b.Fatal(err)
		}
		b.Logf("%d accounts seeded in %v", n, time.Since(began).Round(time.Millisecond))
	}
	return s
}

// BenchmarkStatus is what Link status reads, at each size: the figures of one kind
// of page should be alike at all sizes.
func BenchmarkStatus(b *testing.B) {
	for _, n := range benchSizes(b) {
		b.Run(fmt.Sprintf("%d accounts", n), func(b *testing.B) {
			s := seededStore(b, n)
			for _, page := range statusPagesMeasured(b, s) {
				b.Run(page.name, func(b *testing.B) { benchmarkStatuses(b, s, page.filters) })
			}
			b.Run("counts", func(b *testing.B) {
				for b.Loop() {
					if _, err := s.StatusCounts(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// measured is one kind of page; more than one filter is taken in turns.
type measured struct {
	name    string
	filters []store.StatusFilter
}

// pageRows is how many accounts a page of Link status shows.
const pageRows = 40

func statusPagesMeasured(b *testing.B, s *store.Store) []measured {
	b.Helper()
	one := func(f store.StatusFilter) []store.StatusFilter {
		f.Limit = pageRows
		return []store.StatusFilter{f}
	}
	return []measured{
		{"first page", one(store.StatusFilter{})},
		{"first page by name", one(store.StatusFilter{Order: store.OrderName})},
		{"filtered page", one(store.StatusFilter{State: link.Disabled})},
		{"page by health", one(store.StatusFilter{Health: link.Working})},
		{"deep page", deep(b, s, store.StatusFilter{})},
		{"deep page by name", deep(b, s, store.StatusFilter{Order: store.OrderName})},
		{"deep filtered page", deep(b, s, store.StatusFilter{State: link.Disabled})},
		{"search with a few hits", one(store.StatusFilter{Search: "ashbourne & aldwick"})},
		{"search with many hits", one(store.StatusFilter{Search: "ltd"})},
		{"search by e-mail", one(store.StatusFilter{Search: someEmail(b, s)})},
		{"search without a hit", one(store.StatusFilter{Search: "zzz nobody"})},
		{"search for one letter", one(store.StatusFilter{Search: "a"})},
		{"search by words apart", one(store.StatusFilter{Search: "ltd ashbourne"})},
		{"search by words apart without a hit", one(store.StatusFilter{Search: "engineering zzz"})},
		{"search by six letters apart", one(store.StatusFilter{Search: "a b c d e q"})},
		{"search and filter", one(store.StatusFilter{Search: "ltd", State: link.Disabled})},
		{"search and filter without a hit", one(store.StatusFilter{Search: "a", State: link.Overtaken})},
		{"search and filter that many pass", one(store.StatusFilter{Search: "a", State: link.Enabled})},
	}
}

// deep gives the last page of a list that is full.
func deep(b *testing.B, s *store.Store, f store.StatusFilter) []store.StatusFilter {
	b.Helper()
	f.Limit = pageRows
	last, next := f, f
	walkStatuses(b, s, f, func(p store.StatusPage) {
		if len(p.Rows) == pageRows {
			last = next
		}
		key, err := store.ParseStatusKey(p.Next)
		if err != nil {
			b.Fatal(err)
		}
		next.After = key
	})
	return []store.StatusFilter{last}
}

func someEmail(b *testing.B, s *store.Store) string {
	b.Helper()
	for account, err := range s.Accounts(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		users, err := s.Administrators(b.Context(), account.ID, 1)
		if err != nil {
			b.Fatal(err)
		}
		return users[0].Email
	}
	return ""
}

func benchmarkStatuses(b *testing.B, s *store.Store, filters []store.StatusFilter) {
	cpu, rows := cpuTime(b), 0
	for i := 0; b.Loop(); i++ {
		page, err := s.Statuses(b.Context(), filters[i%len(filters)])
		if err != nil {
			b.Fatal(err)
		}
		rows = len(page.Rows)
	}
	b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/float64(b.N), "cpu-µs/op")
	b.ReportMetric(float64(rows), "rows")
}

// BenchmarkPurge is how long writes take, p50 and p99, without and with a purge of
// old traces going on; BENCH_TRACES says of how many, 1,000,000 when empty.
func BenchmarkPurge(b *testing.B) {
	n := 1_000_000
	if text := os.Getenv("BENCH_TRACES"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatalf("BENCH_TRACES: %v", err)
		}
	}
	s := openAt(b, filepath.Join(diskDir(b), "bench.db"))
	c := newAdministrator(b, s)
	l := linked(b, s, newAdministrator(b, s), guid())
	if err := s.ExecWriter(b.Context(), manyTraces(c.account.ID, n, time.Now().Add(-100*24*time.Hour))); err != nil {
		b.Fatal(err)
	}
	writes := func(b *testing.B) {
		took := make([]float64, 0, 5000)
		for i := range cap(took) {
			began := time.Now()
			if _, err := s.MoveLink(b.Context(), operator, l.AccountID, l.ID, []link.Event{link.Disable, link.Enable}[i%2]); err != nil {
				b.Fatal(err)
			}
			took = append(took, float64(time.Since(began))/1e3)
			time.Sleep(time.Millisecond) // about as people come
		}
		slices.Sort(took)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(took[len(took)/2], "p50-µs")
		b.ReportMetric(took[len(took)*99/100], "p99-µs")
		b.ReportMetric(took[len(took)-1], "max-µs")
	}
	b.Run("writes alone", writes)
	b.Run("writes beside a purge", func(b *testing.B) {
		left := s.CountRows(b.Context(), "traces")
		done := make(chan error, 1)
		go func() {
			_, err := s.PurgeTraces(b.Context(), time.Now().Add(-90*24*time.Hour))
			done <- err
		}()
		writes(b)
		b.ReportMetric(float64(left-s.CountRows(b.Context(), "traces")), "purged")
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	})
}
