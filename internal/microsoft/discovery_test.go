package microsoft_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft"
)

func authorize(t *testing.T, c *microsoft.Client, tenant string) error {
	t.Helper()
	_, err := c.AuthorizeURL(t.Context(), tenant, request(t))
	return err
}

func TestAuthorizeURL_NeedsEveryProtectingValue(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	for name, spoil := range map[string]func(*microsoft.AuthorizeRequest){
		"state missing":    func(a *microsoft.AuthorizeRequest) { a.State = "" },
		"nonce missing":    func(a *microsoft.AuthorizeRequest) { a.Nonce = "" },
		"verifier missing": func(a *microsoft.AuthorizeRequest) { a.Verifier = "" },
		"verifier short":   func(a *microsoft.AuthorizeRequest) { a.Verifier = strings.Repeat("a", 42) },
		"redirect missing": func(a *microsoft.AuthorizeRequest) { a.RedirectURI = "" },
		"scopes missing":   func(a *microsoft.AuthorizeRequest) { a.Scopes = nil },
		"prompt unknown":   func(a *microsoft.AuthorizeRequest) { a.Prompt = "login consent" },
		"hint and picker":  func(a *microsoft.AuthorizeRequest) { a.Prompt, a.LoginHint = "select_account", "ada" },
	} {
		a := request(t)
		spoil(&a)
		if _, err := c.AuthorizeURL(t.Context(), brightwater, a); !errors.Is(err, microsoft.ErrIncomplete) {
			t.Errorf("%s: error %v, want ErrIncomplete", name, err)
		}
	}
	if s.count("discovery") != 0 {
		t.Error("asked Microsoft although the request was incomplete")
	}
}

func TestS08_AuthorizeURLCarriesS256Challenge(t *testing.T) {
	c := connect(t, serve(t, newStage()))
	a := request(t)
	// The example of RFC 7636, appendix B.
	a.Verifier, a.Prompt, a.LoginHint = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "login", "ada@brightwater.example"
	address, err := c.AuthorizeURL(t.Context(), brightwater, a)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := u.Scheme+"://"+u.Host+u.Path, authority+"/"+brightwater+"/oauth2/v2.0/authorize"; got != want {
		t.Errorf("endpoint %s, want %s", got, want)
	}
	for name, want := range map[string]string{
		"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
		"response_type": "code", "response_mode": "query", "client_id": clientID, "redirect_uri": callback,
		"state": a.State, "nonce": a.Nonce, "scope": "openid profile email User.Read",
		"prompt": "login", "login_hint": "ada@brightwater.example",
	} {
		if got := u.Query()[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s = %q, want once %q", name, got, want)
		}
	}
	if strings.Contains(address, a.Verifier) || strings.Contains(address, secret) {
		t.Error("verifier or secret in the address")
	}
}

func TestS53_OrganizationsTemplateIsTheOnlyRelaxedIssuer(t *testing.T) {
	rows := []struct {
		name, tenant, issuer string
		ok                   bool
	}{
		{"organizations prints the template", microsoft.Organizations, authority + "/{tenantid}/v2.0", true},
		{"organizations prints a tenant", microsoft.Organizations, authority + "/" + brightwater + "/v2.0", false},
		{"organizations prints itself", microsoft.Organizations, authority + "/organizations/v2.0", false},
		{"template in another spelling", microsoft.Organizations, authority + "/{tenantId}/v2.0", false},
		{"tenant prints itself", brightwater, authority + "/" + brightwater + "/v2.0", true},
		{"tenant prints the template", brightwater, authority + "/{tenantid}/v2.0", false},
		{"tenant prints another", brightwater, authority + "/" + microsoft.PersonalTenant + "/v2.0", false},
		{"slash at the end", brightwater, authority + "/" + brightwater + "/v2.0/", false},
		{"v1 issuer", brightwater, "https://sts.windows.net/" + brightwater + "/", false},
		{"other host", brightwater, "https://evil.example/" + brightwater + "/v2.0", false},
		{"nothing", brightwater, "", false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newStage()
			s.discovery = func(w http.ResponseWriter, _ *http.Request) {
				honest := authority + "/" + strings.Replace(row.tenant, "organizations", "{tenantid}", 1) + "/v2.0"
				sendJSON(w, 200, strings.Replace(discoveryOf(row.tenant), `"`+honest+`"`, `"`+row.issuer+`"`, 1))
			}
			err := authorize(t, connect(t, serve(t, s)), row.tenant)
			if row.ok && err != nil {
				t.Fatal(err)
			}
			if !row.ok {
				wantKind(t, err, microsoft.Nonsense)
			}
		})
	}
}

func TestS99_TenantNeverMakesAnAddressElsewhere(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	for _, tenant := range []string{
		"", "common", "consumers", "169.254.169.254", "localhost", "[::1]", "evil.example", "//evil.example", "@evil.example",
		"../" + brightwater, brightwater + "/..", brightwater + "?", brightwater + "#", strings.ToUpper(brightwater), "{" + brightwater + "}",
		brightwater + "\n", " " + brightwater, "file:", "brightwater.example", strings.Repeat("a", 1<<16),
	} {
		wantKind(t, authorize(t, c, tenant), microsoft.UnknownTenant)
		_, err := c.Redeem(t.Context(), tenant, redemption(t))
		wantKind(t, err, microsoft.UnknownTenant)
		_, err = c.Check(t.Context(), tenant)
		wantKind(t, err, microsoft.UnknownTenant)
		pinned := "organizations"
		if strings.HasSuffix(tenant, ".example") && microsoft.ValidDomain(tenant) {
			pinned = tenant // a domain in the path stays on the configured host
		}
		consent := c.AdminConsentURL(tenant, callback, "s", []string{"openid"})
		if !strings.HasPrefix(consent, authority+"/"+pinned+"/v2.0/adminconsent?") {
			t.Errorf("tenant %q bent the consent address", tenant)
		}
	}
	if s.count("discovery") != 0 {
		t.Error("a refused tenant was asked for")
	}
}

func TestS99_RedirectsAreNotFollowed(t *testing.T) {
	for _, target := range []string{"http://169.254.169.254/latest", authority + "/elsewhere/openid-configuration", "file:///etc/passwd"} {
		s := newStage()
		s.discovery = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) }
		wantKind(t, authorize(t, connect(t, serve(t, s)), brightwater), microsoft.Nonsense)
		if s.count("discovery") != 1 {
			t.Errorf("followed the redirect to %s", target)
		}
	}
}

func TestS101_EndpointsOnAnotherHostAreRefused(t *testing.T) {
	for _, endpoint := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"} {
		for _, place := range []string{
			"https://evil.example", "http://127.0.0.1:8082", "https://127.0.0.1:8081", "http://127.0.0.1:8081@evil.example",
			"http://user@127.0.0.1:8081", "//127.0.0.1:8081", "/", "http://127.0.0.1:8081.evil.example", "file://127.0.0.1:8081",
		} {
			s := newStage()
			s.discovery = func(w http.ResponseWriter, _ *http.Request) {
				sendJSON(w, 200, strings.Replace(discoveryOf(brightwater), `"`+endpoint+`":"`+authority, `"`+endpoint+`":"`+place, 1))
			}
			wantKind(t, authorize(t, connect(t, serve(t, s)), brightwater), microsoft.Nonsense)
		}
	}
}

func TestS101_EndpointWithQueryOrFragmentIsRefused(t *testing.T) {
	for _, tail := range []string{"?appid=1", "#x", "?", "#"} {
		s := newStage()
		s.discovery = func(w http.ResponseWriter, _ *http.Request) {
			sendJSON(w, 200, strings.Replace(discoveryOf(brightwater), `/token"`, `/token`+tail+`"`, 1))
		}
		wantKind(t, authorize(t, connect(t, serve(t, s)), brightwater), microsoft.Nonsense)
	}
}

func TestF19_DocumentOfOneMegabyteIsTheLargest(t *testing.T) {
	for size, ok := range map[int]bool{1 << 20: true, 1<<20 + 1: false} {
		s := newStage()
		s.discovery = func(w http.ResponseWriter, _ *http.Request) {
			body := discoveryOf(brightwater)
			sendJSON(w, 200, body+strings.Repeat(" ", size-len(body)))
		}
		if err := authorize(t, connect(t, serve(t, s)), brightwater); (err == nil) != ok {
			t.Errorf("%d bytes: error %v", size, err)
		}
	}
}

func TestDiscovery_UnknownTenantIsTold(t *testing.T) {
	s := newStage()
	s.discovery = func(w http.ResponseWriter, _ *http.Request) {
		sendJSON(w, 400, `{"error":"invalid_tenant","error_description":"AADSTS90002: Tenant not found.","error_codes":[90002]}`)
	}
	e := wantKind(t, authorize(t, connect(t, serve(t, s)), brightwater), microsoft.UnknownTenant)
	if e.AADSTS != "90002" || e.Code != "invalid_tenant" {
		t.Errorf("AADSTS %q, code %q", e.AADSTS, e.Code)
	}
}
