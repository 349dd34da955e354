package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"workbooks.com/authconsole/internal/link"
)

// StatusFilter says which accounts to list.
type StatusFilter struct {
	Search string      // any text; one of white space only is no search
	State  link.State  // empty for any
	Health link.Health // empty for any; only enabled links have one
	Order  StatusOrder // empty is OrderChanged; not used while searching
	After  StatusKey   // where the page before ended
	Limit  int         // rows of a page, 1 to 500
}

// StatusPage is one page of a list.
type StatusPage struct {
	Rows []Status
	Next string // key of the next page, empty at the end
	// Partly says that the search has looked at as many candidates as one page may:
	// there can be more, from Next on, though this page is not full.
	Partly bool
}

// Statuses returns one page of accounts. It reads as many index entries as it has
// rows, at any size and depth; while searching at most 300 candidates more. An
// unknown state, health or order, and a key of another order, are ErrInvalid.
//
// A search finds the accounts of which some text has the words together, from the
// beginning of one on. If there are none and white space stands between the words,
// it finds those of which each word begins some word. «&» and «%», in which there
// is no letter or digit to search for, find nobody.
func (s *Store) Statuses(ctx context.Context, f StatusFilter) (StatusPage, error) {
	f, needle, err := f.prepared()
	var page StatusPage
	switch {
	case err != nil:
	case f.impossible() || needle == "" && strings.TrimSpace(f.Search) != "":
	case needle != "":
		page, err = s.search(ctx, f, needle)
	default:
		page, err = s.list(ctx, f)
	}
	return page, wrapped("list statuses", err)
}

// prepared checks a filter and fills in what it leaves open.
func (f StatusFilter) prepared() (StatusFilter, string, error) {
	needle := needleOf(f.Search)
	if f.Order == "" {
		f.Order = OrderChanged
	}
	f.Limit = max(1, min(f.Limit, maxPage))
	switch {
	case f.Order != OrderChanged && f.Order != OrderName:
		return f, "", fmt.Errorf("order is unknown: %w", ErrInvalid)
	case f.State != "" && !slices.Contains(link.States(), f.State):
		return f, "", fmt.Errorf("state is unknown: %w", ErrInvalid)
	case f.Health != "" && !slices.Contains(link.Healths(), f.Health):
		return f, "", fmt.Errorf("health is unknown: %w", ErrInvalid)
	}
	if needle != "" {
		f.Order = orderMatch
	}
	if f.After.order == orderWords && f.apart() {
		f.Order = orderWords
	}
	if f.After.order != "" && f.After.order != f.Order {
		return f, "", fmt.Errorf("place is of a list in another order: %w", ErrInvalid)
	}
	return f, needle, nil
}

// apart reports whether the search has words that need not stand together: an e-mail
// address, a domain or a tenant ID is looked for as a whole.
func (f StatusFilter) apart() bool {
	return strings.ContainsFunc(strings.TrimSpace(f.Search), unicode.IsSpace) && strings.Contains(needleOf(f.Search), " ")
}

// impossible: only enabled links have a health.
func (f StatusFilter) impossible() bool {
	return f.Health != "" && f.State != "" && f.State != link.Enabled
}

func (s *Store) list(ctx context.Context, f StatusFilter) (StatusPage, error) {
	query, args := f.listQuery()
	rows, err := all(ctx, s.reads, scanStatus, query, args...)
	if err != nil || len(rows) <= f.Limit {
		return StatusPage{Rows: rows}, err
	}
	rows = rows[:f.Limit]
	return StatusPage{Rows: rows, Next: f.Order.keyOf(rows[len(rows)-1]).String()}, nil
}

// listQuery reads one row more than the page has, to see whether there is a next
// one. Each filter and order has an index in which the page is one range.
func (f StatusFilter) listQuery() (query string, args []any) {
	column, direction, compare := "changed_at", "desc", "<"
	place := []any{f.After.at, f.After.id}
	if f.Order == OrderName {
		column, direction, compare = "name_key", "asc", ">"
		place[0] = f.After.text
	}
	var conditions []string
	switch {
	case f.Health != "":
		conditions, args = append(conditions, "s.health = cast($1 as text) and s.health <> ''"), append(args, f.Health)
	case f.State != "":
		conditions, args = append(conditions, "s.state = cast($1 as text)"), append(args, f.State)
	}
	if f.After != (StatusKey{}) {
		conditions = append(conditions, fmt.Sprintf("(s.%s, s.account_id) %s ($%d, $%d)", column, compare, len(args)+1, len(args)+2))
		args = append(args, place...)
	}
	where := ""
	if len(conditions) > 0 {
		where = "where " + strings.Join(conditions, " and ")
	}
	return selectStatus + where + fmt.Sprintf(" order by s.%s %s, s.account_id %s limit %d", column, direction, direction, f.Limit+1), args
}
