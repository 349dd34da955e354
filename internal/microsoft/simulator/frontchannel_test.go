package simulator_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

const logoutURI = "http://127.0.0.1:8080/microsoft/logout"

func withLogout(o *simulator.Options) { o.LogoutURL = logoutURI }

func logoutPath(changes ...string) string {
	return query("/common/oauth2/v2.0/logout", map[string]string{"post_logout_redirect_uri": callbackURI, "state": "bye"}, changes...)
}

func frames(a answer) []string {
	a.t.Helper()
	return a.wantPage("signed-out").doc().Find("iframe[data-logout]").Map(func(_ int, frame *goquery.Selection) string {
		return frame.AttrOr("src", "")
	})
}

// sid signs the person in at the browser and returns the sid of the ID token.
func (b *browser) sid(person string, changes ...string) string {
	b.t.Helper()
	token := b.p.redeem(simulator.BrightwaterID, b.signIn(simulator.BrightwaterID, person, changes...)).json()["id_token"]
	sid, _ := claims(b.t, token)["sid"].(string)
	return sid
}

func TestFrontChannel_EveryEndedSessionIsTold(t *testing.T) {
	p := startWith(t, withLogout)
	p.Grant(simulator.BrightwaterID)
	b := p.browser()
	ben, una := b.sid(simulator.Ben), b.sid(simulator.Una, "prompt=login")
	page := b.get(logoutPath())
	if diff := cmp.Diff([]string{logoutURI + "?sid=" + ben, logoutURI + "?sid=" + una}, frames(page)); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
	if got := b.link(page, "#return"); got != callbackURI+"?state=bye" || page.header.Get("Refresh") != "2; url="+got {
		t.Errorf("way back %q, refresh %q", got, page.header.Get("Refresh"))
	}
	const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; frame-src http://127.0.0.1:8080"
	if got := page.header.Get("Content-Security-Policy"); got != policy {
		t.Errorf("policy %q", got)
	}
	if again := b.get(logoutPath()); again.status != http.StatusFound || again.back(callbackURI).Get("state") != "bye" {
		t.Errorf("the second time: %d", again.status)
	}
}

func TestFrontChannel_WhoIsTold(t *testing.T) {
	for _, row := range []struct {
		name   string
		url    string
		before func(*platform, *browser) []string // returns the sids that shall be told
		change string
	}{
		{"only the account of the hint", logoutURI, func(_ *platform, b *browser) []string {
			b.sid(simulator.Una)
			return []string{b.sid(simulator.Ben, "prompt=login")}
		}, "logout_hint=" + simulator.Ben},
		{"nobody without a code", logoutURI, func(p *platform, b *browser) []string {
			p.Revoke(simulator.BrightwaterID)
			b.pick(b.get(authorizePath(simulator.BrightwaterID)), simulator.Ben).wantPage("need-approval")
			return nil
		}, ""},
		{"nobody without a registered address", "", func(_ *platform, b *browser) []string { b.sid(simulator.Ben); return nil }, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := startWith(t, func(o *simulator.Options) { o.LogoutURL = row.url })
			p.Grant(simulator.BrightwaterID)
			b := p.browser()
			told := row.before(p, b)
			changes := []string{}
			if row.change != "" {
				changes = append(changes, row.change)
			}
			a := b.get(logoutPath(changes...))
			if len(told) == 0 {
				a.back(callbackURI)
				return
			}
			if got := frames(a); len(got) != 1 || got[0] != logoutURI+"?sid="+told[0] {
				t.Errorf("frames %v", got)
			}
		})
	}
}

func TestFrontChannel_ReturnsOnlyToARegisteredAddress(t *testing.T) {
	for name, change := range map[string]string{"elsewhere": "post_logout_redirect_uri=http://elsewhere.invalid/", "nowhere": "-post_logout_redirect_uri"} {
		t.Run(name, func(t *testing.T) {
			p := startWith(t, func(o *simulator.Options) { o.LogoutURL = logoutURI + "?from=entra" })
			p.Grant(simulator.BrightwaterID)
			b := p.browser()
			sid := b.sid(simulator.Ben)
			page := b.post(logoutPath(change), url.Values{})
			if got := frames(page); len(got) != 1 || got[0] != logoutURI+"?from=entra&sid="+sid {
				t.Errorf("frames %v", got)
			}
			if page.doc().Find("#return").Length() != 0 || page.header.Get("Refresh") != "" {
				t.Error("a way leads on")
			}
		})
	}
}

func TestFrontChannel_ReturnWithoutStateIsTheAddressItself(t *testing.T) {
	if got := start(t).browser().get(logoutPath("-state")).header.Get("Location"); got != callbackURI {
		t.Errorf("sent to %q", got)
	}
}
