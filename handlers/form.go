package handlers

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

// form reads the fields of a posted form: each at most once, valid UTF-8, no NUL
// and no longer than its bound. Anything else is errBadRequest.
type form struct {
	values url.Values
	err    error
}

func readForm(ctx echo.Context) *form {
	r := ctx.Request()
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if r.ContentLength != 0 && (err != nil || kind != echo.MIMEApplicationForm) {
		return &form{err: echo.ErrUnsupportedMediaType}
	}
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return &form{err: echo.ErrStatusRequestEntityTooLarge}
		}
		return &form{err: fmt.Errorf("%w: form cannot be parsed", errBadRequest)}
	}
	return &form{values: r.PostForm}
}

// text returns one field without surrounding space, empty when it is missing.
func (f *form) text(name string, maxBytes int) string {
	return strings.TrimSpace(f.raw(name, maxBytes))
}

// raw returns one field as it was sent.
func (f *form) raw(name string, maxBytes int) string {
	v, err := single(f.values, name, maxBytes)
	if err != nil && f.err == nil {
		f.err = err
	}
	return v
}

// single returns a value that may occur once at most (S14).
func single(values url.Values, name string, maxBytes int) (string, error) {
	switch v := values[name]; {
	case len(v) == 0:
		return "", nil
	case len(v) > 1:
		return "", fmt.Errorf("%w: %s given %d times", errBadRequest, name, len(v))
	case len(v[0]) > maxBytes || !utf8.ValidString(v[0]) || strings.ContainsRune(v[0], 0):
		return "", fmt.Errorf("%w: %s is too long or not text", errBadRequest, name)
	default:
		return v[0], nil
	}
}

// query reads the query of a GET request with the same strictness; names given
// are the ones that matter, others are ignored.
func query(ctx echo.Context, maxBytes int, names ...string) (map[string]string, error) {
	values, err := url.ParseQuery(ctx.Request().URL.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("%w: query cannot be parsed", errBadRequest)
	}
	out := make(map[string]string, len(names))
	for _, name := range names {
		if out[name], err = single(values, name, maxBytes); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// maxTicked bounds each value of a field that may be ticked more than once, in bytes.
const maxTicked = 80

// several returns every value of a field that may be ticked more than once.
func (f *form) several(name string) []string {
	list := f.values[name]
	for _, v := range list {
		if _, err := single(url.Values{name: {v}}, name, maxTicked); err != nil && f.err == nil {
			f.err = err
		}
	}
	if len(list) > 100 && f.err == nil {
		f.err = fmt.Errorf("%w: %s given %d times", errBadRequest, name, len(list))
	}
	return list
}

// list returns every value of a field that stands once for each row of a table.
func (f *form) list(name string, maxBytes, most int) []string {
	values := f.values[name]
	if len(values) > most && f.err == nil {
		f.err = fmt.Errorf("%w: %s given %d times", errBadRequest, name, len(values))
		return nil
	}
	for _, v := range values {
		if len(v) > maxBytes && f.err == nil {
			f.err = fmt.Errorf("%w: %s is too long", errBadRequest, name)
		}
	}
	return values
}
