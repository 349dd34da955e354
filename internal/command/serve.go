package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/delivery"
	"workbooks.com/authconsole/internal/mail"
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
	p, err := assemble(ctx, c, log, smtp(c), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	signal.Ignore(syscall.SIGPIPE) // a log that nobody reads any more must not end the program
	p.countDropped(streams)
	servers, err := p.servers(c)
	if err != nil {
		return err
	}
	log.Info("serving", "listen", c.Listen, "public_url", c.PublicURL.String(), "authority", c.Authority, "mail", mailWords(c.Mail))
	return p.run(ctx, log, servers...)
}

// parts are a console put together.
type parts struct {
	store     *store.Store
	microsoft *microsoft.Client
	console   *handlers.Console
	registry  *prometheus.Registry // nil without METRICS_LISTEN
	post      *post                // nil without a way to send mails
}

// assemble opens the database and joins everything that serves requests.
// Mails go by sender, nil for none; an outbox shows those that it keeps.
func assemble(ctx context.Context, c config.Console, log *slog.Logger, sender delivery.Sender, outbox *mail.Outbox) (*parts, error) {
	db, err := store.Open(ctx, store.Options{URL: c.DatabaseURL, Log: log, TraceRetention: c.TraceRetention})
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
	o := handlers.Options{
		Store: db, Microsoft: p.microsoft, PublicURL: c.PublicURL, Authority: c.Authority, SessionKeys: c.SessionKeys,
		RequireAdminRole: c.RequireAdminRole, MicrosoftSessionLife: c.MicrosoftSessionLife, TrustedProxies: c.TrustedProxies, Now: time.Now, Log: log, Metrics: metrics,
	}
	if outbox != nil {
		o.Outbox = outbox
	}
	if sender != nil {
		if p.post, err = newPost(db, sender, c.SessionKeys, c.PublicURL, log); err != nil {
			return nil, errors.Join(err, p.close())
		}
		o.Mail = p.post
	}
	if p.console, err = handlers.New(o); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// smtp is the configured mail server as a sender, nil when there is none.
func smtp(c config.Console) delivery.Sender {
	if c.Mail == nil {
		return nil
	}
	return c.Mail
}

func microsoftClient(c config.Console, log *slog.Logger) (*microsoft.Client, error) {
	return microsoft.New(microsoft.Config{
		Authority: c.Authority, Graph: c.GraphURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), Log: log,
	})
}

// countDropped shows in the metrics how many log lines were lost.
func (p *parts) countDropped(streams Streams) {
	if p.registry == nil {
		return
	}
	p.registry.MustRegister(prometheus.NewCounterFunc(
		prometheus.CounterOpts{Name: "console_log_lines_dropped_total", Help: "Log lines that nobody took."},
		func() float64 { return float64(streams.log.Dropped()) },
	))
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

// run serves, sends mails, and keeps the house.
func (p *parts) run(ctx context.Context, log *slog.Logger, servers ...server) error {
	ctx, cancel := context.WithCancel(ctx)
	var behind sync.WaitGroup
	behind.Go(func() { p.sweep(ctx, log) })
	if p.post != nil {
		behind.Go(func() { _ = p.post.runner.Run(ctx) }) // returns nil: it logs what goes wrong
	}
	err := run(ctx, log, servers...)
	cancel()
	behind.Wait()
	if err != nil {
		return fmt.Errorf("console: %w", err)
	}
	return nil
}

func (p *parts) sweep(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(store.SweepEvery)
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
