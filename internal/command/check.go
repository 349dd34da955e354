package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"workbooks.com/authconsole/handlers"
	"workbooks.com/authconsole/internal/config"
	"workbooks.com/authconsole/internal/link"
	"workbooks.com/authconsole/internal/microsoft"
	"workbooks.com/authconsole/store"
)

type checkSelf struct {
	config.Settings `embed:""`
}

// optionalClaims are what the token configuration of our registration has to name, with
// groupMembershipClaims set to DirectoryRole.
const optionalClaims = "email, acct, sid, login_hint, auth_time, xms_edov"

var errCheckFailed = errors.New("something is wrong; see above")

// Run checks everything that serving needs and prints what it finds.
func (k *checkSelf) Run(ctx context.Context, s Streams) error {
	c, err := k.Validate()
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Out, "Redirect URIs to register at Microsoft (type Web):")
	for _, uri := range handlers.RedirectURIs(c.PublicURL) {
		fmt.Fprintf(s.Out, "  %s\n", uri)
	}
	fmt.Fprintf(s.Out, "Front-channel logout URL:\n  %s\n", handlers.FrontChannelLogoutURL(c.PublicURL))
	fmt.Fprintf(s.Out, "Optional claims of the ID token:\n  %s\n", optionalClaims)
	fmt.Fprintf(s.Out, "Delegated permissions of Microsoft Graph:\n  %s\n  %s, asked for only when User Provisioning is switched on\n",
		strings.Join(link.Scopes(false), ", "), link.GroupsScope)
	fmt.Fprintf(s.Out, "Configuration   ok; client ID %s, client secret %s\n", c.ClientID, c.ClientSecret)
	failed := false
	for _, part := range []struct {
		name  string
		check func(context.Context, config.Console, Streams) (string, error)
	}{{"Database", checkDatabase}, {"Microsoft", checkMicrosoft}, {"Mail", checkMail}} {
		found, err := part.check(ctx, c, s)
		if err != nil {
			failed = true
			found = "WRONG: " + err.Error()
		}
		fmt.Fprintf(s.Out, "%-15s %s\n", part.name, found)
	}
	if failed {
		return errCheckFailed
	}
	return nil
}

func checkDatabase(ctx context.Context, c config.Console, s Streams) (found string, err error) {
	db, err := store.Open(ctx, store.Options{URL: c.DatabaseURL, MustExist: true, Log: logger(s, slog.LevelWarn)})
	if errors.Is(err, store.ErrNoDatabase) {
		return "none yet at " + c.DatabaseURL + "; serve and account add make it", nil
	}
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	report, err := db.VerifyAudit(ctx)
	if err != nil {
		return "", err
	}
	for _, broken := range report.Broken {
		fmt.Fprintln(s.Out, "  audit trail:", broken)
	}
	if len(report.Broken) > 0 {
		return "", fmt.Errorf("the audit trail is broken in %d places", len(report.Broken))
	}
	return fmt.Sprintf("ok; audit trail verified: accounts %d, entries %d", report.Accounts, report.Entries), nil
}

func checkMicrosoft(ctx context.Context, c config.Console, s Streams) (string, error) {
	client, err := microsoftClient(c, logger(s, slog.LevelWarn))
	if err != nil {
		return "", err
	}
	defer client.Close()
	report, err := client.Check(ctx, microsoft.Organizations)
	if err != nil {
		return "", err
	}
	if report.Keys == 0 {
		return "", errors.New("no usable signing key is published")
	}
	found := fmt.Sprintf("ok; %s, %d signing keys", c.Authority, report.Keys)
	if !report.ClockKnown {
		return found, nil
	}
	if report.ClockSkew.Abs() > microsoft.Leeway {
		return "", fmt.Errorf("our clock is %s off Microsoft's; log-ins fail beyond %s", report.ClockSkew.Round(time.Second), microsoft.Leeway)
	}
	return found + fmt.Sprintf(", our clock is %s off", report.ClockSkew.Abs().Round(time.Second)), nil
}
