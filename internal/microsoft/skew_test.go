package microsoft_test

import (
	"net/http"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestF26_ClockSkewIsMeasuredWithEveryAnswer(t *testing.T) {
	s, now := newStage(), newClock()
	dated := func(h http.HandlerFunc, ahead time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Date"] = nil
			if ahead != 0 {
				w.Header().Set("Date", now.Now().Add(-ahead).Format(http.TimeFormat))
			}
			h(w, r)
		}
	}
	discovery, keys := s.discovery, s.keys
	s.discovery, s.keys = dated(discovery, time.Minute), dated(keys, 2*time.Minute)
	c := connect(t, serve(t, s), func(cfg *microsoft.Config) { cfg.Now = now.Now })
	want := func(skew time.Duration, at time.Time, known bool) {
		t.Helper()
		gotSkew, gotAt, gotKnown := c.ClockSkew()
		if gotSkew != skew || !gotAt.Equal(at) || gotKnown != known {
			t.Errorf("skew %v at %v, known %v; want %v at %v, known %v", gotSkew, gotAt, gotKnown, skew, at, known)
		}
	}
	want(0, time.Time{}, false)
	if err := authorize(t, c, brightwater); err != nil {
		t.Fatal(err)
	}
	want(time.Minute, now.Now(), true)
	s.set(&s.token, dated(tokenJSON(500, `{}`), 0))
	_, err := c.Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Trouble)
	want(2*time.Minute, now.Now(), true) // of the keys; the token endpoint did not date its answer
	measured := now.Now()
	now.Add(10 * time.Second)
	s.set(&s.token, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	_, err = c.Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Unreachable)
	want(2*time.Minute, measured, true)
	s.set(&s.token, dated(tokenJSON(400, `{"error":"invalid_grant"}`), -3*time.Minute)) // an error tells the time as well
	_, err = c.Redeem(t.Context(), brightwater, redemption(t))
	wantKind(t, err, microsoft.Refused)
	want(-3*time.Minute, now.Now(), true)
}
