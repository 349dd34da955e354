package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/password"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

type user struct {
	Add userAdd `cmd:"" help:"Add a user; the password is read from standard input."`
}

type userAdd struct {
	config.Database `embed:""`
	Account         string `placeholder:"NAME" help:"Account of the user."`
	Email           string `required:"" placeholder:"E-MAIL" help:"E-mail address, which is the log-in name."`
	Name            string `required:"" placeholder:"NAME" help:"The person's name."`
	Role            string `enum:"administrator,helpdesk,user," default:"" placeholder:"administrator|helpdesk|user" help:"What the person may do."`
	Support         bool   `help:"One of Workbooks' own support; has no account and no role."`
}

// Run adds a user.
func (u *userAdd) Run(ctx context.Context, s Streams) error {
	if err := u.validate(); err != nil {
		return err
	}
	secret, err := readPassword(s.In)
	if err != nil {
		return err
	}
	if err := policy.CheckNewPassword(secret, u.Email, u.Name); err != nil {
		return fmt.Errorf("this password cannot be used: %w", err)
	}
	return withStore(ctx, u.Database, s, u.exists(), func(db *store.Store) error {
		n := store.NewUser{Email: u.Email, Name: u.Name, Role: policy.Role(u.Role)}
		if u.Support {
			n.Role = policy.Support
		} else {
			a, err := accountNamed(ctx, db, u.Account)
			if err != nil {
				return err
			}
			n.AccountID = a.ID
		}
		if n.PasswordHash, err = password.Hash(secret); err != nil {
			return err
		}
		made, err := db.CreateUser(ctx, operator(), n)
		if errors.Is(err, store.ErrTaken) {
			return fmt.Errorf("there is a user with the e-mail address %s already", u.Email)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(s.Out, "Added %s (%s).\n", made.Name, made.Email)
		return nil
	})
}

// exists: the first of support may be added before any account; others need theirs.
func (u *userAdd) exists() bool { return !u.Support }

func (u *userAdd) validate() error {
	var f config.Faults
	switch {
	case u.Support && (u.Account != "" || u.Role != ""):
		f = append(f, "--support goes without --account and --role: support belongs to no account.")
	case !u.Support && u.Account == "":
		f = append(f, "--account is missing; it names the user's account.")
	}
	if !u.Support && u.Role == "" {
		f = append(f, "--role is missing: administrator, helpdesk or user.")
	}
	if len(f) > 0 {
		return f
	}
	return nil
}

func readPassword(in io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		return "", fmt.Errorf("read the password: %w", err)
	}
	secret, _, _ := strings.Cut(strings.TrimRight(string(b), "\r\n"), "\n")
	if secret == "" {
		return "", errors.New("no password on standard input")
	}
	return secret, nil
}
