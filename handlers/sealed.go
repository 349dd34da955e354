package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/labstack/echo/v4"
)

// maxCookie bounds a cookie that we look into, in bytes.
const maxCookie = 4096

// sealed keeps small facts in cookies, signed and encrypted: what a browser that has
// no session yet must bring back unchanged, and what nobody else should read. Keys
// are derived from those of sessions, so that neither kind of cookie is ever taken
// for the other (attacks.md, S79); the name is part of the signature. Browsers refuse a
// cookie of the __Host- prefix for any other path than / (S75), so none has one.
type sealed struct {
	codecs []securecookie.Codec
	secure bool
}

func newSealed(keys [][]byte, secure bool) *sealed {
	s := &sealed{secure: secure}
	for _, key := range keys {
		codec := securecookie.New(derive(key, "sealed cookie: sign"), derive(key, "sealed cookie: encrypt"))
		codec.SetSerializer(securecookie.JSONEncoder{})
		codec.MaxAge(0) // each cookie's contents say how long they hold, by our own clock
		s.codecs = append(s.codecs, codec)
	}
	return s
}

func derive(key []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// put sets a cookie of this name; one that cannot be made is left out, and what it
// was for starts again.
func (s *sealed) put(ctx echo.Context, name string, value any, life time.Duration) {
	text, err := securecookie.EncodeMulti(name, value, s.codecs...)
	if err != nil || len(text) > maxCookie {
		return
	}
	ctx.SetCookie(s.cookie(name, text, int(life/time.Second)))
}

func (s *sealed) drop(ctx echo.Context, name string) {
	if len(ctx.Request().CookiesNamed(s.name(name))) > 0 {
		ctx.SetCookie(s.cookie(name, "", -1))
	}
}

func (s *sealed) cookie(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: s.name(name), Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
}

// get reads a cookie into value and reports whether it is one of ours.
func (s *sealed) get(r *http.Request, name string, value any) bool {
	cookies := r.CookiesNamed(s.name(name))
	if len(cookies) != 1 || len(cookies[0].Value) > maxCookie {
		return false
	}
	return securecookie.DecodeMulti(name, cookies[0].Value, value, s.codecs...) == nil
}

func (s *sealed) name(name string) string { return hostPrefix(s.secure) + name }
