package microsoft_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
)

// answer is what a token endpoint may say, with what must be told of it.
type answer struct {
	name string
	h    http.HandlerFunc
	want microsoft.Error
}

// answers are those that must be refused.
func answers() []answer {
	return []answer{
		{"S23 no id_token", tokenJSON(200, `{"token_type":"Bearer","access_token":"a"}`), microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"S23 no access_token", tokenJSON(200, `{"token_type":"Bearer","id_token":"a.b.c"}`), microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"S23 token_type mac", tokenJSON(200, `{"token_type":"mac","access_token":"a","id_token":"a.b.c"}`), microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"S23 id_token is a list", tokenJSON(200, `{"token_type":"Bearer","access_token":"a","id_token":["a.b.c"]}`), microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"S23 HTML", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"S23 good JSON said to be HTML", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, `{"token_type":"Bearer","access_token":"a","id_token":"a.b.c"}`)
		}, microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"S23 status 200 with error", tokenJSON(200, `{"error":"invalid_grant","error_description":"AADSTS54005: x","id_token":"a.b.c","access_token":"a","token_type":"Bearer"}`),
			microsoft.Error{Kind: microsoft.Refused, Status: 200, Code: "invalid_grant", AADSTS: "54005"}},
		{"S23 10 MB", tokenJSON(200, `{"x":"`+strings.Repeat("a", 10<<20)+`"}`), microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"F22 invalid_grant", tokenJSON(400, `{"error":"invalid_grant","error_description":"AADSTS70008: canary-description\r\nTrace ID: 0f8fad5b-d9cb-469f-a165-70867728950e\r\nCorrelation ID: 7c9e6679-7425-40de-944b-e07fc1f90ae7\r\nTimestamp: 2026-01-09 02:02:12Z","suberror":"bad_token"}`),
			microsoft.Error{Kind: microsoft.Refused, Status: 400, Code: "invalid_grant", AADSTS: "70008", Suberror: "bad_token",
				TraceID: "0f8fad5b-d9cb-469f-a165-70867728950e", CorrelationID: "7c9e6679-7425-40de-944b-e07fc1f90ae7", At: time.Date(2026, 1, 9, 2, 2, 12, 0, time.UTC)}},
		{"F22 secret expired", tokenJSON(401, `{"error":"invalid_client","error_codes":[7000222],"trace_id":"0F8FAD5B-D9CB-469F-A165-70867728950E"}`),
			microsoft.Error{Kind: microsoft.Refused, Status: 401, Code: "invalid_client", AADSTS: "7000222", TraceID: "0f8fad5b-d9cb-469f-a165-70867728950e"}},
		{"F22 busy", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "17")
			sendJSON(w, 429, `{}`)
		}, microsoft.Error{Kind: microsoft.Busy, Status: 429, RetryAfter: 17 * time.Second}},
		{"F22 busy until a date", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", newClock().Now().Add(90*time.Second).Format(http.TimeFormat))
			sendJSON(w, 429, `{}`)
		}, microsoft.Error{Kind: microsoft.Busy, Status: 429, RetryAfter: 90 * time.Second}},
		{"F22 busy until yesterday", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", newClock().Now().Add(-24*time.Hour).Format(http.TimeFormat))
			sendJSON(w, 429, `{}`)
		}, microsoft.Error{Kind: microsoft.Busy, Status: 429}},
		{"F22 trace in the header", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
			http.Error(w, "<html>", http.StatusBadGateway)
		}, microsoft.Error{Kind: microsoft.Trouble, Status: 502, TraceID: "0f8fad5b-d9cb-469f-a165-70867728950e"}},
		{"F22 busy for years", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "999999999")
			http.Error(w, "<html>", http.StatusTooManyRequests)
		}, microsoft.Error{Kind: microsoft.Busy, Status: 429, RetryAfter: time.Hour}},
		{"F22 status 500", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusInternalServerError) }, microsoft.Error{Kind: microsoft.Trouble, Status: 500}},
		{"F22 status 503 with error", tokenJSON(503, `{"error":"temporarily_unavailable"}`), microsoft.Error{Kind: microsoft.Trouble, Status: 503, Code: "temporarily_unavailable"}},
		{"F22 truncated JSON", tokenJSON(200, `{"token_type":"Bearer","access_to`), microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"F22 cut short", cutShort, microsoft.Error{Kind: microsoft.Nonsense, Status: 200}},
		{"F22 redirect that keeps the method", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", authority+"/x/oauth2/v2.0/token")
			w.WriteHeader(http.StatusTemporaryRedirect)
		}, microsoft.Error{Kind: microsoft.Nonsense, Status: 307}},
		{"F22 error in markup", tokenJSON(400, `{"error":"<script>","error_description":7,"error_codes":["x"],"suberror":"A B"}`), microsoft.Error{Kind: microsoft.Refused, Status: 400}},
		{"F22 status 400 in HTML", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusBadRequest) }, microsoft.Error{Kind: microsoft.Nonsense, Status: 400}},
	}
}

func TestS23_F22_BadTokenAnswersAreToldApartAndTheCodeIsSentOnce(t *testing.T) {
	for _, row := range answers() {
		t.Run(row.name, func(t *testing.T) {
			s, now := newStage(), newClock()
			s.token = row.h
			c := connect(t, serve(t, s), func(cfg *microsoft.Config) { cfg.Now = now.Now })
			got, err := c.Redeem(t.Context(), brightwater, redemption(t))
			e := wantKind(t, err, row.want.Kind)
			if row.want.At.IsZero() {
				row.want.At = now.Now()
			}
			row.want.Op = "redeem code"
			if diff := cmp.Diff(&row.want, e, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "err" }, cmp.Ignore())); diff != "" {
				t.Error(diff)
			}
			if !cmp.Equal(got.Identity, microsoft.Identity{}) || !got.GraphToken.Zero() || got.Scopes != nil {
				t.Error("a refused answer left something behind")
			}
			if s.count("token") != 1 {
				t.Errorf("the code was sent %d times", s.count("token"))
			}
			for _, private := range []string{"canary", "http", "description"} {
				if strings.Contains(err.Error(), private) {
					t.Errorf("error text holds %q: %s", private, err)
				}
			}
		})
	}
}
