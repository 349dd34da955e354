// Package static carries the stylesheet, the scripts and the icon inside the
// program and serves them under names that change with their content, so that
// browsers may keep them for ever.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// Prefix is the path below which Handler serves.
const Prefix = "/static/"

//go:embed console.css console.js htmx.min.js favicon.svg
var files embed.FS

// assets is derived from the embedded files alone, once, when first asked for.
var assets = sync.OnceValue(func() shelf { return stock(files) })

// asset is one file as it is served.
type asset struct {
	kind string // media type
	etag string
	body []byte
	gzip func() []byte // compressed when first asked for
}

// shelf finds assets by both their names.
type shelf struct {
	byPath map[string]asset  // by hashed name
	paths  map[string]string // by plain name: Prefix + hashed name
}

// Path returns the address of a file by its plain name, for example
// "/static/console-3f9a….css". An unknown name returns Prefix and the name, which
// Handler answers with 404.
func Path(name string) string {
	if p, ok := assets().paths[name]; ok {
		return p
	}
	return Prefix + name
}

// stock reads every file of a flat folder; only embedded files are read, so a
// file that cannot be read means a broken build and is left out.
func stock(from fs.ReadFileFS) shelf {
	s := shelf{byPath: map[string]asset{}, paths: map[string]string{}}
	entries, _ := fs.ReadDir(from, ".")
	for _, e := range entries {
		body, err := from.ReadFile(e.Name())
		if err != nil {
			continue
		}
		sum := sha256.Sum256(body)
		hash := hex.EncodeToString(sum[:8])
		hashed := hashedName(e.Name(), hash)
		s.paths[e.Name()] = Prefix + hashed
		s.byPath[hashed] = asset{
			kind: kind(e.Name()), etag: `"` + hash + `"`, body: body,
			gzip: sync.OnceValue(func() []byte { return compress(body) }),
		}
	}
	return s
}

// hashedName puts the hash before the extension, so that a media type can still
// be told from the name.
func hashedName(name, hash string) string {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + hash + ext
}

func kind(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}
