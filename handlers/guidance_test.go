package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// microsoftsWords are pieces of the simulated Microsoft's own texts. None may
// ever be on a page of ours.
func microsoftsWords() []string {
	return []string{
		"stars are not right", "elsewhere.invalid", "alert(", "onerror", "Der Benutzer", "利用者", "level=ERROR", "canceled the request",
		"Timestamp:", "Invalid client secret", "Click here",
	}
}

// wantGuidance checks that the page has all that guidance must have.
func wantGuidance(t *testing.T, p *apptest.Page, cause guidance.Cause) {
	t.Helper()
	wantGuidanceFor(t, p, cause, guidance.ForAdministrator)
}

// wantGuidanceFor checks a page of guidance, in the words of an audience.
func wantGuidanceFor(t *testing.T, p *apptest.Page, cause guidance.Cause, audience guidance.Audience) {
	t.Helper()
	words := cause.For(audience)
	if got := guided(p); got != words.Title {
		t.Fatalf("guidance = %q at %s (%d), want %q: %s", got, p.URL.Path, p.Status, words.Title, p.Text("main"))
	}
	if !strings.Contains(p.Text("#error-guidance .changed"), "othing has changed") && !strings.Contains(p.Text("#error-guidance .changed"), "link has changed") {
		t.Errorf("it does not say what changed: %q", p.Text("#error-guidance .changed"))
	}
	if got := p.Text("#error-guidance .who"); !strings.HasPrefix(got, words.WhoIs) || !strings.HasSuffix(got, words.Place) {
		t.Errorf("who must act = %q", got)
	}
	if n := p.Doc.Find("#error-guidance ol.steps li").Length(); n != len(words.Steps) {
		t.Errorf("%d steps, want %d", n, len(words.Steps))
	}
	block := p.Text("#guidance-details")
	if !strings.Contains(block, "WB-") || !strings.Contains(block, "UTC") {
		t.Errorf("the block to copy has no reference or time: %q", block)
	}
	for _, foreign := range microsoftsWords() {
		if strings.Contains(p.Body, foreign) {
			t.Errorf("Microsoft's text is on the page: %q", foreign)
		}
	}
}

func TestGuidanceForEveryFaultOfTheConsent(t *testing.T) {
	t.Parallel()
	for _, row := range []faultRow{
		{simulator.FaultConsentDenied, guidance.NoAuthority, "access_denied"},
		{simulator.FaultConsentCancelled, guidance.NoAuthority, "access_denied"},
		{simulator.FaultConsentNeedsApproval, guidance.NoAuthority, "AADSTS90094"},
		{simulator.FaultConsentDeclined, guidance.Declined, "AADSTS65004"},
		{simulator.FaultConsentForeignLanguage, guidance.Declined, "AADSTS65004"},
		{simulator.FaultConsentMarkup, guidance.Declined, "AADSTS65004"},
		{simulator.FaultConsentPermissionDenied, guidance.Declined, "permission_denied"},
		{simulator.FaultConsentServerError, guidance.MicrosoftTrouble, "AADSTS90090"},
		{simulator.FaultConsentUnknownError, guidance.Unknown, "AADSTS999999"},
		{simulator.FaultConsentNoTenant, guidance.BadAnswer, ""},
		{simulator.FaultConsentBadTenant, guidance.BadAnswer, ""},
	} {
		t.Run(string(row.fault), func(t *testing.T) {
			app := start(t)
			app.Simulator.Fail(row.fault)
			p := begin(app.As(apptest.Ada))
			wantGuidance(t, p, row.cause)
			if !strings.Contains(p.Text("#guidance-details"), row.block) {
				t.Errorf("the block to copy lacks %s: %s", row.block, p.Text("#guidance-details"))
			}
			if p.Status != http.StatusOK || p.URL.RawQuery != "" || !strings.HasPrefix(p.URL.Path, views.PathConsents) {
				t.Errorf("ended at %s with %d", p.URL, p.Status)
			}
			wantNoToken(t, app)
			wantNoLink(t, app, apptest.Brightwater)
		})
	}
}

// faultsAfterConsent are the ones that meet a flow whose consent was accepted,
// what each is explained as, and what the block to copy must hold.
func faultsAfterConsent() []faultRow {
	return []faultRow{
		{simulator.FaultAuthorizeCancelled, guidance.NoAuthority, "access_denied"},
		{simulator.FaultAuthorizeDeclined, guidance.Declined, "AADSTS65004"},
		{simulator.FaultAuthorizeServerError, guidance.MicrosoftTrouble, "temporarily_unavailable"},
		{simulator.FaultTokenWrongSecret, guidance.OurCredential, "AADSTS7000215"},
		{simulator.FaultTokenExpiredSecret, guidance.SecretExpired, "AADSTS7000222"},
		{simulator.FaultTokenCodeRedeemed, guidance.CodeSpent, "AADSTS54005"},
		{simulator.FaultTokenCodeExpired, guidance.CodeSpent, "AADSTS70008"},
		{simulator.FaultTokenAppNotFound, guidance.OurSetup, "AADSTS700016"},
		{simulator.FaultTokenNoPrincipal, guidance.AppMissing, "AADSTS7000229"},
		{simulator.FaultTokenNoConsent, guidance.ConsentMissing, "AADSTS65001"},
		{simulator.FaultTokenBlocked, guidance.BlockedByPolicy, "AADSTS53003"},
		{simulator.FaultTokenUnavailable, guidance.MicrosoftTrouble, ""},
		{simulator.FaultTokenThrottled, guidance.MicrosoftTrouble, ""},
		{simulator.FaultTokenServerError, guidance.MicrosoftTrouble, ""},
		{simulator.FaultTokenHTML, guidance.MicrosoftNonsense, ""},
		{simulator.FaultTokenTruncated, guidance.MicrosoftNonsense, ""},
		{simulator.FaultIDTokenUnknownKey, guidance.BadToken, ""},
		{simulator.FaultIDTokenExpired, guidance.BadToken, ""},
		{simulator.FaultIDTokenWrongNonce, guidance.BadToken, ""},
		{simulator.FaultIDTokenWrongAudience, guidance.BadToken, ""},
		{simulator.FaultIDTokenNoRoles, guidance.NotAdministrator, ""},
		{simulator.FaultIDTokenOtherTenant, guidance.WrongOrganisation, ""},
		{simulator.FaultDiscoveryServerError, guidance.MicrosoftTrouble, ""},
		{simulator.FaultDiscoveryHTML, guidance.MicrosoftNonsense, ""},
	}
}

type faultRow struct {
	fault simulator.Fault
	cause guidance.Cause
	block string
}

func TestGuidanceForEveryFaultAfterTheConsent(t *testing.T) {
	t.Parallel()
	for _, row := range faultsAfterConsent() {
		t.Run(string(row.fault), func(t *testing.T) {
			app := start(t)
			app.Simulator.Fail(row.fault)
			p := approve(app.As(apptest.Ada), simulator.Ada)
			wantGuidance(t, p, row.cause)
			if !strings.Contains(p.Text("#error-guidance .changed"), "that approval still stands in Azure") {
				t.Errorf("Accept was pressed, but it says %q", p.Text("#error-guidance .changed"))
			}
			if !strings.Contains(p.Text("#guidance-details"), row.block) {
				t.Errorf("the block to copy lacks %s: %s", row.block, p.Text("#guidance-details"))
			}
			wantNoLink(t, app, apptest.Brightwater)
			wantSoundTrail(t, app)
		})
	}
}

// story is a way to a failure that people walk without any fault of Microsoft's.
type story struct {
	walk  func(t *testing.T, app *apptest.App, b *apptest.Browser)
	cause guidance.Cause
}

func stories() map[string]story {
	return map[string]story{
		"a member without a role returns": {func(_ *testing.T, _ *apptest.App, b *apptest.Browser) {
			begin(b)
			b.PickAccount(simulator.Ben)
			b.Follow("#return")
		}, guidance.NoAuthority},
		"Cancel": {func(_ *testing.T, _ *apptest.App, b *apptest.Browser) {
			begin(b)
			b.PickAccount(simulator.Ada)
			b.Press(decline)
		}, guidance.Declined},
		"a personal account claimed": {func(t *testing.T, _ *apptest.App, b *apptest.Browser) {
			b.Get(forge(t, b, simulator.ConsumersID))
		}, guidance.PersonalAccount},
		"a tenant that Microsoft does not know": {func(t *testing.T, _ *apptest.App, b *apptest.Browser) {
			b.Get(forge(t, b, "00000000-1111-2222-3333-444444444444"))
		}, guidance.UnknownTenant},
		"the tenant serves another account": {func(_ *testing.T, app *apptest.App, b *apptest.Browser) {
			approve(app.As(apptest.Eve), simulator.Grace)
			approve(b, simulator.Ada)
		}, guidance.TenantTaken},
		"Microsoft's secret was changed": {func(_ *testing.T, app *apptest.App, b *apptest.Browser) {
			app.Simulator.SetClientSecret("another")
			approve(b, simulator.Ada)
		}, guidance.OurCredential},
		"the application is switched off meanwhile": {func(_ *testing.T, app *apptest.App, b *apptest.Browser) {
			callback := toSignInCallback(b, simulator.Ada)
			app.Simulator.EnablePrincipal(simulator.BrightwaterID, false)
			b.Get(callback)
		}, guidance.AppDisabled},
	}
}

func TestGuidanceStories(t *testing.T) {
	t.Parallel()
	for name, row := range stories() {
		t.Run(name, func(t *testing.T) {
			app := start(t)
			b := app.As(apptest.Ada)
			row.walk(t, app, b)
			wantGuidance(t, b.Page, row.cause)
			wantNoLink(t, app, apptest.Brightwater)
			if got := guided(b.Get(views.PathMicrosoft)); got != guidance.Explain(row.cause).Title {
				t.Errorf("the Microsoft window shows %q", got)
			}
		})
	}
}

func TestGuidanceOfAnswersThatAreNotAwaited(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toConsentCallback(b, simulator.Ada)
	for cause, p := range map[guidance.Cause]*apptest.Page{
		guidance.StateUnknown: b.Get(with(t, callback, "state", "made-up")),
		guidance.OtherBrowser: app.As(apptest.Ada).Get(callback),
		guidance.BadAnswer:    b.Get(callback + "&state=twice"),
	} {
		wantGuidance(t, p, cause)
	}
	b.Login(apptest.Bob, apptest.Password)
	wantGuidance(t, b.Get(callback), guidance.OtherUser)
	b.Login(apptest.Ada, apptest.Password)
	app.Clock.Advance(link.RequestLife)
	wantGuidance(t, b.Get(callback), guidance.StateExpired)
}

func TestGuidanceOfARequestThatNeverComesBack(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	app.Simulator.Fail(simulator.FaultConsentNeverReturns)
	begin(b)
	request := requestOf(t, b)
	silence := "five minutes"
	for _, screen := range []string{views.PathMicrosoft, views.PathConsent(request)} {
		if p := b.Get(screen); !p.Has("[data-poll]") || strings.Contains(p.Text("[aria-live]"), silence) {
			t.Errorf("at the start %s shows %s", screen, p.Text("main"))
		}
	}
	app.Clock.Advance(link.SilentAfter)
	p := b.Get(views.PathMicrosoft)
	if !p.Has("[data-poll]") || !p.Has("#explain details[open]") {
		t.Errorf("after five minutes nobody asks what Microsoft showed: %s", p.Text("main"))
	}
	app.Clock.Advance(link.RequestLife - link.SilentAfter)
	for _, screen := range []string{views.PathMicrosoft, views.PathConsent(request)} {
		p := b.Get(screen)
		wantGuidance(t, p, guidance.NeverCameBack)
		if p.Has("[data-poll]") {
			t.Errorf("%s goes on polling", screen)
		}
	}
	app.Clock.Advance(25 * time.Hour)
	if p := app.As(apptest.Ada).Get(views.PathMicrosoft); p.Has("#error-guidance") {
		t.Error("a day later it is still shown")
	}
}
