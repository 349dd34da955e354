// Command authconsole is the authentication console of Workbooks. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"workbooks.com/authconsole/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command.Run(ctx, os.Args[1:], command.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(code)
}
