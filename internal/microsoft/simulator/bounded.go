package simulator

import "slices"

// bounded is a map that forgets its oldest entry rather than grow past its limit.
type bounded[V any] struct {
	limit int
	order []string
	items map[string]V
}

func newBounded[V any](limit int) bounded[V] {
	return bounded[V]{limit: limit, items: map[string]V{}}
}

func (b *bounded[V]) get(id string) (V, bool) {
	value, ok := b.items[id]
	return value, ok
}

func (b *bounded[V]) put(id string, value V) {
	if _, ok := b.items[id]; !ok {
		if len(b.order) == b.limit {
			delete(b.items, b.order[0])
			b.order = slices.Delete(b.order, 0, 1)
		}
		b.order = append(b.order, id)
	}
	b.items[id] = value
}
