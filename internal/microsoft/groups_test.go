package microsoft_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

func TestGroups_Answers(t *testing.T) {
	long := strings.Repeat("Ø", 300)
	item := func(id, name string) string { return fmt.Sprintf(`{"id":%q,"displayName":%s}`, id, name) }
	id := simulator.GroupAllUsers
	rows := []struct {
		name, items string
		want        []microsoft.Group
	}{
		{"none", ``, []microsoft.Group{}},
		{"one", item(id, `"All Users"`), []microsoft.Group{{ID: id, Name: "All Users"}}},
		{"ID in capitals", item(strings.ToUpper(id), `"All Users"`), []microsoft.Group{{ID: id, Name: "All Users"}}},
		{"name is null", item(id, `null`), []microsoft.Group{{ID: id}}},
		{"name is missing", `{"id":"` + id + `"}`, []microsoft.Group{{ID: id}}},
		{"markup is kept for the page to escape", item(id, `"<b>&\""`), []microsoft.Group{{ID: id, Name: `<b>&"`}}},
		{"long name", item(id, `"`+long+`"`), []microsoft.Group{{ID: id, Name: long[:256*len("Ø")]}}},
		{"same name twice", item(id, `"A"`) + `,` + item(simulator.GroupSalesTeam, `"A"`),
			[]microsoft.Group{{ID: id, Name: "A"}, {ID: simulator.GroupSalesTeam, Name: "A"}}},
		{"same group twice", item(id, `"A"`) + `,` + item(strings.ToUpper(id), `"A"`), []microsoft.Group{{ID: id, Name: "A"}}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, c, token := onStage(t, tokenJSON(200, graphPage("", row.items)))
			got, err := c.Groups(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGroups_UnreadableIsNeverNone(t *testing.T) {
	rows := map[string]struct {
		h    http.HandlerFunc
		kind microsoft.Kind
	}{
		"401":           {tokenJSON(401, `{"error":{"code":"InvalidAuthenticationToken"}}`), microsoft.Refused},
		"403":           {tokenJSON(403, `{"error":{"code":"Authorization_RequestDenied","message":"canary"}}`), microsoft.Refused},
		"429":           {tokenJSON(429, `{}`), microsoft.Busy},
		"500":           {tokenJSON(500, `{}`), microsoft.Trouble},
		"HTML":          {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, microsoft.Nonsense},
		"no list":       {tokenJSON(200, `{}`), microsoft.Nonsense},
		"list is null":  {tokenJSON(200, `{"value":null}`), microsoft.Nonsense},
		"cut off":       {tokenJSON(200, `{"value":[{"id":`), microsoft.Nonsense},
		"error as 200":  {tokenJSON(200, `{"error":{"code":"x"}}`), microsoft.Nonsense},
		"ID is no GUID": {tokenJSON(200, graphPage("", `{"id":"../x","displayName":"A"}`)), microsoft.Nonsense},
		"ID is missing": {tokenJSON(200, graphPage("", `{"displayName":"A"}`)), microsoft.Nonsense},
		"name a number": {tokenJSON(200, graphPage("", `{"id":"`+simulator.GroupAllUsers+`","displayName":7}`)), microsoft.Nonsense},
		"broken":        {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, microsoft.Unreachable},
	}
	for name, row := range rows {
		for place, h := range map[string]http.HandlerFunc{"first page": row.h, "second page": later(row.h)} {
			t.Run(name+"/"+place, func(t *testing.T) {
				_, c, token := onStage(t, h)
				got, err := c.Groups(t.Context(), token)
				wantKind(t, err, row.kind)
				if got != nil || strings.Contains(err.Error(), "canary") {
					t.Errorf("%d groups with error %v", len(got), err)
				}
			})
		}
	}
}

func TestGroups_NeedsToken(t *testing.T) {
	s := newStage()
	if _, err := connect(t, serve(t, s)).Groups(t.Context(), microsoft.GraphToken{}); !errors.Is(err, microsoft.ErrIncomplete) {
		t.Errorf("error %v, want ErrIncomplete", err)
	}
	if s.count("groups") != 0 {
		t.Error("asked Graph without a token")
	}
}
