package handlers

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"

	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

// keyVisitor is where a session carries who it belongs to, within one request.
const keyVisitor = "visitor"

// keySignIn is where log-in leaves what Save must write.
const keySignIn = "sign-in"

// sessionStore is a gorilla/sessions store over the database. The cookie holds an
// opaque, signed session ID and nothing else (lessons.md, 12); the database holds
// only its hash, so that reading it gives nobody a usable cookie (S82).
type sessionStore struct {
	store  *store.Store
	codecs []securecookie.Codec
	secure bool
}

func newSessionStore(s *store.Store, keys [][]byte, secure bool) *sessionStore {
	codecs := make([]securecookie.Codec, 0, len(keys))
	for _, key := range keys {
		sc := securecookie.New(key, nil)
		sc.SetSerializer(securecookie.NopEncoder{})
		sc.MaxAge(int(policy.SessionMax / time.Second))
		codecs = append(codecs, sc)
	}
	return &sessionStore{store: s, codecs: codecs, secure: secure}
}

// name is the cookie's: browsers enforce Secure, Path=/ and no Domain for the
// __Host- prefix. Plain http on loopback cannot have it (attacks.md, S75).
func (s *sessionStore) name() string { return hostPrefix(s.secure) + "session" }

func hostPrefix(secure bool) string {
	if secure {
		return "__Host-"
	}
	return ""
}

func (s *sessionStore) options() *sessions.Options {
	return &sessions.Options{Path: "/", MaxAge: int(policy.SessionMax / time.Second), Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// Get returns the request's session, read once per request.
func (s *sessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New returns the session that the cookie names, or a fresh one: a missing,
// tampered, foreign or ended cookie is simply nobody (S81). The error is the
// database's.
func (s *sessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.Options, session.IsNew = s.options(), true
	id := s.cookieID(r, name)
	if id == nil {
		return session, nil
	}
	v, err := s.store.Visitor(r.Context(), hash(id))
	if errors.Is(err, store.ErrNotFound) {
		return session, nil
	}
	if err != nil {
		return session, fmt.Errorf("session: %w", err)
	}
	session.ID, session.IsNew = string(id), false
	session.Values[keyVisitor] = v
	return session, nil
}

func (s *sessionStore) cookieID(r *http.Request, name string) []byte {
	cookies := r.CookiesNamed(name)
	if len(cookies) != 1 || len(cookies[0].Value) > 512 {
		return nil
	}
	var id []byte
	if err := securecookie.DecodeMulti(name, cookies[0].Value, &id, s.codecs...); err != nil || len(id) != 32 {
		return nil
	}
	return id
}

// Save stores a session that log-in prepared under a new ID, or ends it when
// MaxAge is negative, and sets the cookie to match.
func (s *sessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if session.Options.MaxAge < 0 {
		http.SetCookie(w, sessions.NewCookie(session.Name(), "", session.Options))
		return nil
	}
	in, ok := session.Values[keySignIn].(store.NewSession)
	if !ok {
		return errors.New("session: save without a log-in")
	}
	actor, _ := session.Values[keyActor].(store.Actor)
	id, fresh := s.prepare(session)
	in.IDHash, in.ReplacesIDHash = fresh.IDHash, fresh.ReplacesIDHash
	if err := s.store.CreateSession(r.Context(), actor, in); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return s.issue(w, session, id)
}

// prepare makes a new session ID, and says what the database is to be told of it: its
// hash, and the session that ends with it. The ID changes with every log-in (S74).
func (s *sessionStore) prepare(session *sessions.Session) (id []byte, in store.NewSession) {
	if session.ID != "" {
		in.ReplacesIDHash = hash([]byte(session.ID))
	}
	id = make([]byte, 32)
	_, _ = rand.Read(id) // crypto/rand never fails: it ends the process
	in.IDHash = hash(id)
	return id, in
}

// issue gives the browser the cookie of a session that the database has.
func (s *sessionStore) issue(w http.ResponseWriter, session *sessions.Session, id []byte) error {
	value, err := securecookie.EncodeMulti(session.Name(), id, s.codecs...)
	if err != nil {
		return fmt.Errorf("session: encode: %w", err)
	}
	session.ID, session.IsNew = string(id), false
	http.SetCookie(w, sessions.NewCookie(session.Name(), value, session.Options))
	return nil
}

// seen notes that a session is alive, at most once a minute so that reading
// pages does not write.
func (s *sessionStore) seen(ctx context.Context, v store.Visitor, now time.Time) error {
	if now.Sub(v.Session.SeenAt) < time.Minute {
		return nil
	}
	return s.store.TouchSession(ctx, v.Session.IDHash, now)
}

func hash(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}
