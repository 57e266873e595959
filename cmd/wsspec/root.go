package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/cases/all"
	"github.com/wsspec/wsspec/reports/text"
)

// Exit codes.
const (
	exitMet         = 0
	exitMissed      = 1
	exitUsage       = 2
	exitUnreachable = 3 // or nothing could be judged, or not everything
	exitInternal    = 4
	exitPipe        = 141 // nobody reads on: what a shell says of programs that SIGPIPE ended
)

// exit is an error that carries an exit code. Its text goes to standard error, if it has one.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string { return e.err.Error() }
func (e *exit) Unwrap() error { return e.err }

// usage is an error of whoever called.
func usage(format string, args ...any) error { return &exit{exitUsage, fmt.Errorf(format, args...)} }

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// table is every case there is, made when it is first asked for.
var table = sync.OnceValue(all.Table)

// execute runs a command line and returns the exit code.
func execute(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	printed := &checked{to: out}
	io := streams{in, printed, errOut}
	root := &cobra.Command{
		Use:   "wsspec",
		Short: "Which sentences of RFC 6455 does a WebSocket endpoint keep, and how do we know?",
		Long: `wsspec connects to a WebSocket server, sends it hundreds of handshakes, frames and messages, legal and illegal,
and says for each requirement of RFC 6455 and RFC 7692 whether the server keeps it, with the bytes that prove it.

Begin with

  wsspec run                              the built-in reference server: a full green run
  wsspec run ws://127.0.0.1:9001/         your server
  wsspec serve --fault long-control       a server with one fault, to see what a failure looks like

Exit codes: 0 gate met, 1 gate missed, 2 usage, 3 target unreachable or not everything judged, 4 internal error.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
	}
	root.AddCommand(runCommand(io), listCommand(io), explainCommand(io), serveCommand(io), reportCommand(io), judgeCommand(io), fuzzCommand(io), replayCommand(io))
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(printed)
	root.SetErr(errOut)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usage("%w; '%s --help' lists the flags", err, c.CommandPath())
	})
	err := root.ExecuteContext(ctx)
	var e *exit
	if err != nil && !errors.As(err, &e) {
		e = &exit{exitUsage, err} // what cobra itself has to say is about the command line
	}
	switch {
	case errors.Is(printed.err, syscall.EPIPE), e != nil && e.code == exitInternal && errors.Is(e.err, syscall.EPIPE):
		return exitPipe
	case printed.err != nil:
		e = &exit{exitInternal, fmt.Errorf("write to standard output: %w", printed.err)}
	case err == nil:
		return exitMet
	}
	if e.err != nil {
		complain(errOut, e.err)
	}
	return e.code
}

// complain tells of an error. Some quote what a target sent, or what is in a file of somebody else.
func complain(errOut io.Writer, err error) {
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = text.Line(lines[i])
	}
	fmt.Fprintln(errOut, "wsspec:", strings.Join(lines, "\n"))
}

// checked remembers the first error of a writer, so that a report that was lost on its way is never a success.
type checked struct {
	to  io.Writer
	err error
}

func (c *checked) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	if c.err == nil {
		c.err = err
	}
	return n, err
}

// version is the version of the module that the program was built from.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}
