package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/cases"
	"github.com/wsspec/wsspec/reference/endpoint"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// runFlags are the flags of wsspec run.
type runFlags struct {
	targetFlags
	gate       string
	jobs       int
	timeout    time.Duration
	minTimeout time.Duration
	maxSize    size
	thorough   bool
	stress     bool
	seed       uint64
	formats    []string
	output     string
	trace      bool
	quiet      bool
	verbose    bool
	shard      shardFlag
	autobahn   autobahnFlags
	gauge      gaugeFlags
	exclude    []string
	config     configFlags

	capabilities capabilitySet
}

func runCommand(io streams) *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run [URL] [SELECTOR…]",
		Short: "Test a server; without a URL, the built-in reference server",
		Long: `Test the server at a ws:// or wss:// URL, or the built-in reference server if there is no URL. docs/targets.md tells
more of TLS, Unix sockets, proxies and credentials.

A selector picks cases: an ID (rfc6455/5.5/control-payload-126), a section with all below it (rfc6455/5.5), a
specification (rfc6455), a glob in which * stands for anything but a slash and ** for anything, or what
Autobahn|Testsuite calls a case (autobahn:5.18, autobahn:5). Cases that the selected ones rest upon, their twins, run
too. 'wsspec list' shows all cases, 'wsspec explain ID' one of them.

Any server can be tested. One that echoes messages shows most; what yours does is found out first. A few cases need a
server that does things when told (see docs/cooperation.md) and are skipped otherwise.`,
		Example: `  wsspec run ws://127.0.0.1:9001/
  wsspec run wss://example.com/chat rfc6455/5 --subprotocol chat --bearer @token.txt
  wsspec run ws://127.0.0.1:9001/ --output results --format junit
  wsspec run --update-expectations        with a wsspec.yaml that says the rest (docs/config.md)
  wsspec run --autobahn-spec fuzzingclient.json`,
		RunE: func(c *cobra.Command, args []string) error {
			args, err := f.configure(c, args, io)
			if err == nil {
				err = f.run(c.Context(), args, io)
			}
			return f.config.located(err)
		},
		ValidArgsFunction: func(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeCases(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.gate, "gate", string(results.GateMust), "what decides the exit code: must (no MUST broken) or should (no SHOULD missed either)")
	flags.IntVar(&f.jobs, "jobs", 16, "connections at the same time; fewer if the target cannot take them")
	flags.DurationVar(&f.timeout, "timeout", 5*time.Second, "longest wait for an answer")
	flags.DurationVar(&f.minTimeout, "min-timeout", time.Second, "shortest wait for an answer; between the two the round-trip time decides")
	f.maxSize = runner.DefaultMaxSize
	flags.Var(&f.maxSize, "max-size", "size of the largest message that is sent, such as 64MiB")
	flags.BoolVar(&f.stress, "stress", false, "carry out the cases that put load on the server, too: floods, and answers that nobody reads")
	flags.BoolVar(&f.thorough, "thorough", false, "carry out the cases that send a thousand messages each, too, which are some 10 GB each way")
	flags.Uint64Var(&f.seed, "seed", 0, "seed of keys and nonces (default: a random one, which is printed)")
	flags.StringArrayVar(&f.formats, "format", nil, strings.Join(reportNames(), ", ")+": that report on standard output; with --output a file of it there, may be repeated")
	flags.Var(&f.shard, "shard", "carry out one of several parts of the cases, such as 2/5; 'wsspec report merge' joins them")
	flags.StringVar(&f.output, "output", "", "write results.jsonl into this directory as the run goes, and a file for each --format")
	flags.BoolVar(&f.trace, "trace", false, "show the bytes of both directions, of failures and of selected cases")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "failures and counts only")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "every case in full")
	flags.StringArrayVar(&f.exclude, "exclude", nil, "leave out the cases that this `SELECTOR` picks; may be repeated")
	flags.Var(&f.capabilities, capabilitiesFlag, "miss the gate unless the server is found to offer this `CAPABILITY`, such as deflate; may be repeated")
	f.config.register(c)
	f.targetFlags.register(c)
	f.autobahn.register(c)
	f.gauge.register(c)
	c.MarkFlagsMutuallyExclusive("quiet", "verbose")
	for flag, values := range map[string][]string{"gate": {"must", "should"}, "format": reportNames(), capabilitiesFlag: capabilityNames(cases.Offered)} {
		c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
	return c
}

func (f *runFlags) run(ctx context.Context, args []string, io streams) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.autobahn.spec != "" {
		return f.runSpec(ctx, args, io)
	}
	var url string
	if len(args) > 0 && strings.Contains(args[0], "://") {
		url, args = args[0], args[1:]
	}
	for _, arg := range args {
		if strings.Contains(arg, "://") {
			return usage("there is one URL too many: %s", runner.WithoutUser(arg))
		}
	}
	selected, err := table().Select(args...)
	if err != nil {
		return usage("%w; %s", err, selectorHint(args))
	}
	if selected, err = f.without(selected); err != nil {
		return err
	}
	return f.test(ctx, url, args, selected, io)
}

// test puts the selected cases to the server at the URL, or to the built-in one, and writes the reports.
func (f *runFlags) test(ctx context.Context, url string, selectors []string, selected cases.Table, io streams) error {
	if flag := f.gauge.given(); flag != "" && url == "" {
		return usage("%s is for a URL; the built-in server is a part of wsspec", flag)
	}
	gauge, err := f.gauge.gauge(ctx)
	if err != nil {
		return err
	}
	target, stop, err := f.target(url)
	if err != nil {
		return err
	}
	defer stop()
	collector := &results.Collector{}
	out, err := f.open(io)
	if err != nil {
		return err
	}
	expecting := f.expect(observers{collector, out})
	observer, selected, err := f.shard.part(selected, target.Role, expecting)
	if err != nil {
		out.abandon()
		return err
	}
	out.follow(ctx, selected.For(target.Role).WithTwins(table().For(target.Role)))
	err = runner.Run(ctx, runner.Config{
		Target: target, Table: table(), Cases: selected, Selectors: selectors, Jobs: f.jobs, MaxSize: int64(f.maxSize), Thorough: f.thorough, Stress: f.stress, Floor: f.minTimeout, Ceiling: f.timeout,
		Gauge: gauge, Seed: f.seed, Tool: "wsspec " + version(), Observer: observer,
	})
	if err != nil {
		out.abandon()
		if errors.Is(err, context.Canceled) {
			err = errors.New("interrupted before anything was tested")
		} else {
			err = fmt.Errorf("%w; nothing was tested", err)
		}
		return &exit{exitUnreachable, errors.Join(err, f.autobahn.forget(target.URL))}
	}
	gate := results.Gate(f.gate)
	if err := f.settle(expecting, &collector.Run, gate, out); err != nil {
		return errors.Join(err, out.finish(&collector.Run, selectors, gate))
	}
	if err := out.finish(&collector.Run, selectors, gate); err != nil {
		return &exit{exitInternal, err}
	}
	switch gate.Judge(&collector.Run) {
	case results.Missed:
		return &exit{code: exitMissed}
	case results.Nothing:
		return &exit{code: exitUnreachable}
	}
	return nil
}

// check looks at the flags and fills in what follows from them.
func (f *runFlags) check() error {
	switch results.Gate(f.gate) {
	case results.GateMust, results.GateShould:
	default:
		return usage("--gate is must or should, not %q", f.gate)
	}
	if f.jobs < 1 {
		return usage("--jobs is 1 at least, not %d", f.jobs)
	}
	if f.timeout <= 0 || f.minTimeout <= 0 {
		return usage("--timeout and --min-timeout are longer than nothing")
	}
	f.minTimeout = min(f.minTimeout, f.timeout)
	if f.seed == 0 {
		f.seed = rand.Uint64N(1 << 32)
	}
	for _, format := range f.formats {
		if _, ok := formats[format]; !ok && format != siteFormat {
			return usage("--format is one of %s, not %q", strings.Join(reportNames(), ", "), format)
		}
		if format == siteFormat && f.output == "" {
			return usage("a site is a directory: name one for all reports with --output")
		}
	}
	if f.output == "" && len(f.formats) > 1 {
		return usage("standard output takes one --format; with --output every format gets a file")
	}
	return f.autobahn.check()
}

// target is the server at the URL, or the built-in one.
func (f *runFlags) target(url string) (target *runner.Target, stop func(), err error) {
	stop = func() {}
	if url == "" {
		if flag := f.given(); flag != "" {
			return nil, nil, usage("%s is for a URL; the built-in server is reached, and told, what it needs", flag)
		}
		if url, stop, err = f.builtIn(); err != nil {
			return nil, nil, &exit{exitInternal, err}
		}
	}
	target, err = f.targetFlags.target(url, max(f.timeout, 10*time.Second))
	if err != nil {
		stop()
		return nil, nil, err
	}
	return target, stop, nil
}

// builtIn starts the reference server on a free port, with everything that it can demand.
func (f *runFlags) builtIn() (url string, stop func(), err error) {
	const credentials = "Basic dGVzdGVyOmNvcnJlY3QgaG9yc2U="
	f.origin, f.subprotocol, f.headers = "http://wsspec.example", "chat", []string{"Authorization: " + credentials}
	server := endpoint.NewServer(endpoint.Config{
		Path: "/", MaxMessage: int64(f.maxSize), Protocols: []string{f.subprotocol, "superchat"}, Origins: []string{f.origin}, Credentials: credentials,
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("start the built-in server: %w", err)
	}
	go server.Serve(listener)
	return "ws://" + listener.Addr().String() + "/", func() { listener.Close(); server.Close() }, nil
}

// observers tells several observers.
type observers []runner.Observer

func (o observers) Started(h results.Header) {
	for _, observer := range o {
		observer.Started(h)
	}
}

func (o observers) Begun(id string) {
	for _, observer := range o {
		observer.Begun(id)
	}
}

func (o observers) Judged(c results.Case) {
	for _, observer := range o {
		observer.Judged(c)
	}
}

func (o observers) Finished(f results.Footer) {
	for _, observer := range o {
		observer.Finished(f)
	}
}

// completeCases is what a shell offers in place of a selector.
func completeCases() []string {
	var list []string
	seen := map[string]bool{}
	add := func(s, title string) {
		if !seen[s] {
			seen[s] = true
			list = append(list, cobra.CompletionWithDesc(s, title))
		}
	}
	for _, c := range table() {
		add(c.Spec(), "the whole specification")
		add(c.Spec()+"/"+c.Section(), "section "+c.Section())
		add(c.ID, c.Title)
	}
	return append(list, completeAutobahn(table())...)
}
