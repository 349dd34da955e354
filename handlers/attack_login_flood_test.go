package handlers_test

import (
	"net/http"
	"net/url"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
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
