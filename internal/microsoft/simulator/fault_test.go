package simulator_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestFaults_EveryOneIsDescribedAndTested(t *testing.T) {
	tested := map[simulator.Fault]bool{simulator.FaultConsentNeverReturns: true, simulator.FaultKeysUnpublished: true,
		simulator.FaultTokenHangs: true, simulator.FaultTokenSlow: true, simulator.FaultTokenDrips: true,
		simulator.FaultDiscoveryHangs: true, simulator.FaultOrganizationHangs: true, simulator.FaultTokenTruncated: true,
		simulator.FaultOrganizationTruncated: true, simulator.FaultDiscoveryHuge: true, simulator.FaultTokenHuge: true,
		simulator.FaultGroupsHangs: true, simulator.FaultLicencesHangs: true,
		simulator.FaultGroupsTruncated: true, simulator.FaultLicencesTruncated: true}
	for fault := range authorizeStops() {
		tested[fault] = true
	}
	for fault := range groupFaults() {
		tested[fault] = true
	}
	for fault := range licenceFaults() {
		tested[fault] = true
	}
	for fault := range consentFaults() {
		tested[fault] = true
	}
	for fault := range authorizeFaults() {
		tested[fault] = true
	}
	for fault := range tokenRefusals() {
		tested[fault] = true
	}
	for fault := range tokenNonsense() {
		tested[fault] = true
	}
	for fault := range idTokenFaults() {
		tested[fault] = true
	}
	for fault := range documentFaults() {
		tested[fault] = true
	}
	for fault := range organizationFaults() {
		tested[fault] = true
	}
	p := start(t)
	seen := map[string]bool{}
	for _, info := range p.Faults() {
		if info.Endpoint == "" || info.Description == "" || seen[info.Description] || seen[string(info.Fault)] {
			t.Errorf("%q is described poorly or twice", info.Fault)
		}
		seen[info.Description], seen[string(info.Fault)] = true, true
		if !tested[info.Fault] {
			t.Errorf("%q has no test", info.Fault)
		}
		delete(tested, info.Fault)
	}
	if len(tested) != 0 {
		t.Errorf("tests of unknown faults: %v", tested)
	}
}

// consentFaults gives the parameters that each fault must send, "" for present and any.
func consentFaults() map[simulator.Fault]map[string]string {
	failed := func(oauth, code string) map[string]string {
		return map[string]string{"admin_consent": "True", "error": oauth, "error_description": "AADSTS" + code + ":", "error_uri": ""}
	}
	return map[simulator.Fault]map[string]string{
		simulator.FaultConsentDenied:           {"error": "access_denied"},
		simulator.FaultConsentCancelled:        {"error": "access_denied", "error_subcode": "cancel"},
		simulator.FaultConsentDeclined:         failed("consent_required", "65004"),
		simulator.FaultConsentNeedsApproval:    failed("access_denied", "90094"),
		simulator.FaultConsentUnknownError:     failed("galaxy_error", "999999"),
		simulator.FaultConsentMarkup:           failed("consent_required<img src=x onerror=alert(1)>", "65004"),
		simulator.FaultConsentForeignLanguage:  failed("consent_required", "65004"),
		simulator.FaultConsentPermissionDenied: {"error": "permission_denied", "error_description": "The admin canceled the request"},
		simulator.FaultConsentServerError:      failed("server_error", "90090"),
		simulator.FaultConsentForged:           {"admin_consent": "True", "tenant": simulator.HarbourID, "scope": ""},
		simulator.FaultConsentNoTenant:         {"admin_consent": "True", "scope": ""},
		simulator.FaultConsentBadTenant:        {"admin_consent": "True", "tenant": "../" + simulator.BrightwaterID, "scope": ""},
	}
}

func authorizeFaults() map[simulator.Fault]map[string]string {
	return map[simulator.Fault]map[string]string{
		simulator.FaultAuthorizeCancelled:   {"error": "access_denied", "error_subcode": "cancel"},
		simulator.FaultAuthorizeDeclined:    {"error": "access_denied", "error_description": "AADSTS65004:", "error_uri": ""},
		simulator.FaultAuthorizeServerError: {"error": "temporarily_unavailable", "error_description": "AADSTS90033:", "error_uri": ""},
	}
}

func wantCallback(t *testing.T, got url.Values, state string, want map[string]string) {
	t.Helper()
	if len(got) != len(want)+1 || got.Get("state") != state {
		t.Fatalf("callback %v, want the state and %v", got, want)
	}
	for name, prefix := range want {
		if !got.Has(name) || !strings.HasPrefix(got.Get(name), prefix) {
			t.Errorf("%s = %q, want %q", name, got.Get(name), prefix)
		}
	}
}

func TestFault_ConsentAnswers(t *testing.T) {
	p := start(t)
	for fault, want := range consentFaults() {
		t.Run(string(fault), func(t *testing.T) {
			p.Fail(fault)
			wantCallback(t, p.browser().get(consentPath("organizations")).back(consentURI), "state-1", want)
			p.browser().get(consentPath("organizations")).wantPage("pick")
		})
	}
	p.Fail(simulator.FaultConsentForged)
	if got := p.browser().get(consentPath(simulator.HarbourID)).back(consentURI).Get("tenant"); got != simulator.BrightwaterID {
		t.Errorf("forged tenant %q is the one asked for", got)
	}
	if p.ServicePrincipal(simulator.HarbourID).Exists {
		t.Error("a forged answer made a service principal")
	}
}

func TestS17_FaultDescriptionsAreDangerousOnTheWire(t *testing.T) {
	p := start(t)
	p.Fail(simulator.FaultConsentMarkup, simulator.FaultConsentForeignLanguage)
	if got := p.browser().get(consentPath("common")).back(consentURI).Get("error_description"); !strings.Contains(got, "<script>") {
		t.Errorf("no markup in %q", got)
	}
	if got := p.browser().get(consentPath("common")).back(consentURI).Get("error_description"); !strings.Contains(got, "\r\nlevel=ERROR") || !strings.Contains(got, "利用者") {
		t.Errorf("no line of a log, or no other language, in %q", got)
	}
}

func TestFault_ConsentNeverReturns(t *testing.T) {
	p := start(t)
	p.Fail(simulator.FaultConsentNeverReturns)
	page := p.browser().get(consentPath("common")).wantPage("never-returns")
	if page.doc().Find("main a, main form").Length() != 0 {
		t.Error("a way leads on")
	}
}

func TestFault_AuthorizeAnswers(t *testing.T) {
	p := start(t)
	for fault, want := range authorizeFaults() {
		t.Run(string(fault), func(t *testing.T) {
			p.Fail(fault)
			wantCallback(t, p.browser().get(authorizePath("organizations")).back(callbackURI), "state-2", want)
		})
	}
}

// authorizeStops are the faults that end a sign-in on a page, with its code.
func authorizeStops() map[simulator.Fault]string {
	return map[simulator.Fault]string{
		simulator.FaultAuthorizeNotAssigned: "50105", simulator.FaultAuthorizeBlocked: "53003", simulator.FaultAuthorizeFactor: "50076",
		simulator.FaultAuthorizeDisabled: "50057", simulator.FaultAuthorizeGone: "50034",
	}
}

func TestFail_QueueIsInOrderPerEndpointAndBounded(t *testing.T) {
	p := start(t)
	p.Fail(simulator.FaultDiscoveryHTML, simulator.FaultConsentDenied, "no-such-fault", simulator.FaultConsentCancelled)
	if got := fmt.Sprint(p.Queued()); got != "[discovery-html consent-denied consent-cancelled]" {
		t.Fatalf("queue %s", got)
	}
	if got := p.browser().get(consentPath("common")).back(consentURI); got.Has("error_subcode") {
		t.Fatal("the second fault came first")
	}
	if got := fmt.Sprint(p.Queued()); got != "[discovery-html consent-cancelled]" {
		t.Fatalf("queue %s", got)
	}
	for range 1000 {
		p.Fail(simulator.FaultConsentDenied)
	}
	if n := len(p.Queued()); n != 200 {
		t.Fatalf("%d faults wait", n)
	}
}
