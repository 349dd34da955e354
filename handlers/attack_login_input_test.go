package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
	"workbooks.com/authconsole/views"
)

// Each field of the forms of people and templates, of ones that there are, is sent
// badly; nothing of it is a fault of ours, and nothing is done.
func TestBadInput_FormsOfPeopleAndTemplates(t *testing.T) {
	t.Parallel()
	app := start(t)
	theirs := people(t, app, brightwaters(t, app))
	b := app.As(apptest.Ada)
	db := database(t, app)
	before := count(t, db, "users") + count(t, db, "user_templates")
	for _, r := range routes(app) {
		of := strings.HasPrefix(r.path, views.PathUsersSecurity) || strings.HasPrefix(r.path, views.PathTemplates)
		if !of || r.method == http.MethodHead || len(r.fields()) == 1 {
			continue
		}
		for _, field := range r.fields() {
			for name, raw := range badValues(field) {
				q := r.request(b, theirs)
				if r.method == http.MethodPost {
					q = withBody(t, q, "application/x-www-form-urlencoded", raw)
				} else {
					q.URL.RawQuery = raw
				}
				wantAnswered(t, fmt.Sprintf("%s (%s, %s %s)", r.path, r.method, field, name), b.Stay(q))
			}
		}
	}
	if n := count(t, db, "users") + count(t, db, "user_templates"); n != before {
		t.Errorf("%d rows more", n-before)
	}
	wantSoundTrail(t, app)
}
