package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/password"
	"workbooks.com/authconsole/internal/policy"
	"workbooks.com/authconsole/store"
)

type user struct {
	Add userAdd `cmd:"" help:"Add a user; unless --no-password is given, the password is read from standard input."`
}

type userAdd struct {
	config.Database `embed:""`
	Account         string   `placeholder:"NAME" help:"Account of the user."`
	Email           string   `required:"" placeholder:"E-MAIL" help:"E-mail address, which is the log-in name."`
	Name            string   `required:"" placeholder:"NAME" help:"The person's name."`
	Role            string   `enum:"administrator,helpdesk,user," default:"" placeholder:"administrator|helpdesk|user" help:"What the person may do. Unless it is given, it follows from the User Groups."`
	Edition         string   `enum:"crm,business,none," default:"" placeholder:"crm|business|none" help:"Edition of the user, crm unless said otherwise. With none the user cannot log in."`
	Group           []string `sep:"none" placeholder:"USER-GROUP" help:"User Group of the user besides those of the role; may be given several times."`
	NoPassword      bool     `help:"The user has no password and logs in with Microsoft only."`
	Support         bool     `help:"One of Workbooks' own support; has no account and no role."`
}

// Run adds a user.
func (u *userAdd) Run(ctx context.Context, s Streams) error {
	if err := u.validate(); err != nil {
		return err
	}
	secret, err := u.password(s.In)
	if err != nil {
		return err
	}
	return withStore(ctx, u.Database, s, u.exists(), func(db *store.Store) error {
		n := u.wanted()
		if !u.Support {
			a, err := accountNamed(ctx, db, u.Account)
			if err != nil {
				return err
			}
			n.AccountID = a.ID
		}
		if secret != "" {
			if n.PasswordHash, err = password.NewChecker().Hash(ctx, secret); err != nil {
				return err
			}
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

// password reads and checks the user's password; it is empty when there is to be none.
func (u *userAdd) password(in io.Reader) (string, error) {
	if u.NoPassword {
		return "", nil
	}
	secret, err := readPassword(in)
	if err != nil {
		return "", err
	}
	if err := policy.CheckNewPassword(secret, u.Email, u.Name); err != nil {
		return "", fmt.Errorf("this password cannot be used: %w", err)
	}
	return secret, nil
}

// wanted is the user as the flags say, without account and password.
func (u *userAdd) wanted() store.NewUser {
	n := store.NewUser{Email: u.Email, Name: u.Name, Role: policy.Role(u.Role), LoginDenied: u.Edition == "none"}
	if u.Support {
		n.Role = policy.Support
		return n
	}
	n.UserGroups = policy.SortedUserGroups(append(policy.GroupsOf(n.Role), u.Group...))
	if n.Role == "" {
		n.Role = policy.RoleOf(n.UserGroups)
	}
	for _, e := range policy.Editions() {
		if strings.EqualFold(string(e), u.Edition) {
			n.Edition = e
		}
	}
	return n
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
	if u.Support && (u.Edition != "" || len(u.Group) > 0 || u.NoPassword) {
		f = append(f, "--support goes without --edition, --group and --no-password: support logs in with a password.")
	}
	if !u.Support && u.Role == "" && len(u.Group) == 0 {
		f = append(f, "--role or --group is missing; a role is administrator, helpdesk or user.")
	}
	f = append(f, u.unfitGroups()...)
	if len(f) > 0 {
		return f
	}
	return nil
}

// unfitGroups says which User Groups are unknown or would make the role another one.
func (u *userAdd) unfitGroups() (f config.Faults) {
	for _, name := range u.Group {
		if !slices.Contains(policy.UserGroups(), name) {
			f = append(f, fmt.Sprintf("--group: there is no User Group %q; there are %s.", name, strings.Join(policy.UserGroups(), ", ")))
		}
	}
	if role := policy.Role(u.Role); u.Role != "" && policy.RoleOf(append(policy.GroupsOf(role), u.Group...)) != role {
		f = append(f, "--group: "+policy.SystemAdministration+" and "+policy.HelpdeskGroup+" come with the role.")
	}
	return f
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
