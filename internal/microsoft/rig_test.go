package microsoft_test

import (
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// rig is a client and a browser before the simulated Microsoft. All go by one
// clock; in every tenant the administrator has consented already.
type rig struct {
	t      testing.TB
	now    *clock
	sim    *simulator.Server
	client *microsoft.Client
	net    *network
}

func newRig(t *testing.T, changes ...func(*microsoft.Config)) *rig {
	t.Helper()
	r := &rig{t: t, now: newClock()}
	var err error
	r.sim, err = simulator.New(simulator.Options{
		Authority: authority, ClientID: clientID, ClientSecret: secret,
		RedirectURIs: []string{callback}, Now: r.now.Now, SigningKey: stageKey(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tenant := range []string{simulator.BrightwaterID, simulator.HarbourID, simulator.QuarryID, simulator.LongNameID} {
		r.sim.Grant(tenant, "openid", "profile", "email", "User.Read")
	}
	r.net = serve(t, r.sim)
	changes = append([]func(*microsoft.Config){func(cfg *microsoft.Config) { cfg.Now = r.now.Now }}, changes...)
	r.client = connect(t, r.net, changes...)
	return r
}

// code walks a fresh browser through the sign-in and returns the code.
func (r *rig) code(tenant, person string, a microsoft.AuthorizeRequest) string {
	r.t.Helper()
	address, err := r.client.AuthorizeURL(r.t.Context(), tenant, a)
	if err != nil {
		r.t.Fatal(err)
	}
	back := r.signIn(address, person)
	if back.Query().Get("state") != a.State || back.Query().Get("code") == "" {
		r.t.Fatalf("came back with error %q", back.Query().Get("error"))
	}
	return back.Query().Get("code")
}

// signIn picks the person on the page at the address and returns the callback
// address the browser is sent to.
func (r *rig) signIn(address, person string) *url.URL {
	r.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		r.t.Fatal(err)
	}
	browser := r.net.client()
	browser.Jar = jar
	browser.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(req.URL.String(), callback) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	page, err := browser.Get(address)
	if err != nil {
		r.t.Fatal(err)
	}
	action, form := r.pickForm(page)
	form.Set("account", person)
	answer, err := browser.PostForm(action, form)
	if err != nil {
		r.t.Fatal(err)
	}
	back, err := answer.Location()
	if err != nil {
		r.t.Fatalf("no way back: %s", read(r.t, answer.Body))
	}
	_ = answer.Body.Close()
	return back
}

func (r *rig) pickForm(page *http.Response) (string, url.Values) {
	r.t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(read(r.t, page.Body)))
	if err != nil {
		r.t.Fatal(err)
	}
	form := doc.Find(`body[data-page="pick"] form`).First()
	action, err := page.Request.URL.Parse(form.AttrOr("action", ""))
	if err != nil || form.Length() == 0 {
		r.t.Fatalf("no form to pick an account (%v): %s", err, doc.Text())
	}
	values := url.Values{}
	form.Find(`input[type="hidden"]`).Each(func(_ int, field *goquery.Selection) {
		values.Add(field.AttrOr("name", ""), field.AttrOr("value", ""))
	})
	return action.String(), values
}

// start begins a sign-in and returns what is needed to redeem it.
func (r *rig) start(tenant, person string) microsoft.RedeemRequest {
	r.t.Helper()
	a := request(r.t)
	return microsoft.RedeemRequest{RedirectURI: callback, Code: r.code(tenant, person, a), Verifier: a.Verifier, Nonce: a.Nonce}
}

// redeem signs Ada in to Brightwater, the ID token being replaced by forge's.
func (r *rig) redeem(forge func(simulator.IDToken) string) (microsoft.SignIn, error) {
	r.t.Helper()
	return r.redeemAt(simulator.BrightwaterID, forge)
}

// redeemAt is redeem with a sign-in at that tenant.
func (r *rig) redeemAt(tenant string, forge func(simulator.IDToken) string) (microsoft.SignIn, error) {
	r.t.Helper()
	started := r.start(tenant, simulator.Ada)
	r.sim.OnIDToken(forge)
	return r.client.Redeem(r.t.Context(), tenant, started)
}

// paths are the two tenants at which a token of Brightwater can be asked for. A
// forged one must fail at both, for the same reason.
func paths() map[string]string {
	return map[string]string{"tenant": simulator.BrightwaterID, "organizations": microsoft.Organizations}
}

// row is one forged token and the check that must stop it; none means accepted.
type row struct {
	name  string
	forge func(simulator.IDToken) string
	want  microsoft.Reason
}

func (r *rig) check(t *testing.T, rows []row) {
	t.Helper()
	for path, tenant := range paths() {
		for _, row := range rows {
			t.Run(path+"/"+row.name, func(t *testing.T) {
				got, err := r.redeemAt(tenant, row.forge)
				if row.want == "" {
					if err != nil || got.Identity.ObjectID == "" || got.Identity.TenantID != simulator.BrightwaterID {
						t.Fatalf("refused: %v", err)
					}
					return
				}
				wantReason(t, got, err, row.want)
			})
		}
	}
}

// wantReason demands an invalid token for that reason, and that nothing of it is
// handed on (attacks.md S42).
func wantReason(t testing.TB, got microsoft.SignIn, err error, want microsoft.Reason) {
	t.Helper()
	var e *microsoft.Error
	if !errors.As(err, &e) || e.Kind != microsoft.InvalidToken || e.Reason != want {
		t.Errorf("error %v, want an invalid token: %s", err, want)
		return
	}
	if e.At.IsZero() {
		t.Error("the error has no time")
	}
	if !cmp.Equal(got.Identity, microsoft.Identity{}) || !got.GraphToken.Zero() || got.Scopes != nil {
		t.Error("a refused token left something behind")
	}
}

func claim(name string, value any) func(simulator.IDToken) string {
	return func(token simulator.IDToken) string {
		token.Claims[name] = value
		return token.Sign()
	}
}

func header(name string, value any) func(simulator.IDToken) string {
	return func(token simulator.IDToken) string {
		token.Header[name] = value
		return token.Sign()
	}
}

func without(name string) func(simulator.IDToken) string {
	return func(token simulator.IDToken) string {
		delete(token.Claims, name)
		return token.Sign()
	}
}
