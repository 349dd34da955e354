package microsoft_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"workbooks.com/authconsole/internal/microsoft"
)

func TestLogoutURL_GoesToThePublishedEndpoint(t *testing.T) {
	const back = "http://127.0.0.1:8080/logged-out"
	c := connect(t, serve(t, newStage()))
	for _, row := range []struct{ tenant, hint, back, want string }{
		{brightwater, "O.x&y=1 #", back, "/oauth2/v2.0/signout?logout_hint=" + url.QueryEscape("O.x&y=1 #") + "&post_logout_redirect_uri=" + url.QueryEscape(back)},
		{brightwater, "", back, "/oauth2/v2.0/signout?post_logout_redirect_uri=" + url.QueryEscape(back)},
		{microsoft.Organizations, "", "", "/oauth2/v2.0/signout"},
	} {
		got, err := c.LogoutURL(t.Context(), row.tenant, row.hint, row.back)
		if want := authority + "/" + row.tenant + row.want; err != nil || got != want {
			t.Errorf("got %s (%v), want %s", got, err, want)
		}
	}
}

func TestLogoutURL_WithoutAPublishedEndpoint(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"not published": func(w http.ResponseWriter, r *http.Request) {
			sendJSON(w, 200, strings.Replace(discoveryOf(tenantIn(r)), "end_session_endpoint", "other", 1))
		},
		"no document": tokenJSON(500, `{}`),
		"on another host": func(w http.ResponseWriter, r *http.Request) {
			sendJSON(w, 200, strings.Replace(discoveryOf(tenantIn(r)), `"end_session_endpoint":"`+authority, `"end_session_endpoint":"https://evil.example`, 1))
		},
	} {
		s := newStage()
		s.discovery = h
		got, err := connect(t, serve(t, s)).LogoutURL(t.Context(), brightwater, "h", "")
		if want := authority + "/" + brightwater + "/oauth2/v2.0/logout?logout_hint=h"; err != nil || got != want {
			t.Errorf("%s: got %s (%v), want %s", name, got, err, want)
		}
	}
}

func TestF18_LogoutURLWaitsOneSecondForMicrosoft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		s.discovery = headersThenHang
		c := connect(t, serve(t, s))
		before := time.Now()
		got, err := c.LogoutURL(t.Context(), brightwater, "", "")
		if want := authority + "/" + brightwater + "/oauth2/v2.0/logout"; err != nil || got != want || time.Since(before) != time.Second {
			t.Errorf("got %s (%v) after %v", got, err, time.Since(before))
		}
	})
}

func TestS99_LogoutURLOfAHostileTenantIsRefused(t *testing.T) {
	s := newStage()
	c := connect(t, serve(t, s))
	for _, tenant := range []string{"", "common", "..", "/evil.example", strings.ToUpper(brightwater), brightwater + "/..", "brightwater.example", "@evil"} {
		got, err := c.LogoutURL(t.Context(), tenant, "h", "")
		if wantKind(t, err, microsoft.UnknownTenant); got != "" {
			t.Errorf("%q gave %s", tenant, got)
		}
	}
	if s.count("discovery") != 0 {
		t.Error("asked Microsoft")
	}
}
