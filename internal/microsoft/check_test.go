package microsoft_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestCheck_ReportsWhatIsThereAndTheClock(t *testing.T) {
	for name, row := range map[string]struct {
		date  time.Duration // Microsoft's clock against ours; nothing if 0
		skew  time.Duration
		known bool
	}{
		"we are 6 min ahead":  {-6 * time.Minute, 6 * time.Minute, true},
		"we are 6 min behind": {6 * time.Minute, -6 * time.Minute, true},
		"undated":             {0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, now := newStage(), newClock()
			good := s.discovery
			s.discovery = func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Date"] = nil
				if row.date != 0 {
					w.Header().Set("Date", now.Now().Add(row.date).Format(http.TimeFormat))
				}
				good(w, r)
			}
			c := connect(t, serve(t, s), func(cfg *microsoft.Config) { cfg.Now = now.Now })
			want := microsoft.Report{
				Issuer:                authority + "/{tenantid}/v2.0",
				AuthorizationEndpoint: authority + "/organizations/oauth2/v2.0/authorize",
				TokenEndpoint:         authority + "/organizations/oauth2/v2.0/token",
				KeysURI:               authority + "/organizations/discovery/v2.0/keys",
				Keys:                  1, ClockSkew: row.skew, ClockKnown: row.known,
			}
			for asked := 1; asked <= 2; asked++ { // the second time it asks again
				got, err := c.Check(t.Context(), microsoft.Organizations)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" || s.count("discovery") != asked {
					t.Errorf("asked %d times\n%s", s.count("discovery"), diff)
				}
			}
		})
	}
}

func TestCheck_TellsWhatFails(t *testing.T) {
	bad := func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, 500, `{}`) }
	s := newStage()
	c := connect(t, serve(t, s))
	s.set(&s.keys, bad)
	_, err := c.Check(t.Context(), brightwater)
	if e := wantKind(t, err, microsoft.Trouble); e.Op != "fetch signing keys" {
		t.Errorf("operation %q", e.Op)
	}
	s.set(&s.discovery, bad)
	_, err = c.Check(t.Context(), brightwater)
	if e := wantKind(t, err, microsoft.Trouble); e.Op != "fetch discovery document" {
		t.Errorf("operation %q", e.Op)
	}
}
