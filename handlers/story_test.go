package handlers_test

import (
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/views"
)

func TestStory_AdministratorLinksTheAccount(t *testing.T) {
	app := apptest.Start(t)
	app.Seed()
	b := app.As(apptest.Ada)

	p := b.Get(views.PathAuthentication)
	if !strings.Contains(p.Text("main"), "Not linked") {
		t.Fatalf("before: %s", p.Text("main"))
	}
	p = b.Link("ada@brightwater.example")
	if !p.Has("#confirmation") || !strings.Contains(p.Text("#confirmation"), "linked to Brightwater Ltd") {
		t.Fatalf("no confirmation at %s (%d): %s\n%v\nlog: %s", p.URL.Path, p.Status, p.Text("main"), b.Visit, app.Log)
	}
	if p.URL.RawQuery != "" {
		t.Errorf("the confirmation's address keeps %q", p.URL.RawQuery)
	}
	p = b.Get(views.PathMicrosoft)
	if !strings.Contains(p.Text("#microsoft-panel"), "Microsoft authentication is enabled") {
		t.Errorf("after: %s", p.Text("#microsoft-panel"))
	}
	p = b.Get(views.PathActivity)
	if !strings.Contains(p.Text("#activity-table"), "Linked the account to an organisation") {
		t.Errorf("activity: %s", p.Text("#activity-table"))
	}
}
