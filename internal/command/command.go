package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"workbooks.com/authconsole/internal/config"
)

// Exit codes of the program.
const (
	ExitDone   = 0
	ExitFailed = 1
	ExitUsage  = 2
)

// Streams are the program's standard streams.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	log      *LogSink // takes over Err while a command runs
}

type grammar struct {
	Demo      demo      `cmd:"" help:"Start the console and a simulated Microsoft, with people to log in as."`
	Serve     serve     `cmd:"" help:"Run the console."`
	Simulator simulate  `cmd:"" help:"Run only the simulated Microsoft, for serve to be pointed at."`
	Account   account   `cmd:"" help:"Add, change and list accounts."`
	User      user      `cmd:"" help:"Add users."`
	Check     checkSelf `cmd:"" help:"Check the configuration, the database, the audit trail and the way to Microsoft."`
}

// Run carries out one command and returns the exit code. Whoever reads Err may fall
// asleep: the command goes on, and ends.
func Run(ctx context.Context, args []string, s Streams) int {
	var g grammar
	parser, err := kong.New(&g, kong.Name("authconsole"), kong.Writers(s.Out, s.Err),
		kong.Description("The authentication console of Workbooks."), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(s.Err, "authconsole:", err)
		return ExitFailed
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(s.Err, "authconsole:", err)
		fmt.Fprintln(s.Err, "Try: authconsole --help")
		return ExitUsage
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	s.log = NewLogSink(s.Err, time.Now)
	defer s.log.Close()
	return report(parsed.Run(s), s.log)
}

func report(err error, to io.Writer) int {
	var faults config.Faults
	switch {
	case err == nil:
		return ExitDone
	case errors.As(err, &faults):
		fmt.Fprintln(to, "The configuration cannot be used:")
		for _, f := range faults {
			fmt.Fprintln(to, "  -", f)
		}
		return ExitUsage
	}
	fmt.Fprintln(to, "authconsole:", strings.TrimSpace(err.Error()))
	return ExitFailed
}

func logger(s Streams, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: level}))
}
