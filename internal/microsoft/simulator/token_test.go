package simulator_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestToken_RefusedRequests(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	for _, row := range []struct {
		name, tenant string
		change       []string
		status       int
		oauth, code  string
	}{
		{"wrong secret", simulator.BrightwaterID, []string{"client_secret=wrong"}, 401, "invalid_client", "7000215"},
		{"no secret", simulator.BrightwaterID, []string{"-client_secret"}, 401, "invalid_client", "7000218"},
		{"unknown client", simulator.BrightwaterID, []string{"client_id=" + simulator.HarbourID}, 400, "unauthorized_client", "700016"},
		{"no client", simulator.BrightwaterID, []string{"-client_id"}, 400, "invalid_request", "900144"},
		{"no grant type", simulator.BrightwaterID, []string{"-grant_type"}, 400, "invalid_request", "900144"},
		{"other grant type", simulator.BrightwaterID, []string{"grant_type=refresh_token"}, 400, "unsupported_grant_type", "70003"},
		{"no code", simulator.BrightwaterID, []string{"-code"}, 400, "invalid_request", "900144"},
		{"unknown code", simulator.BrightwaterID, []string{"code=guess"}, 400, "invalid_grant", "70000"},
		{"no redirect URI", simulator.BrightwaterID, []string{"-redirect_uri"}, 400, "invalid_request", "900144"},
		{"other redirect URI", simulator.BrightwaterID, []string{"redirect_uri=" + consentURI}, 400, "invalid_grant", "500112"},
		{"other tenant", simulator.HarbourID, nil, 400, "invalid_grant", "700005"},
		{"organizations instead of the tenant", "organizations", nil, 400, "invalid_grant", "700005"},
		{"S08 no verifier", simulator.BrightwaterID, []string{"-code_verifier"}, 400, "invalid_grant", "50148"},
		{"S08 wrong verifier", simulator.BrightwaterID, []string{"code_verifier=" + strings.Repeat("x", 43)}, 400, "invalid_grant", "501481"},
		{"S08 challenge as verifier", simulator.BrightwaterID, []string{"code_verifier=" + challenge()}, 400, "invalid_grant", "501481"},
		{"scope mix", simulator.BrightwaterID, []string{"scope=.default openid"}, 400, "invalid_scope", "70011"},
	} {
		t.Run(row.name, func(t *testing.T) {
			code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			wantMachineError(t, p.redeem(row.tenant, code, row.change...), row.status, row.oauth, row.code)
		})
	}
}

func TestToken_CodeIsSpentByTheFirstAttempt(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	if a := p.redeem(simulator.BrightwaterID, code); a.status != http.StatusOK {
		t.Fatalf("first: %s", a.body)
	}
	wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 400, "invalid_grant", "54005")

	code = p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	wantMachineError(t, p.redeem(simulator.BrightwaterID, code, "-code_verifier"), 400, "invalid_grant", "50148")
	wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 400, "invalid_grant", "54005")
}

func TestToken_WrongSecretDoesNotSpendTheCode(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	p.redeem(simulator.BrightwaterID, code, "client_secret=wrong")
	if a := p.redeem(simulator.BrightwaterID, code); a.status != http.StatusOK {
		t.Fatalf("with the right secret: %s", a.body)
	}
}

func TestToken_CodeLivesTenMinutes(t *testing.T) {
	for _, row := range []struct {
		name string
		wait time.Duration
		want int
	}{{"at ten minutes", 10 * time.Minute, 200}, {"a second later", 10*time.Minute + time.Second, 400}} {
		t.Run(row.name, func(t *testing.T) {
			p := start(t)
			p.Grant(simulator.BrightwaterID)
			code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			p.advance(row.wait)
			a := p.redeem(simulator.BrightwaterID, code)
			if a.status != row.want {
				t.Fatalf("status %d: %s", a.status, a.body)
			}
			if row.want == 400 {
				wantMachineError(t, a, 400, "invalid_grant", "70008")
			}
		})
	}
}

func TestToken_SecretExpiresAndIsReplaced(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	code := b.signIn(simulator.BrightwaterID, simulator.Ben)
	p.ExpireSecret()
	wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 401, "invalid_client", "7000222")
	p.SetClientSecret("another")
	wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 401, "invalid_client", "7000215")
	if a := p.redeem(simulator.BrightwaterID, code, "client_secret=another"); a.status != http.StatusOK {
		t.Fatalf("new secret: %s", a.body)
	}
	p.RestoreSecret()
	if a := p.redeem(simulator.BrightwaterID, b.get(authorizePath(simulator.BrightwaterID)).back(callbackURI).Get("code")); a.status != http.StatusOK {
		t.Fatalf("restored secret: %s", a.body)
	}
}

func TestToken_ConsentWithdrawnBeforeRedeeming(t *testing.T) {
	for name, row := range map[string]struct {
		change      func(*platform)
		oauth, code string
	}{
		"grant revoked":              {func(p *platform) { p.Revoke(simulator.BrightwaterID) }, "invalid_grant", "65001"},
		"service principal disabled": {func(p *platform) { p.EnablePrincipal(simulator.BrightwaterID, false) }, "unauthorized_client", "7000112"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t)
			p.Grant(simulator.BrightwaterID)
			code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			row.change(p)
			wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 400, row.oauth, row.code)
		})
	}
}

func TestToken_ClientAuthenticationByBasic(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {p.browser().signIn(simulator.BrightwaterID, simulator.Ben)},
		"redirect_uri": {callbackURI}, "code_verifier": {verifier},
	}
	r, err := http.NewRequest(http.MethodPost, p.url+"/"+simulator.BrightwaterID+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(url.QueryEscape(clientID), url.QueryEscape(clientSecret))
	if a := p.browser().do(r, nil); a.status != http.StatusOK {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
}

func TestToken_RequestsOfTheWrongKind(t *testing.T) {
	p := start(t)
	path := "/" + simulator.BrightwaterID + "/oauth2/v2.0/token"
	form := url.Values{"grant_type": {"authorization_code"}, "client_id": {clientID}, "client_secret": {clientSecret}}
	wantMachineError(t, p.browser().post(path, form, "Origin", "http://127.0.0.1:8080"), 400, "invalid_request", "9002326")
	wantMachineError(t, p.browser().post(path, form, "Content-Type", "application/json"), 400, "invalid_request", "9002313")
	wantMachineError(t, p.browser().post(path, url.Values{"grant_type": {"a", "b"}}), 400, "invalid_request", "9000411")
	wantMachineError(t, p.browser().post(path+"?"+form.Encode(), url.Values{}), 400, "invalid_request", "900144")
	wantMachineError(t, p.browser().post(path, url.Values{"grant_type": {strings.Repeat("x", 100<<10)}}), 400, "invalid_request", "900144")
	if a := p.browser().get(path); a.status != http.StatusMethodNotAllowed {
		t.Errorf("GET = %d", a.status)
	}
}

func TestToken_AnswerAndHeaders(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	a := p.redeem(simulator.BrightwaterID, p.browser().signIn(simulator.BrightwaterID, simulator.Ben, "scope=openid offline_access"))
	body := a.json()
	if body["token_type"] != "Bearer" || body["scope"] != "User.Read email openid profile" {
		t.Errorf("token_type %v, scope %v", body["token_type"], body["scope"])
	}
	if _, present := body["refresh_token"]; present {
		t.Error("a refresh token is issued")
	}
	if token, _ := body["access_token"].(string); len(token) < 60 || strings.Contains(token, ".") {
		t.Errorf("access token of %d characters is not opaque", len(token))
	}
	for name, want := range map[string]string{
		"Content-Type": `^application/json; charset=utf-8$`, "Cache-Control": `^no-store, no-cache$`, "Pragma": `^no-cache$`,
		"x-ms-request-id": `^[0-9a-f-]{36}$`, "X-Content-Type-Options": `^nosniff$`,
	} {
		if got := a.header.Get(name); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("header %s = %q", name, got)
		}
	}
}

func TestToken_LifeIsRandomBetween60And90Minutes(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	b.signIn(simulator.BrightwaterID, simulator.Ben)
	seen := map[float64]bool{}
	for range 12 {
		body := p.redeem(simulator.BrightwaterID, b.get(authorizePath(simulator.BrightwaterID)).back(callbackURI).Get("code")).json()
		seconds, _ := body["expires_in"].(float64)
		if seconds < 3600 || seconds > 5400 {
			t.Fatalf("expires_in %v", seconds)
		}
		seen[seconds] = true
	}
	if len(seen) < 2 {
		t.Fatal("expires_in is always the same")
	}
}

func TestToken_CorrelationIDIsEchoed(t *testing.T) {
	p := start(t)
	const id = "0f8fad5b-d9cb-469f-a165-70867728950e"
	sent := p.browser().post("/common/oauth2/v2.0/token", nil, "client-request-id", id).json()
	if sent["correlation_id"] != id {
		t.Fatalf("correlation_id %v", sent["correlation_id"])
	}
	if got := p.browser().post("/common/oauth2/v2.0/token", nil, "client-request-id", "<b>").json()["correlation_id"]; got == "<b>" {
		t.Fatal("anything is echoed")
	}
}

func TestToken_ClientCredentialsProbe(t *testing.T) {
	probe := func(p *platform, tenant, scope string) answer {
		return p.browser().post("/"+tenant+"/oauth2/v2.0/token", url.Values{
			"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {clientSecret}, "scope": {scope},
		})
	}
	const all = "https://graph.microsoft.com/.default"
	p := start(t)
	wantMachineError(t, probe(p, simulator.BrightwaterID, all), 401, "invalid_client", "7000229")
	p.Grant(simulator.BrightwaterID)
	a := probe(p, simulator.BrightwaterID, all)
	if _, identity := a.json()["id_token"]; a.status != http.StatusOK || identity {
		t.Fatalf("status %d: %s", a.status, a.body)
	}
	token, _ := a.json()["access_token"].(string)
	if me := p.graph("/v1.0/me", token); me.status != http.StatusForbidden {
		t.Errorf("an application reads /me: %d", me.status)
	}
	wantMachineError(t, probe(p, simulator.BrightwaterID, "User.Read"), 400, "invalid_scope", "70011")
	wantMachineError(t, probe(p, simulator.BrightwaterID, ""), 400, "invalid_request", "900144")
	wantMachineError(t, probe(p, "organizations", all), 400, "invalid_request", "90002")
	p.EnablePrincipal(simulator.BrightwaterID, false)
	wantMachineError(t, probe(p, simulator.BrightwaterID, all), 400, "unauthorized_client", "7000112")
}
