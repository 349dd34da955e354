package handlers_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// fields are the ones that a route reads, for tests that send them badly.
func (r route) fields() []string {
	switch r.path {
	case views.PathLogin:
		return []string{"email", "password", "return_to"}
	case views.PathAppearance:
		return []string{"theme", "back"}
	case views.PathExplain:
		return []string{"text"}
	case views.PathConsents:
		return []string{"replace"}
	case views.PathActivity:
		return []string{"before"}
	case consentCallback:
		return []string{"state", "tenant", "admin_consent", "error", "error_subcode", "error_description", "scope"}
	case views.PathLoginMicrosoft:
		return []string{"email", "return_to", "account"}
	case views.PathLoginAccount:
		return []string{"account"}
	case views.PathConfirmIdentity, views.PathConfirmMicrosoft:
		return []string{"password", "return_to", "why"}
	case frontChannel:
		return []string{"sid"}
	case views.PathUsers, views.PathUserEdit(":user"):
		return []string{"q", "state", "after", "name", "login_name", "edition", "timezone", "version", "extension", "group", "invite"}
	case views.PathTemplates, views.PathTemplate(":template"), views.PathTemplatesCheck:
		return []string{"group_name", "group_id", "template", "position", "placed", "order", "version", "timezone", "edition", "enabled", "extension", "user_group"}
	case views.PathTemplatesOrder, views.PathTemplateDo(":template", views.TemplateMove):
		return []string{"id", "to", "version", "position"}
	case views.PathTemplateSettings:
		return []string{"guests", "guest_template", "when_none_left", "apply_at", "version"}
	case views.PathTemplatesTry:
		return []string{"user", "groups"}
	case views.PathDismissAlert:
		return []string{"kind", "subject"}
	case views.PathUserDo(":user", views.ActRelink), views.PathUserDo(":user", views.ActRelinkDismiss):
		return []string{"key"}
	case signInCallback, loginCallback:
		return []string{"state", "code", "iss", "error", "error_subcode", "error_description"}
	}
	return []string{"anything"}
}

// badValues are values that no field likes; each is the raw text of a field.
func badValues(field string) map[string]string {
	return map[string]string{
		"twice":        field + "=a&" + field + "=b",
		"broken UTF-8": field + "=%ff%fe",
		"NUL":          field + "=a%00b",
		"bad escape":   field + "=%zz",
		"semicolon":    field + "=a;b=c",
		"markup":       field + "=" + url.QueryEscape(`"><script>alert(1)</script>`),
		"5 KB":         field + "=" + strings.Repeat("a", 5<<10),
		"CR and LF":    field + "=a%0d%0aSet-Cookie:%20a=b",
		"negative":     field + "=-1",
		"an array":     field + "[]=a&" + field + "[b]=c",
		"huge number":  field + "=" + strings.Repeat("9", 40),
	}
}

// wantAnswered checks for a whole page or a redirect, and never a fault of ours.
func wantAnswered(t *testing.T, what string, p *apptest.Page) {
	t.Helper()
	switch {
	case p.Status >= http.StatusInternalServerError:
		t.Errorf("%s = %d: %s", what, p.Status, p.Text("main"))
	case p.Status >= http.StatusBadRequest && p.Text("main") == "" && !strings.HasPrefix(what, "/static"):
		t.Errorf("%s = %d without a page", what, p.Status)
	case strings.Contains(p.Body, "<script>alert"):
		t.Errorf("%s shows markup", what)
	case p.Header.Get("Set-Cookie") == "a=b":
		t.Errorf("%s sets a cookie", what)
	}
}

func TestBadInput_EveryRouteAnswersWithAPage(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for _, r := range routes(app) {
		if r.method == http.MethodHead || r.path == views.PathLogout {
			continue
		}
		for _, field := range r.fields() {
			for name, raw := range badValues(field) {
				q := r.request(b, nil)
				if r.method == http.MethodPost && r.path != views.PathConsents {
					q = withBody(t, q, "application/x-www-form-urlencoded", raw)
				} else {
					q.URL.RawQuery = raw
				}
				wantAnswered(t, fmt.Sprintf("%s (%s, %s %s)", r.path, r.method, field, name), b.Stay(q))
			}
		}
	}
}

func withBody(t *testing.T, r *http.Request, kind, body string) *http.Request {
	t.Helper()
	q, err := http.NewRequest(r.Method, r.URL.String(), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header = r.Header.Clone()
	q.Header.Set("Content-Type", kind)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	return q
}

func TestBadInput_BodiesOfTheWrongKindOrSize(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for _, r := range routes(app) {
		if r.method != http.MethodPost || r.path == views.PathLogout {
			continue
		}
		reads := r.path == views.PathLogin || r.path == views.PathAppearance || r.path == views.PathExplain
		for name, row := range map[string]struct {
			kind, body string
			want       int // of routes that read a form
		}{
			"JSON":           {"application/json", `{"email":"a","password":"b"}`, http.StatusUnsupportedMediaType},
			"multipart":      {"multipart/form-data; boundary=x", "--x--", http.StatusUnsupportedMediaType},
			"no type":        {"", "email=a", http.StatusUnsupportedMediaType},
			"broken type":    {";;;", "email=a", http.StatusUnsupportedMediaType},
			"unreadable":     {"application/x-www-form-urlencoded", "%zz=%", http.StatusBadRequest},
			"64 KB and more": {"application/x-www-form-urlencoded", "email=" + strings.Repeat("a", 64<<10), http.StatusRequestEntityTooLarge},
		} {
			p := b.Stay(withBody(t, r.request(b, nil), row.kind, row.body))
			wantAnswered(t, r.path+" "+name, p)
			if reads {
				wantStatus(t, p, row.want)
			}
		}
	}
}

func TestBadInput_AnEndlessBodyIsCutOff(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	for _, path := range []string{views.PathLogin, views.PathAppearance} {
		// A reader of no known length is sent in chunks.
		body := struct{ *bytes.Reader }{bytes.NewReader(bytes.Repeat([]byte("email=a&"), 100<<10))}
		r, err := http.NewRequest(http.MethodPost, app.URL+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = -1
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		wantStatus(t, b.Stay(r), http.StatusRequestEntityTooLarge)
	}
}

func TestBadInput_LongAddresses(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for _, to := range []string{
		"/" + strings.Repeat("a", 9<<10), views.PathActivity + "?before=" + strings.Repeat("1", 9<<10),
		consentCallback + "?state=" + strings.Repeat("a", 9<<10), views.PathConsent(strings.Repeat("a", 9<<10)),
	} {
		p := b.Get(to)
		wantStatus(t, p, http.StatusRequestURITooLong)
		if p.Text("main") == "" {
			t.Errorf("no page for %.30s", to)
		}
	}
	wantStatus(t, b.Get(views.PathConsent("%00")), http.StatusNotFound)
	wantStatus(t, b.Get(views.PathActivity+"?before=0"), http.StatusBadRequest)
	wantStatus(t, b.Get(views.PathActivity+"?before=9223372036854775807"), http.StatusOK)
}

func TestS91_RequestsOfOtherSitesAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	app := start(t)
	request := linkOnce(t, app)
	b, db := app.As(apptest.Ada), database(t, app)
	entries := count(t, db, "audit_entries")
	for _, r := range routes(app) {
		if r.method != http.MethodPost {
			continue
		}
		for name, headers := range map[string]map[string]string{
			"cross-site":               {"Sec-Fetch-Site": "cross-site"},
			"same site, other host":    {"Sec-Fetch-Site": "same-site"},
			"cross-site with htmx":     {"Sec-Fetch-Site": "cross-site", "HX-Request": "true"},
			"foreign origin":           {"Origin": "https://evil.example"},
			"foreign origin with htmx": {"Origin": "https://evil.example", "HX-Request": "true"},
			"origin null":              {"Origin": "null"},
			"S92 origin with our name": {"Origin": app.URL + ".evil.example"},
			"S92 origin with our host": {"Origin": "https://evil.example/" + strings.TrimPrefix(app.URL, "http://")},
			"S92 other scheme":         {"Origin": strings.Replace(app.URL, "http:", "ftp:", 1), "Sec-Fetch-Site": "cross-site"},
		} {
			q := r.request(b, belongings{"request": request})
			q.Header.Del("Sec-Fetch-Site")
			for header, value := range headers {
				q.Header.Set(header, value)
			}
			if p := b.Stay(q); p.Status != http.StatusForbidden {
				t.Errorf("%s from %s = %d", r.path, name, p.Status)
			}
		}
	}
	if n := count(t, db, "audit_entries"); n != entries || !in(b) {
		t.Errorf("%d things were done", n-entries)
	}
}

func TestS110_HugeAndStrangeTextsBecomeOneBoundedEntry(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for _, agent := range []string{strings.Repeat("A", 500_000), "a\tb", "\u202eevil \u2066x", "\xff\xfe"} {
		before := len(trail(t, app, apptest.Brightwater))
		r := b.Request(http.MethodPost, views.PathConsents, url.Values{})
		r.Header.Set("User-Agent", agent)
		wantStatus(t, b.Stay(r), http.StatusSeeOther)
		entries := trail(t, app, apptest.Brightwater)
		if len(entries) != before+1 {
			t.Errorf("%d entries for one start", len(entries)-before)
		}
		got := entries[0].Actor.UserAgent
		if entries[0].Action != store.ActionConsentStarted || len(got) > 2048 || strings.ContainsAny(got, "\x1b\r\n\x00\u202e\u2066") {
			t.Errorf("entry %s with a user agent of %d bytes: %.60q", entries[0].Action, len(got), got)
		}
	}
	wantSoundTrail(t, app)
}

func TestS17_S110_TextsOfMicrosoftMakeNoLogLine(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for _, fault := range []simulator.Fault{simulator.FaultConsentForeignLanguage, simulator.FaultConsentMarkup, simulator.FaultConsentUnknownError} {
		app.Simulator.Fail(fault)
		begin(b)
	}
	lines := strings.Split(strings.TrimSpace(app.Log.String()), "\n")
	for _, line := range lines {
		if !strings.HasPrefix(line, "time=") || strings.ContainsAny(line, "\r\x1b") {
			t.Errorf("not a line of ours: %q", line)
		}
	}
	for _, foreign := range microsoftsWords() {
		if strings.Contains(app.Log.String(), foreign) {
			t.Errorf("the log holds %q", foreign)
		}
	}
}
