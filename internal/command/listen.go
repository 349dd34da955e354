package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

// stopWithin is how long requests in flight may take after a signal.
const stopWithin = 10 * time.Second

// server is one listener and what answers on it.
type server struct {
	name    string
	on      net.Listener
	handler http.Handler
}

// run serves until ctx ends, then stops accepting, lets requests in flight
// finish and returns. The first server to fail ends the others.
func run(ctx context.Context, log *slog.Logger, servers ...server) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, s := range servers {
		h := &http.Server{
			Handler:           s.handler,
			ReadHeaderTimeout: 5 * time.Second,
			ReadTimeout:       15 * time.Second,
			WriteTimeout:      45 * time.Second, // longer than the slowest way through Microsoft
			IdleTimeout:       2 * time.Minute,
			MaxHeaderBytes:    32 << 10,
			ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		}
		g.Go(func() error {
			if err := h.Serve(s.on); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("serve %s: %w", s.name, err)
			}
			return nil
		})
		g.Go(func() error {
			<-ctx.Done()
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
			defer cancel()
			if err := h.Shutdown(stop); err != nil {
				return errors.Join(fmt.Errorf("stop %s: %w", s.name, err), h.Close())
			}
			return nil
		})
	}
	return g.Wait()
}

func listen(name, address string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s cannot listen on %s: %w", name, address, err)
	}
	return ln, nil
}
