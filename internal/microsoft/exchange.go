package microsoft

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	maxBody       = 1 << 20
	documentTime  = 5 * time.Second  // discovery, keys, Graph
	tokenTime     = 10 * time.Second // the token request, waiting for a slot included
	maxRetryAfter = time.Hour
)

// answer is what Microsoft said, with the moment it was asked by our clock.
type answer struct {
	status int
	header http.Header
	body   []byte
	asked  time.Time
}

// do sends one request, once, and returns a JSON answer of status 2xx. Every
// other outcome is an *Error.
func (c *Client) do(op string, req *http.Request) (answer, error) {
	req.Header.Set("Accept", "application/json")
	// Without GetBody the transport cannot send a body a second time, so that a
	// code is never redeemed twice behind our back.
	req.GetBody = nil
	asked := c.now()
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, c.broken(req.Context(), op, 0, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil && resp.StatusCode < 300 {
		return answer{}, c.broken(req.Context(), op, resp.StatusCode, err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, body: body, asked: asked}
	return a, c.judge(op, a)
}

// broken tells a failure of the network. The address is cut off the error,
// since it may hold a query.
func (c *Client) broken(ctx context.Context, op string, status int, err error) error {
	var addressed *url.Error
	if errors.As(err, &addressed) {
		err = addressed.Err
	}
	e := &Error{Op: op, Kind: Unreachable, Status: status, At: c.now().UTC(), err: err}
	var network net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(ctx.Err(), context.DeadlineExceeded),
		errors.As(err, &network) && network.Timeout():
		e.Kind = Slow
	case errors.Is(err, io.ErrUnexpectedEOF) && status != 0:
		e.Kind = Nonsense
	}
	return e
}

// judge turns everything but a JSON answer of status 2xx into an *Error.
func (c *Client) judge(op string, a answer) error {
	e := &Error{Op: op, Status: a.status, At: c.now().UTC(), RetryAfter: retryAfter(a.header, c.now())}
	if a.json() {
		e.describe(a.body)
	}
	if e.TraceID == "" {
		e.TraceID = headerGUID(a.header, "x-ms-request-id", "request-id")
	}
	switch {
	case a.status == http.StatusTooManyRequests:
		e.Kind = Busy
	case a.status >= 500:
		e.Kind = Trouble
	case a.status >= 400 && (a.json() || a.status == http.StatusUnauthorized || a.status == http.StatusForbidden):
		e.Kind = Refused
	case a.status < 200 || a.status > 299 || !a.json():
		e.Kind = Nonsense
	default:
		return nil
	}
	return e
}

// json reports whether the answer says it is JSON and is not too long.
func (a answer) json() bool {
	kind, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	return err == nil && kind == "application/json" && len(a.body) <= maxBody
}

// decode reads the JSON of a good answer.
func (a answer) decode(op string, into any) error {
	if err := json.Unmarshal(a.body, into); err != nil {
		return &Error{Op: op, Kind: Nonsense, Status: a.status, At: a.asked.UTC()}
	}
	return nil
}

// retryAfter reads seconds or a date (RFC 9110 §10.2.3), at most an hour.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	var wait time.Duration
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}

func headerGUID(h http.Header, names ...string) string {
	for _, name := range names {
		if id, ok := ParseTenantID(h.Get(name)); ok {
			return id
		}
	}
	return ""
}
