package simulator

import (
	"crypto/subtle"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
)

// token answers POST /{t}/oauth2/v2.0/token (microsoft.md §3.5).
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("x-ms-request-id", uuid.NewString())
	if answer := s.takeOnToken(); answer != nil && answer(w, r) {
		return
	}
	fault := s.take(EndpointToken)
	if s.breakToken(w, r, fault) {
		return
	}
	at, refused := s.checkTokenRequest(r)
	if refused != nil {
		s.machineError(w, r, refused)
		return
	}
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		s.redeem(w, r, at, fault)
	case "client_credentials":
		s.appOnly(w, r, at)
	default:
		s.machineError(w, r, refuse(70003))
	}
}

func (s *Server) takeOnToken() func(http.ResponseWriter, *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := s.onToken
	s.onToken = nil
	return answer
}

// checkTokenRequest refuses what is wrong before any grant is looked at: form,
// tenant and client.
func (s *Server) checkTokenRequest(r *http.Request) (authority, *refusal) {
	at, refused := parseAuthority(s.World(), r.PathValue("t"))
	if refused != nil {
		return authority{}, refused
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil || kind != "application/x-www-form-urlencoded":
		return authority{}, refuse(9002313)
	case r.Header.Get("Origin") != "":
		return authority{}, refuse(9002326)
	}
	if refused := doubled(r.PostForm); refused != nil {
		return authority{}, refused
	}
	if r.PostForm.Get("grant_type") == "" {
		return authority{}, missing("grant_type")
	}
	return at, s.checkCredentials(r)
}

// checkCredentials compares client ID and secret, sent in the form or as HTTP Basic.
func (s *Server) checkCredentials(r *http.Request) *refusal {
	client, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if user, password, ok := r.BasicAuth(); ok {
		client, secret = unescape(user), unescape(password)
	}
	s.mu.Lock()
	right, expired := s.secret, s.expired
	s.mu.Unlock()
	switch {
	case client == "":
		return missing("client_id")
	case !strings.EqualFold(client, s.options.ClientID):
		return refuse(700016)
	case secret == "":
		return refuse(7000218)
	case subtle.ConstantTimeCompare([]byte(secret), []byte(right)) != 1:
		return refuse(7000215)
	case expired:
		return refuse(7000222)
	}
	return nil
}

// unescape undoes the form encoding that RFC 6749 §2.3.1 puts on Basic credentials.
func unescape(value string) string {
	plain, err := url.QueryUnescape(value)
	if err != nil {
		return value
	}
	return plain
}
