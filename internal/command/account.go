package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	osuser "os/user"
	"text/tabwriter"

	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/store"
)

type account struct {
	Add  accountAdd  `cmd:"" help:"Add an account."`
	Set  accountSet  `cmd:"" help:"Change an account."`
	List accountList `cmd:"" help:"List accounts and the state of their links."`

	Licences accountLicences `cmd:"" help:"Say how many licences an account owns, or show them."`
}

type accountAdd struct {
	config.Database  `embed:""`
	Name             string         `arg:"" help:"Name of the account."`
	AdvancedSecurity bool           `help:"The account has Advanced Security."`
	AccountManager   string         `placeholder:"NAME" help:"Whom the account's people ask for Advanced Security."`
	Licences         map[string]int `mapsep:"," placeholder:"CRM=10,…" help:"How many licences the account owns."`
}

// Run adds an account.
func (a *accountAdd) Run(ctx context.Context, s Streams) error {
	return withStore(ctx, a.Database, s, mayCreate, func(db *store.Store) error {
		made, err := db.CreateAccount(ctx, operator(), store.NewAccount{
			Name: a.Name, AdvancedSecurity: a.AdvancedSecurity, AccountManager: a.AccountManager, Licences: a.Licences,
		})
		if errors.Is(err, store.ErrTaken) {
			return fmt.Errorf("there is an account named %q already", a.Name)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "Added %s.\n", made.Name)
		return nil
	})
}

type accountSet struct {
	config.Database  `embed:""`
	Name             string `arg:"" help:"Name of the account."`
	AdvancedSecurity string `required:"" enum:"true,false" placeholder:"true|false" help:"Whether the account has Advanced Security."`
}

// Run switches Advanced Security.
func (a *accountSet) Run(ctx context.Context, s Streams) error {
	return withStore(ctx, a.Database, s, mustExist, func(db *store.Store) error {
		found, err := accountNamed(ctx, db, a.Name)
		if err != nil {
			return err
		}
		if err := db.SetAdvancedSecurity(ctx, operator(), found.ID, a.AdvancedSecurity == "true"); err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "%s: Advanced Security %s.\n", found.Name, a.AdvancedSecurity)
		current, err := db.CurrentLink(ctx, found.ID)
		if errors.Is(err, store.ErrNotFound) || a.AdvancedSecurity == "true" {
			return nil
		}
		if err == nil {
			fmt.Fprintf(s.Out, "Its link to Microsoft is still %s; its administrators can disable or unlink it.\n", current.State)
		}
		return err
	})
}

type accountList struct {
	config.Database `embed:""`
}

// Run lists the accounts.
func (a *accountList) Run(ctx context.Context, s Streams) error {
	return withStore(ctx, a.Database, s, mustExist, func(db *store.Store) error {
		w := tabwriter.NewWriter(s.Out, 0, 8, 2, ' ', 0)
		fmt.Fprintln(w, "ACCOUNT\tADVANCED SECURITY\tMICROSOFT\tORGANISATION")
		for acc, err := range db.Accounts(ctx) {
			if err != nil {
				return err
			}
			current, err := db.CurrentLink(ctx, acc.ID)
			if errors.Is(err, store.ErrNotFound) {
				current.State = link.NotLinked
			} else if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s\t%t\t%s\t%s\n", acc.Name, acc.AdvancedSecurity, current.State, current.Organisation)
		}
		return w.Flush()
	})
}

func accountNamed(ctx context.Context, db *store.Store, name string) (store.Account, error) {
	found, err := db.AccountByName(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return found, fmt.Errorf("there is no account named %q", name)
	}
	return found, err
}

// Whether a command may make the database; one that only looks things up must not,
// or a mistyped path would seem to be an empty one.
const (
	mayCreate = false
	mustExist = true
)

// withStore opens the database for one command.
func withStore(ctx context.Context, d config.Database, s Streams, exists bool, do func(*store.Store) error) (err error) {
	if err := d.Validate(); err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{URL: d.DatabaseURL, MustExist: exists, Log: logger(s, slog.LevelWarn)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}

// operator is whoever is at the command line, by the name of the login.
func operator() store.Actor {
	name := os.Getenv("SUDO_USER")
	if u, err := osuser.Current(); name == "" && err == nil {
		name = u.Username
	}
	return store.Actor{Kind: store.KindOperator, Name: name}
}
