package simulator_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// request lets Quinn ask for approval at the path and returns the page that follows.
func (b *browser) request(path, reason string) answer {
	b.t.Helper()
	page := b.pick(b.get(path), simulator.Quinn).wantPage("approval-required").wantCode("90095")
	return b.press(page, `form[action="/approval"] button`, "justification", reason).wantPage("approval-sent")
}

func (p *platform) states() []simulator.ApprovalState {
	states := []simulator.ApprovalState{}
	for _, request := range p.ApprovalRequests() {
		states = append(states, request.State)
	}
	return states
}

func wantStates(t *testing.T, p *platform, want ...simulator.ApprovalState) {
	t.Helper()
	if diff := cmp.Diff(append([]simulator.ApprovalState{}, want...), p.states()); diff != "" {
		t.Fatalf("requests (-want +got):\n%s", diff)
	}
}

func TestApproval_AskedForAtBothEndpoints(t *testing.T) {
	for name, row := range map[string]struct{ path, back string }{
		"adminconsent, organizations": {consentPath("organizations"), consentURI + "?error=access_denied&error_subcode=cancel&state=state-1"},
		"adminconsent, domain":        {consentPath("quarry.example"), consentURI + "?error=access_denied&error_subcode=cancel&state=state-1"},
		"authorize":                   {authorizePath(simulator.QuarryID), callbackURI + "?error=access_denied&error_subcode=cancel&state=state-2"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t)
			b := p.browser()
			page := b.pick(b.get(row.path), simulator.Quinn).wantPage("approval-required").wantCode("90095")
			if page.status != http.StatusOK || b.link(page, "a#return") != row.back || page.doc().Find("h1").Text() != "Approval required" {
				t.Errorf("way back %q", b.link(page, "a#return"))
			}
			b.press(page, `form[action="/approval"] button`, "justification", "  ").wantPage("approval-required")
			wantStates(t, p)
			sent := b.press(page, `form[action="/approval"] button`, "justification", " I need it ").wantPage("approval-sent")
			if b.link(sent, "a#return") != row.back || sent.header.Get("Location") != "" || sent.doc().Find("h1").Text() != "Request sent" {
				t.Errorf("way back %q", b.link(sent, "a#return"))
			}
			want := []simulator.ApprovalRequest{{TenantID: simulator.QuarryID, Username: simulator.Quinn, Reason: "I need it",
				At: p.clock(), State: simulator.ApprovalWaiting}}
			if diff := cmp.Diff(want, p.ApprovalRequests()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if p.ServicePrincipal(simulator.QuarryID).Exists {
				t.Error("asking granted something")
			}
		})
	}
}

func TestApproval_FirstRequestOfAPersonCounts(t *testing.T) {
	p := start(t)
	p.browser().request(consentPath("organizations"), "first")
	asked := p.clock()
	p.advance(time.Hour)
	b := p.browser()
	page := b.pick(b.get(authorizePath(simulator.QuarryID)), simulator.Quinn).wantPage("approval-required")
	if page.doc().Find("form").Length() != 0 || !strings.Contains(page.doc().Find("#earlier").Text(), "2026-03-03 10:30:00Z. That request waits") {
		t.Errorf("page says %q", page.doc().Find("main").Text())
	}
	b.post("/approval", map[string][]string{"continue": {hidden(b, page)}, "justification": {"second"}}).wantPage("approval-sent")
	got := p.ApprovalRequests()
	if len(got) != 1 || got[0].Reason != "first" || !got[0].At.Equal(asked) {
		t.Errorf("requests %+v", got)
	}
}

// hidden is the number of the errand behind a page without a form.
func hidden(b *browser, page answer) string {
	_, number, _ := strings.Cut(b.link(page, "a#use-admin"), "continue=")
	return number
}

func TestApproval_ApprovingGrantsAndCallsNobody(t *testing.T) {
	p := start(t)
	b := p.browser()
	b.request(consentPath("organizations", "scope=openid profile GroupMember.Read.All"), "please")
	reviewer := p.browser()
	page := reviewer.get("/requests").wantPage("requests")
	text := page.doc().Find(`[data-tenant="` + simulator.QuarryID + `"]`).Text()
	for _, shown := range []string{"Quarry Tools GmbH", simulator.Quinn, "please", "2026-03-03 10:30:00Z", "Read group memberships", "waiting", "Rita Stein, Privileged Role Administrator"} {
		if !strings.Contains(text, shown) {
			t.Errorf("%q is not shown in %q", shown, text)
		}
	}
	after := reviewer.press(page, `button[value=approve]`, "reviewer", simulator.Rita).wantPage("requests")
	if after.url.Path != "/requests" || after.doc().Find(`[data-state="approved"]`).Length() != 1 || after.doc().Find("main form").Length() != 0 {
		t.Errorf("at %s: %q", after.url, after.doc().Find("main").Text())
	}
	want := simulator.ServicePrincipal{Exists: true, Enabled: true, Scopes: []string{"GroupMember.Read.All", "openid", "profile"}}
	if diff := cmp.Diff(want, p.ServicePrincipal(simulator.QuarryID)); diff != "" {
		t.Errorf("service principal (-want +got):\n%s", diff)
	}
	again := b.get(consentPath(simulator.QuarryID, "scope=openid")).wantPage("approval-required")
	if again.doc().Find("form").Length() != 0 || !strings.Contains(again.doc().Find("#earlier").Text(), "approved") {
		t.Errorf("page says %q", again.doc().Find("main").Text())
	}
	if got := b.get(authorizePath(simulator.QuarryID, "scope=openid profile", "prompt=none")).back(callbackURI); !got.Has("code") {
		t.Errorf("signing in after approval: %v", got)
	}
	p.Revoke(simulator.QuarryID)
	revoked := b.get(authorizePath(simulator.QuarryID)).wantPage("approval-required")
	if revoked.doc().Find(`form[action="/approval"]`).Length() != 1 {
		t.Error("nobody can ask again after the grant was revoked")
	}
}

func TestApproval_DeniedSaysSoAndMayBeAskedAgain(t *testing.T) {
	p := start(t)
	b := p.browser()
	b.request(consentPath("organizations"), "first")
	reviewer := p.browser()
	reviewer.press(reviewer.get("/requests"), `button[value=deny]`, "reviewer", simulator.Rita).wantPage("requests")
	wantStates(t, p, simulator.ApprovalDenied)
	if p.ServicePrincipal(simulator.QuarryID).Exists {
		t.Error("denying granted something")
	}
	page := b.get(consentPath(simulator.QuarryID)).wantPage("approval-required").wantCode("90095")
	if !strings.Contains(page.doc().Find("#earlier").Text(), "denied") {
		t.Fatalf("page says %q", page.doc().Find("main").Text())
	}
	b.press(page, `form[action="/approval"] button`, "justification", "second").wantPage("approval-sent")
	wantStates(t, p, simulator.ApprovalWaiting)
	if !p.Approve(simulator.QuarryID) {
		t.Error("nothing waited")
	}
	wantStates(t, p, simulator.ApprovalApproved)
}

func TestApproval_ByMethod(t *testing.T) {
	p := start(t)
	if p.Approve(simulator.QuarryID) || p.Deny(simulator.QuarryID) || p.ServicePrincipal(simulator.QuarryID).Exists {
		t.Fatal("something was decided without a request")
	}
	p.browser().request(consentPath("organizations"), "please")
	if p.Approve(simulator.BrightwaterID) || p.Deny("nowhere") {
		t.Fatal("the request of another tenant was decided")
	}
	wantStates(t, p, simulator.ApprovalWaiting)
	if !p.Deny(simulator.QuarryID) || p.Approve(simulator.QuarryID) {
		t.Fatal("a decided request was decided again")
	}
	wantStates(t, p, simulator.ApprovalDenied)
	p.Reset()
	wantStates(t, p)
}

func TestApproval_OnlyAReviewerOfTheTenantDecides(t *testing.T) {
	p := start(t)
	p.browser().request(consentPath("organizations"), "please")
	b := p.browser()
	page := b.get("/requests")
	for name, row := range map[string][]string{
		"the person who asks":         {"reviewer", simulator.Quinn},
		"administrator of another":    {"reviewer", simulator.Grace},
		"nobody":                      {"reviewer", ""},
		"another tenant":              {"reviewer", simulator.Rita, "tenant", simulator.BrightwaterID},
		"tenant without a request":    {"reviewer", simulator.Grace, "tenant", simulator.BrightwaterID},
		"neither approved nor denied": {"reviewer", simulator.Rita, "action", "perhaps"},
	} {
		t.Run(name, func(t *testing.T) {
			a := b.press(page, `button[value=approve]`, row...).wantPage("requests")
			if a.status != http.StatusUnprocessableEntity || a.doc().Find("[role=alert]").Length() != 1 {
				t.Errorf("status %d", a.status)
			}
			wantStates(t, p, simulator.ApprovalWaiting)
			if p.ServicePrincipal(simulator.QuarryID).Exists {
				t.Error("something was granted")
			}
		})
	}
}

func TestApproval_NotForWhoMayConsentOrHasNoWorkflow(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.pick(b.get(consentPath(simulator.QuarryID)), simulator.Quinn).wantPage("approval-required")
	b.pick(b.get(b.link(page, "a#use-admin")), simulator.Rita).wantPage("consent")
	b.press(page, `form[action="/approval"] button`, "justification", "as an administrator").wantPage("consent")

	other := p.browser()
	elsewhere := other.pick(other.get(consentPath(simulator.BrightwaterID)), simulator.Ben).wantPage("need-approval")
	other.post("/approval", map[string][]string{"continue": {hidden(other, elsewhere)}, "justification": {"x"}}).wantPage("need-approval")
	wantStates(t, p)
}

func TestApproval_BelongsToItsBrowser(t *testing.T) {
	p := start(t)
	b := p.browser()
	page := b.pick(b.get(consentPath(simulator.QuarryID)), simulator.Quinn).wantPage("approval-required")
	p.browser().press(page, `form[action="/approval"] button`, "justification", "in another's name").wantPage("error")
	wantStates(t, p)
}

func TestApproval_ReasonIsCutAndEscaped(t *testing.T) {
	p := start(t)
	p.browser().request(consentPath("organizations"), "<script>alert(1)</script>"+strings.Repeat("ä", 2000))
	if n := len([]rune(p.ApprovalRequests()[0].Reason)); n != 1000 {
		t.Errorf("%d characters kept", n)
	}
	page := p.browser().get("/requests")
	if strings.Contains(page.body, "<script") || !strings.Contains(page.doc().Find("q").Text(), "<script>alert(1)</script>") {
		t.Error("the reason is not escaped")
	}
}

func TestApproval_PageIsLinked(t *testing.T) {
	p := start(t)
	b := p.browser()
	if b.link(b.get("/control"), "#requests-link") != "/requests" || b.link(b.get("/"), "#requests") != "/requests" {
		t.Error("the control or start page does not lead there")
	}
	page := b.pick(b.get(consentPath(simulator.QuarryID)), simulator.Quinn)
	if b.link(page, "a#requests") != "/requests" {
		t.Error("the workflow page does not lead there")
	}
	if text := b.get("/requests").doc().Find("main").Text(); !strings.Contains(text, "Nobody has asked") {
		t.Errorf("empty page says %q", text)
	}
}

func TestApproval_ManyAtOnceDecideOnce(t *testing.T) {
	p := start(t)
	p.browser().request(consentPath("organizations"), "please")
	var decided sync.WaitGroup
	results := make([]bool, 20)
	for i := range results {
		decided.Go(func() {
			if i%2 == 0 {
				results[i] = p.Approve(simulator.QuarryID)
			} else {
				results[i] = p.Deny(simulator.QuarryID)
			}
		})
	}
	decided.Wait()
	won := 0
	for _, result := range results {
		if result {
			won++
		}
	}
	approved := p.ApprovalRequests()[0].State == simulator.ApprovalApproved
	if won != 1 || approved != p.ServicePrincipal(simulator.QuarryID).Exists {
		t.Errorf("%d decisions, approved %v", won, approved)
	}
}
