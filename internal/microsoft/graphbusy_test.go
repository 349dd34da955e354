package microsoft_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestF21_BusyGraphIsAskedOnceMoreIfTimeAllows(t *testing.T) {
	rows := []struct {
		name   string
		budget time.Duration // 0 is none of the caller's
		wait   string        // Retry-After
		busy   int           // answers before the good one
		asked  int
		took   time.Duration
		kind   microsoft.Kind
	}{
		{"it fits", 10 * time.Second, "3", 1, 2, 3 * time.Second, ""},
		{"it fits in our own time", 0, "20", 1, 2, 20 * time.Second, ""},
		{"it does not fit", 2 * time.Second, "3", 1, 1, 0, microsoft.Busy},
		{"it does not fit in our own time", 0, "3600", 1, 1, 0, microsoft.Busy},
		{"unknown wait", 10 * time.Second, "", 1, 1, 0, microsoft.Busy},
		{"busy again", 10 * time.Second, "3", 2, 2, 3 * time.Second, microsoft.Busy},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				left := row.busy
				s, c, token := onStage(t, func(w http.ResponseWriter, _ *http.Request) {
					if left--; left >= 0 {
						w.Header().Set("Retry-After", row.wait)
						sendJSON(w, 429, `{"error":{"code":"TooManyRequests"}}`)
						return
					}
					sendJSON(w, 200, graphPage("", groupItems(0, 2)))
				})
				ctx := t.Context()
				if row.budget != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, row.budget)
					defer cancel()
				}
				before := time.Now()
				got, err := c.Groups(ctx, token)
				if row.kind != "" {
					wantKind(t, err, row.kind)
				} else if err != nil || len(got) != 2 {
					t.Errorf("%d groups (%v)", len(got), err)
				}
				if took := time.Since(before); took != row.took || s.count("groups") != row.asked {
					t.Errorf("took %v and %d requests, want %v and %d", took, s.count("groups"), row.took, row.asked)
				}
			})
		})
	}
}

func TestF21_BusyGraphIsWaitedForOnceInAList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		_, c, token := onStage(t, func(w http.ResponseWriter, _ *http.Request) {
			if asked++; asked == 2 {
				sendJSON(w, 200, graphPage(authority+groupsPath+"?$skiptoken=two", groupItems(0, 1)))
				return
			}
			w.Header().Set("Retry-After", "1")
			sendJSON(w, 429, `{}`)
		})
		got, err := c.Groups(t.Context(), token)
		if wantKind(t, err, microsoft.Busy); got != nil || asked != 3 {
			t.Errorf("%d groups after %d requests, want none after 3", len(got), asked)
		}
	})
}

func TestF21_HangingGraphEndsWithTheCallersTime(t *testing.T) {
	for budget, want := range map[time.Duration]time.Duration{2 * time.Second: 2 * time.Second, time.Minute: 5 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			_, c, token := onStage(t, later(headersThenHang))
			ctx, cancel := context.WithTimeout(t.Context(), budget)
			defer cancel()
			before := time.Now()
			got, err := c.Groups(ctx, token)
			wantKind(t, err, microsoft.Slow)
			if took := time.Since(before); took != want || got != nil {
				t.Errorf("took %v and left %d groups, want %v", took, len(got), want)
			}
		})
	}
}
