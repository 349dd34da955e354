package walk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"workbooks.com/authconsole/internal/apptest"
)

// eye looks at screens: it judges what can be judged by rule and keeps a picture
// of the rest.
type eye struct {
	t      testing.TB
	c      *apptest.Chromium
	folder string
	seen   int
}

// watch starts a console with everybody in it, a browser, and an eye on both. The
// test shares the machine with others from here on: much of a walk is waiting.
func watch(t *testing.T, walk string, v apptest.Viewport) (*apptest.App, *apptest.Chromium, *eye) {
	t.Helper()
	t.Parallel()
	app := apptest.Start(t)
	app.Seed()
	c := app.Chromium(v)
	return app, c, &eye{t: t, c: c, folder: filepath.Join(artefacts(), walk+"-"+v.Name)}
}

func artefacts() string {
	if named := os.Getenv("WALK_ARTEFACTS"); named != "" {
		return named
	}
	return filepath.Join("..", "..", "artefacts")
}

// look judges the screen that the tab shows and keeps its picture under this name.
func (e *eye) look(w *apptest.Tab, name string) {
	e.t.Helper()
	e.picture(w, name)
	e.upright(w, name)
	e.accessible(w, name)
	e.c.Clean(name)
}

func (e *eye) picture(w *apptest.Tab, name string) {
	e.t.Helper()
	e.seen++
	file := filepath.Join(e.folder, fmt.Sprintf("%02d-%s.png", e.seen, name))
	err := os.MkdirAll(e.folder, 0o755)
	if err == nil {
		err = os.WriteFile(file, w.Picture(), 0o644)
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

// upright checks that nothing has to be scrolled sideways. It goes by the width that
// was asked for: a phone's innerWidth grows with a page that is too wide.
func (e *eye) upright(w *apptest.Tab, name string) {
	e.t.Helper()
	var width int64
	w.Await("document.documentElement.scrollWidth", &width)
	if room := e.c.Viewport.Width; width > room {
		e.t.Errorf("%s: the page is %d px wide in a window of %d px", name, width, room)
	}
}

// accessible runs axe-core with all of its default rules. It needs scripts, which
// are allowed for as long as it runs.
func (e *eye) accessible(w *apptest.Tab, name string) {
	e.t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "axe.min.js"))
	if err != nil {
		e.t.Fatal(err)
	}
	w.Scripts(true)
	if !w.Is("window.axe") {
		w.Eval(string(source) + ";void 0")
	}
	var found []struct{ ID, Help, Target, Summary string }
	w.Await(`axe.run(document).then((r) => r.violations.flatMap((v) => v.nodes.map((n) =>
		({ID: v.id, Help: v.help, Target: n.target.join(" "), Summary: n.failureSummary}))))`, &found)
	w.Scripts(!e.c.Viewport.NoScript)
	for _, f := range found {
		e.t.Errorf("%s: axe-core: %s (%s) at %s: %s", name, f.ID, f.Help, f.Target, strings.ReplaceAll(f.Summary, "\n", " "))
	}
}

func quote(s string) string { return strconv.Quote(s) }
