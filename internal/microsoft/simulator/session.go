package simulator

import (
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"
)

// sessionCookie carries the browser's session at the simulator.
const sessionCookie = "simulator_session"

// session is one browser with the accounts signed in there.
type session struct {
	accounts []account
}

// account is one signed-in account of a browser.
type account struct {
	username string
	sid      string
	at       time.Time
}

// has reports whether the account is signed in here.
func (b session) has(username string) bool {
	return slices.ContainsFunc(b.accounts, func(a account) bool { return a.username == username })
}

// browser returns the ID and session of the request's browser; a new browser
// gets a cookie.
func (s *Server) browser(w http.ResponseWriter, r *http.Request) (string, session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cookie := range r.CookiesNamed(sessionCookie) {
		if known, ok := s.sessions.get(cookie.Value); ok {
			return cookie.Value, known
		}
	}
	id := rand.Text()
	s.sessions.put(id, session{})
	cookie := &http.Cookie{Name: sessionCookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
	http.SetCookie(w, cookie)
	r.AddCookie(cookie) // so that later steps of this request find the same session
	return id, session{}
}

// signIn adds the account to the browser's session, or renews it there.
func (s *Server) signIn(id, username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, _ := s.sessions.get(id)
	kept := without(known, username)
	kept.accounts = append(kept.accounts, account{username: username, sid: uuid.NewString(), at: s.now()})
	s.sessions.put(id, kept)
}

// signOut removes one account from the browser's session, or all if none is named.
func (s *Server) signOut(id, username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, ok := s.sessions.get(id)
	if !ok {
		return
	}
	if username == "" {
		s.sessions.put(id, session{})
		return
	}
	s.sessions.put(id, without(known, username))
}

func without(known session, username string) session {
	kept := session{accounts: slices.Clone(known.accounts)}
	kept.accounts = slices.DeleteFunc(kept.accounts, func(a account) bool { return a.username == username })
	return kept
}
