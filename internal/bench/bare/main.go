// Command bare is a relying party as the examples of x/oauth2 and go-oidc make it,
// with PKCE, state, nonce and sealed cookies. It stores nothing and serves
// measurements only: it is what a log-in costs at least.
//
//	bare LISTEN ISSUER CLIENT_ID CLIENT_SECRET
package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/gorilla/securecookie"
	"golang.org/x/oauth2"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: bare LISTEN ISSUER CLIENT_ID CLIENT_SECRET")
		os.Exit(2)
	}
	if err := serve(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(listen, issuer, clientID, clientSecret string) error {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	provider, err := oidc.NewProvider(oidc.ClientContext(context.Background(), client), issuer)
	if err != nil {
		return fmt.Errorf("discovery: %w", err)
	}
	codec := securecookie.New(securecookie.GenerateRandomKey(32), securecookie.GenerateRandomKey(32))
	p := &party{
		client: client, cookies: codec.SetSerializer(securecookie.JSONEncoder{}), verifier: provider.Verifier(&oidc.Config{ClientID: clientID}),
		oauth: oauth2.Config{
			ClientID: clientID, ClientSecret: clientSecret, Endpoint: provider.Endpoint(),
			RedirectURL: "http://" + listen + "/callback", Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
		},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /login", p.login)
	mux.HandleFunc("GET /callback", p.callback)
	server := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

type party struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	cookies  *securecookie.SecureCookie
	client   *http.Client
}

type flow struct{ State, Nonce, Verifier string }

type user struct{ Subject, Name, Username string }

func (p *party) login(w http.ResponseWriter, r *http.Request) {
	f := flow{rand.Text(), rand.Text(), oauth2.GenerateVerifier()}
	if err := p.put(w, "bare-flow", f); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, p.oauth.AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), http.StatusSeeOther)
}

func (p *party) callback(w http.ResponseWriter, r *http.Request) {
	u, err := p.redeem(r)
	if err == nil {
		err = p.put(w, "bare-session", u)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// redeem proves who came back.
func (p *party) redeem(r *http.Request) (user, error) {
	var f flow
	cookie, err := r.Cookie("bare-flow")
	if err != nil {
		return user{}, err
	}
	if err := p.cookies.Decode(cookie.Name, cookie.Value, &f); err != nil {
		return user{}, err
	}
	if subtle.ConstantTimeCompare([]byte(f.State), []byte(r.FormValue("state"))) != 1 {
		return user{}, errors.New("state differs")
	}
	ctx := oidc.ClientContext(r.Context(), p.client)
	token, err := p.oauth.Exchange(ctx, r.FormValue("code"), oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return user{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return user{}, err
	}
	var claims struct {
		Name     string `json:"name"`
		Username string `json:"preferred_username"`
	}
	if id.Nonce != f.Nonce {
		return user{}, errors.New("nonce differs")
	}
	err = id.Claims(&claims)
	return user{id.Subject, claims.Name, claims.Username}, err
}

func (p *party) put(w http.ResponseWriter, name string, value any) error {
	text, err := p.cookies.Encode(name, value)
	if err == nil {
		http.SetCookie(w, &http.Cookie{Name: name, Value: text, Path: "/", MaxAge: 900, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	return err
}
