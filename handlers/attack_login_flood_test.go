package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/views"
)

func TestS09_S103_AnswersThatAnybodyCanWriteFillNothing(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	db := database(t, app)
	b := app.Browser()
	address := toLoginCallback(b, apptest.Una, simulator.Una)
	for range 70 {
		fresh := toFlow(b)
		p := stay(b, with(t, address, "state", fresh, "code", "", "error", "access_denied"))
		wantStatus(t, p, http.StatusSeeOther)
	}
	if n := count(t, db, "traces where kind = 'login'"); n != 60 {
		t.Errorf("%d traces were kept", n)
	}
	b.Get("/login/problem")
	wantOutcome(t, b.Page, http.StatusForbidden, "did not let")
}

// Whoever has the cookie of somebody who logged in here, who may have left since, fills
// no trail that is kept for good.
func TestS09_S103_AKnownPersonsFailuresAreBoundedToo(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	db := database(t, app)
	b := app.Browser()
	b.LoginMicrosoft("", simulator.Una)
	b.SetCookie(&http.Cookie{Name: sessionCookie, Value: "", Path: "/", MaxAge: -1})
	address := loginCallback + "?error=access_denied&error_description=AADSTS50057:+gone"
	fail := func(times int) {
		for range times {
			r := b.Request(http.MethodPost, views.PathLoginMicrosoft, url.Values{})
			wantStatus(t, stay(b, with(t, address, "state", stateOf(b.Stay(r).Header.Get("Location")))), http.StatusSeeOther)
		}
	}
	const refused = "audit_entries where action = 'sign_in.refused'"
	fail(70)
	if n := count(t, db, refused); n != 60 {
		t.Errorf("%d entries in the trail", n)
	}
	if p := app.As(apptest.Ada).Get(views.PathLeavers); strings.Contains(p.Text("main"), "Una Moss") {
		t.Error("what a browser brings makes a leaver")
	}
	una := userOf(t, app, apptest.Una)
	if err := app.Store.SetLoginEnabled(t.Context(), apptest.Operator(), una.AccountID, una.ID, false); err != nil {
		t.Fatal(err)
	}
	app.Clock.Advance(10 * time.Minute)
	fail(2)
	if n := count(t, db, refused); n != 60 {
		t.Errorf("%d entries after the log-in was switched off", n)
	}
}

// toFlow begins a log-in and returns its state.
func toFlow(b *apptest.Browser) string {
	r := b.Request(http.MethodPost, "/login/microsoft", map[string][]string{"email": {apptest.Una}})
	to := b.Stay(r).Header.Get("Location")
	return stateOf(to)
}

func stateOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Query().Get("state")
}
