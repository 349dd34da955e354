package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func TestS62_TheConfirmationSaysWhatForAndLeadsBackToWhereThePersonWas(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	una, ada := userOf(t, app, apptest.Una), app.As(apptest.Ada)
	app.Clock.Advance(31 * time.Minute)
	for _, row := range []struct{ method, path, words, then, cancel string }{
		{http.MethodGet, views.PathUnlink, "to unlink Workbooks", views.PathUnlink, views.PathMicrosoft},
		{http.MethodPost, views.PathUnlink, "before you change how", views.PathMicrosoft, views.PathMicrosoft},
		{http.MethodGet, views.PathProvisioningOff, "to switch off User Provisioning", views.PathProvisioningOff, views.PathTemplates},
		{http.MethodPost, views.PathProvisioningOn, "before you change how", views.PathTemplates, views.PathTemplates},
		{http.MethodGet, views.PathUserDo(una.ID, views.ActForget), "to forget a Microsoft identity", views.PathUserDo(una.ID, views.ActForget), views.PathUser(una.ID)},
		{http.MethodPost, views.PathUserDo(una.ID, views.ActRelink), "before you change how", views.PathUser(una.ID), views.PathUser(una.ID)},
	} {
		p := ada.Do(ada.Request(row.method, row.path, url.Values{}))
		if p.URL.Path != views.PathConfirmIdentity || !strings.Contains(strings.ToLower(p.Text("main")), strings.ToLower(row.words)) {
			t.Errorf("%s %s: at %s: %s", row.method, row.path, p.URL, p.Text("main"))
		}
		if to := p.Doc.Find(`input[name="return_to"]`).AttrOr("value", ""); to != row.then || !p.Has(`a[href="`+row.cancel+`"]`) {
			t.Errorf("%s %s: leads on to %q, or not back to %s", row.method, row.path, to, row.cancel)
		}
	}
}

// Who has no Microsoft identity any more is asked for the password instead, and is not
// led elsewhere by that.
func TestS62_ConfirmingWithMicrosoftKeepsWhereToGo(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	p := posted(app.As(apptest.Ada), views.PathConfirmMicrosoft, url.Values{"return_to": {views.PathUnlink}})
	if to := p.Header.Get("Location"); to != views.PathConfirmIdentity+"?return_to="+url.QueryEscape(views.PathUnlink) {
		t.Errorf("leads to %q", to)
	}
}

func TestCancel_OnTheTabUserTemplatesLeavesARequestForTheLinkAlone(t *testing.T) {
	t.Parallel()
	app := linkedApp(t)
	bob, ada := app.As(apptest.Bob), app.As(apptest.Ada)
	posted(bob, views.PathConsents+"?replace=yes", nil)
	posted(ada, views.PathProvisioningOn, nil)
	ada.Get(views.PathTemplates)
	ada.Press(`form[action="` + views.PathCancel + `"] button`)
	if ada.Page.URL.Path != views.PathTemplates || recorded(t, app, apptest.Brightwater, store.ActionConsentCancelled) != 1 {
		t.Errorf("at %s: %s", ada.Page.URL, ada.Page.Text("main"))
	}
	if n := count(t, database(t, app), "consent_requests where ended_at is null and purpose = 'link'"); n != 1 {
		t.Errorf("%d requests for the link are open", n)
	}
	posted(bob, views.PathCancel, url.Values{})
	if n := count(t, database(t, app), "consent_requests where ended_at is null"); n != 0 {
		t.Errorf("%d requests are open", n)
	}
}
