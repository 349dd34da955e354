package handlers_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

// until sends a request again and again, at most n times, and returns how many were
// answered before the first 429; n when there was none.
func until(b *apptest.Browser, n int, r func() *http.Request) int {
	for i := range n {
		if p := b.Stay(r()); p.Status == http.StatusTooManyRequests {
			return i
		}
	}
	return n
}

func TestS103_EverythingThatCanBeRepeatedIsBounded(t *testing.T) {
	t.Parallel()
	for fact, row := range map[string]struct {
		bound   int
		request func(b *apptest.Browser, own belongings) *http.Request
	}{
		"starts": {60, func(b *apptest.Browser, _ belongings) *http.Request {
			return b.Request(http.MethodPost, views.PathConsents+"?replace=yes", url.Values{})
		}},
		"callbacks": {300, func(b *apptest.Browser, _ belongings) *http.Request {
			return b.Request(http.MethodGet, consentCallback+"?state=x", nil)
		}},
		"sign-in callbacks": {300, func(b *apptest.Browser, _ belongings) *http.Request {
			return b.Request(http.MethodGet, signInCallback+"?state=x", nil)
		}},
		"invitations": {40, func(b *apptest.Browser, _ belongings) *http.Request {
			return b.Request(http.MethodPost, views.PathInvitations, url.Values{"days": {"7"}, "how": {"link"}})
		}},
		"openings of one link": {900, func(b *apptest.Browser, own belongings) *http.Request {
			return b.Request(http.MethodGet, views.PathWorkspace(own["token"]), nil)
		}},
		"guesses of links": {900, func(b *apptest.Browser, _ belongings) *http.Request {
			return b.Request(http.MethodGet, views.PathWorkspace(time.Now().String()), nil)
		}},
		"journeys of one invitation": {40, func(b *apptest.Browser, own belongings) *http.Request {
			return b.Request(http.MethodPost, views.PathWorkspace(own["token"]), url.Values{})
		}},
		"explanations": {400, func(b *apptest.Browser, _ belongings) *http.Request {
			return b.Request(http.MethodPost, views.PathExplainAny, url.Values{"text": {"AADSTS50105"}})
		}},
	} {
		t.Run(fact, func(t *testing.T) {
			t.Parallel()
			app := start(t)
			own := brightwaters(t, app)
			b := app.As(apptest.Ada)
			if n := until(b, row.bound, func() *http.Request { return row.request(b, own) }); n == row.bound || n < 5 {
				t.Errorf("%d were answered", n)
			}
			app.Clock.Advance(10 * time.Minute)
			if p := b.Stay(row.request(b, own)); p.Status == http.StatusTooManyRequests {
				t.Error("still refused ten minutes later")
			}
		})
	}
}

func TestS103_SearchIsBoundedByPerson(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Sue)
	search := func() *http.Request { return b.Request(http.MethodGet, views.PathStatus+"?q=bright", nil) }
	if n := until(b, 400, search); n == 400 || n < 50 {
		t.Errorf("%d searches were answered", n)
	}
	if p := b.Get(views.PathStatus); p.Status != http.StatusOK {
		t.Errorf("the list without a search is refused too: %d", p.Status)
	}
}

func TestS103_AStrangerWithALinkDoesNotLockAnAdministratorOut(t *testing.T) {
	t.Parallel()
	app := start(t)
	ada := app.As(apptest.Ada)
	begin(ada) // an administrator's own request is under way
	request := requestOf(t, ada)
	_, token := invite(t, app.As(apptest.Bob))
	for range 50 {
		b := app.Browser()
		b.Stay(b.Request(http.MethodPost, views.PathWorkspace(token), url.Values{}))
		app.Clock.Advance(5 * time.Second)
	}
	r, err := app.Store.Consent(t.Context(), app.Account(apptest.Brightwater).ID, request)
	if err != nil || !r.State.Open() {
		t.Errorf("the administrator's own request is %q, %v", r.State, err)
	}
	if n := count(t, database(t, app), "consent_requests where invitation_id is not null and ended_at is null"); n > 20 {
		t.Errorf("%d open requests by one invitation", n)
	}
	choose(ada, simulator.Ada)
	if ada.Press(accept); !ada.Page.Has("#confirmation") {
		t.Errorf("the administrator could not finish: %s", ada.Page.Text("main"))
	}
	if p := app.As(apptest.Bob).Get(views.PathMicrosoft); p.Status != http.StatusOK {
		t.Errorf("the other administrator gets %d", p.Status)
	}
}

func TestS103_OneClientsCallbacksDoNotStopAnothers(t *testing.T) {
	t.Parallel()
	app := start(t, apptest.WithTrustedProxies(network(t, "127.0.0.0/8")))
	b := app.Browser()
	from := func(ip string) *http.Request {
		r := b.Request(http.MethodGet, consentCallback+"?state=x", nil)
		r.Header.Set("X-Forwarded-For", ip)
		return r
	}
	if n := until(b, 300, func() *http.Request { return from("203.0.113.7") }); n == 300 {
		t.Fatal("one client is never refused")
	}
	wantStatus(t, b.Stay(from("203.0.113.8")), http.StatusBadRequest)
}

func TestS103_ACompanyBehindOneAddressComesBackUnbounded(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	address := toConsentCallback(b, simulator.Ada)
	for i := range 300 {
		if p := b.Stay(b.Request(http.MethodGet, address, nil)); p.Status != http.StatusSeeOther {
			t.Fatalf("answer %d of the browser that started is %d", i, p.Status)
		}
	}
}
