package apptest

import (
	"context"
	"net/url"
	"strings"

	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// Account returns an account by name.
func (a *App) Account(name string) store.Account {
	a.t.Helper()
	found, err := a.Store.AccountByName(context.Background(), name)
	a.must(err)
	return found
}

// StartConsent presses «Add Workbooks to Azure…»; the browser ends at the
// simulated Microsoft.
func (b *Browser) StartConsent() *Page {
	b.t.Helper()
	b.Get(views.PathMicrosoft)
	return b.Press("form[data-consent] button")
}

// PickAccount logs in at the simulated Microsoft as this person.
func (b *Browser) PickAccount(username string) *Page {
	b.t.Helper()
	return b.Press(`button[name="account"][value="` + username + `"]`)
}

// Link walks the whole story: start, log in at Microsoft as this person, accept.
// The browser ends on the page of its consent request.
func (b *Browser) Link(username string) *Page {
	b.t.Helper()
	b.StartConsent()
	b.PickAccount(username)
	return b.Press(`button[name="answer"][value="accept"]`)
}

// Callback returns the last address that Microsoft sent this browser to at the
// given path of the console, and whether there was one.
func (b *Browser) Callback(path string) (string, bool) {
	for i := len(b.Visit) - 1; i >= 0; i-- {
		if u, err := url.Parse(b.Visit[i]); err == nil && u.Path == path && strings.HasPrefix(b.Visit[i], b.app.URL) {
			return b.Visit[i], true
		}
	}
	return "", false
}

// LoginMicrosoft presses «Log in with Microsoft» with an e-mail address, which may be
// empty, and logs in at the simulated Microsoft as this person. Where Microsoft knows
// the browser already nobody is asked.
func (b *Browser) LoginMicrosoft(email, username string) *Page {
	b.t.Helper()
	p := b.ToMicrosoft(email)
	if p.Has(`button[name="account"][value="` + username + `"]`) {
		p = b.PickAccount(username)
	}
	return p
}

// ToMicrosoft presses «Log in with Microsoft»; the browser ends at the simulated
// Microsoft, unless that knows it already.
func (b *Browser) ToMicrosoft(email string) *Page {
	b.t.Helper()
	b.Get(views.PathLogin)
	return b.Post(views.PathLoginMicrosoft, url.Values{"email": {email}, "return_to": {b.Page.Doc.Find(`input[name="return_to"]`).AttrOr("value", "/")}})
}
