package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Redacted stands for a parameter value that is secret or tied to one attempt.
const Redacted = "REDACTED"

// requestsKept bounds the record of requests, parametersKept that of one request's parameters.
const requestsKept, parametersKept, lengthKept = 100, 40, 300

// Request is one protocol request as the simulator remembers it.
type Request struct {
	At         time.Time
	Endpoint   string     // one of the Endpoint constants
	Method     string     // GET or POST
	Tenant     string     // tenant part of the path, empty for Graph
	Parameters url.Values // names of all parameters; values only where they are no secret, else Redacted
	Readable   bool       // false: the query or form could not be parsed
}

// Requests returns the last protocol requests, oldest first, at most 100.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// LastRequest returns the newest request to an endpoint, and whether there is one.
func (s *Server) LastRequest(endpoint string) (Request, bool) {
	for _, request := range slices.Backward(s.Requests()) {
		if request.Endpoint == endpoint {
			return request, true
		}
	}
	return Request{}, false
}

// record counts the request and remembers it without its secrets.
func (s *Server) record(endpoint string, r *http.Request, readable bool) {
	request := Request{
		At: s.now(), Endpoint: endpoint, Method: r.Method, Tenant: clip(r.PathValue("t")),
		Parameters: redact(r.Form), Readable: readable,
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[endpoint]++
	if len(s.requests) >= requestsKept {
		s.requests = slices.Delete(s.requests, 0, len(s.requests)-requestsKept+1)
	}
	s.requests = append(s.requests, request)
}

func redact(form url.Values) url.Values {
	kept := url.Values{}
	for name, values := range form {
		if len(kept) == parametersKept {
			break
		}
		for _, value := range values[:min(len(values), parametersKept)] {
			if !public(name) {
				value = Redacted
			}
			kept.Add(clip(name), clip(value))
		}
	}
	return kept
}

// public names the parameters whose values may be shown: a short list, so that a
// parameter nobody thought of is hidden.
func public(name string) bool {
	switch name {
	case "client_id", "redirect_uri", "post_logout_redirect_uri", "response_type", "response_mode", "scope",
		"code_challenge_method", "prompt", "login_hint", "domain_hint", "grant_type", "$select", "$top", "$count":
		return true
	}
	return false
}

func clip(text string) string {
	if len(text) > lengthKept {
		return text[:lengthKept]
	}
	return text
}
