package handlers_test

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func TestS94_EveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]apptest.Option{"http": nil, "https": {apptest.WithHTTPS()}} {
		t.Run(name, func(t *testing.T) {
			app := start(t, options...)
			b := app.As(apptest.Ada)
			for _, r := range routes(app) {
				if r.path != views.PathLogout && r.path != frontChannel {
					wantSecurityHeaders(t, app, b.Stay(r.request(b, nil)), name == "https")
				}
			}
			crossSite := b.Request(http.MethodPost, views.PathLogout, nil)
			crossSite.Header.Set("Sec-Fetch-Site", "cross-site")
			anonymous := app.Browser()
			for _, p := range []*apptest.Page{
				b.Stay(crossSite), stay(b, "/nothing"), stay(b, "/static/nothing.css"), stay(anonymous, "/nothing"),
				stay(b, "/"+strings.Repeat("a", 9000)), b.Stay(b.Request(http.MethodTrace, "/", nil)), stay(anonymous, views.PathMicrosoft),
				anonymous.Login(apptest.Ada, "wrong"), stay(anonymous, consentCallback+"?state=x"), stylesheet(t, b),
			} {
				wantSecurityHeaders(t, app, p, name == "https")
			}
		})
	}
}

func TestS94_OnlyTheFrontChannelLogoutIsFramedAndOnlyByMicrosoft(t *testing.T) {
	t.Parallel()
	app := start(t)
	p := app.Browser().Get(frontChannel + "?sid=x&iss=y")
	csp := p.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "frame-ancestors "+app.Authority) || strings.Contains(csp, "unsafe") || p.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("policy %q", csp)
	}
	if p.Header.Get("Set-Cookie") != "" || strings.Contains(p.Body, "sid") {
		t.Errorf("sets %q and says %s", p.Header.Get("Set-Cookie"), p.Body)
	}
}

func stylesheet(t *testing.T, b *apptest.Browser) *apptest.Page {
	t.Helper()
	href, ok := b.Get(views.PathDesktop).Doc.Find(`link[rel="stylesheet"]`).First().Attr("href")
	if !ok {
		t.Fatal("no stylesheet")
	}
	p := stay(b, href)
	wantStatus(t, p, http.StatusOK)
	return p
}

func wantSecurityHeaders(t *testing.T, app *apptest.App, p *apptest.Page, secure bool) {
	t.Helper()
	csp := map[string][]string{}
	for directive := range strings.SplitSeq(p.Header.Get("Content-Security-Policy"), ";") {
		if words := strings.Fields(directive); len(words) > 0 {
			csp[words[0]] = words[1:]
		}
	}
	for directive, want := range map[string][]string{
		"default-src": {"'self'"}, "object-src": {"'none'"}, "base-uri": {"'none'"}, "frame-ancestors": {"'none'"},
		"form-action": {"'self'", app.Authority},
	} {
		if !slices.Equal(csp[directive], want) {
			t.Errorf("%s (%d): %s is %v, want %v", p.URL.Path, p.Status, directive, csp[directive], want)
		}
	}
	if strings.Contains(p.Header.Get("Content-Security-Policy"), "unsafe") {
		t.Errorf("%s: unsafe policy", p.URL.Path)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "X-Frame-Options": "DENY",
	} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s (%d): %s is %q", p.URL.Path, p.Status, name, got)
		}
	}
	if strings.Contains(p.Header.Get("Strict-Transport-Security"), "max-age=31536000") != secure {
		t.Errorf("%s: HSTS is %q", p.URL.Path, p.Header.Get("Strict-Transport-Security"))
	}
}

func TestS94_PagesHoldNothingInline(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	for _, screen := range screens() {
		p := b.Get(screen)
		if p.Has("script:not([src]), style, [style], [onclick], [onload], [onsubmit], [hx-on], [data-hx-on], [hx-vals^='js:']") {
			t.Errorf("%s has something inline", screen)
		}
		if strings.Contains(p.Body, "http://") || strings.Contains(strings.ReplaceAll(p.Body, "http://www.w3.org/", ""), "src=\"http") {
			t.Errorf("%s asks another host for something", screen)
		}
	}
}

func TestS95_PagesOfPeopleAreKeptByNoCache(t *testing.T) {
	t.Parallel()
	app := start(t)
	request := linkOnce(t, app)
	b := app.As(apptest.Ada)
	for _, screen := range append(screens(), views.PathConsent(request), views.PathLogin, "/nothing") {
		for kind, p := range map[string]*apptest.Page{"page": stay(b, screen), "partial": b.Partial(http.MethodGet, screen, nil)} {
			if got := p.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%s %s: Cache-Control is %q", kind, screen, got)
			}
			if vary := strings.Join(p.Header.Values("Vary"), ","); p.Body != "" && (!strings.Contains(vary, "Cookie") || !strings.Contains(vary, "HX-Request")) {
				t.Errorf("%s %s: Vary is %q", kind, screen, vary)
			}
		}
	}
}

func TestS96_AnEndedSessionInAFragmentSendsTheBrowserToTheLogin(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	for _, r := range routes(app) {
		if r.public() {
			continue
		}
		q := r.request(b, nil)
		q.Header.Set("HX-Request", "true")
		p := b.Stay(q)
		wantStatus(t, p, http.StatusUnauthorized)
		to, back, _ := strings.Cut(p.Header.Get("HX-Redirect"), "?return_to=")
		here := url.QueryEscape(q.URL.RequestURI())
		if to != views.PathLogin || p.Body != "" || back != "" && back != here || back == "" && r.method == http.MethodGet && r.path != views.PathDesktop {
			t.Errorf("%s %s: HX-Redirect %q with %d bytes", r.method, r.path, p.Header.Get("HX-Redirect"), len(p.Body))
		}
	}
	for _, to := range elsewhere() {
		form := url.Values{"theme": {"dark"}, "back": {to}}
		if got := b.Partial(http.MethodPost, views.PathAppearance, form).Header.Get("HX-Redirect"); got != "/" {
			t.Errorf("HX-Redirect for %q is %q", to, got)
		}
	}
}

func TestS86_ClaimedHostsChangeNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for name, value := range map[string]string{
		"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
		"Forwarded": "host=evil.example;proto=https", "X-Forwarded-Prefix": "//evil.example", "X-Original-URL": "//evil.example/",
	} {
		for _, r := range []*http.Request{b.Request(http.MethodPost, views.PathConsents, url.Values{}), b.Request(http.MethodGet, views.PathMicrosoft, nil)} {
			if r.Header.Set(name, value); name == "Host" {
				r.Host = value
				r.Header.Set("Cookie", "session="+b.Cookies()["session"])
			}
			p := b.Stay(r)
			if strings.Contains(p.Header.Get("Location")+p.Body, "evil.example") {
				t.Errorf("%s reaches the answer", name)
			}
			if to := p.Header.Get("Location"); to != "" && parameter(t, to, "redirect_uri") != app.URL+consentCallback {
				t.Errorf("%s changes the redirect URI", name)
			}
			if strings.Contains(strings.Join(p.Header.Values("Set-Cookie"), ""), "Secure") {
				t.Errorf("%s changes the cookies", name)
			}
		}
	}
}

func TestS87_ClaimedAddressesCountFromTrustedProxiesOnly(t *testing.T) {
	t.Parallel()
	loopback, elsewhere := network(t, "127.0.0.0/8"), network(t, "198.51.100.0/24")
	for name, row := range map[string]struct {
		options []apptest.Option
		header  string
		want    string
	}{
		"no proxy, X-Forwarded-For":        {nil, "X-Forwarded-For", "127.0.0.1"},
		"no proxy, X-Real-IP":              {nil, "X-Real-Ip", "127.0.0.1"},
		"no proxy, X_Forwarded_For":        {nil, "X_Forwarded_For", "127.0.0.1"},
		"trusted proxy, X-Forwarded-For":   {[]apptest.Option{apptest.WithTrustedProxies(loopback)}, "X-Forwarded-For", "203.0.113.7"},
		"proxy elsewhere, X-Forwarded-For": {[]apptest.Option{apptest.WithTrustedProxies(elsewhere)}, "X-Forwarded-For", "127.0.0.1"},
		"trusted proxy, X-Real-IP":         {[]apptest.Option{apptest.WithTrustedProxies(loopback)}, "X-Real-Ip", "127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t, row.options...)
			b := app.As(apptest.Ada)
			r := b.Request(http.MethodPost, views.PathConsents, url.Values{})
			r.Header[row.header] = []string{"203.0.113.7"}
			r.Header.Set("X-Forwarded-User", apptest.Eve)
			wantStatus(t, b.Stay(r), http.StatusSeeOther)
			entry := trail(t, app, apptest.Brightwater)[0]
			if entry.Action != store.ActionConsentStarted || entry.Actor.IP != row.want || entry.Actor.Email != apptest.Ada {
				t.Errorf("%s by %s from %s, want from %s", entry.Action, entry.Actor.Email, entry.Actor.IP, row.want)
			}
		})
	}
}

func network(t *testing.T, cidr string) *net.IPNet {
	t.Helper()
	_, n, err := net.ParseCIDR(cidr)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestS90_OtherMethodsAreNotAllowedAndNoOtherOriginIsServed(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for _, r := range routes(app) {
		for _, method := range []string{http.MethodOptions, http.MethodTrace, http.MethodPut, http.MethodDelete, http.MethodPatch, "PROPFIND"} {
			q := b.Request(method, strings.Replace(r.path, ":request", "none", 1), nil)
			q.Header.Set("Sec-Fetch-Site", "same-origin")
			p := b.Stay(q)
			wantStatus(t, p, http.StatusMethodNotAllowed)
			for name := range p.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s %s answers %s", method, r.path, name)
				}
			}
		}
	}
	for _, path := range []string{"/healthz", views.PathConfiguration, views.PathActivity, "/"} {
		wantStatus(t, b.Stay(b.Request(http.MethodPost, path, url.Values{})), http.StatusMethodNotAllowed)
	}
	for _, path := range []string{views.PathLogout, views.PathConsents, views.PathCancel + "/undo", views.PathAppearance} {
		p := stay(b, path)
		wantStatus(t, p, http.StatusMethodNotAllowed)
		if p.Header.Get("Allow") != http.MethodPost {
			t.Errorf("%s allows %q", path, p.Header.Get("Allow"))
		}
	}
	wantNoLink(t, app, apptest.Brightwater)
	if n := app.Simulator.Count(simulator.EndpointToken); n != 0 {
		t.Errorf("%d token requests", n)
	}
}

func TestS88_TricksWithPathsOpenNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	b.Get(views.PathLogin)
	for _, path := range []string{
		"/healthz/../configuration", "/static/../configuration", "/static/..%2fconfiguration", "/static/%2e%2e/configuration",
		"/healthz%2f..%2fconfiguration", "/healthz;/../configuration", "/static/..;/configuration", "/healthz%23/../configuration",
		"/static/%2e%2e%2fstatic.go", "/static/..%5cstatic.go", "//configuration", "/configuration%2f", "/%63onfiguration", "/configuration?x=/healthz",
		"/login/../configuration", "/login;/configuration", "/static//etc/passwd", "/static/%00",
	} {
		r := b.Request(http.MethodGet, "/", nil)
		r.URL.Opaque = path // sent exactly as written
		r.Header.Set("User-Agent", "kube-probe/1.0")
		p := b.Stay(r)
		if p.Status == http.StatusOK || p.Status >= http.StatusInternalServerError {
			t.Errorf("%s = %d: %.80s", path, p.Status, p.Body)
		}
	}
}
