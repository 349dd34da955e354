package microsoft

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

const (
	maxPages = 50
	listTime = 30 * time.Second // all pages of a list; each has documentTime
)

// listing is a list in Graph that may come in pages.
type listing struct {
	op       string
	address  string // of the first page
	token    GraphToken
	eventual bool // asks for advanced queries, which $count on directory objects needs
}

// pages reads a list page by page. Any error is the last thing it yields, so that a
// caller who stops there never takes a part for the whole. A list that does not end
// after 50 pages is Nonsense.
func pages[T any](ctx context.Context, c *Client, l listing) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		ctx, cancel := context.WithTimeout(ctx, listTime)
		defer cancel()
		patient := true
		for range maxPages {
			a, err := c.askPatiently(ctx, l, &patient)
			if err != nil {
				yield(nil, err)
				return
			}
			var page struct {
				Value []T    `json:"value"`
				Next  string `json:"@odata.nextLink"`
			}
			err = a.decode(l.op, &page)
			if err == nil && (page.Value == nil || page.Next != "" && !c.onGraph(page.Next)) {
				err = c.nonsense(l.op, a.status)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page.Value, nil) || page.Next == "" {
				return
			}
			l.address = page.Next
		}
		yield(nil, c.nonsense(l.op, http.StatusOK))
	}
}

// askPatiently asks for one page. Once in a list it waits as long as Graph wants
// it to, if the caller's time allows.
func (c *Client) askPatiently(ctx context.Context, l listing, patient *bool) (answer, error) {
	a, err := c.ask(ctx, l)
	var e *Error
	if !*patient || !errors.As(err, &e) || e.Kind != Busy || e.RetryAfter == 0 {
		return a, err
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= e.RetryAfter {
		return a, err
	}
	*patient = false
	wait := time.NewTimer(e.RetryAfter)
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return answer{}, c.broken(ctx, l.op, 0, ctx.Err())
	case <-wait.C:
		return c.ask(ctx, l)
	}
}

// ask sends one request to Graph, for 5 seconds at most. The token travels in a
// header only.
func (c *Client) ask(ctx context.Context, l listing) (answer, error) {
	if l.token.Zero() {
		return answer{}, fmt.Errorf("%s: %w", l.op, ErrIncomplete)
	}
	ctx, cancel := context.WithTimeout(ctx, documentTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.address, nil)
	if err != nil {
		return answer{}, c.broken(ctx, l.op, 0, err)
	}
	req.Header.Set("Authorization", "Bearer "+*l.token.value)
	if l.eventual {
		req.Header.Set("ConsistencyLevel", "eventual")
	}
	return c.do(l.op, req)
}

func (c *Client) nonsense(op string, status int) error {
	return &Error{Op: op, Kind: Nonsense, Status: status, At: c.now().UTC()}
}

// onGraph reports whether the address of a next page lies on the configured Graph,
// below its path. Any other would have the token sent to a stranger (attacks.md S99,
// S101).
func (c *Client) onGraph(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" || strings.ContainsAny(address, "#\\") {
		return false
	}
	if u.RawPath != "" || path.Clean(u.Path) != u.Path {
		return false
	}
	return strings.HasPrefix(u.Scheme+"://"+u.Host+u.Path, c.graph+"/v1.0/")
}
