package store

import (
	"context"
	"fmt"
	"iter"
)

// ExportStatuses yields every account that the filter lets through, in pages of at
// most 500; Limit and Order are not used. It goes by name, for an account that
// changes meanwhile keeps its place there, so that none is left out. Nothing is held
// open between pages, so that the caller may be as slow as it likes; an error ends it.
func (s *Store) ExportStatuses(ctx context.Context, f StatusFilter) iter.Seq2[[]Status, error] {
	f.Limit, f.Order = maxPage, OrderName
	return func(yield func([]Status, error) bool) {
		for {
			page, err := s.Statuses(ctx, f)
			if err == nil && len(page.Rows) > 0 && !yield(page.Rows, nil) {
				return
			}
			if err == nil && page.Next != "" {
				f.After, err = ParseStatusKey(page.Next)
			}
			if err != nil {
				yield(nil, fmt.Errorf("export statuses: %w", err))
				return
			}
			if page.Next == "" {
				return
			}
		}
	}
}
