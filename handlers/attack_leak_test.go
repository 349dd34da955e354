package handlers_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// spellings are the forms in which a token could lie somewhere.
func spellings(token string) []string {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return []string{token}
	}
	return []string{token, url.QueryEscape(token), hex.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw), base64.StdEncoding.EncodeToString([]byte(token))}
}

// wantUntold checks that none of the tokens is in any of the places.
func wantUntold(t *testing.T, tokens []string, where map[string]string) {
	t.Helper()
	for _, token := range tokens {
		for _, spelling := range spellings(token) {
			for place, text := range where {
				if strings.Contains(text, spelling) {
					t.Errorf("the invitation's token is in the %s", place)
				}
			}
		}
	}
}

// written is everything that the console writes: log, metrics, trail, traces, and
// the database with its log.
func written(t *testing.T, app *apptest.App, registry *prometheus.Registry) map[string]string {
	t.Helper()
	where := map[string]string{"log": app.Log.String(), "metrics": gathered(t, registry), "database": dump(t, app)}
	for _, account := range []string{apptest.Brightwater, apptest.Eaves} {
		traces, err := app.Store.Traces(t.Context(), app.Account(account).ID, store.TraceKey{}, 500)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := json.Marshal(struct{ Trail, Traces any }{trail(t, app, account), traces})
		if err != nil {
			t.Fatal(err)
		}
		where["trail and traces"] += string(entries)
	}
	return where
}

func TestS98_TheInvitationsTokenThroughTheWholeStory(t *testing.T) {
	t.Parallel()
	wire, registry := &apptest.Wire{}, prometheus.NewRegistry()
	app := start(t, overWire(wire), apptest.WithMetrics(handlers.NewMetrics(registry)))
	sender, azure := app.As(apptest.Ada), app.Browser()
	id, token := invite(t, sender, "how", "mail", "required", "brightwater.example")
	app.AwaitMail()
	waitFor(t, func() bool { return invited(t, app, apptest.Brightwater, id).Mail.State == store.MailSent })
	again := strings.TrimPrefix(sender.Post(views.PathSendAgain(id), url.Values{}).URL.Path, views.PathInvitations+"/")
	second := sender.Cookies()["invitation-"+again]
	app.AwaitMail()
	tokens := []string{token, second}
	azure.Get(views.PathWorkspace(token))
	stay(azure, views.PathWorkspace(second)+"x")
	stay(azure, views.PathWorkspace(second)+"?x=%zz")
	scannerGet(t, app, http.MethodOptions, views.PathWorkspace(second))
	for _, fault := range []simulator.Fault{simulator.FaultConsentDenied, simulator.FaultTokenHTML, simulator.FaultIDTokenNoRoles} {
		app.Simulator.Fail(fault)
		if goToMicrosoft(azure, second); azure.Page.Has(`button[name="account"]`) {
			choose(azure, simulator.Ada)
		}
		if azure.Page.Has(accept) {
			azure.Press(accept)
		}
		app.Clock.Advance(time.Minute)
	}
	azure.Post(views.PathWorkspaceExplain(second), url.Values{"text": {"AADSTS90094 " + app.URL + views.PathWorkspace(second)}})
	approveAs(azure, second, simulator.Ada)
	wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
	where := written(t, app, registry)
	for _, exchange := range wire.Exchanges() {
		where["requests to Microsoft"] += exchange.Form + exchange.Path
	}
	where["sender's history"] = strings.Join(sender.Visit, "\n")
	for _, visited := range azure.Visit {
		if !strings.HasPrefix(visited, app.URL+"/consent/") {
			where["approver's history beyond the workspace"] += visited + "\n"
		}
	}
	for _, email := range []string{apptest.Bob, apptest.Hal, apptest.Sue, apptest.Eve} {
		b := app.As(email)
		for _, path := range append(screens(), views.PathInvitation(id), views.PathInvitation(again), statusOf(app, apptest.Brightwater), views.PathStatusExport) {
			where["pages of "+email] += b.Get(path).Body
		}
	}
	for _, path := range append(screens(), statusOf(app, apptest.Brightwater), views.PathInvitation(again)) {
		where["sender's pages once it is approved"] += sender.Get(path).Body
	}
	wantUntold(t, tokens, where)
}

// refusing is a mail server that refuses for good.
type refusing struct{ tries atomic.Int64 }

// Send refuses.
func (r *refusing) Send(context.Context, mail.Message) error {
	r.tries.Add(1)
	return &mail.Error{Permanent: true, Reason: mail.RefusedRecipient}
}

// hanging is one that takes nothing.
type hanging struct{ tries atomic.Int64 }

// Send fails for now.
func (h *hanging) Send(context.Context, mail.Message) error {
	h.tries.Add(1)
	return errors.New("no answer")
}

func TestS98_TheSealedTokenIsForgottenWhenItsMailEnds(t *testing.T) {
	t.Parallel()
	refuser, hanger := &refusing{}, &hanging{}
	for fact, row := range map[string]struct {
		options []apptest.Option
		end     func(t *testing.T, app *apptest.App, ada *apptest.Browser, id string)
	}{
		"sent": {nil, func(t *testing.T, app *apptest.App, _ *apptest.Browser, _ string) { t.Helper(); app.AwaitMail() }},
		"failed": {[]apptest.Option{apptest.WithSender(refuser)}, func(t *testing.T, _ *apptest.App, _ *apptest.Browser, _ string) {
			t.Helper()
			waitFor(t, func() bool { return refuser.tries.Load() > 0 })
		}},
		"revoked": {[]apptest.Option{apptest.WithSender(hanger)}, func(t *testing.T, _ *apptest.App, ada *apptest.Browser, id string) {
			t.Helper()
			waitFor(t, func() bool { return hanger.tries.Load() > 0 })
			posted(ada, views.PathRevoke(id), nil)
		}},
	} {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			app := start(t, row.options...)
			ada, db := app.As(apptest.Ada), database(t, app)
			// What was sealed is kept beside, before the runner is done with it.
			execute(t, db, "create table kept (sealed text)")
			execute(t, db, "create trigger keep after insert on mails begin insert into kept values (hex(new.sealed)); end")
			id, token := invite(t, ada, "how", "mail")
			row.end(t, app, ada, id)
			waitFor(t, func() bool { return invited(t, app, apptest.Brightwater, id).Mail.State != store.MailQueued })
			var kept string
			if err := db.QueryRowContext(t.Context(), "select sealed from kept").Scan(&kept); err != nil {
				t.Fatal(err)
			}
			sealed, err := hex.DecodeString(kept)
			if err != nil || len(sealed) < 60 {
				t.Fatalf("sealed %d bytes, %v", len(sealed), err)
			}
			if n := count(t, db, "mails where sealed is not null"); n != 0 {
				t.Errorf("%d mails keep their token", n)
			}
			execute(t, db, "pragma wal_checkpoint(truncate)")
			content, err := os.ReadFile(app.Database)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, sealed) || bytes.Contains(content, sealed[12:40]) {
				t.Error("the sealed token is still in the file")
			}
			wantUntold(t, []string{token}, map[string]string{"database": string(content), "log": app.Log.String()})
		})
	}
}

func TestS98_ErrorPagesOfTheWorkspaceLeadNobodyToAnotherHost(t *testing.T) {
	t.Parallel()
	app := start(t)
	_, token := invite(t, app.As(apptest.Ada))
	b := app.Browser()
	for _, p := range []*apptest.Page{
		b.Get(views.PathWorkspace(token)), b.Get(views.PathWorkspace(strings.Repeat("A", 43))), b.Get(views.PathWorkspace(token) + "/nothing"),
		posted(b, views.PathWorkspace(token)+"/nothing", nil), posted(b, views.PathWorkspaceExplain(token), url.Values{"text": {""}}),
	} {
		for _, selector := range []string{`[src^="http"]`, `link[href^="http"]`, `a[href^="http"]`, `form[action^="http"]`, `a[href^="//"]`} {
			if p.Has(selector) {
				t.Errorf("%s leads elsewhere by %s", p.URL.Path, selector)
			}
		}
		if p.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: Referrer-Policy %q", p.URL.Path, p.Header.Get("Referrer-Policy"))
		}
	}
}

// A pasted text is read, answered and forgotten, by whomever and wherever.
func TestS98_PastedTextsAreNotKept(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	app := start(t, apptest.WithMetrics(handlers.NewMetrics(registry)))
	ada := app.As(apptest.Ada)
	_, token := invite(t, ada)
	begin(ada)
	azure := app.Browser()
	goToMicrosoft(azure, token)
	for i, text := range []string{
		"AADSTS90095 canary-paste-1", "AADSTS90094: canary-paste-2\r\nTrace ID: 11111111-2222-4333-8444-555555555555\r\nCorrelation ID: 99999999-2222-4333-8444-555555555555",
		`{"error":"invalid_grant","error_description":"AADSTS90095: canary-paste-3","claims":"canary-paste-4"}`,
		app.URL + "/microsoft/callback?code=canary-paste-5-abcdefgh&state=canary-paste-6", "canary-paste-7@brightwater.example", "WB-CANA-RYPA canary-paste-8",
	} {
		azure.Post(views.PathWorkspaceExplain(token), url.Values{"text": {text}})
		ada.Post(views.PathExplain, url.Values{"text": {text}})
		for _, email := range []string{apptest.Hal, apptest.Sue} {
			if p := app.As(email).Post(views.PathExplainAny, url.Values{"text": {text}}); p.Status >= http.StatusInternalServerError {
				t.Errorf("text %d: %d", i, p.Status)
			}
		}
	}
	for place, text := range written(t, app, registry) {
		if strings.Contains(text, "canary-paste") {
			t.Errorf("a pasted text is in the %s", place)
		}
	}
	if i := invitedByToken(t, app, token); i.State != link.InvitationOpen {
		t.Errorf("invitation is %s", i.State)
	}
}

func invitedByToken(t *testing.T, app *apptest.App, token string) store.Invitation {
	t.Helper()
	list, err := app.Store.Invitations(t.Context(), app.Account(apptest.Brightwater).ID, 10)
	if err != nil || len(list) != 1 || len(token) != 43 {
		t.Fatalf("%d invitations, %v", len(list), err)
	}
	return list[0]
}
