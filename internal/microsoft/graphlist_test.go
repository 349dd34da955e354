package microsoft_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft"
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
		"http://127.0.0.1:8081.evil.example" + groupsPath, authority + "/graph/v1.0/../../token", authority + "/graph/v1.0/%2e%2e/token", authority + "/graph/v1.0/me%2ftoken",
		authority + "/graph/beta/token", authority + "/graphs/v1.0/token", authority + "/graph/v1.0", authority + groupsPath + "#x",
		authority + `/graph/v1.0/\token`, authority + "/graph/v1.0//token", "http:127.0.0.1", "%zz", " ",
	} {
		t.Run(next, func(t *testing.T) {
			s, c, token := onStage(t, tokenJSON(200, graphPage(next, groupItems(0, 1))))
			got, err := c.Groups(t.Context(), token)
			wantKind(t, err, microsoft.Nonsense)
			if asked := s.count("groups") + s.count("token"); got != nil || asked != 2 { // one is the sign-in's
				t.Errorf("%d groups after %d requests", len(got), asked)
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
