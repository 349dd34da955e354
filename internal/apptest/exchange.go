package apptest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
)

// Exchange is one exchange of the console with Microsoft.
type Exchange struct {
	Host, Path string
	Form       string // body of the request
	Answer     string
}

// Wire is a transport that keeps every exchange of the console with Microsoft.
type Wire struct {
	// Change may replace the body of an answer; nil leaves all as they are.
	Change func(path, body string) string

	mu        sync.Mutex
	exchanges []Exchange
}

// RoundTrip implements http.RoundTripper.
func (w *Wire) RoundTrip(r *http.Request) (*http.Response, error) {
	e := Exchange{Host: r.URL.Host, Path: r.URL.Path}
	if r.Body != nil {
		form, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		e.Form = string(form)
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(strings.NewReader(e.Form))
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		return nil, err
	}
	if w.Change != nil {
		body = []byte(w.Change(e.Path, string(body)))
		res.ContentLength = int64(len(body))
		res.Header.Del("Content-Length")
	}
	e.Answer, res.Body = string(body), io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges = append(w.exchanges, e)
	return res, nil
}

// Exchanges returns what was exchanged so far, oldest first.
func (w *Wire) Exchanges() []Exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Exchange(nil), w.exchanges...)
}
