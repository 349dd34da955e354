package simulator_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// everyPage visits each page once and returns it by name.
func everyPage(p *platform) map[string]answer {
	p.t.Helper()
	b := p.browser()
	pages := map[string]answer{
		"index": b.get("/"), "control": b.get("/control"), "explained": b.get("/error?code=65004"),
		"signed-out": b.get("/common/oauth2/v2.0/logout"), "pick": b.get(consentPath("common")), "error": b.get(consentPath("nowhere.example")),
	}
	p.Fail(simulator.FaultConsentNeverReturns)
	pages["never-returns"] = b.get(consentPath("common"))
	pages["factor"] = b.pick(b.get(authorizePath(simulator.BrightwaterID)), simulator.Mia)
	pages["consent"] = b.pick(b.get(consentPath(simulator.LongNameID)), simulator.Lone)
	pages["need-approval"] = b.pick(b.get(consentPath(simulator.BrightwaterID)), simulator.Ben)
	pages["approval-required"] = b.pick(b.get(consentPath(simulator.QuarryID)), simulator.Quinn)
	pages["approval-sent"] = b.press(pages["approval-required"], "form button", "justification", "<b>Please</b>")
	pages["requests"] = b.get("/requests")
	for name, page := range pages {
		page.wantPage(name)
	}
	return pages
}

func TestPages_SayWhatTheyAreAndLoadNothingForeign(t *testing.T) {
	for name, page := range everyPage(start(t)) {
		t.Run(name, func(t *testing.T) {
			doc := page.doc()
			if banner := doc.Find("header").Text(); !strings.Contains(banner, "Simulation – this is not Microsoft") {
				t.Errorf("banner says %q", banner)
			}
			if doc.Find("html").AttrOr("lang", "") != "en-GB" || doc.Find("h1").Length() != 1 || doc.Find("meta[name=viewport]").Length() != 1 || doc.Find("title").Text() == "" {
				t.Error("lang, one h1, viewport or title is missing")
			}
			if doc.Find("script, style, [style], [onclick], iframe, img").Length() != 0 {
				t.Error("script, style or foreign content in the page")
			}
			doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, field *goquery.Selection) {
				if id, _ := field.Attr("id"); id == "" || doc.Find(`label[for="`+id+`"]`).Length() != 1 {
					t.Errorf("field %s has no label", field.AttrOr("name", ""))
				}
			})
			for header, want := range map[string]string{
				"Content-Type": "text/html; charset=utf-8", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store, no-cache",
				"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
			} {
				if got := page.header.Get(header); got != want {
					t.Errorf("%s = %q", header, got)
				}
			}
		})
	}
}

func TestPages_EscapeMarkup(t *testing.T) {
	const hostile = `<script>alert("app")</script>`
	p := startWith(t, func(o *simulator.Options) { o.AppName = hostile })
	for name, page := range everyPage(p) {
		t.Run(name, func(t *testing.T) {
			for _, markup := range []string{"<script", "<b>", "<i>"} {
				if strings.Contains(page.body, markup) {
					t.Errorf("%s is not escaped", markup)
				}
			}
		})
	}
	b := p.browser()
	page := b.pick(b.get(consentPath(simulator.LongNameID)), simulator.Lone)
	if text := page.doc().Find("main").Text(); !strings.Contains(text, `<b>"The Very Long Name"</b>`) || !strings.Contains(text, hostile) {
		t.Errorf("names are lost in %q", text)
	}
}

func TestPages_ParametersAreNotReflected(t *testing.T) {
	const hostile = `"><script>alert(1)</script>`
	b := start(t).browser()
	for _, path := range []string{
		consentPath("common", "state="+hostile), consentPath("common", "redirect_uri="+hostile), consentPath("common", "client_id="+hostile),
		authorizePath("common", "login_hint="+hostile), "/error?code=" + "%22%3E%3Cscript%3E", "/resume?continue=%22%3E%3Cscript%3E",
	} {
		if page := b.get(path); strings.Contains(page.body, "<script") {
			t.Errorf("%s is reflected", path)
		}
	}
}

func TestIndex_NamesThePeopleAndLeadsOn(t *testing.T) {
	p := start(t)
	page := p.browser().get("/").wantPage("index")
	text := page.doc().Find("main").Text()
	for _, tenant := range simulator.DefaultWorld().Tenants {
		if !strings.Contains(text, tenant.Name) || !strings.Contains(text, tenant.ID) {
			t.Errorf("%s is not named", tenant.Name)
		}
		for _, person := range tenant.People {
			if !strings.Contains(text, person.Username) || !strings.Contains(text, person.RoleName()) {
				t.Errorf("%s is not named", person.Username)
			}
		}
	}
	b := p.browser()
	if b.link(page, "#console") != "http://127.0.0.1:8080" || b.link(page, "#control") != "/control" {
		t.Error("links to the console and the control page are missing")
	}
	alone := startWith(t, func(o *simulator.Options) { o.Console = "" })
	if alone.browser().get("/").doc().Find("#console").Length() != 0 {
		t.Error("a link to no console")
	}
}

func TestPages_FilesTheyNeed(t *testing.T) {
	b := start(t).browser()
	for path, kind := range map[string]string{"/simulator.css": "text/css; charset=utf-8", "/simulator.svg": "image/svg+xml"} {
		if a := b.get(path); a.status != http.StatusOK || a.header.Get("Content-Type") != kind || a.body == "" {
			t.Errorf("%s = %d %s", path, a.status, a.header.Get("Content-Type"))
		}
	}
}

func TestPages_FormsFromElsewhereAreRefused(t *testing.T) {
	p := start(t)
	b := p.browser()
	for _, path := range []string{"/login", "/consent", "/approval", "/control/faults", "/control/keys", "/control/secret", "/control/tenants", "/control/people", "/control/groups", "/control/claims", "/control/propagation", "/requests", "/control/forge", "/control/reset"} {
		if a := b.post(path, nil, "Sec-Fetch-Site", "same-site"); a.status != http.StatusForbidden {
			t.Errorf("%s from elsewhere = %d", path, a.status)
		}
	}
}
