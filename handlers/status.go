package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

const (
	// statusPage is how many accounts one page of Link status shows.
	statusPage = 25
	// maxNeedle is the longest search, in bytes.
	maxNeedle = 200
	// clockWarns is how far our clock may be off Microsoft's before support is warned:
	// well before log-ins fail.
	clockWarns = 2 * time.Minute
)

// statusQuery is what the address of Link status says: the whole view.
type statusQuery struct {
	store.StatusFilter
	values url.Values // without the place in the list
}

// readStatusQuery reads the address. What is no state, health or order is refused.
func readStatusQuery(ctx echo.Context) (statusQuery, error) {
	q, err := query(ctx, 4*maxNeedle, "q", "state", "health", "order", "after")
	if err != nil {
		return statusQuery{}, err
	}
	after, err := store.ParseStatusKey(q["after"])
	if err != nil {
		return statusQuery{}, fmt.Errorf("%w: no such place in the list", errBadRequest)
	}
	f := store.StatusFilter{
		Search: clip(q["q"], maxNeedle), State: link.State(q["state"]), Health: link.Health(q["health"]), Order: store.StatusOrder(q["order"]),
		After: after, Limit: statusPage,
	}
	known := (f.State == "" || slices.Contains(statusStates(), f.State)) && (f.Health == "" || slices.Contains(link.Healths(), f.Health)) &&
		(f.Order == "" || f.Order == store.OrderChanged || f.Order == store.OrderName)
	if !known {
		return statusQuery{}, fmt.Errorf("%w: no such state, health or order", errBadRequest)
	}
	values := url.Values{}
	for name, value := range map[string]string{"q": f.Search, "state": q["state"], "health": q["health"], "order": q["order"]} {
		if value != "" {
			values.Set(name, value)
		}
	}
	return statusQuery{f, values}, nil
}

func clip(s string, limit int) string { return strings.ToValidUTF8(s[:min(len(s), limit)], "") }

// statusStates are the states that an account can be filtered by.
func statusStates() []link.State {
	return []link.State{link.Enabled, link.Awaiting, link.Disabled, link.NotLinked, link.Unlinked}
}

// path is the address of this view with one thing changed.
func (q statusQuery) path(base string, pairs ...string) string {
	values := url.Values{}
	for name, value := range q.values {
		values[name] = value
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if values.Set(pairs[i], pairs[i+1]); pairs[i+1] == "" {
			values.Del(pairs[i])
		}
	}
	if len(values) == 0 {
		return base
	}
	return base + "?" + values.Encode()
}

// statusList handles GET /status: all accounts, for support. Everybody else has one.
func (c *Console) statusList(ctx echo.Context) error {
	if v, _ := visitor(ctx); v.Account.ID != "" {
		return redirect(ctx, views.PathStatusOf(v.Account.ID))
	}
	q, err := readStatusQuery(ctx)
	if err != nil {
		return err
	}
	if err := c.maySearch(ctx, q.Search); err != nil {
		return err
	}
	page, err := c.Store.Statuses(ctx.Request().Context(), q.StatusFilter)
	if errors.Is(err, store.ErrInvalid) {
		return fmt.Errorf("%w: no such place in the list", errBadRequest)
	}
	if err != nil {
		return err
	}
	m, err := c.statusModel(ctx, q, page)
	if err != nil {
		return err
	}
	return c.respond(ctx, http.StatusOK, views.StatusPage(c.frame(ctx, "Link status"), m), views.StatusPanel(m))
}

// maySearch bounds how fast one person searches (S103).
func (c *Console) maySearch(ctx echo.Context, needle string) error {
	v, _ := visitor(ctx)
	if needle != "" && !c.limits.search.allow(v.User.ID) {
		return errTooMany
	}
	return nil
}

func (c *Console) statusModel(ctx echo.Context, q statusQuery, page store.StatusPage) (views.StatusModel, error) {
	m := views.StatusModel{Now: c.Now(), Query: q.Search, Partly: page.Partly, Export: q.path(views.PathStatusExport)}
	if ahead, at, known := c.Microsoft.ClockSkew(); known {
		m.Clock = &views.ClockReading{Ahead: ahead, At: at, Warn: ahead.Abs() > clockWarns}
	}
	m.Filtered = q.Search != "" || q.State != "" || q.Health != ""
	counts, err := c.Store.StatusCounts(ctx.Request().Context())
	if err != nil {
		return m, err
	}
	q.board(&m, counts)
	q.choices(&m)
	ids := make([]string, 0, len(page.Rows))
	for _, s := range page.Rows {
		m.Rows = append(m.Rows, statusRow(s))
		ids = append(ids, s.AccountID)
	}
	m.Rest = q.path(views.PathStatusRows, "ids", strings.Join(ids, "."))
	if page.Next != "" {
		m.Older = q.path(views.PathStatus, "after", page.Next)
	}
	if q.After != (store.StatusKey{}) {
		m.Newest = q.path(views.PathStatus)
	}
	return m, nil
}

// board counts the accounts by what support looks for.
func (q statusQuery) board(m *views.StatusModel, counts []store.StatusCount) {
	figures := []struct {
		views.StatusCount
		state  link.State
		health link.Health
	}{
		{views.StatusCount{Label: "Working", Tone: views.OK}, "", link.Working},
		{views.StatusCount{Label: "Needs attention", Tone: views.Warn}, "", link.Attention},
		{views.StatusCount{Label: "Broken", Tone: views.Stop}, "", link.Broken},
		{views.StatusCount{Label: "Awaiting confirmation", Tone: views.Wait}, link.Awaiting, ""},
		{views.StatusCount{Label: "Disabled", Tone: views.Idle}, link.Disabled, ""},
		{views.StatusCount{Label: "Not linked", Tone: views.Idle}, link.NotLinked, ""},
		{views.StatusCount{Label: "Unlinked", Tone: views.Idle}, link.Unlinked, ""},
	}
	for _, n := range counts {
		m.Total += n.N
		for i := range figures {
			f := &figures[i]
			if f.health != "" && n.Health == f.health || f.state != "" && n.State == f.state {
				f.Count += n.N
			}
		}
	}
	for _, f := range figures {
		f.Chosen = q.State == f.state && q.Health == f.health
		f.Path = q.path(views.PathStatus, "state", string(f.state), "health", string(f.health))
		if f.Chosen {
			f.Path = q.path(views.PathStatus, "state", "", "health", "")
		}
		m.Board = append(m.Board, f.StatusCount)
	}
}

// choices fill the three selects.
func (q statusQuery) choices(m *views.StatusModel) {
	m.States = []views.Choice{{Label: "Any state", Chosen: q.State == ""}}
	for _, s := range statusStates() {
		m.States = append(m.States, views.Choice{Label: stateWords(s), Value: string(s), Chosen: q.State == s})
	}
	m.Healths = []views.Choice{{Label: "Any health", Chosen: q.Health == ""}}
	for _, h := range link.Healths() {
		m.Healths = append(m.Healths, views.Choice{Label: healthStatus(h).Word, Value: string(h), Chosen: q.Health == h})
	}
	m.Orders = []views.Choice{
		{Label: "Last change first", Chosen: q.Order != store.OrderName},
		{Label: "By name", Value: string(store.OrderName), Chosen: q.Order == store.OrderName},
	}
}

// statusRows handles GET /status/rows: the rows on screen and the board, as they are
// now, in the order in which they stand there.
func (c *Console) statusRows(ctx echo.Context) error {
	q, err := readStatusQuery(ctx)
	if err != nil {
		return err
	}
	given, err := query(ctx, maxURL, "ids")
	if err != nil {
		return err
	}
	ids := strings.FieldsFunc(given["ids"], func(r rune) bool { return r == '.' })
	if len(ids) > statusPage {
		return fmt.Errorf("%w: too many rows", errBadRequest)
	}
	rows, err := c.Store.StatusByIDs(ctx.Request().Context(), ids)
	if err != nil {
		return err
	}
	m, err := c.statusModel(ctx, q, store.StatusPage{Rows: rows})
	if err != nil {
		return err
	}
	return c.render(ctx, http.StatusOK, views.StatusRows(m))
}
