package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// searchCandidates is how many matching terms one page looks at.
const searchCandidates = 300

// filterWindow is how many of them are looked at together where a filter may drop
// most of them.
const filterWindow = 100

// match is an account with the term by which it was found.
type match struct {
	term string
	Status
}

func scanMatch(row scanner) (m match, err error) {
	err = row.Scan(append([]any{&m.term, &m.terms}, m.fields()...)...)
	return m, err
}

// search returns the accounts with a term that begins with the needle, in the
// order of (term, account). An account is shown at its smallest matching term. When
// there is none at all, the words of the needle may stand apart.
func (s *Store) search(ctx context.Context, f StatusFilter, needle string) (StatusPage, error) {
	if f.Order == orderMatch {
		page, err := s.fill(ctx, f, f.together(needle))
		none := f.After == (StatusKey{}) && len(page.Rows) == 0 && page.Next == ""
		if err != nil || !none || !f.apart() {
			return page, err
		}
	}
	return s.fill(ctx, f, f.words(needle))
}

// fill goes on with a window until the page is full or the window has ended.
func (s *Store) fill(ctx context.Context, f StatusFilter, w window) (page StatusPage, err error) {
	for {
		matches, err := w.read(ctx, s.reads, f.Limit+1-len(page.Rows))
		if err != nil {
			return StatusPage{}, err
		}
		for _, m := range matches {
			if len(page.Rows) == f.Limit {
				return page, nil // Next is the last row's
			}
			page.Rows = append(page.Rows, m.Status)
			page.Next = w.key(m).String()
		}
		switch {
		case w.ended:
			page.Next = ""
			return page, nil
		case w.left == 0:
			page.Next, page.Partly = w.after.String(), true
			return page, nil
		}
	}
}

// window goes through the terms that begin with a needle.
type window struct {
	order  StatusOrder
	needle string
	others []string // words that begin other words of the same account
	filter StatusFilter
	after  StatusKey // the last candidate looked at
	left   int       // candidates that may still be looked at
	ended  bool      // there are no more
}

func (f StatusFilter) together(needle string) window {
	return window{order: orderMatch, needle: needle, filter: f, after: f.After, left: max(searchCandidates, f.Limit+1)}
}

// words ranges over the longest word, of which there are the fewest, as a rule.
func (f StatusFilter) words(needle string) window {
	w := f.together(needle)
	words := wordsOf(needle)
	w.order, w.needle, w.others, w.left = orderWords, words[0], words[1:], max(wordCandidates, f.Limit+1)
	return w
}

func (w *window) key(m match) StatusKey {
	return StatusKey{order: w.order, text: m.term, id: m.AccountID}
}

// filtered reports whether candidates may be dropped.
func (w *window) filtered() bool {
	return w.filter.State != "" || w.filter.Health != "" || len(w.others) > 0
}

// read looks at the next candidates and returns those that match.
func (w *window) read(ctx context.Context, q querier, wanted int) ([]match, error) {
	size := min(w.left, wanted)
	if w.filtered() {
		size = min(w.left, filterWindow)
	}
	matches, err := w.matches(ctx, q, size)
	if err != nil {
		return nil, err
	}
	w.left -= size
	if !w.filtered() && len(matches) == size {
		w.after = w.key(matches[size-1])
	} else if err := w.skip(ctx, q, size); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(matches, func(m match) bool { return m.terms.first(w.needle) != m.term }), nil
}

// matches joins candidates with their status. They are sorted here: within the
// window the engine may give them in any order.
func (w *window) matches(ctx context.Context, q querier, size int) ([]match, error) {
	condition, args := w.condition()
	query := "select t.term, s.terms, " + statusColumns + fmt.Sprintf(` from (
  select term, account_id from status_terms where %s order by term, account_id limit %d
) t cross join account_status s where s.account_id = t.account_id`, condition, size)
	for _, f := range []struct{ column, value string }{{"state", string(w.filter.State)}, {"health", string(w.filter.Health)}} {
		if f.value != "" {
			args = append(args, f.value)
			query += fmt.Sprintf(" and s.%s = cast($%d as text)", f.column, len(args))
		}
	}
	words, args := w.wordConditions(args)
	matches, err := all(ctx, q, scanMatch, query+words, args...)
	slices.SortFunc(matches, func(a, b match) int {
		if c := strings.Compare(a.term, b.term); c != 0 {
			return c
		}
		return strings.Compare(a.AccountID, b.AccountID)
	})
	return matches, err
}

// skip moves on over a window of which not every candidate was seen.
func (w *window) skip(ctx context.Context, q querier, size int) error {
	if !w.filtered() {
		w.ended = true // fewer candidates than asked for
		return nil
	}
	condition, args := w.condition()
	last, err := all(ctx, q, scanPlace, fmt.Sprintf(
		"select term, account_id from status_terms where %s order by term, account_id limit 1 offset %d", condition, size-1), args...)
	if err != nil || len(last) == 0 {
		w.ended = true
		return err
	}
	w.after = last[0]
	w.after.order = w.order
	return nil
}

func scanPlace(row scanner) (k StatusKey, err error) {
	err = row.Scan(&k.text, &k.id)
	return k, err
}

// condition is one range of the index: from the last candidate, or the needle
// itself, to the last text that begins with the needle.
func (w *window) condition() (string, []any) {
	const beyond = "\U0010FFFF" // no letter or digit comes after it
	if w.after == (StatusKey{}) {
		return "term >= $1 and term < $2", []any{w.needle, w.needle + beyond}
	}
	return "(term, account_id) > ($1, $2) and term < $3", []any{w.after.text, w.after.id, w.needle + beyond}
}
