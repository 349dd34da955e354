package microsoft

import "container/list"

// recent is a map that forgets the entry used longest ago once it is full. It
// is not safe for parallel use.
type recent[V any] struct {
	limit   int
	order   *list.List // of *kept[V], newest first
	entries map[string]*list.Element
}

type kept[V any] struct {
	key   string
	value V
}

func newRecent[V any](limit int) *recent[V] {
	return &recent[V]{limit: limit, order: list.New(), entries: map[string]*list.Element{}}
}

func (r *recent[V]) get(key string) (value V, ok bool) {
	element, ok := r.entries[key]
	if !ok {
		return value, false
	}
	r.order.MoveToFront(element)
	return element.Value.(*kept[V]).value, true
}

func (r *recent[V]) put(key string, value V) {
	if element, ok := r.entries[key]; ok {
		element.Value.(*kept[V]).value = value
		r.order.MoveToFront(element)
		return
	}
	r.entries[key] = r.order.PushFront(&kept[V]{key, value})
	if r.order.Len() > r.limit {
		r.remove(r.order.Back().Value.(*kept[V]).key)
	}
}

func (r *recent[V]) remove(key string) {
	if element, ok := r.entries[key]; ok {
		r.order.Remove(element)
		delete(r.entries, key)
	}
}
