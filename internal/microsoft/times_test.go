package microsoft_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestS34_TokensOutOfTheirTimeAreRejected(t *testing.T) {
	r := newRig(t)
	at := func(name string, offset time.Duration) func(simulator.IDToken) string {
		return claim(name, r.now.Now().Add(offset).Unix())
	}
	verbatim := func(name, value string) func(simulator.IDToken) string { return claim(name, json.RawMessage(value)) }
	old := func(age time.Duration) func(simulator.IDToken) string {
		return func(token simulator.IDToken) string {
			token.Claims["iat"] = r.now.Now().Add(-age).Unix()
			delete(token.Claims, "nbf")
			return token.Sign()
		}
	}
	r.check(t, []row{
		{"exp missing", without("exp"), microsoft.ReasonClaims},
		{"exp 4 min ago", at("exp", -4*time.Minute), ""},
		{"exp 5 min ago", at("exp", -5*time.Minute), microsoft.ReasonClaims}, // not after iat either
		{"expired 6 min ago", func(token simulator.IDToken) string {
			token.Claims["iat"] = r.now.Now().Add(-time.Hour).Unix()
			return at("exp", -6*time.Minute)(token)
		}, microsoft.ReasonExpired},
		{"exp exactly at the leeway", func(token simulator.IDToken) string {
			token.Claims["iat"] = r.now.Now().Add(-time.Hour).Unix()
			return at("exp", -microsoft.Leeway)(token)
		}, microsoft.ReasonExpired},
		{"nbf missing", without("nbf"), ""},
		{"nbf 4 min ahead", at("nbf", 4*time.Minute), ""},
		{"nbf 10 min ahead", at("nbf", 10*time.Minute), microsoft.ReasonFuture},
		{"nbf as text", verbatim("nbf", `"1"`), microsoft.ReasonClaims},
		{"iat 4 min ahead", at("iat", 4*time.Minute), ""},
		{"iat 10 min ahead", at("iat", 10*time.Minute), microsoft.ReasonFuture},
		{"iat 23 h old", old(23 * time.Hour), ""},
		{"iat 25 h old", old(25 * time.Hour), microsoft.ReasonOld},
		{"iat a week old", old(7 * 24 * time.Hour), microsoft.ReasonOld},
		{"iat null", verbatim("iat", `null`), microsoft.ReasonClaims},
		{"exp as text", verbatim("exp", `"9999999999"`), microsoft.ReasonClaims},
		{"exp with a fraction", verbatim("exp", `1772446020.5`), microsoft.ReasonClaims},
		{"exp with an exponent", verbatim("exp", `1e300`), microsoft.ReasonClaims},
		{"exp with a small exponent", verbatim("exp", `2e9`), microsoft.ReasonClaims},
		{"exp negative", verbatim("exp", `-1`), microsoft.ReasonClaims},
		{"exp zero", verbatim("exp", `0`), microsoft.ReasonClaims},
		{"exp beyond 64 bits", verbatim("exp", `99999999999999999999`), microsoft.ReasonClaims},
		{"exp in milliseconds", verbatim("exp", `1772446020000`), microsoft.ReasonClaims},
		{"auth_time as text", verbatim("auth_time", `"1"`), microsoft.ReasonClaims},
	})
}

// TestF26 takes away the five minutes by which Microsoft dates its tokens back,
// so that the leeway alone is seen.
func TestF26_ClocksMayDifferByFiveMinutes(t *testing.T) {
	for name, row := range map[string]struct {
		skew time.Duration // our clock against Microsoft's
		want microsoft.Reason
	}{
		"4 min behind": {-4 * time.Minute, ""},
		"6 min behind": {-6 * time.Minute, microsoft.ReasonFuture},
		"4 min ahead":  {4 * time.Minute, ""},
		"6 min ahead":  {6 * time.Minute, microsoft.ReasonExpired},
	} {
		t.Run(name, func(t *testing.T) {
			var r *rig
			r = newRig(t, func(cfg *microsoft.Config) {
				cfg.Now = func() time.Time { return r.now.Now().Add(row.skew) }
			})
			got, err := r.redeem(func(token simulator.IDToken) string {
				now := r.now.Now().Unix()
				token.Claims["iat"], token.Claims["nbf"], token.Claims["exp"] = now, now, now+3600
				if row.skew > 0 { // the last second of a short life
					token.Claims["iat"], token.Claims["nbf"], token.Claims["exp"] = now-600, now-600, now
				}
				return token.Sign()
			})
			if row.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantReason(t, got, err, row.want)
			if err != nil && !strings.Contains(err.Error(), "clock") {
				t.Errorf("the error does not name the clock: %v", err)
			}
		})
	}
}

func TestF26_ClockThatJumpsBackAnHourDoesNoHarm(t *testing.T) {
	r := newRig(t)
	for i, jump := range []time.Duration{0, -time.Hour, 30 * time.Minute} {
		r.now.Add(jump)
		if _, err := r.redeem(simulator.IDToken.Sign); err != nil {
			t.Errorf("after a jump of %v: %v", jump, err)
		}
		// What is dated in the future is fetched anew, not kept for ever.
		if fetched := r.sim.Count(simulator.EndpointKeys); fetched != min(i+1, 2) {
			t.Errorf("after a jump of %v: %d fetches of keys", jump, fetched)
		}
	}
}
