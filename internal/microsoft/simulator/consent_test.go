package simulator_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestConsent_EveryConsentingRoleMayAccept(t *testing.T) {
	for person, tenant := range map[string]string{
		simulator.Ada: simulator.BrightwaterID, simulator.Grace: simulator.BrightwaterID, simulator.Henry: simulator.HarbourID,
		simulator.Rita: simulator.QuarryID, simulator.Lone: simulator.LongNameID,
	} {
		t.Run(person, func(t *testing.T) {
			p := start(t)
			b := p.browser()
			if got := b.accept(b.pick(b.get(consentPath("organizations")), person)).back(consentURI).Get("tenant"); got != tenant {
				t.Fatalf("tenant %q, want %q", got, tenant)
			}
			want := simulator.ServicePrincipal{Exists: true, Enabled: true, Scopes: []string{"User.Read", "email", "openid", "profile"}}
			if diff := cmp.Diff(want, p.ServicePrincipal(tenant)); diff != "" {
				t.Fatalf("service principal (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConsent_CancelOnTheWire(t *testing.T) {
	p := start(t)
	b := p.browser()
	a := b.press(b.pick(b.get(consentPath("organizations")), simulator.Ada), `button[value=cancel]`)
	if a.status != http.StatusSeeOther {
		t.Errorf("status %d, want 303 after a form", a.status)
	}
	guid := `[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`
	wire := regexp.MustCompile(`^` + regexp.QuoteMeta(consentURI) + `\?admin_consent=True&error=consent_required&error_description=AADSTS65004%3a\+[A-Za-z+.]+` +
		`%0d%0aTrace\+ID%3a\+` + guid + `%0d%0aCorrelation\+ID%3a\+` + guid + `%0d%0aTimestamp%3a\+2026-03-03\+10%3a30%3a00Z` +
		`&error_uri=http%3a%2f%2f127\.0\.0\.1%3a\d+%2ferror%3fcode%3d65004&state=state-1$`)
	if location := a.header.Get("Location"); !wire.MatchString(location) {
		t.Fatalf("location %q", location)
	}
	if p.ServicePrincipal(simulator.BrightwaterID).Exists {
		t.Error("cancelling made a service principal")
	}
}

func TestConsent_WithoutRoleNeedsApproval(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.pick(b.get(consentPath(simulator.BrightwaterID)), simulator.Ben).wantPage("need-approval").wantCode("90094")
	if got, want := b.link(page, "a#return"), consentURI+"?error=access_denied&error_subcode=cancel&state=state-1"; got != want {
		t.Fatalf("return leads to %q, want %q", got, want)
	}
	picker := b.get(b.link(page, "a#use-admin"))
	b.accept(b.pick(picker, simulator.Grace)).back(consentURI)
}

func TestConsent_RoleIsAskedAgainWhenAccepting(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.pick(b.get(consentPath(simulator.BrightwaterID)), simulator.Ada).wantPage("consent")
	b.pick(b.get(b.link(page, "a#use-another")), simulator.Ben).wantPage("need-approval")
	b.accept(page).wantPage("need-approval")
	if p.ServicePrincipal(simulator.BrightwaterID).Exists {
		t.Error("a person without a role consented")
	}
}

func TestConsent_AccountsThatDoNotFit(t *testing.T) {
	for _, row := range []struct{ name, tenant, person, code string }{
		{"S51 personal account at organizations", "organizations", simulator.Sam, "500200"},
		{"S51 personal account at common", "common", simulator.Sam, "500200"},
		{"S51 personal account at consumers", "consumers", simulator.Sam, "500200"},
		{"stranger at a tenant by GUID", simulator.HarbourID, simulator.Ada, "50020"},
		{"stranger at a tenant by domain", "harbour.example", simulator.Ada, "50020"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := start(t).browser()
			page := b.pick(b.get(consentPath(row.tenant)), row.person).wantPage("error").wantCode(row.code)
			b.get(b.link(page, "a#use-another")).wantPage("pick")
		})
	}
}

func TestConsent_GuestMayNotConsentForTheHost(t *testing.T) {
	b := start(t).browser()
	b.pick(b.get(consentPath(simulator.BrightwaterID)), simulator.Pat).wantPage("need-approval")
}

func TestConsent_RefusedRequests(t *testing.T) {
	p := start(t)
	for _, row := range []struct {
		name, change, code string
		page               bool
		oauth              string
	}{
		{"redirect URI not registered", "redirect_uri=" + consentURI + "/", "50011", true, ""},
		{"redirect URI of a stranger", "redirect_uri=https://elsewhere.invalid/", "50011", true, ""},
		{"redirect URI missing", "-redirect_uri", "900144", true, ""},
		{"client unknown", "client_id=11111111-2222-4333-8444-555555555555", "700016", true, ""},
		{"client missing", "-client_id", "900144", true, ""},
		{"scope missing", "-scope", "900144", false, "invalid_request"},
		{"scope mixed with .default", "scope=https://graph.microsoft.com/.default openid", "70011", false, "invalid_scope"},
		{"scope unknown", "scope=openid Mail.Read", "650053", false, "invalid_client"},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := p.browser().get(consentPath("organizations", row.change))
			if row.page {
				a.wantPage("error").wantCode(row.code)
				if a.header.Get("Location") != "" || a.doc().Find("main a").Length() != 0 {
					t.Error("the page leads somewhere")
				}
				return
			}
			got := a.back(consentURI)
			if got.Get("error") != row.oauth || got.Get("admin_consent") != "True" || !strings.HasPrefix(got.Get("error_description"), "AADSTS"+row.code+":") {
				t.Fatalf("callback %v", got)
			}
		})
	}
}

func TestConsent_DoubledParameterIsRefused(t *testing.T) {
	b := start(t).browser()
	b.get(consentPath("organizations") + "&redirect_uri=https://elsewhere.invalid/").wantPage("error").wantCode("9000411")
}

func TestConsent_VersionOneAnswers(t *testing.T) {
	p := start(t)
	path := query("/common/adminconsent", map[string]string{"client_id": clientID, "redirect_uri": consentURI, "state": "v1"})

	b := p.browser()
	got := b.press(b.pick(b.get(path), simulator.Ada), `button[value=cancel]`).back(consentURI)
	if got.Get("error") != "permission_denied" || got.Get("error_description") != "The admin canceled the request" || got.Has("admin_consent") {
		t.Fatalf("declined: %v", got)
	}
	got = b.accept(b.get(path)).back(consentURI)
	if got.Has("scope") || got.Get("tenant") != simulator.BrightwaterID || got.Get("admin_consent") != "True" {
		t.Fatalf("accepted: %v", got)
	}
}

func TestConsent_DefaultScopeAsksForTheRegistration(t *testing.T) {
	p := start(t)
	b := p.browser()
	b.accept(b.pick(b.get(consentPath("organizations", "scope=https://graph.microsoft.com/.default")), simulator.Ada)).back(consentURI)
	want := []string{"User.Read", "email", "offline_access", "openid", "profile"}
	if diff := cmp.Diff(want, p.ServicePrincipal(simulator.BrightwaterID).Scopes); diff != "" {
		t.Fatalf("scopes (-want +got):\n%s", diff)
	}
}

func TestConsent_LaterGrantReplacesTheEarlier(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	p.Grant(simulator.BrightwaterID, "openid", "https://graph.microsoft.com/GroupMember.Read.All")
	if diff := cmp.Diff([]string{"GroupMember.Read.All", "openid"}, p.ServicePrincipal(simulator.BrightwaterID).Scopes); diff != "" {
		t.Fatalf("scopes (-want +got):\n%s", diff)
	}
}

func TestConsent_ListsEachPermissionAsked(t *testing.T) {
	b := start(t).browser()
	page := b.pick(b.get(consentPath("organizations", "scope=openid GroupMember.Read.All")), simulator.Ada).wantPage("consent")
	got := page.doc().Find(".permissions code").Map(func(_ int, code *goquery.Selection) string { return code.Text() })
	if slices.Sort(got); !slices.Equal(got, []string{"GroupMember.Read.All", "openid"}) {
		t.Fatalf("permissions %v", got)
	}
}

func TestConsent_StateLosesItsMarkup(t *testing.T) {
	b := start(t).browser()
	got := b.accept(b.pick(b.get(consentPath("organizations", "state=a<script>b</script>c&d")), simulator.Ada)).back(consentURI)
	if got.Get("state") != "abc&d" {
		t.Fatalf("state %q", got.Get("state"))
	}
}

func TestConsent_DisabledApplication(t *testing.T) {
	p := start(t)
	p.EnablePrincipal(simulator.BrightwaterID, false)
	b := p.browser()
	b.pick(b.get(consentPath("organizations")), simulator.Ada).wantPage("error").wantCode("7000112")
}

func TestErrand_BelongsToOneBrowser(t *testing.T) {
	p := start(t)
	victim, other := p.browser(), p.browser()
	page := victim.get(consentPath("organizations")).wantPage("pick")
	other.press(page, `button[value="`+simulator.Ada+`"]`).wantPage("error")
	other.get("/resume?continue=unknown").wantPage("error")
	other.post("/consent", nil).wantPage("error")
}
