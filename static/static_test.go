package static_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"workbooks.com/authconsole/static"
)

func get(t *testing.T, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/", nil)
	r.URL.Path = path
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFilesAreServedForEver(t *testing.T) {
	kinds := map[string]string{
		"console.css": "text/css; charset=utf-8", "console.js": "text/javascript; charset=utf-8",
		"htmx.min.js": "text/javascript; charset=utf-8", "favicon.svg": "image/svg+xml",
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			path := static.Path(name)
			if !regexp.MustCompile(`^/static/[a-z.]+-[0-9a-f]{16}\.(css|js|svg)$`).MatchString(path) {
				t.Errorf("path %q has no hash", path)
			}
			r := get(t, http.MethodGet, path)
			if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != kind {
				t.Errorf("%d %s", r.StatusCode, r.Header.Get("Content-Type"))
			}
			if got := r.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
				t.Errorf("Cache-Control %q", got)
			}
			if len(read(t, r)) == 0 {
				t.Error("empty")
			}
		})
	}
}

func TestCompression(t *testing.T) {
	path := static.Path("htmx.min.js")
	plain := read(t, get(t, http.MethodGet, path))
	rows := map[string]bool{
		"gzip": true, "br, gzip;q=0.8": true, "GZIP": true,
		"": false, "br": false, "gzip;q=0": false, "gzip; q=0.0": false, "gzip;q=x": false, "xgzip": false,
	}
	for accept, packed := range rows {
		t.Run(accept, func(t *testing.T) {
			r := get(t, http.MethodGet, path, "Accept-Encoding", accept)
			body := read(t, r)
			if got := r.Header.Get("Content-Encoding") == "gzip"; got != packed {
				t.Fatalf("compressed: %v, want %v", got, packed)
			}
			if packed {
				z, err := gzip.NewReader(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				body, _ = io.ReadAll(z)
			}
			if !bytes.Equal(body, plain) {
				t.Error("another content")
			}
			if r.Header.Get("Vary") != "Accept-Encoding" {
				t.Error("Vary is missing")
			}
		})
	}
}

func TestUnchangedFileIsNotSentAgain(t *testing.T) {
	path := static.Path("console.css")
	tag := get(t, http.MethodGet, path).Header.Get("ETag")
	r := get(t, http.MethodGet, path, "If-None-Match", tag)
	if r.StatusCode != http.StatusNotModified || len(read(t, r)) != 0 {
		t.Errorf("%d", r.StatusCode)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	r := get(t, http.MethodHead, static.Path("console.css"))
	if r.StatusCode != http.StatusOK || len(read(t, r)) != 0 || r.Header.Get("Content-Length") == "" {
		t.Errorf("%d, length %q", r.StatusCode, r.Header.Get("Content-Length"))
	}
}

func TestNothingElseIsServed(t *testing.T) {
	hashed := strings.TrimPrefix(static.Path("console.css"), "/static/")
	paths := []string{
		"/static/", "/static/console.css", "/static/static.go", "/static/../static/" + hashed, "/static/./" + hashed, "/static//" + hashed,
		"/static/..%2fgo.mod", "/static/../../etc/passwd", `/static/..\go.mod`, "/static/" + hashed + "/", "/static/" + hashed + "\x00", "",
		static.Path("absent.css"),
	}
	for _, path := range paths {
		if r := get(t, http.MethodGet, path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d", path, r.StatusCode)
		}
	}
}

func TestOnlyGetAndHead(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, "TRACE"} {
		if r := get(t, method, static.Path("console.css")); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", method, r.StatusCode)
		}
	}
}

// TestFirstLoadIsSmall holds the assets to their budget, in bytes.
func TestFirstLoadIsSmall(t *testing.T) {
	total := 0
	for _, name := range []string{"console.css", "console.js", "htmx.min.js", "favicon.svg"} {
		total += len(read(t, get(t, http.MethodGet, static.Path(name), "Accept-Encoding", "gzip")))
	}
	if total > 39_000 {
		t.Errorf("assets take %d bytes compressed; with a page of 6 KB that is over 45 KB", total)
	}
	css, js := len(read(t, get(t, http.MethodGet, static.Path("console.css")))), len(read(t, get(t, http.MethodGet, static.Path("console.js"))))
	if css > 40<<10 || js > 9<<10 {
		t.Errorf("console.css %d, console.js %d bytes", css, js)
	}
}

// TestAddressNamesOnlyWhatWasChosen reads from the script what it takes out of the
// address while somebody searches.
func TestAddressNamesOnlyWhatWasChosen(t *testing.T) {
	script := read(t, get(t, http.MethodGet, static.Path("console.js")))
	found := regexp.MustCompile(`replaceState\(null, "", ctx\.response\.raw\.url\.replace\(/(.+)/g, ""\)\)`).FindSubmatch(script)
	if found == nil {
		t.Fatal("the script does not tidy the address")
	}
	empty := regexp.MustCompile(string(found[1]))
	rows := map[string]string{
		"/status?q=mar&state=&health=&order=":               "/status?q=mar",
		"/status?q=&state=&health=&order=":                  "/status",
		"/status?q=&state=enabled&health=&order=":           "/status?state=enabled",
		"/status?q=mar&state=&health=working&order=":        "/status?q=mar&health=working",
		"/status?q=mar&state=enabled&health=working&order=": "/status?q=mar&state=enabled&health=working",
		"/status?q=a%3D%26b&state=&health=&order=name":      "/status?q=a%3D%26b&order=name",
		"/status?q=&state=&health=&order=name":              "/status?order=name",
		"/status?q=mar":                                     "/status?q=mar",
		"/status":                                           "/status",
	}
	for given, want := range rows {
		if got := empty.ReplaceAllString(given, ""); got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
	}
}
