package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/views"
)

const pasted = "Need admin approval. AADSTS90094: The grant requires admin permission. Trace ID: 0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9 " +
	"Correlation ID: 11111111-2222-3333-4444-555555555555 Timestamp: 2026-03-03 10:31:22Z"

func TestExplain_AnswersAPastedPage(t *testing.T) {
	t.Parallel()
	app := start(t)
	for name, ask := range map[string]func(b *apptest.Browser, text string) *apptest.Page{
		"plain": func(b *apptest.Browser, text string) *apptest.Page {
			return b.Post(views.PathExplain, url.Values{"text": {text}})
		},
		"htmx": func(b *apptest.Browser, text string) *apptest.Page {
			return b.Partial(http.MethodPost, views.PathExplain, url.Values{"text": {text}})
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := app.As(apptest.Ada)
			p := ask(b, pasted)
			wantStatus(t, p, http.StatusOK)
			wantGuidance(t, p, guidance.NoAuthority)
			for _, want := range []string{"AADSTS90094", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", "11111111-2222-3333-4444-555555555555", "2026-03-03 10:31:22 UTC"} {
				if !strings.Contains(p.Text("#guidance-details"), want) {
					t.Errorf("the block to copy lacks %s", want)
				}
			}
			if p.Has("html > head > title") != (name == "plain") {
				t.Errorf("a whole page: %v", p.Has("html > head > title"))
			}
			p = ask(b, "  ")
			wantStatus(t, p, http.StatusUnprocessableEntity)
			if !strings.Contains(p.Text("#explain-error"), "type the code or paste the text") {
				t.Errorf("without text: %s", p.Text("body"))
			}
		})
	}
}

func TestExplain_WarnsOfSecretsAndForgetsThem(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	secret := "1.AXoAcanarycanarycanarycanarycanarycanarycanary"
	form := url.Values{"text": {"https://console.example/microsoft/callback?code=" + secret + "&state=abc AADSTS54005"}}
	for kind, p := range map[string]*apptest.Page{"plain": b.Post(views.PathExplain, form), "htmx": b.Partial(http.MethodPost, views.PathExplain, form)} {
		if !strings.Contains(p.Text("#explain"), "held a code or a token") || strings.Contains(p.Body, secret) {
			t.Errorf("%s: no warning, or the secret itself: %s", kind, p.Text("#explain"))
		}
	}
	for _, screen := range screens() {
		if strings.Contains(b.Get(screen).Body, secret) {
			t.Errorf("the secret is on %s", screen)
		}
	}
	if strings.Contains(app.Log.String(), secret) {
		t.Error("the secret is in the log")
	}
}

func TestExplain_SaysSomethingAboutAnything(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Hal)
	for text, cause := range map[string]guidance.Cause{
		"AADSTS999999": guidance.Unknown, "65004": guidance.Declined, "AADSTS7000222": guidance.SecretExpired,
	} {
		p := b.Post(views.PathExplain, url.Values{"text": {text}})
		wantGuidanceFor(t, p, cause, guidance.ForHelpdesk)
	}
	for _, text := range []string{"something went wrong", "<script>alert(1)</script>", strings.Repeat("x ", 20_000)} {
		p := b.Post(views.PathExplain, url.Values{"text": {text}})
		wantStatus(t, p, http.StatusUnprocessableEntity)
		if !strings.Contains(p.Text("#explain-error"), "We found no code in this text.") || strings.TrimSpace(p.Doc.Find("textarea").Text()) != strings.TrimSpace(text) {
			t.Errorf("%.20q: %s", text, p.Text("#explain"))
		}
	}
	if p := b.Get(views.PathExplain); p.URL.Path != views.PathMicrosoft {
		t.Errorf("GET ends at %s", p.URL.Path)
	}
}
