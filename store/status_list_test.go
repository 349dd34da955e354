package store_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

// walkStatuses goes through every page of a list; between is called after each.
func walkStatuses(t testing.TB, s *store.Store, f store.StatusFilter, between func(store.StatusPage)) {
	t.Helper()
	for {
		page, err := s.Statuses(t.Context(), f)
		ok(t, err)
		if len(page.Rows) > max(f.Limit, 1) {
			t.Fatalf("page has %d rows, want at most %d", len(page.Rows), f.Limit)
		}
		between(page)
		if page.Next == "" {
			return
		}
		f.After, err = store.ParseStatusKey(page.Next)
		ok(t, err)
	}
}

func everyStatus(t testing.TB, s *store.Store, f store.StatusFilter) (out []store.Status) {
	t.Helper()
	walkStatuses(t, s, f, func(p store.StatusPage) { out = append(out, p.Rows...) })
	return out
}

func ids(rows []store.Status) (out []string) {
	for _, r := range rows {
		out = append(out, r.AccountID)
	}
	return out
}

func wantEachOnce(t testing.TB, rows []store.Status, want int) {
	t.Helper()
	seen := ids(rows)
	slices.Sort(seen)
	if n := len(slices.Compact(slices.Clone(seen))); n != len(seen) || n != want {
		t.Fatalf("%d rows with %d different accounts, want %d", len(seen), n, want)
	}
}

func statusPages(w world) {
	ok(w, w.store.Seed(w.Context(), 1000, "x"))
	for _, order := range []store.StatusOrder{"", store.OrderChanged, store.OrderName} {
		for _, limit := range []int{1, 7, 40, 500} {
			rows := everyStatus(w, w.store, store.StatusFilter{Order: order, Limit: limit})
			wantEachOnce(w, rows, 1000)
			sorted := slices.IsSortedFunc(rows, func(a, b store.Status) int {
				if order == store.OrderName {
					return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
				}
				return b.ChangedAt.Compare(a.ChangedAt)
			})
			if !sorted {
				w.Fatalf("order %q with pages of %d is not kept", order, limit)
			}
		}
	}
	wantStatuses(w, w.store)
}

// statusPagesMoving changes accounts between pages: those that do not move are
// shown once each.
func statusPagesMoving(w world) {
	ok(w, w.store.Seed(w.Context(), 1000, "x"))
	enabled := everyStatus(w, w.store, store.StatusFilter{State: link.Enabled, Limit: 500})
	for _, order := range []store.StatusOrder{store.OrderChanged, store.OrderName} {
		moved, n := map[string]bool{}, 0
		var rows []store.Status
		walkStatuses(w, w.store, store.StatusFilter{Order: order, Limit: 40}, func(p store.StatusPage) {
			rows = append(rows, p.Rows...)
			w.clock.pass(time.Second)
			for range 5 {
				id := enabled[n*17%len(enabled)].AccountID
				n++
				l, err := w.store.CurrentLink(w.Context(), id)
				ok(w, err)
				e := map[link.State]link.Event{link.Enabled: link.Disable, link.Disabled: link.Enable}[l.State]
				_, err = w.store.MoveLink(w.Context(), operator, id, l.ID, e)
				ok(w, err)
				moved[id] = true
			}
		})
		still := slices.DeleteFunc(rows, func(s store.Status) bool { return moved[s.AccountID] })
		wantEachOnce(w, still, 1000-len(moved))
	}
}

func statusFilters(w world) {
	ok(w, w.store.Seed(w.Context(), 1000, "x"))
	everybody := everyStatus(w, w.store, store.StatusFilter{Limit: 500})
	counts, err := w.store.StatusCounts(w.Context())
	ok(w, err)
	if len(counts) > 20 {
		w.Fatalf("the board has %d figures", len(counts))
	}
	for _, order := range []store.StatusOrder{store.OrderChanged, store.OrderName} {
		for _, state := range append(link.States(), "") {
			for _, health := range append(link.Healths(), "") {
				var want []string
				for _, s := range everyStatus(w, w.store, store.StatusFilter{Order: order, Limit: 500}) {
					if (state == "" || s.State == state) && (health == "" || s.Health == health) {
						want = append(want, s.AccountID)
					}
				}
				got := everyStatus(w, w.store, store.StatusFilter{State: state, Health: health, Order: order, Limit: 33})
				if d := cmp.Diff(want, ids(got)); d != "" {
					w.Fatalf("%s %q %q: %s", order, state, health, d)
				}
			}
		}
	}
	for _, c := range counts {
		n := 0
		for _, s := range everybody {
			if s.State == c.State && s.Health == c.Health {
				n++
			}
		}
		if int64(n) != c.N {
			w.Errorf("%d accounts are %s %q, counted %d", n, c.State, c.Health, c.N)
		}
	}
	for _, bad := range []store.StatusFilter{{State: "nonsense"}, {Health: "nonsense"}, {Order: "nonsense"}, {Order: "match"}} {
		_, err := w.store.Statuses(w.Context(), bad)
		wantError(w, err, store.ErrInvalid)
	}
}

// statusKeys: a key is read back as it was, garbage is refused, and so is a key of
// another order.
func statusKeys(w world) {
	ok(w, w.store.Seed(w.Context(), 20, "x"))
	for _, f := range []store.StatusFilter{{Limit: 3}, {Limit: 3, Order: store.OrderName}, {Limit: 3, Search: "l"}} {
		page, err := w.store.Statuses(w.Context(), f)
		ok(w, err)
		key, err := store.ParseStatusKey(page.Next)
		if err != nil || key.String() != page.Next || page.Next == "" {
			w.Fatalf("key %q is read as %q (%v)", page.Next, key, err)
		}
		for _, other := range []store.StatusFilter{{}, {Order: store.OrderName}, {Search: "l"}} {
			if other.Order == f.Order && other.Search == f.Search {
				continue
			}
			other.After = key
			_, err := w.store.Statuses(w.Context(), other)
			wantError(w, err, store.ErrInvalid)
		}
		for _, garbage := range []string{
			page.Next[1:], page.Next + "A", "!", " ", "../..", strings.Repeat("A", 1<<20), "'; drop table accounts --", "\x00",
			base64.RawURLEncoding.EncodeToString([]byte(`{"o":"nonsense","i":"x"}`)), base64.RawURLEncoding.EncodeToString([]byte(`{"o":"name"}`)),
			base64.RawURLEncoding.EncodeToString([]byte("{\"o\":\"name\",\"i\":\"\xff\"}")), base64.RawURLEncoding.EncodeToString([]byte("null")),
		} {
			_, err := store.ParseStatusKey(garbage)
			wantError(w, err, store.ErrInvalid)
		}
	}
	made := base64.RawURLEncoding.EncodeToString([]byte(`{"o":"name","t":"' or 1=1 --","i":"%"}`))
	key, err := store.ParseStatusKey(made)
	ok(w, err)
	_, err = w.store.Statuses(w.Context(), store.StatusFilter{Order: store.OrderName, After: key})
	ok(w, err)
}

func statusByIDs(w world) {
	var people []customer
	for range 5 {
		people = append(people, newAdministrator(w, w.store))
	}
	ask := []string{people[3].account.ID, guid(), people[0].account.ID, "", people[4].account.ID}
	rows, err := w.store.StatusByIDs(w.Context(), ask)
	ok(w, err)
	if d := cmp.Diff([]string{ask[0], ask[2], ask[4]}, ids(rows)); d != "" {
		w.Fatal(d)
	}
	if rows, err := w.store.StatusByIDs(w.Context(), nil); err != nil || len(rows) != 0 {
		w.Fatalf("nothing gives %d rows (%v)", len(rows), err)
	}
	_, err = w.store.StatusByIDs(w.Context(), make([]string, 101))
	wantError(w, err, store.ErrInvalid)
	_, err = w.store.Status(w.Context(), guid())
	wantError(w, err, store.ErrNotFound)
}

// statusPlans: first, filtered and deep pages are one range of an index, with no
// scan of a table and no sorting; also after the database has looked at its data.
func statusPlans(w world) {
	ok(w, w.store.Seed(w.Context(), 1000, "x"))
	for _, analysed := range []bool{false, true} {
		if analysed {
			ok(w, w.store.ExecWriter(w.Context(), "analyze"))
		}
		for _, order := range []store.StatusOrder{store.OrderChanged, store.OrderName} {
			for _, state := range append(link.States(), "") {
				for _, health := range append(link.Healths(), "") {
					wantIndexed(w, store.StatusFilter{State: state, Health: health, Order: order, Limit: 40})
				}
			}
		}
		for _, needle := range []string{"a", "nobody at all", "ltd", "ltd sons", "ltd nobody"} {
			wantIndexed(w, store.StatusFilter{Search: needle, Limit: 5})
			wantIndexed(w, store.StatusFilter{Search: needle, State: link.Disabled, Limit: 5})
			wantIndexed(w, store.StatusFilter{Search: needle, Health: link.Working, Limit: 5})
		}
		wantSearched(w, "counts", "select state, health, n from status_counts where n <> 0 order by state, health")
	}
}

func wantIndexed(w world, f store.StatusFilter) {
	w.Helper()
	for range 2 { // the first page and a deep one
		plan, err := w.store.ExplainStatuses(w.Context(), f)
		ok(w, err)
		for _, line := range plan {
			full := strings.HasPrefix(line, "SCAN") && !strings.Contains(line, "USING") && !strings.HasPrefix(line, "SCAN t")
			if full || strings.Contains(line, "TEMP B-TREE") || strings.Contains(line, "AUTOMATIC") {
				w.Fatalf("%+v: %s", f, strings.Join(plan, " | "))
			}
		}
		page, err := w.store.Statuses(w.Context(), f)
		ok(w, err)
		if page.Next == "" {
			return
		}
		f.After, err = store.ParseStatusKey(page.Next)
		ok(w, err)
	}
}

// wantSearched allows a scan only of a table that is small at any size.
func wantSearched(w world, what, query string) {
	w.Helper()
	plan, err := w.store.ExplainSQL(w.Context(), query)
	ok(w, err)
	if len(plan) != 1 || strings.Contains(plan[0], "account_status") {
		w.Fatalf("%s: %v", what, plan)
	}
}

// slowExport takes a page at a time while thousands of writes go on: nothing is
// held open, so the write-ahead log is moved into the database again and again.
func slowExport(w world) {
	path := filepath.Join(w.TempDir(), "test.db")
	s := openWith(w, store.Options{URL: "sqlite:" + path, Now: w.clock.Now})
	ok(w, s.Seed(w.Context(), 5000, "x"))
	ok(w, s.Close()) // its log goes with it
	s = openWith(w, store.Options{URL: "sqlite:" + path, Now: w.clock.Now})
	c := newAdministrator(w, s)
	l := linked(w, s, c, guid())
	exported, biggest := map[string]int{}, int64(0)
	for page, err := range s.ExportStatuses(w.Context(), store.StatusFilter{Order: store.OrderName}) {
		ok(w, err)
		for _, row := range page {
			exported[row.AccountID]++
		}
		for i := range 400 {
			_, err := s.MoveLink(w.Context(), operator, l.AccountID, l.ID, []link.Event{link.Disable, link.Enable}[i%2])
			ok(w, err)
		}
		biggest = max(biggest, logSize(w, path))
	}
	if len(exported) != 5001 || biggest > 8<<20 {
		w.Fatalf("%d accounts exported, the log grew to %d bytes", len(exported), biggest)
	}
	for id, n := range exported {
		if n != 1 {
			w.Fatalf("account %s came %d times", id, n)
		}
	}
	if busy, inLog, moved, err := s.Checkpoint(); err != nil || busy != 0 || inLog != moved {
		w.Fatalf("checkpoint: busy %d, %d of %d pages (%v)", busy, moved, inLog, err)
	}
	for _, f := range []store.StatusFilter{{State: link.Enabled}, {Search: "ltd"}, {Search: "ltd", State: link.Disabled}, {Search: "nobody at all"}} {
		n := 0
		for page, err := range s.ExportStatuses(w.Context(), f) {
			ok(w, err)
			n += len(page)
		}
		f.Limit = 40
		if want := len(everyStatus(w, s, f)); n != want {
			w.Errorf("%+v: %d exported, the pages have %d", f, n, want)
		}
	}
	for _, err := range s.ExportStatuses(w.Context(), store.StatusFilter{State: "nonsense"}) {
		wantError(w, err, store.ErrInvalid)
	}
}

// exportMoving changes every account while it is exported.
func exportMoving(w world) {
	ok(w, w.store.Seed(w.Context(), 1200, "x"))
	enabled := everyStatus(w, w.store, store.StatusFilter{State: link.Enabled, Limit: 500})
	for _, order := range []store.StatusOrder{"", store.OrderChanged, store.OrderName} {
		var rows []store.Status
		for page, err := range w.store.ExportStatuses(w.Context(), store.StatusFilter{Order: order}) {
			ok(w, err)
			rows = append(rows, page...)
			w.clock.pass(time.Minute)
			for _, s := range enabled {
				l, err := w.store.CurrentLink(w.Context(), s.AccountID)
				ok(w, err)
				e := map[link.State]link.Event{link.Enabled: link.Disable, link.Disabled: link.Enable}[l.State]
				_, err = w.store.MoveLink(w.Context(), operator, s.AccountID, l.ID, e)
				ok(w, err)
			}
		}
		wantEachOnce(w, rows, 1200)
	}
}

func logSize(t testing.TB, path string) int64 {
	t.Helper()
	info, err := os.Stat(path + "-wal")
	ok(t, err)
	return info.Size()
}
