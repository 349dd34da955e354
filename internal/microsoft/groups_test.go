package microsoft_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

const groupsPath = "/graph/v1.0/me/transitiveMemberOf/microsoft.graph.group"

// graphPage is a page of a list, and the address of the next one, if any.
func graphPage(next, items string) string {
	if next != "" {
		next = fmt.Sprintf(`"@odata.nextLink":%q,`, next)
	}
	return `{"@odata.context":"x",` + next + `"value":[` + items + `]}`
}

func groupItems(from, n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"id":"9b000000-84a5-43b2-b6c1-%012d","displayName":"Project %d"}`, from+i, from+i)
	}
	return strings.Join(items, ",")
}

// onStage signs in on a stage whose Graph then answers with h.
func onStage(t *testing.T, h http.HandlerFunc) (*stage, *microsoft.Client, microsoft.GraphToken) {
	t.Helper()
	s := newStage()
	c := connect(t, serve(t, s))
	token := stageToken(t, s, c)
	s.set(&s.graph, h)
	return s, c, token
}

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

func TestGroups_AsksAsGraphWantsAndFollowsPages(t *testing.T) {
	page := 0
	s, c, token := onStage(t, func(w http.ResponseWriter, r *http.Request) {
		page++
		if r.Header.Get("ConsistencyLevel") != "eventual" || r.Header.Get("Authorization") != "Bearer canary-access" ||
			strings.Contains(r.URL.String(), "canary") || r.Method != http.MethodGet || r.URL.Path != groupsPath {
			t.Errorf("page %d: %s %s with %v", page, r.Method, r.URL, r.Header)
		}
		switch page {
		case 1:
			if got, want := r.URL.RawQuery, "$select=id,displayName&$top=999&$count=true"; got != want {
				t.Errorf("query %s, want %s", got, want)
			}
			sendJSON(w, 200, graphPage(authority+groupsPath+"?$top=999&$skiptoken=two", groupItems(0, 999)))
		case 2:
			if r.URL.Query().Get("$skiptoken") != "two" {
				t.Errorf("query %s", r.URL.RawQuery)
			}
			sendJSON(w, 200, graphPage(authority+groupsPath+"?$skiptoken=three", ``)) // an empty page is not the end
		default:
			sendJSON(w, 200, graphPage("", groupItems(999, 2)))
		}
	})
	got, err := c.Groups(t.Context(), token)
	if err != nil || len(got) != 1001 || got[1000].Name != "Project 1000" || s.count("groups") != 3 {
		t.Errorf("%d groups of %d pages (%v)", len(got), s.count("groups"), err)
	}
}

func TestS99_S101_NextPageElsewhereIsNotAsked(t *testing.T) {
	for _, next := range []string{
		"https://evil.example" + groupsPath, "https://127.0.0.1:8081" + groupsPath, "http://127.0.0.1:8082" + groupsPath,
		"http://127.0.0.1:8081@evil.example" + groupsPath, "http://user@127.0.0.1:8081" + groupsPath, groupsPath, "//127.0.0.1:8081" + groupsPath,
		"http://127.0.0.1:8081.evil.example" + groupsPath, authority + "/graph/v1.0/../../token", authority + "/graph/v1.0/%2e%2e/token",
		authority + "/graph/beta/me", authority + "/graphs/v1.0/me", authority + "/graph/v1.0", authority + groupsPath + "#x",
		authority + `/graph/v1.0/\evil`, authority + "/graph/v1.0//evil.example", "http:127.0.0.1", "%zz", " ",
	} {
		t.Run(next, func(t *testing.T) {
			s, c, token := onStage(t, tokenJSON(200, graphPage(next, groupItems(0, 1))))
			got, err := c.Groups(t.Context(), token)
			wantKind(t, err, microsoft.Nonsense)
			if got != nil || s.count("groups") != 1 {
				t.Errorf("%d groups after %d requests", len(got), s.count("groups"))
			}
		})
	}
}

func TestF19_GroupsAreBounded(t *testing.T) {
	endless := 0
	for name, row := range map[string]struct {
		h       http.HandlerFunc
		asked   int
		groups  int
		refused bool
	}{
		"pages without end": {h: func(w http.ResponseWriter, _ *http.Request) {
			endless++
			sendJSON(w, 200, graphPage(authority+groupsPath+"?$skiptoken=x", groupItems(endless, 1)))
		}, asked: 50, refused: true},
		"20,000":      {h: pagesOf(20_000), asked: 4, groups: 20_000},
		"20,001":      {h: pagesOf(20_001), asked: 5, refused: true},
		"beyond 1 MB": {h: tokenJSON(200, graphPage("", groupItems(0, 15_000))), asked: 1, refused: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, c, token := onStage(t, row.h)
			got, err := c.Groups(t.Context(), token)
			if row.refused {
				wantKind(t, err, microsoft.Nonsense)
			} else if err != nil {
				t.Fatal(err)
			}
			if len(got) != row.groups || s.count("groups") != row.asked {
				t.Errorf("%d groups after %d requests, want %d after %d", len(got), s.count("groups"), row.groups, row.asked)
			}
		})
	}
}

// pagesOf serves n groups, 5,000 on a page.
func pagesOf(n int) http.HandlerFunc {
	from := 0
	return func(w http.ResponseWriter, _ *http.Request) {
		part, next := min(5000, n-from), ""
		items := groupItems(from, part)
		if from += part; from < n {
			next = authority + groupsPath + "?$skiptoken=x"
		}
		sendJSON(w, 200, graphPage(next, items))
	}
}

// later fails on the second page, so that a part is at hand when the error comes.
func later(fail http.HandlerFunc) http.HandlerFunc {
	page := 0
	return func(w http.ResponseWriter, r *http.Request) {
		if page++; page == 1 {
			sendJSON(w, 200, graphPage(authority+groupsPath+"?$skiptoken=two", groupItems(0, 3)))
			return
		}
		fail(w, r)
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

func TestF21_BusyGraphIsAskedOnceMoreIfTimeAllows(t *testing.T) {
	rows := []struct {
		name   string
		budget time.Duration // 0 is none of the caller's
		wait   string        // Retry-After
		busy   int           // answers before the good one
		asked  int
		took   time.Duration
		kind   microsoft.Kind
	}{
		{"it fits", 10 * time.Second, "3", 1, 2, 3 * time.Second, ""},
		{"it fits in our own time", 0, "20", 1, 2, 20 * time.Second, ""},
		{"it does not fit", 2 * time.Second, "3", 1, 1, 0, microsoft.Busy},
		{"it does not fit in our own time", 0, "3600", 1, 1, 0, microsoft.Busy},
		{"unknown wait", 10 * time.Second, "", 1, 1, 0, microsoft.Busy},
		{"busy again", 10 * time.Second, "3", 2, 2, 3 * time.Second, microsoft.Busy},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				left := row.busy
				s, c, token := onStage(t, func(w http.ResponseWriter, _ *http.Request) {
					if left--; left >= 0 {
						w.Header().Set("Retry-After", row.wait)
						sendJSON(w, 429, `{"error":{"code":"TooManyRequests"}}`)
						return
					}
					sendJSON(w, 200, graphPage("", groupItems(0, 2)))
				})
				ctx := t.Context()
				if row.budget != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, row.budget)
					defer cancel()
				}
				before := time.Now()
				got, err := c.Groups(ctx, token)
				if row.kind != "" {
					wantKind(t, err, row.kind)
				} else if err != nil || len(got) != 2 {
					t.Errorf("%d groups (%v)", len(got), err)
				}
				if took := time.Since(before); took != row.took || s.count("groups") != row.asked {
					t.Errorf("took %v and %d requests, want %v and %d", took, s.count("groups"), row.took, row.asked)
				}
			})
		})
	}
}

func TestF21_HangingGraphEndsWithTheCallersTime(t *testing.T) {
	for budget, want := range map[time.Duration]time.Duration{2 * time.Second: 2 * time.Second, time.Minute: 5 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			_, c, token := onStage(t, later(headersThenHang))
			ctx, cancel := context.WithTimeout(t.Context(), budget)
			defer cancel()
			before := time.Now()
			got, err := c.Groups(ctx, token)
			wantKind(t, err, microsoft.Slow)
			if took := time.Since(before); took != want || got != nil {
				t.Errorf("took %v and left %d groups, want %v", took, len(got), want)
			}
		})
	}
}
