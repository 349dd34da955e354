package simulator_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// probe asks for an application's token, as a check of the consent does.
func (p *platform) probe(tenant string) answer {
	p.t.Helper()
	return p.browser().post("/"+tenant+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {clientID}, "client_secret": {clientSecret}, "scope": {"https://graph.microsoft.com/.default"},
	})
}

func TestPropagation_TokenRequestsSeeAGrantLate(t *testing.T) {
	p := startWith(t, func(o *simulator.Options) { o.Propagation = 30 * time.Second })
	p.Grant(simulator.BrightwaterID)
	for _, wait := range []time.Duration{0, 29 * time.Second} {
		p.advance(wait)
		wantMachineError(t, p.probe(simulator.BrightwaterID), 401, "invalid_client", "7000229")
		code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
		late := p.redeem(simulator.BrightwaterID, code)
		wantMachineError(t, late, 400, "invalid_grant", "65001")
		if late.json()["suberror"] != "consent_required" {
			t.Errorf("suberror %v", late.json()["suberror"])
		}
		wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 400, "invalid_grant", "54005")
	}
	p.advance(time.Second)
	if a := p.probe(simulator.BrightwaterID); a.status != http.StatusOK {
		t.Errorf("probe after the delay: %d %s", a.status, a.body)
	}
	if a := p.redeem(simulator.BrightwaterID, p.browser().signIn(simulator.BrightwaterID, simulator.Ben)); a.status != http.StatusOK {
		t.Errorf("redeemed after the delay: %d %s", a.status, a.body)
	}
}

func TestPropagation_LaterGrantLeavesTheEarlierInForce(t *testing.T) {
	p := startWith(t, func(o *simulator.Options) { o.Propagation = 30 * time.Second })
	p.Grant(simulator.BrightwaterID)
	p.advance(time.Minute)
	p.Grant(simulator.BrightwaterID, "openid", "GroupMember.Read.All")
	if a := p.probe(simulator.BrightwaterID); a.status != http.StatusOK {
		t.Errorf("probe: %d %s", a.status, a.body)
	}
	redeem := func(scope string) answer {
		return p.redeem(simulator.BrightwaterID, p.browser().signIn(simulator.BrightwaterID, simulator.Ben, "scope="+scope))
	}
	if a := redeem("openid"); a.status != http.StatusOK {
		t.Errorf("what was granted before: %d %s", a.status, a.body)
	}
	wantMachineError(t, redeem("openid GroupMember.Read.All"), 400, "invalid_grant", "65001")
	p.advance(30 * time.Second)
	if a := redeem("openid GroupMember.Read.All"); a.status != http.StatusOK {
		t.Errorf("after the delay: %d %s", a.status, a.body)
	}
}

func TestPropagation_ApprovalAndAcceptSpreadAlike(t *testing.T) {
	p := startWith(t, func(o *simulator.Options) { o.Propagation = time.Minute })
	p.browser().request(consentPath("organizations"), "please")
	p.Approve(simulator.QuarryID)
	b := p.browser()
	b.accept(b.pick(b.get(consentPath("organizations")), simulator.Ada)).back(consentURI)
	for _, tenant := range []string{simulator.QuarryID, simulator.BrightwaterID} {
		wantMachineError(t, p.probe(tenant), 401, "invalid_client", "7000229")
	}
	p.advance(time.Minute)
	for _, tenant := range []string{simulator.QuarryID, simulator.BrightwaterID} {
		if a := p.probe(tenant); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", tenant, a.status, a.body)
		}
	}
}

func TestPropagation_ClockSetBackHidesNothing(t *testing.T) {
	p := startWith(t, func(o *simulator.Options) { o.Propagation = time.Minute })
	p.Grant(simulator.BrightwaterID)
	p.advance(-time.Hour)
	if a := p.probe(simulator.BrightwaterID); a.status != http.StatusOK {
		t.Errorf("probe: %d %s", a.status, a.body)
	}
}

func TestPropagation_RevokingIsSeenAtOnce(t *testing.T) {
	p := start(t)
	p.Grant(simulator.BrightwaterID)
	p.advance(time.Minute)
	p.SetPropagation(time.Minute)
	code := p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	p.Grant(simulator.BrightwaterID)
	p.Revoke(simulator.BrightwaterID)
	wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 400, "invalid_grant", "65001")
	p.Grant(simulator.BrightwaterID)
	code = p.browser().signIn(simulator.BrightwaterID, simulator.Ben)
	wantMachineError(t, p.redeem(simulator.BrightwaterID, code), 400, "invalid_grant", "65001")
}

func TestPropagation_OnTheControlPage(t *testing.T) {
	p := start(t)
	b := p.browser()
	const button = `form[action="/control/propagation"] button`
	for _, wrong := range []string{"", "-1", "3601", "ten", "1e3"} {
		if a := b.press(b.get("/control"), button, "seconds", wrong); a.status != http.StatusUnprocessableEntity || a.doc().Find("[role=alert]").Length() != 1 {
			t.Errorf("%q: %d", wrong, a.status)
		}
	}
	page := b.press(b.get("/control"), button, "seconds", "45").wantPage("control")
	if page.doc().Find("#seconds").AttrOr("value", "") != "45" {
		t.Error("the delay is not shown")
	}
	p.Grant(simulator.HarbourID)
	wantMachineError(t, p.probe(simulator.HarbourID), 401, "invalid_client", "7000229")
	p.advance(45 * time.Second)
	if a := p.probe(simulator.HarbourID); a.status != http.StatusOK {
		t.Errorf("probe: %d", a.status)
	}
	p.Grant(simulator.QuarryID)
	p.Reset()
	p.Grant(simulator.QuarryID)
	if a := p.probe(simulator.QuarryID); a.status != http.StatusOK {
		t.Errorf("after reset: %d", a.status)
	}
}

func TestPropagation_Bounds(t *testing.T) {
	for _, wrong := range []time.Duration{-time.Second, simulator.PropagationMax + 1} {
		o := good()
		o.Propagation = wrong
		if _, err := simulator.New(o); !errors.Is(err, simulator.ErrOptions) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	p := start(t)
	p.SetPropagation(24 * time.Hour)
	p.Grant(simulator.BrightwaterID)
	p.advance(simulator.PropagationMax)
	if a := p.probe(simulator.BrightwaterID); a.status != http.StatusOK {
		t.Errorf("after the longest delay: %d", a.status)
	}
}
