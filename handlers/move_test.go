package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

func TestMove_AsksFirstAndThenDoesIt(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	for _, row := range []struct {
		path, consequence, notice, action string
		state                             link.State
	}{
		{views.PathDisable, "Nobody in Brightwater Ltd can log in with Microsoft until you enable it again.", "is disabled. The link is kept.", store.ActionLinkDisabled, link.Disabled},
		{views.PathEnable, "Passwords go on working as they do now.", "is enabled.", store.ActionLinkEnabled, link.Enabled},
		{views.PathUnlink, "an Azure administrator must approve again", "The link is removed.", store.ActionLinkUnlinked, link.Unlinked},
	} {
		b.Get(views.PathMicrosoft)
		p := b.Follow(`main a[href="` + row.path + `"]`)
		if !strings.Contains(p.Text("main"), row.consequence) {
			t.Errorf("%s does not say what changes: %s", row.path, p.Text("main"))
		}
		if n := recorded(t, app, apptest.Brightwater, row.action); n != 0 {
			t.Fatalf("%s: asking alone did it", row.path)
		}
		p = b.Press(`form[action="` + row.path + `"] button`)
		if p.URL.Path != views.PathMicrosoft || !strings.Contains(p.Body, row.notice) {
			t.Errorf("%s ended at %s: %s", row.path, p.URL.Path, p.Text("main"))
		}
		if strings.Contains(b.Get(views.PathMicrosoft).Body, row.notice) {
			t.Errorf("%s: the notice is shown twice", row.path)
		}
		l, err := app.Store.LastLink(t.Context(), app.Account(apptest.Brightwater).ID)
		if err != nil || l.State != row.state || recorded(t, app, apptest.Brightwater, row.action) != 1 {
			t.Errorf("%s: state %s, %d entries (%v)", row.path, l.State, recorded(t, app, apptest.Brightwater, row.action), err)
		}
	}
	wantSoundTrail(t, app)
}

func TestMove_TheNoticeWaitsForAPageThatShowsIt(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	b.Stay(b.Request(http.MethodPost, views.PathDisable, url.Values{}))
	b.Stay(b.Request(http.MethodHead, views.PathMicrosoft, nil))
	b.Partial(http.MethodGet, views.PathMicrosoft, nil)
	if p := b.Get(views.PathMicrosoft); !strings.Contains(p.Body, "is disabled. The link is kept.") {
		t.Error("the notice was used up by something that nobody saw")
	}
}

func TestMove_UnlinkTellsHowToCleanUpInAzure(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	p := app.As(apptest.Ada).Get(views.PathUnlink)
	if !strings.Contains(p.Text("main"), "Enterprise applications › Workbooks › Properties") || !strings.Contains(p.Text("main"), "Choose Delete") {
		t.Errorf("says %s", p.Text("main"))
	}
}

func TestMove_ADoubleClickDoesItOnce(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ path, first, action string }{
		{views.PathDisable, "", store.ActionLinkDisabled},
		{views.PathEnable, views.PathDisable, store.ActionLinkEnabled},
		{views.PathUnlink, "", store.ActionLinkUnlinked},
	} {
		t.Run(row.path, func(t *testing.T) {
			app := start(t)
			linkOnce(t, app)
			b := app.As(apptest.Ada)
			if row.first != "" {
				b.Post(row.first, url.Values{})
			}
			done := make(chan *apptest.Page)
			for range 8 {
				tab := b.Tab()
				go func() { done <- tab.Stay(tab.Request(http.MethodPost, row.path, url.Values{})) }()
			}
			for range 8 {
				p := <-done
				wantStatus(t, p, http.StatusSeeOther)
				if to := p.Header.Get("Location"); to != views.PathMicrosoft {
					t.Errorf("goes on to %s", to)
				}
			}
			if n := recorded(t, app, apptest.Brightwater, row.action); n != 1 {
				t.Errorf("%d entries, want 1", n)
			}
		})
	}
}

func TestMove_WithoutALinkThereIsNothingToMove(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	for _, path := range []string{views.PathDisable, views.PathEnable, views.PathUnlink, views.PathConsents + "/replace"} {
		for _, p := range []*apptest.Page{b.Get(path), b.Post(path, url.Values{})} {
			if p.Status == http.StatusOK && p.URL.Path != views.PathMicrosoft || p.Status >= http.StatusInternalServerError {
				t.Errorf("%s: %d at %s", path, p.Status, p.URL.Path)
			}
		}
	}
	wantStatus(t, b.Post(views.PathUndo("none"), url.Values{}), http.StatusNotFound)
}

func TestMove_CancelGivesUpWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	callback := toConsentCallback(b, simulator.Ada)
	b.Get(views.PathMicrosoft)
	p := b.Press(`form[action="` + views.PathCancel + `"] button`)
	if !strings.Contains(p.Body, "Cancelled. Nothing has changed in Workbooks.") {
		t.Errorf("says %s", p.Text("main"))
	}
	if p := b.Get(callback); p.Has("#confirmation") || p.Status != http.StatusOK {
		t.Errorf("a cancelled request goes on: %d %s", p.Status, p.Text("main"))
	}
	wantNoToken(t, app)
	wantNoLink(t, app, apptest.Brightwater)
	if p := b.Post(views.PathCancel, url.Values{}); !strings.Contains(p.Body, "nothing left to cancel") {
		t.Errorf("the second time: %s", p.Text("main"))
	}
}

func TestReplace_TheOldLinkServesUntilTheNewOneIsProven(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	p := b.Post(views.PathConsents, url.Values{})
	if p.URL.Path != views.PathConsents+"/replace" || !strings.Contains(p.Text("main"), "goes on serving until another organisation has approved") {
		t.Fatalf("no warning at %s: %s", p.URL.Path, p.Text("main"))
	}
	callback := toSignInCallback(b, simulator.Henry)
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if p := b.Get(callback); !p.Has("#confirmation") || !strings.Contains(p.Text("#confirmation"), "Brightwater Ltd, which is no longer linked") {
		t.Errorf("ended in %s", p.Text("main"))
	}
	wantLink(t, app, apptest.Brightwater, simulator.HarbourID)
	wantSoundTrail(t, app)
}

func TestReplace_AFailureLeavesTheOldLink(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	app.Simulator.Fail(simulator.FaultIDTokenNoRoles)
	if p := approve(b, simulator.Henry); guided(p) != titleNoRole {
		t.Errorf("ended in %s", p.Text("main"))
	}
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
}

func TestReplace_TheSameOrganisationRenewsTheLink(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	before := wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	approve(app.As(apptest.Bob), simulator.Grace)
	after := wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	if after.ID != before.ID || after.ApproverUsername != simulator.Grace || recorded(t, app, apptest.Brightwater, store.ActionLinkProven) != 1 {
		t.Errorf("link %s by %s, want %s by %s", after.ID, after.ApproverUsername, before.ID, simulator.Grace)
	}
}

func TestS57_TheConfirmationNamesEverythingAndUndoTakesItBack(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	p := approve(b, simulator.Grace)
	for _, want := range []string{"Brightwater Ltd", "brightwater.example", "Grace Hopper", simulator.Grace, "Global Administrator", "by Ada Lovelace", "Not your organisation?", "WB-"} {
		if !strings.Contains(p.Text("#confirmation"), want) {
			t.Errorf("the confirmation does not say %q", want)
		}
	}
	if !strings.Contains(p.Body, simulator.BrightwaterID) {
		t.Error("the confirmation does not hold the organisation's ID")
	}
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	p = b.Press(`form[action$="/undo"] button`)
	if !strings.Contains(p.Body, "Undone. Your account is no longer linked to the organisation Brightwater Ltd.") {
		t.Errorf("after Undo at %s: %s", p.URL.Path, p.Text("main"))
	}
	wantNoLink(t, app, apptest.Brightwater)
	wantSoundTrail(t, app)
}

func TestS57_UndoRestoresTheLinkThatWasReplaced(t *testing.T) {
	t.Parallel()
	app := start(t)
	linkOnce(t, app)
	b := app.As(apptest.Ada)
	request := approve(b, simulator.Henry).URL.Path
	p := b.Press(`form[action$="/undo"] button`)
	if !strings.Contains(p.Text("body"), "The link to Brightwater Ltd serves again.") {
		t.Errorf("says %s", p.Text("body"))
	}
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
	wantStatus(t, b.Post(request+"/undo", url.Values{}), http.StatusConflict)
	wantSoundTrail(t, app)
}

func TestS57_UndoHasItsTime(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Ada)
	request := approve(b, simulator.Ada).URL.Path
	app.Clock.Advance(link.UndoWindow)
	b = app.As(apptest.Ada)
	if p := b.Get(request); p.Has(`form[action$="/undo"]`) || !p.Has("#confirmation") {
		t.Errorf("after its time: %s", p.Text("main"))
	}
	wantStatus(t, b.Post(request+"/undo", url.Values{}), http.StatusConflict)
	wantLink(t, app, apptest.Brightwater, simulator.BrightwaterID)
}
