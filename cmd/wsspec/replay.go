package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/fuzz"
	"github.com/wsspec/wsspec/reference/oracle"
	"github.com/wsspec/wsspec/reports/text"
)

// replayFlags are the flags of wsspec replay.
type replayFlags struct {
	fuzzFlags
}

func replayCommand(io streams) *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay FILE [URL]",
		Short: "Send a finding again; without a URL, judge the recorded answer",
		Long: `Send a sequence that 'wsspec fuzz' has saved to the server at a URL, and judge the answer. FILE is a .wss scenario, which may
have been edited, a .json recording or a file of a native fuzzing corpus. Without a URL, the answer in a .json recording is
judged.`,
		Example: `  wsspec replay corpus/findings/survived-6455-5-1-02-1a2b3c4d.wss ws://127.0.0.1:9001/
  wsspec replay corpus/findings/survived-6455-5-1-02-1a2b3c4d.json`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error {
			s, recording, err := fuzz.Load(args[0])
			if err != nil {
				return usage("%w", err)
			}
			if len(args) == 2 {
				return f.send(c.Context(), args[1], s, io)
			}
			if recording == nil || recording.Record == nil {
				return usage("%s holds no recorded answer; name a URL to send it to", args[0])
			}
			return sayDeviations(recording.Record.Judge(recording.Profile), io)
		},
	}
	flags := c.Flags()
	flags.BoolVar(&f.permitted, "i-may-test-this-host", false, "the server is not on this machine, and who runs it has agreed")
	flags.DurationVar(&f.timeout, "timeout", 5*time.Second, "longest wait for an answer")
	flags.DurationVar(&f.minTimeout, "min-timeout", time.Second, "shortest wait for an answer; between the two the round-trip time decides")
	f.targetFlags.register(c)
	return c
}

func (f *replayFlags) send(ctx context.Context, url string, s *fuzz.Scenario, io streams) error {
	f.jobs, f.runs = 1, 1
	target, err := f.check(url)
	if err != nil {
		return err
	}
	peer, err := fuzz.Calibrate(ctx, target, f.minTimeout, f.timeout)
	if err != nil {
		return &exit{exitUnreachable, err}
	}
	_, deviations, err := peer.Try(ctx, s)
	if err != nil {
		return &exit{exitUnreachable, err}
	}
	return sayDeviations(deviations, io)
}

// sayDeviations prints what was found out about one sequence.
func sayDeviations(deviations []oracle.Deviation, io streams) error {
	for _, d := range deviations {
		verb := "WARN"
		if d.Violation {
			verb = "FAIL"
		}
		fmt.Fprintf(io.out, "%s  %s\n      %s\n", verb, fuzz.Signature(d), text.Line(d.Saw))
	}
	if len(fuzz.Violations(deviations)) > 0 {
		return &exit{code: exitMissed}
	}
	fmt.Fprintln(io.out, "the answer conforms")
	return nil
}
