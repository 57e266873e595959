package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner"
)

// fuzzFlags are the flags of wsspec fuzz.
type fuzzFlags struct {
	targetFlags
	gauge gaugeFlags

	time       time.Duration
	runs       uint64
	seed       uint64
	jobs       int
	rate       float64
	corpus     string
	stress     bool
	permitted  bool
	timeout    time.Duration
	minTimeout time.Duration
}

func fuzzCommand(io streams) *cobra.Command {
	var f fuzzFlags
	c := &cobra.Command{
		Use:   "fuzz URL",
		Short: "Send a server sequences that nobody wrote down, and judge each answer",
		Long: `Send the server at a ws:// or wss:// URL sequences of handshakes, frames and bytes, legal and illegal, and judge what it
answers to each: what it must, may and must not do follows from the bytes that were sent. A correct Close with 1002 is no
finding. What does not conform is confirmed three times with nothing beside it, and shrunk to the few operations that show it.

The same seed sends the same bytes. A server that is not on this machine is fuzzed only with --i-may-test-this-host.
docs/fuzzing.md tells more.`,
		Example: `  wsspec fuzz ws://127.0.0.1:9001/
  wsspec fuzz ws://127.0.0.1:9001/ --time 10m --corpus corpus
  wsspec fuzz ws://127.0.0.1:9001/ --runs 20000 --seed 1`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c.Context(), args[0], io) },
	}
	flags := c.Flags()
	flags.DurationVar(&f.time, "time", time.Minute, "stop after this time; 0 for no limit, which needs --runs")
	flags.Uint64Var(&f.runs, "runs", 0, "stop after so many sequences (default: when the time is up)")
	flags.Uint64Var(&f.seed, "seed", 0, "seed of the sequences (default: a random one, which is printed)")
	flags.IntVar(&f.jobs, "jobs", 8, "sequences at the same time")
	flags.Float64Var(&f.rate, "rate", 0, "most sequences per second; 0 for as many as the server takes")
	flags.StringVar(&f.corpus, "corpus", "", "keep findings, and a sequence for each kind of reaction, in this `DIR`; those that are there come first")
	flags.BoolVar(&f.stress, "stress", false, "send sequences, too, that are large while nothing is read")
	flags.BoolVar(&f.permitted, "i-may-test-this-host", false, "the server is not on this machine, and who runs it has agreed")
	flags.DurationVar(&f.timeout, "timeout", 5*time.Second, "longest wait for an answer")
	flags.DurationVar(&f.minTimeout, "min-timeout", time.Second, "shortest wait for an answer; between the two the round-trip time decides")
	f.targetFlags.register(c)
	f.gauge.register(c)
	return c
}

func (f *fuzzFlags) run(ctx context.Context, url string, io streams) error {
	target, err := f.check(url)
	if err != nil {
		return err
	}
	gauge, err := f.gauge.gauge(ctx)
	if err != nil {
		return err
	}
	known, err := readCorpus(f.corpus)
	if err != nil {
		return err
	}
	peer, err := fuzz.Calibrate(ctx, target, f.minTimeout, f.timeout)
	if err != nil {
		return &exit{exitUnreachable, fmt.Errorf("%w; nothing was tested", err)}
	}
	if f.time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.time)
		defer cancel()
	}
	var failed error // to write a file
	failing := func(err error) {
		if failed == nil {
			failed = err
		}
	}
	live := fuzzStatus{w: io.err, changes: commands(io.err)}
	campaign := &fuzz.Campaign{Peer: peer, Seed: f.seed, Runs: f.runs, Jobs: f.jobs, Rate: f.rate, Stress: f.stress, Known: known, Shrink: shrinkTime,
		Found: func(found *fuzz.Finding) { live.clear(); failing(f.tell(found, peer, io)) },
		New:   func(s *fuzz.Scenario) { failing(f.keep(s)) }}
	fmt.Fprintf(io.err, "seed %d\n", f.seed)
	before, gaugeErr := used(ctx, gauge)
	running := campaign.Start(ctx)
	live.follow(running)
	p := running.Progress()
	fmt.Fprintf(io.out, "%d sequences in %s from seed %d, %s, %d kinds of reaction: %s\n", p.Sequences, p.Elapsed.Round(time.Millisecond),
		f.seed, p.Coverage, p.Reactions, summary(p))
	if after, err := used(context.WithoutCancel(ctx), gauge); gauge != nil && gaugeErr == nil && err == nil {
		fmt.Fprintf(io.out, "the server has %d KiB of memory, %+d KiB, and used %s of CPU time\n", after.Memory>>10, (after.Memory-before.Memory)>>10,
			(after.CPU - before.CPU).Round(time.Millisecond))
	}
	switch {
	case failed != nil:
		return &exit{exitInternal, failed}
	case p.Lost != nil:
		return &exit{exitUnreachable, fmt.Errorf("the server vanished: %w", p.Lost)}
	case p.Findings > 0:
		return &exit{code: exitMissed}
	case p.Sequences == 0:
		return &exit{exitUnreachable, errors.New("no sequence was carried out")}
	}
	return nil
}

// shrinkTime bounds how long one finding is shrunk: where silence is the violation, each attempt takes a deadline.
const shrinkTime = 30 * time.Second

// check looks at the flags and fills in what follows from them.
func (f *fuzzFlags) check(url string) (*runner.Target, error) {
	switch {
	case f.jobs < 1:
		return nil, usage("--jobs is 1 at least, not %d", f.jobs)
	case f.rate < 0:
		return nil, usage("--rate is not negative")
	case f.time < 0 || f.time == 0 && f.runs == 0:
		return nil, usage("without --time or --runs there would be no end")
	case f.timeout <= 0 || f.minTimeout <= 0:
		return nil, usage("--timeout and --min-timeout are longer than nothing")
	}
	target, err := f.target(url, f.timeout)
	if err != nil {
		return nil, err
	}
	if !f.permitted && !f.local(target) {
		return nil, usage("%s is not this machine; --i-may-test-this-host says that whoever runs it has agreed", target.Authority)
	}
	if f.seed == 0 {
		f.seed = 1 + rand.Uint64N(1<<53)
	}
	return target, nil
}

// local tells whether the server is on this machine.
func (f *fuzzFlags) local(target *runner.Target) bool {
	at := target.Authority
	switch {
	case f.unix != "" || strings.HasPrefix(target.URL, "ws+unix:"):
		return true
	case f.proxy != "":
		return false
	case f.connectTo != "":
		at = f.connectTo
	}
	host := at
	if h, _, err := net.SplitHostPort(at); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// tell prints a finding, and saves it if there is a corpus.
func (f *fuzzFlags) tell(found *fuzz.Finding, peer *fuzz.Peer, io streams) error {
	verb := "FAIL"
	if found.Flaky() {
		verb = "FLAKY"
	}
	fmt.Fprintf(io.out, "%-5s %s\n      %s\n      in sequence %d, shrunk to\n", verb, found.Signature, text.Line(found.Deviation.Saw), found.Number)
	for line := range strings.Lines(found.Scenario.Text()) {
		fmt.Fprintf(io.out, "        %s", line)
	}
	if f.corpus == "" {
		return nil
	}
	name, err := found.Save(filepath.Join(f.corpus, "findings"), peer.Profile)
	if err == nil {
		fmt.Fprintf(io.out, "      wsspec replay %s.wss URL\n", name)
	}
	return err
}

// keep writes a sequence with a new reaction into the corpus.
func (f *fuzzFlags) keep(s *fuzz.Scenario) error {
	if f.corpus == "" {
		return nil
	}
	text := s.Text()
	sum := sha256.Sum256([]byte(text))
	return os.WriteFile(filepath.Join(f.corpus, hex.EncodeToString(sum[:8])+".wss"), []byte(text), 0o644)
}

// readCorpus reads the sequences of earlier campaigns, and makes the directory if it is not there.
func readCorpus(dir string) ([]*fuzz.Scenario, error) {
	if dir == "" {
		return nil, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, usage("--corpus: %w", err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.wss"))
	if err != nil {
		return nil, usage("--corpus: %w", err)
	}
	var known []*fuzz.Scenario
	for _, path := range paths {
		s, _, err := fuzz.Load(path)
		if err != nil {
			return nil, usage("--corpus: %w", err)
		}
		known = append(known, s)
	}
	return known, nil
}

func used(ctx context.Context, gauge runner.Gauge) (runner.Usage, error) {
	if gauge == nil {
		return runner.Usage{}, nil
	}
	return gauge.Read(ctx)
}

func summary(p fuzz.Progress) string {
	s := "no finding"
	if p.Findings == 1 {
		s = "1 finding"
	} else if p.Findings > 1 {
		s = fmt.Sprintf("%d findings", p.Findings)
	}
	if p.Flaky > 0 {
		s += fmt.Sprintf(", %d suspicions that did not show again each time", p.Flaky)
	}
	return s
}
