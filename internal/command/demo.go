package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	netmail "net/mail"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/mail"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
	"workbooks.com/authconsole/views"
)

type demo struct {
	config.Demo `embed:""`
}

// Run starts the console and a simulated Microsoft beside it.
func (d *demo) Run(ctx context.Context, streams Streams) (err error) {
	if err := d.Validate(); err != nil {
		return err
	}
	folder, remove, err := d.folder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	console, simulated, err := d.listeners()
	if err != nil {
		return err
	}
	defer func() { _, _ = console.Close(), simulated.Close() }() // closed already by a server that ran
	log := logger(streams, slog.LevelWarn)
	c, err := d.configuration(folder, console, simulated)
	if err != nil {
		return err
	}
	outbox := mail.NewOutbox(netmail.Address{Name: "Workbooks", Address: "no-reply@workbooks.example"}, time.Now)
	p, err := assemble(ctx, c, log, outbox, outbox)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := d.people(ctx, p.store); err != nil {
		return err
	}
	sim, err := newSimulator(simulated, c.PublicURL, c.ClientID, c.ClientSecret.Reveal())
	if err != nil {
		return err
	}
	d.welcome(streams.Out, c)
	return p.run(ctx, log, server{name: "console", on: console, handler: p.console}, server{name: "simulator", on: simulated, handler: sim})
}

// folder returns where the database lives, and what to do with it at the end.
func (d *demo) folder() (string, func() error, error) {
	if d.Data != "" {
		if err := os.MkdirAll(d.Data, 0o700); err != nil {
			return "", nil, fmt.Errorf("--data: %w", err)
		}
		return d.Data, func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "workbooks-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("temporary folder: %w", err)
	}
	return dir, func() error { return os.RemoveAll(dir) }, nil
}

func (d *demo) listeners() (console, simulated net.Listener, err error) {
	if console, err = listen("the console", d.Listen); err != nil {
		return nil, nil, err
	}
	if simulated, err = listen("the simulated Microsoft", d.SimulatorListen); err != nil {
		return nil, nil, errors.Join(err, console.Close())
	}
	return console, simulated, nil
}

func (d *demo) configuration(folder string, console, simulated net.Listener) (config.Console, error) {
	key, err := sessionKey(filepath.Join(folder, "session.key"))
	return config.Console{
		PublicURL:   &url.URL{Scheme: "http", Host: console.Addr().String()},
		DatabaseURL: "sqlite:" + filepath.Join(folder, "workbooks.db"),
		SessionKeys: [][]byte{key}, ClientID: demoClientID, ClientSecret: demoClientSecret,
		Authority: httpAddress(simulated), GraphURL: httpAddress(simulated) + "/graph", RequireAdminRole: true,
		TraceRetention: config.DefaultTraceRetention, MicrosoftSessionLife: policy.MicrosoftSessionLife,
	}, err
}

// sessionKey keeps the demo's key beside its database, so that with --data a
// restart logs nobody out.
func sessionKey(path string) ([]byte, error) {
	if key, err := os.ReadFile(path); err == nil && len(key) == 32 {
		return key, nil
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // crypto/rand never fails: it ends the process
	if err := os.WriteFile(path, key, 0o600); err != nil {
		return nil, fmt.Errorf("session key: %w", err)
	}
	return key, nil
}

// people makes the demo's accounts once, and --accounts more.
func (d *demo) people(ctx context.Context, db *store.Store) error {
	_, err := db.AccountByName(ctx, demoAccounts()[0].Name)
	if err == nil {
		return nil // a restart with --data
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	actor := operator()
	for _, a := range demoAccounts() {
		if err := a.create(ctx, db, actor); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	if d.Accounts == 0 {
		return nil
	}
	started := time.Now()
	if err := db.Seed(ctx, d.Accounts, demoPasswordHash); err != nil {
		return fmt.Errorf("demo: --accounts: %w", err)
	}
	slog.Debug("seeded", "accounts", d.Accounts, "took", time.Since(started))
	return nil
}

func (d *demo) welcome(out io.Writer, c config.Console) {
	fmt.Fprintf(out, "Workbooks console     %s\n", c.PublicURL)
	fmt.Fprintf(out, "Simulated Microsoft   %s   (not the real one)\n\n", c.Authority)
	fmt.Fprintf(out, "Log in to Workbooks with the password %s as\n", demoPassword)
	for _, a := range demoAccounts() {
		for _, p := range a.people {
			fmt.Fprintf(out, "  %-30s %s\n", p.Email, p.about)
		}
	}
	fmt.Fprint(out, "\nAt the simulated Microsoft you pick a person. Of brightwater.example, ada and grace may approve, ben may not.\n")
	fmt.Fprint(out, "Once the account is linked, ada, hal and una log in with Microsoft too; ivy, max and nora are new to\nWorkbooks: User Provisioning makes users of ivy and max by their groups; nora is in none.\n")
	fmt.Fprintf(out, "Make Microsoft fail in a chosen way, and disable people there, at %s/control\n", c.Authority)
	fmt.Fprintf(out, "Mails that would be sent are kept at %s%s\n", c.PublicURL, views.PathOutbox)
	fmt.Fprint(out, "\nStop with Ctrl-C.\n")
}
