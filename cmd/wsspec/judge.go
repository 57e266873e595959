package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsspec/wsspec/reports/diff"
	"github.com/wsspec/wsspec/reports/text"
	"github.com/wsspec/wsspec/runner"
	"github.com/wsspec/wsspec/runner/results"
)

// judgeFlags are the flags of wsspec judge.
type judgeFlags struct {
	format, output, gate string
	quiet                bool
}

func judgeCommand(io streams) *cobra.Command {
	var f judgeFlags
	c := &cobra.Command{
		Use:   "judge FILE",
		Short: "Judge recorded results again, by the cases of today and without the server",
		Long: `Judge what was recorded in a results.jsonl by the cases of this version: nothing is sent. A verdict stays as it was recorded
if its transcript is not complete, or if the case sends something else by now; standard error says how many those are, and
which verdicts changed. FILE may be - for standard input.

The exit codes are those of 'wsspec run'.`,
		Example: `  wsspec judge results.jsonl
  wsspec judge old.jsonl --format jsonl --output today.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("judge which results? Name one results.jsonl, or - for standard input")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return f.judge(args[0], io) },
	}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "text", "one of "+strings.Join(formatNames(), ", "))
	flags.StringVar(&f.output, "output", "", "write into this file instead of standard output")
	flags.StringVar(&f.gate, "gate", string(results.GateMust), "what decides the exit code: must or should")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "failures and counts only")
	c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formatNames(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("gate", cobra.FixedCompletions([]string{"must", "should"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (f *judgeFlags) judge(path string, io streams) error {
	gate := results.Gate(f.gate)
	if gate != results.GateMust && gate != results.GateShould {
		return usage("--gate is must or should, not %q", f.gate)
	}
	format, ok := formats[f.format]
	if !ok {
		return usage("--format is one of %s, not %q", strings.Join(formatNames(), ", "), f.format)
	}
	recorded, err := readRun(path, io)
	if err != nil {
		return err
	}
	judged, err := runner.Rejudge(recorded, table())
	if err != nil {
		return usage("%s: %w", path, err)
	}
	options := text.Options{Gate: gate, Quiet: f.quiet}
	if f.output != "" {
		err = writeFile(f.output, format, judged.Run, options)
	} else {
		options.Width = terminal(io.out)
		options.Colour = colours(io.out)
		err = format.render(io.out, judged.Run, options)
	}
	if err == nil {
		err = f.tell(recorded, judged, io)
	}
	if err != nil {
		return &exit{exitInternal, err}
	}
	switch gate.Judge(judged.Run) {
	case results.Missed:
		return &exit{code: exitMissed}
	case results.Nothing:
		return &exit{code: exitUnreachable}
	}
	return nil
}

// tell says what came of it, and what differs from the record.
func (f *judgeFlags) tell(recorded *results.Run, judged *runner.Rejudged, io streams) error {
	fmt.Fprintf(io.err, "judged again: %d of %d cases\n", len(recorded.Cases)-len(judged.Kept), len(recorded.Cases))
	counts := map[string]int{}
	var reasons []string
	for _, c := range recorded.Cases {
		if why := judged.Kept[c.ID]; why != "" {
			if counts[why]++; counts[why] == 1 {
				reasons = append(reasons, why)
			}
		}
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return counts[b] - counts[a] })
	for _, why := range reasons {
		fmt.Fprintf(io.err, "as recorded:  %d, since %s\n", counts[why], why)
	}
	comparison := diff.Compare(recorded, judged.Run)
	if len(comparison.Worse)+len(comparison.Better)+len(comparison.Added)+len(comparison.Gone) == 0 {
		return nil
	}
	fmt.Fprintln(io.err)
	return diff.RenderText(io.err, comparison)
}
