package handlers_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// hostile is markup for every place that a text can stand in.
const hostile = `"'><script>alert(1)</script><svg/onload=alert(2)>{{7*7}}<a href="javascript:alert(3)">x</a>`

// wantNoMarkup checks that a hostile text is on the page as text only.
func wantNoMarkup(t *testing.T, p *apptest.Page) {
	t.Helper()
	if p.Status >= http.StatusInternalServerError {
		t.Errorf("%s = %d", p.URL.Path, p.Status)
	}
	for _, raw := range []string{"<script>alert", "<svg/onload", `href="javascript:`, "<img src=x", "<b>\"The Very", "<i>Ærø"} {
		if strings.Contains(p.Body, raw) {
			t.Errorf("%s holds %s unescaped", p.URL.Path, raw)
		}
	}
	if p.Has(`script:not([src]), [onload], [onerror], [onclick], a[href^="javascript:"], form[action^="javascript:"], svg[onload], img`) {
		t.Errorf("%s: a text became an element", p.URL.Path)
	}
}

// hostileAccount makes an account and people whose every text is markup, and
// returns its administrator's log-in name.
func hostileAccount(t *testing.T, app *apptest.App) string {
	t.Helper()
	ctx := context.Background()
	ada, err := app.Store.UserByEmail(ctx, apptest.Ada)
	if err != nil {
		t.Fatal(err)
	}
	made, err := app.Store.CreateAccount(ctx, apptest.Operator(), store.NewAccount{Name: hostile, AdvancedSecurity: true, AccountManager: hostile})
	if err != nil {
		t.Fatal(err)
	}
	for email, role := range map[string]policy.Role{"mallory@markup.example": policy.Administrator, "user@markup.example": policy.PlainUser} {
		if _, err := app.Store.CreateUser(ctx, apptest.Operator(), store.NewUser{
			AccountID: made.ID, Email: email, Name: hostile, Role: role, PasswordHash: ada.PasswordHash,
		}); err != nil {
			t.Fatal(err)
		}
	}
	return "mallory@markup.example"
}

func TestS93_MarkupInStoredTextsStaysText(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		as    string
		fault simulator.Fault
	}{
		"organisation with a long name":   {simulator.Lone, ""},
		"organisation whose name is HTML": {simulator.Ada, simulator.FaultOrganizationMarkup},
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(hostileAccount(t, app))
			if row.fault != "" {
				app.Simulator.Fail(row.fault)
			}
			begin(b)
			request := requestOf(t, b)
			wantNoMarkup(t, b.Get(views.PathConsent(request)))
			wantNoMarkup(t, b.Get(views.PathMicrosoft))
			confirmation := approve(b, row.as)
			if !confirmation.Has("#confirmation") {
				t.Fatalf("not linked: %s", confirmation.Text("main"))
			}
			b.Get(views.PathDisable)
			for _, screen := range append(screens(), confirmation.URL.Path, views.PathConsent(request), "/nothing") {
				wantNoMarkup(t, b.Get(screen))
				wantNoMarkup(t, b.Partial(http.MethodGet, screen, nil))
			}
			wantNoMarkup(t, b.Press(undoOf(b, confirmation)))
			wantNoMarkup(t, app.As("user@markup.example").Get(views.PathMicrosoft))
		})
	}
}

// undoOf opens the confirmation and returns the selector of its Undo.
func undoOf(b *apptest.Browser, confirmation *apptest.Page) string {
	b.Get(confirmation.URL.Path)
	return `form[action$="/undo"] button`
}

func TestS93_MarkupInWhatIsSentStaysText(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	r := b.Request(http.MethodPost, views.PathConsents, url.Values{})
	r.Header.Set("User-Agent", hostile)
	b.Stay(r)
	wantNoMarkup(t, app.Browser().Login(hostile, "wrong"))
	wantNoMarkup(t, app.Browser().Get(views.PathLogin+"?return_to="+url.QueryEscape("/"+hostile)))
	wantNoMarkup(t, b.Post(views.PathExplain, url.Values{"text": {hostile + " AADSTS90094 " + hostile}}))
	wantNoMarkup(t, b.Get("/"+url.PathEscape(hostile)))
	wantNoMarkup(t, b.Get(views.PathConsent(url.PathEscape(hostile))))
	wantNoMarkup(t, b.Get(views.PathActivity+"?before="+url.QueryEscape(hostile)))
	wantNoMarkup(t, b.Get(views.PathActivity))
	wantNoMarkup(t, b.Post(views.PathAppearance, url.Values{"theme": {`"><script>alert(1)</script>`[:10]}, "back": {"/"}}))
}

func TestS17_S18_TextsOfTheCallbackAreNeverShown(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ err, description string }{
		"markup":        {"<img src=x onerror=alert(1)>", "<script>alert('canary-text')</script>"},
		"a fraud":       {"access_denied", "canary-text: Call +1 555 0100, your account is locked"},
		"line ends":     {"access_denied\r\ncanary-text", "AADSTS90094: canary-text\r\nlevel=ERROR msg=canary-text"},
		"unknown words": {"canary_text", "AADSTS90094 canary-text"},
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			begin(b)
			state := parameter(t, b.Page.URL.String(), "state")
			query := url.Values{
				"error": {row.err}, "error_description": {row.description}, "error_uri": {"https://evil.example/canary-text"},
				"error_subcode": {"canary-text"}, "state": {state}, "admin_consent": {"True"},
			}
			p := b.Get(consentCallback + "?" + query.Encode())
			wantNoMarkup(t, p)
			if !p.Has("#error-guidance") || strings.Contains(p.Body, "canary-text") || strings.Contains(p.Body, "555 0100") || strings.Contains(p.Body, "evil.example") {
				t.Errorf("shows %s", p.Text("main"))
			}
			if strings.Contains(app.Log.String(), "canary-text") {
				t.Error("the log holds a text of the callback")
			}
			stray := app.Browser().Get(consentCallback + "?" + query.Encode())
			if strings.Contains(stray.Body, "canary-text") {
				t.Error("a stray answer's text is shown")
			}
		})
	}
}
