package apptest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Viewport is the size of a browser's windows and how they show pages.
type Viewport struct {
	Name          string // for the names of screenshots
	Width, Height int64  // CSS pixels
	Scale         float64
	Touch         bool // a finger instead of a mouse
	Dark          bool // the system prefers dark
	NoScript      bool // pages may not run JavaScript
}

// Desktop is an ordinary screen, 1440 by 900.
func Desktop() Viewport { return Viewport{Name: "1440", Width: 1440, Height: 900, Scale: 1} }

// Phone is a telephone held upright, 390 by 844.
func Phone() Viewport { return Viewport{Name: "390", Width: 390, Height: 844, Scale: 1, Touch: true} }

// Zoomed is the desktop at 200 %: half as many CSS pixels, each twice as large.
func Zoomed() Viewport { return Viewport{Name: "zoom200", Width: 720, Height: 450, Scale: 2} }

// In returns the viewport in dark.
func (v Viewport) In(dark bool) Viewport {
	v.Dark = dark
	if dark {
		v.Name += "-dark"
	}
	return v
}

// Chromium is a running browser with a profile of its own, for an App.
type Chromium struct {
	Viewport Viewport

	t   testing.TB
	app *App
	ctx context.Context

	mu       sync.Mutex
	problems []string
	expected []string
}

// Chromium starts a browser that ends with the test. Without a Chromium on this
// machine, and with -short, the test is skipped; with CI=true a missing Chromium fails.
func (a *App) Chromium(v Viewport) *Chromium {
	a.t.Helper()
	path := findChromium(a.t)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), chromiumOptions(path, a.t.TempDir(), v)...)
	a.t.Cleanup(stop)
	ctx, end := chromedp.NewContext(ctx)
	a.t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		a.t.Fatalf("chromium: start: %v", err)
	}
	return &Chromium{Viewport: v, t: a.t, app: a, ctx: ctx}
}

func findChromium(t testing.TB) string {
	t.Helper()
	ci := os.Getenv("CI") == "true" // where nothing is skipped
	if testing.Short() && !ci {
		t.Skip("no browser with -short")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if ci {
		t.Fatal("Chromium is missing, and CI skips nothing: install the package chromium")
	}
	t.Skip("Chromium is missing: install the package chromium to run the browser tests")
	return ""
}

// chromiumOptions let all pages of a browser share one process: a process for each would
// cost a sixth of the time of a walk.
func chromiumOptions(path, profile string, v Viewport) []chromedp.ExecAllocatorOption {
	return append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("renderer-process-limit", "1"),
		chromedp.WindowSize(int(v.Width), int(v.Height)),
	)
}

// Person opens a window of somebody who shares no cookies with other windows.
func (c *Chromium) Person() *Tab {
	c.t.Helper()
	return c.open(c.ctx, chromedp.WithNewBrowserContext())
}

// Expect excuses problems that contain these words until the next Clean, such as
// the answer 404 where a test asks for what is not there.
func (c *Chromium) Expect(words ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.expected = append(c.expected, words...)
}

// Clean fails the test if the console of a window showed an error or a warning,
// a script threw, or a request failed since the last time.
func (c *Chromium) Clean(where string) {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.problems {
		if !slices.ContainsFunc(c.expected, func(words string) bool { return strings.Contains(p, words) }) {
			c.t.Errorf("%s: the browser reports %s", where, p)
		}
	}
	c.problems, c.expected = nil, nil
}

// listen notes what a window reports. Requests that a page gave up itself, by
// leaving or because an answer came too late, are no failures, and a cache miss is
// one of the developer tools, which look there for stylesheets of a tab that was
// opened before they came.
func (c *Chromium) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			c.report("console.%s: %s", e.Type, spoken(e.Args))
		}
	case *runtime.EventExceptionThrown:
		c.report("exception: %s", thrown(e.ExceptionDetails))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			c.report("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled && e.ErrorText != "net::ERR_CACHE_MISS" {
			c.report("failed request: %s (%s)", e.ErrorText, e.Type)
		}
	}
}

func (c *Chromium) report(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception == nil {
		return d.Text
	}
	return d.Text + " " + d.Exception.Description
}

func spoken(args []*runtime.RemoteObject) string {
	words := make([]string, 0, len(args))
	for _, a := range args {
		words = append(words, string(a.Value)+a.Description)
	}
	return strings.Join(words, " ")
}
