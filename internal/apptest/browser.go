package apptest

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// Browser is one person's browser: cookies, the page it shows, and where it has
// been. It follows redirects as browsers do and sends what they send.
type Browser struct {
	Page  *Page
	Visit []string // every URL asked for, redirects included

	t      testing.TB
	app    *App
	jar    *cookiejar.Jar
	client *http.Client
}

// Page is an answer.
type Page struct {
	Status int
	URL    *url.URL
	Header http.Header
	Body   string
	Doc    *goquery.Document
}

// Browser returns a fresh browser.
func (a *App) Browser() *Browser {
	a.t.Helper()
	jar, err := cookiejar.New(nil)
	a.must(err)
	b := &Browser{t: a.t, app: a, jar: jar}
	b.client = &http.Client{
		Jar: jar, Timeout: 30 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // httptest's own certificate
		CheckRedirect: func(r *http.Request, _ []*http.Request) error {
			b.Visit = append(b.Visit, r.URL.String())
			return nil
		},
	}
	a.t.Cleanup(b.client.CloseIdleConnections)
	return b
}

// As returns a browser in which the person has logged in.
func (a *App) As(email string) *Browser {
	a.t.Helper()
	b := a.Browser()
	if p := b.Login(email, Password); p.URL.Path != "/" {
		a.t.Fatalf("login as %s ended at %s (%d)", email, p.URL.Path, p.Status)
	}
	return b
}

// Login posts the login form.
func (b *Browser) Login(email, password string) *Page {
	b.t.Helper()
	return b.Post("/login", url.Values{"email": {email}, "password": {password}})
}

// Get opens a path of the console, or an absolute URL.
func (b *Browser) Get(to string) *Page {
	b.t.Helper()
	return b.Do(b.Request(http.MethodGet, to, nil))
}

// Post sends a form to a path of the console, or to an absolute URL.
func (b *Browser) Post(to string, form url.Values) *Page {
	b.t.Helper()
	return b.Do(b.Request(http.MethodPost, to, form))
}

// Partial asks as htmx does.
func (b *Browser) Partial(method, to string, form url.Values) *Page {
	b.t.Helper()
	r := b.Request(method, to, form)
	r.Header.Set("HX-Request", "true")
	r.Header.Set("HX-Request-Type", "partial")
	return b.Do(r)
}

// Request makes a request as this browser would; tests may change it before Do.
func (b *Browser) Request(method, to string, form url.Values) *http.Request {
	b.t.Helper()
	if strings.HasPrefix(to, "/") {
		to = b.app.URL + to
	}
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, to, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return r
}

// Do sends a request and shows what comes back.
func (b *Browser) Do(r *http.Request) *Page {
	b.t.Helper()
	b.Visit = append(b.Visit, r.URL.String())
	res, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Page = readPage(b.t, res)
	return b.Page
}

func readPage(t testing.TB, res *http.Response) *Page {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	return &Page{Status: res.StatusCode, URL: res.Request.URL, Header: res.Header, Body: string(body), Doc: doc}
}

// Stay sends a request and does not follow a redirect.
func (b *Browser) Stay(r *http.Request) *Page {
	b.t.Helper()
	client := *b.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.Page = readPage(b.t, res)
	return b.Page
}

// Press presses a button of the page: the form it belongs to is sent with its
// fields, the button's own name and value, and these values.
func (b *Browser) Press(button string, values ...string) *Page {
	b.t.Helper()
	el := b.Page.Doc.Find(button).First()
	form := el.Closest("form")
	if form.Length() == 0 {
		b.t.Fatalf("no button %q in a form on %s (%d):\n%s", button, b.Page.URL, b.Page.Status, b.Page.Text("main"))
	}
	fields := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, s *goquery.Selection) {
		fields.Set(s.AttrOr("name", ""), s.AttrOr("value", s.Text()))
	})
	if name, ok := el.Attr("name"); ok {
		fields.Set(name, el.AttrOr("value", ""))
	}
	for i := 0; i+1 < len(values); i += 2 {
		fields.Set(values[i], values[i+1])
	}
	to := b.resolve(form.AttrOr("action", b.Page.URL.String()))
	if strings.EqualFold(form.AttrOr("method", "get"), "post") {
		return b.Post(to, fields)
	}
	return b.Get(to + "?" + fields.Encode())
}

// Follow follows a link of the page.
func (b *Browser) Follow(link string) *Page {
	b.t.Helper()
	href, ok := b.Page.Doc.Find(link).First().Attr("href")
	if !ok {
		b.t.Fatalf("no link %q on %s:\n%s", link, b.Page.URL, b.Page.Text("main"))
	}
	return b.Get(b.resolve(href))
}

func (b *Browser) resolve(ref string) string {
	u, err := b.Page.URL.Parse(ref)
	if err != nil {
		b.t.Fatal(err)
	}
	return u.String()
}

// Cookies returns the browser's cookies for the console, by name.
func (b *Browser) Cookies() map[string]string {
	u, err := url.Parse(b.app.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[string]string{}
	for _, c := range b.jar.Cookies(u) {
		out[c.Name] = c.Value
	}
	return out
}

// SetCookie puts a cookie into the browser.
func (b *Browser) SetCookie(c *http.Cookie) {
	u, err := url.Parse(b.app.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	b.jar.SetCookies(u, []*http.Cookie{c})
}

// Has reports whether the page has an element.
func (p *Page) Has(selector string) bool { return p.Doc.Find(selector).Length() > 0 }

// Text returns the text of an element with white space folded.
func (p *Page) Text(selector string) string {
	return strings.Join(strings.Fields(p.Doc.Find(selector).Text()), " ")
}

// Clone returns another browser with the same cookies, as if they had been copied, or
// for a second request at the same time.
func (a *App) Clone(b *Browser) *Browser {
	a.t.Helper()
	c := a.Browser()
	u, err := url.Parse(a.URL)
	a.must(err)
	c.jar.SetCookies(u, b.jar.Cookies(u))
	return c
}
