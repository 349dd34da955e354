package handlers_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/securecookie"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// in reports whether the browser is logged in.
func in(b *apptest.Browser) bool { return stay(b, views.PathConfiguration).Status == http.StatusOK }

// withCookie returns a browser whose session cookie has this value.
func withCookie(app *apptest.App, value string) *apptest.Browser {
	b := app.Browser()
	b.SetCookie(&http.Cookie{Name: "session", Value: value, Path: "/"})
	return b
}

func TestS74_LogInGivesANewSessionAndEndsTheOld(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Eve)
	planted := b.Cookies()["session"]
	if p := b.Login(apptest.Ada, apptest.Password); p.URL.Path != views.PathDesktop {
		t.Fatalf("second login at %s", p.URL)
	}
	if b.Cookies()["session"] == planted || !in(b) {
		t.Error("the session before log-in lives on in the cookie")
	}
	if in(withCookie(app, planted)) {
		t.Error("the session before log-in is still valid")
	}
}

func TestS75_CookiesAreAsStrictAsTheSchemeAllows(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		options []apptest.Option
		prefix  string
		secure  bool
	}{
		"https":                  {[]apptest.Option{apptest.WithHTTPS()}, "__Host-", true},
		"plain http on loopback": {nil, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			app := start(t, row.options...)
			b := app.Browser()
			login := b.Request(http.MethodPost, views.PathLogin, map[string][]string{"email": {apptest.Ada}, "password": {apptest.Password}})
			wantCookie(t, b.Stay(login), row.prefix+"session", row.secure, policy.SessionMax)
			begun := b.Stay(b.Request(http.MethodPost, views.PathConsents, map[string][]string{}))
			wantCookie(t, begun, row.prefix+"consent-"+requestOf(t, b), row.secure, 15*time.Minute)
		})
	}
}

func wantCookie(t *testing.T, p *apptest.Page, name string, secure bool, life time.Duration) {
	t.Helper()
	for _, line := range p.Header.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatal(err)
		}
		if c.Name != name {
			continue
		}
		if c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(line) > 4096 {
			t.Errorf("cookie %s has wrong attributes: %s", name, strings.Replace(line, c.Value, "…", 1))
		}
		if c.MaxAge != int(life/time.Second) {
			t.Errorf("cookie %s lives %d s, want %s", name, c.MaxAge, life)
		}
		return
	}
	t.Errorf("no cookie %s", name)
}

func TestS76_LogOutEndsTheSessionForCopiesToo(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	copied := b.Cookies()["session"]
	p := b.Post(views.PathLogout, map[string][]string{})
	if p.URL.Path != views.PathLoggedOut || !strings.Contains(p.Text("main"), "You are logged out") {
		t.Errorf("at %s: %s", p.URL, p.Text("main"))
	}
	if b.Cookies()["session"] != "" {
		t.Error("the cookie is kept")
	}
	thief := withCookie(app, copied)
	if p := thief.Get(views.PathMicrosoft); p.URL.Path != views.PathLogin {
		t.Errorf("the copied cookie opens %s", p.URL)
	}
	if thief.Cookies()["session"] != "" {
		t.Error("the log-in page leaves the dead cookie")
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionSignedOut); n != 1 {
		t.Errorf("logged-out entries = %d", n)
	}
}

func TestS77_SessionsEndByIdlenessAndAge(t *testing.T) {
	t.Parallel()
	app := start(t)
	idle, busy := app.As(apptest.Ada), app.As(apptest.Bob)
	for range 4 {
		app.Clock.Advance(6*time.Hour - time.Second)
		if !in(busy) {
			t.Fatal("a busy session ended within its age")
		}
	}
	if in(idle) {
		t.Error("a session lives 24 idle hours")
	}
	app.Clock.Advance(time.Minute)
	if in(busy) {
		t.Error("a session lives longer than a day")
	}
}

func TestS77_EightIdleHoursAreTheLimit(t *testing.T) {
	t.Parallel()
	app := start(t)
	before, after := app.As(apptest.Ada), app.As(apptest.Bob)
	app.Clock.Advance(policy.SessionIdle - time.Second)
	if !in(before) {
		t.Error("a session ended before eight idle hours")
	}
	app.Clock.Advance(2 * time.Second)
	if in(after) {
		t.Error("a session lives longer than eight idle hours")
	}
}

func TestS79_OtherCookiesAreNoSession(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	begin(b)
	b.Post(views.PathAppearance, map[string][]string{"theme": {"dark"}})
	for name, value := range b.Cookies() {
		if name != "session" && in(withCookie(app, value)) {
			t.Errorf("cookie %s opens a session", name)
		}
	}
}

func TestS81_DamagedCookiesAreNobody(t *testing.T) {
	t.Parallel()
	app := start(t)
	good := app.As(apptest.Ada).Cookies()["session"]
	raw, err := base64.URLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), raw...)
	flipped[len(flipped)/2] ^= 1
	for name, value := range map[string]string{
		"empty": "", "text": "x", "cut": good[:len(good)-4], "longer": good + "AAAA", "flipped": base64.URLEncoding.EncodeToString(flipped),
		"oversized": strings.Repeat("A", 4000), "twice over": good + good, "zeros": strings.Repeat("=", 40), "of another key": signedByAnother(t, good),
	} {
		b := withCookie(app, value)
		p := b.Get(views.PathMicrosoft)
		if p.URL.Path != views.PathLogin || p.Status != http.StatusOK {
			t.Errorf("%s: %d at %s", name, p.Status, p.URL.Path)
		}
	}
	twice := app.Browser()
	r := twice.Request(http.MethodGet, views.PathMicrosoft, nil)
	r.Header.Set("Cookie", "session="+good+"; session="+good)
	if p := twice.Do(r); p.URL.Path != views.PathLogin {
		t.Error("two session cookies open a session")
	}
}

// signedByAnother is a good cookie's session ID under another console's signature.
func signedByAnother(t *testing.T, cookie string) string {
	t.Helper()
	raw, err := base64.URLEncoding.DecodeString(cookie)
	if err != nil {
		t.Fatal(err)
	}
	id, err := base64.URLEncoding.DecodeString(strings.Split(string(raw), "|")[1])
	if err != nil || len(id) != 32 {
		t.Fatalf("session ID of %d bytes: %v", len(id), err)
	}
	codec := securecookie.New([]byte("another key of thirty-two bytes!"), nil).SetSerializer(securecookie.NopEncoder{})
	forged, err := codec.Encode("session", id)
	if err != nil {
		t.Fatal(err)
	}
	return forged
}

func TestS82_TheDatabaseGivesNoUsableCookie(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	toConsentCallback(b, simulator.Ada)
	var hash []byte
	if err := database(t, app).QueryRow("select id_hash from sessions").Scan(&hash); err != nil {
		t.Fatal(err)
	}
	cookie, err := base64.URLEncoding.DecodeString(b.Cookies()["session"])
	if err != nil || len(hash) != 32 || strings.Contains(string(cookie), string(hash)) {
		t.Errorf("the cookie holds what the database holds (%v)", err)
	}
	for _, value := range []string{string(hash), base64.StdEncoding.EncodeToString(hash), base64.URLEncoding.EncodeToString(hash)} {
		r := app.Browser().Request(http.MethodGet, views.PathConfiguration, nil)
		r.Header.Set("Cookie", "session="+base64.URLEncoding.EncodeToString([]byte(value)))
		if p := app.Browser().Stay(r); p.Status != http.StatusSeeOther {
			t.Error("the stored hash opens a session")
		}
	}
}

func TestMySessions_TheOneInUseComesFirst(t *testing.T) {
	t.Parallel()
	app := start(t)
	first := app.As(apptest.Ada)
	for range 2 {
		app.Clock.Advance(time.Minute)
		app.As(apptest.Ada)
	}
	rows := first.Get(views.PathSessions).Doc.Find("#sessions-panel tbody tr")
	if rows.Length() != 3 || !strings.Contains(rows.First().Text(), "This one") {
		t.Errorf("of %d the first is %s", rows.Length(), rows.First().Text())
	}
}
