package handlers_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// impatient gives up on Microsoft after a while.
func impatient(after time.Duration) apptest.Option {
	return apptest.WithTransport(&http.Client{Timeout: after, Transport: &http.Transport{}})
}

// unplugged cannot reach anything.
func unplugged() apptest.Option {
	refuse := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.Join(syscall.ECONNREFUSED)}
	}
	return apptest.WithTransport(&http.Client{Transport: &http.Transport{DialContext: refuse}})
}

func TestF18_WithoutMicrosoftEverythingElseWorks(t *testing.T) {
	t.Parallel()
	app := start(t, unplugged())
	b := app.As(apptest.Ada)
	for _, screen := range append(screens(), "/readyz") {
		wantStatus(t, b.Get(screen), http.StatusOK)
	}
	wantGuidance(t, approve(b, simulator.Ada), guidance.MicrosoftUnreachable)
	wantNoLink(t, app, apptest.Brightwater)
}

func TestF19_F20_BrokenDocumentsEndInGuidance(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.Fault{
		simulator.FaultDiscoveryHuge, simulator.FaultDiscoveryWrongIssuer, simulator.FaultDiscoveryOtherHost, simulator.FaultDiscoveryRedirects,
		simulator.FaultDiscoveryHangs, simulator.FaultKeysServerError, simulator.FaultKeysGarbage,
	} {
		t.Run(string(fault), func(t *testing.T) {
			app := start(t, impatient(4*time.Second))
			app.Simulator.Fail(fault)
			p := approve(app.As(apptest.Ada), simulator.Ada)
			if !p.Has("#error-guidance") || p.Status != http.StatusOK {
				t.Errorf("ended in %d %s", p.Status, p.Text("main"))
			}
			wantNoLink(t, app, apptest.Brightwater)
		})
	}
}

func TestF20_AKeyThatIsRolledDuringTheSignInIsFetched(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	approve(b, simulator.Ada)
	callback := toSignInCallback(b, simulator.Ada)
	if err := app.Simulator.RollKeys(); err != nil {
		t.Fatal(err)
	}
	if p := b.Get(callback); !p.Has("#confirmation") {
		t.Errorf("after the roll-over: %s", p.Text("main"))
	}
}

func TestF21_HangingTokenRequestsEndAndHinderNoPage(t *testing.T) {
	t.Parallel()
	app := start(t, impatient(4*time.Second))
	var callbacks []string
	var tabs []*apptest.Browser
	for email, as := range map[string]string{apptest.Ada: simulator.Ada, apptest.Eve: simulator.Henry, apptest.Rita: simulator.Rita} {
		b := app.As(email)
		for range 5 {
			tab := b.Tab()
			callbacks, tabs = append(callbacks, toSignInCallback(tab, as)), append(tabs, tab)
			app.Simulator.Fail(simulator.FaultTokenHangs)
		}
	}
	ended := make(chan *apptest.Page, len(tabs))
	for i, tab := range tabs {
		go func() { ended <- tab.Get(callbacks[i]) }()
	}
	reader := app.As(apptest.Bob)
	for range 10 {
		wantStatus(t, reader.Get(views.PathAuthentication), http.StatusOK)
	}
	if n := len(ended); n != 0 {
		t.Errorf("pages were served only after %d hanging requests had ended", n)
	}
	for range tabs {
		wantGuidance(t, <-ended, guidance.MicrosoftSlow)
	}
	wantNoLink(t, app, apptest.Brightwater, apptest.Eaves, apptest.Quarry)
}

func TestF22_ACodeIsNeverSentTwice(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.Fault{
		simulator.FaultTokenCodeRedeemed, simulator.FaultTokenThrottled, simulator.FaultTokenServerError, simulator.FaultTokenUnavailable,
		simulator.FaultTokenTruncated, simulator.FaultTokenHTML,
	} {
		t.Run(string(fault), func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			app.Simulator.Fail(fault)
			callback := toSignInCallback(b, simulator.Ada)
			for range 2 {
				if p := b.Get(callback); !p.Has("#error-guidance") {
					t.Errorf("ended in %s", p.Text("main"))
				}
			}
			if n := app.Simulator.Count(simulator.EndpointToken); n != 1 {
				t.Errorf("token requests = %d, want 1", n)
			}
			if n := count(t, database(t, app), "links"); n != 0 {
				t.Errorf("links = %d", n)
			}
		})
	}
}

func TestOrganisationUnknownDoesNotStopTheLink(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.Fault{
		simulator.FaultOrganizationForbidden, simulator.FaultOrganizationThrottled, simulator.FaultOrganizationUnavailable,
		simulator.FaultOrganizationTruncated, simulator.FaultOrganizationEmpty, simulator.FaultOrganizationHangs,
	} {
		t.Run(string(fault), func(t *testing.T) {
			app := start(t, impatient(4*time.Second))
			app.Simulator.Fail(fault)
			p := approve(app.As(apptest.Ada), simulator.Ada)
			if !p.Has("#confirmation") || !strings.Contains(p.Text("#confirmation"), "Name unknown: Microsoft did not say") {
				t.Errorf("ended in %s", p.Text("main"))
			}
			wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
		})
	}
}
