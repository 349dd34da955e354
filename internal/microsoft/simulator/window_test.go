package simulator_test

import (
	"net/http"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// eventually asks Graph with the header that counting needs.
func (p *platform) eventually(address, token string) answer {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err == nil {
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("ConsistencyLevel", "eventual")
	}
	return p.browser().do(r, err)
}

func TestWindow_PagesLeadToEveryGroupOnce(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Max, "GroupMember.Read.All")
	for _, row := range []struct {
		query string
		pages int
	}{
		{"", 3}, {"?$top=999", 1}, {"?$top=202", 1}, {"?$top=201", 2}, {"?$select=id,displayName&$count=true&$top=50", 5},
	} {
		t.Run(row.query, func(t *testing.T) {
			seen, pages := map[any]string{}, 0
			for next := p.url + "/graph" + groupsPath + row.query; next != ""; pages++ {
				if !strings.HasPrefix(next, p.url+"/graph/v1.0/") {
					t.Fatalf("next page at %s", next)
				}
				body := p.eventually(next, token)
				for _, item := range body.list() {
					seen[item["id"]], _ = item["displayName"].(string)
				}
				if count := body.json()["@odata.count"]; (count == float64(202)) != strings.Contains(row.query, "$count") {
					t.Errorf("count %v", count)
				}
				next, _ = body.json()["@odata.nextLink"].(string)
			}
			if pages != row.pages || len(seen) != simulator.ProjectGroups+1 {
				t.Fatalf("%d groups on %d pages, want %d", len(seen), pages, row.pages)
			}
			if seen[simulator.ProjectGroup(201)] != "Project 201" || seen[simulator.GroupAllUsers] != "All Users" {
				t.Error("a name is lost")
			}
		})
	}
}

func TestWindow_RefusedQueries(t *testing.T) {
	p := start(t)
	token := p.access(simulator.BrightwaterID, simulator.Max)
	for _, query := range []string{"$top=0", "$top=1000", "$top=-1", "$top=many", "$skiptoken=x", "$skiptoken=ZnJvbSA", "$count=true"} {
		t.Run(query, func(t *testing.T) {
			wantGraphError(t, p.graph(groupsPath+"?"+query, token), http.StatusBadRequest, "Request_UnsupportedQuery")
		})
	}
	wantGraphError(t, p.graph(groupsPath+"?$select=id,shoeSize", token), http.StatusBadRequest, "BadRequest")
}

func TestWindow_CountOfNothing(t *testing.T) {
	p := start(t)
	a := p.eventually(p.url+"/graph"+groupsPath+"?$count=true", p.access(simulator.BrightwaterID, simulator.Nora))
	if len(a.list()) != 0 || a.json()["@odata.count"] != float64(0) || a.json()["@odata.nextLink"] != nil {
		t.Errorf("body %s", a.body)
	}
}
