package simulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// answer is one response, read to its end.
type answer struct {
	t      *testing.T
	url    *url.URL
	status int
	header http.Header
	body   string
}

func (a answer) doc() *goquery.Document {
	a.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatalf("parse page: %v", err)
	}
	return doc
}

func (a answer) page() string {
	a.t.Helper()
	return a.doc().Find("body").AttrOr("data-page", "")
}

func (a answer) wantPage(name string) answer {
	a.t.Helper()
	if got := a.page(); got != name {
		a.t.Fatalf("page %q (status %d, location %q), want %q\n%s", got, a.status, a.header.Get("Location"), name, a.doc().Find("main").Text())
	}
	return a
}

func (a answer) wantCode(code string) answer {
	a.t.Helper()
	if text := a.doc().Find("pre.report").Text(); !strings.HasPrefix(text, "AADSTS"+code+":") {
		a.t.Fatalf("page %q reports %q, want AADSTS%s", a.page(), text, code)
	}
	return a
}

// back returns the parameters with which the browser was sent to the redirect URI.
func (a answer) back(redirect string) url.Values {
	a.t.Helper()
	location := a.header.Get("Location")
	target, query, _ := strings.Cut(location, "?")
	if target != redirect {
		a.t.Fatalf("sent to %q (status %d, page %q), want %q", location, a.status, a.page(), redirect)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		a.t.Fatalf("query %q: %v", query, err)
	}
	return values
}

func (a answer) json() map[string]any {
	a.t.Helper()
	var body map[string]any
	if err := json.Unmarshal([]byte(a.body), &body); err != nil {
		a.t.Fatalf("status %d, body %.200q: %v", a.status, a.body, err)
	}
	return body
}

// browser follows redirects inside the simulator and stops at its border.
type browser struct {
	t      *testing.T
	p      *platform
	client *http.Client
}

func (p *platform) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &browser{t: p.t, p: p, client: &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if "http://"+r.URL.Host != p.url {
			return http.ErrUseLastResponse
		}
		return nil
	}}}
}

func (b *browser) do(r *http.Request, err error) answer {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := b.client.Do(r)
	if err != nil {
		b.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatalf("read %s: %v", r.URL, err)
	}
	return answer{t: b.t, url: response.Request.URL, status: response.StatusCode, header: response.Header, body: string(body)}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(http.NewRequest(http.MethodGet, b.p.url+path, nil))
}

func (b *browser) post(path string, form url.Values, headers ...string) answer {
	b.t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.p.url+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return b.do(r, err)
}

// press submits the form of the button that the selector finds.
func (b *browser) press(a answer, button string, more ...string) answer {
	b.t.Helper()
	pressed := a.doc().Find(button).First()
	form := pressed.Closest("form")
	if form.Length() == 0 {
		b.t.Fatalf("page %q has no %s in a form", a.page(), button)
	}
	values := url.Values{}
	form.Find("input[type=hidden]").Each(func(_ int, input *goquery.Selection) {
		values.Set(input.AttrOr("name", ""), input.AttrOr("value", ""))
	})
	if name := pressed.AttrOr("name", ""); name != "" {
		values.Set(name, pressed.AttrOr("value", ""))
	}
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	return b.post(form.AttrOr("action", ""), values)
}

func (b *browser) pick(a answer, person string) answer {
	b.t.Helper()
	a.wantPage("pick")
	return b.press(a, `button[name=account][value="`+person+`"]`)
}

func (b *browser) accept(a answer) answer {
	b.t.Helper()
	return b.press(a.wantPage("consent"), `button[value=accept]`)
}

func (b *browser) link(a answer, selector string) string {
	b.t.Helper()
	href, ok := a.doc().Find(selector).Attr("href")
	if !ok {
		b.t.Fatalf("page %q has no %s", a.page(), selector)
	}
	return href
}
