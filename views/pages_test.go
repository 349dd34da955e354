package views_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestPagesAreSound checks on every page what holds for all of them.
func TestPagesAreSound(t *testing.T) {
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			d := parse(t, s.page)
			one(t, d, "h1")
			one(t, d, "title")
			one(t, d, "main#main")
			one(t, d, `html[lang="en-GB"]`)
			one(t, d, `a.skip[href="#main"]`)
			one(t, d, "#toasts")
			checkIDs(t, d)
			checkLabels(t, d)
			checkHeadings(t, d)
			none(t, d, "[hx-trigger=poll] [autofocus]") // each poll would take the focus again
		})
	}
}

func checkIDs(t *testing.T, d *goquery.Document) {
	t.Helper()
	seen := map[string]bool{}
	d.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if seen[id] {
			t.Errorf("id %q is used twice", id)
		}
		seen[id] = true
	})
	for _, attr := range []string{"aria-labelledby", "aria-describedby", "for", "data-copy-from"} {
		d.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attr, "")) {
				if !seen[id] {
					t.Errorf("%s names %q, which is not on the page", attr, id)
				}
			}
		})
	}
}

func checkLabels(t *testing.T, d *goquery.Document) {
	t.Helper()
	d.Find("button, a").Each(func(_ int, s *goquery.Selection) {
		if strings.TrimSpace(s.Text()) == "" && s.AttrOr("aria-label", "") == "" {
			h, _ := goquery.OuterHtml(s)
			t.Errorf("no name: %s", h)
		}
	})
}

// checkHeadings allows no level to be left out, so that they read as a table of contents.
func checkHeadings(t *testing.T, d *goquery.Document) {
	t.Helper()
	before := 0
	d.Find("h1, h2, h3, h4").Each(func(_ int, s *goquery.Selection) {
		level := int(goquery.NodeName(s)[1] - '0')
		if level > before+1 {
			t.Errorf("h%d «%s» follows h%d", level, strings.TrimSpace(s.Text()), before)
		}
		before = level
	})
}

func TestPagesNeedNoInlineCode(t *testing.T) {
	handler := regexp.MustCompile(`^(on|hx-on|hx-vals|hx-vars|style$)`)
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			d := parse(t, s.page)
			none(t, d, "style")
			none(t, d, "script:not([src])")
			d.Find("*").Each(func(_ int, e *goquery.Selection) {
				for _, a := range e.Nodes[0].Attr {
					if handler.MatchString(a.Key) {
						t.Errorf("<%s> has %s, which the policy forbids", e.Nodes[0].Data, a.Key)
					}
					if a.Key == "hx-trigger" && strings.Contains(a.Val, "[") {
						t.Errorf("hx-trigger %q needs eval", a.Val)
					}
				}
			})
		})
	}
}

func TestFormsWorkWithoutScript(t *testing.T) {
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			d := parse(t, s.page)
			d.Find("form").Each(func(_ int, f *goquery.Selection) {
				search := f.AttrOr("role", "") == "search" && f.AttrOr("method", "") == "get"
				if f.AttrOr("method", "") != "post" && !search || !strings.HasPrefix(f.AttrOr("action", ""), "/") {
					t.Errorf("form posts to %q by %q", f.AttrOr("action", ""), f.AttrOr("method", ""))
				}
				if f.Find(`button[type="submit"]`).Length() == 0 {
					t.Errorf("form to %q has no button", f.AttrOr("action", ""))
				}
			})
			d.Find("[hx-post], form[hx-get]").Each(func(_ int, f *goquery.Selection) {
				if asks := f.AttrOr("hx-post", f.AttrOr("hx-get", "")); asks != f.AttrOr("action", "") {
					t.Errorf("htmx goes to %q, the form to %q", asks, f.AttrOr("action", ""))
				}
			})
		})
	}
}
