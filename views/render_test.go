package views_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

// render returns a component's HTML.
func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatalf("render: %v", err)
	}
	return b.String()
}

// parse returns a component's HTML as a document.
func parse(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(render(t, c)))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return d
}

// text is the visible text below a selector, with single spaces.
func text(d *goquery.Document, selector string) string {
	return strings.Join(strings.Fields(d.Find(selector).Text()), " ")
}

// has fails unless the text below the selector holds every one of the words.
func has(t *testing.T, d *goquery.Document, selector string, words ...string) {
	t.Helper()
	got := text(d, selector)
	for _, w := range words {
		if !strings.Contains(got, w) {
			t.Errorf("%s: %q is missing in %q", selector, w, got)
		}
	}
}

// none fails when anything matches the selector.
func none(t *testing.T, d *goquery.Document, selector string) {
	t.Helper()
	if n := d.Find(selector).Length(); n != 0 {
		t.Errorf("%s: %d found, none expected", selector, n)
	}
}

// one fails unless exactly one element matches the selector.
func one(t *testing.T, d *goquery.Document, selector string) {
	t.Helper()
	if n := d.Find(selector).Length(); n != 1 {
		t.Errorf("%s: %d found, one expected", selector, n)
	}
}
