package handlers_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// handOver are the routes of the hand-over, Link status and Explain.
func (r route) handOver() bool {
	for _, part := range []string{"/consent/:token", "/outbox", "/invitations", "/awaiting/", "/check", "/status", "/explain"} {
		if strings.Contains(r.path, part) {
			return true
		}
	}
	return false
}

func TestS94_S95_HandOverAndStatusCarryTheHeadersForWhoeverAsks(t *testing.T) {
	t.Parallel()
	app := start(t)
	own := brightwaters(t, app)
	own["mail"] = "1"
	for who, b := range map[string]*apptest.Browser{"administrator": app.As(apptest.Bob), "helpdesk": app.As(apptest.Hal), "support": app.As(apptest.Sue), "stranger": app.As(apptest.Eve), "nobody": app.Browser()} {
		walked := 0
		for _, r := range routes(app) {
			if !r.handOver() {
				continue
			}
			walked++
			for _, partial := range []bool{false, true} {
				q := r.request(b, own)
				if partial {
					q.Header.Set("HX-Request", "true")
				}
				p := b.Stay(q)
				wantSecurityHeaders(t, app, p, false)
				vary := strings.Join(p.Header.Values("Vary"), ",")
				if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") && p.Status != http.StatusSeeOther && (!strings.Contains(vary, "Cookie") || !strings.Contains(vary, "HX-Request")) {
					t.Errorf("%s: %s %s (%d): Vary is %q", who, r.method, r.path, p.Status, vary)
				}
				if got := p.Header.Get("Cache-Control"); got != "no-store" && p.Header.Get("Location") == "" && p.Header.Get("HX-Redirect") == "" {
					t.Errorf("%s: %s %s (%d): Cache-Control is %q", who, r.method, r.path, p.Status, got)
				}
			}
		}
		if walked < 20 {
			t.Errorf("only %d routes were walked", walked)
		}
	}
}

func TestS91_HandOverRoutesRefuseOtherSitesWithRealIDs(t *testing.T) {
	t.Parallel()
	app := start(t)
	own := brightwaters(t, app)
	before := state(t, database(t, app))
	for _, email := range []string{apptest.Ada, apptest.Sue, ""} {
		b := app.Browser()
		if email != "" {
			b = app.As(email)
			before = state(t, database(t, app))
		}
		for _, r := range routes(app) {
			if r.method != http.MethodPost || !r.handOver() {
				continue
			}
			for _, headers := range []map[string]string{
				{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site", "HX-Request": "true"},
				{"Origin": "null"}, {"Origin": "https://evil.example", "HX-Request": "true"}, {"Origin": app.URL + ".evil.example"}, {"Origin": app.Authority},
			} {
				q := r.request(b, own)
				q.Header.Del("Sec-Fetch-Site")
				for name, value := range headers {
					q.Header.Set(name, value)
				}
				wantStatus(t, b.Stay(q), http.StatusForbidden)
			}
		}
		if after := state(t, database(t, app)); after != before {
			t.Errorf("%s: something changed", email)
		}
	}
}

func TestS21_HEADAndGETChangeNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	own := brightwaters(t, app)
	b, db := app.As(apptest.Ada), database(t, app)
	b.Get(views.PathMicrosoft)
	app.Browser().Get(views.PathWorkspace(own["token"])) // the first opening is recorded
	before := state(t, db)
	tables := []string{"audit_entries", "links", "invitations", "consent_requests", "mails", "traces", "tenant_permissions"}
	counts := map[string]int{}
	for _, table := range tables {
		counts[table] = count(t, db, table)
	}
	for _, r := range routes(app) {
		if r.path == views.PathLogout || r.method == http.MethodPost {
			continue
		}
		for _, method := range []string{http.MethodHead, http.MethodGet} {
			q := r.request(b, own)
			q.Method = method
			b.Stay(q)
		}
	}
	for _, table := range tables {
		if n := count(t, db, table); n != counts[table] {
			t.Errorf("%s: %d rows more", table, n-counts[table])
		}
	}
	if after := state(t, db); after != before {
		t.Error("something changed")
	}
}

func TestS106_ExplainAndAttemptsTellNothingOfOthers(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada := app.As(apptest.Ada)
	app.Simulator.Fail(simulator.FaultConsentNeedsApproval)
	begin(ada)
	choose(ada, simulator.Ben)
	own := brightwaters(t, app)
	traces, err := app.Store.Traces(t.Context(), own["account"], store.TraceKey{}, 10)
	if err != nil || len(traces) < 2 {
		t.Fatalf("%d traces, %v", len(traces), err)
	}
	eve := app.As(apptest.Eve)
	for _, trace := range traces {
		wantStatus(t, eve.Get(views.PathAttempt(app.Account(apptest.Eaves).ID, trace.Reference)), http.StatusNotFound)
		wantStatus(t, eve.Get(views.PathAttempt(own["account"], trace.Reference)), http.StatusNotFound)
		none := eve.Post(views.PathExplainAny, url.Values{"text": {"WB-2222-2222"}}).Text("main")
		for _, text := range []string{trace.Reference, trace.Failure.CorrelationID, trace.Failure.TraceID, trace.AccountUsed, "Correlation ID: " + trace.Failure.CorrelationID, trace.RequestID, trace.ID} {
			if text == "" || text == "Correlation ID: " {
				continue
			}
			p := eve.Post(views.PathExplainAny, url.Values{"text": {text}})
			for _, private := range []string{own["account"], "Brightwater", simulator.BrightwaterID, trace.TenantID} {
				if private != "" && strings.Contains(p.Body, private) && !strings.Contains(text, strings.ToLower(private)) {
					t.Errorf("%q tells %q", text, private)
				}
			}
			if p.Has(`a[href*="/attempts/"]`) {
				t.Errorf("%q finds an attempt", text)
			}
			if words := p.Text("main"); text == trace.Reference && strings.ReplaceAll(words, text, "") != strings.ReplaceAll(none, "WB-2222-2222", "") {
				t.Errorf("S107 a reference of another account is answered unlike one that nobody has:\n%s\n%s", words, none)
			}
		}
	}
}

func TestS106_RowsAndSearchHoldOnToTheirBounds(t *testing.T) {
	t.Parallel()
	app := start(t)
	sue := app.As(apptest.Sue)
	id := app.Account(apptest.Brightwater).ID
	for ids, want := range map[string]int{
		strings.Repeat(id+".", 26): http.StatusBadRequest, strings.Repeat(id+".", 25): http.StatusOK, "": http.StatusOK, "none": http.StatusOK,
		"%25": http.StatusOK, "'%20or%20''='": http.StatusOK, "%00": http.StatusBadRequest,
	} {
		p := sue.Get(views.PathStatusRows + "?ids=" + ids)
		if wantStatus(t, p, want); strings.Contains(p.Body, apptest.Brightwater) && !strings.Contains(ids, id) {
			t.Errorf("ids %q find an account", ids)
		}
	}
	for _, q := range []string{"%25", "_", "*", "'", "\"", "\\", "a%00", strings.Repeat("a+", 400), "%f0%9f%98%80", "\u202e", "-", "..", "NEAR(", "a OR b"} {
		if p := sue.Get(views.PathStatus + "?q=" + url.QueryEscape(q)); p.Status >= http.StatusInternalServerError || p.Doc.Find("tr[id^=account-]").Length() > 4 {
			t.Errorf("%q: %d", q, p.Status)
		}
		wantNoMarkup(t, sue.Page)
	}
}

func TestS84_ReturnToTheHandOverStaysHere(t *testing.T) {
	t.Parallel()
	app := start(t)
	for _, to := range []string{
		"/consent/../..//evil.example", "/consent//evil.example", "/consent/%2f%2fevil.example", "/consent/a\\..\\evil", "/status/../../evil.example/..//",
		"/status?after=//evil\r\nx", "/consent/\u2215evil",
	} {
		b := app.Browser()
		p := b.Stay(b.Request(http.MethodPost, views.PathLogin, url.Values{"email": {apptest.Sue}, "password": {apptest.Password}, "return_to": {to}}))
		if went := p.Header.Get("Location"); went != "/" {
			t.Errorf("%q leads to %q", to, went)
		}
	}
	_, token := invite(t, app.As(apptest.Ada))
	b := app.Browser()
	b.Post(views.PathLogin, url.Values{"email": {apptest.Eve}, "password": {apptest.Password}, "return_to": {views.PathWorkspace(token)}})
	wantNothingProposed(t, app, apptest.Eaves, apptest.Brightwater)
	if n := count(t, database(t, app), "consent_requests"); n != 0 {
		t.Errorf("%d requests began by logging in", n)
	}
}

func TestBadInput_EnormousFormsOfTheHandOver(t *testing.T) {
	t.Parallel()
	app := start(t)
	own := brightwaters(t, app)
	before := count(t, database(t, app), "invitations")
	for path, email := range map[string]string{
		views.PathInvitations: apptest.Ada, views.PathReject(own["link"]): apptest.Ada, views.PathAllow(own["account"]): apptest.Sue,
		views.PathExplainAny: apptest.Ada, views.PathWorkspaceExplain(own["token"]): "",
	} {
		b := app.Browser()
		if email != "" {
			b = app.As(email)
		}
		for name, row := range map[string]struct {
			kind, body string
			want       int
		}{
			"a megabyte":         {"application/x-www-form-urlencoded", "text=" + strings.Repeat("a", 1<<20), http.StatusRequestEntityTooLarge},
			"ten thousand names": {"application/x-www-form-urlencoded", strings.Repeat("a=b&", 25_000), http.StatusRequestEntityTooLarge},
			"one name often":     {"application/x-www-form-urlencoded", strings.Repeat("text=b&why=c&tenant=d&message=e&", 500), http.StatusBadRequest},
			"JSON":               {"application/json", `{"text":"AADSTS50105"}`, http.StatusUnsupportedMediaType},
			"multipart":          {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na\r\n--x--", http.StatusUnsupportedMediaType},
			"60 KB in a field":   {"application/x-www-form-urlencoded", "text=" + strings.Repeat("a", 60<<10) + "&message=" + strings.Repeat("a", 1<<10), 0},
		} {
			p := b.Stay(withBody(t, b.Request(http.MethodPost, path, nil), row.kind, row.body))
			wantAnswered(t, path+" "+name, p)
			if row.want != 0 && p.Status != row.want {
				t.Errorf("%s: %s = %d, want %d", path, name, p.Status, row.want)
			}
		}
	}
	if n := count(t, database(t, app), "invitations"); n != before {
		t.Errorf("%d invitations more", n-before)
	}
}

// slowReader asks for the export over a connection of its own and reads n bytes.
func slowReader(t *testing.T, app *apptest.App, cookie string) (*bufio.Reader, func()) {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(app.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4096)
	}
	if _, err := io.WriteString(c, "GET "+views.PathStatusExport+" HTTP/1.1\r\nHost: x\r\nCookie: session="+cookie+"\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return bufio.NewReaderSize(c, 1024), func() { _ = c.Close() }
}

// drip is an answer whose reader takes what it likes, when it likes.
type drip struct {
	header http.Header
	*io.PipeWriter
}

// Header implements http.ResponseWriter.
func (d drip) Header() http.Header { return d.header }

// WriteHeader implements http.ResponseWriter.
func (d drip) WriteHeader(int) {}

func TestF10_ASlowReaderOfTheExportHoldsNothingUp(t *testing.T) {
	t.Parallel()
	app := start(t)
	seeded(t, app, 1200)
	linkOnce(t, app)
	sue := app.As(apptest.Sue)
	request := sue.Request(http.MethodGet, views.PathStatusExport, nil)
	request.AddCookie(&http.Cookie{Name: "session", Value: sue.Cookies()["session"]})
	r, w := io.Pipe()
	go func() {
		app.Console.ServeHTTP(drip{http.Header{}, w}, request)
		_ = w.Close() // always nil
	}()
	body, err := io.ReadAll(io.LimitReader(r, 1024))
	if err != nil {
		t.Fatal(err)
	}
	l := wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	for i := range 800 { // others write meanwhile
		if _, err := app.Store.MoveLink(t.Context(), apptest.Operator(), l.AccountID, l.ID, []link.Event{link.Disable, link.Enable}[i%2]); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(app.Log.String(), "route="+views.PathStatusExport) {
		t.Error("the export has ended: the reader is not slow")
	}
	if info, err := os.Stat(app.Database + "-wal"); err != nil || info.Size() > 8<<20 {
		t.Errorf("the log grew to %d bytes, %v", info.Size(), err)
	}
	wantStatus(t, app.As(apptest.Ada).Get(views.PathMicrosoft), http.StatusOK)
	rest, err := io.ReadAll(r)
	body = append(body, rest...)
	if n := strings.Count(string(body), "\r\n"); err != nil || n != 1205 || !strings.HasSuffix(string(body), "\r\n") {
		t.Errorf("%d lines, %v", n, err)
	}
}

func TestS103_TwentyExportsAtOnceAreAnsweredOrRefusedAndTheRestGoesOn(t *testing.T) {
	t.Parallel()
	app := start(t)
	seeded(t, app, 500)
	sue := app.As(apptest.Sue)
	var all sync.WaitGroup
	var mu sync.Mutex
	answers := map[int]int{}
	for range 20 {
		tab := sue.Tab()
		all.Go(func() {
			p := tab.Stay(tab.Request(http.MethodGet, views.PathStatusExport, nil))
			mu.Lock()
			defer mu.Unlock()
			if answers[p.Status]++; p.Status == http.StatusOK && strings.Count(p.Body, "\r\n") != 505 {
				t.Errorf("a file of %d lines", strings.Count(p.Body, "\r\n"))
			}
		})
	}
	wantStatus(t, app.As(apptest.Ada).Get(views.PathMicrosoft), http.StatusOK)
	all.Wait()
	if answers[http.StatusOK] == 0 || answers[http.StatusOK]+answers[http.StatusTooManyRequests] != 20 {
		t.Errorf("answers %v", answers)
	}
	// The places are given back, also by those who leave in the middle and by HEAD.
	for range 20 {
		_, leave := slowReader(t, app, sue.Cookies()["session"])
		leave()
		sue.Stay(sue.Request(http.MethodHead, views.PathStatusExport, nil))
	}
	waitFor(t, func() bool { return sue.Get(views.PathStatusExport).Status == http.StatusOK })
	app.Clock.Advance(time.Minute)
}
