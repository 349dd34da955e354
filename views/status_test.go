package views_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"workbooks.com/authconsole/views"
)

// packed is how many bytes a page takes on the wire, compressed as it is sent.
func packed(t *testing.T, page string) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write([]byte(page)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

func TestStatusPageIsSmall(t *testing.T) {
	page := func(rows int) string {
		return render(t, views.StatusPage(statusFrame("Link status"), statusModel(rows)))
	}
	full, empty := page(40), page(0)
	rowRaw, rowPacked := (len(full)-len(empty))/40, (packed(t, full)-packed(t, empty))/40
	t.Logf("40 rows: %d bytes, %d compressed; a row: %d, %d", len(full), packed(t, full), rowRaw, rowPacked)
	if len(full) > 25<<10 {
		t.Errorf("40 rows take %d bytes", len(full))
	}
	if rowPacked > 80 {
		t.Errorf("a row takes %d bytes compressed", rowPacked)
	}
}

func TestStatusBoardIsLinks(t *testing.T) {
	d := parse(t, views.StatusPanel(statusModel(3)))
	has(t, d, "#status-board", "1,284 accounts", "Working 911", "Needs attention 12", "Not linked 317")
	one(t, d, `#status-board a[aria-current][href="`+views.PathStatus+`?health=attention"]`)
	if got := d.Find("#status-board a").Length(); got != 5 {
		t.Errorf("%d figures", got)
	}
	// A state is told by icon and word, and every icon is on the page.
	page := parse(t, views.StatusPage(statusFrame("Link status"), statusModel(3)))
	page.Find("use").Each(func(_ int, s *goquery.Selection) { one(t, page, "symbol"+s.AttrOr("href", "")) })
}

func TestStatusSearchWorksWhileTypingAndWithoutScript(t *testing.T) {
	m := statusModel(3)
	m.Query = "har & bour"
	d := parse(t, views.StatusPanel(m))
	one(t, d, `form#status-search[method=get][action="/status"][hx-get="/status"][hx-target="#status-panel"][hx-swap=outerMorph][hx-morph-skip][hx-replace-url]`)
	one(t, d, `#status-search input[name=q][value="har & bour"]`)
	one(t, d, "#status-search button[type=submit]")
	for _, name := range []string{"state", "health", "order"} {
		one(t, d, "#status-search select[name="+name+"]")
	}
	one(t, d, "#status-search select[name=health] option[selected][value=attention]")
	one(t, d, "#status-search select[name=state] option[value='']")
}

func TestStatusRowLeadsToItsAccount(t *testing.T) {
	m := statusModel(1)
	r := m.Rows[0]
	d := parse(t, views.StatusPanel(m))
	row := `tr[id="account-` + r.AccountID + `"]`
	has(t, d, "#status-list > [role=status]", "1 account on this page")
	has(t, d, row, r.Account, r.Status.Word, r.Domain, r.Detail)
	one(t, d, row+` a[href="/status/`+r.AccountID+`"]`)
	one(t, d, row+` td.tone-`+string(r.Status.Tone)+` use[href="#i-`+string(r.Status.Tone)+`"]`)
	one(t, d, row+` time[datetime]`)
}

// TestStatusRowsGoWhereTheyWere: each part of the answer has a target on the page,
// carries that target's ID, and says the same as the page itself.
func TestStatusRowsGoWhereTheyWere(t *testing.T) {
	m := statusModel(3)
	page, answer := render(t, views.StatusPanel(m)), render(t, views.StatusRows(m))
	parts := strings.Split(answer, "</hx-partial>")
	if len(parts) != 3 || strings.TrimSpace(parts[2]) != "" {
		t.Fatalf("%d parts in %s", len(parts)-1, answer)
	}
	for i, id := range []string{"status-board", "status-rows"} {
		opening := `<hx-partial hx-target="#` + id + `" hx-swap="outerMorph">`
		inner, found := strings.CutPrefix(strings.TrimSpace(parts[i]), opening)
		if !found || !strings.Contains(inner, `id="`+id+`"`) || !strings.Contains(page, strings.TrimSpace(inner)) {
			t.Errorf("part %d is not #%s of the page: %s", i, id, parts[i])
		}
	}
	d := parse(t, views.StatusPanel(m))
	one(t, d, `#status-list[data-poll="5"][hx-trigger=poll]`)
	if got := d.Find("#status-list").AttrOr("hx-get", ""); got != m.Rest {
		t.Errorf("asks %q, want %q", got, m.Rest)
	}
}

func TestStatusListWithoutRowsAsksForNone(t *testing.T) {
	m := statusModel(0)
	m.Rest = views.PathStatusRows
	none(t, parse(t, views.StatusPanel(m)), "[data-poll]")
}

func TestStatusPaging(t *testing.T) {
	m := statusModel(3)
	m.Newest = views.PathStatus + "?health=attention"
	d := parse(t, views.StatusPanel(m))
	one(t, d, `.pager a[rel=next][href="`+m.Older+`"]`)
	one(t, d, `.pager a[href="`+m.Newest+`"]`)
	one(t, d, `.pager a[download][href="`+m.Export+`"]`)
	m.Partly = true
	d = parse(t, views.StatusPanel(m))
	has(t, d, "#status-list .hint", "We looked at the first matches only. Go on looking ›")
	if got := d.Find(`a[href="` + m.Older + `"]`).Length(); got != 1 {
		t.Errorf("%d ways on, one expected", got)
	}
}

func TestStatusEmptyStatesSayWhatWouldBeHere(t *testing.T) {
	searched, both, filtered, fresh, beyond, partly := statusModel(0), statusModel(0), statusModel(0), statusModel(0), statusModel(0), statusModel(0)
	searched.Query, both.Query = "zzz", "zzz"
	searched.Healths = choices("", "Working")
	fresh.Filtered = false
	beyond.Newest = views.PathStatus
	partly.Newest, partly.Partly, partly.Query = views.PathStatus, true, "zzz"
	for _, row := range []struct {
		name, words string
		m           views.StatusModel
	}{
		{"searched", "No account matches «zzz».", searched},
		{"searched and filtered", "No account matches «zzz» among the accounts chosen.", both},
		{"filtered", "No account is in this state now.", filtered},
		{"no account at all", "There is no account yet.", fresh},
		{"beyond the end", "Nothing beyond this.", beyond},
		{"looked through in part", "No match so far.", partly},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := parse(t, views.StatusPanel(row.m))
			has(t, d, ".empty", row.words)
			none(t, d, "table, [download]")
			cleared := d.Find(`.empty a[href="`+views.PathStatus+`"]`).Length() == 1
			if want := row.m.Filtered && row.m.Newest == ""; cleared != want {
				t.Errorf("a way to clear: %v, want %v", cleared, want)
			}
		})
	}
}

func TestStatusPagingIsNamedByTheOrder(t *testing.T) {
	for order, want := range map[string]string{"": "Older ›", "name": "Next ›"} {
		m := statusModel(3)
		m.Orders = []views.Choice{{Label: "Last change first", Chosen: order == ""}, {Label: "By name", Value: "name", Chosen: order == "name"}}
		has(t, parse(t, views.StatusPanel(m)), `.pager a[rel=next]`, want)
	}
}
