package microsoft

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Config says which Microsoft to talk to, and as whom.
type Config struct {
	// Authority is the sign-in host without path, such as
	// https://login.microsoftonline.com (other clouds: microsoft.md §4). Plain
	// http is accepted on loopback, for the simulator.
	Authority string
	// Graph is the address of Microsoft Graph; unlike Authority it may have a path.
	Graph                  string
	ClientID, ClientSecret string
	Now                    func() time.Time // nil is time.Now
	// HTTP is copied and its redirect policy replaced. Nil means a transport of
	// our own that ignores proxy variables of the environment.
	HTTP *http.Client
	Log  *slog.Logger // nil discards
}

// Client talks to Microsoft. It is safe for parallel use.
type Client struct {
	authority, graph string
	clientID         string
	secret           *string // behind a pointer, so that printing a Client does not show it
	now              func() time.Time
	http             *http.Client
	log              *slog.Logger
	life             context.Context
	end              context.CancelFunc
	metadata         *lastGood[metadata]
	keys             *lastGood[[]signingKey]
	slots            chan struct{}
	clock            atomic.Pointer[clockReading]
}

// New checks the configuration and reports all its faults together. It asks
// nothing of the network, so it works while Microsoft is out of reach.
func New(cfg Config) (*Client, error) {
	authority, authorityErr := base("authority", cfg.Authority, false)
	graph, graphErr := base("graph", cfg.Graph, true)
	if err := errors.Join(authorityErr, graphErr, present(cfg)); err != nil {
		return nil, fmt.Errorf("configure Microsoft client: %w", err)
	}
	c := &Client{
		authority: authority, graph: graph, clientID: cfg.ClientID, secret: &cfg.ClientSecret,
		now: cfg.Now, http: withoutRedirects(cfg.HTTP), log: cfg.Log,
		slots: make(chan struct{}, maxTokenRequests),
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.life, c.end = context.WithCancel(context.Background())
	c.metadata = newLastGood("discovery", c, c.fetchMetadata)
	c.keys = newLastGood("signing keys", c, c.fetchKeys)
	return c, nil
}

// Close ends requests that run in the background and frees idle connections.
func (c *Client) Close() {
	c.end()
	c.http.CloseIdleConnections()
}

func present(cfg Config) error {
	var missing error
	if cfg.ClientID == "" {
		missing = errors.New("client ID is missing")
	}
	if cfg.ClientSecret == "" {
		missing = errors.Join(missing, errors.New("client secret is missing"))
	}
	return missing
}

// withoutRedirects copies a client and makes it hand back redirects. None of
// Microsoft's machine endpoints sends one, and following it could carry the
// secret to another host.
func withoutRedirects(given *http.Client) *http.Client {
	own := http.Client{Transport: transport()}
	if given != nil {
		own = *given
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Jar = nil
	return &own
}

func transport() *http.Transport {
	return &http.Transport{
		DialContext:            (&net.Dialer{Timeout: 4 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    4 * time.Second,
		ResponseHeaderTimeout:  tokenTime,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    maxTokenRequests,
		IdleConnTimeout:        90 * time.Second,
		ForceAttemptHTTP2:      true,
	}
}
