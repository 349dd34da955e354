package handlers_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// deeds are things that people do and that the trail must tell of, each from a
// fresh console on. set-up runs before the fault.
func deeds() map[string]func(t *testing.T, app *apptest.App) (do func() *apptest.Page) {
	post := func(b *apptest.Browser, path string) func() *apptest.Page {
		return func() *apptest.Page { return b.Post(path, url.Values{}) }
	}
	return map[string]func(*testing.T, *apptest.App) func() *apptest.Page{
		store.ActionSignedIn: func(_ *testing.T, app *apptest.App) func() *apptest.Page {
			b := app.Browser()
			return func() *apptest.Page { return b.Login(apptest.Ada, apptest.Password) }
		},
		store.ActionSignedOut: func(_ *testing.T, app *apptest.App) func() *apptest.Page {
			return post(app.As(apptest.Ada), views.PathLogout)
		},
		store.ActionConsentStarted: func(_ *testing.T, app *apptest.App) func() *apptest.Page {
			return post(app.As(apptest.Ada), views.PathConsents)
		},
		store.ActionConsentApproved: func(_ *testing.T, app *apptest.App) func() *apptest.Page {
			b := app.As(apptest.Ada)
			callback := toConsentCallback(b, simulator.Ada)
			return func() *apptest.Page { return b.Get(callback) }
		},
		store.ActionConsentFailed: func(t *testing.T, app *apptest.App) func() *apptest.Page {
			b := app.As(apptest.Ada)
			callback := forge(t, b, "none")
			return func() *apptest.Page { return b.Get(callback) }
		},
		store.ActionConsentCancelled: func(_ *testing.T, app *apptest.App) func() *apptest.Page {
			b := app.As(apptest.Ada)
			begin(b)
			return post(b, views.PathCancel)
		},
		store.ActionLinkDisabled: func(t *testing.T, app *apptest.App) func() *apptest.Page {
			linkOnce(t, app)
			return post(app.As(apptest.Ada), views.PathDisable)
		},
		store.ActionLinkUnlinked: func(t *testing.T, app *apptest.App) func() *apptest.Page {
			linkOnce(t, app)
			return post(app.As(apptest.Ada), views.PathUnlink)
		},
		store.ActionLinkUndone: func(t *testing.T, app *apptest.App) func() *apptest.Page {
			return post(app.As(apptest.Ada), views.PathUndo(linkOnce(t, app)))
		},
	}
}

func TestF06_WithoutItsAuditEntryNothingHappens(t *testing.T) {
	t.Parallel()
	for action, prepare := range deeds() {
		t.Run(action, func(t *testing.T) {
			app := start(t)
			db, do := database(t, app), prepare(t, app)
			before := state(t, db)
			execute(t, db, "create trigger fault before insert on audit_entries when new.action = '"+action+"' begin select raise(abort, 'fault'); end")
			wantFaultPage(t, do(), http.StatusInternalServerError)
			if after := state(t, db); after != before {
				t.Errorf("half done:\n%s\nwas\n%s", after, before)
			}
			execute(t, db, "drop trigger fault")
			if p := do(); p.Status >= http.StatusInternalServerError || state(t, db) == before {
				t.Errorf("after the fault: %d %s", p.Status, p.Text("main"))
			}
			wantSoundTrail(t, app)
		})
	}
}

func TestF07_WhileTheDatabaseIsLockedEverythingSaysTryAgain(t *testing.T) {
	t.Parallel()
	for action, prepare := range deeds() {
		t.Run(action, func(t *testing.T) {
			app := start(t, apptest.WithBusyTimeout(100*time.Millisecond))
			db, do := database(t, app), prepare(t, app)
			before := state(t, db)
			unlock := lock(t, db)
			p := do()
			wantFaultPage(t, p, http.StatusServiceUnavailable)
			if p.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			unlock()
			if after := state(t, db); after != before {
				t.Errorf("half done:\n%s\nwas\n%s", after, before)
			}
			if p := do(); p.Status >= http.StatusInternalServerError || state(t, db) == before {
				t.Errorf("after the lock: %d %s", p.Status, p.Text("main"))
			}
		})
	}
}

func TestF07_ReadingGoesOnWhileTheDatabaseIsLocked(t *testing.T) {
	t.Parallel()
	app := start(t, apptest.WithBusyTimeout(100*time.Millisecond))
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	unlock := lock(t, database(t, app))
	app.Clock.Advance(10 * time.Minute) // a session would be touched now
	for _, screen := range screens() {
		if p := b.Get(screen); p.Status != http.StatusOK {
			t.Errorf("%s = %d", screen, p.Status)
		}
	}
	wantStatus(t, b.Get("/readyz"), http.StatusServiceUnavailable)
	wantStatus(t, b.Get("/healthz"), http.StatusOK)
	unlock()
	wantStatus(t, b.Get("/readyz"), http.StatusOK)
}

func TestF07_AShortLockIsWaitedFor(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	unlock := lock(t, database(t, app))
	done := make(chan *apptest.Page)
	go func() { done <- b.Stay(b.Request(http.MethodPost, views.PathConsents, url.Values{})) }()
	unlock()
	wantStatus(t, <-done, http.StatusSeeOther)
}

// lock holds the database's write lock, as another program might.
func lock(t *testing.T, db *sql.DB) (unlock func()) {
	t.Helper()
	tx, err := db.BeginTx(context.Background(), nil) // begin immediate, by the DSN
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
}

// state is what the database holds that people care about.
func state(t *testing.T, db *sql.DB) string {
	t.Helper()
	var all []string
	for _, rows := range []string{
		"sessions", "links", "audit_entries", "consent_requests", "links where state = 'enabled'", "links where state = 'disabled'",
		"consent_requests where state = 'at_microsoft'", "consent_requests where state = 'approved'", "consent_requests where state = 'failed'",
	} {
		all = append(all, fmt.Sprintf("%s: %d", rows, count(t, db, rows)))
	}
	return strings.Join(all, "\n")
}

func wantFaultPage(t *testing.T, p *apptest.Page, status int) {
	t.Helper()
	wantStatus(t, p, status)
	if !strings.Contains(p.Text("main"), "WB-") {
		t.Errorf("no reference: %s", p.Text("main"))
	}
	for _, inner := range []string{"fault", "sqlite", "SQL", "database is", "constraint", "goroutine", ".go:"} {
		if strings.Contains(strings.ReplaceAll(p.Body, "default", ""), inner) {
			t.Errorf("the page tells %q", inner)
		}
	}
}

func TestF23_ADatabaseThatFailsAfterTheExchangeLeavesNoHalfLink(t *testing.T) {
	t.Parallel()
	app := start(t, apptest.WithBusyTimeout(100*time.Millisecond))
	b, db := app.As(apptest.Ada), database(t, app)
	callback := toSignInCallback(b, simulator.Ada)
	var unlock func()
	app.Simulator.OnToken(func(http.ResponseWriter, *http.Request) bool { unlock = lock(t, db); return false })
	wantFaultPage(t, b.Get(callback), http.StatusServiceUnavailable)
	unlock()
	wantNoLink(t, app, apptest.Brightwater)
	if p := b.Get(callback); p.Has("#confirmation") || p.Status != http.StatusOK {
		t.Errorf("the spent answer again: %d %s", p.Status, p.Text("main"))
	}
	if n := app.Simulator.Count(simulator.EndpointToken); n != 1 {
		t.Errorf("token requests = %d, want 1", n)
	}
	if p := approve(b, simulator.Ada); !p.Has("#confirmation") {
		t.Errorf("cannot start again: %s", p.Text("main"))
	}
	wantSoundTrail(t, app)
}

func TestF23_AConsoleThatDiesAfterTheExchangeCanBeStartedAgain(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toSignInCallback(b, simulator.Ada)
	app.Simulator.OnToken(func(http.ResponseWriter, *http.Request) bool { _ = app.Store.Close(); return false })
	wantFaultPage(t, b.Get(callback), http.StatusServiceUnavailable)
	again := apptest.Start(t, apptest.WithDatabase(app.Database))
	wantNoLink(t, again, apptest.Brightwater)
	open, _, err := again.Store.LatestConsents(t.Context(), again.Account(apptest.Brightwater).ID)
	if err != nil || open == nil || open.State != link.Proving {
		t.Errorf("the request is %+v (%v), want it open", open, err)
	}
	later := again.As(apptest.Ada)
	if p := approve(later, simulator.Ada); !p.Has("#confirmation") {
		t.Errorf("cannot start again: %s", p.Text("main"))
	}
	wantSoundTrail(t, again)
}

func TestF06_WithoutADatabaseThereIsAPage(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	if err := app.Store.Close(); err != nil {
		t.Fatal(err)
	}
	wantFaultPage(t, b.Get(views.PathMicrosoft), http.StatusServiceUnavailable)
	wantFaultPage(t, app.Browser().Login(apptest.Ada, apptest.Password), http.StatusServiceUnavailable)
	wantStatus(t, b.Get("/readyz"), http.StatusServiceUnavailable)
	wantStatus(t, b.Get("/healthz"), http.StatusOK)
}
