package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// diary keeps what a person saw and which secrets passed through their browser.
type diary struct {
	b       *apptest.Browser
	pages   []*apptest.Page
	secrets map[string]string // value to name
}

// note keeps the page and every secret of the addresses and cookies so far.
func (d *diary) note(t *testing.T) {
	t.Helper()
	d.pages = append(d.pages, d.b.Page)
	for name, value := range d.b.Cookies() {
		if name == "session" || strings.HasPrefix(name, "consent-") {
			d.secrets[value] = "cookie " + name[:7]
		}
	}
	for _, visited := range d.b.Visit {
		u, err := url.Parse(visited)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"state", "code", "nonce", "code_challenge"} {
			if value := u.Query().Get(name); len(value) > 20 {
				d.secrets[value] = name
			}
		}
	}
}

// wireSecrets adds what console and Microsoft told each other.
func (d *diary) wireSecrets(t *testing.T, wire *apptest.Wire) {
	t.Helper()
	for _, e := range wire.Exchanges() {
		form, err := url.ParseQuery(e.Form)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"code", "code_verifier"} {
			if value := form.Get(name); value != "" {
				d.secrets[value] = name
			}
		}
		var tokens struct {
			Access string `json:"access_token"`
			ID     string `json:"id_token"`
		}
		if json.Unmarshal([]byte(e.Answer), &tokens) == nil && tokens.ID != "" {
			d.secrets[tokens.Access], d.secrets[tokens.ID] = "access token", "ID token"
			d.secrets[strings.Split(tokens.ID, ".")[1]] = "claims"
		}
	}
}

// unhappy are faults of every stage, one failing flow each.
func unhappy() []simulator.Fault {
	return []simulator.Fault{
		simulator.FaultConsentDenied, simulator.FaultConsentMarkup, simulator.FaultConsentUnknownError, simulator.FaultConsentNoTenant,
		simulator.FaultAuthorizeDeclined, simulator.FaultTokenWrongSecret, simulator.FaultTokenHTML, simulator.FaultTokenNoIDToken,
		simulator.FaultTokenServerError, simulator.FaultIDTokenWrongNonce, simulator.FaultIDTokenUnknownKey, simulator.FaultIDTokenNoRoles,
		simulator.FaultIDTokenOtherTenant, simulator.FaultDiscoveryServerError,
	}
}

func TestS98_SecretsStayOutOfPagesLogsMetricsAndTheTrail(t *testing.T) {
	t.Parallel()
	wire, registry := &apptest.Wire{}, prometheus.NewRegistry()
	app := start(t, apptest.WithTransport(&http.Client{Transport: wire}), apptest.WithMetrics(handlers.NewMetrics(registry)))
	d := &diary{b: app.As(apptest.Ada), secrets: map[string]string{apptest.ClientSecret: "client secret", apptest.Password: "password"}}
	for _, fault := range unhappy() {
		failing(app, d.b, fault)
		d.note(t)
	}
	callback := toSignInCallback(d.b, simulator.Ada)
	d.note(t)
	d.pages = append(d.pages, app.As(apptest.Eve).Get(callback), app.Browser().Get(callback))
	d.b.Get(callback)
	d.note(t)
	d.b.Get(callback)
	for _, screen := range screens() {
		d.b.Get(screen)
		d.note(t)
	}
	d.pages = append(d.pages, app.Browser().Login(apptest.Ada, "canary wrong password"))
	d.secrets["canary wrong password"] = "wrong password"
	d.wireSecrets(t, wire)
	wantKinds(t, d)
	wantUnspoken(t, app, registry, d)
}

// failing walks a flow into a fault, wherever that ends it.
func failing(app *apptest.App, b *apptest.Browser, fault simulator.Fault) {
	app.Simulator.Fail(fault)
	if begin(b); b.Page.URL.Path == "/organizations/v2.0/adminconsent" {
		choose(b, simulator.Ada)
		b.Press(accept)
	}
	app.Clock.Advance(6 * time.Second) // past the pause after a failed fetch
}

// wantKinds makes sure that the test has secrets of every kind to look for.
func wantKinds(t *testing.T, d *diary) {
	t.Helper()
	var kinds []string
	for _, kind := range d.secrets {
		kinds = append(kinds, kind)
	}
	for _, kind := range []string{
		"state", "code", "nonce", "code_challenge", "code_verifier", "access token", "ID token", "claims", "cookie session", "cookie consent",
	} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("no secret of the kind %q was seen", kind)
		}
	}
}

func wantUnspoken(t *testing.T, app *apptest.App, registry *prometheus.Registry, d *diary) {
	t.Helper()
	where := map[string]string{"log": app.Log.String(), "metrics": gathered(t, registry)}
	for _, p := range d.pages {
		if strings.HasPrefix(p.URL.String(), app.URL) {
			where["page "+p.URL.Path] += p.Body
		}
	}
	for _, account := range []string{apptest.Brightwater, apptest.Eaves} {
		for _, e := range trail(t, app, account) {
			entry, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			where["trail"] += string(entry)
		}
	}
	for secret, kind := range d.secrets {
		for place, text := range where {
			if secret != "" && (strings.Contains(text, secret) || strings.Contains(text, url.QueryEscape(secret))) {
				t.Errorf("%s is in the %s", kind, place)
			}
		}
	}
	if strings.Contains(where["log"], consentCallback+"?") || strings.Contains(where["log"], signInCallback+"?") {
		t.Error("a callback's address is in the log")
	}
}

func gathered(t *testing.T, registry *prometheus.Registry) string {
	t.Helper()
	families, err := registry.Gather()
	if err != nil || len(families) == 0 {
		t.Fatalf("%d metrics: %v", len(families), err)
	}
	var all strings.Builder
	for _, f := range families {
		all.WriteString(f.String())
	}
	return all.String()
}

func TestS98_TheDatabaseHoldsNoSecretOfAFlow(t *testing.T) {
	t.Parallel()
	wire := &apptest.Wire{}
	app := start(t, apptest.WithTransport(&http.Client{Transport: wire}))
	d := &diary{b: app.As(apptest.Ada), secrets: map[string]string{}}
	toSignInCallback(d.b, simulator.Ada)
	d.note(t)
	approve(d.b, simulator.Ada)
	d.note(t)
	d.wireSecrets(t, wire)
	d.b.Get(views.PathMicrosoft)
	stored := dump(t, app)
	for secret, kind := range d.secrets {
		if strings.Contains(stored, secret) {
			t.Errorf("%s is in the database", kind)
		}
	}
}
