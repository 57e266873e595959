// Command wsspec tests which sentences of RFC 6455 and its relatives a WebSocket endpoint keeps.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)                            // the second time it ends the program
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a pipe that nobody reads any more is an error like others
	code := execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
