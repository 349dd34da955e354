package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// wickedRecipient is one address for a parser, and three headers for a careless
// mailto link.
const wickedRecipient = `it&cc=evil%40evil.example?bcc=evil%40evil.example&body={{7*7}}@markup.example`

// wicked is hostile with what text can do besides: turned writing, a NUL, other lines.
func wicked() string {
	return hostile + "\u202e\u2066evil\u2069\x00\u2028\u0085\x1b[31m" + strings.Repeat("A", 300)
}

// wantHarmless checks a page for markup, for characters that lie, and its mail links.
func wantHarmless(t *testing.T, p *apptest.Page) {
	t.Helper()
	wantNoMarkup(t, p)
	if strings.ContainsAny(p.Body, "\u202e\u2066\u2028\u0085\x00\x1b") {
		t.Errorf("%s holds a character that lies", p.URL.Path)
	}
	p.Doc.Find(`a[href^="mailto:"]`).Each(func(_ int, a *goquery.Selection) {
		u, err := url.Parse(a.AttrOr("href", ""))
		if err != nil {
			t.Errorf("%s: mail link %v", p.URL.Path, err)
			return
		}
		for name, values := range u.Query() {
			if (name != "subject" && name != "body") || len(values) != 1 {
				t.Errorf("%s: a mail link has %d %s", p.URL.Path, len(values), name)
			}
		}
		if strings.Count(u.Opaque, "@") > 1 || strings.ContainsAny(u.Opaque, ",;\r\n") || strings.ContainsAny(u.Query().Get("subject"), "\r\n") {
			t.Errorf("%s: a mail link to %q about %q", p.URL.Path, u.Opaque, u.Query().Get("subject"))
		}
	})
}

// handOverScreens are those that show what the hand-over holds, by who looks.
func handOverScreens(app *apptest.App, account, invitation, token string) map[string][]string {
	own := []string{
		views.PathMicrosoft, views.PathInvite, views.PathInvitations, views.PathInvitation(invitation), views.PathActivity,
		views.PathStatus, views.PathExplainAny, views.PathWorkspace(token), views.PathOutbox, views.PathMail("1"), "/",
	}
	return map[string][]string{
		"mallory@markup.example": own,
		apptest.Sue:              {views.PathStatus, views.PathStatus + "?q=alert", views.PathStatusOf(account), views.PathStatusRows + "?ids=" + account, views.PathActivity},
		"":                       {views.PathWorkspace(token), views.PathOutbox, views.PathMail("1")},
	}
}

func wantHarmlessScreens(t *testing.T, app *apptest.App, screens map[string][]string) {
	t.Helper()
	for email, paths := range screens {
		b := app.Browser()
		if email != "" {
			b = app.As(email)
		}
		for _, path := range paths {
			wantHarmless(t, b.Get(path))
			wantHarmless(t, b.Partial(http.MethodGet, path, nil))
		}
	}
}

func TestS93_S68_MarkupThroughTheWholeHandOverStaysText(t *testing.T) {
	t.Parallel()
	for ending, end := range map[string]string{"confirmed": "confirm", "rejected": "reject", "waiting": ""} {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			wire := organisation(wicked(), "xn--markup-.example", "\"><script>alert(1)</script>.example", "markup\u202e.example", "brightwater.example.", "ok.example")
			app := start(t, overWire(wire))
			mallory := app.As(hostileAccount(t, app))
			id, token := invite(t, mallory, "recipient", wickedRecipient, "message", strings.ReplaceAll(wicked(), "\x00", "\r\n\r\nSubject: x\r\n"), "how", "mail")
			mail := app.AwaitMail()
			account := invitedAccount(t, app, hostile)
			screens := handOverScreens(app, account, id, token)
			wantHarmlessScreens(t, app, screens)
			if wantHarmless(t, mallory.Get(views.PathInvitation(id))); !strings.Contains(mallory.Page.Doc.Find(`a[href*="body="]`).AttrOr("href", ""), "mailto:it%26cc") {
				t.Error("the sender's own browser offers no mail to the recipient")
			}

			azure := app.Browser()
			azure.Get(views.PathWorkspace(token))
			wantHarmless(t, azure.Post(views.PathWorkspaceExplain(token), url.Values{"text": {hostile + " AADSTS90094 " + hostile}}))
			wantHarmless(t, azure.Post(views.PathWorkspaceExplain(token), url.Values{"text": {hostile}}))
			address := invitedUntil(azure, signInCallback, token, simulator.Lone)
			app.Simulator.OnIDToken(func(token simulator.IDToken) string {
				token.Claims["name"], token.Claims["preferred_username"] = wicked()+strings.Repeat("é", 10_000), wicked()
				return token.Sign()
			})
			r := azure.Request(http.MethodGet, address, nil)
			r.Header.Set("User-Agent", strings.ReplaceAll(hostile, "\n", "")+" Firefox/ Windows <b>")
			wantHarmless(t, azure.Do(r))
			links, err := app.Store.AwaitingLinks(t.Context(), account)
			if err != nil || len(links) != 1 {
				t.Fatalf("%d links wait, %v: %s", len(links), err, azure.Page.Text("main"))
			}
			wantHarmlessScreens(t, app, screens)
			switch end {
			case "confirm":
				wantHarmless(t, mallory.Post(views.PathConfirm(links[0].ID), url.Values{}))
			case "reject":
				wantHarmless(t, mallory.Post(views.PathReject(links[0].ID), url.Values{"why": {hostile}}))
			}
			wantHarmlessScreens(t, app, screens)
			wantHarmlessMail(t, mail.Subject, mail.Text, mail.HTML)
			_, cells := exported(t, app)
			for _, cell := range cells {
				if strings.ContainsAny(cell, "\r\n\t\x00\u202e") || strings.IndexAny(cell, "=+-@") == 0 {
					t.Errorf("cell %q", cell)
				}
			}
		})
	}
}

func invitedAccount(t *testing.T, app *apptest.App, name string) string {
	t.Helper()
	a, err := app.Store.AccountByName(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

func wantHarmlessMail(t *testing.T, subject, text, html string) {
	t.Helper()
	if strings.ContainsAny(subject, "\r\n\x00\u202e") || strings.ContainsAny(text+html, "\x00\u202e\u2028\x1b") {
		t.Errorf("the mail holds a character that lies: %q", subject)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Find("script, svg, img, form, iframe, [onload], [onerror], a[href^='javascript:']").Length() > 0 || strings.Contains(html, "<script") {
		t.Error("a text became an element of the mail")
	}
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); !strings.Contains(href, "/consent/") && !strings.HasPrefix(href, "mailto:") {
			t.Errorf("the mail leads to %s", href)
		}
	})
	// A sender's own line must not look like one of ours.
	inside := slices.ContainsFunc(strings.Split(text, "\n"), func(line string) bool { return strings.HasPrefix(line, "Subject:") })
	if inside {
		t.Error("a line of the message stands outside of the quotation")
	}
}

func TestS93_NamesOfOrganisationsDoNotHideDomainsOrLengthen(t *testing.T) {
	t.Parallel()
	names := map[string]string{
		"ten thousand characters": strings.Repeat("W", 10_000), "marks upon marks": strings.Repeat("e\u0301\u0302\u0303", 3000),
		"our own words": "Workbooks: verified ✔ Brightwater Ltd", "empty": " ", "only controls": "\u202e\u202d\u200b",
	}
	for fact, name := range names {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			app := start(t, overWire(organisation(name, "harbour.example")))
			proposed(t, app, apptest.Ada, apptest.Brightwater, simulator.Henry)
			p := app.As(apptest.Ada).Get(views.PathMicrosoft)
			wantHarmless(t, p)
			for _, words := range []string{"harbour.example", simulator.HarbourID, "None of its domains is brightwater.example", simulator.Henry} {
				if !strings.Contains(p.Text("main"), words) {
					t.Errorf("the card does not say %q", words)
				}
			}
			if len(p.Body) > 100_000 {
				t.Errorf("the page has %d bytes", len(p.Body))
			}
		})
	}
}

func TestS69_LookAlikeDomainsAreNotTheRequiredOne(t *testing.T) {
	t.Parallel()
	for fact, domains := range map[string][]string{
		"none told":              {},
		"a trailing dot":         {"brightwater.example."},
		"Cyrillic i":             {"br\u0456ghtwater.example"},
		"full width":             {"ｂrightwater.example"},
		"full-width dot":         {"brightwater．example"},
		"a subdomain":            {"mail.brightwater.example"},
		"within a longer one":    {"brightwater.example.harbour.example", "notbrightwater.example", "brightwater.example.com"},
		"several in one":         {"brightwater.example,harbour.example", "brightwater.example harbour.example"},
		"an address":             {"it@brightwater.example"},
		"with a port and a path": {"brightwater.example:443", "brightwater.example/"},
		"a space of no width":    {"brightwater\u200b.example"},
		"a combining mark":       {"brightwater\u0301.example"},
		"spaces around":          {" brightwater.example ", "brightwater.example\n"},
	} {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			app := start(t, overWire(organisation("Brightwater Ltd", append(domains, "harbour.example")[:len(domains)+min(1, len(domains))]...)))
			_, token := invite(t, app.As(apptest.Ada), "required", "BrightWater.Example")
			azure := app.Browser()
			to := azure.Stay(azure.Request(http.MethodPost, views.PathWorkspace(token), url.Values{})).Header.Get("Location")
			azure.Get(strings.Replace(to, "/brightwater.example/", "/organizations/", 1))
			choose(azure, simulator.Henry)
			if azure.Press(accept); !azure.Page.Has("#error-guidance") {
				t.Errorf("not refused: %s", azure.Page.Text("main"))
			}
			wantNothingProposed(t, app, apptest.Brightwater)
		})
	}
}

func TestS110_AFailedLoginNameIsOneBoundedLine(t *testing.T) {
	t.Parallel()
	app := start(t)
	id, token := invite(t, app.As(apptest.Ada))
	azure := app.Browser()
	address := invitedUntil(azure, signInCallback, token, simulator.Ada)
	app.Simulator.OnIDToken(func(token simulator.IDToken) string {
		token.Claims["preferred_username"] = wicked() + strings.Repeat("A", 10_000)
		delete(token.Claims, "wids")
		return token.Sign()
	})
	wantHarmless(t, azure.Get(address))
	for email, path := range map[string]string{apptest.Ada: views.PathInvitation(id), apptest.Hal: statusOf(app, apptest.Brightwater), apptest.Sue: statusOf(app, apptest.Brightwater)} {
		p := app.As(email).Get(path)
		wantHarmless(t, p)
		if strings.Contains(p.Body, strings.Repeat("A", 600)) {
			t.Errorf("%s shows all of it", path)
		}
	}
	traces, err := app.Store.Traces(t.Context(), app.Account(apptest.Brightwater).ID, store.TraceKey{}, 1)
	if err != nil || len(traces) != 1 || len(traces[0].AccountUsed) > 4*254 || strings.ContainsAny(traces[0].AccountUsed, "\u202e\x00\x1b\n") {
		t.Errorf("trace %+v, %v", traces, err)
	}
	if strings.ContainsAny(app.Log.String(), "\u202e\x00\x1b") {
		t.Error("the log holds it")
	}
	app.Clock.Advance(time.Minute)
	wantSoundTrail(t, app)
}
