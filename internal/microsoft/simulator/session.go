package simulator

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
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
	used     bool // a code for the application was issued with it
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

// signIn adds the account to the browser's session, or renews the time of its
// authentication there. Its sid stays, which earlier tokens carry.
func (s *Server) signIn(id, username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, _ := s.sessions.get(id)
	fresh := account{username: username, sid: uuid.NewString()}
	for _, a := range known.accounts {
		if a.username == username {
			fresh = a
		}
	}
	fresh.at = s.now()
	kept := without(known, username)
	kept.accounts = append(kept.accounts, fresh)
	s.sessions.put(id, kept)
}

// use notes that the application got a code for this account of the browser.
func (s *Server) use(id, username string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, _ := s.sessions.get(id)
	kept := session{accounts: slices.Clone(known.accounts)}
	for i := range kept.accounts {
		kept.accounts[i].used = kept.accounts[i].used || kept.accounts[i].username == username
	}
	s.sessions.put(id, kept)
}

// everySession replaces the session of every browser.
func (s *Server) everySession(change func(session) session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, known := range s.sessions.items {
		s.sessions.items[id] = change(known)
	}
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
	kept.accounts = slices.DeleteFunc(kept.accounts, func(a account) bool { return strings.EqualFold(a.username, username) })
	return kept
}

// renamedIn is the session with an account under its new name.
func renamedIn(known session, from, to string) session {
	kept := session{accounts: slices.Clone(known.accounts)}
	for i := range kept.accounts {
		if strings.EqualFold(kept.accounts[i].username, from) {
			kept.accounts[i].username = to
		}
	}
	return kept
}
