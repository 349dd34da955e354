package apptest

import (
	"net/http"
	"strings"
)

// Tab returns a second tab: the same cookies, a page and a history of its own.
// Tabs may be used by several goroutines, each by one.
func (b *Browser) Tab() *Browser {
	tab := &Browser{t: b.t, app: b.app, jar: b.jar}
	client := *b.client
	client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		tab.Visit = append(tab.Visit, r.URL.String())
		return nil
	}
	tab.client = &client
	return tab
}

// Until walks and stops the browser before it follows a redirect to this path of
// the console. It returns the address, which has not been asked for.
func (b *Browser) Until(path string, walk func()) string {
	b.t.Helper()
	follow, held := b.client.CheckRedirect, ""
	b.client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if r.URL.Path == path && strings.HasPrefix(r.URL.String(), b.app.URL+"/") {
			held = r.URL.String()
			return http.ErrUseLastResponse
		}
		return follow(r, via)
	}
	walk()
	b.client.CheckRedirect = follow
	if held == "" {
		b.t.Fatalf("never sent to %s; at %s (%d):\n%s", path, b.Page.URL, b.Page.Status, b.Page.Text("main"))
	}
	return held
}

// Asked returns the last address that this browser asked for which begins so.
func (b *Browser) Asked(prefix string) string {
	b.t.Helper()
	for i := len(b.Visit) - 1; i >= 0; i-- {
		if strings.HasPrefix(b.Visit[i], prefix) {
			return b.Visit[i]
		}
	}
	b.t.Fatalf("never asked for %s", prefix)
	return ""
}
