package handlers

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

const (
	headerHXRequest  = "HX-Request"
	headerHXRestore  = "HX-History-Restore-Request"
	headerHXRedirect = "HX-Redirect"
	// smallest body worth compressing, in bytes: below it gzip saves no packet.
	compressFrom = 1400
	// largest buffer that goes back to the pool, in bytes.
	keepBuffer = 256 << 10
)

// respondPool keeps buffers and gzip writers between requests.
type respondPool struct{ buffers, writers sync.Pool }

func newRespondPool() *respondPool {
	return &respondPool{
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
		writers: sync.Pool{New: func() any {
			w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
			if err != nil { // the level is a constant
				return gzip.NewWriter(nil)
			}
			return w
		}},
	}
}

func (p *respondPool) get() *bytes.Buffer {
	b, ok := p.buffers.Get().(*bytes.Buffer)
	if !ok {
		return new(bytes.Buffer)
	}
	b.Reset()
	return b
}

func (p *respondPool) put(b *bytes.Buffer) {
	if b.Cap() <= keepBuffer {
		p.buffers.Put(b)
	}
}

// wantsPartial reports whether htmx asks for a fragment. A history restore gets
// the whole page, as does a plain request.
func wantsPartial(c echo.Context) bool {
	h := c.Request().Header
	return h.Get(headerHXRequest) == "true" && h.Get(headerHXRestore) != "true"
}

// respond renders the page, or the partial that it contains when htmx asks.
func (c *Console) respond(ctx echo.Context, status int, page, partial templ.Component) error {
	if partial != nil && wantsPartial(ctx) {
		return c.render(ctx, status, partial)
	}
	return c.render(ctx, status, page)
}

// render writes a component in one piece, compressed where that pays.
func (c *Console) render(ctx echo.Context, status int, component templ.Component) error {
	b := c.pool.get()
	defer c.pool.put(b)
	if err := component.Render(ctx.Request().Context(), b); err != nil {
		return fmt.Errorf("render %s: %w", ctx.Path(), err)
	}
	return c.writeHTML(ctx, status, b)
}

func (c *Console) writeHTML(ctx echo.Context, status int, b *bytes.Buffer) error {
	h := ctx.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	addVary(h, "HX-Request")
	addVary(h, "Cookie")
	addVary(h, "Accept-Encoding")
	body := b
	if b.Len() >= compressFrom && acceptsGzip(ctx.Request()) {
		z := c.pool.get()
		defer c.pool.put(z)
		if err := c.pool.compress(z, b.Bytes()); err != nil {
			return err
		}
		h.Set(echo.HeaderContentEncoding, "gzip")
		body = z
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(body.Len()))
	ctx.Response().WriteHeader(status)
	if ctx.Request().Method == http.MethodHead {
		return nil
	}
	// A client that went away is not an error of ours.
	_, _ = ctx.Response().Write(body.Bytes())
	return nil
}

func (p *respondPool) compress(to *bytes.Buffer, body []byte) error {
	w, ok := p.writers.Get().(*gzip.Writer)
	if !ok {
		return fmt.Errorf("respond: no gzip writer")
	}
	defer p.writers.Put(w)
	w.Reset(to)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("respond: gzip: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("respond: gzip: %w", err)
	}
	return nil
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.TrimSpace(quality) != "q=0"
		}
	}
	return false
}

func addVary(h http.Header, name string) {
	for _, v := range h.Values(echo.HeaderVary) {
		if strings.EqualFold(v, name) {
			return
		}
	}
	h.Add(echo.HeaderVary, name)
}

// redirect sends the browser on: 303 for a plain request, so that the next one
// is a GET (RFC 9700 4.12), HX-Redirect for htmx, which would otherwise put the
// next page into a fragment (lessons.md, 27). The path is always one of ours.
func redirect(ctx echo.Context, path string) error {
	if wantsPartial(ctx) {
		ctx.Response().Header().Set(headerHXRedirect, path)
		return ctx.NoContent(http.StatusOK)
	}
	return ctx.Redirect(http.StatusSeeOther, path)
}
