package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
)

type serve struct {
	config.Settings `embed:""`
}

// Run serves the console until the context ends.
func (s *serve) Run(ctx context.Context, streams Streams) (err error) {
	c, err := s.Validate()
	if err != nil {
		return err
	}
	log := logger(streams, slog.LevelInfo)
	p, err := assemble(ctx, c, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	servers, err := p.servers(c)
	if err != nil {
		return err
	}
	log.Info("serving", "listen", c.Listen, "public_url", c.PublicURL.String(), "authority", c.Authority)
	return p.run(ctx, log, servers...)
}

// parts are a console put together.
type parts struct {
	store     *store.Store
	microsoft *microsoft.Client
	console   *handlers.Console
	registry  *prometheus.Registry // nil without METRICS_LISTEN
}

// assemble opens the database and joins everything that serves requests.
func assemble(ctx context.Context, c config.Console, log *slog.Logger) (*parts, error) {
	db, err := store.Open(ctx, store.Options{URL: c.DatabaseURL, Log: log})
	if err != nil {
		return nil, err
	}
	p := &parts{store: db}
	if p.microsoft, err = microsoftClient(c, log); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	var metrics *handlers.Metrics
	if c.MetricsListen != "" {
		p.registry = prometheus.NewRegistry()
		metrics = handlers.NewMetrics(p.registry)
	}
	p.console, err = handlers.New(handlers.Options{
		Store: db, Microsoft: p.microsoft, PublicURL: c.PublicURL, Authority: c.Authority, SessionKeys: c.SessionKeys,
		RequireAdminRole: c.RequireAdminRole, TrustedProxies: c.TrustedProxies, Now: time.Now, Log: log, Metrics: metrics,
	})
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func microsoftClient(c config.Console, log *slog.Logger) (*microsoft.Client, error) {
	return microsoft.New(microsoft.Config{
		Authority: c.Authority, Graph: c.GraphURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), Log: log,
	})
}

func (p *parts) close() error {
	p.microsoft.Close()
	return p.store.Close()
}

func (p *parts) servers(c config.Console) ([]server, error) {
	on, err := listen("the console", c.Listen)
	if err != nil {
		return nil, err
	}
	servers := []server{{name: "console", on: on, handler: p.console}}
	if p.registry == nil {
		return servers, nil
	}
	on, err = listen("metrics", c.MetricsListen)
	if err != nil {
		return nil, errors.Join(err, servers[0].on.Close())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.registry, promhttp.HandlerOpts{}))
	return append(servers, server{name: "metrics", on: on, handler: mux}), nil
}

// run serves, and keeps the house once a minute.
func (p *parts) run(ctx context.Context, log *slog.Logger, servers ...server) error {
	ctx, cancel := context.WithCancel(ctx)
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		p.sweep(ctx, log)
	}()
	err := run(ctx, log, servers...)
	cancel()
	<-swept
	if err != nil {
		return fmt.Errorf("console: %w", err)
	}
	return nil
}

func (p *parts) sweep(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := p.store.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Warn("housekeeping", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
