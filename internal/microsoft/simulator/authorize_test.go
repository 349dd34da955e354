package simulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestAuthorize_RefusedRequests(t *testing.T) {
	p := start(t)
	for _, row := range []struct {
		name   string
		change []string
		code   string
		oauth  string // empty: refused on a page
	}{
		{"redirect URI differs in case", []string{"redirect_uri=" + strings.ToUpper(callbackURI)}, "50011", ""},
		{"redirect URI missing", []string{"-redirect_uri"}, "900144", ""},
		{"client unknown", []string{"client_id=" + simulator.HarbourID}, "700016", ""},
		{"client missing", []string{"-client_id"}, "900144", ""},
		{"response type missing", []string{"-response_type"}, "900144", "invalid_request"},
		{"implicit flow", []string{"response_type=id_token"}, "700054", "unsupported_response_type"},
		{"hybrid flow", []string{"response_type=code id_token"}, "700054", "unsupported_response_type"},
		{"response mode fragment", []string{"response_mode=fragment"}, "70007", "invalid_request"},
		{"scope missing", []string{"-scope"}, "900144", "invalid_request"},
		{"scope mix", []string{"scope=openid https://graph.microsoft.com/.default"}, "70011", "invalid_scope"},
		{"S08 challenge missing", []string{"-code_challenge"}, "9002325", "invalid_request"},
		{"S08 plain challenge", []string{"code_challenge_method=plain"}, "501491", "invalid_request"},
		{"S08 method left out means plain", []string{"-code_challenge_method"}, "501491", "invalid_request"},
		{"S08 challenge of wrong length", []string{"code_challenge=abc"}, "501491", "invalid_request"},
		{"prompts combined", []string{"prompt=login consent"}, "90023", "invalid_request"},
		{"prompt of version one", []string{"prompt=admin_consent"}, "90023", "invalid_request"},
		{"hint against select_account", []string{"prompt=select_account", "login_hint=" + simulator.Ada}, "90023", "invalid_request"},
		{"silent with nobody there", []string{"prompt=none"}, "50058", "login_required"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := p.browser().get(authorizePath("organizations", row.change...))
			if row.oauth == "" {
				a.wantPage("error").wantCode(row.code)
				return
			}
			got := a.back(callbackURI)
			if got.Get("error") != row.oauth || !strings.HasPrefix(got.Get("error_description"), "AADSTS"+row.code+":") ||
				got.Get("state") != "state-2" || got.Has("admin_consent") || got.Has("code") {
				t.Fatalf("callback %v", got)
			}
		})
	}
}

func TestAuthorize_WhoIsAsked(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	path := func(changes ...string) string { return authorizePath(simulator.BrightwaterID, changes...) }
	signedIn := func(a answer) bool { a.t.Helper(); return a.back(callbackURI).Has("code") }

	b.signIn(simulator.BrightwaterID, simulator.Ben)
	if !signedIn(b.get(path())) || !signedIn(b.get(path("prompt=none"))) {
		t.Fatal("one account is not used silently")
	}
	b.get(path("prompt=login")).wantPage("pick")
	b.get(path("prompt=select_account")).wantPage("pick")
	b.get(authorizePath(simulator.HarbourID)).wantPage("pick")
	if hinted := b.get(path("login_hint=" + simulator.Ada)).wantPage("pick"); hinted.doc().Find("#account").AttrOr("value", "") != simulator.Ada {
		t.Fatal("the hint is not filled in")
	}

	b.pick(b.get(path("prompt=login")), simulator.Ada).back(callbackURI)
	if marked := b.get(path()).wantPage("pick").doc().Find("button.person em").Length(); marked != 2 {
		t.Fatalf("%d accounts are marked as signed in, want 2", marked)
	}
	if got := b.get(path("prompt=none")).back(callbackURI); got.Get("error") != "interaction_required" {
		t.Fatalf("silent with two accounts: %v", got)
	}
	if !signedIn(b.get(path("login_hint=" + simulator.Ben))) {
		t.Fatal("a hint does not choose between two accounts")
	}
}

func TestAuthorize_TypedAccount(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	page := b.get(authorizePath("common"))
	wrong := b.press(page, "form.row button", "account", "nobody@brightwater.example").wantPage("pick")
	if wrong.status != http.StatusUnprocessableEntity || wrong.doc().Find("[role=alert]").Length() != 1 {
		t.Fatalf("unknown account: status %d", wrong.status)
	}
	b.press(page, "form.row button", "account", " Ben@Brightwater.example ").back(callbackURI)
}

func TestAuthorize_ConsentMissing(t *testing.T) {
	b := start(t).browser()
	page := b.pick(b.get(authorizePath(simulator.BrightwaterID)), simulator.Ben).wantPage("need-approval").wantCode("90094")
	if got := b.link(page, "a#return"); got != callbackURI+"?error=access_denied&error_subcode=cancel&state=state-2" {
		t.Fatalf("return leads to %q", got)
	}
	silent := b.get(authorizePath(simulator.BrightwaterID, "prompt=none")).back(callbackURI)
	if silent.Get("error") != "consent_required" || !strings.HasPrefix(silent.Get("error_description"), "AADSTS65001:") {
		t.Fatalf("silent: %v", silent)
	}
	b.pick(b.get(authorizePath("quarry.example")), simulator.Quinn).wantPage("approval-required")
}

func TestAuthorize_AdministratorAcceptsForThemselfOnly(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.pick(b.get(authorizePath(simulator.BrightwaterID)), simulator.Ada).wantPage("consent")
	declined := b.press(page, `button[value=cancel]`).back(callbackURI)
	if declined.Get("error") != "access_denied" || !strings.HasPrefix(declined.Get("error_description"), "AADSTS65004:") {
		t.Fatalf("declined: %v", declined)
	}
	if !b.accept(page).back(callbackURI).Has("code") {
		t.Fatal("accepting gives no code")
	}
	if scopes := p.ServicePrincipal(simulator.BrightwaterID).Scopes; len(scopes) != 0 {
		t.Fatalf("the whole organisation was granted %v", scopes)
	}
	other := p.browser()
	other.pick(other.get(authorizePath(simulator.BrightwaterID)), simulator.Ben).wantPage("need-approval")
}

func TestAuthorize_StateOfTheApplication(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*platform)
		page   string
	}{
		"grant deleted, service principal kept": {func(p *platform) { p.Revoke(simulator.BrightwaterID) }, "need-approval"},
		"service principal deleted":             {func(p *platform) { p.DeletePrincipal(simulator.BrightwaterID) }, "need-approval"},
		"service principal disabled":            {func(p *platform) { p.EnablePrincipal(simulator.BrightwaterID, false) }, "error"},
		"grant lacks a scope":                   {func(p *platform) { p.Grant(simulator.BrightwaterID, "openid") }, "need-approval"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t)
			p.Grant(simulator.BrightwaterID)
			p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
			row.change(p)
			b := p.browser()
			b.pick(b.get(authorizePath(simulator.BrightwaterID)), simulator.Ben).wantPage(row.page)
		})
	}
}

func TestAuthorize_PostIsTheSameAsGet(t *testing.T) {
	p := start(t)
	path, encoded, _ := strings.Cut(authorizePath("organizations"), "?")
	form, err := url.ParseQuery(encoded)
	if err != nil {
		t.Fatal(err)
	}
	p.browser().post(path, form).wantPage("pick")
}

func TestLogout_ReturnsOnlyToRegisteredAddresses(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	b.signIn(simulator.BrightwaterID, simulator.Ben)
	b.get("/common/oauth2/v2.0/logout?post_logout_redirect_uri=https://elsewhere.invalid/").wantPage("signed-out")
	b.get(authorizePath(simulator.BrightwaterID)).wantPage("pick")
	if got := b.get("/common/oauth2/v2.0/logout?state=bye&post_logout_redirect_uri=" + callbackURI).back(callbackURI); got.Get("state") != "bye" {
		t.Fatalf("returned with %v", got)
	}
}

func TestLogout_HintSignsOneAccountOut(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	b.signIn(simulator.BrightwaterID, simulator.Ben)
	tokens := p.redeem(simulator.BrightwaterID, b.signIn(simulator.BrightwaterID, simulator.Ada, "prompt=login")).json()
	hint, _ := claims(t, tokens["id_token"])["login_hint"].(string)
	b.get("/common/oauth2/v2.0/logout?logout_hint=" + hint).wantPage("signed-out")
	code := b.get(authorizePath(simulator.BrightwaterID)).back(callbackURI).Get("code")
	if got := claims(t, p.redeem(simulator.BrightwaterID, code).json()["id_token"])["preferred_username"]; got != simulator.Ben {
		t.Fatalf("%v is left signed in", got)
	}
}
