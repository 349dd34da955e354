package handlers_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/internal/microsoft/simulator"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

// exported returns the cells of the export.
func exported(t *testing.T, app *apptest.App) (raw string, cells []string) {
	t.Helper()
	p := app.As(apptest.Sue).Get(views.PathStatusExport)
	wantStatus(t, p, http.StatusOK)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.Body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		cells = append(cells, row...)
	}
	return p.Body, cells
}

// Where a comma is the decimal sign, spreadsheets split a file at its semicolons.
func TestS97_ASemicolonBeginsACellWithAFormula(t *testing.T) {
	t.Parallel()
	app := start(t)
	if _, err := app.Store.CreateAccount(t.Context(), apptest.Operator(), store.NewAccount{Name: `Fine;=HYPERLINK("http://evil.example")`}); err != nil {
		t.Fatal(err)
	}
	raw, _ := exported(t, app)
	for _, cell := range strings.FieldsFunc(raw, func(r rune) bool { return r == ';' || r == '\r' || r == '\n' }) {
		if strings.HasPrefix(strings.Trim(cell, `" `), "=") {
			t.Errorf("split at semicolons there is a cell %q", cell)
		}
	}
}

func TestS97_AnOrganisationThatBeginsWithAWideSpaceIsAFormula(t *testing.T) {
	t.Parallel()
	app := start(t, overWire(organisation("\u2003=1+1", "brightwater.example")))
	linkOnce(t, app)
	_, cells := exported(t, app)
	for _, cell := range cells {
		if strings.HasPrefix(strings.TrimLeftFunc(cell, unicode.IsSpace), "=") {
			t.Errorf("cell %q", cell)
		}
	}
}

func TestS103_ExportSearchesAreNotBounded(t *testing.T) {
	t.Parallel()
	app := start(t)
	b := app.As(apptest.Sue)
	if n := until(b, 400, func() *http.Request { return b.Request(http.MethodGet, views.PathStatusExport+"?q=bright", nil) }); n == 400 {
		t.Error("400 searches by the export were answered")
	}
}

// The workspace asks for itself every two seconds while somebody is at Microsoft,
// and all who have it open share the link's limit.
func TestS103_ThreeWindowsThatWaitShutTheLinkForTheApprover(t *testing.T) {
	t.Parallel()
	app := start(t)
	_, token := invite(t, app.As(apptest.Ada))
	azure := app.Browser()
	goToMicrosoft(azure, token)
	windows := []*apptest.Browser{app.Browser(), app.Browser(), app.Browser()}
	refused := 0
	for range 120 {
		for _, w := range windows {
			if w.Partial(http.MethodGet, views.PathWorkspace(token), nil).Status == http.StatusTooManyRequests {
				refused++
			}
		}
		app.Clock.Advance(2 * time.Second)
	}
	choose(azure, simulator.Ada)
	if p := azure.Press(accept); p.Status != http.StatusOK || refused > 0 {
		t.Errorf("three open windows were refused %d times, and the approver's record is %d", refused, p.Status)
	}
}

func TestS78_TheRequestOfASenderWhoIsNoAdministratorAnyMoreIsClosed(t *testing.T) {
	t.Parallel()
	app := start(t)
	_, token := invite(t, app.As(apptest.Ada))
	execute(t, database(t, app), "update users set role = 'helpdesk' where email = '"+apptest.Ada+"'")
	azure := app.Browser()
	p := azure.Get(views.PathWorkspace(token))
	wantStatus(t, p, http.StatusGone)
	if p.Has("form[data-once] button") {
		t.Errorf("a button is offered: %.80s", p.Text("main"))
	}
	p = azure.Stay(azure.Request(http.MethodPost, views.PathWorkspace(token), url.Values{}))
	if p.Header.Get("Location") != views.PathWorkspace(token) {
		t.Errorf("the button leads to %q", p.Header.Get("Location"))
	}
}

// A holder of the link presses the button again and again.
func TestS103_AnotherHolderOfTheLinkKeepsTheApproverOut(t *testing.T) {
	t.Parallel()
	app := start(t)
	_, token := invite(t, app.As(apptest.Ada))
	azure := app.Browser()
	goToMicrosoft(azure, token)
	for range 3 {
		b := app.Browser()
		b.Stay(b.Request(http.MethodPost, views.PathWorkspace(token), url.Values{}))
	}
	choose(azure, simulator.Ada)
	azure.Press(accept)
	if l := waiting(t, app, apptest.Brightwater); len(l) != 1 {
		t.Errorf("three presses of somebody else ended the approver's own try: %s", azure.Page.Text("main"))
	}
}
