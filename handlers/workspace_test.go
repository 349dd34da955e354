package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/guidance"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func TestWorkspaceClosedStatesSayWhomToAskAndNothingElse(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	_, expired := invite(t, b, "days", "1")
	app.Clock.Advance(24 * time.Hour)
	b = app.As(apptest.Ada)
	revokedID, revoked := invite(t, b)
	b.Post(views.PathRevoke(revokedID), url.Values{})
	supersededID, superseded := invite(t, b)
	b.Post(views.PathSendAgain(supersededID), url.Values{})
	for state, token := range map[string]string{"expired": expired, "revoked": revoked, "superseded": superseded} {
		p := app.Browser().Get(views.PathWorkspace(token))
		wantStatus(t, p, http.StatusGone)
		words := p.Text("main")
		if !strings.Contains(words, "Ada Lovelace") || !strings.Contains(words, apptest.Ada) {
			t.Errorf("%s does not say whom to ask: %s", state, words)
		}
		if strings.Contains(words, "Please approve") || p.Has("form") {
			t.Errorf("%s reveals or offers more than it must: %s", state, words)
		}
		if to := app.Browser().Stay(app.Browser().Request(http.MethodPost, views.PathWorkspace(token), url.Values{})); to.Header.Get("Location") != views.PathWorkspace(token) {
			t.Errorf("%s leads to %q when the button is pressed", state, to.Header.Get("Location"))
		}
	}
}

func TestS107_UnknownTokensTellNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	_, token := invite(t, app.As(apptest.Ada))
	var first string
	for _, unknown := range []string{
		strings.Repeat("A", 43), token[:42], token + "A", strings.ToLower(token), "x", "%00", "..%2f..%2fetc", strings.Repeat("a", 4000), "'%20or%20'1'='1",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			var form url.Values
			if method == http.MethodPost {
				form = url.Values{}
			}
			b := app.Browser()
			p := b.Stay(b.Request(method, app.URL+"/consent/"+unknown, form))
			wantStatus(t, p, http.StatusNotFound)
			if strings.Contains(p.Body, "Brightwater") {
				t.Errorf("%q names an account", unknown)
			}
			if words := p.Text("main"); first == "" {
				first = words
			} else if words != first {
				t.Errorf("%s %q answers differently: %s", method, unknown, words)
			}
		}
	}
}

// scannerGet behaves like a mail scanner: no cookies kept, no Sec-Fetch headers.
func scannerGet(t *testing.T, app *apptest.App, method, address string, header ...string) *apptest.Page {
	t.Helper()
	b := app.Browser()
	r := b.Request(method, address, nil)
	r.Header.Set("User-Agent", "LinkScanner/1.0")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return b.Do(r)
}

func TestScannersSpendNothing(t *testing.T) {
	t.Parallel()
	app := start(t)
	sender := app.As(apptest.Ada)
	id, token := invite(t, sender)
	workspace := views.PathWorkspace(token)
	for name, scan := range map[string]func(t *testing.T){
		"GET": func(t *testing.T) { wantStatus(t, scannerGet(t, app, http.MethodGet, workspace), http.StatusOK) },
		"GET twenty times": func(t *testing.T) {
			for range 20 {
				scannerGet(t, app, http.MethodGet, workspace)
			}
		},
		"HEAD":     func(t *testing.T) { scannerGet(t, app, http.MethodHead, workspace) },
		"OPTIONS":  func(t *testing.T) { scannerGet(t, app, http.MethodOptions, workspace) },
		"prefetch": func(t *testing.T) { scannerGet(t, app, http.MethodGet, workspace, "Sec-Purpose", "prefetch;prerender") },
		"follows every link and redirect": func(t *testing.T) {
			b := app.Browser()
			p := b.Get(workspace)
			for _, href := range p.Doc.Find("a[href]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") }) {
				if strings.HasPrefix(href, "/") {
					b.Get(href)
				}
			}
		},
		"presses the button": func(t *testing.T) {
			p := goToMicrosoft(app.Browser(), token)
			if !strings.HasPrefix(p.URL.String(), app.Authority) {
				t.Errorf("the button leads to %s", p.URL)
			}
		},
		"presses the button and every button after it": func(t *testing.T) {
			b := app.Browser()
			goToMicrosoft(b, token)
			for range 5 {
				if !b.Page.Has("form button") {
					break
				}
				b.Press("form button")
				if strings.HasPrefix(b.Page.URL.String(), app.URL) {
					break
				}
			}
		},
		"presses it thirty times": func(t *testing.T) {
			for range 30 {
				b := app.Browser()
				b.Stay(b.Request(http.MethodPost, workspace, url.Values{}))
			}
			app.Clock.Advance(2 * time.Minute)
		},
		"comes from another site": func(t *testing.T) {
			b := app.Browser()
			r := b.Request(http.MethodPost, workspace, url.Values{})
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			wantStatus(t, b.Do(r), http.StatusForbidden)
		},
		"opens the callbacks": func(t *testing.T) {
			for _, address := range []string{consentCallback, signInCallback} {
				p := scannerGet(t, app, http.MethodGet, address+"?state="+token+"&admin_consent=True&tenant="+simulator.BrightwaterID)
				wantStatus(t, p, http.StatusBadRequest)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			app.Clock.Advance(time.Minute)
			scan(t)
			wantInvitation(t, app, id, link.InvitationOpen)
			wantNoLink(t, app, apptest.Brightwater)
			if l := waiting(t, app, apptest.Brightwater); len(l) != 0 {
				t.Errorf("a link awaits confirmation: %+v", l)
			}
		})
	}
	// After all of that the person it is for can still use it.
	app.Clock.Advance(10 * time.Minute)
	if p := approveAs(app.Browser(), token, simulator.Ada); p.URL.Path != workspace {
		t.Fatalf("ended at %s: %s", p.URL, p.Text("main"))
	}
	wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
}

func TestHeadAndPrefetchAreNoOpening(t *testing.T) {
	t.Parallel()
	app := start(t)
	id, token := invite(t, app.As(apptest.Ada))
	scannerGet(t, app, http.MethodHead, views.PathWorkspace(token))
	scannerGet(t, app, http.MethodGet, views.PathWorkspace(token), "Sec-Purpose", "prefetch")
	if i := invited(t, app, apptest.Brightwater, id); i.Opens != 0 {
		t.Errorf("%d openings noted", i.Opens)
	}
	scannerGet(t, app, http.MethodGet, views.PathWorkspace(token))
	scannerGet(t, app, http.MethodGet, views.PathWorkspace(token))
	if i := invited(t, app, apptest.Brightwater, id); i.Opens != 1 || i.OpenedAt.IsZero() {
		t.Errorf("%d openings noted within a minute", i.Opens)
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionInvitationOpened); n != 1 {
		t.Errorf("opening recorded %d times", n)
	}
}

func TestLeakedInvitationApprovedFromAForeignTenantEndsUnEnabled(t *testing.T) {
	t.Parallel()
	app := start(t)
	sender := app.As(apptest.Ada)
	_, token := invite(t, sender)
	approveAs(app.Browser(), token, simulator.Henry)
	l := wantWaiting(t, app, apptest.Brightwater, simulator.HarbourID)
	wantNoLink(t, app, apptest.Brightwater)
	card := sender.Get(views.PathMicrosoft).Text("main")
	if !strings.Contains(card, "None of its domains is brightwater.example") {
		t.Errorf("the card does not warn of the foreign domain: %s", card)
	}
	sender.Post(views.PathReject(l.ID), url.Values{"why": {"Not our organisation <b>at all</b>"}})
	wantNoLink(t, app, apptest.Brightwater)
	got, err := app.Store.Link(t.Context(), app.Account(apptest.Brightwater).ID, l.ID)
	if err != nil || got.State != link.Rejected || !strings.Contains(got.RejectedWhy, "Not our organisation") {
		t.Errorf("rejected link: %+v, %v", got, err)
	}
	if p := sender.Post(views.PathConfirm(l.ID), url.Values{}); p.Status != http.StatusConflict {
		t.Errorf("a rejected link can be confirmed: %d", p.Status)
	}
	wantNoLink(t, app, apptest.Brightwater)
}

func TestInvitationThatRequiresAnOrganisationRefusesOthers(t *testing.T) {
	t.Parallel()
	for fact, row := range map[string]struct {
		required, approver string
		want               guidance.Cause
	}{
		"another domain":   {"brightwater.example", simulator.Lone, guidance.RequiredOrganisation},
		"a subdomain":      {"mail.brightwater.example", simulator.Ada, guidance.RequiredOrganisation},
		"another tenant":   {simulator.HarbourID, simulator.Ada, guidance.RequiredOrganisation},
		"the right domain": {"brightwater.example", simulator.Ada, guidance.None},
		"the right tenant": {simulator.BrightwaterID, simulator.Ada, guidance.None},
	} {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			_, token := invite(t, app.As(apptest.Ada), "required", row.required)
			// Microsoft is asked for that very organisation. Somebody who changes the
			// address, to come from another one, is refused here.
			azure := app.Browser()
			to := azure.Stay(azure.Request(http.MethodPost, views.PathWorkspace(token), url.Values{})).Header.Get("Location")
			if !strings.Contains(to, "/"+row.required+"/v2.0/adminconsent") {
				t.Errorf("Microsoft is not told the organisation: %s", to)
			}
			azure.Get(strings.Replace(to, "/"+row.required+"/", "/organizations/", 1))
			choose(azure, row.approver)
			p := azure.Press(accept)
			links := waiting(t, app, apptest.Brightwater)
			if row.want == guidance.None {
				if len(links) != 1 {
					t.Fatalf("not approved: %s", p.Text("main"))
				}
				return
			}
			if len(links) != 0 {
				t.Fatalf("awaits confirmation: %+v", links)
			}
			if got, want := guided(p), row.want.For(guidance.ForApprover).Title; got != want {
				t.Errorf("guidance %q, want %q", got, want)
			}
		})
	}
}

func TestRevokedAndExpiredWhileAtMicrosoft(t *testing.T) {
	t.Parallel()
	for fact, end := range map[string]func(app *apptest.App, sender *apptest.Browser, id string){
		"revoked":    func(_ *apptest.App, b *apptest.Browser, id string) { b.Post(views.PathRevoke(id), url.Values{}) },
		"superseded": func(_ *apptest.App, b *apptest.Browser, id string) { b.Post(views.PathSendAgain(id), url.Values{}) },
		"expired": func(app *apptest.App, _ *apptest.Browser, _ string) {
			app.Clock.Advance(25 * time.Hour)
		},
	} {
		for _, callback := range []string{consentCallback, signInCallback} {
			t.Run(fact+" before "+callback, func(t *testing.T) {
				t.Parallel()
				app := start(t)
				sender := app.As(apptest.Ada)
				id, token := invite(t, sender, "days", "1")
				azure := app.Browser()
				address := azure.Until(callback, func() { approveAs(azure, token, simulator.Ada) })
				end(app, sender, id)
				p := azure.Get(address)
				if p.URL.Path != views.PathWorkspace(token) || p.Status != http.StatusGone {
					t.Errorf("ended at %s (%d): %s", p.URL.Path, p.Status, p.Text("main"))
				}
				wantNoLink(t, app, apptest.Brightwater)
				if l := waiting(t, app, apptest.Brightwater); len(l) != 0 {
					t.Errorf("awaits confirmation: %+v", l)
				}
			})
		}
	}
}

func TestTwoAdministratorsConfirmAtOnce(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada, bob := app.As(apptest.Ada), app.As(apptest.Bob)
	_, token := invite(t, ada)
	approveAs(app.Browser(), token, simulator.Ada)
	l := wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
	var wg sync.WaitGroup
	for i := range 8 {
		tab := []*apptest.Browser{ada, bob}[i%2].Tab()
		wg.Go(func() {
			p := tab.Stay(tab.Request(http.MethodPost, views.PathConfirm(l.ID), url.Values{}))
			wantStatus(t, p, http.StatusSeeOther)
		})
	}
	wg.Wait()
	if got := wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID); got.State != link.Enabled {
		t.Errorf("link is %s", got.State)
	}
	if n := recorded(t, app, apptest.Brightwater, store.ActionLinkConfirmed); n != 1 {
		t.Errorf("confirmed %d times", n)
	}
}

func TestS02_InvitationCallbackInAnotherBrowserGoesNowhere(t *testing.T) {
	t.Parallel()
	app := start(t)
	id, token := invite(t, app.As(apptest.Ada))
	azure := app.Browser()
	address := azure.Until(consentCallback, func() { approveAs(azure, token, simulator.Ada) })
	for _, other := range []*apptest.Browser{app.Browser(), app.As(apptest.Ada)} {
		wantStatus(t, other.Get(address), http.StatusForbidden)
	}
	wantNoToken(t, app)
	wantInvitation(t, app, id, link.InvitationOpen)
	azure.Get(address) // the right browser still gets through
	wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if p := azure.Get(address); p.URL.Path != views.PathWorkspace(token) {
		t.Errorf("delivered once more it ends at %s", p.URL.Path)
	}
}

func TestInvitationRefusedAtMicrosoftStaysOpenWithGuidance(t *testing.T) {
	t.Parallel()
	app := start(t)
	sender := app.As(apptest.Ada)
	id, token := invite(t, sender)
	azure := app.Browser()
	goToMicrosoft(azure, token)
	choose(azure, simulator.Ada)
	p := azure.Press(decline)
	if p.URL.Path != views.PathWorkspace(token) || guided(p) != guidance.Declined.For(guidance.ForApprover).Title {
		t.Errorf("ended at %s with %q", p.URL.Path, guided(p))
	}
	wantInvitation(t, app, id, link.InvitationOpen)
	if words := sender.Get(views.PathInvitation(id)).Text("main"); !strings.Contains(words, "Not approved") {
		t.Errorf("the sender does not see the refusal: %s", words)
	}
	approveAs(azure, token, simulator.Ada)
	wantWaiting(t, app, apptest.Brightwater, simulator.BrightwaterID)
}

func TestWorkspaceExplains(t *testing.T) {
	t.Parallel()
	app := start(t)
	_, token := invite(t, app.As(apptest.Ada))
	azure := app.Browser()
	azure.Get(views.PathWorkspace(token))
	p := azure.Post(views.PathWorkspaceExplain(token), url.Values{"text": {"AADSTS50105"}})
	wantStatus(t, p, http.StatusOK)
	if got, want := guided(p), guidance.NotAssigned.For(guidance.ForApprover).Title; got != want {
		t.Errorf("guidance %q, want %q", got, want)
	}
	wantStatus(t, azure.Post(views.PathWorkspaceExplain(token), url.Values{"text": {"nothing of use"}}), http.StatusUnprocessableEntity)
	wantStatus(t, azure.Post(views.PathWorkspaceExplain(strings.Repeat("A", 43)), url.Values{"text": {"AADSTS50105"}}), http.StatusNotFound)
}
