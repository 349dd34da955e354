package simulator

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Sizes of a page of a list in Graph (microsoft.md §6.3).
const pageDefault, pageMax = 100, 999

// window is the part of a list that one request asks for.
type window struct {
	from, to int
	counted  bool
}

// parseWindow understands $top, $skiptoken and $count for a list of this length.
// It returns in words what is wrong with them. Counting needs the header
// ConsistencyLevel: eventual, on every page.
func parseWindow(r *http.Request, length int) (window, string) {
	top := pageDefault
	if text := r.Form.Get("$top"); text != "" {
		number, err := strconv.Atoi(text)
		if err != nil || number < 1 || number > pageMax {
			return window{}, "$top must be a number between 1 and 999."
		}
		top = number
	}
	var from int
	if token := r.Form.Get("$skiptoken"); token != "" {
		plain, err := base64.RawURLEncoding.DecodeString(token)
		number, isToken := strings.CutPrefix(string(plain), "from ")
		if from, _ = strconv.Atoi(number); err != nil || !isToken || from < 1 {
			return window{}, "The $skiptoken is not one of this list."
		}
	}
	counted := r.Form.Get("$count") == "true"
	if counted && !strings.EqualFold(r.Header.Get("ConsistencyLevel"), "eventual") {
		return window{}, "$count needs the header ConsistencyLevel: eventual."
	}
	from = min(from, length)
	return window{from: from, to: min(from+top, length), counted: counted}, ""
}

// next is the query of the page after this one.
func (p window) next(query url.Values) string {
	query.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte("from "+strconv.Itoa(p.to))))
	return strings.ReplaceAll(query.Encode(), "%24", "$")
}
