package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/views"
)

func TestLogin_WrongAndUnknownReadTheSame(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	known, unknown := b.Login(apptest.Ada, "wrong"), b.Login("nobody@brightwater.example", "wrong")
	wantStatus(t, known, http.StatusUnprocessableEntity)
	wantStatus(t, unknown, http.StatusUnprocessableEntity)
	if known.Text("#login-error") == "" || known.Text("#login-error") != unknown.Text("#login-error") {
		t.Errorf("known: %q, unknown: %q", known.Text("#login-error"), unknown.Text("#login-error"))
	}
	if strings.Contains(known.Body, "wrong\"") {
		t.Error("the password is on the page")
	}
	if b.Cookies()["session"] != "" {
		t.Error("a failed login leaves a session")
	}
}

func TestLogin_LocksAfterMoreThanTenWrongPasswords(t *testing.T) {
	t.Parallel()
	for name, email := range map[string]string{"known": apptest.Ada, "unknown": "nobody@brightwater.example"} {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.Browser()
			for i := range policy.MaxWrongPasswords + 1 {
				wantStatus(t, b.Login(email, fmt.Sprint("wrong", i)), http.StatusUnprocessableEntity)
			}
			p := b.Login(strings.ToUpper(email), apptest.Password)
			wantStatus(t, p, http.StatusTooManyRequests)
			if !strings.Contains(p.Text("#login-error"), "locked for up to 15 minutes") {
				t.Errorf("says %q", p.Text("#login-error"))
			}
			wantStatus(t, app.Browser().Login(email, apptest.Password), http.StatusTooManyRequests)
			if p := app.Browser().Login(apptest.Bob, apptest.Password); p.URL.Path != views.PathDesktop {
				t.Errorf("a colleague is locked out too: %d", p.Status)
			}
		})
	}
}

func TestLogin_TheRightPasswordForgetsTheWrongOnes(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	for range 2 {
		for range policy.MaxWrongPasswords {
			wantStatus(t, b.Login(apptest.Ada, "wrong"), http.StatusUnprocessableEntity)
		}
		if p := b.Login(apptest.Ada, apptest.Password); p.URL.Path != views.PathDesktop {
			t.Fatalf("after ten wrong ones: %d %s", p.Status, p.Text("main"))
		}
	}
}

func TestLogin_OpensAgainAfterFifteenMinutes(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	for range policy.MaxWrongPasswords + 1 {
		b.Login(apptest.Ada, "wrong")
	}
	app.Clock.Advance(policy.LockFor - time.Second)
	wantStatus(t, b.Login(apptest.Ada, apptest.Password), http.StatusTooManyRequests)
	app.Clock.Advance(time.Second)
	if p := b.Login(apptest.Ada, apptest.Password); p.URL.Path != views.PathDesktop {
		t.Errorf("after the lock: %d %s", p.Status, p.Text("main"))
	}
}

func TestLogin_ParallelGuessesCannotPassTheLock(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	statuses := make([]int, 30)
	var all sync.WaitGroup
	for i := range statuses {
		tab := b.Tab()
		all.Go(func() { statuses[i] = tab.Login(apptest.Ada, fmt.Sprint("guess", i)).Status })
	}
	all.Wait()
	looked := 0
	for _, status := range statuses {
		if status == http.StatusUnprocessableEntity {
			looked++
		}
	}
	if looked > policy.MaxWrongPasswords+1 {
		t.Errorf("%d passwords were looked at, want at most %d", looked, policy.MaxWrongPasswords+1)
	}
}

func TestLogin_MissingFieldsAreAskedForAgain(t *testing.T) {
	t.Parallel()
	app := start(t)
	for name, form := range map[string]url.Values{
		"nothing":     {},
		"no password": {"email": {apptest.Ada}},
		"no address":  {"password": {apptest.Password}},
		"only spaces": {"email": {"   "}, "password": {apptest.Password}},
	} {
		p := app.Browser().Post(views.PathLogin, form)
		wantStatus(t, p, http.StatusUnprocessableEntity)
		if !strings.Contains(p.Text("#login-error"), "both your e-mail address and your password") {
			t.Errorf("%s reads %q", name, p.Text("#login-error"))
		}
	}
}

// elsewhere are return addresses that must lead home.
func elsewhere() []string {
	return []string{
		"//evil", `/\evil`, `\\evil`, "/%2f%2fevil", "/\t/evil", "/%09/evil", "https:evil", "https://evil", "javascript:alert(1)",
		"/..//evil", "/@evil", "/a\r\nSet-Cookie: a=b", "/∕evil", "／／evil", "/microsoft/callback?code=x", "/login", "/logout",
		"%", "/%zz", "?", "evil",
	}
}

func TestS84_S85_LoginGoesNowhereElse(t *testing.T) {
	t.Parallel()
	app := start(t)
	for _, to := range elsewhere() {
		b := app.Browser()
		p := b.Get(views.PathLogin + "?" + url.Values{"return_to": {to}}.Encode())
		wantStatus(t, p, http.StatusOK)
		if kept := p.Doc.Find(`input[name="return_to"]`).AttrOr("value", ""); kept != "/" {
			t.Errorf("the form keeps %q as %q", to, kept)
		}
		r := b.Request(http.MethodPost, views.PathLogin, url.Values{"email": {apptest.Ada}, "password": {apptest.Password}, "return_to": {to}})
		p = b.Stay(r)
		wantStatus(t, p, http.StatusSeeOther)
		if went := p.Header.Get("Location"); went != "/" {
			t.Errorf("return_to %q leads to %q", to, went)
		}
	}
}

func TestS84_OversizedAndImpossibleReturnAddressesAreRefused(t *testing.T) {
	t.Parallel()
	app := start(t)
	for name, row := range map[string]struct {
		to   string
		want int
	}{
		"64 KB":        {"/" + strings.Repeat("a", 64<<10), http.StatusRequestEntityTooLarge},
		"5 KB":         {"/" + strings.Repeat("a", 5<<10), http.StatusBadRequest},
		"NUL":          {"/a\x00b", http.StatusBadRequest},
		"broken UTF-8": {"/\xff", http.StatusBadRequest},
	} {
		form := url.Values{"email": {apptest.Ada}, "password": {apptest.Password}, "return_to": {row.to}}
		p := app.Browser().Post(views.PathLogin, form)
		if p.Status != row.want {
			t.Errorf("%s: %d, want %d", name, p.Status, row.want)
		}
	}
}

func TestLogin_ComesBackToThePageAskedFor(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.Browser()
	p := b.Get(views.PathActivity + "?before=40")
	if p.URL.Path != views.PathLogin || !strings.Contains(p.Text("main"), "Please log in to see that page") {
		t.Fatalf("at %s: %s", p.URL, p.Text("main"))
	}
	p = b.Press(`form[action="/login"] button`, "email", apptest.Ada, "password", apptest.Password)
	if p.URL.Path != views.PathActivity || p.URL.RawQuery != "before=40" {
		t.Errorf("after login at %s", p.URL)
	}
	if p := b.Get(views.PathLogin); p.URL.Path != views.PathDesktop {
		t.Errorf("who is logged in already is at %s", p.URL)
	}
}
