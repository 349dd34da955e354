package handlers_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // a second connection to the console's database

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	consentCallback = "/microsoft/consent"
	signInCallback  = "/microsoft/callback"
	accept          = `button[name="answer"][value="accept"]`
	decline         = `button[name="answer"][value="cancel"]`
)

// start returns a running console with everybody in it.
func start(t *testing.T, options ...apptest.Option) *apptest.App {
	t.Helper()
	app := apptest.Start(t, options...)
	app.Seed()
	return app
}

// begin starts a consent request, also on an account that is linked already. The
// browser ends at Microsoft.
func begin(b *apptest.Browser) *apptest.Page {
	if b.Get(views.PathMicrosoft); !b.Page.Has("form[data-consent] button") {
		b.Get(views.PathConsents + "/replace")
	}
	if b.Press("form[data-consent] button"); b.Page.URL.Path == views.PathConsents+"/replace" { // asked first
		b.Press("form[data-consent] button")
	}
	return b.Page
}

// approve begins, chooses the account at Microsoft, whoever is signed in there
// already, and accepts.
func approve(b *apptest.Browser, username string) *apptest.Page {
	begin(b)
	choose(b, username)
	b.Press(accept)
	if b.Page.Has(`button[name="account"]`) {
		b.PickAccount(username)
	}
	return b.Page
}

func choose(b *apptest.Browser, username string) {
	if b.Page.Has("#use-another") && !strings.Contains(b.Page.Text("main"), username) {
		b.Follow("#use-another")
	}
	if b.Page.Has(`button[name="account"]`) {
		b.PickAccount(username)
	}
}

// toConsentCallback walks until Microsoft sends the browser back with consent.
func toConsentCallback(b *apptest.Browser, username string) string {
	return b.Until(consentCallback, func() { approve(b, username) })
}

// toSignInCallback walks until Microsoft sends the browser back with a code.
func toSignInCallback(b *apptest.Browser, username string) string {
	return b.Until(signInCallback, func() { approve(b, username) })
}

// stay asks for an address and does not follow redirects.
func stay(b *apptest.Browser, address string) *apptest.Page {
	return b.Stay(b.Request(http.MethodGet, address, nil))
}

// guided returns the title of the page's guidance.
func guided(p *apptest.Page) string { return p.Text("#guidance-title") }

func wantStatus(t *testing.T, p *apptest.Page, want int) {
	t.Helper()
	if p.Status != want {
		t.Errorf("status of %s = %d, want %d: %s", p.URL.Path, p.Status, want, p.Text("main"))
	}
}

func linked(t *testing.T, app *apptest.App, account string) (store.Link, bool) {
	t.Helper()
	l, err := app.Store.CurrentLink(context.Background(), app.Account(account).ID)
	if errors.Is(err, store.ErrNotFound) {
		return store.Link{}, false
	}
	if err != nil {
		t.Fatal(err)
	}
	return l, true
}

func wantLink(t *testing.T, app *apptest.App, account, tenantID string) store.Link {
	t.Helper()
	l, ok := linked(t, app, account)
	if !ok || l.TenantID != tenantID {
		t.Fatalf("%s is linked (%v) to %q, want %q", account, ok, l.TenantID, tenantID)
	}
	return l
}

func wantNoLink(t *testing.T, app *apptest.App, accounts ...string) {
	t.Helper()
	for _, account := range accounts {
		if l, ok := linked(t, app, account); ok {
			t.Errorf("%s is linked to %s, want no link", account, l.TenantID)
		}
	}
}

// wantNoToken checks that nothing was asked of Microsoft's token endpoint.
func wantNoToken(t *testing.T, app *apptest.App) {
	t.Helper()
	if n := app.Simulator.Count(simulator.EndpointToken); n != 0 {
		t.Errorf("token requests = %d, want none", n)
	}
}

// trail returns the account's audit entries, newest first.
func trail(t *testing.T, app *apptest.App, account string) []store.AuditEntry {
	t.Helper()
	entries, err := app.Store.AuditEntries(context.Background(), app.Account(account).ID, 0, 500)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// recorded counts the account's audit entries of an action.
func recorded(t *testing.T, app *apptest.App, account, action string) int {
	t.Helper()
	n := 0
	for _, e := range trail(t, app, account) {
		if e.Action == action {
			n++
		}
	}
	return n
}

// detail returns what an audit entry says about a name.
func detail(e store.AuditEntry, name string) string {
	i := slices.IndexFunc(e.Details, func(d store.AuditDetail) bool { return d.Name == name })
	if i < 0 {
		return ""
	}
	return e.Details[i].After
}

// wantSoundTrail checks every hash chain and every link against its entries.
func wantSoundTrail(t *testing.T, app *apptest.App) {
	t.Helper()
	report, err := app.Store.VerifyAudit(context.Background())
	if err != nil || len(report.Broken) > 0 {
		t.Errorf("audit trail: %v %v", err, report.Broken)
	}
}

// database opens the console's database beside it.
func database(t *testing.T, app *apptest.App) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+app.Database+"?_busy_timeout=5000&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func count(t *testing.T, db *sql.DB, rows string) int {
	t.Helper()
	var n int
	if err := db.QueryRowContext(context.Background(), "select count(*) from "+rows).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// with returns an address with parameters set, or removed where the value is empty.
func with(t *testing.T, address string, pairs ...string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		if q.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			q.Del(pairs[i])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// parameter returns one parameter of an address.
func parameter(t *testing.T, address, name string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	value := u.Query().Get(name)
	if value == "" {
		t.Fatalf("no %s in %s", name, u.Path)
	}
	return value
}

// requestOf returns the ID of the browser's only open consent request, which its
// cookie names.
func requestOf(t *testing.T, b *apptest.Browser) string {
	t.Helper()
	for name := range b.Cookies() {
		if _, id, ok := strings.Cut(name, "consent-"); ok {
			return id
		}
	}
	t.Fatal("no consent cookie")
	return ""
}

// attempts counts the consent requests that the browser has a cookie for.
func attempts(b *apptest.Browser) int {
	n := 0
	for name := range b.Cookies() {
		if strings.Contains(name, "consent-") {
			n++
		}
	}
	return n
}

// screens are the addresses of all screens of the console.
func screens() []string {
	return []string{
		views.PathDesktop, views.PathConfiguration, views.PathAuthentication, views.PathPassword, views.PathMicrosoft,
		views.PathActivity, views.PathInvite, views.PathInvitations, views.PathStatus, views.PathExplainAny, views.PathDisable, views.PathEnable, views.PathUnlink, views.PathConsents + "/replace",
		views.PathUsers, views.PathUserNew, views.PathLicences, views.PathTemplates, views.PathTemplateNew, views.PathTemplatesTry,
		views.PathLeavers, views.PathSessions, views.PathConfirmIdentity,
	}
}

// challengeOf is PKCE's S256 (RFC 7636 §4.2).
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// dump returns the bytes of the database file and its log.
func dump(t *testing.T, app *apptest.App) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{app.Database, app.Database + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}
