package command

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/microsoft/simulator"
)

// The registration that the simulated Microsoft knows.
const (
	demoClientID     = "5d3f8a10-77c2-4b6e-9a41-0c8e2f6b1a00"
	demoClientSecret = "simulated-secret-for-the-demo-only"
)

type simulate struct {
	config.Simulator `embed:""`
}

// Run serves the simulated Microsoft until the context ends.
func (s *simulate) Run(ctx context.Context, streams Streams) error {
	if err := s.Validate(); err != nil {
		return err
	}
	public, err := url.Parse(s.Console)
	if err != nil {
		return fmt.Errorf("console: %w", err)
	}
	secret := s.ClientSecret.Reveal()
	if secret == "" {
		secret = demoClientSecret
	}
	on, err := listen("the simulated Microsoft", s.Listen)
	if err != nil {
		return err
	}
	sim, err := newSimulator(on, &url.URL{Scheme: public.Scheme, Host: public.Host}, s.ClientID, secret)
	if err != nil {
		return err
	}
	address := httpAddress(on)
	fmt.Fprintf(streams.Out, "Simulated Microsoft (not the real one): %s\n\nFor serve:\n", address)
	fmt.Fprintf(streams.Out, "  MICROSOFT_AUTHORITY=%s\n  MICROSOFT_GRAPH_URL=%s/graph\n  MICROSOFT_CLIENT_ID=%s\n", address, address, s.ClientID)
	if s.ClientSecret == "" {
		fmt.Fprintf(streams.Out, "  MICROSOFT_CLIENT_SECRET=%s\n", demoClientSecret)
	}
	return run(ctx, logger(streams, slog.LevelWarn), server{name: "simulator", on: on, handler: sim})
}

func newSimulator(on net.Listener, public *url.URL, clientID, secret string) (*simulator.Server, error) {
	sim, err := simulator.New(simulator.Options{
		Authority: httpAddress(on), ClientID: clientID, ClientSecret: secret, AppName: "Workbooks", Console: public.String(),
		RedirectURIs: handlers.RedirectURIs(public), LogoutURL: handlers.FrontChannelLogoutURL(public),
	})
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	return sim, nil
}

func httpAddress(on net.Listener) string { return "http://" + on.Addr().String() }
